"""Seizures of unusual weight for their place and substance.

The largest of the past, as logarithms above a high threshold, are taken as exponential: Hill, Ann. Statist. 3
(1975) 1163–1174; Weissman, J. Am. Statist. Ass. 73 (1978) 812–815. Weights whose tail is lighter (lognormal ones
are) give fewer alarms than stated. That the scale is estimated from few values is in the formula: the ratio of a
new excess to the mean of k old ones has an F distribution with 2 and 2k degrees of freedom.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

FEWEST = 50  # weights in the past
LARGEST = 40  # of the past at most that make the tail
PART = 0.1  # of the past at most that is the tail
LEAST_SCALE = 0.1  # weights are rounded: a tail of equal ones is not taken for none


class Tail(NamedTuple):
    """What the past says of large weights."""

    threshold: float  # kilograms
    scale: float  # mean excess of the logarithm
    largest: int  # weights above the threshold
    of: int

    def reaches(self, kg: float) -> float:
        """How often a weight is at least this, for weights above the threshold; 1 for others."""
        if kg <= self.threshold:
            return 1.0
        excess = math.log(kg / self.threshold) / self.scale
        return float(self.largest / self.of * (1 + excess / self.largest) ** -self.largest)

    def usual(self, part: float = 0.99) -> float:
        """The weight, in kilograms, that this share of seizures stays below."""
        over = (1 - part) * self.of / self.largest
        return self.threshold * math.exp(self.scale * self.largest * (over ** (-1 / self.largest) - 1))


def tail(largest: Sequence[float], of: int) -> Tail | None:
    """None where there is too little past.

    Args:
        largest: the greatest weights of the past, above zero, at least LARGEST + 1 of them if there are so many.
        of: how many weights the past has.
    """
    if of < FEWEST:
        return None
    ranked = sorted((kg for kg in largest if kg > 0), reverse=True)
    k = min(LARGEST, int(of * PART), len(ranked) - 1)
    if k < 5:
        return None
    scale = sum(math.log(kg / ranked[k]) for kg in ranked[:k]) / k
    return Tail(ranked[k], max(scale, LEAST_SCALE), k, of)
