"""Who is linked to whom, for one reader. Whoever calls records the read in the audit.

What is found is looked up in arrays, or in the tables where there are none yet; what is returned has come through
the door, at this moment. Links that the door refuses are forgotten, and the search is made again without them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, pairwise

import numpy as np

from sarhad.access.reader import Reader
from sarhad.entities.sight import Sight
from sarhad.links.graph import dressing, nets
from sarhad.links.graph.net import Numbers, Wanted, once
from sarhad.links.graph.paths import Way, ways
from sarhad.links.graph.records import (
    Collapsed,
    Expansion,
    Link,
    Node,
    NodeId,
    Path,
    best,
    is_node_id,
    strictest_asks,
    worst,
)
from sarhad.links.graph.view import View

HUB = 100
"""Neighbours of one kind, of those that the reader sees: more are opened only when that kind is asked for."""
MOST_HOPS = 3
MOST_NODES = 2000
MOST_ENDS = 8
"""Between which paths are looked for."""


def nodes(reader: Reader, ids: Iterable[NodeId]) -> list[Node]:
    """Of these, what the reader sees, each once, in the order in which they are asked for."""
    found = dressing.dress(Sight(reader), _valid(ids))
    return list({node.id: node for node in found.values()}.values())


def between(
    reader: Reader, ids: Iterable[NodeId], *, kinds: Collection[str] = (), since: str = "", until: str = ""
) -> list[Link]:
    """All links among these nodes, in the order of their ends."""
    view = _view(Sight(reader), kinds, since, until)
    return _between(view, dressing.dress(view.sight, _valid(ids)))


def among(reader: Reader, nodes: Iterable[Node]) -> list[Link]:
    """All links among nodes that this reader has just got from `nodes`, which are not read a second time."""
    return _between(_view(Sight(reader), (), "", ""), {node.id: node for node in nodes})


def kinds_around(reader: Reader, id: NodeId) -> list[tuple[str, int]]:
    """Kinds of links of one node, and to how many others each leads; the most first."""
    view = _view(Sight(reader), (), "", "")
    found = []
    for node in view.enter(_valid([id])).values():
        hops = view.joining(view.around(np.array([node], np.int64)))
        for kind in once(hops.kind):
            found.append((view.net.kind(int(kind)), len(once(hops.node[hops.kind == kind]))))
    return sorted(found, key=lambda each: (-each[1], each[0]))


def expand(
    reader: Reader,
    ids: Iterable[NodeId],
    *,
    kinds: Collection[str] = (),
    since: str = "",
    until: str = "",
    hops: int = 1,
    limit: int = 200,
) -> Expansion:
    """What lies around these nodes, the nearest first.

    Where one node has more than `HUB` neighbours of a kind, they are counted and not opened, unless that kind is
    named and one hop asked for. Values that only one of the visible nodes bears are left out.
    """
    view = _view(Sight(reader), kinds, since, until)
    entered = view.enter(_valid(ids))
    start = np.array(sorted(set(entered.values())), np.int64)
    reached, collapsed, more = _reach(view, start, min(hops, MOST_HOPS), min(limit, MOST_NODES), bool(kinds))
    names, asked = view.names([*start.tolist(), *reached]), set(start.tolist())
    dressed = dressing.dress(view.sight, names.values())
    links = _between(view, dressed)
    return Expansion(
        nodes=tuple(dressed[id] for node, id in names.items() if node not in asked and id in dressed),
        links=tuple(links),
        collapsed=tuple(
            sorted(
                (Collapsed(names[node], view.net.kind(kind), count) for (node, kind), count in collapsed.items()),
                key=lambda each: (each.node, each.kind),
            )
        ),
        more=more,
    )


def paths(
    reader: Reader,
    ends: Sequence[NodeId],
    *,
    kinds: Collection[str] = (),
    since: str = "",
    until: str = "",
    most: int = 3,
    longest: int = 8,
) -> list[Path]:
    """The shortest paths between each two of these nodes: at most `most` for each pair, of at most `longest` steps.

    No path goes through a node with more than `view.WIDE` neighbours: what everybody is linked to links nobody.
    """
    view = _view(Sight(reader), kinds, since, until)
    entered = view.enter(_valid(ends[:MOST_ENDS]))
    pairs = combinations(dict.fromkeys(entered[end] for end in _valid(ends[:MOST_ENDS]) if end in entered), 2)
    return [path for a, b in pairs for path in _paths(view, a, b, min(most, 10), min(longest, 12))]


def _valid(ids: Iterable[NodeId]) -> list[NodeId]:
    return [id for id in dict.fromkeys(ids) if is_node_id(id)]


def _view(sight: Sight, kinds: Collection[str], since: str, until: str) -> View:
    wanted = Wanted(frozenset(kinds), since[:10], until[:10])
    return View(sight, nets.net(sight, wanted), wanted)


# Between


def _between(view: View, dressed: dict[NodeId, Node]) -> list[Link]:
    entered = view.enter(dressed)
    numbers = np.array(sorted(set(entered.values())), np.int64)
    # A link is found from either end: the largest node need not be gone through, it may have a hundred thousand.
    largest = np.argmax(view.net.degrees(numbers)) if len(numbers) else 0
    hops = view.around(np.delete(numbers, largest) if len(numbers) else numbers, among=numbers)
    by_member = dressed | {member: node for node in dressed.values() for member in node.members}
    return dressing.dress_links(view.sight, hops.fragment.tolist(), by_member, view.wanted)


# Expand


def _reach(
    view: View, start: Numbers, most_hops: int, limit: int, named: bool
) -> tuple[list[int], dict[tuple[int, int], int], bool]:
    """Numbers of the new nodes, level by level and each in order; what was not opened; whether there is more."""
    known = set(start.tolist())
    found: list[int] = []
    collapsed: dict[tuple[int, int], int] = {}  # by node and kind
    frontier = start
    for _ in range(most_hops):
        if named and most_hops == 1:
            hops = view.joining(view.around(frontier))
        else:
            hops, counted = view.opened(frontier, HUB)
            collapsed |= counted
        new = view.sorted(np.array(sorted(set(once(hops.node).tolist()) - known), np.int64))
        room = limit - len(found)
        found += new[:room]
        if len(new) > room:
            return found, collapsed, True
        known.update(new)
        frontier = np.array(new, np.int64)
        if not new:
            break
    return found, collapsed, False


# Paths


def _paths(view: View, start: int, goal: int, most: int, longest: int) -> list[Path]:
    while True:
        found = [_path(view, way) for way in ways(view, start, goal, most, longest)]
        if all(found):
            return [path for path in found if path]


def _path(view: View, way: Way) -> Path | None:
    """None: the door refuses a part of it, which is forgotten."""
    names = view.names(way)
    dressed = dressing.dress(view.sight, names.values())
    steps: dict[frozenset[NodeId], list[Link]] = defaultdict(list)
    for link in _between(view, dressed):
        steps[frozenset((link.source, link.target))].append(link)
    ends = [dressed[names[node]].id if names[node] in dressed else "" for node in way]
    taken = [steps.get(frozenset(pair), []) for pair in pairwise(ends)]
    if not all(taken):
        for step, (one, other) in zip(taken, pairwise(way), strict=True):
            if not step:
                view.drop(one, other)
        return None
    grades = [best(link.grade for link in step) for step in taken]
    asks = [dressed[names[node]].asks for node in way] + [link.asks for step in taken for link in step]
    return Path(
        nodes=tuple(dressed[names[node]] for node in way),
        links=tuple(map(tuple, taken)),
        weakest=worst(grades),
        ungraded=grades.count(None),
        asks=strictest_asks(each for part in asks for each in part),
    )
