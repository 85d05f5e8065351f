"""Asking other offices. What is sent is numbered, signed and stands in the audit.

All raise PermissionDenied where the role does not allow the act, ValidationError where its arguments do not fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.guards import must_be_open
from sarhad.access.queries import own_offices
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.desk import giving
from sarhad.desk.clocks import answer_by
from sarhad.desk.numbers import next_number
from sarhad.desk.writing import check_due, filled, name_of, once, options, short, stamp
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.sight import Sight
from sarhad.entities.signing import must, offices_of
from sarhad.kernel.claim import EntityId, FragmentRef, Handling, Scope
from sarhad.ledger.derive import is_id
from sarhad.ledger.models import Entry
from sarhad.ledger.node import writer
from sarhad.matching.models import Pointer

SENDERS = (Does.RELEASE,)
DRAFTERS = (Does.RELEASE, Does.PROPOSE, Does.JUDGE)
MOST = 20  # offices asked at once


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as typed, before it is numbered and signed."""

    question: str
    subjects: tuple[EntityId, ...] = ()  # that the asker sees; an office asked learns of those that it sees itself
    to: tuple[str, ...] = ()
    via: str = ""  # an office that it passes through, such as the centre
    centre_reads: bool = True  # that office reads question and answers, else only that letters passed
    kind: str = "information"
    urgency: str = "routine"
    purpose: str = ""
    legal_basis: str = ""  # id of an Instrument, or the rule in words
    due: str = ""  # ISO 8601; empty: as the urgency says, in working days of the office asked
    handling: Handling = Handling()  # noqa: RUF009 - immutable
    pointer: str = ""  # token of a pointer shown to the asker; its holder must be asked
    record: str = ""  # "contribution.index" of the office asked, of which further release is asked
    release_to: str = ""  # of a further release: to whom; empty: to the asker, beyond its conditions
    case: EntityId = ""  # CriminalCase that it is made for
    facts: tuple[FragmentRef, ...] = ()  # statements that the offices asked may read; none unless chosen
    signatory: str = ""
    contact: str = ""
    name: str = ""  # a short title; empty: the beginning of the question
    once: str = ""  # drawn by the page: what is sent twice with the same one is sent once


def ask(reader: Reader, given: Ask) -> EntityId:
    """Send a request; returns its id. Every office asked gets a letter in an entry of its own, so none learns of
    another; what is released with the question goes to each by a release of its own, too."""
    must(reader, *SENDERS)
    request = once(reader, given.once, given)
    with writer():
        if Sight(reader).statements(request):
            return request
        check(reader, given)
        now, middle = timezone.now(), offices_of(given.via) if given.via and given.centre_reads else ()
        scope = Scope(read=tuple(sorted({*given.to, *middle} - {reader.office})), handling=given.handling)
        actions.contribute(reader, [_request(given, request, now)], scope)
        for office in sorted(set(given.to)):
            giving.give(reader, given.facts, (office,), given.handling)
            _send(reader, given, request, office, now)
        audit.record(reader, "ask", request)
    return request


def check(reader: Reader, given: Ask) -> None:
    """Raises ValidationError for the first thing that is wrong with it; nothing is written."""
    must(reader, *DRAFTERS)
    if not given.question.strip():
        raise ValidationError(_("State the question."))
    if not given.to or len(set(given.to)) > MOST:
        raise ValidationError(_("Name one to %(most)d offices to ask.") % {"most": MOST})
    must_be_open([*given.to, *([given.via] if given.via else [])])
    if reader.office in given.to or given.via in {reader.office, *given.to}:
        raise ValidationError(_("An office does not ask itself, nor itself in between."))
    options("Request", requestType=given.kind, urgency=given.urgency)
    check_due(given.due)
    sight = Sight(reader)
    named = [*given.subjects, *([given.case] if given.case else [])]
    if not all(is_id(each) and sight.statements(each) for each in named):
        raise ValidationError(_("Nothing here for you."))
    giving.check(reader, given.facts)
    _check_pointer(reader, given)
    _check_release(reader, given)


def _check_pointer(reader: Reader, given: Ask) -> None:
    if not given.pointer:
        return
    shown = Pointer.objects.filter(token=given.pointer, office__in=own_offices(reader)).first()
    if shown is None or not set(offices_of(shown.holder)) & set(given.to):
        raise ValidationError(_("This pointer was not shown to your office, or is not of an office that you ask."))


def _check_release(reader: Reader, given: Ask) -> None:
    if given.kind != "release":
        return
    found = giving.statement(reader, given.record)
    if found is None or found.held:
        raise ValidationError(_("Name a record of another office that you see."))
    if set(given.to) != set(offices_of(found.owner)):
        raise ValidationError(_("Only %(owner)s can release it further: ask it alone.") % {"owner": found.owner})
    if given.release_to:
        must_be_open([given.release_to])


def _request(given: Ask, request: EntityId, now: datetime) -> Draft:
    """What all offices asked read alike: nothing in it depends on who they are."""
    basis = {"legalBasis" if is_id(given.legal_basis) else "legalBasisText": given.legal_basis}
    values = {
        "name": given.name.strip() or short(given.question), "date": stamp(now), "question": given.question,
        "requestType": given.kind, "urgency": given.urgency, "purpose": given.purpose, "contact": given.contact,
        "criminalCase": given.case, "releaseTo": given.release_to, **basis,
    }  # fmt: skip
    return Draft("Request", {**filled(values), "subject": list(given.subjects)}, request)


def _send(reader: Reader, given: Ask, request: EntityId, office: str, now: datetime) -> Entry:
    letter = actions.new_entity(reader)
    pointed = Pointer.objects.filter(token=given.pointer).first() if given.pointer else None
    of_record = giving.statement(reader, given.record) if given.record else None
    values = {
        "number": next_number(reader.office, office, now.year, given.via), "date": stamp(now),
        "fromOffice": reader.office, "toOffice": office, "via": given.via, "about": request,
        "viaReads": ("yes" if given.centre_reads else "no") if given.via else "",
        "signatory": given.signatory or name_of(reader),
        "pointer": given.pointer if pointed and office in offices_of(pointed.holder) else "",
        "record": given.record if of_record and office in offices_of(of_record.owner) else "",
    }  # fmt: skip
    due = given.due or answer_by(now, given.urgency, office)
    sent = {"request": request, "letter": letter, "step": "sent", "date": stamp(now), "office": reader.office}
    drafts = [
        Draft("Letter", filled(values), letter),
        Draft("RequestStep", filled(sent | {"dueDate": due})),
    ]
    between = offices_of(given.via) if given.via else ()
    scope = Scope(read=tuple(sorted({office, *between} - {reader.office})), handling=given.handling)
    return actions.contribute(reader, drafts, scope)
