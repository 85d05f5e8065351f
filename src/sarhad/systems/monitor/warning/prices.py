"""Prices that jump: the last change against the usual ones of the same substance and market.

Changes are logarithms of ratios. Their scale is the median absolute deviation (Hampel, J. Am. Statist. Ass. 69
(1974) 383–393), which one jump in the past does not widen; Student's t allows for how uncertain it is: as an
estimate of scale it is worth 0.37 as many values (Rousseeuw and Croux, J. Am. Statist. Ass. 88 (1993) 1273–1283).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sarhad.systems.monitor.warning.tails import beyond

FEWEST = 8  # changes in the past
EFFICIENCY = 0.37
HEAVIEST = 4.0  # degrees of freedom at most: prices jump more often than a normal distribution lets expect
TO_SIGMA = 1.4826  # of a normal distribution, to its median absolute deviation
LEAST_SCALE = 0.02  # prices are rounded: two per cent is no change


class Jump(NamedTuple):
    p: float
    middle: float  # of the changes, as logarithms of ratios
    scale: float
    freedom: float

    def usual(self) -> tuple[float, float]:
        """The ratios between which 19 of 20 changes lie."""
        wide = self.scale * _bound(self.freedom)
        return math.exp(self.middle - wide), math.exp(self.middle + wide)


def jump(past: Sequence[float], now: float) -> Jump | None:
    """How unusual the ratio `now` is after these ratios, all above zero; None where there are too few."""
    if len(past) < FEWEST:
        return None
    changes = np.log(np.asarray(past, dtype=float))
    middle = float(np.median(changes))
    scale = max(TO_SIGMA * float(np.median(np.abs(changes - middle))), LEAST_SCALE)
    scale *= math.sqrt(1 + math.pi / 2 / len(past))  # the median is uncertain too
    freedom = min(max(2.0, EFFICIENCY * (len(past) - 1)), HEAVIEST)
    return Jump(beyond((math.log(now) - middle) / scale, freedom), middle, scale, freedom)


def _bound(freedom: float, part: float = 0.05) -> float:
    """The t that 19 of 20 stay within."""
    low, high = 0.0, 100.0
    for _step in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle, freedom) > part else (low, middle)
    return high
