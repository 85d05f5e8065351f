"""Shortest ways between two nodes, and the next longer ones; of equal ones the first in order of the nodes."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from sarhad.links.graph.net import Hops, Numbers, once, within_few
from sarhad.links.graph.view import View

Way = tuple[int, ...]
"""Numbers of the nodes from the first to the last."""


class Without(NamedTuple):
    """What a way may not use: these nodes, and as its second node none of those."""

    nodes: frozenset[int] = frozenset()
    second: frozenset[int] = frozenset()


ANY = Without()


def ways(view: View, start: int, goal: int, most: int, longest: int) -> list[Way]:
    """The `most` shortest ways that pass through no node twice, by length and then by order (Yen's algorithm).

    The same ways come back from whichever end one asks.
    """
    if view.first(np.array([start, goal], np.int64)) != start:
        return [way[::-1] for way in _ways(view, goal, start, most, longest)]
    return _ways(view, start, goal, most, longest)


def _ways(view: View, start: int, goal: int, most: int, longest: int) -> list[Way]:
    first = shortest(view, start, goal, longest)
    if first is None or start == goal:
        return []
    found: list[Way] = []
    waiting: list[tuple[int, list[bytes], Way, int]] = [(len(first), [], first, 0)]
    known = {first}
    while waiting and len(found) < most:
        _, _, way, turn = heappop(waiting)
        found.append(way)
        if len(found) == most:
            break
        for at in range(turn, len(way) - 1):  # what turns off earlier was looked for already
            root = way[: at + 1]
            taken = frozenset(other[at + 1] for other in known if other[: at + 1] == root)
            rest = shortest(view, way[at], goal, longest - at, Without(frozenset(root[:-1]), taken))
            if rest and (new := root[:-1] + rest) not in known:
                known.add(new)
                heappush(waiting, (len(new), view.net.order(np.array(new, np.int64)), new, at))
    return found


def shortest(view: View, start: int, goal: int, longest: int, without: Without = ANY) -> Way | None:
    """The shortest way of at most `longest` steps; of equally short ones the first in order, node by node.

    Both ends walk outwards, a level at a time, until they meet; then only what lies on a shortest way is kept.
    """
    if start == goal:
        return (start,)
    ahead = Side(view, start, goal, without.nodes)
    back = Side(view, goal, start, without.nodes | {start})
    alive = longest > 0 and ahead.grow(without.second)
    while alive:
        if len(met := np.intersect1d(ahead.levels[-1], back.levels[-1], assume_unique=True)):
            return _first_way(view, ahead, back, met)
        if len(ahead.levels) + len(back.levels) - 2 >= longest:
            return None
        alive = (ahead if ahead.cost() <= back.cost() else back).grow()
    return None


class Side:
    """A walk from one end: levels of nodes, each as far from the end as its place says."""

    def __init__(self, view: View, end: int, goal: int, without: frozenset[int]) -> None:
        self.view, self.goal = view, goal
        self.levels: list[Numbers] = [np.array([end], np.int64)]
        self.hops: list[Hops] = []
        self._known = np.zeros(view.net.size, bool)
        self._known[[end, *without]] = True

    def cost(self) -> int:
        """About how much the next level takes."""
        return int(self.view.net.degrees(self.levels[-1]).sum())

    def grow(self, barred: frozenset[int] = frozenset()) -> bool:
        """One level more; whether anything is in it."""
        hops = self.view.around(self.levels[-1])
        if self.view.net.size > len(self._known):
            self._known = np.concatenate([self._known, np.zeros(self.view.net.size - len(self._known), bool)])
        new = once(hops.node[~self._known[hops.node]])
        if barred:  # from here; they may be reached by another way
            new = new[~within_few(new, list(barred))]
        self._known[new] = True
        new = new[(new == self.goal) | ~self.view.wide(new)]
        self.levels.append(new)
        self.hops.append(hops)
        return bool(len(new))


def _first_way(view: View, ahead: Side, back: Side, met: Numbers) -> Way:
    """Of all shortest ways through where the two sides met, the first."""
    way = [int(ahead.levels[0][0])]
    for hops, keep in zip(ahead.hops, _kept(ahead, met)[1:], strict=True):
        near = hops.node[(hops.origin == way[-1]) & within_few(hops.node, keep)]
        way.append(view.first(near))
    for hops, keep in reversed(list(zip(back.hops, _kept(back, np.array(way[-1:])), strict=False))):
        near = hops.origin[(hops.node == way[-1]) & within_few(hops.origin, keep)]
        way.append(view.first(near))
    return tuple(way)


def _kept(side: Side, met: Numbers) -> list[Numbers]:
    """Of each level, what leads to where the sides met."""
    kept = [met]
    for hops in reversed(side.hops):
        kept.append(once(hops.origin[within_few(hops.node, kept[-1])]))
    return kept[::-1]
