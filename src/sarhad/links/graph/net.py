"""What lies next to what, number by number: the interface that walks need, and how the tables alone answer it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
import orjson
from numpy.typing import NDArray

from sarhad.access.queries import door
from sarhad.entities.sight import BATCH, Sight, hex_of, marks
from sarhad.links.graph.linked import is_link, is_thing, not_things, values, within
from sarhad.links.graph.records import NodeId, order

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Row = tuple[NodeId, NodeId, str, str, str, int]
"""A link as it lies in the tables: here, there, kind, start, stop, fragment."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which links count. Kinds: none named means all. Days: ISO 8601 of any precision, "" open."""

    kinds: frozenset[str] = frozenset()
    since: str = ""
    until: str = ""

    def takes(self, kind: str, start: str, stop: str) -> bool:
        return (not self.kinds or kind in self.kinds) and within(start, stop, self.since, self.until)


class Hops(NamedTuple):
    """Visible links, one row for each and each end that was asked for; columns of equal length."""

    origin: Numbers
    node: Numbers
    kind: Numbers
    fragment: Numbers

    def where(self, mask: Any) -> Hops:
        return Hops(*(column[mask] for column in self))


def once(numbers: Numbers) -> Numbers:
    """Each once and in order. Sorted they are found ten times as fast as by the hashes of `np.unique`."""
    numbers = np.sort(numbers)
    return numbers[np.concatenate([[True], numbers[1:] != numbers[:-1]])] if len(numbers) else numbers


def within_few(nodes: Numbers, few: Sequence[int] | Numbers) -> Flags:
    """Which of these nodes are among a few others. Numbers of nodes are small enough for a table."""
    return np.isin(nodes, few, kind="table")


def hops(rows: Sequence[tuple[int, int, int, int]]) -> Hops:
    table = np.array(rows, np.int64).reshape(len(rows), 4)
    return Hops(*(table[:, n] for n in range(4)))


class Net(Protocol):
    """The graph as one reader sees it, before its profiles are merged. Nodes and kinds go by number."""

    memory: dict[Any, Any]  # what may be kept until something changes

    @property
    def size(self) -> int:
        """All numbers are below it; it may grow."""

    def numbers(self, ids: Iterable[NodeId]) -> dict[NodeId, int]:
        """Of those that may be there."""

    def order(self, numbers: Numbers) -> list[bytes]:
        """By what nodes are put in order, see `records.order`."""

    def entity(self, number: int) -> NodeId:
        """The id of an entity; "" of a value."""

    def values(self, numbers: Numbers) -> Flags:
        """Which of these are values."""

    def seen(self, numbers: Numbers) -> Flags:
        """Which of these are entities of which this reader sees something."""

    def judged(self, numbers: Numbers) -> Flags:
        """Which of these may stand in a profile with others; too many do no harm."""

    def degrees(self, numbers: Numbers) -> Numbers:
        """At least as many links as the reader sees."""

    def names(self, numbers: Sequence[int]) -> dict[int, NodeId]:
        """Ids by number; of values that nobody shows any more, ""."""

    def around(self, numbers: Numbers, among: Numbers | None = None) -> Hops:
        """Every link of these nodes that the reader sees with both ends, in no order; or only those to a few."""

    def kind(self, number: int) -> str:
        """The kind that goes by a number in `Hops`."""


class Tables:
    """The graph straight from the tables, through the door: exact at once, and slow where there are hubs."""

    def __init__(self, sight: Sight, wanted: Wanted) -> None:
        self.sight, self.wanted = sight, wanted
        self.memory: dict[Any, Any] = {}
        self._ids: list[NodeId] = []
        self._known: dict[NodeId, int] = {}
        self._kinds: list[str] = []
        self._kind_numbers: dict[str, int] = {}

    @property
    def size(self) -> int:
        return len(self._ids)

    def numbers(self, ids: Iterable[NodeId]) -> dict[NodeId, int]:
        return {id: self._number(id) for id in ids}

    def order(self, numbers: Numbers) -> list[bytes]:
        return [order(self._ids[number]) for number in numbers]

    def entity(self, number: int) -> NodeId:
        return "" if ":" in self._ids[number] else self._ids[number]

    def values(self, numbers: Numbers) -> Flags:
        return np.array([":" in self._ids[number] for number in numbers], bool)

    def seen(self, numbers: Numbers) -> Flags:
        ids = [self.entity(number) for number in numbers]
        self.sight.see(filter(None, ids))
        return np.array([bool(id) and is_seen(self.sight, id) for id in ids], bool)

    def judged(self, numbers: Numbers) -> Flags:
        ids = [self.entity(number) for number in numbers]
        judged = set(self.sight.judged(filter(None, ids)))
        return np.array([id in judged for id in ids], bool)

    def degrees(self, numbers: Numbers) -> Numbers:
        return np.full(len(numbers), 1 << 40, np.int64)  # not known without looking

    def kind(self, number: int) -> str:
        return self._kinds[number]

    def names(self, numbers: Sequence[int]) -> dict[int, NodeId]:
        return {number: self._ids[number] for number in numbers}

    def around(self, numbers: Numbers, among: Numbers | None = None) -> Hops:
        ids = [self._ids[number] for number in numbers]
        entities, shared = [id for id in ids if ":" not in id], [id for id in ids if ":" in id]
        found = [*self._edges(entities), *self._values(entities), *self._holders(shared)]
        rows = hops([
            (self._number(here), self._number(there), self._kind(kind), fragment)
            for here, there, kind, start, stop, fragment in found
            if self.wanted.takes(kind, start, stop)
        ])  # fmt: skip
        return rows if among is None else rows.where(np.isin(rows.node, among))

    def _number(self, id: NodeId) -> int:
        number = self._known.setdefault(id, len(self._ids))
        if number == len(self._ids):
            self._ids.append(id)
        return number

    def _kind(self, kind: str) -> int:
        number = self._kind_numbers.setdefault(kind, len(self._kinds))
        if number == len(self._kinds):
            self._kinds.append(kind)
        return number

    def _edges(self, ids: Sequence[NodeId]) -> Iterator[Row]:
        through, params = door("o", self.sight.reader)
        for here, there in (("source", "target"), ("target", "source")):
            seen = (
                f"EXISTS (SELECT 1 FROM ledger_fragment o WHERE o.entity = l.{there}"  # noqa: S608
                f' AND o."schema" NOT IN ({marks(not_things())}) AND {through})'
            )
            for part in batches(ids):
                rows = self.sight.through_door(
                    f'l.{here}, l.{there}, l.kind, l."start", l."end", f.id',
                    "ledger_edge l CROSS JOIN ledger_fragment f",
                    f"l.{here} IN ({marks(part)}) AND f.id = l.fragment_id AND l.source <> l.target AND {seen}",
                    [*map(bytes.fromhex, part), *not_things(), *params],
                )
                yield from ((hex_of(a), hex_of(b), *more) for a, b, *more in rows if is_link(more[0]))

    def _values(self, ids: Sequence[NodeId]) -> Iterator[Row]:
        for part in batches(ids):
            tables, where = "ledger_fragment f", f"f.entity IN ({marks(part)})"
            rows = self.sight.through_door('f.entity, f."schema", f.data, f.id', tables, where, raw_ids(part))
            for entity, schema, data, fragment in rows:
                for kind, key in values(schema, orjson.loads(data)["properties"]):
                    yield hex_of(entity), f"{kind}:{key}", kind, "", "", fragment

    def _holders(self, ids: Sequence[NodeId]) -> Iterator[Row]:
        for id in ids:
            kind, _, key = id.partition(":")
            rows = self.sight.through_door("f.entity, f.id", *held_by(kind, key))
            yield from ((id, hex_of(entity), kind, "", "", fragment) for entity, fragment in rows)


def held_by(kind: str, key: str) -> tuple[str, str, list[str]]:
    """Tables, condition and values of the fragments `f` of things that bear a value."""
    where = f't.value = %s AND t.kind = %s AND f.id = t.fragment_id AND f."schema" NOT IN ({marks(not_things())})'
    return "ledger_term t CROSS JOIN ledger_fragment f", where, [key, kind, *not_things()]


def raw_ids(ids: Iterable[NodeId]) -> list[bytes]:
    return [bytes.fromhex(id) for id in ids]


def batches(ids: Sequence[NodeId]) -> Iterator[Sequence[NodeId]]:
    yield from (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def is_seen(sight: Sight, entity: NodeId) -> bool:
    """Whether the reader sees a statement that makes it a thing."""
    return any(is_thing(said.schema) for said in sight.statements(entity))
