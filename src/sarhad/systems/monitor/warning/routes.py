"""Routes that gain or lose share: where seizures of a country came from or were going.

The G-test of a share now against before (Sokal and Rohlf, Biometry, ch. 17), its statistic divided by how much the
share varied between the quarters of the past anyway (quasi-likelihood: McCullagh and Nelder, Generalized Linear
Models, 4.5), so that shipments which come in rows do not count as evidence each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from sarhad.systems.monitor.warning.tails import beyond

PAST = 12  # quarters
LEAST_PAST = 6  # quarters with records
FEWEST = 10  # seizures with a known route in the quarter, and expected ones together with seen ones at least half


class Shift(NamedTuple):
    before: float  # shares
    now: float
    low: float  # between which 19 of 20 such quarters lie
    high: float
    p: float


def shift(past: Sequence[tuple[int, int]], now: tuple[int, int]) -> Shift | None:
    """None where there is too little to say.

    Args:
        past: (on this route, with a known route) of each quarter before.
        now: the same of this quarter.
    """
    quarters = [(x, n) for x, n in past if n]
    x, n = now
    before_x, before_n = (sum(each) for each in zip(*quarters, strict=True)) if quarters else (0, 0)
    share = (before_x + x) / (before_n + n) if before_n + n else 0.0
    if len(quarters) < LEAST_PAST or n < FEWEST or not 0 < share < 1 or share * n < FEWEST / 4:
        return None
    spread = _spread(quarters, before_x / before_n)
    statistic = _g((x, n), share) + _g((before_x, before_n), share)
    half = 2 * math.sqrt(spread * share * (1 - share) / n)
    before = before_x / before_n
    p = beyond(math.sqrt(max(statistic, 0) / spread), len(quarters) - 1)
    return Shift(before, x / n, max(0.0, before - half), min(1.0, before + half), p)


def _g(seen: tuple[int, int], share: float) -> float:
    """Twice the logarithm of the likelihood ratio of one sample."""
    x, n = seen
    parts = ((x, n * share), (n - x, n * (1 - share)))
    return 2 * sum(count * math.log(count / expected) for count, expected in parts if count)


def _spread(quarters: Sequence[tuple[int, int]], share: float) -> float:
    """How much more than by chance the share varied: Pearson's statistic by its degrees of freedom, at least 1."""
    if not 0 < share < 1:
        return 1.0
    chi = sum((x - n * share) ** 2 / (n * share * (1 - share)) for x, n in quarters)
    return max(1.0, chi / (len(quarters) - 1))
