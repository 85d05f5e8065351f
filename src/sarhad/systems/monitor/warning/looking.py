"""One look at one month for one reader: counts, what is new, weights."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import numpy as np

from sarhad.access.reader import Reader
from sarhad.kernel import substances
from sarhad.systems.monitor.store import queries as store
from sarhad.systems.monitor.store.engine import ask
from sarhad.systems.monitor.store.records import Where, month_named
from sarhad.systems.monitor.warning import counts, firsts, sizes
from sarhad.systems.monitor.warning.control import affordable, discoveries
from sarhad.systems.monitor.warning.records import Alarm, Watch

Place = tuple[str, str]  # country, region
Monthly = dict[tuple[str, ...], Counter[int]]  # by what: month -> items
Told = tuple[list[Alarm], list[Alarm], int]  # alarms, what is only noted, how many were tested
PAST = counts.PAST
UNKNOWN = "unknown"  # the group of what no list of substances has
NOTHING_OWN = frozenset({"", "other"})  # no kind of its own, which could be new
SIZES = """
SELECT country, substance, COUNT(*) FILTER (month < {month}) AS past, COUNT(*) FILTER (month = {month}) AS now,
 max(kg, {largest}) FILTER (month < {month}) AS largest,
 list({{'kg': kg, 'day': CAST(day AS VARCHAR), 'region': region}} ORDER BY kg DESC, day, region)
  FILTER (month = {month})[:{few}] AS latest
FROM {tables} AND kg > 0 AND substance <> '' AND country <> '' GROUP BY country, substance
HAVING now > 0 AND past > 0 ORDER BY country, substance"""
FEW = 25  # of a month's seizures of one country and substance can be unusually large


class Look:
    """One look at one month for one reader."""

    def __init__(self, reader: Reader, watch: Watch, month: int, reported: dict[str, set[int]]) -> None:
        self.reader, self.month, self.reported = reader, month, reported
        self.where = Where(month_named(month - PAST), month_named(month), country=watch.countries)
        self._kinds: Monthly | None = None

    def monthly(self, *by: str) -> Monthly:
        found: Monthly = defaultdict(Counter)
        for *key, month, n in store.sums(self.reader, self.where, (*by, "month"), ("items",)).rows:
            found[tuple(key)][month] += n
        return found

    def _here(self, **more: Any) -> Where:
        """The records of the month behind a warning."""
        month = month_named(self.month)
        return Where(month, month, **{name: (value,) for name, value in more.items() if value})

    def trail(self, country: str, numbers: Counter[int]) -> tuple[float | None, ...]:
        known = self.reported[country]
        return tuple(float(numbers[m]) if m in known else None for m in range(self.month - PAST, self.month + 1))

    # Counts

    def by_substance(self) -> Monthly:
        """By country, region, group, substance."""
        if self._kinds is None:
            self._kinds = self.monthly("country", "region", "family", "substance")
        return self._kinds

    def counts(self) -> Told:
        """Country and group; first-level region and group."""
        series: Monthly = defaultdict(Counter)
        for (country, region, family, _substance), numbers in self.by_substance().items():
            if family != UNKNOWN:
                series[country, "", family].update(numbers)
                if region:
                    series[country, region, family].update(numbers)
        keys = sorted(key for key in series if self.month in self.reported[key[0]])
        trails = [self.trail(key[0], series[key]) for key in keys]
        table = np.array([[np.nan if n is None else n for n in trail] for trail in trails], dtype=float)
        found = counts.excesses(table[:, :-1], table[:, -1]) if keys else []
        told = [(key, trail, each) for key, trail, each in zip(keys, trails, found, strict=True) if each]
        alarms = discoveries([each.p for *_more, each in told])
        return [
            Alarm(
                "count", self.month, *key, observed=trail[-1] or 0, expected=each.expected, high=each.upper,
                p=each.p, trail=trail, where=self._here(country=key[0], region=key[1], substance=key[2]),
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
        for (country, family, way), numbers in self.monthly("country", "family", "concealment").items():
            if family != UNKNOWN:
                by[country, "", family][way].update(numbers)
        return self._firsts("concealment", by)

    def _firsts(self, kind: str, by: dict[tuple[str, str, str], dict[str, Counter[int]]]) -> Told:
        told = []
        for place in sorted(by):
            kinds = {code: each for code, each in by[place].items() if code not in NOTHING_OWN}
            past = {code: sum(n for m, n in each.items() if m < self.month) for code, each in kinds.items()}
            new = firsts.newcomers(past, {code: each[self.month] for code, each in kinds.items()})
            if new and self._long_known(place[0]):
                told.append((place, new))
        may = affordable([new.chance for _place, new in told])
        found: tuple[list[Alarm], list[Alarm]] = ([], [])
        known = set[tuple[str, str]]()  # new in the country is not told again of its region
        for (place, new), able in zip(told, may, strict=True):
            fresh = [code for code in new.codes if not (place[1] and (place[0], code) in known)]
            known.update((place[0], code) for code in fresh)
            if fresh:
                found[not able].append(self._new(kind, place, fresh, new.chance, by[place]))
        return found[0], found[1], len(told)

    def _long_known(self, country: str) -> bool:
        months = range(self.month - PAST, self.month)
        return sum(month in self.reported[country] for month in months) >= counts.LEAST_PAST

    def _new(
        self, kind: str, place: tuple[str, str, str], codes: list[str], chance: float, by: dict[str, Counter[int]]
    ) -> Alarm:
        """One warning for all that is new in a place in a month."""
        country, region, family = place
        numbers = sum((by[code] for code in codes), Counter[int]())
        month = month_named(self.month)
        asked = {kind: tuple(codes)} | ({"substance": (family,)} if family else {})
        single = substances.all_substances().get(codes[0]) if kind == "substance" else None
        return Alarm(
            kind, self.month, country, region, single.group.code if single else family, " ".join(codes),
            observed=numbers[self.month], p=chance, trail=self.trail(country, numbers),
            where=Where(month, month, country=(country,), region=(region,) if region else (), **asked),
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
