"""Notices from the statements that a reader sees, in batches: with their steps, and entries of official lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sarhad.access.handling import strictest
from sarhad.entities.lists import by_office, pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first, together
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId
from sarhad.ledger.queries import family, heirs
from sarhad.systems.wanted.folding import ISSUERS, fold, in_order, unconfirmed
from sarhad.systems.wanted.records import Notice, Seen, State, Step

TOPICS = ("wanted", "sanction")
"""Topics by which official lists mark those whom they name."""


# Notices


def notices(sight: Sight, ids: Iterable[EntityId]) -> list[Notice]:
    """The notices among these entities, with their steps; withdrawn ones too. What several offices state of one is
    a notice of each: nobody speaks for the office that issued it."""
    ids = list(dict.fromkeys(ids))
    sight.see(ids)
    steps = pointing(sight, "NoticeStep.notice", ids)
    return [
        _notice(each, own, steps.get(each, []))
        for each in ids
        for own in by_office(sight.statements(each), "WantedNotice")
    ]


def _notice(id: EntityId, own: Sequence[Statement], steps: Sequence[Statement]) -> Notice:
    values = model.present("WantedNotice", together(own))
    issued = first(values, "startDate")
    taken = in_order(steps_of(own[0].owner, steps))
    issuers = family(own[0].owner)
    return Notice(
        id=id,
        subjects=tuple(values.get("subject", ())),
        colour=first(values, "colour") or "blue",
        state=fold(taken, issuers, issued),
        office=own[0].owner,
        held=own[0].held,
        issued=issued,
        steps=tuple(taken),
        unconfirmed=tuple(unconfirmed(taken, issuers)),
        statements=tuple(own),
        ref=own[-1].ref,
        handling=strictest(each.handling for each in own),
        attachments=tuple(dict.fromkeys(each for by in own for each in by.attachments)),
        dangers=tuple(values.get("dangers", ())),
        **{field: "; ".join(values.get(name, ())) for field, name in TEXTS.items()},
        valid_until=max(values.get("validUntil", ()), default=first(values, "endDate")),
        review=max(values.get("reviewDate", ()), default=""),
        phone=first(values, "contactPhone"),
    )


TEXTS = {
    "number": "noticeNumber", "wanted_by": "wantedBy", "agency": "agency", "offence": "offence",
    "legal_basis": "legalBasis", "warrant": "warrantNumber", "court": "court", "instructions": "instructions",
    "contact": "contact", "caution": "caution", "description": "description", "extradition": "extraditionSought",
}  # fmt: skip


def steps_of(owner: str, said: Iterable[Statement]) -> Iterator[Step]:
    """Steps, each from all that its office states of it; those that are the issuing office's to take count from
    nobody else, if that office is known."""
    grouped: dict[tuple[EntityId, str], list[Statement]] = defaultdict(list)
    for each in said:
        grouped[each.entity, each.owner].append(each)
    for (_, office), group in grouped.items():
        values = together(group)
        step = first(values, "step")
        if step and (not owner or step not in ISSUERS or office == owner or office in heirs(owner)):
            place, note = (first(values, name) for name in ("place", "note"))
            yield Step(step, first(values, "date"), min(str(each.ref) for each in group), office, place, note)


def seen(notice: EntityId, said: Statement) -> Seen:
    """A sighting of the subject of a notice."""
    values = said.properties
    names = ("date", "location", "direction", "measures", "document", "companions", "summary")
    return Seen(said.entity, notice, tuple(values.get("subject", ())), *(first(values, n) for n in names), said)


# Official lists


def listed(sight: Sight, entities: Iterable[EntityId], today: str) -> list[Notice]:
    """Entries of imported official lists about these entities, one for each office and list."""
    entities = list(dict.fromkeys(entities))
    sight.see(entities)
    marked = [each for each in entities if any(_marks(said) for said in sight.statements(each))]
    sanctions = pointing(sight, "Sanction.entity", marked)
    return [
        each
        for entity in marked
        for group in _by_list(sight.statements(entity)).values()
        if (each := _entry(entity, group, sanctions.get(entity, []), today))
    ]


def _marks(statement: Statement) -> list[str]:
    return [each for each in TOPICS if each in statement.properties.get("topics", ())]


def _by_list(said: Iterable[Statement]) -> dict[tuple[str, str], list[Statement]]:
    found: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for each in said:
        if _marks(each):
            found[each.owner, each.source].append(each)
    return found


def _entry(
    entity: EntityId, said: Sequence[Statement], sanctions: Sequence[Statement], today: str
) -> Notice | None:
    """One entry of a list; None where all its measures have ended."""
    one = said[0]
    measures = [each for each in sanctions if (each.owner, each.source) == (one.owner, one.source)]
    standing = [each for each in measures if not _over(each, today)]
    if measures and not standing:
        return None
    values = together(standing)
    since = first(values, "listingDate") or first(values, "startDate")
    return Notice(
        id=entity,
        subjects=(entity,),
        colour=_colour_of(one, values),
        state=State("issued", since),
        office=one.owner,
        held=one.held,
        number=next((v for name in ("unscId", "recordId", "authorityId") for v in values.get(name, ())), ""),
        agency=first(values, "authority"),
        offence="; ".join(values.get("program", ())) or "; ".join(values.get("reason", ()))[:300],
        issued=since,
        listed=one.source or one.owner,
        handling=one.handling,
        ref=one.ref,
        attachments=tuple(dict.fromkeys(each for by in said for each in by.attachments)),
        statements=tuple(said),
    )


def _over(sanction: Statement, today: str) -> bool:
    ends = sanction.properties.get("endDate", ())
    return bool(ends) and max(ends) < today


def _colour_of(statement: Statement, values: model.Properties) -> str:
    """The UN's lists are UN special notices; who is marked as wanted is sought for arrest."""
    said_by = " ".join([*values.get("authority", ()), *values.get("program", ()), statement.source]).casefold()
    if values.get("unscId") or "united nations" in said_by or "security council" in said_by or "un-sc" in said_by:
        return "un"
    return "red" if "wanted" in statement.properties.get("topics", ()) else "other"
