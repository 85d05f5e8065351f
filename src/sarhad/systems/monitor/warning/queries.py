"""Warnings for one reader, from what it sees. Whoever calls them records the read in the audit.

A few questions to the store for each month; the rest is arithmetic. The same records give the same warnings.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np

from sarhad.access.reader import Reader
from sarhad.kernel import substances
from sarhad.systems.monitor.store import queries as store
from sarhad.systems.monitor.store.engine import ask
from sarhad.systems.monitor.store.records import Where, month_named
from sarhad.systems.monitor.warning import counts, firsts, prices, routes, sizes
from sarhad.systems.monitor.warning.control import affordable, discoveries
from sarhad.systems.monitor.warning.records import KINDS, Alarm, Found, Watch

Place = tuple[str, str]  # country, region
Monthly = dict[tuple[str, ...], Counter[int]]  # by what: month -> seizures
PAST = counts.PAST
SHOWN = 60  # points of a picture at most


def warnings(reader: Reader, watch: Watch) -> Found:
    """What is unusual in one month, by standard methods; see `control` for how many of them are false."""
    reported = _reported(reader, watch)
    months = sorted({month for known in reported.values() for month in known})
    span = (months[0], months[-1]) if months else (0, 0)
    month = watch.month or span[1]
    if not span[0] <= month <= span[1] or not months:
        return Found(month, [], [], {}, span)
    look = _Look(reader, watch, month, reported)
    found, noted, tested = list[Alarm](), list[Alarm](), dict[str, int]()
    for kind, method in (
        ("count", look.counts), ("substance", look.substances), ("concealment", look.concealments),
        ("size", look.sizes), ("price", look.prices), ("route", look.routes),
    ):  # fmt: skip
        alarms, quiet, tested[kind] = method()
        found += alarms
        noted += quiet
    rank = lambda each: (KINDS.index(each.kind), each.p, each.country, each.region, each.family, each.code, each.day)
    return Found(month, sorted(found, key=rank), sorted(noted, key=rank), tested, span)


def _reported(reader: Reader, watch: Watch) -> dict[str, set[int]]:
    """The months that each country reported: all of a year of which there is anything. Missing is not zero."""
    rows = store.sums(reader, Where(country=watch.countries), ("country", "month"), ("n",)).rows
    last = max((month for _country, month, _n in rows), default=0)
    found: dict[str, set[int]] = defaultdict(set)
    for country, month, n in rows:
        if month and n and country:
            found[country].update(range(month // 12 * 12, min(month // 12 * 12 + 11, last) + 1))
    return found


Told = tuple[list[Alarm], list[Alarm], int]  # alarms, what is only noted, how many were tested


class _Look:
    """One look at one month for one reader."""

    def __init__(self, reader: Reader, watch: Watch, month: int, reported: dict[str, set[int]]) -> None:
        self.reader, self.month, self.reported = reader, month, reported
        self.where = Where(month_named(month - PAST), month_named(month), country=watch.countries)
        self._kinds: Monthly | None = None

    def _monthly(self, *by: str) -> Monthly:
        found: Monthly = defaultdict(Counter)
        for *key, month, n in store.sums(self.reader, self.where, (*by, "month"), ("items",)).rows:
            found[tuple(key)][month] += n
        return found

    def _here(self, **more: Any) -> Where:
        """The records of the month behind a warning."""
        month = month_named(self.month)
        return Where(month, month, **{name: (value,) for name, value in more.items() if value})

    def _trail(self, country: str, numbers: Counter[int]) -> tuple[float | None, ...]:
        known = self.reported[country]
        return tuple(float(numbers[m]) if m in known else None for m in range(self.month - PAST, self.month + 1))

    # Counts

    def by_substance(self) -> Monthly:
        """By country, region, group, substance."""
        if self._kinds is None:
            self._kinds = self._monthly("country", "region", "family", "substance")
        return self._kinds

    def counts(self) -> Told:
        """Country and group; first-level region and group."""
        series: Monthly = defaultdict(Counter)
        for (country, region, family, _substance), numbers in self.by_substance().items():
            if family != store_unknown():
                series[country, "", family].update(numbers)
                if region:
                    series[country, region, family].update(numbers)
        keys = sorted(key for key in series if self.month in self.reported[key[0]])
        trails = [self._trail(key[0], series[key]) for key in keys]
        table = np.array([[np.nan if n is None else n for n in trail] for trail in trails], dtype=float)
        found = counts.excesses(table[:, :-1], table[:, -1]) if keys else []
        told = [(key, trail, each) for key, trail, each in zip(keys, trails, found, strict=True) if each]
        alarms = discoveries([each.p for *_more, each in told])
        return [
            Alarm(
                "count", self.month, *key, observed=trail[-1] or 0, expected=each.expected, high=each.upper, p=each.p,
                trail=trail, where=self._here(country=key[0], region=key[1], substance=key[2]),
            )
            for (key, trail, each), alarm in zip(told, alarms, strict=True) if alarm
        ], [], len(told)  # fmt: skip

    # What is new

    def substances(self) -> Told:
        by: dict[Place, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
        for (country, region, _family, substance), numbers in self.by_substance().items():
            by[country, ""][substance].update(numbers)
            if region:
                by[country, region][substance].update(numbers)
        return self._firsts("substance", {(*place, ""): codes for place, codes in by.items()})

    def concealments(self) -> Told:
        by: dict[tuple[str, str, str], dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
        for (country, family, way), numbers in self._monthly("country", "family", "concealment").items():
            if family != store_unknown() and way != "other":
                by[country, "", family][way].update(numbers)
        return self._firsts("concealment", by)

    def _firsts(self, kind: str, by: dict[tuple[str, str, str], dict[str, Counter[int]]]) -> Told:
        told = []
        for place in sorted(by):
            past = {code: sum(n for m, n in each.items() if m < self.month) for code, each in by[place].items()}
            new = firsts.newcomers(past, {code: each[self.month] for code, each in by[place].items()})
            if new and self._long_known(place[0]):
                told.append((place, new))
        may = affordable([new.chance for _place, new in told])
        found: tuple[list[Alarm], list[Alarm]] = ([], [])
        known = set[tuple[str, str]]()  # new in the country is not told again of its region
        for (place, new), able in zip(told, may, strict=True):
            for code, n in zip(new.codes, new.counts, strict=True):
                if place[1] and (place[0], code) in known:
                    continue
                known.add((place[0], code))
                found[not able].append(self._new(kind, place, code, n, new.chance, by[place][code]))
        return found[0], found[1], len(told)

    def _long_known(self, country: str) -> bool:
        months = range(self.month - PAST, self.month)
        return sum(month in self.reported[country] for month in months) >= counts.LEAST_PAST

    def _new(
        self, kind: str, place: tuple[str, str, str], code: str, n: int, chance: float, numbers: Counter[int]
    ) -> Alarm:
        country, region, family = place
        asked = {kind: code} if kind == "concealment" else {}
        known = substances.all_substances().get(code) if kind == "substance" else None
        return Alarm(
            kind, self.month, country, region, known.group.code if known else family, code, observed=n, p=chance,
            trail=self._trail(country, numbers),
            where=self._here(country=country, region=region, substance=family or code, **asked),
        )  # fmt: skip

    # Sizes

    def sizes(self) -> Told:
        """Each seizure with a weight, against those of its country and substance in the three years before."""
        tables, params = store.seen(self.reader, self.where)
        if not tables:
            return [], [], 0
        asked = SIZES.format(tables=tables, month=self.month, largest=sizes.LARGEST + 1, few=FEW)
        rows = ask(asked, params)
        told, of = [], 0
        for country, substance, past, new, largest, latest in rows:
            known = sizes.tail(largest or (), past)
            if known:
                of += new
                told += [(country, substance, known, item) for item in latest]
        p = [known.reaches(item["kg"]) for *_more, known, item in told]
        alarms = discoveries(p, of=of)
        return [
            self._large(country, substance, known, item, each)
            for (country, substance, known, item), each, alarm in zip(told, p, alarms, strict=True) if alarm
        ], [], of  # fmt: skip

    def _large(self, country: str, substance: str, known: sizes.Tail, item: dict[str, Any], p: float) -> Alarm:
        single = substances.all_substances().get(substance)
        return Alarm(
            "size", self.month, country, item["region"], single.group.code if single else "", substance,
            observed=item["kg"], expected=known.threshold, high=known.usual(), p=p, day=item["day"],
            where=self._here(country=country, region=item["region"], substance=substance),
        )  # fmt: skip

    # Prices

    def prices(self) -> Told:
        """The year's price against the year before, among the changes of its substance and market everywhere."""
        by: dict[tuple[str, ...], dict[int, float]] = defaultdict(dict)
        year = self.month // 12
        for each in getattr(store, "series", lambda *_of: [])(self.reader, "prices"):
            value = each.value and each.value * (each.dollars or 1)
            if value and value > 0 and each.measure == "price" and each.year <= year and each.level != "district":
                key = (each.country, each.region, each.substance or each.drug, each.market, each.unit, each.currency)
                by[key].setdefault(each.year, value)
        changes: dict[tuple[str, str], list[float]] = defaultdict(list)
        for key, years in by.items():
            changes[key[2], key[3]] += [years[y] / years[y - 1] for y in sorted(years) if y < year and y - 1 in years]
        told = []
        for key, years in sorted(by.items()):
            if year in years and year - 1 in years and (not self.where.country or key[0] in self.where.country):
                ratio = years[year] / years[year - 1]
                jump = prices.jump(changes[key[2], key[3]], ratio)
                told += [(key, years, ratio, jump)] if jump else []
        alarms = discoveries([jump.p for *_more, jump in told])
        return [
            self._jump(key, years, ratio, jump)
            for (key, years, ratio, jump), alarm in zip(told, alarms, strict=True) if alarm
        ], [], len(told)  # fmt: skip

    def _jump(self, key: tuple[str, ...], years: dict[int, float], ratio: float, jump: prices.Jump) -> Alarm:
        country, region, substance, market, *_unit = key
        first, last = min(years), self.month // 12
        known = substances.all_substances().get(substance)
        return Alarm(
            "price", self.month, country, region, known.group.code if known else "", substance, market,
            observed=ratio, expected=1, low=jump.low, high=jump.high, p=jump.p,
            trail=tuple(years.get(year) for year in range(max(first, last - SHOWN), last + 1)),
        )  # fmt: skip

    # Routes

    def routes(self) -> Told:
        """Countries of departure and destination, by country and group, in the three months up to this one."""
        told: list[tuple[tuple[str, ...], routes.Shift, tuple[float | None, ...]]] = []
        for side in ("departure", "destination"):
            for (country, family), by in self._sides(side).items():
                told += self._shifts(country, family, side, by)
        alarms = discoveries([shift.p for _key, shift, _trail in told])
        return [
            Alarm(
                "route", self.month, key[0], "", *key[1:], observed=shift.now, expected=shift.before, low=shift.low,
                high=shift.high, p=shift.p, trail=trail, where=self._quarter(*key),
            )
            for (key, shift, trail), alarm in zip(told, alarms, strict=True) if alarm
        ], [], len(told)  # fmt: skip

    def _sides(self, side: str) -> dict[tuple[str, str], dict[str, Counter[int]]]:
        """By country and group: quarter (0 is this one, 1 the one before) -> seizures, by country on the route."""
        found: dict[tuple[str, str], dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
        for (country, family, other), numbers in self._monthly("country", "family", side).items():
            if other and family != store_unknown():
                for month, n in numbers.items():
                    found[country, family][other][(self.month - month) // 3] += n
        return dict(sorted(found.items()))

    def _shifts(
        self, country: str, family: str, side: str, by: dict[str, Counter[int]]
    ) -> Iterable[tuple[tuple[str, ...], routes.Shift, tuple[float | None, ...]]]:
        known = sum(by.values(), Counter[int]())
        quarters = range(routes.PAST, -1, -1)
        for other in sorted(by):
            past = [(by[other][quarter], known[quarter]) for quarter in quarters if quarter]
            shift = routes.shift(past, (by[other][0], known[0]))
            if shift:
                trail = tuple(by[other][q] / known[q] if known[q] else None for q in quarters)
                yield (country, family, other, side), shift, trail

    def _quarter(self, country: str, family: str, other: str, side: str) -> Where:
        return Where(
            month_named(self.month - 2), month_named(self.month), country=(country,), substance=(family,),
            **{side: (other,)},
        )  # fmt: skip


SIZES = """
SELECT country, substance, COUNT(*) FILTER (month < {month}) AS past, COUNT(*) FILTER (month = {month}) AS now,
 max(kg, {largest}) FILTER (month < {month}) AS largest,
 list({{'kg': kg, 'day': CAST(day AS VARCHAR), 'region': region}} ORDER BY kg DESC, day, region)
  FILTER (month = {month})[:{few}] AS latest
FROM {tables} AND kg > 0 AND substance <> '' AND country <> '' GROUP BY country, substance
HAVING now > 0 AND past > 0 ORDER BY country, substance"""
FEW = 25  # of a month's seizures of one country and substance can be unusually large


def store_unknown() -> str:
    """The group of what no list of substances has."""
    return "unknown"
