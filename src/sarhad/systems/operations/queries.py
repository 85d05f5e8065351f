"""Reading operations. All start from a reader; whoever calls them records the read in the audit."""

from __future__ import annotations

from collections.abc import Iterable

from sarhad.access.reader import Reader
from sarhad.entities.lists import ids_listed, pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.ledger.queries import family
from sarhad.systems.operations import loading
from sarhad.systems.operations.records import Brief, Operation, Receipt, Source

BRIEFED = ("information", "intention", "method", "administration", "risks", "communications", "humanRights")
"""The parts of a briefing, in the order in which it is taught."""


def operation(reader: Reader, id: EntityId, by: str = "") -> Operation | None:
    """One operation, of the office `by` or of the first. None: absent or invisible, alike."""
    found = loading.operations(Sight(reader), [id]) if is_id(id) else []
    return next((each for each in found if each.office == by), found[0] if found else None)


def operations(reader: Reader, *, ended: bool | None = False, deliveries: bool | None = None) -> list[Operation]:
    """What the reader sees, the one that began last first.

    Args:
        ended: only those that are over, or only the others; None: all.
        deliveries: only controlled deliveries, or only other operations; None: both.
    """
    sight = Sight(reader)
    found = loading.operations(sight, (id for id, _ in ids_listed(sight, "Operation")))
    kept = [
        each
        for each in found
        if ended in (None, each.state.over) and deliveries in (None, each.delivery)
    ]  # fmt: skip
    return sorted(kept, key=lambda each: (each.start, each.name, each.id), reverse=True)


def parts_of(reader: Reader, whole: Operation) -> list[Operation]:
    """The controlled deliveries that are part of an operation, as far as the reader sees them."""
    sight = Sight(reader)
    said = pointing(sight, "Operation.partOf", [whole.id])[whole.id]
    found = loading.operations(sight, (each.entity for each in said))
    return sorted((each for each in found if each.part_of == whole.id), key=lambda each: (each.start, each.id))


# Briefings and sources: to each office its own


def briefs(reader: Reader, operation: Operation) -> list[Brief]:
    """Of the lead every briefing with its receipts, by office; of another office its own, with its own receipts."""
    sight, leads = Sight(reader), family(operation.office)
    said = pointing(sight, "OperationBrief.operation", [operation.id])[operation.id]
    said = [each for each in said if each.owner in leads]
    receipts = pointing(sight, "BriefReceipt.brief", (each.entity for each in said))
    found = [_brief(each, receipts.get(each.entity, ())) for each in said]
    return sorted(found, key=lambda each: (each.to, each.date, each.id))


def _brief(said: Statement, receipts: Iterable[Statement]) -> Brief:
    values, to = said.properties, first(said.properties, "toOffice")
    theirs = [_receipt(each) for each in receipts if each.owner in family(to)]
    return Brief(
        id=said.entity,
        to=to,
        date=first(values, "date") or said.stated[:10],
        parts={name: text for name in BRIEFED if (text := "\n".join(values.get(name, ())))},
        author=first(values, "author"),
        ref=said.ref,
        handling=said.handling,
        receipts=tuple(sorted(theirs, key=lambda each: (each.date, each.ref))),
    )


def _receipt(said: Statement) -> Receipt:
    values = said.properties
    question, author = first(values, "question"), first(values, "author")
    return Receipt(said.owner, first(values, "date"), loading.number(values, "people"), question, author, said.ref)


def sources(reader: Reader, operation: Operation) -> list[Source]:
    """The uses of sources that the reader may know of."""
    sight = Sight(reader)
    said = pointing(sight, "SourceUse.operation", [operation.id])[operation.id]
    return sorted((_source(each) for each in said), key=lambda each: (each.reference, each.id))


def _source(said: Statement) -> Source:
    values = said.properties
    return Source(
        id=said.entity,
        reference=first(values, "reference"),
        handler=first(values, "handler") or said.owner,
        may_know=tuple(values.get("mayKnow", ())),
        use=first(values, "use"),
        protection=first(values, "protection"),
        office=said.owner,
        held=said.held,
        ref=said.ref,
    )
