"""The base map: countries, first-level regions and cities, out of a file that the browser reads too (TopoJSON)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

FILE = Path(__file__).parent.parent / "static/links/base-map.json"
Point = tuple[float, float]  # longitude, latitude
Box = tuple[float, float, float, float]  # west, south, east, north


class Line(NamedTuple):
    points: tuple[Point, ...]
    box: Box


class Shape(NamedTuple):
    """A country, or a first-level region of one whose inner borders are drawn."""

    id: str  # ISO 3166-1 in lower case, or ISO 3166-2
    en: str
    ru: str
    at: Point
    near: bool  # one of the region, whose inner borders are drawn
    rings: tuple[Line, ...]
    walks: tuple[tuple[int, ...], ...]  # the rings as arcs of the map; `~n` is arc n walked backwards


class City(NamedTuple):
    at: Point
    en: str
    ru: str
    size: int


class Base(NamedTuple):
    countries: tuple[Shape, ...]
    borders: tuple[Line, ...]  # between regions of one country
    cities: tuple[City, ...]  # the greatest first
    regions: tuple[Shape, ...]
    arcs: tuple[tuple[Point, ...], ...]  # borders that neighbours share


@lru_cache(maxsize=1)
def base() -> Base:
    """The whole map, read once."""
    told = orjson.loads(FILE.read_bytes())
    arcs = [_arc(arc, told["transform"]["scale"]) for arc in told["arcs"]]
    objects = {name: each["geometries"] for name, each in told["objects"].items()}
    used = {max(arc, ~arc) for each in objects["countries"] for part in each["arcs"] for arc in part[0]}
    inner = {max(arc, ~arc) for each in objects["regions"] for part in each["arcs"] for arc in part[0]} - used
    scale = told["transform"]["scale"]
    return Base(
        tuple(_shape(each, arcs) for each in objects["countries"]),
        tuple(_line(arcs[arc]) for arc in sorted(inner)),
        tuple(_city(each, scale) for each in objects["cities"]),
        tuple(_shape(each, arcs) for each in objects["regions"]),
        tuple(tuple(arc) for arc in arcs),
    )


def _arc(steps: list[list[int]], scale: list[float]) -> list[Point]:
    x = y = 0
    found = []
    for dx, dy in steps:
        x, y = x + dx, y + dy
        found.append((x * scale[0], y * scale[1]))
    return found


def _shape(told: dict[str, Any], arcs: list[list[Point]]) -> Shape:
    about = told["properties"]
    rings = tuple(_line(_ring(part[0], arcs)) for part in told["arcs"])
    walks = tuple(tuple(part[0]) for part in told["arcs"])
    return Shape(about["id"], about["en"], about["ru"], tuple(about["at"]), about.get("near", True), rings, walks)


def _ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    found: list[Point] = []
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        found += points[bool(found) :]
    return found


def _line(points: Iterable[Point]) -> Line:
    points = tuple(points)
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return Line(points, (min(xs), min(ys), max(xs), max(ys)))


def _city(told: dict[str, Any], scale: list[float]) -> City:
    x, y = told["coordinates"]
    about = told["properties"]
    return City((x * scale[0], y * scale[1]), about["en"], about["ru"], about["size"])
