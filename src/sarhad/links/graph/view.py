"""The graph as one reader sees it, its profiles merged: what is judged the same is one node."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from sarhad.entities.sight import Sight
from sarhad.links.graph.net import Flags, Hops, Net, Numbers, Wanted, once, within_few
from sarhad.links.graph.records import NodeId
from sarhad.links.graph.same import profiles_of

REMEMBERED = 10_000
"""Large nodes whose neighbours one process keeps counted, for all readers together."""

WIDE = 1000
"""Neighbours, of those that the reader sees: who has more is linked to anybody, and no path goes through it."""


class View:
    """Every node goes by one number: that of the smallest id of its profile, or of the value."""

    def __init__(self, sight: Sight, net: Net, wanted: Wanted) -> None:
        self.sight, self.net, self.wanted = sight, net, wanted
        self._node: dict[int, int] = {}  # of entities in profiles with others
        self._members: dict[int, list[int]] = {}
        self._memory: dict[Any, Any] = {}
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
        """Of these (each once, ascending), the values that no two others share, as far as this reader sees."""
        values = nodes[self.net.values(nodes)]
        if not len(values):
            return values
        hops = self.around(values)
        bearers = np.bincount(np.searchsorted(values, distinct(hops.origin, hops.node)[0]), minlength=len(values))
        return values[bearers < 2]

    def wide(self, nodes: Numbers) -> Flags:
        """Which of these have more neighbours than a path may go through."""
        merged = within_few(nodes, list(self._members)) if self._members else False
        flags: Flags = merged | (self.net.degrees(nodes) > WIDE)
        flags[flags] = [self.neighbours(node) > WIDE for node in nodes[flags].tolist()]
        return flags

    def neighbours(self, node: int) -> int:
        """How many nodes it is linked with."""
        return self._kept("neighbours", node, lambda: len(once(self.around(np.array([node], np.int64)).node)))

    def opened(self, nodes: Numbers, most: int) -> tuple[Hops, dict[tuple[int, int], int]]:
        """Links of these, but where one has more than `most` neighbours of a kind: these are counted, by node and
        kind. Values that nobody else bears are left out."""
        large = self.net.degrees(nodes) > WIDE
        found, collapsed = self._opened(nodes[~large], most)
        parts = [found]
        for node in nodes[large].tolist():
            one = np.array([node], np.int64)
            found, counts = self._kept("opened", node, lambda one=one: self._opened(one, most), most)
            parts.append(found)
            collapsed |= counts
        return Hops(*map(np.concatenate, zip(*parts, strict=True))), collapsed

    def _opened(self, nodes: Numbers, most: int) -> tuple[Hops, dict[tuple[int, int], int]]:
        hops = self.joining(self.around(nodes))
        if len(hops.origin) <= most:
            return hops, {}
        origin, kind, _ = distinct(hops.origin, hops.kind, hops.node)
        begins = np.flatnonzero(np.diff(origin, prepend=-1) | np.diff(kind, prepend=-1))
        counts = np.diff(begins, append=len(origin))
        collapsed = {}
        for begin, count in zip(begins[counts > most].tolist(), counts[counts > most].tolist(), strict=True):
            collapsed[int(origin[begin]), int(kind[begin])] = count
            hops = hops.where((hops.origin != origin[begin]) | (hops.kind != kind[begin]))
        return hops, collapsed

    def joining(self, hops: Hops) -> Hops:
        """Without values that nobody else bears, whatever kinds and days are asked for."""
        lonely = self.lonely(once(hops.node[self.net.values(hops.node)]))
        return hops.where(~within_few(hops.node, lonely)) if len(lonely) else hops

    def _kept(self, what: str, node: int, find: Callable[[], Any], *more: int) -> Any:
        """What was found for this reader about a large node stays known until the next entry comes."""
        memory = self.net.memory if not self.dropped else self._memory
        reader = self.sight.reader
        key = (what, node, self.wanted, reader.parties, reader.roles, *more)
        found = memory.get(key)
        if found is None:
            if len(memory) > REMEMBERED:
                memory.clear()
            found = memory[key] = find()
        return found

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
        self._memory.clear()

    def _all_members(self, nodes: Numbers) -> Numbers:
        extra = (
            [member for node in nodes.tolist() for member in self._members.get(node, ())[1:]]
            if self._members
            else []
        )
        return np.concatenate([nodes, np.array(extra, np.int64)]) if extra else nodes

    def _merged(self, numbers: Numbers) -> Numbers:
        """The node of each of these."""
        flags = self.net.judged(numbers)
        if not flags.any():
            return numbers
        judged = once(numbers[flags])
        self._weigh([number for number in judged.tolist() if number not in self._node])
        nodes = np.array([self._node[number] for number in judged.tolist()], np.int64)
        merged = numbers.copy()
        merged[flags] = nodes[np.searchsorted(judged, numbers[flags])]
        return merged

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


def distinct(*columns: Numbers) -> tuple[Numbers, ...]:
    """The rows of these columns, each once and in order. As whole numbers they are sorted fastest."""
    keys = np.zeros(len(columns[0]), np.int64)
    sizes = [int(column.max(initial=0)) + 1 for column in columns]
    for column, size in zip(columns, sizes, strict=True):
        keys = keys * size + column
    keys = once(keys)
    found = []
    for size in reversed(sizes):
        keys, column = np.divmod(keys, size)
        found.append(column)
    return tuple(reversed(found))
