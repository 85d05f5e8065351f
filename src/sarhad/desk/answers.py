"""Answering a request: the reply with its letter and number, and what is released with it.

All raise PermissionDenied where the role does not allow the act, ValidationError where its arguments do not fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.queries import own_offices
from sarhad.access.reader import Reader
from sarhad.desk import giving, queries
from sarhad.desk.asking import DRAFTERS, SENDERS
from sarhad.desk.folding import INTERIM
from sarhad.desk.numbers import next_number
from sarhad.desk.records import Leg
from sarhad.desk.sides import open_ones, senders
from sarhad.desk.steps import about, reach, register
from sarhad.desk.writing import filled, name_of, once, options, stamp
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.sight import Sight
from sarhad.entities.signing import must, offices_of
from sarhad.kernel.claim import EntityId, FragmentRef, Handling, Scope
from sarhad.ledger.models import Entry
from sarhad.ledger.node import writer

EMPTY_HANDED = frozenset({"nothing-held", "refused"})


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as typed, before it is numbered and signed."""

    outcome: str  # full, partial, interim, nothing-held, refused
    text: str = ""
    refusal: str = ""  # why it is refused
    records: tuple[FragmentRef, ...] = ()  # that the asker may read from now on
    conditions: str = ""  # which the asker has to accept before the own records open
    handling: Handling = Handling()  # noqa: RUF009 - immutable
    statements: tuple[Draft, ...] = ()  # new ones, for the asker
    signatory: str = ""
    legal_basis: str = ""  # the rule or agreement; of a refusal it must be named
    once: str = ""  # drawn by the page: what is sent twice with the same one is sent once
    asked: str = ""  # of a request for further release: what was looked at before answering, see `wanted`


def may_answer(reader: Reader, leg: Leg) -> bool:
    """Whether the reader's office is asked and may still reply; others than heads draft."""
    able = any(reader.may(does) for does in DRAFTERS)
    return able and queries.box_of(reader, leg) == "in" and not leg.state.ended


def answer(reader: Reader, letter: EntityId, given: Reply) -> Entry:
    """Answer a letter; a question not registered yet is registered first. Returns the entry of the answer."""
    must(reader, *SENDERS)
    entity, mine = once(reader, given.once, letter, given), own_offices(reader)
    with writer():
        if said := Sight(reader).statements(entity):
            return Entry.objects.get(id=said[0].ref.contribution)
        leg = check(reader, letter, given)
        askers = open_ones(senders(leg.asker))
        if not any(each.office in mine for each in leg.receipts):
            register(reader, letter)
        grants = _release(reader, leg, given, askers)
        entry = actions.contribute(
            reader, _drafts(reader, leg, given, grants, askers[0], entity), _scope(reader, leg, given)
        )
        audit.record(reader, "answer-request", f"{letter} {entry.id}")
    return entry


def check(reader: Reader, letter: EntityId, given: Reply) -> Leg:
    """The letter that is to be answered. Raises ValidationError for the first thing wrong; nothing is written."""
    must(reader, *DRAFTERS)
    leg = queries.leg_of(reader, letter)
    if leg is None or not may_answer(reader, leg):
        raise ValidationError(_("There is no request to your office that waits for this answer."))
    if not open_ones(senders(leg.asker)):
        raise ValidationError(_("%(office)s is closed and nobody took over from it.") % {"office": leg.asker})
    options("Answer", outcome=given.outcome)
    if given.outcome == "refused" and not (given.refusal.strip() and given.legal_basis.strip()):
        raise ValidationError(_("A refusal names its reason and the rule that was applied."))
    if given.outcome in EMPTY_HANDED and (given.records or given.statements):
        raise ValidationError(_("This outcome gives nothing: choose another, or leave the records out."))
    if given.outcome in {"full", "partial"} and not (given.text.strip() or given.records or given.statements):
        raise ValidationError(_("Write the answer, or choose the records that go with it."))
    giving.check(reader, given.records)
    if given.outcome == "full" and given.asked != wanted(reader, leg):
        raise ValidationError(_("What the letter asks to release is not what you looked at. Open the page again."))
    return leg


def wanted(reader: Reader, leg: Leg) -> str:
    """The own record of which a letter asks further release, and to whom: "contribution.index OFFICE"; or "".

    The asker can correct its letter at any time: whoever signs sends back what was on the page.
    """
    request = queries.request(reader, about(leg)) if leg.record else None
    found = giving.statement(reader, leg.record) if request and request.kind == "release" else None
    if not (request and found and found.held):
        return ""
    to = (request.release_to,) if request.release_to else open_ones(senders(leg.asker))
    return " ".join((str(found.ref), *to))


def _release(reader: Reader, leg: Leg, given: Reply, askers: Sequence[str]) -> list[str]:
    """What the asker may read from now on, and of a request for further release the office that it named."""
    names = giving.give(reader, given.records, askers, given.handling, given.conditions) if given.records else []
    if given.outcome == "full" and given.asked:
        record, *named = given.asked.split()
        to = [office for each in named for office in offices_of(each)]
        names += giving.give(reader, [FragmentRef.parse(record)], to, given.handling, given.conditions)
    if given.statements:
        actions.contribute(reader, list(given.statements), Scope(read=tuple(askers), handling=given.handling))
    return names


def _drafts(
    reader: Reader, leg: Leg, given: Reply, grants: Sequence[str], to: str, entity: EntityId
) -> list[Draft]:  # fmt: skip
    """The answer as the office in between reads it too, then what only the asker reads, the letter, the step."""
    now, letter = timezone.now(), actions.new_entity(reader)
    number = next_number(reader.office, to, now.year, leg.via)
    common = {"request": about(leg), "date": stamp(now)}
    words = {"text": given.text, "refusalReason": given.refusal, "legalBasis": given.legal_basis}
    bare = {**common, "number": number, "fromOffice": reader.office, "outcome": given.outcome, **words}
    given_to_asker = {
        **filled(common), "grant": list(grants),
        "subject": sorted({each.entity for each in giving.statements(reader, given.records)}),
    }  # fmt: skip
    alone, through = reach(reader, leg, between=False), leg.via and leg.via_reads
    drafts = [Draft("Answer", filled(bare), entity, scope=None if through else _under(alone, given))]
    if given_to_asker["grant"] or given_to_asker["subject"]:
        drafts.append(Draft("Answer", given_to_asker, entity, scope=_under(alone, given)))
    carried = {
        "number": number, "date": stamp(now), "fromOffice": reader.office, "toOffice": to,
        "via": leg.via, "viaReads": ("yes" if leg.via_reads else "no") if leg.via else "", "about": entity,
        "inReplyTo": leg.letter, "signatory": given.signatory or name_of(reader),
    }  # fmt: skip
    drafts.append(Draft("Letter", filled(carried), letter))
    if taken := _step(given.outcome):
        step = {"letter": leg.letter, "step": taken, "office": reader.office, **common}
        drafts.append(Draft("RequestStep", filled(step)))
    return drafts


def _step(outcome: str) -> str:
    return "" if outcome == INTERIM else "refused" if outcome == "refused" else "answered"


def _scope(reader: Reader, leg: Leg, given: Reply) -> Scope:
    return _under(reach(reader, leg), given)


def _under(scope: Scope, given: Reply) -> Scope:
    return replace(scope, handling=given.handling)
