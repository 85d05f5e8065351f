"""Profiles as a partition: each entity belongs to one, whichever of its entities one comes from."""

from __future__ import annotations

from collections.abc import Iterable

from sarhad.entities.clusters import SAME, clusters, pairs, verdict
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId

Profiles = dict[EntityId, tuple[EntityId, ...]]
"""The entities of its profile, itself among them, in order."""


def profiles_of(sight: Sight, entities: Iterable[EntityId]) -> Profiles:
    """The profile of each of these entities of which the reader sees anything.

    Where nobody contradicts, it is what its page shows. Where verdicts contradict each other, a page shows what can
    be reached from its own entity, so that A may be with B and C with B but not A with C: here the smallest id
    comes first and each entity stands in one profile only.
    """
    entities = list(dict.fromkeys(entities))
    sight.see(entities)
    judged = sight.judged(entities)
    alone = {*entities} - {*judged}
    found: Profiles = {id: (id,) for id in entities if id in alone and sight.statements(id)}
    for start, cluster in clusters(sight, judged).items():
        if start in found:
            continue
        joined = _joined(sight, start)
        if joined == set(cluster.members):
            members = tuple(sorted(joined))
            found |= dict.fromkeys(members, members)
        else:
            found |= _parted(sight, sorted(joined))
    return found


def _joined(sight: Sight, start: EntityId) -> set[EntityId]:
    """All that a chain of verdicts holds to be the same."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        new = {other for other, said in pairs(sight, here).items() if verdict(said) == SAME} - found
        found |= new
        waiting += new
    return found


def _parted(sight: Sight, entities: list[EntityId]) -> Profiles:
    found: Profiles = {}
    for start in entities:
        if start not in found:
            members = tuple(sorted(set(clusters(sight, [start])[start].members) - found.keys()))
            found |= dict.fromkeys(members, members)
    return found
