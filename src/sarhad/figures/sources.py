"""Seizures for one reader, through the door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sarhad.entities.lists import pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import COLUMNS, JOINED, TABLES, Sight
from sarhad.figures.claims import ITEM, PARENT, RESULT, SAMPLE, SEIZURE, Said, values_of
from sarhad.figures.counting import Bundle
from sarhad.figures.same import Members, once
from sarhad.kernel.claim import EntityId


def bundles(sight: Sight) -> list[Bundle]:
    """Every seizure that the reader sees, each once."""
    where = f'f."schema" = %s AND {JOINED}'
    ids = {sight.statement(row).entity for row in sight.through_door(COLUMNS, TABLES, where, [SEIZURE])}
    return of(sight, once(sight, ids))


def of(sight: Sight, groups: Iterable[Members]) -> list[Bundle]:
    """What the reader sees of these seizures: their items, and what laboratories found in samples of those."""
    groups = list(groups)
    items = _below(sight, ITEM, (id for members in groups for id in members))
    found = {each.entity for said in items.values() for each in said}
    samples = _below(sight, SAMPLE, found)
    results = _below(sight, RESULT, {each.entity for said in samples.values() for each in said})
    measured = {
        item: [result for sample in said for result in results.get(sample.entity, ())]
        for item, said in samples.items()
    }
    twins = {id: members[0] for members in once(sight, found) for id in members}
    return [_bundle(sight, members, items, measured, twins) for members in groups]


def _below(sight: Sight, schema: str, parents: Iterable[EntityId]) -> dict[EntityId, list[Said]]:
    found: dict[EntityId, list[Said]] = defaultdict(list)
    for parent, statements in pointing(sight, f"{schema}.{PARENT[schema]}", parents).items():
        said = map(said_of, statements)
        found[parent] = [each for each in said if each.values.parent == parent]
    return found


def _bundle(
    sight: Sight,
    members: Members,
    items: Mapping[EntityId, Sequence[Said]],
    measured: Mapping[EntityId, Sequence[Said]],
    twins: Mapping[EntityId, EntityId],
) -> Bundle:
    own = [each for id in members for each in items.get(id, ())]
    return Bundle(
        members=members,
        seizures=[said_of(e) for id in members for e in sight.statements(id) if e.schema == SEIZURE],
        items=own,
        results={each.entity: measured.get(each.entity, ()) for each in own},
        twins=twins,
    )


def said_of(statement: Statement) -> Said:
    """The same statement as figures need it."""
    return Said(
        ref=str(statement.ref),
        entity=statement.entity,
        owner=statement.owner,
        stated=statement.stated,
        grade=" ".join(statement.grade) if statement.grade else "",
        count=statement.count,
        schema=statement.schema,
        values=values_of(statement.schema, statement.properties),
    )
