"""What falls apart when one is taken out, and who stands between those who do not know each other."""

from __future__ import annotations

import math
from collections.abc import Sequence

Near = list[set[int]]


def splits(near: Near) -> list[tuple[int, ...]]:
    """For each thing, the sizes of the parts that its part falls into without it, largest first; () where it holds
    nothing together. Hopcroft and Tarjan's (1973) search in depth, once for all."""
    order = [sorted(each) for each in near]
    found: list[tuple[int, ...]] = [()] * len(near)
    at = [-1] * len(near)
    clock = 0
    for root in range(len(near)):
        if at[root] < 0:
            clock = _split_part(root, order, at, clock, found)
    return found


def _split_part(root: int, order: list[list[int]], at: list[int], clock: int, found: list[tuple[int, ...]]) -> int:
    """One connected part. `low`: the earliest that can be reached from below; `size`: how many hang below."""
    began = clock
    low: dict[int, int] = {root: clock}
    size: dict[int, int] = {root: 1}
    cut: dict[int, list[int]] = {root: []}
    at[root] = clock
    clock += 1
    path, todo = [root], [iter(order[root])]
    while path:
        one = path[-1]
        other = next(todo[-1], None)
        if other is None:
            path.pop()
            todo.pop()
            if path:
                above = path[-1]
                size[above] += size[one]
                low[above] = min(low[above], low[one])
                if low[one] >= at[above]:
                    cut[above].append(size[one])
        elif at[other] < 0:
            at[other] = low[other] = clock
            size[other], cut[other] = 1, []
            clock += 1
            path.append(other)
            todo.append(iter(order[other]))
        else:
            low[one] = min(low[one], at[other])
    for one, below in cut.items():
        rest = clock - began - 1 - sum(below)
        sizes = [*below, rest] if rest else below
        found[one] = tuple(sorted(sizes, reverse=True)) if len(sizes) > 1 else ()
    return clock


def constraints(near: Near) -> list[float]:
    """Burt's (1992) constraint of each, a link counting once: near 0 where its contacts do not know each other (it
    stands between them), to 1 and above where they are linked to each other or there is but one; 0 without any.
    """
    share = [1 / len(each) if each else 0.0 for each in near]
    return [_constraint(one, near, share) for one in range(len(near))]


def _constraint(one: int, near: Near, share: Sequence[float]) -> float:
    # fsum: the same sum whatever the order in which a set gives its things.
    mine = near[one]
    return math.fsum((share[one] * (1 + math.fsum(share[q] for q in mine & near[other]))) ** 2 for other in mine)


def clustering(near: Near) -> list[float]:
    """The share of the pairs of each one's contacts that are linked to each other; 0 with fewer than two."""
    return [_clustering(mine, near) for mine in near]


def _clustering(mine: set[int], near: Near) -> float:
    if len(mine) < 2:
        return 0.0
    return sum(len(mine & near[other]) for other in mine) / (len(mine) * (len(mine) - 1))


def joined_pairs(sizes: Sequence[int]) -> int:
    """How many pairs can reach each other, in parts of these sizes."""
    return sum(math.comb(size, 2) for size in sizes)
