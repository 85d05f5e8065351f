"""What stands around a group, channel or case: seizures, operations, members, each office's last word.

All start from a reader's sight; whoever calls them records the read in the audit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sarhad.access.reader import Reader
from sarhad.entities.lists import pointing
from sarhad.entities.records import Profile, Summary
from sarhad.entities.relations import relations
from sarhad.entities.sight import Sight, first, together
from sarhad.figures.lives import CASE, CHANNEL, GROUP, Life, in_order
from sarhad.figures.records import Step
from sarhad.kernel.claim import EntityId
from sarhad.systems.lab import queries as lab
from sarhad.systems.lab.records import Item


class Seized(NamedTuple):
    """A seizure beside what it belongs to."""

    id: EntityId
    caption: str
    date: str
    country: str
    offices: tuple[str, ...]
    items: tuple[Item, ...]


class Around(NamedTuple):
    """What the reader sees around a group, channel or case."""

    seizures: list[Seized]
    operations: list[Summary]
    channels: list[Summary]
    groups: list[Summary]
    words: list[Step]  # each office's last word, where they contradict each other


def around(sight: Sight, life: Life) -> Around:
    ids = list(life.members)
    channels = _named(sight, ["TraffickingChannel.group"], ids) if life.schema == GROUP else []
    moved = [*ids, *(each.id for each in channels)]
    by = "Seizure.criminalCase" if life.schema == CASE else "Seizure.channel"
    operations = {
        CASE: ["Operation.criminalCase"], GROUP: ["Operation.targetGroup"], CHANNEL: []
    }[life.schema]  # fmt: skip
    return Around(
        seizures=seizures(sight, (each.entity for said in pointing(sight, by, moved).values() for each in said)),
        operations=_all(sight, [*_ids(sight, operations, ids), *(step.operation for step in life.steps)]),
        channels=channels,
        groups=_all(sight, life.values.get("group", ())),
        words=_words(life) if life.state.disputed else [],
    )


def _ids(sight: Sight, kinds: Iterable[str], ids: Iterable[EntityId]) -> list[EntityId]:
    """What points to these."""
    wanted = list(ids)
    return [each.entity for kind in kinds for said in pointing(sight, kind, wanted).values() for each in said]


def _named(sight: Sight, kinds: Iterable[str], ids: Iterable[EntityId]) -> list[Summary]:
    return _all(sight, _ids(sight, kinds, ids))


def _all(sight: Sight, ids: Iterable[EntityId]) -> list[Summary]:
    """Those of these that the reader sees, by caption."""
    return sorted(sight.summaries(dict.fromkeys(ids)), key=lambda each: (each.caption.casefold(), each.id))


def people(reader: Reader, group: Profile) -> list[Summary]:
    """Persons linked to a group in whatever way, its leader among them."""
    found = {each.other.id: each.other for each in relations(reader, group) if each.other.schema == "Person"}
    return sorted(found.values(), key=lambda each: (each.caption.casefold(), each.id))


def _words(life: Life) -> list[Step]:
    return in_order({each.office: each for each in life.steps}.values())


def seizures(sight: Sight, ids: Iterable[EntityId]) -> list[Seized]:
    """Seizures with what was seized, newest first."""
    wanted = list(dict.fromkeys(ids))
    sight.see(wanted)
    said = pointing(sight, "SeizedItem.seizure", wanted)
    items = {each.id: each for each in lab.items(sight, (one.entity for id in wanted for one in said[id]))}
    found = []
    for id in wanted:
        own = [each for each in sight.statements(id) if each.schema == "Seizure"]
        values = together(own)
        offices = tuple(sorted({each.owner for each in own}))
        inside = tuple(items[each] for each in dict.fromkeys(one.entity for one in said[id]) if each in items)
        place = first(values, "settlement") or first(values, "region")
        caption = first(values, "reference") or place
        found.append(Seized(id, caption, first(values, "date"), first(values, "country"), offices, inside))
    return sorted(found, key=lambda each: (each.date, each.id), reverse=True)
