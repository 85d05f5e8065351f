"""The graph as arrays: built at once, written whole, mapped into memory by every process that reads it.

Nodes go by their place among all ids in order; values by a digest, so that no file holds one. Who may see what is
not in them: each link has the scope of the fragment behind it, each node the set of scopes under which something is
stated of it, and a reader brings along which scopes let it in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

NOBODY = 0
"""The set without a scope: of what nobody sees any more."""
ANYBODY = 1
"""The set of values: who sees a link to one sees the value."""
EARLIEST, LATEST = 0, 99_999_999
"""Days as numbers, 20261121; what is not said is open."""


@dataclass(slots=True)
class Links:
    """Links in the order of the fragments behind them."""

    fragment: Array  # int64
    scope: Array  # int32; everything.HIDDEN where it is not current
    kind: Array  # uint16
    first: Array  # int32, days
    last: Array

    def of(self, fragments: Array) -> Array:
        """Places of the links that these fragments state."""
        low, high = (np.searchsorted(self.fragment, fragments, side) for side in ("left", "right"))
        return spans(low, high)


@dataclass(slots=True)
class Arrays:
    """A graph. `start[n]:start[n + 1]` are the places in `near` and `link` of what lies around node n."""

    ids: Array  # S16, in order
    sets: Array  # int32: under which set of scopes something is stated of it
    judged: Array  # bool: somebody compared it with something else
    start: Array  # int64, one more than there are nodes
    near: Array  # int32: the node at the other end
    link: Array  # int32: place in `links`
    set_start: Array  # int32: sets as lists of scopes
    set_scope: Array
    links: Links
    kinds: list[str]
    pos: int  # of the last entry taken in

    @property
    def size(self) -> int:
        return len(self.ids)

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        for name, array in self._files():
            np.save(folder / f"{name}.npy", array)
        (folder / "graph.json").write_text(json.dumps({"kinds": self.kinds, "pos": self.pos}))

    def _files(self) -> Iterable[tuple[str, Array]]:
        yield from ((field.name, getattr(self, field.name)) for field in fields(self) if field.name in FILES)
        yield from ((f"links-{field.name}", getattr(self.links, field.name)) for field in fields(Links))


FILES = ("ids", "sets", "judged", "start", "near", "link", "set_start", "set_scope")


def opened(folder: Path) -> Arrays:
    """Mapped, so that processes share the memory; what one changes is its own copy of that page."""

    def read(name: str) -> Array:
        array: Array = np.asarray(np.load(folder / f"{name}.npy", mmap_mode="c"))  # a plain view indexes faster
        return array

    links = Links(*(read(f"links-{field.name}") for field in fields(Links)))
    return Arrays(
        **{name: read(name) for name in FILES}, links=links, **json.loads((folder / "graph.json").read_text())
    )


# Building


@dataclass(slots=True)
class Given:
    """What arrays are made of, in columns. Ids are S16; nodes are the entities and the ends of links that exist."""

    fragment: Array  # of every fragment, in order: int64
    scope: Array  # of each
    about: Array  # of fragments about things: place in the two columns above
    entity: Array  # of each of those
    judged: Array  # ids
    source: Array  # ids, of each link
    target: Array
    by: Array  # int64: the fragment behind each link
    kind: Array
    first: Array
    last: Array
    values: Array  # ids of those targets that are values
    kinds: list[str]
    pos: int


def build(given: Given) -> Arrays:
    """Links are kept where both ends are things that anybody states something of, or values."""
    ids = ordered(np.concatenate([given.entity, given.values]))
    finder = Finder(ids)
    sets, set_start, set_scope = _sets(finder.places(given.entity), given.scope[given.about], len(ids))
    sets[finder.places(given.values)] = ANYBODY
    judged = np.zeros(len(ids), bool)
    places = finder.places(given.judged)
    judged[places[places >= 0]] = True
    source, target = finder.places(given.source), finder.places(given.target)
    kept = (source >= 0) & (target >= 0) & (source != target)
    order = np.flatnonzero(kept)
    order = order[np.argsort(given.by[order], kind="stable")]
    source, target, by = source[order], target[order], given.by[order]
    scope = given.scope[np.searchsorted(given.fragment, by)]
    links = Links(by, scope, given.kind[order], given.first[order], given.last[order])
    start, near, link = rows_of(source, target, len(ids))
    return Arrays(ids, sets, judged, start, near, link, set_start, set_scope, links, given.kinds, given.pos)


def rows_of(source: Array, target: Array, size: int) -> tuple[Array, Array, Array]:
    """Both directions of links as compressed rows: start, near, link; within a row by link."""
    count = len(source)
    ends = np.concatenate([source, target]).astype(np.int64)
    # One sort of whole numbers, end first, then the link: faster than any sort by key.
    keys = np.sort(ends << 32 | np.tile(np.arange(count), 2))
    at, link = keys >> 32, (keys & 0xFFFFFFFF).astype(np.int32)
    near = (source[link] + target[link] - at).astype(np.int32)
    start = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(at, minlength=size), out=start[1:])
    return start, near, link


def spans(low: Array, high: Array) -> Array:
    """All numbers from each `low` up to its `high`, one after the other."""
    counts = high - low
    total = int(counts.sum())
    return np.arange(total) + np.repeat(low - (np.cumsum(counts) - counts), counts)


def _sets(places: Array, scopes: Array, size: int) -> tuple[Array, Array, Array]:
    """For each node the number of its set of scopes, and the sets as compressed rows."""
    current = scopes >= 0
    pairs = np.unique(places[current].astype(np.int64) << 32 | scopes[current])
    node, scope = pairs >> 32, pairs & 0xFFFFFFFF
    sets = np.full(size, NOBODY, np.int32)
    counts = np.bincount(node, minlength=size)
    alone = counts[node] == 1
    distinct, number = np.unique(scope[alone], return_inverse=True)
    sets[node[alone]] = number + 2
    lists = [[], [], *([each] for each in distinct.tolist())]
    known: dict[tuple[int, ...], int] = {}
    several = np.flatnonzero(~alone)
    begins = several[np.flatnonzero(np.diff(node[several], prepend=-1))]
    for begin in begins.tolist():
        these = tuple(scope[begin : begin + counts[node[begin]]].tolist())
        number_of = known.setdefault(these, len(lists))
        if number_of == len(lists):
            lists.append(list(these))
        sets[node[begin]] = number_of
    start = np.cumsum([0, *map(len, lists)]).astype(np.int32)
    return sets, start, np.array([scope for each in lists for scope in each], np.int32)


def ordered(ids: Array) -> Array:
    """Each once, in order; several times as fast as `np.unique`, since most differ in their first half."""
    heads = _head(ids)
    order = np.argsort(heads)
    ids, heads = ids[order], heads[order]
    same = heads[1:] == heads[:-1]
    if (ids[1:][same] != ids[:-1][same]).any():
        found: Array = np.unique(ids)
        return found
    return ids[np.concatenate([[True], ~same])] if len(ids) else ids


class Finder:
    """Finds ids among others, which are in order. Most differ in their first half, which is a whole number."""

    def __init__(self, ids: Array) -> None:
        self.ids = ids
        self.heads = _head(ids)
        self.plain = len(ids) < 2 or bool((self.heads[1:] != self.heads[:-1]).all())

    def places(self, wanted: Array) -> Array:
        """Where each of these is; -1: nowhere."""
        if not len(self.ids) or not len(wanted):
            return np.full(len(wanted), -1, np.int64)
        if not self.plain:
            found = np.searchsorted(self.ids, wanted)
        elif len(wanted) < 1000:
            found = np.searchsorted(self.heads, _head(wanted))
        else:  # in order they are found several times as fast
            heads = _head(wanted)
            order = np.argsort(heads)
            found = np.empty(len(wanted), np.int64)
            found[order] = np.searchsorted(self.heads, heads[order])
        found = np.minimum(found, len(self.ids) - 1)
        return np.where(self.ids[found] == wanted, found, -1)


def _head(ids: Array) -> Array:
    """The first eight bytes as a number that is in the same order."""
    halves: Array = np.ascontiguousarray(ids).view(">u8").reshape(-1, 2)[:, 0].astype(np.uint64)
    return halves
