"""Whether months of the year differ, and by how much chance alone would make them differ. Pure.

Expected is each year's total shared out by the days of its months. Seizures come in bunches, so chance is measured
on the data: by how much single years depart from the common profile (Pearson's statistic over its degrees of
freedom, at least 1). The bounds hold all twelve months together in 95 of 100 profiles without seasons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

DAYS = (31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
YEARS, FEWEST = 2, 60
"""Fewer whole years or seizures give no profile."""
SIGMAS = 2.87  # 5 per cent, shared among twelve months, two-sided
CRITICAL = 19.675  # of chi squared with 11 degrees of freedom, 5 per cent


class Season(NamedTuple):
    counts: list[int]  # by month, over the years
    expected: list[float]
    low: list[float]
    high: list[float]
    spread: float  # how many times the variance of independent seizures
    differ: bool  # more than chance, at 5 per cent
    years: list[int]


def season(by_year: Mapping[int, Sequence[int]]) -> Season | None:
    """The profile of so many whole years, twelve numbers each; None if there is too little."""
    years = [year for year in sorted(by_year) if sum(by_year[year])]
    counts = [sum(by_year[year][month] for year in years) for month in range(12)]
    total = sum(counts)
    if len(years) < YEARS or total < FEWEST:
        return None
    expected = [total * days / sum(DAYS) for days in DAYS]
    spread = _spread([by_year[year] for year in years], counts, total)
    half = [SIGMAS * (spread * each) ** 0.5 for each in expected]
    apart = sum((n - each) ** 2 / each for n, each in zip(counts, expected, strict=True))
    return Season(
        counts,
        expected,
        [max(0.0, each - by) for each, by in zip(expected, half, strict=True)],
        [each + by for each, by in zip(expected, half, strict=True)],
        spread,
        apart / spread > CRITICAL,
        years,
    )


def _spread(rows: Sequence[Sequence[int]], counts: Sequence[int], total: int) -> float:
    apart = 0.0
    for row in rows:
        for n, column in zip(row, counts, strict=True):
            fit = sum(row) * column / total
            apart += (n - fit) ** 2 / fit if fit else 0
    return max(1.0, apart / (11 * (len(rows) - 1)))
