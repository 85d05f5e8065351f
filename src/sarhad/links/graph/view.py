"""The graph as one reader sees it, its profiles merged: what is judged the same is one node."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sarhad.entities.sight import Sight
from sarhad.links.graph.net import Flags, Hops, Net, Numbers, Wanted
from sarhad.links.graph.records import NodeId
from sarhad.links.graph.same import profiles_of

WIDE = 1000
"""Neighbours, of those that the reader sees: who has more is linked to anybody, and no path goes through it."""


class View:
    """Every node goes by one number: that of the smallest id of its profile, or of the value."""

    def __init__(self, sight: Sight, net: Net, wanted: Wanted) -> None:
        self.sight, self.net, self.wanted = sight, net, wanted
        self._node: dict[int, int] = {}  # of entities in profiles with others
        self._members: dict[int, list[int]] = {}
        self._neighbours: dict[int, int] = {}
        self.dropped: set[int] = set()  # fragments that the door has refused

    def enter(self, ids: Iterable[NodeId]) -> dict[NodeId, int]:
        """The nodes in which these stand; what the reader does not see, and is not there, is left out."""
        known = self.net.numbers(ids)
        numbers = np.array(sorted(set(known.values())), np.int64)
        values = self.net.values(numbers)
        there = set(numbers[values | self.net.seen(numbers)].tolist()) - set(self.lonely(numbers[values]).tolist())
        found = {id: number for id, number in known.items() if number in there}
        nodes = self._merged(np.array(list(found.values()), np.int64)).tolist()
        return dict(zip(found, nodes, strict=True))

    def around(self, nodes: Numbers, among: Numbers | None = None) -> Hops:
        """All links of these nodes, or those to others of a few; what lies within a profile is no link."""
        hops = self.net.around(self._all_members(nodes), None if among is None else self._all_members(among))
        if self.dropped:
            hops = hops.where(~np.isin(hops.fragment, list(self.dropped)))
        hops = hops._replace(origin=self._merged(hops.origin), node=self._merged(hops.node))
        return hops.where(hops.origin != hops.node)

    def names(self, nodes: Iterable[int]) -> dict[int, NodeId]:
        """By what these go outside: the smallest id of a profile, or `kind:key`."""
        return self.net.names(list(nodes))

    def lonely(self, nodes: Numbers) -> Numbers:
        """Of these, the values that no two others share, as far as this reader sees."""
        values = nodes[self.net.values(nodes)]
        hops = self.around(values)
        pairs = np.unique(np.stack([hops.origin, hops.node]), axis=1)
        bears, counts = np.unique(pairs[0], return_counts=True)
        return np.setdiff1d(values, bears[counts > 1])

    def wide(self, nodes: Numbers) -> Flags:
        """Which of these have more neighbours than a path may go through."""
        merged = np.isin(nodes, list(self._members)) if self._members else False
        flags: Flags = merged | (self.net.degrees(nodes) > WIDE)
        flags[flags] = [self.neighbours(node) > WIDE for node in nodes[flags].tolist()]
        return flags

    def neighbours(self, node: int) -> int:
        """How many nodes it is linked with."""
        if node not in self._neighbours:
            self._neighbours[node] = len(np.unique(self.around(np.array([node], np.int64)).node))
        return self._neighbours[node]

    def first(self, nodes: Numbers) -> int:
        """The node that comes first in order."""
        order = self.net.order(nodes)
        return int(nodes[min(range(len(order)), key=order.__getitem__)])

    def sorted(self, nodes: Numbers) -> list[int]:
        order = self.net.order(nodes)
        return [int(nodes[n]) for n in sorted(range(len(order)), key=order.__getitem__)]

    def drop(self, one: int, other: int) -> None:
        """Forget the links between two nodes: the door has refused them."""
        hops = self.around(np.array([one], np.int64))
        self.dropped.update(hops.fragment[hops.node == other].tolist())
        self._neighbours.clear()

    def _all_members(self, nodes: Numbers) -> Numbers:
        extra = (
            [member for node in nodes.tolist() for member in self._members.get(node, ())[1:]]
            if self._members
            else []
        )
        return np.concatenate([nodes, np.array(extra, np.int64)]) if extra else nodes

    def _merged(self, numbers: Numbers) -> Numbers:
        """The node of each of these."""
        distinct = np.unique(numbers)
        judged = distinct[self.net.judged(distinct)]
        self._weigh([number for number in judged.tolist() if number not in self._node])
        moved = [(number, self._node[number]) for number in judged.tolist() if self._node[number] != number]
        if not moved:
            return numbers
        place = np.searchsorted(distinct, np.array([number for number, _ in moved], np.int64))
        nodes = distinct.copy()
        nodes[place] = [node for _, node in moved]
        return nodes[np.searchsorted(distinct, numbers)]

    def _weigh(self, numbers: list[int]) -> None:
        if not numbers:
            return
        ids = [self.net.entity(number) for number in numbers]
        profiles = profiles_of(self.sight, ids)
        known = self.net.numbers(sorted({id for members in profiles.values() for id in members}))
        places = np.array(sorted(known.values()), np.int64)
        things = set(places[self.net.seen(places)].tolist())
        for id, members in profiles.items():
            same = [known[member] for member in members if known.get(member) in things]
            if id in known and known[id] in things:
                self._node[known[id]] = same[0]
                self._members[same[0]] = same
        for number in numbers:
            self._node.setdefault(number, number)
