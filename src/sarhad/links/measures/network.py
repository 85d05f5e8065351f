"""A network as arithmetic sees it: things and who is linked to whom, in an order that depends on nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sarhad.links.graph.records import Link, Node

Ints = NDArray[np.int64]
Pair = tuple[str, str, int]


@dataclass(frozen=True)
class Network:
    """Without direction: who is linked to whom, not who called whom.

    Attributes:
        ids: sorted, each once.
        links: pairs of positions in `ids`, smaller first, each pair once, sorted.
        times: how often each link was observed, at least 1.
    """

    ids: tuple[str, ...]
    links: tuple[tuple[int, int], ...]
    times: tuple[int, ...]

    @cached_property
    def near(self) -> list[set[int]]:
        """The neighbours of each."""
        sets: list[set[int]] = [set() for _ in self.ids]
        for one, other in self.links:
            sets[one].add(other)
            sets[other].add(one)
        return sets

    @cached_property
    def arcs(self) -> tuple[Ints, Ints]:
        """Compressed sparse rows: where the neighbours of each begin (n + 1), and all neighbours in order."""
        counts = [len(near) for near in self.near]
        flat = [each for near in self.near for each in sorted(near)]
        return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]), np.array(flat, np.int64)

    def less(self, gone: Iterable[str]) -> Network:
        """The same without some of its things."""
        left = set(self.ids) - set(gone)
        rows = zip(self.links, self.times, strict=True)
        return network(left, ((self.ids[one], self.ids[other], times) for (one, other), times in rows))


def of_picture(nodes: Iterable[Node], links: Iterable[Link]) -> Network:
    """What is drawn, as one reader sees it: shared phones and addresses are things of it like any other."""
    return network((node.id for node in nodes), ((link.source, link.target, link.times) for link in links))


def network(ids: Iterable[str], links: Iterable[Pair]) -> Network:
    """Several links between two things become one; one of a thing with itself, or with what is not there, none."""
    order = tuple(sorted(set(ids)))
    at = {each: position for position, each in enumerate(order)}
    seen: dict[tuple[int, int], int] = {}
    for source, target, times in links:
        if source == target or source not in at or target not in at:
            continue
        pair = (min(at[source], at[target]), max(at[source], at[target]))
        seen[pair] = seen.get(pair, 0) + max(1, times)
    found = sorted(seen.items())
    return Network(order, tuple(pair for pair, _times in found), tuple(times for _pair, times in found))
