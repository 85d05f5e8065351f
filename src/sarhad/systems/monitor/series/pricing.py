"""Prices per gram, litre or piece, with and without purity, and what each step of a route adds. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from sarhad.kernel import units
from sarhad.systems.monitor.store.records import Observation

ROUTES: dict[str, tuple[str, ...]] = {
    "north-kg": ("af", "tj", "kg", "kz", "ru"),
    "north-uz": ("af", "uz", "kz", "ru"),
    "north-tm": ("af", "tm", "kz", "ru"),
    "west": ("af", "ir", "tr"),
    "south": ("af", "pk"),
}
"""Routes that a page offers; an address can name any other."""
BASES = {"mass": "gram", "volume": "litre"}
MOST_STEPS = 12


class Price(NamedTuple):
    """One observed price, as far as it can be compared. Dollars are for one `base`; None where no rate is given."""

    said: Observation
    base: str  # gram, litre, or the unit as it is
    dollars: float | None
    low: float | None
    high: float | None
    pure: float | None  # dollars for a gram of the pure substance; None without a purity


def priced(said: Observation) -> Price:
    """The same price for one gram or litre; what is sold by the piece stays so."""
    known = units.all_units().get(said.unit)
    base = BASES.get(known.dimension, said.unit) if known else said.unit
    factor = _factor(said.unit, base)
    rate = said.dollars / said.value if said.dollars is not None and said.value else None
    dollars, low, high = (
        None if each is None or rate is None or factor is None else each * rate / factor
        for each in (said.value, said.low, said.high)
    )
    share = said.purity / 100 if said.purity and 0 < said.purity <= 100 else None
    return Price(said, base, dollars, low, high, dollars / share if dollars is not None and share else None)


def _factor(unit: str, base: str) -> float | None:
    """How many of `base` one unit is."""
    one, other = units.all_units().get(unit), units.all_units().get(base)
    if unit == base:
        return 1.0
    if one is None or other is None or one.factor is None or other.factor is None:
        return None
    return float(one.factor / other.factor)


class Level(NamedTuple):
    """What one country's prices of one year come to."""

    country: str
    year: int
    dollars: float  # the middle one of several
    low: float | None
    high: float | None
    of: int  # observations


def levels(prices: Iterable[Price], *, pure: bool = False) -> dict[tuple[str, int], Level]:
    """By country and year. Without a rate in dollars (and a purity, if that is asked for) a price is left out."""
    found: dict[tuple[str, int], list[Price]] = defaultdict(list)
    for each in prices:
        if _of(each, pure) is not None and each.said.country:
            found[each.said.country, each.said.year].append(each)
    return {key: _level(*key, found[key], pure) for key in sorted(found)}


def _of(price: Price, pure: bool) -> float | None:
    return price.pure if pure else price.dollars


def _level(country: str, year: int, prices: Sequence[Price], pure: bool) -> Level:
    values = [value for each in prices if (value := _of(each, pure)) is not None]
    share = [1.0 if not pure else (each.said.purity or 100) / 100 for each in prices]
    lows = [each.low / part for each, part in zip(prices, share, strict=True) if each.low is not None]
    highs = [each.high / part for each, part in zip(prices, share, strict=True) if each.high is not None]
    return Level(country, year, median(values), min(lows, default=None), max(highs, default=None), len(values))


class Step(NamedTuple):
    """One country of a route, and what the way from the one before adds."""

    country: str
    level: Level | None  # None: no price of it
    times: float | None = None  # of the step before that has a price
    since: str = ""  # that step
    overall: float | None = None  # of the first step that has a price
    years: tuple[int, int] | None = None  # of the two prices, where they differ

    @property
    def percent(self) -> float | None:
        return None if self.times is None else (self.times - 1) * 100


def ladder(found: Mapping[tuple[str, int], Level], route: Sequence[str], year: int) -> list[Step]:
    """The route's countries with their prices of that year, or of the nearest year before or after it."""
    steps: list[Step] = []
    first: Level | None = None
    before: Level | None = None
    for country in route[:MOST_STEPS]:
        level = _nearest(found, country, year)
        if level is None or before is None or not before.dollars:
            steps.append(Step(country, level))
        else:
            years = (before.year, level.year) if before.year != level.year else None
            overall = level.dollars / first.dollars if first and first.dollars else None
            steps.append(Step(country, level, level.dollars / before.dollars, before.country, overall, years))
        if level is not None:
            first, before = first or level, level
    return steps


def _nearest(found: Mapping[tuple[str, int], Level], country: str, year: int) -> Level | None:
    own = [level for (code, _year), level in found.items() if code == country]
    return min(own, key=lambda level: (abs(level.year - year), -level.year), default=None)


def route_of(text: str) -> tuple[str, ...]:
    """A name of ROUTES, or countries in order such as `af-tj-kg`, none twice in a row; () for anything else."""
    if text in ROUTES:
        return ROUTES[text]
    codes = [code for code in text.lower().replace(",", "-").replace(" ", "-").split("-") if code]
    if not all(len(code) == 2 and code.isascii() and code.isalpha() for code in codes):
        return ()
    return tuple(code for n, code in enumerate(codes[:MOST_STEPS]) if n == 0 or codes[n - 1] != code)


def best_year(found: Mapping[tuple[str, int], Level], route: Sequence[str]) -> int:
    """The latest of the years in which most of the route's countries have a price; 0 without any."""
    told: dict[int, set[str]] = defaultdict(set)
    for country, year in found:
        if country in route or not route:
            told[year].add(country)
    return max(told, key=lambda year: (len(told[year]), year), default=0)
