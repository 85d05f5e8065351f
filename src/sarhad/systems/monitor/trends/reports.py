"""Who reported in which months, and how many seizures of what: the numbers under every sentence of the overview.

Pure: made of rows (month, country, code, number), where a month is 12 times the year and the month from 0.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

EARLY, LATE, LEAST = 2, 9, 10
"""A country reported a whole year if it did by March, still in October, and in ten months at least."""


class Part(NamedTuple):
    """Months of a year from the first to the last that a country reported, from 0."""

    first: int
    last: int
    whole: bool


class Reports:
    """What was counted, by country, year and code."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self.counts: Counter[tuple[str, int, str]] = Counter()
        self.undated = 0
        self._months: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
        for month, country, code, number in rows:
            if not month:
                self.undated += number
                continue
            self.counts[country, month // 12, code] += number
            self._months[country, month // 12].add(month % 12)
        found = [year for _country, year in self._months]
        self.years = list(range(min(found), max(found) + 1)) if found else []
        self.countries = sorted({country for country, _year in self._months})

    @property
    def newest(self) -> int:
        """The last year of which half as many countries or more reported as of any: one early report is no year."""
        told = Counter(year for _country, year in self._months)
        return max((year for year, n in told.items() if 2 * n >= max(told.values())), default=0)

    def part(self, country: str, year: int) -> Part | None:
        """None: nothing was reported, which is not 0."""
        months = self._months.get((country, year))
        if not months:
            return None
        first, last = min(months), max(months)
        return Part(first, last, first <= EARLY and last >= LATE and len(months) >= LEAST)

    def whole(self, country: str, year: int) -> bool:
        part = self.part(country, year)
        return part is not None and part.whole

    def steady(self, years: Sequence[int]) -> list[str]:
        """The countries that reported each of these years whole."""
        return [country for country in self.countries if all(self.whole(country, year) for year in years)]

    def longest(self, least: int) -> tuple[list[int], list[str]]:
        """The longest run of years, two at least, that so many countries reported whole; and these countries.

        Of two runs as long the later one.
        """
        told = {year for country, year in self._months if self.whole(country, year)}
        for length in range(len(told), 1, -1):
            for start in range(len(self.years) - length, -1, -1):
                years = self.years[start : start + length]
                if told.issuperset(years) and len(steady := self.steady(years)) >= least:
                    return years, steady
        return [], []

    def sums(self, countries: Iterable[str] | None = None) -> dict[str, list[int | None]]:
        """By code: a number for each year, None where none of these countries reported anything at all."""
        among = set(self.countries if countries is None else countries)
        there = {year for country, year in self._months if country in among}
        codes = sorted({code for country, _year, code in self.counts if country in among})
        found: dict[str, list[int | None]] = {
            code: [0 if y in there else None for y in self.years] for code in codes
        }
        for (country, year, code), number in self.counts.items():
            if country in among:
                at = self.years.index(year)
                found[code][at] = (found[code][at] or 0) + number
        return found

    def of(self, country: str, year: int) -> Counter[str]:
        """By code, of one country and year."""
        return Counter({code: n for (who, when, code), n in self.counts.items() if who == country and when == year})
