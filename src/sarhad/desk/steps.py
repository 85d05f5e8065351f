"""The steps of a request's life that are neither question nor answer, and incoming numbers.

Each is looked at under the writer's lock: of two officers who do the same at once, one is told that it is done.
All raise PermissionDenied where the role does not allow the act, ValidationError where its arguments do not fit.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.queries import own_offices
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.desk import queries
from sarhad.desk.asking import DRAFTERS
from sarhad.desk.numbers import next_incoming
from sarhad.desk.records import Leg, Request
from sarhad.desk.sides import addressees, open_ones, senders
from sarhad.desk.writing import check_due, filled, stamp
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.signing import must
from sarhad.kernel.claim import EntityId, Scope
from sarhad.ledger.models import Entry
from sarhad.ledger.node import writer

BY_ASKER = ("reminded", "extended", "outcome", "closed", "withdrawn")
BY_ANSWERER = ("accepted", "extended", "escalated")
BETWEEN = ("reminded", "escalated")
BY_ANYONE = frozenset({"accepted", "reminded", "escalated"})
"""Steps that commit the office to nothing; terms and ends are for those who may draft a request."""


def may_take(reader: Reader, leg: Leg) -> list[str]:
    """The steps that the reader can take now; registering and answering are acts of their own."""
    if not reader.may(Does.CONTRIBUTE) or leg.state.step == "withdrawn":
        return []
    steps = _open_to(queries.box_of(reader, leg), leg)
    drafts = any(reader.may(does) for does in DRAFTERS)
    return [each for each in steps if drafts or each in BY_ANYONE]


def _open_to(side: str, leg: Leg) -> list[str]:
    """What an office on this side of the letter can do, as it stands."""
    waiting, step = not leg.state.stopped, leg.state.step
    if side == "out":
        steps = [each for each in BY_ASKER if waiting or each in {"outcome", "closed"}]
        return [each for each in steps if each != "closed" or step != "closed"]
    if not waiting:
        return []
    if side == "in":
        fresh = step in {"sent", "passed-on", "received"}
        return [each for each in BY_ANSWERER if each != "accepted" or fresh]
    return list(BETWEEN)


def step(reader: Reader, letter: EntityId, step: str, note: str = "", due: str = "") -> Entry:
    """Take a step about one letter: the other side hears of it, and the office in between that it was taken.

    Args:
        due: of `extended`: the new last day (ISO 8601). From the asker it holds; from others it asks for it.
    """
    must(reader, Does.CONTRIBUTE)
    if step == "extended" and not due:
        raise ValidationError(_("Name the new last day."))
    check_due(due)
    if step == "outcome" and not note.strip():
        raise ValidationError(_("Say what came of the answer."))
    with writer():
        leg = _leg(reader, letter)
        if step not in may_take(reader, leg):
            raise ValidationError(_("Your office cannot take this step."))
        entry = tell(reader, leg, step, note, due)
        audit.record(reader, f"request-{step}", f"{letter} {entry.id}")
    return entry


def end(reader: Reader, request: EntityId, step: str, note: str = "") -> Request:
    """Close or withdraw a request at every office asked (`closed`, `withdrawn`)."""
    with writer():
        found = queries.request(reader, request)
        if found is None or not found.held or step not in {"closed", "withdrawn"}:
            raise ValidationError(_("Your office has sent no such request."))
        open_legs = [leg for leg in found.legs if step in may_take(reader, leg)]
        if not open_legs:
            raise ValidationError(_("Your office cannot take this step."))
        for leg in open_legs:
            tell(reader, leg, step, note)
        audit.record(reader, f"request-{step}", request)
    return found


def tell(reader: Reader, leg: Leg, step: str, note: str = "", due: str = "") -> Entry:
    """Sign a step for those whom it concerns. An office in between that may not read is told no words."""
    bare = {
        "request": about(leg), "letter": leg.letter, "step": step, "date": stamp(timezone.now()),
        "office": reader.office, "dueDate": due,
    }  # fmt: skip
    drafts = spoken(reader, leg, "RequestStep", filled(bare), filled({"note": note}))
    return actions.contribute(reader, drafts, reach(reader, leg))


def spoken(reader: Reader, leg: Leg, schema: str, bare: dict[str, str], words: dict[str, str]) -> list[Draft]:
    """One statement for both sides and the office in between; where that may not read, the words apart."""
    if not words or not leg.via or leg.via_reads:
        return [Draft(schema, bare | words)]
    entity = actions.new_entity(reader)
    return [
        Draft(schema, bare, entity),
        Draft(schema, bare | words, entity, scope=reach(reader, leg, between=False)),
    ]


def reach(reader: Reader, leg: Leg, *, between: bool = True) -> Scope:
    """Both sides of a letter, and whom it passes through, under the handling of the letter."""
    through = addressees(leg.via) if between and leg.via else frozenset()
    found = set(open_ones(senders(leg.asker) | addressees(leg.to) | through))
    return Scope(read=tuple(sorted(found - {reader.office})), handling=leg.statements[-1].handling)


def register(reader: Reader, letter: EntityId) -> Entry:
    """Enter a letter in the own journal under an incoming number; a question counts as received from then on."""
    must(reader, Does.CONTRIBUTE)
    with writer():
        leg, mine = queries.letter_of(reader, letter), own_offices(reader)
        if leg is None or leg.asker in mine:
            raise ValidationError(_("No such letter came to your office."))
        if any(each.office in mine for each in leg.receipts):
            raise ValidationError(_("Your office has registered this letter."))
        entry = actions.contribute(reader, _registration(reader, leg, leg.to in mine), reach(reader, leg))
        audit.record(reader, "register-letter", f"{letter} {entry.id}")
    return entry


def _registration(reader: Reader, leg: Leg, to_us: bool) -> list[Draft]:
    now = timezone.now()
    other = leg.via if to_us else leg.to  # what passes through is counted for each pair
    receipt = {
        "letter": leg.letter, "number": next_incoming(reader.office, leg.asker, now.year, other),
        "date": stamp(now), "office": reader.office, "author": reader.officer,
    }  # fmt: skip
    taken = {
        "request": about(leg), "letter": leg.letter, "step": "received" if to_us else "passed-on",
        "date": stamp(now), "office": reader.office,
    }  # fmt: skip
    drafts = [Draft("LetterReceipt", filled(receipt))]
    return drafts if leg.in_reply_to else [*drafts, Draft("RequestStep", filled(taken))]


def _leg(reader: Reader, letter: EntityId) -> Leg:
    found = queries.leg_of(reader, letter)
    if found is None:
        raise ValidationError(_("No such request came to your office, nor went from it."))
    return found


def about(leg: Leg) -> EntityId:
    return next(iter(leg.statements[-1].properties.get("about", ())), "")
