"""Arrays from the tables: everything that is stated, whoever may read it."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from sarhad.ledger import everything
from sarhad.links.graph.arrays import EARLIEST, LATEST, Array, Arrays, Finder, Given, build, ordered
from sarhad.links.graph.linked import is_link, not_things
from sarhad.links.graph.records import order
from sarhad.links.graph.words import VALUES


class Kinds:
    """Numbers of kinds of links; those that are none have none."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = list(names)
        self._numbers = {name: number for number, name in enumerate(self.names)}

    def number(self, kind: str) -> int:
        """-1: no link of the graph."""
        known = self._numbers.get(kind)
        if known is None:
            known = self._numbers[kind] = len(self.names) if is_link(kind) or kind in VALUES else -1
            if known >= 0:
                self.names.append(kind)
        return known


def built(head: int) -> Arrays:
    """Arrays of all entries up to `head`. What has changed while it runs is looked at again by `overlay`."""
    collects = gc.isenabled()
    gc.disable()  # millions of rows are made and let go: looking through them takes as long as all the rest
    try:
        return _built(head)
    finally:
        if collects:
            gc.enable()


def _built(head: int) -> Arrays:
    kinds = Kinds()
    fragment, scope, entity = _fragments(head)
    about = np.flatnonzero(entity != b"")
    links = _together([_edges(chunk, kinds) for chunk in everything.all_edges(head)])
    values = _values(head, kinds, fragment, entity)
    judged = np.array([bytes(id) for chunk in everything.all_judged(0, head) for (id,) in chunk], "S16")
    columns = [np.concatenate(pair) for pair in zip(links, values, strict=True)]
    return build(
        Given(fragment, scope, about, entity[about], judged, *columns, ordered(values[1]), kinds.names, head)
    )


def _fragments(head: int) -> tuple[Array, Array, Array]:
    """Of every fragment: id, scope, entity; the latter empty where it is not about a thing."""
    parts = [(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, "S16"))]
    for chunk in everything.all_scopes(head, not_things()):
        ids, scopes, entities = zip(*chunk, strict=True)
        packed = b"".join([each or EMPTY for each in entities])
        parts.append((np.array(ids, np.int64), np.array(scopes, np.int32), np.frombuffer(packed, "S16")))
    ids, scopes, entities = (np.concatenate(column) for column in zip(*parts, strict=True))
    return ids, scopes, entities


EMPTY = bytes(16)


def _edges(chunk: Sequence[tuple[Any, ...]], kinds: Kinds) -> tuple[Array, ...]:
    """source, target, fragment, kind, first, last."""
    by, sources, targets, names, starts, ends = zip(*chunk, strict=True)
    numbers = {name: kinds.number(name) for name in set(names)}
    kind = np.array([numbers[name] for name in names], np.int32)
    kept = kind >= 0
    columns = (
        np.frombuffer(b"".join(sources), "S16"),
        np.frombuffer(b"".join(targets), "S16"),
        np.array(by, np.int64),
        kind.astype(np.uint16),
        days(starts, EARLIEST),
        days(ends, LATEST),
    )
    return tuple(column[kept] for column in columns)


def _values(head: int, kinds: Kinds, fragment: Array, entity: Array) -> tuple[Array, ...]:
    """The same of values that at least two entities share."""
    parts = [_shared(chunk, kinds, fragment, entity) for chunk in everything.all_shared(head, list(VALUES))]
    columns = _together(parts)
    source, target = columns[:2]
    values = ordered(target)
    place = Finder(values).places(target)
    pairs = np.unique(place << 32 | Finder(ordered(source)).places(source)) >> 32
    kept = np.bincount(pairs, minlength=len(values))[place] > 1
    return tuple(column[kept] for column in columns)


def _shared(chunk: Sequence[tuple[Any, ...]], kinds: Kinds, fragment: Array, entity: Array) -> tuple[Array, ...]:
    values, names, by = zip(*chunk, strict=True)
    fragments = np.array(by, np.int64)
    sources = entity[np.searchsorted(fragment, fragments)]
    count = len(fragments)
    columns = (
        sources,
        np.frombuffer(b"".join(digests(zip(names, values, strict=True))), "S16"),
        fragments,
        np.array([kinds.number(name) for name in names], np.uint16),
        np.full(count, EARLIEST, np.int32),
        np.full(count, LATEST, np.int32),
    )
    kept = sources != b""
    return tuple(column[kept] for column in columns)


def digests(values: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """Of (kind, value); the same ones follow each other."""
    last, digest = ("", ""), b""
    for pair in values:
        if pair != last:
            last, digest = pair, order(":".join(pair))
        yield digest


NONE = tuple(np.zeros(0, kind) for kind in ("S16", "S16", np.int64, np.uint16, np.int32, np.int32))


def _together(parts: Sequence[tuple[Array, ...]]) -> tuple[Array, ...]:
    return tuple(np.concatenate(column) for column in zip(NONE, *parts, strict=True))


def days(texts: Sequence[str], missing: int) -> Array:
    """Dates as numbers: a month or day that is not said is 00 in a start, 99 in an end."""
    found = np.full(len(texts), missing, np.int32)
    for n, text in enumerate(texts):
        if text:
            found[n] = day(text, missing)
    return found


def day(text: str, missing: int) -> int:
    figures = "".join(char for char in text[:10] if char in "0123456789")
    return int(figures.ljust(8, "0" if missing == EARLIEST else "9")) if len(figures) >= 4 else missing
