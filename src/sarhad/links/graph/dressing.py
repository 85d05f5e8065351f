"""Nodes and links with all that a chart says of them. Everything here comes through the door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sarhad.access.handling import Answer, Use, may, strictest
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, common_schema, rows, together
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId, Handling
from sarhad.links.graph.linked import is_directed, is_thing, ties
from sarhad.links.graph.net import Wanted, held_by
from sarhad.links.graph.records import Asks, Link, Node, NodeId, best, strictest_asks, worst
from sarhad.links.graph.same import profiles_of

SURE = ("confirmed", "unconfirmed", "tentative")
"""Strengths of a link, the surest first."""


def dress(sight: Sight, ids: Iterable[NodeId]) -> dict[NodeId, Node]:
    """The node in which each of these stands; what this reader does not see is left out.

    A value is a node where it joins at least two others.
    """
    ids = list(dict.fromkeys(ids))
    entities = [id for id in ids if ":" not in id]
    profiles = profiles_of(sight, entities)
    found: dict[NodeId, Node] = {}
    for id in ids:
        node = _value(sight, id) if ":" in id else _thing(sight, profiles.get(id, ()))
        if node:
            found[id] = node
    return found


def _thing(sight: Sight, members: Sequence[EntityId]) -> Node | None:
    by_member = {member: found for member in members if (found := things(sight, member))}
    said = [each for found in by_member.values() for each in found]
    if not said:
        return None
    members = tuple(by_member)
    schema = common_schema(said)
    return Node(
        id=members[0],
        schema=schema,
        caption=sight.caption(schema, together(said)),
        owners=tuple(sorted({each.owner for each in said})),
        handling=strictest(each.handling for each in said),
        grade=best(each.grade for each in said),
        members=members,
        asks=_asks((each.owner, each.held, each.handling) for each in said),
    )


def things(sight: Sight, entity: EntityId) -> list[Statement]:
    """What the reader sees stated of it as of a thing: not as of a link, nor of an office's own work."""
    return [said for said in sight.statements(entity) if is_thing(said.schema)]


def _value(sight: Sight, id: NodeId) -> Node | None:
    kind, _, key = id.partition(":")
    tables, where, params = held_by(kind, key)
    sql = (
        "SELECT DISTINCT f.entity, f.scope_id, s.rule"  # noqa: S608
        f" FROM {tables} CROSS JOIN ledger_scope s WHERE {where} AND s.id = f.scope_id AND {sight.door}"
    )
    held = rows(sql, [*params, *sight.door_params])
    if not joins(sight, {bytes(entity).hex() for entity, *_ in held}):
        return None
    scopes = [sight.scope(scope, rule) for scope, rule in {(scope, rule) for _, scope, rule in held}]
    return Node(
        id=id,
        schema="",
        caption=shown(kind, key),
        owners=tuple(sorted({owner for owner, _, _ in scopes})),
        handling=strictest(sorted((handling for *_, handling in scopes), key=_handling)),
        grade=None,
        members=(),
        asks=_asks(scopes),
        value_kind=kind,
    )


def _handling(handling: Handling) -> tuple[int, str, str, str]:
    return handling.level, handling.text, handling.secrecy, handling.tlp


def joins(sight: Sight, entities: Iterable[EntityId]) -> bool:
    """Whether these are two nodes at least. One profile has at most 200 entities."""
    entities = sorted(entities)[:201]
    return len(entities) > 1 and len(set(profiles_of(sight, entities).values())) > 1


def shown(kind: str, key: str) -> str:
    """A value as a person reads it."""
    prop = (model.schema("Person") or model.schemata()[0]).properties.get(kind)
    return prop.show(key) if prop and kind == "phone" else key


class _Parallel(NamedTuple):
    source: NodeId
    target: NodeId
    kind: str


def dress_links(sight: Sight, fragments: Iterable[int], nodes: Mapping[NodeId, Node], wanted: Wanted) -> list[Link]:
    """What these statements say between these nodes, parallel links of one kind as one; in order of their ends.

    Args:
        fragments: local ids; what the door refuses is left out.
        nodes: by the id of each member, and of each value.
        wanted: what each of the parallel links must be. All of them together may last longer than any of them.
    """
    said: dict[_Parallel, list[tuple[Statement, str, str]]] = defaultdict(list)
    for statement in sight.select("f.id", sorted(set(fragments))):
        for tie in set(ties(statement)):
            source, target = nodes.get(tie.source), nodes.get(tie.target)
            if source and target and source.id != target.id and wanted.takes(tie.kind, tie.start, tie.stop):
                ends = (source.id, target.id)
                source_id, target_id = ends if is_directed(tie.kind) or target.value_kind else sorted(ends)
                said[_Parallel(source_id, target_id, tie.kind)].append((statement, tie.start, tie.stop))
    return [_link(parallel, said[parallel]) for parallel in sorted(said)]


def _link(link: _Parallel, said: list[tuple[Statement, str, str]]) -> Link:
    by = list({statement.ref: statement for statement, _, _ in said}.values())
    is_edge = "." not in link.kind and ":" not in link.target
    start, stop = _lasted(said)
    strengths = {value for each in by for value in each.properties.get("strength", ())}
    return Link(
        *link,
        directed=is_directed(link.kind),
        times=_times(by),
        strength=next((each for each in SURE if each in strengths), ""),
        start=start,
        stop=stop,
        entity=min(each.entity for each in by) if is_edge else "",
        owners=tuple(sorted({each.owner for each in by})),
        grade=best(each.grade for each in by),
        weakest=worst(each.grade for each in by),
        handling=strictest(each.handling for each in sorted(by, key=lambda each: each.ref)),
        refs=tuple(sorted(each.ref for each in by)),
        asks=_asks((each.owner, each.held, each.handling) for each in by),
    )


def _lasted(said: Iterable[tuple[Statement, str, str]]) -> tuple[str, str]:
    """From the first to the last. Of a link that began and is not said to have ended, all of them have no end."""
    periods: dict[EntityId, tuple[str, str]] = {}
    for statement, start, stop in said:
        known = periods.get(statement.entity, ("", ""))
        starts, stops = ([each for each in pair if each] for pair in zip(known, (start, stop), strict=True))
        periods[statement.entity] = min(starts, default=""), max(stops, default="")
    dated = [period for period in periods.values() if any(period)]
    starts, stops = zip(*dated, strict=True) if dated else (("",), ("",))
    return min(starts) if all(starts) else "", max(stops) if all(stops) else ""


def _asks(scopes: Iterable[tuple[str, bool, Handling]]) -> Asks:
    return strictest_asks(
        (owner, handling.level)
        for owner, held, handling in scopes
        if not held and max(may(Use.LETTER, handling), may(Use.ONWARD, handling)) >= Answer.TEXT
    )


def _times(said: Iterable[Statement]) -> int:
    """What two offices state of one entity is not added up: the higher number stands."""
    most: dict[EntityId, int] = defaultdict(int)
    for each in said:
        given = [int(float(value)) for value in each.properties.get("times", ()) if _is_number(value)]
        most[each.entity] = max(most[each.entity], max(given, default=1), 1)
    return sum(most.values())


def _is_number(value: str) -> bool:
    try:
        return 0 < float(value) < 1e12
    except ValueError:
        return False
