"""Which graph answers: the arrays with a reader's doors, or the tables where there are no arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import orjson

from sarhad.access.queries import scopes
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities.sight import Sight, marks
from sarhad.ledger import everything
from sarhad.links.graph import follower
from sarhad.links.graph.arrays import ANYBODY, EARLIEST, LATEST, spans
from sarhad.links.graph.building import day
from sarhad.links.graph.linked import values
from sarhad.links.graph.net import Flags, Hops, Net, Numbers, Tables, Wanted, hops, within_few
from sarhad.links.graph.overlay import Live, Now, Rows
from sarhad.links.graph.records import NodeId, order

MOST_READERS = 200
"""Whose open scopes a process keeps in mind."""


def net(sight: Sight, wanted: Wanted) -> Net:
    now = follower.now()
    return ByReader(sight, wanted, now) if now else Tables(sight, wanted)


class ByReader:
    """The arrays as one reader sees them."""

    def __init__(self, sight: Sight, wanted: Wanted, now: Now) -> None:
        self.sight, self.live = sight, now.live
        self.memory = now.memory
        self._sets, self._judged, self._parts = now.sets, now.judged, now.parts
        self._names: dict[int, NodeId] = {}
        self._open = doors(sight.reader, now.live)
        self._seen = _sets_seen(self._open, now, sight.reader)
        kinds = now.live.kinds.names
        self._kinds = np.array([kind in wanted.kinds for kind in kinds], bool) if wanted.kinds else None
        self._since, self._until = day(wanted.since, EARLIEST), day(wanted.until, LATEST)

    @property
    def size(self) -> int:
        return len(self._sets)

    def numbers(self, ids: Iterable[NodeId]) -> dict[NodeId, int]:
        ids = list(ids)
        found = zip(ids, self.live.places([order(id) for id in ids]), strict=True)
        known = {id: number for id, number in found if 0 <= number < self.size}
        self._names.update((number, id) for id, number in known.items())
        return known

    def order(self, numbers: Numbers) -> list[bytes]:
        return [self.live.id(number) for number in numbers.tolist()]

    def entity(self, number: int) -> NodeId:
        return "" if self._sets[number] == ANYBODY else self.live.id(number).hex()

    def names(self, numbers: Sequence[int]) -> dict[int, NodeId]:
        found = {number: self.entity(number) or self._names.get(number, "") for number in numbers}
        if nameless := [number for number, id in found.items() if not id]:
            self._look_up(nameless)
            found.update((number, self._names.get(number, "")) for number in nameless)
        return found

    def _look_up(self, numbers: Sequence[int]) -> None:
        """The text of values is in no array: it is read from a statement that this reader sees."""
        around = self.around(np.array(numbers, np.int64))
        _, one_each = np.unique(around.origin, return_index=True)
        wanted = set(numbers)
        for start in range(0, len(one_each), 500):
            ids = around.fragment[one_each[start : start + 500]].tolist()
            where = f"f.id IN ({marks(ids)})"
            for schema, data in self.sight.through_door('f."schema", f.data', "ledger_fragment f", where, ids):
                borne = [f"{kind}:{key}" for kind, key in values(schema, orjson.loads(data)["properties"])]
                self._names.update((n, id) for id, n in self.numbers(borne).items() if n in wanted)

    def values(self, numbers: Numbers) -> Flags:
        flags: Flags = self._sets[numbers] == ANYBODY
        return flags

    def seen(self, numbers: Numbers) -> Flags:
        return self._seen[self._sets[numbers]] & ~self.values(numbers)

    def judged(self, numbers: Numbers) -> Flags:
        flags: Flags = self._judged[numbers] & ~self.values(numbers)
        return flags

    def degrees(self, numbers: Numbers) -> Numbers:
        rows = [part.bounds(numbers) for part in self._parts]
        total: Numbers = sum((high - low for low, high in rows), np.zeros(len(numbers), np.int64))
        return total

    def kind(self, number: int) -> str:
        return self.live.kinds.names[number]

    def around(self, numbers: Numbers, among: Numbers | None = None) -> Hops:
        if not len(numbers):
            return hops([])
        found = [self._part(part, numbers, among) for part in self._parts]
        return found[0] if len(found) == 1 else Hops(*map(np.concatenate, zip(*found, strict=True)))

    def _part(self, part: Rows, numbers: Numbers, among: Numbers | None) -> Hops:
        low, high = part.bounds(numbers)
        at, origin, links = spans(low, high), np.repeat(numbers, high - low), part.links
        if among is not None:  # of a hub most links lead elsewhere: nothing more is looked up of those
            inside = within_few(part.near[at], among)
            at, origin = at[inside], origin[inside]
        near, link = part.near[at], part.link[at]
        kept = self._open[links.scope[link]] & self._seen[self._sets[near]]
        if self._kinds is not None:
            kept &= self._kinds[links.kind[link]]
        if self._since != EARLIEST:
            kept &= links.last[link] >= self._since
        if self._until != LATEST:
            kept &= links.first[link] <= self._until
        link = link[kept]
        return Hops(
            origin[kept], near[kept].astype(np.int64), links.kind[link].astype(np.int64), links.fragment[link]
        )


def doors(reader: Reader, live: Live) -> Flags:
    """By scope: whether it lets this reader in. The last is for what is not current: nobody."""
    last = everything.last_scope()
    parties = reader.parties if reader.may(Does.READ) else ()
    upto, flags = live.doors.get(parties, (0, np.zeros(1, bool)))
    if last > upto or not len(flags):  # a scope never changes: only new ones are asked for
        let_in = np.array(sorted(scopes(reader, after=upto)), np.int64)
        flags = np.concatenate([flags[:-1], np.zeros(last + 2 - len(flags[:-1]), bool)])
        flags[let_in] = True
        live.doors[parties] = last, flags
        if len(live.doors) > MOST_READERS:
            live.doors.pop(next(iter(live.doors)))
    return flags


def _sets_seen(open_: Flags, now: Now, reader: Reader) -> Flags:
    """By set of scopes: whether any of them lets this reader in. Stays known until the next entry comes."""
    key = ("sets", reader.parties, reader.roles, len(open_))
    known: Flags | None = now.memory.get(key)
    if known is not None:
        return known
    let_in = np.concatenate([[0], np.cumsum(open_[now.set_scope])])
    seen: Flags = let_in[now.set_start[1:]] > let_in[now.set_start[:-1]]
    seen[ANYBODY] = True
    now.memory[key] = seen
    return seen
