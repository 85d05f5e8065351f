"""What goes to one office and not to the others: briefings, and the use of sources.

Each is an entry of its own: its place among others would tell whoever reads it that there are others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.queries import history, owns
from sarhad.access.reader import Reader
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.signing import offices_of, sign, withdrawals
from sarhad.kernel.claim import EntityId, Kind, Scope
from sarhad.ledger.models import Entry, State
from sarhad.ledger.node import writer
from sarhad.systems.operations import queries
from sarhad.systems.operations.guards import must_work, now
from sarhad.systems.operations.records import Brief, Operation, Source

Values = Mapping[str, Iterable[str]]

TOLD = ("OperationBrief", "SourceUse")


def brief(reader: Reader, operation: Operation, office: str, values: Values) -> Entry:
    """Write the part of one office, or write it anew; no other office reads it."""
    must_work(reader, operation, lead=True)
    if office not in operation.offices:
        raise ValidationError(_("This office takes no part."))
    own = {"operation": [operation.id], "toOffice": [office], "author": [reader.officer], "date": [now()]}
    draft = Draft("OperationBrief", {**values, **own})
    before = next((each for each in queries.briefs(reader, operation) if each.to == office), None)
    if before:
        return actions.correct(reader, before.ref, draft)
    return actions.contribute(reader, [draft], Scope(_others(reader, [office]), handling=operation.handling))


def briefed(reader: Reader, operation: Operation, brief: Brief, people: int, question: str = "") -> Entry:
    """Sign that the own people were briefed; the lead reads it."""
    must_work(reader, operation)
    if brief.to != reader.office:
        raise ValidationError(_("Each office signs for its own briefing."))
    given = {
        "brief": brief.id, "office": reader.office, "author": reader.officer, "people": str(people), "date": now(),
        "question": question,
    }  # fmt: skip
    draft = Draft("BriefReceipt", {name: [value] for name, value in given.items() if value})
    lead = _others(reader, offices_of(operation.office))
    return actions.contribute(reader, [draft], Scope(lead, handling=operation.handling))


def source(reader: Reader, operation: Operation, values: Values, *, before: Source | None = None) -> Entry:
    """State the use of a source: for the offices that may know of it, never for the whole operation.

    Args:
        before: the own statement that this one replaces; whoever may not know any more keeps no version of it.
    """
    must_work(reader, operation)
    known = _others(reader, values.get("mayKnow", ()))
    if not set(known) <= set(operation.offices):
        raise ValidationError(_("Only offices of the operation may know of its sources."))
    own = {"operation": [operation.id], "mayKnow": [reader.office, *known]}
    handling = replace(operation.handling, level=max(operation.handling.level, 2))
    draft = Draft("SourceUse", {"handler": [reader.office], **values, **own}, before.id if before else "")
    with writer():
        if before:
            _withdraw(reader, [before.id])
        return actions.contribute(reader, [draft], Scope(known, handling=handling))


def _withdraw(reader: Reader, entities: Iterable[EntityId]) -> None:
    """Every own version of these, earlier ones too: a correction leaves them in the history of who could read."""
    rows = history(reader).filter(entity__in=list(entities), schema__in=TOLD).select_related("scope").order_by("id")
    own = [row for row in rows if row.state != State.RETRACTED and owns(row.scope, reader)]
    if own:
        entry = sign(reader, Kind.RETRACT, withdrawals(own), why=_("Who may know of it has changed."))
        audit.record(reader, "retract", entry.id)


def _others(reader: Reader, offices: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({each for each in offices if each} - {reader.office}))


def take_back(reader: Reader, operation: Operation, office: str) -> None:
    """What the lead told an office that leaves: its briefing, and that there are sources."""
    _withdraw(reader, [each.id for each in queries.briefs(reader, operation) if each.to == office])
    staying = replace(operation, offices=tuple(each for each in operation.offices if each != office))
    for each in queries.sources(reader, operation):
        if each.held and office in each.may_know:
            values = {
                "reference": [each.reference], "handler": [each.handler], "use": [each.use],
                "protection": [each.protection], "mayKnow": [one for one in each.may_know if one != office],
            }  # fmt: skip
            source(reader, staying, values, before=each)
