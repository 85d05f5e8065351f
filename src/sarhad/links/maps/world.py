"""Regions and the countries that they make up, on common arcs. Only `make` needs this."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sarhad.kernel import display
from sarhad.kernel.names import ordered
from sarhad.links.maps.topology import Arcs, Point, Ring, area, cut, junctions, middle, outline, simplify

REGION = ("af", "az", "ir", "kg", "kz", "pk", "ru", "tj", "tm", "uz")
STEP = 10_000  # units in a degree while the map is made
UNIT = 0.01  # degrees, in the file
FINE, PLAIN, COARSE = 0.02, 0.06, 0.2  # degrees that a border may be off: near, in Russia, elsewhere
LEASED = {"-99-X05~"}  # Baikonur, a circle within a region
LEAST = 0.3  # squared degrees: islands and enclaves below this are left out beyond the region
KNOWN = re.compile(r"[A-Za-zÀ-ɏ' ʻʼ-]+|[Ѐ-ӿ' -]+|[؀-ۿ ‌]+")


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
                en, ru = country_names(country)
                yield Place("country", country, country, lat, lon, 0, en, ru, [])
        for shape, rings in zip(self.shapes, self.rings, strict=True):
            if shape.country in REGION and rings:
                lon, lat = self.centre(rings)
                names = told_apart(shape.names["all"].split("|"), shape.names["en"], shape.names["ru"])
                yield Place(
                    "region", shape.id, shape.country, lat, lon, 0, shape.names["en"], shape.names["ru"], names
                )

    def topology(self, towns: list[Place]) -> dict[str, Any]:
        """TopoJSON, with the cities that a map shows as points."""
        regions = [(s, r) for s, r in zip(self.shapes, self.rings, strict=True) if s.country in REGION and r]
        used: dict[int, int] = {}
        geometries = [
            [
                _geometry(self._kept(rings, used), id=c, **dict(zip(("en", "ru"), country_names(c), strict=True)),
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


def country_names(country: str) -> tuple[str, str]:
    return display.country(country, "en"), display.country(country, "ru")


def told_apart(names: Iterable[str], *first: str) -> list[str]:
    """Names in the scripts of the region, one for each way to say it, codes of airports left out."""
    found = sorted(name for each in names if KNOWN.fullmatch(name := each.strip()) and len(name) > 3)
    said = {sound(name) for name in first}
    once = {sound(name): name for name in reversed(found)}
    return sorted(name for key, name in once.items() if key not in said)


def sound(name: str) -> str:
    return " ".join(ordered(name))
