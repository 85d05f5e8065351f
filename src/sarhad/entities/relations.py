"""What a profile is linked to: edge entities and entity-typed values, where the reader sees both ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sarhad.access.handling import strictest
from sarhad.access.queries import door
from sarhad.access.reader import Reader
from sarhad.entities.clusters import clusters
from sarhad.entities.profiles import facts
from sarhad.entities.records import Profile, Relation, Statement
from sarhad.entities.sight import COLUMNS, JOINED, TABLES, Sight, common_schema, hex_of, marks
from sarhad.kernel import model, names
from sarhad.kernel.claim import EntityId

LINKS = 1000
"""At most so many links of one profile in either direction, counted among those that the reader sees."""


class Link(NamedTuple):
    """One row of the edge table, seen from the profile."""

    outgoing: bool
    other: EntityId
    kind: str
    start: str
    stop: str
    by: Statement


def relations(reader: Reader, profile: Profile) -> list[Relation]:
    """Links to others that the reader sees, at most `LINKS` each way; by kind and name."""
    sight = Sight(reader)
    links = [*_links(sight, profile.members, True), *_links(sight, profile.members, False)]
    around = clusters(sight, (link.other for link in links))
    links = [link for link in links if link.other in around and link.other not in profile.members]
    grouped: dict[tuple[str, bool, EntityId, EntityId], list[Link]] = defaultdict(list)
    for link in links:
        edge = "" if "." in link.kind else link.by.entity
        grouped[link.kind, link.outgoing, min(around[link.other].members), edge].append(link)
    found = [_relation(sight, around[group[0].other].members, group) for group in grouped.values()]
    key = lambda each: (each.kind, each.end, names.display_key(each.other.caption), each.other.id, each.entity)
    return sorted(found, key=key)


def _links(sight: Sight, members: Sequence[EntityId], outgoing: bool) -> Iterable[Link]:
    """Links from these entities, or to them, whose other end the reader sees too."""
    here, there = ("source", "target") if outgoing else ("target", "source")
    through, params = door("o", sight.reader)
    seen = f"EXISTS (SELECT 1 FROM ledger_fragment o WHERE o.entity = l.{there} AND {through})"  # noqa: S608
    for row in sight.through_door(
        f'{COLUMNS}, l.{there}, l.kind, l."start", l."end"',
        f"ledger_edge l CROSS JOIN {TABLES}",
        f"l.{here} IN ({marks(members)}) AND f.id = l.fragment_id AND {JOINED} AND {seen}",
        [*map(bytes.fromhex, members), *params],
        tail=f" LIMIT {LINKS}",
    ):
        other, kind, start, stop = row[8:]
        yield Link(outgoing, hex_of(other), kind, start, stop, sight.statement(row[:8]))


def _relation(sight: Sight, others: Sequence[EntityId], links: Sequence[Link]) -> Relation:
    first = links[0]
    said = sight.shown({link.by.ref: link.by for link in links}.values())
    schema, _, name = first.kind.partition(".")
    spec = model.schema(schema)
    ends = frozenset(spec.edge) if spec and spec.edge else frozenset()
    end = name or (spec.edge[0 if first.outgoing else 1] if spec and spec.edge else "")
    other = sight.summary(others)
    assert other is not None  # the query saw its end
    return Relation(
        kind=first.kind,
        end=end,
        outgoing=first.outgoing,
        entity="" if name else first.by.entity,
        other=other,
        start=min((link.start for link in links if link.start), default=""),
        stop=max((link.stop for link in links if link.stop), default=""),
        facts=() if name else facts(sight, common_schema(said), said, without=ends),
        statements=tuple(said),
        handling=strictest(statement.handling for statement in said),
    )
