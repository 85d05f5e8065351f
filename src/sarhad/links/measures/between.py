"""Betweenness: through whom the shortest ways of the others lead.

Of n things, the betweenness of one is the share of all (n-1)(n-2)/2 pairs of others whose shortest ways lead
through it; where a pair has several equally short ways, each counts in part (Freeman 1977). Up to `EXACT`
things it is exact. Above that the ways from some of them, drawn at random, stand for the ways from all (Brandes
and Pich 2007), and how far off that can be is stated for each, with `SURE` confidence for all of them at once:
the tighter of Hoeffding's bound (1963, theorem 1, in its first form) and the empirical Bernstein bound of
Maurer and Pontil (2009, theorem 4). The draws are independent, begin from a fixed seed and go by the order of
ids: the same network has the same figures, always.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
import rustworkx
from numpy.typing import NDArray

from sarhad.links.measures.network import Ints, Network

Floats = NDArray[np.float64]
EXACT = 3000
SURE = 0.95
SEED = 1977
BATCH = 32
WORK = 400_000_000  # steps, each about 5 ns: a count and not a clock, or a busy machine had other figures
LEVEL = 4000  # steps that one more level of a search costs, whatever it finds there
FEWEST = 64


@dataclass(frozen=True)
class Between:
    """`share` 0 to 1 and how far `off` it may be, of each thing; `drawn`: from how many (0: from all, exactly)."""

    share: Floats
    off: Floats
    drawn: int


def between(network: Network) -> Between:
    n = len(network.ids)
    if n < 3 or not network.links:
        return Between(np.zeros(n), np.zeros(n), 0)
    if n <= EXACT:
        share = _exact(network)
        # Rust counts ways in 64-bit floats: in a lattice there can be more ways than those can hold.
        if np.isfinite(share).all():
            return Between(share, np.zeros(n), 0)
    return sampled(network)


def _exact(network: Network) -> Floats:
    graph: rustworkx.PyGraph[None, None] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * len(network.ids))
    graph.add_edges_from_no_data(list(network.links))
    # One thread: several add up in the order in which they happen to end, and sums of floats differ by it.
    shares = rustworkx.betweenness_centrality(graph, normalized=True, parallel_threshold=len(network.ids) + 1)
    return np.array([shares[position] for position in range(len(network.ids))])


def sampled(network: Network, *, draws: int = 0, seed: int = SEED) -> Between:
    """Args: draws: how many; 0: as many as `WORK` allows, and all of them exactly where it allows that."""
    n = len(network.ids)
    search = Search(network)
    draws = draws or _affordable(search)
    if draws >= n:
        shares, _squares = _added(search, dict.fromkeys(range(n), 1))
        return Between(shares / n, np.zeros(n), 0)
    picked = np.random.Generator(np.random.PCG64(seed)).integers(0, n, draws)
    # Drawn twice: searched once, counted twice.
    total, squares = _added(search, Counter(int(source) for source in picked))
    mean = total / draws
    variance = np.maximum(squares - draws * mean**2, 0) / (draws - 1)
    return Between(np.minimum(mean, 1), _off(mean, variance, draws, _most(network)), draws)


def _off(mean: Floats, variance: Floats, draws: int, most: Floats) -> Floats:
    """How far each mean of `draws` independent values between 0 and `most` can be from the true one.

    Each of the two bounds may fail, above or below, for any of n things: so each side gets (1 - SURE) / 4 n.
    """
    log = math.log(4 * len(mean) / (1 - SURE))
    # On one side, with d: sqrt(2 V ln(2/d) / k) + 7 R ln(2/d) / 3 (k - 1).
    log2 = log + math.log(2)
    bernstein = np.sqrt(2 * variance * log2 / draws) + 7 * most * log2 / (3 * (draws - 1))
    scaled = np.divide(mean, most, out=np.zeros_like(mean), where=most > 0)
    off: Floats = np.minimum(bernstein, most * _hoeffding(np.minimum(scaled, 1), log / draws))
    return off


def _hoeffding(mean: Floats, most: float) -> Floats:
    """The farthest q from each mean, both between 0 and 1, whose relative entropy to it is not above `most`."""
    far = np.zeros_like(mean)
    for end in (0.0, 1.0):
        inside, outside = mean.copy(), np.full_like(mean, end)
        for _halved in range(40):
            middle = (inside + outside) / 2
            fits = _entropy(mean, middle) <= most
            inside, outside = np.where(fits, middle, inside), np.where(fits, outside, middle)
        far = np.maximum(far, np.abs(outside - mean))
    return far


def _entropy(p: Floats, q: Floats) -> Floats:
    """Of a coin that falls so with probability p, relative to one of q (Kullback and Leibler)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        heads = np.where(p > 0, p * np.log(p / q), 0)
        tails = np.where(p < 1, (1 - p) * np.log((1 - p) / (1 - q)), 0)
    found: Floats = np.nan_to_num(heads + tails, nan=np.inf)
    return found


def _most(network: Network) -> Floats:
    """The most that one drawn thing can add to the share of each: ways end within its part, none through a leaf."""
    n = len(network.ids)
    size = np.zeros(n)
    for part in parts(network.near):
        size[part] = max(len(part) - 2, 0)
    size[[position for position, near in enumerate(network.near) if len(near) < 2]] = 0
    return size * n / ((n - 1) * (n - 2))


def parts(near: list[set[int]], without: frozenset[int] = frozenset()) -> list[list[int]]:
    """What hangs together, each part in order; largest first, then by its first."""
    seen = set(without)
    found = []
    for start in range(len(near)):
        if start in seen:
            continue
        part, todo = [start], [start]
        seen.add(start)
        while todo:
            fresh = near[todo.pop()] - seen
            seen |= fresh
            part.extend(fresh)
            todo.extend(fresh)
        found.append(sorted(part))
    return sorted(found, key=lambda part: (-len(part), part[0]))


def _affordable(search: Search) -> int:
    """How many searches `WORK` pays for, by what one costs from the first things there are; those are no draws."""
    before = search.work
    search.from_all(np.arange(min(BATCH, search.size)))
    each = (search.work - before) / min(BATCH, search.size)
    return max(FEWEST, int(WORK / each))


def _added(search: Search, sources: dict[int, int]) -> tuple[Floats, Floats]:
    """Sums of what each source adds to each share, and of its squares."""
    n = search.size
    total, squares = np.zeros(n), np.zeros(n)
    order = sorted(sources)
    for at in range(0, len(order), BATCH):
        some = order[at : at + BATCH]
        adds = search.from_all(np.array(some)) * (n / ((n - 1) * (n - 2)))
        often = np.array([sources[source] for source in some], float)
        total += adds @ often
        squares += adds**2 @ often
    return total, squares


class Search:
    """Brandes' two passes, from several sources side by side: columns of a matrix with a row for each thing."""

    def __init__(self, network: Network) -> None:
        self.size = len(network.ids)
        self.start, self.to = network.arcs
        self.work = 0
        self.kinds: list[type] = [np.float32, np.float64, np.longdouble]

    def from_all(self, sources: Ints) -> Floats:
        """n × sources: how many (parts of) others' ways from that source lead through each thing."""
        while True:
            with np.errstate(over="ignore", invalid="ignore"):
                adds = self._from_all(sources, self.kinds[0])
            if len(self.kinds) == 1 or np.isfinite(adds).all():
                return np.nan_to_num(adds.astype(np.float64))
            self.kinds.pop(0)  # too small for the number of ways in this network

    def _from_all(self, sources: Ints, kind: type) -> NDArray[np.floating]:
        ways: NDArray[np.floating] = np.zeros((self.size, len(sources)), kind)
        levels = self._out(sources, ways)
        adds = np.zeros_like(ways)
        front = np.zeros_like(ways)
        for (nearer, near_on), (rows, on) in zip(levels[-2::-1], levels[:0:-1], strict=True):
            front[rows] = np.where(on, (1 + adds[rows]) / np.where(on, ways[rows], 1), 0)
            adds[nearer] += np.where(near_on, self._pull(nearer, front) * ways[nearer], 0)
            front[rows] = 0
        adds[sources, np.arange(len(sources))] = 0
        return adds

    def _out(self, sources: Ints, ways: NDArray[np.floating]) -> list[tuple[Ints, NDArray[np.bool_]]]:
        """Fill the number of shortest ways to each; by distance, the rows reached and in which columns."""
        columns = np.arange(len(sources))
        ways[sources, columns] = 1
        seen = ways > 0
        front = ways.copy()
        rows = np.unique(sources[self.start[sources + 1] > self.start[sources]])
        levels = [(rows, seen[rows])]
        while len(rows):
            reached = np.zeros(self.size, bool)
            reached[self.to[self._arcs(rows)[0]]] = True
            next_rows = np.flatnonzero(reached)
            fresh = np.where(seen[next_rows], 0, self._pull(next_rows, front))
            front[rows] = 0
            some = fresh.any(axis=1)
            rows, fresh = next_rows[some], fresh[some]
            front[rows] = fresh
            ways[rows] += fresh
            seen[rows] |= fresh > 0
            levels.append((rows, fresh > 0))
        return levels[:-1] or levels

    def _pull(self, rows: Ints, values: NDArray[np.floating]) -> NDArray[np.floating]:
        """For each of the rows, the sum of its neighbours' values; each has a neighbour."""
        arcs, begins = self._arcs(rows)
        self.work += len(arcs) * values.shape[1] + LEVEL
        return np.add.reduceat(values[self.to[arcs]], begins, axis=0)

    def _arcs(self, rows: Ints) -> tuple[Ints, Ints]:
        """Where the neighbours of these rows stand in `to`, and where each row's begin among them."""
        counts = self.start[rows + 1] - self.start[rows]
        begins = np.cumsum(counts) - counts
        return np.repeat(self.start[rows] - begins, counts) + np.arange(counts.sum()), begins
