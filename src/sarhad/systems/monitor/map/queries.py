"""What the map shows one reader. Whoever calls these records the read in the audit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sarhad.access.reader import Reader
from sarhad.links.maps.base import Box
from sarhad.systems.monitor.map import features
from sarhad.systems.monitor.map.records import (
    KINDS,
    Area,
    Areas,
    Cluster,
    Clusters,
    Field,
    Flow,
    Flows,
    Price,
    Sum,
    near_countries,
)
from sarhad.systems.monitor.series import pricing
from sarhad.systems.monitor.series import queries as series
from sarhad.systems.monitor.store import queries as store
from sarhad.systems.monitor.store.records import Observation, Where, month_named

EVERYWHERE: Box = (-180.0, -90.0, 180.0, 90.0)
SUMS = ("n", "items", "kg", "kg_low", "kg_high", "median_kg", "unconverted")
VAGUE = ("region", "country")  # exactness of a mark that stands in the middle of something
CROP = "opium-poppy"
MONTHS = 36  # a period that is at most so long goes by in months
Row = Mapping[str, Any]


def areas(
    reader: Reader,
    where: Where,
    level: str,
    countries: Iterable[str] = (),
    shown: Callable[[str], bool] = lambda code: True,
) -> Areas:
    """Seizures by first-level region or by country.

    Args:
        level: "region" (of the ten countries whose regions the base map has) or "country".
        countries: those that the picture is about; () for all.
        shown: whether the picture shows an area, by its code; others are `outside`.
    """
    by = ("country", "region") if level == "region" else ("country",)
    found = Areas([], [], [])
    wanted = frozenset(countries) or (near_countries() if level == "region" else frozenset())
    for row in store.sums(reader, where, by, SUMS).dicts():
        code = row["region"] if level == "region" else row["country"]
        place = Area(code, row["country"], _sum(row))
        if (wanted and row["country"] not in wanted) or (code and not shown(code)):
            found.outside.append(place)
        else:
            (found.areas if code not in ("", "zz") else found.lost).append(place)
    return found


def by_step(reader: Reader, where: Where, level: str, months: bool) -> list[tuple[str, Sum]]:
    """Code and sums of each area in each year, or month."""
    by = ("month" if months else "year", "country", *(("region",) if level == "region" else ()))
    found = store.sums(reader, where, by, SUMS).dicts()
    return [(row[by[-1]], _sum(row)) for row in found if row[by[-1]]]


def clusters(
    reader: Reader, where: Where, cell: float, box: Box = EVERYWHERE, countries: Iterable[str] = ()
) -> Clusters:
    """Seizures that lie within a cell of `cell` degrees together. Those known exactly and others stay apart.

    Medians cannot be added up, so they stand where a cluster is one place.

    Args:
        box: west, south, east, north in degrees: what lies beyond is `outside`.
        countries: those that the picture is about; () for all.
    """
    west, south, east, north = box
    by = ("lat", "lon", "exactness", "country", "region")
    cells: dict[tuple[int, int, bool], list[Row]] = defaultdict(list)
    lost = outside = 0
    wanted = frozenset(countries)
    for row in store.sums(reader, where, by, SUMS).dicts():
        if wanted and row["country"] not in wanted:
            outside += row["n"]
        elif row["lat"] is None or row["lon"] is None:
            lost += row["n"]
        elif not (west <= row["lon"] <= east and south <= row["lat"] <= north):
            outside += row["n"]
        else:
            vague = row["exactness"] in VAGUE
            cells[int(row["lat"] // cell), int(row["lon"] // cell), vague].append(row)
    found = [_cluster(rows, vague) for (_lat, _lon, vague), rows in cells.items()]
    return Clusters(sorted(found, key=lambda each: (-each.sum.n, each.lon, each.lat, each.vague)), lost, outside)


def _cluster(rows: list[Row], vague: bool) -> Cluster:
    weight = sum(max(row["n"], 1) for row in rows)
    middle = lambda name: round(sum(row[name] * max(row["n"], 1) for row in rows) / weight, 3)
    only = lambda name: rows[0][name] if len({row[name] for row in rows}) == 1 else ""
    most = min(rows, key=lambda row: (-row["n"], row["country"], row["region"], row["lon"], row["lat"]))
    return Cluster(
        middle("lon"), middle("lat"), vague, only("country"), only("region"), most["region"] or most["country"],
        len(rows), _together(rows),
    )  # fmt: skip


def _together(rows: list[Row]) -> Sum:
    if len(rows) == 1:
        return _sum(rows[0])
    added: dict[str, Any] = {name: sum(row[name] or 0 for row in rows) for name in SUMS if name != "median_kg"}
    return _sum({**added, "median_kg": None})


def _sum(row: Row) -> Sum:
    weighed = row["items"] > row["unconverted"]
    kg, low, high = ((row[name] if weighed else None) for name in ("kg", "kg_low", "kg_high"))
    return Sum(row["n"], kg, low, high, row["median_kg"], row["unconverted"])


def flows(reader: Reader, where: Where, touching: Iterable[str] = ()) -> Flows:
    """What records tell of routes: stretches between origin, departure, seizure, transit and destination.

    Args:
        touching: countries of which a stretch must touch one; () for all.
    """
    by = ("origin", "departure", "country", "transit", "destination")
    found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    routed = total = 0
    for row in store.sums(reader, where, by, ("n", "items", "kg", "unconverted")).dicts():
        stretches = list(_stretches(row))
        for each in stretches:
            found[each].append(row)
        routed += row["n"] if stretches else 0
        total += row["n"]
    made = [Flow(*key, sum(row["n"] for row in rows), _weight(rows)) for key, rows in found.items()]
    near = frozenset(touching)
    kept = [each for each in made if each.n and (not near or near & {each.start, each.end})]
    beyond = sum(each.n > 0 for each in made) - len(kept)
    return Flows(sorted(kept, key=lambda each: (-each.n, each[:3])), routed, total, beyond)


def _stretches(row: Row) -> Iterator[tuple[str, str, str]]:
    for kind, (start, end, between) in KINDS.items():
        a, b = row[start], row[end]
        if a and b and a != b and not (between and row[between]):
            yield a, b, kind


def _weight(rows: list[Row]) -> float | None:
    known = [row["kg"] or 0 for row in rows if row["items"] > row["unconverted"]]
    return sum(known) if known else None


def steps(reader: Reader, where: Where) -> list[str]:
    """The years in which there is something, with those between them; months of a period of at most three years."""
    months = [row[0] for row in store.sums(reader, where, ("month",), ("n",)).rows if row[0]]
    if not months:
        return []
    first, last = min(months), max(months)
    if last - first < MONTHS:
        return [month_named(n) for n in range(first, last + 1)]
    return [f"{year:04d}" for year in range(first // 12, last // 12 + 1)]


# Published numbers


def fields(reader: Reader, where: Where) -> list[Field]:
    """Hectares under one crop by first-level region and year; poppy, unless the filter names another.

    As printed of the region, or else as the sum of what is printed of its districts (flag `sum`).
    """
    told = [each for each in _published(reader, where, "cultivation") if each.region and each.measure == "hectares"]
    crops = {each.substance for each in told}
    crop = CROP if CROP in crops else min(crops, default="")
    kept: dict[tuple[str, int], list[Observation]] = defaultdict(list)
    for each in told:
        if each.substance == crop and each.flag != "rounded":
            kept[each.region, each.year].append(each)
    return sorted(map(_field, kept.values()), key=lambda each: (each.year, each.code))


def _field(many: list[Observation]) -> Field:
    printed = [each for each in many if each.level == "province"]
    parts = [each for each in many if each.level == "district" and each.value is not None]
    own = min(printed, key=lambda each: (each.value is None, each.source, each.row), default=many[0])
    if printed or not parts:
        value, low, high, text, flag = own.value, own.low, own.high, own.text, own.flag
    else:
        value, low, high, text, flag = sum(each.value or 0 for each in parts), None, None, "", "sum"
    return Field(
        own.region, own.country, own.substance, own.year, value, low, high, text, flag, own.source, own.row
    )


def prices(reader: Reader, where: Where, market: str) -> list[Price]:
    """Median of the prices of each country, substance and year, in dollars for a gram, a litre or a piece."""
    asked = series.prices(reader, where.substance, country=where.country, **_years(where))
    kept: dict[tuple[str, str], list[pricing.Price]] = defaultdict(list)
    for each in asked:
        if each.said.market == market and (not where.source or each.said.source in where.source):
            kept[each.said.substance or each.said.family, each.base].append(each)
    found = [
        Price(level.country, drug, level.year, level.dollars, level.low, level.high, base, market, level.of)
        for (drug, base), many in kept.items()
        for level in pricing.levels(many).values()
    ]
    return sorted(found, key=lambda each: (each.substance, each.unit, each.country, each.year))


def _published(reader: Reader, where: Where, kind: str) -> Iterator[Observation]:
    for each in store.series(reader, kind, country=where.country, substance=where.substance, **_years(where)):
        if (not where.region or each.region in where.region) and (not where.source or each.source in where.source):
            yield each


def _years(where: Where) -> dict[str, int]:
    return {"since": int(where.since[:4] or 0), "until": int(where.until[:4] or 9999)}


# For files


def layer(reader: Reader, where: Where, kind: str) -> list[dict[str, Any]]:
    """A layer as GeoJSON features (RFC 7946).

    Args:
        kind: "areas" (polygons of regions), "countries", "clusters" (points, a tenth of a degree), "routes"
            (lines) or "cultivation" (polygons, one for each region and year). Any other has no features.
    """
    if kind in ("areas", "countries"):
        level = "region" if kind == "areas" else "country"
        return [features.of_area(each) for each in areas(reader, where, level).areas]
    if kind == "clusters":
        return [features.of_cluster(each) for each in clusters(reader, where, 0.1).clusters]
    if kind == "routes":
        return [made for each in flows(reader, where).flows if (made := features.of_flow(each))]
    if kind == "cultivation":
        return [features.of_field(each) for each in fields(reader, where)]
    return []
