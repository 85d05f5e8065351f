"""Tails of distributions, by the incomplete beta function (DLMF 8.17). Nothing else is needed of SciPy."""

from __future__ import annotations

import math

SMALLEST = 1e-300
STEPS = 400  # of the continued fraction; it needs about the root of the larger argument


def beta_share(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), to about ten digits.

    Args:
        a, b: above zero.
        x: from 0 to 1.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side
        return 1 - beta_share(b, a, 1 - x)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return min(1.0, math.exp(scale) / (a * _fraction(a, b, x)))


def _fraction(a: float, b: float, x: float) -> float:
    """1 + d1/(1 + d2/(1 + …)) of DLMF 8.17.22, by convergents from the front (Lentz's method)."""
    value = upper = 1.0
    lower = 0.0
    for n in range(1, STEPS):
        half = n // 2
        if n % 2:
            step = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            step = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        lower = 1 / _off_zero(1 + step * lower)
        upper = _off_zero(1 + step / upper)
        value *= upper * lower
        if abs(upper * lower - 1) < 1e-11:
            break
    return value


def _off_zero(value: float) -> float:
    return value if abs(value) > SMALLEST else SMALLEST


def at_least(count: int, mean: float, variance: float) -> float:
    """How often a negative binomial number reaches `count`; `variance` is at least the mean."""
    if count <= 0:
        return 1.0
    over = max(variance - mean, mean * 1e-3)  # as near to Poisson as makes a difference
    size = mean * mean / over
    return beta_share(count, size, mean / (mean + size)) if mean > 0 else 0.0


def highest(mean: float, variance: float, part: float = 0.95) -> int:
    """The count that a negative binomial number stays at or below with at least this probability."""
    low, high = 0, max(4, int(mean + 12 * math.sqrt(variance) + 12))
    while low < high:
        middle = (low + high) // 2
        if at_least(middle + 1, mean, variance) <= 1 - part:
            high = middle
        else:
            low = middle + 1
    return low


def beyond(t: float, freedom: float) -> float:
    """How often Student's t lies further from zero than `t`, to either side."""
    return beta_share(freedom / 2, 0.5, freedom / (freedom + t * t))
