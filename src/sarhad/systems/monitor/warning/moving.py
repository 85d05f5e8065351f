"""Prices and routes of one look."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from statistics import median

from sarhad.kernel import substances
from sarhad.systems.monitor.series.queries import prices as prices_seen
from sarhad.systems.monitor.store.records import Where, month_named
from sarhad.systems.monitor.warning import prices, routes
from sarhad.systems.monitor.warning.control import discoveries
from sarhad.systems.monitor.warning.looking import UNKNOWN, Look, Told
from sarhad.systems.monitor.warning.records import Alarm

YEARS = 12  # points of a picture of prices at most


# Prices


def of_prices(look: Look) -> Told:
    """The year's price against the year before, among the changes of its substance and market everywhere."""
    by, year = _by_year(look), look.month // 12
    changes: dict[tuple[str, str], list[float]] = defaultdict(list)
    for key, years in by.items():
        changes[key[2], key[3]] += [years[y] / years[y - 1] for y in sorted(years) if y < year and y - 1 in years]
    told = []
    for key, years in sorted(by.items()):
        if year in years and year - 1 in years and (not look.where.country or key[0] in look.where.country):
            ratio = years[year] / years[year - 1]
            jump = prices.jump(changes[key[2], key[3]], ratio)
            told += [(key, years, ratio, jump)] if jump else []
    alarms = discoveries([jump.p for *_more, jump in told])
    return [
        _jump(look, key, years, ratio, jump)
        for (key, years, ratio, jump), alarm in zip(told, alarms, strict=True) if alarm
    ], [], len(told)  # fmt: skip


def _by_year(look: Look) -> dict[tuple[str, ...], dict[int, float]]:
    """The middle price of each year, by country, region, substance, market and what it is for: in dollars where the
    source gives a rate, else in its own currency."""
    found: dict[tuple[str, ...], dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for each in prices_seen(look.reader, until=look.month // 12):
        said = each.said
        value, per = (
            (said.value, f"{said.currency} {said.unit}") if each.dollars is None else (each.dollars, each.base)
        )
        if value and value > 0:
            key = (said.country, said.region, said.substance or said.drug, said.market, per)
            found[key][said.year].append(value)
    return {key: {year: median(values) for year, values in years.items()} for key, years in found.items()}


def _jump(look: Look, key: tuple[str, ...], years: dict[int, float], ratio: float, jump: prices.Jump) -> Alarm:
    country, region, substance, market, _per = key
    first, last = min(years), look.month // 12
    low, high = jump.usual()
    known = substances.all_substances().get(substance)
    return Alarm(
        "price", look.month, country, region, known.group.code if known else "", substance, market,
        observed=ratio, expected=1, low=low, high=high, p=jump.p,
        trail=tuple(years.get(year) for year in range(max(first, last - YEARS), last + 1)),
    )  # fmt: skip


# Routes


def of_routes(look: Look) -> Told:
    """Countries of departure and destination, by country and group, in the three months up to this one."""
    told: list[tuple[tuple[str, ...], routes.Shift, tuple[float | None, ...]]] = []
    for side in ("departure", "destination"):
        for (country, family), by in _sides(look, side).items():
            told += _shifts(country, family, side, by)
    alarms = discoveries([shift.p for _key, shift, _trail in told])
    return [
        Alarm(
            "route", look.month, key[0], "", *key[1:], observed=shift.now, expected=shift.before, low=shift.low,
            high=shift.high, p=shift.p, trail=trail, where=_quarter(look, *key),
        )
        for (key, shift, trail), alarm in zip(told, alarms, strict=True) if alarm
    ], [], len(told)  # fmt: skip


def _sides(look: Look, side: str) -> dict[tuple[str, str], dict[str, Counter[int]]]:
    """By country and group: quarter (0 is this one, 1 the one before) -> seizures, by country on the route."""
    found: dict[tuple[str, str], dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for (country, family, other), numbers in look.monthly("country", "family", side).items():
        if other and family != UNKNOWN:
            for month, n in numbers.items():
                found[country, family][other][(look.month - month) // 3] += n
    return dict(sorted(found.items()))


def _shifts(
    country: str, family: str, side: str, by: dict[str, Counter[int]]
) -> Iterator[tuple[tuple[str, ...], routes.Shift, tuple[float | None, ...]]]:
    known = sum(by.values(), Counter[int]())
    quarters = range(routes.PAST, -1, -1)
    for other in sorted(by.keys() - {country}):  # the country itself is no route
        past = [(by[other][quarter], known[quarter]) for quarter in quarters if quarter]
        shift = routes.shift(past, (by[other][0], known[0]))
        if shift:
            trail = tuple(by[other][q] / known[q] if known[q] else None for q in quarters)
            yield (country, family, other, side), shift, trail


def _quarter(look: Look, country: str, family: str, other: str, side: str) -> Where:
    return Where(
        month_named(look.month - 2), month_named(look.month), country=(country,), substance=(family,),
        **{side: (other,)},
    )  # fmt: skip
