"""What hangs together, and trees through it: each thing below the nearest one that leads to the middle."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence

from sarhad.links.charts.changes import Spot
from sarhad.links.graph.records import NodeId

STEP = 180  # pixels between two that are linked
ROOM = 112  # pixels around one, so that its label can be read

Pairs = Collection[tuple[NodeId, NodeId]]
Near = Mapping[NodeId, Sequence[NodeId]]


def neighbours(ids: Iterable[NodeId], pairs: Pairs) -> dict[NodeId, list[NodeId]]:
    near: dict[NodeId, set[NodeId]] = defaultdict(set)
    for one, other in pairs:
        if one != other:
            near[one].add(other)
            near[other].add(one)
    return {id: sorted(near[id]) for id in ids}


def parts(ids: Sequence[NodeId], near: Near) -> list[list[NodeId]]:
    """What hangs together, the largest first, each in the order of a walk from its first id."""
    left, found = dict.fromkeys(sorted(ids)), []
    while left:
        first = next(iter(left))
        part = list(walk(first, near))
        for id in part:
            del left[id]
        found.append(part)
    return sorted(found, key=lambda part: (-len(part), part[0]))


def _root(part: Sequence[NodeId], near: Near) -> NodeId:
    return min(part, key=lambda id: (-len(near[id]), id))


def walk(first: NodeId, near: Near) -> Iterable[NodeId]:
    seen, line = {first}, deque([first])
    while line:
        id = line.popleft()
        yield id
        for other in near[id]:
            if other not in seen:
                seen.add(other)
                line.append(other)


def _spanning(part: Sequence[NodeId], near: Near) -> tuple[NodeId, dict[NodeId, list[NodeId]], dict[NodeId, int]]:
    """(root, children, leaves below each) of a tree by breadth first."""
    root = _root(part, near)
    above: dict[NodeId, NodeId] = {}
    order = list(walk(root, near))
    place = {id: n for n, id in enumerate(order)}
    for id in order[1:]:
        above[id] = min((other for other in near[id]), key=place.__getitem__)
    below: dict[NodeId, list[NodeId]] = defaultdict(list)
    for id in order[1:]:
        below[above[id]].append(id)
    leaves: dict[NodeId, int] = {}
    for id in reversed(order):
        leaves[id] = max(1, sum(leaves[child] for child in below[id]))
    return root, below, leaves


def rings(part: Sequence[NodeId], near: Near) -> dict[NodeId, Spot]:
    """Each level of the tree on a ring of its own, each branch in a slice as wide as it has leaves."""
    root, below, leaves = _spanning(part, near)
    found = {root: Spot(0.0, 0.0)}
    line = deque([(root, 0.0, 2 * math.pi, 1)])
    while line:
        id, start, wide, ring = line.popleft()
        for child in below[id]:
            own = wide * leaves[child] / leaves[id]
            angle = start + own / 2
            found[child] = Spot(ring * STEP * math.cos(angle), ring * STEP * math.sin(angle))
            line.append((child, start, own, ring + 1))
            start += own
    return found


def levels(part: Sequence[NodeId], near: Near) -> dict[NodeId, Spot]:
    root, below, leaves = _spanning(part, near)
    found: dict[NodeId, Spot] = {}
    line = deque([(root, 0.0, 0)])
    while line:
        id, left, level = line.popleft()
        found[id] = Spot((left + leaves[id] / 2) * ROOM * 1.4, level * STEP)
        for child in below[id]:
            line.append((child, left, level + 1))
            left += leaves[child]
    return found
