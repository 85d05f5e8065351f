"""Five classes with round limits, for shades and symbols."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence

MOST = 5
ROUND = (1, 1.5, 2, 3, 4, 5, 6, 8)  # and these times a power of ten


def limits(values: Iterable[float | None], whole: bool = True) -> list[float]:
    """The least values of the second to the fifth class, so that about as many areas are in each.

    Fewer where values are few or alike. Depends on nothing but the values.

    Args:
        whole: of counts, which have no limits between two numbers.
    """
    ordered = sorted(each for each in values if each is not None and each > 0)
    found: list[float] = []
    for n in range(1, MOST):
        if not ordered:
            break
        limit = _round(ordered[len(ordered) * n // MOST], whole)
        if limit > max(found, default=ordered[0]) and limit <= ordered[-1]:
            found.append(limit)
    return found


def _round(value: float, whole: bool) -> float:
    """The greatest round number that is not above it."""
    power = 10.0 ** math.floor(math.log10(value))
    best = max((each for each in ROUND if each * power <= value * (1 + 1e-9)), default=1)
    limit = best * power
    return float(max(1, math.floor(limit + 1e-9))) if whole else float(f"{limit:.3g}")


def shade(value: float, least: Sequence[float]) -> int:
    """Number of the class, from 1."""
    return bisect_right(least, value) + 1
