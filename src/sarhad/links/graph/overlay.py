"""Arrays kept up to date in the memory of one process: what entries behind them have brought and changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import orjson

from sarhad.ledger import everything
from sarhad.ledger.everything import HIDDEN, New
from sarhad.links.graph.arrays import ANYBODY, EARLIEST, LATEST, NOBODY, Array, Arrays, Finder, Links, rows_of
from sarhad.links.graph.building import Kinds, day
from sarhad.links.graph.linked import is_thing, not_things, values
from sarhad.links.graph.records import order

MOST = 50_000
"""Fragments behind the arrays that are still taken in here; more are a matter for building anew."""

Line = tuple[int, int, int, int, int, int]
"""fragment, source, target, kind, first, last."""


class Rows:
    """What lies around nodes: of the arrays for every node, of what came later for a few."""

    def __init__(self, start: Array, near: Array, link: Array, links: Links, nodes: Array | None = None) -> None:
        self.start, self.near, self.link, self.links, self.nodes = start, near, link, links, nodes

    def bounds(self, numbers: Array) -> tuple[Array, Array]:
        """Where the row of each of these begins and ends."""
        if self.nodes is None:
            known = numbers < len(self.start) - 1
            if known.all():
                return self.start[numbers], self.start[numbers + 1]
            at = np.where(known, numbers, 0)
        else:
            at = np.minimum(np.searchsorted(self.nodes, numbers), max(len(self.nodes) - 1, 0))
            known = self.nodes[at] == numbers if len(self.nodes) else np.zeros(len(numbers), bool)
            at = np.where(known, at, 0)
        after = np.minimum(at + 1, len(self.start) - 1)
        return np.where(known, self.start[at], 0), np.where(known, self.start[after], 0)


@dataclass(frozen=True, slots=True)
class Now:
    """The graph at one moment: what a search works with, while others take in what comes."""

    sets: Array
    judged: Array
    set_start: Array
    set_scope: Array
    parts: tuple[Rows, ...]
    live: Live
    memory: dict[Any, Any]


class Live:
    """Arrays and what is behind them. What a search holds is replaced, not changed."""

    def __init__(self, base: Arrays) -> None:
        self.base, self.pos = base, base.pos
        self.finder = Finder(base.ids)
        self.kinds = Kinds(base.kinds)
        self.sets, self.judged = base.sets, base.judged
        self.set_start, self.set_scope = base.set_start, base.set_scope
        self.rows = Rows(base.start, base.near, base.link, base.links)
        self.later: Rows | None = None
        self._memory: dict[Any, Any] = {}
        self.extra: list[bytes] = []  # ids of nodes that the arrays do not know
        self._numbers: dict[bytes, int] = {}
        self._values: set[int] = set()  # numbers of values among them, and of those that have got new bearers
        self._lines: dict[tuple[int, int, int, int], Line] = {}
        self._scopes: dict[int, int] = {}  # of the fragments behind these lines
        self._sets: dict[tuple[int, ...], int] = {}
        self.doors: dict[tuple[str, ...], tuple[int, Array]] = {}  # by parties: up to which scope, and what is open

    def now(self) -> Now:
        parts = (self.rows, self.later) if self.later else (self.rows,)
        return Now(self.sets, self.judged, self.set_start, self.set_scope, parts, self, self._memory)

    @property
    def size(self) -> int:
        return self.base.size + len(self.extra)

    def places(self, ids: Sequence[bytes]) -> list[int]:
        """Numbers of these ids; -1: unknown."""
        found = self.finder.places(np.array(ids, "S16")).tolist()
        return [
            number if number >= 0 else self._numbers.get(id.ljust(16, b"\0"), -1)
            for id, number in zip(ids, found, strict=True)
        ]

    def id(self, number: int) -> bytes:
        if number >= self.base.size:
            return self.extra[number - self.base.size]
        return bytes(self.base.ids[number]).ljust(16, b"\0")

    def catch_up(self, head: int) -> bool:
        """Take in what has come up to `head`. False: that cannot be done piece by piece, build anew."""
        changed = everything.all_changed(self.pos, head)
        if changed is None or everything.count_new(self.pos, head) > MOST:
            return False
        new = everything.all_new(self.pos, head)
        self._scopes.update((each.id, each.scope) for each in new)
        known = self.size
        things = [each for each in new if is_thing(each.schema)]
        touched = {each.entity for each in things}
        self._take_edges(everything.edges_of(self.pos, head))
        self._add(touched)
        self._take_values(things, head)
        while known < self.size:  # the arrays leave out links to what nobody had stated anything of
            added, known = self.extra[known - self.base.size :], self.size
            touched.update(added)
            self._take_edges(everything.edges_naming(added, head))
        touched |= self._rescope(changed)
        self._weigh(head)
        self._resee(touched)
        self._write()
        self._memory = {}
        self.pos = head
        return True

    def _add(self, ids: Iterable[bytes]) -> list[int]:
        """Numbers of these, new ones for those that are new."""
        ids = list(ids)
        places = self.places(ids)
        for n, (id, place) in enumerate(zip(ids, places, strict=True)):
            if place < 0:
                places[n] = self._numbers.setdefault(id, self.size)
                if places[n] == self.size:
                    self.extra.append(id)
        return places

    def _take_edges(self, edges: Sequence[tuple[Any, ...]]) -> None:
        kept = [row for row in edges if self.kinds.number(row[3]) >= 0 and bytes(row[1]) != bytes(row[2])]
        ends = self._add(bytes(id) for row in kept for id in row[1:3])
        for n, (fragment, _, _, kind, start, end) in enumerate(kept):
            number = self.kinds.number(kind)
            self._line(fragment, *ends[2 * n : 2 * n + 2], number, day(start, EARLIEST), day(end, LATEST))

    def _line(self, fragment: int, source: int, target: int, kind: int, first: int, last: int) -> None:
        self._lines[fragment, source, target, kind] = (fragment, source, target, kind, first, last)

    def _take_values(self, things: Sequence[New], head: int) -> None:
        """Values that somebody shared already get one bearer more; others are looked up with all their bearers."""
        borne = [
            (each, pair, order(":".join(pair)))
            for each in things
            for pair in values(each.schema, orjson.loads(each.data)["properties"])
        ]
        shared = dict(zip((id for *_, id in borne), self.places([id for *_, id in borne]), strict=True))
        unknown: dict[tuple[str, str], None] = {}
        for each, pair, id in borne:
            if shared[id] >= 0:
                self._bear(each.id, each.entity, pair, shared[id])
            else:
                unknown[pair] = None
        bearers: dict[tuple[str, str], dict[int, bytes]] = {}
        for kind, value, fragment, entity, schema in everything.holders_of(list(unknown), head):
            if is_thing(schema):
                bearers.setdefault((kind, value), {})[fragment] = bytes(entity)
        for pair, by in bearers.items():
            if len(set(by.values())) > 1:
                [value] = self._add([order(":".join(pair))])
                for fragment, entity in by.items():
                    self._bear(fragment, entity, pair, value)

    def _bear(self, fragment: int, entity: bytes, pair: tuple[str, str], value: int) -> None:
        [source] = self._add([entity])
        self._values.add(value)
        self._line(fragment, source, value, self.kinds.number(pair[0]), EARLIEST, LATEST)

    def _rescope(self, changed: Collection[int]) -> set[bytes]:
        """Note under which scopes fragments stand now; returns what they are about."""
        late = {line[0] for line in self._lines.values()} - self._scopes.keys()
        ids = sorted({*changed, *late})
        links, about, found = self.rows.links, set(), everything.scopes_of(ids)
        if changed:
            links = replace(links, scope=links.scope.copy())
        for fragment, scope, entity in found:
            self._scopes[fragment] = scope
            links.scope[links.of(np.array([fragment]))] = scope
            about.add(entity)
        self.rows = Rows(self.base.start, self.base.near, self.base.link, links)
        return about

    def _weigh(self, head: int) -> None:
        judged = [bytes(id) for chunk in everything.all_judged(self.pos, head) for (id,) in chunk]
        self._grow()
        self.judged[[place for place in self.places(judged) if place >= 0]] = True

    def _grow(self) -> None:
        """Room for new nodes. Any of these may have been compared with another one before."""
        more = self.size - len(self.sets)
        if more:
            self.sets = np.concatenate([self.sets, np.full(more, NOBODY, np.int32)])
            self.judged = np.concatenate([self.judged, np.ones(more, bool)])

    def _resee(self, entities: Iterable[bytes]) -> None:
        """Note under which scopes something is stated of these now."""
        ids = sorted(entities)
        scopes: dict[bytes, set[int]] = {id: set() for id in ids}
        for entity, scope in everything.scopes_about(ids, not_things()):
            scopes[entity].add(scope)
        lists = self._lists()
        self.sets = self.sets.copy()  # who reads goes on with what it began with
        for id, place in zip(ids, self.places(ids), strict=True):
            if place >= 0:
                these = tuple(sorted(scopes[id]))
                self.sets[place] = lists.setdefault(these, len(lists)) if these else NOBODY
        self.sets[list(self._values)] = ANYBODY
        counts = [0, *map(len, lists)]
        self.set_start = np.cumsum(counts).astype(np.int32)
        self.set_scope = np.array([scope for each in lists for scope in each], np.int32)

    def _lists(self) -> dict[tuple[int, ...], int]:
        """The sets of scopes by number; values' own goes by a scope that there is not."""
        if not self._sets:
            start, scope = self.base.set_start.tolist(), self.base.set_scope.tolist()
            self._sets = {(): NOBODY, (HIDDEN,): ANYBODY}
            for number in range(2, len(start) - 1):
                self._sets[tuple(scope[start[number] : start[number + 1]])] = number
        return self._sets

    def _write(self) -> None:
        """The lines as rows."""
        lines = np.array(sorted(self._lines.values()), np.int64).reshape(len(self._lines), 6)
        fragment, source, target, kind, first, last = lines.T
        scope = np.array([self._scopes.get(each, HIDDEN) for each in fragment.tolist()], np.int32)
        nodes = np.unique(np.concatenate([source, target]))
        ends = (np.searchsorted(nodes, end) for end in (source, target))
        start, near, link = rows_of(*ends, len(nodes))
        links = Links(fragment, scope, kind, first, last)
        self.later = Rows(start, nodes[near], link, links, nodes)
