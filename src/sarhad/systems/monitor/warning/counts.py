"""More seizures in a month than the past lets expect.

After Farrington, Andrews, Beale and Catchpole, J. R. Statist. Soc. A 159 (1996) 547–563, and Noufaily et al.,
Statist. Med. 32 (2013) 1206–1222: a quasi-Poisson mean with overdispersion from the past, past outbreaks weighted
down, the bound from a negative binomial distribution. Instead of a fitted trend and season, the expected number is
the highest of three means (three years, last year, same season), which can only miss alarms, not add them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sarhad.systems.monitor.warning.tails import at_least, highest

PAST = 36  # months
LEAST_PAST = 24  # months reported, below which nothing is said
FEWEST = 5  # seizures in the month, below which nothing is said
CLEAR = 2.58  # standardised residual from which a past month is weighted down (Noufaily et al.)
UNSURE = 1.25  # the overdispersion is estimated from few months: one that is too small would give false alarms
ROUNDS = 5  # of weighting: what one far month does to the mean wears off
LOOK = 2.0  # below so many standard deviations no p is small enough to matter

Months = np.ndarray[Any, Any]


class Excess(NamedTuple):
    """Of one series: the expected number, the one that 19 of 20 such months stay below, how rare this one is."""

    expected: float
    upper: int
    p: float


def excesses(past: Months, now: Months) -> list[Excess | None]:
    """One answer for each series; None where there is too little past. `p` is 1 where nothing is unusual.

    Args:
        past: series × 36 months before, the oldest first; nan for a month that was not reported.
        now: the number of each series in the month.
    """
    known = ~np.isnan(past)
    enough = known.sum(axis=1) >= LEAST_PAST
    with np.errstate(invalid="ignore", divide="ignore"):
        weights, spread = _weighted(past, known)
        means = [_mean(past, weights, months) for months in (slice(None), slice(PAST - 12, PAST), _season())]
    expected = np.nanmax(np.vstack([*means, np.full(len(now), 0.5 / PAST)]), axis=0)
    spread = spread * UNSURE
    variance = spread * expected * (1 + 1 / 9)  # of the number and of the mean of about nine months
    look = enough & (now >= FEWEST) & (now - expected > LOOK * np.sqrt(variance))
    return [
        Excess(float(e), highest(e, v), at_least(int(n), e, v))
        if looked
        else Excess(float(e), 0, 1.0)
        if told
        else None
        for e, v, n, looked, told in zip(expected, variance, now, look, enough, strict=True)
    ]


def _weighted(past: Months, known: Months) -> tuple[Months, Months]:
    """Weights of the past months, 0 where not reported, and the overdispersion that they leave (at least 1)."""
    weights = known.astype(float)
    for _round in range(ROUNDS):
        mean = np.maximum(_mean(past, weights, slice(None)), 0.5 / PAST)[:, None]
        square = np.where(known, (past - mean) ** 2, 0) * weights
        spread = np.maximum(1, square.sum(axis=1) / (np.maximum(weights.sum(axis=1) - 1, 1) * mean[:, 0]))
        far = (past - mean) / np.sqrt(spread[:, None] * mean)
        weights = np.where(known, np.where(far > CLEAR, (CLEAR / np.where(far > 0, far, 1)) ** 2, 1), 0)
    return weights, spread


def _mean(past: Months, weights: Months, months: Any) -> Months:
    """nan where none of these months was reported."""
    part, of = weights[:, months], np.nan_to_num(past[:, months])
    total = part.sum(axis=1)
    mean: Months = np.where(total > 0, (part * of).sum(axis=1) / np.where(total > 0, total, 1), np.nan)
    return mean


def _season() -> list[int]:
    """The same month of the three years before, with the one before and the one after it."""
    return [
        place for year in (12, 24, 36) for place in (PAST - year - 1, PAST - year, PAST - year + 1) if place >= 0
    ]
