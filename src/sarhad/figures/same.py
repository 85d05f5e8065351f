"""Which entities are one thing, so that each counts once: the clusters of `entities`, made into a partition.

A cluster is what a walk from one entity finds, and walks from two entities may both reach a third where verdicts
contradict each other. To count, each entity has to stand in one of them: the one of the least id.
"""

from __future__ import annotations

from collections.abc import Iterable

from sarhad.entities.clusters import DIFFERENT, SAME, clusters, pairs, verdict
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId

Members = tuple[EntityId, ...]


def once(sight: Sight, entities: Iterable[EntityId]) -> list[Members]:
    """Each of these entities, and what is held to be the same, in exactly one group; by the least id."""
    return [members for component in _components(sight, entities) for members in _split(sight, component)]


def once_of(sight: Sight, entity: EntityId) -> Members:
    """The group that one entity stands in; empty where the reader sees nothing of it."""
    return next((members for members in once(sight, [entity]) if entity in members), ())


def _components(sight: Sight, entities: Iterable[EntityId]) -> list[list[EntityId]]:
    """Whatever a chain of “same” links to them, by the least id."""
    entities = sorted(set(entities))
    sight.see(entities)
    near = _near(sight, [each for each in entities if sight.statements(each)])
    found, done = [], set[EntityId]()
    for start in sorted(near):
        if start not in done:
            component, frontier = {start}, [start]
            while frontier:
                frontier = [b for a in frontier for b in near[a] if b not in component]
                component.update(frontier)
            done |= component
            found.append(sorted(component))
    return found


def _near(sight: Sight, frontier: list[EntityId]) -> dict[EntityId, list[EntityId]]:
    near: dict[EntityId, list[EntityId]] = {}
    while frontier:
        sight.weigh(frontier)
        for each in frontier:
            near[each] = [b for b, judged in pairs(sight, each).items() if verdict(judged) == SAME]
        frontier = sorted({b for each in frontier for b in near[each]} - near.keys())
    return near


def _split(sight: Sight, component: list[EntityId]) -> list[Members]:
    """One group, unless somebody holds two of them to be different."""
    if len(component) == 1 or not _doubted(sight, component):
        return [tuple(component)]
    around, taken = clusters(sight, component), set[EntityId]()
    found: list[Members] = []
    for start in component:
        if start not in taken:
            members = tuple(sorted(set(around[start].members) - taken))
            taken.update(members)
            found.append(members)
    return found


def _doubted(sight: Sight, component: list[EntityId]) -> bool:
    inside = set(component)
    schemata = {sight.schema(each) for each in component}
    judged = ((b, said) for each in component for b, said in pairs(sight, each).items())
    return len(schemata) > 1 or any(b in inside and verdict(said) == DIFFERENT for b, said in judged)
