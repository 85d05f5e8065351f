"""What is known of a country on one day, for one reader: codes and numbers, ready to be kept as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sarhad.access.reader import Reader
from sarhad.systems.monitor.news import queries as told
from sarhad.systems.monitor.news.records import Wanted
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.records import Observation, Source, Where

YEARS = 10
MOST = 6  # lines of a short table
NEWS = 5
WAYS = ("transport", "concealment", "premises", "departure", "destination")
"""How seizures travelled; in the order of the profile."""

Said = dict[str, Any]


def compose(reader: Reader, code: str, day: str) -> Said:
    """Everything that a profile of this country shows.

    Keys: `country`, `day`, `last` (newest whole year with seizures), `years`, `seizures` (by group: [n of
    each year]),
    `weights` and `regions` and `ways` of the last year with seizures, `prices`, `cultivation`, `users`, `crimes`,
    `news`, `sources`. Numbers that nobody gave are null.
    """
    where = Where(country=(code,))
    last = _last(reader, where, int(day[:4]))
    years = list(range(last - YEARS + 1, last + 1)) if last else []
    year = where.but(since=f"{last:04d}-01", until=f"{last:04d}-12")
    said: Said = {"country": code, "day": day, "last": last, "years": years}
    if last:
        said["seizures"] = _by_year(reader, where, years)
        said["weights"] = _rows(
            reader, year, ("family",), ("n", "kg", "kg_low", "kg_high", "median_kg", "unconverted")
        )
        said["regions"] = _most(_rows(reader, year, ("region",), ("n",)))
        said["ways"] = {way: _most(_rows(reader, year, (way,), ("n",)), other=code) for way in WAYS}
    for kind in ("prices", "cultivation", "users", "crimes"):
        said[kind] = _newest(queries.series(reader, kind, country=(code,)), kind)
    said["news"] = [
        {"id": each.id, "date": each.date, "name": each.name}
        for each in told.news(reader, Wanted(country=code))[:NEWS]
    ]
    said["sources"] = [_source(each) for each in queries.sources(reader)]
    return said


def _last(reader: Reader, where: Where, now: int) -> int:
    """The newest year of which there is anything, this one only where there is no other: it is not over."""
    whole = queries.span(reader, where.but(until=f"{now - 1:04d}-12"))[1]
    return int((whole or queries.span(reader, where)[1])[:4] or 0)


def _by_year(reader: Reader, where: Where, years: Sequence[int]) -> dict[str, list[int | None]]:
    """By group; a year without any seizure at all was not reported: null, not 0."""
    asked = where.but(since=f"{years[0]:04d}-01", until=f"{years[-1]:04d}-12")
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for family, year, n in queries.sums(reader, asked, ("family", "year"), ("n",)).rows:
        found[family][year] = n
    reported = {year for said in found.values() for year in said}
    return {
        family: [said.get(year, 0) if year in reported else None for year in years]
        for family, said in sorted(found.items())
    }


def _rows(reader: Reader, where: Where, by: Sequence[str], measures: Sequence[str]) -> list[list[Any]]:
    return [list(row) for row in queries.sums(reader, where, by, measures).rows]


def _most(rows: list[list[Any]], other: str = "") -> list[list[Any]]:
    """The most frequent, the unknown last; not the country itself as where goods came from or went."""
    known = sorted((row for row in rows if row[0] not in ("", other)), key=lambda row: (-row[1], row[0]))
    return known[:MOST] + [row for row in rows if row[0] == ""]


def _newest(found: Sequence[Observation], kind: str) -> list[Said]:
    """Of each thing that is measured its newest numbers; of cultivation every year of the whole country."""
    if kind == "cultivation":
        kept = [each for each in found if each.level in ("country", "") and not each.area and not each.region]
        return [_number(each) for each in kept[-2 * YEARS :]]
    newest: dict[tuple[str, ...], Observation] = {}
    for each in found:
        key = (each.measure, each.market, each.substance or each.drug, each.sex, each.age, each.source)
        if key not in newest or each.year >= newest[key].year:
            newest[key] = each
    return [_number(newest[key]) for key in sorted(newest)][: 8 * MOST]


def _number(each: Observation) -> Said:
    names = (
        "source", "year", "substance", "family", "drug", "measure", "market", "sex", "age", "value", "low", "high",
        "text", "unit", "currency", "dollars", "purity", "flag",
    )  # fmt: skip
    return {name: value for name in names if (value := getattr(each, name)) not in ("", None)}


def _source(each: Source) -> Said:
    names = ("id", "name", "kind", "publisher", "missing", "start", "stop", "published", "licence")
    return {name: getattr(each, name) for name in names}
