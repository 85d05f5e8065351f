"""Reading laboratory results. All start from a reader; whoever calls them records the read in the audit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sarhad.access.handling import strictest
from sarhad.access.reader import Reader
from sarhad.entities.lists import by_office, last_listed, newest_listed, pointing
from sarhad.entities.records import Profile, Statement
from sarhad.entities.sight import Sight, first, together
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.systems.lab.records import Item, Result, Weight

CHUNK, FAR = 200, 2000  # statements read at once, and in all, for one page of the list
SIZE = 25


def panel(reader: Reader, profile: Profile) -> list[Item]:
    """The items of a seizure (or the seized item itself) with what laboratories found."""
    if profile.schema not in ("Seizure", "SeizedItem"):
        return []
    sight, ids = Sight(reader), profile.members
    if profile.schema == "Seizure":
        said = pointing(sight, "SeizedItem.seizure", ids)
        ids = tuple(each.entity for member in ids for each in said[member])
    return [each for each in items(sight, ids) if each.substance]


def item(reader: Reader, id: EntityId) -> Item | None:
    """One seized item. None: absent or invisible, alike."""
    found = items(Sight(reader), [id]) if is_id(id) else []
    return found[0] if found else None


def items(sight: Sight, ids: Iterable[EntityId]) -> list[Item]:
    """The seized items among these entities."""
    ids = list(dict.fromkeys(ids))
    sight.see(ids)
    samples = pointing(sight, "Sample.item", ids)
    sampled = {each.entity for said in samples.values() for each in said}
    said = pointing(sight, "LabResult.sample", sorted(sampled))
    found: dict[EntityId, list[Result]] = defaultdict(list)
    for each in results_of(sight, [one for group in said.values() for one in group]):
        found[each.item].append(each)
    return [each for id in ids if (each := _item(sight, id, found.get(id, [])))]


def _item(sight: Sight, id: EntityId, results: Sequence[Result]) -> Item | None:
    offices = by_office(sight.statements(id), "SeizedItem")
    if not offices:
        return None
    every = [each for own in offices for each in own]
    values = [model.present("SeizedItem", together(own)) for own in offices]
    pairs = zip(values, offices, strict=True)
    weights = (_weight(given, "reportedAmount", "reportedUnit", own[-1]) for given, own in pairs)
    return Item(
        id=id,
        seizure=next((seizure for given in values if (seizure := first(given, "seizure"))), ""),
        substance=next((name for given in values for name in given.get("substance", ())), ""),
        reported=tuple(each for each in weights if each),
        results=tuple(sorted(results, key=lambda each: (each.date, str(each.by.ref)), reverse=True)),
        statements=tuple(every),
        handling=strictest(each.handling for each in every),
    )


def _weight(values: model.Properties, amount: str, unit: str, by: Statement) -> Weight | None:
    number = first(values, amount)
    return Weight(number, first(values, unit), by) if number else None


def results_of(sight: Sight, said: Iterable[Statement]) -> list[Result]:
    """Results from their statements, one for each office that states it; the item that each is about as far as the
    reader sees the sample."""
    grouped: dict[tuple[EntityId, str], list[Statement]] = defaultdict(list)
    for each in said:
        grouped[each.entity, each.owner].append(each)
    own = {key: together(group) for key, group in grouped.items()}
    sight.see(first(values, "sample") for values in own.values())
    return [_result(sight, grouped[key], values) for key, values in own.items()]


def _result(sight: Sight, said: Sequence[Statement], values: model.Properties) -> Result:
    sample, by = first(values, "sample"), max(said, key=lambda each: (each.stated, each.ref))
    taken = together(sight.statements(sample)) if is_id(sample) else {}
    return Result(
        id=by.entity,
        sample=sample,
        by=by,
        held=by.held,
        item=first(taken, "item"),
        sample_number=first(taken, "sampleNumber"),
        net=_weight(values, "netWeight", "netUnit", by),
        substances=tuple(values.get("substance", ())),
        laboratory=first(values, "laboratory") or first(taken, "laboratory"),
        **{field: first(values, name) for field, name in TEXTS.items()},
    )


TEXTS = {
    "number": "reportNumber", "date": "date", "purity": "purity", "uncertainty": "uncertainty", "method": "method",
    "chemist": "chemist", "conclusion": "conclusion",
}  # fmt: skip


# The list


def results(
    reader: Reader, *, own: bool = False, before: EntityId = ""
) -> tuple[list[tuple[Result, Item | None]], EntityId]:
    """Results that the office made or that concern what it seized, by arrival, the last first, each with its item;
    and the one behind which to go on ("": there are no more).

    Args:
        own: only those that the office made.
        before: the last one of the page before.
    """
    sight, read, below = Sight(reader), 0, last_listed(Sight(reader), "LabResult", before) if before else 0
    found: dict[tuple[EntityId, str], Result] = {}
    while read < FAR:
        part = newest_listed(sight, "LabResult", CHUNK, below)
        made = results_of(sight, [said for _id, said in part])
        sight.see(each.item for each in made if each.item)
        for each in made:
            if each.held or (not own and _seized(sight, each.item)):
                found.setdefault((each.id, each.by.owner), each)
        read, below = read + len(part), part[-1][0] if part else 1
        if len(found) > SIZE or len(part) < CHUNK:
            break
    rows, last = list(found.values()), part[-1][1].entity if part and len(part) == CHUNK else ""
    shown = rows[:SIZE]
    about = {each.id: each for each in items(sight, (row.item for row in shown if row.item))}
    more = shown[-1].id if len(rows) > SIZE else last
    return [(row, about.get(row.item)) for row in shown], more


def _seized(sight: Sight, item: EntityId) -> bool:
    """Whether the reader's office states the seized item itself."""
    return bool(item) and any(each.held for each in sight.statements(item) if each.schema == "SeizedItem")
