"""The base map under a picture: areas as paths that neighbours share, words where there is room."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from sarhad.links.maps.base import Base, Box, Point, Shape, base
from sarhad.links.maps.drawing import City, Label, Room, cities, countries
from sarhad.links.maps.topology import simplify
from sarhad.links.maps.view import HIGH, WIDE, View, clip, mercator, within

REGION: Box = (42.5, 28.6, 89.5, 56.0)  # the five states and their neighbours
GLOBE: Box = (-128.0, -47.0, 179.0, 71.0)
COARSE = 2.0  # units that a border may be off
SPECK = 3  # units: smaller islands are left out
SMALL = 12  # units: an area smaller than this is drawn as a disc, or nobody would see its shade
LEAST = 0.1  # of a country's greatest part: smaller ones do not decide how far the picture reaches
NAMES = 14  # cities that are named


class Ground(NamedTuple):
    box: Box  # what the picture shows, in degrees
    view: View
    land: str  # countries elsewhere
    areas: dict[str, str]  # path of each region and of each country, by code
    discs: dict[str, tuple[int, int]]  # instead of a path that would be too small
    borders: str  # between regions
    frontiers: str  # between countries


@lru_cache(maxsize=32)
def ground(box: Box) -> Ground:
    """A part of the globe: west, south, east, north in degrees."""
    view, world = _view(box), base()
    lines = [_line(view, arc) for arc in world.arcs]
    frontier = sorted(
        {max(arc, ~arc) for each in world.countries if each.near for ring in each.walks for arc in ring}
    )
    inner = {max(arc, ~arc) for each in world.regions for ring in each.walks for arc in ring} - set(frontier)
    drawn = {each.id: _area(view, each, lines) for each in (*world.countries, *world.regions)}
    return Ground(
        _seen(view),
        view,
        "".join(drawn[each.id] for each in world.countries if not each.near),
        {code: path for code, path in drawn.items() if path},
        {each.id: view.whole(*each.at) for each in (*world.countries, *world.regions) if _tiny(view, each)},
        "".join(_open(view, lines[arc]) for arc in sorted(inner)),
        "".join(_open(view, lines[arc]) for arc in frontier),
    )


def shows(ground: Ground, code: str) -> bool:
    """Whether a picture shows an area or a part of it."""
    return code in ground.areas or (code in ground.discs and within(ground.discs[code]))


def box_of(codes: Sequence[str], world: bool = False) -> Box:
    """What a picture of these countries shows; of the region around where none is named."""
    rings = [ring for code in codes for ring in _great(code)]
    if world or not rings:
        return GLOBE if world else REGION
    west, south = min(ring[0] for ring in rings), min(ring[1] for ring in rings)
    east, north = max(ring[2] for ring in rings), max(ring[3] for ring in rings)
    x, y = max(0.4, (east - west) * 0.06), max(0.3, (north - south) * 0.06)
    return west - x, south - y, east + x, north + y


def _great(code: str) -> list[Box]:
    shape = next((each for each in base().countries if each.id == code), None)
    boxes = [ring.box for ring in shape.rings] if shape else []
    most = max(map(_extent, boxes), default=0)
    return [box for box in boxes if _extent(box) >= most * LEAST]


def _extent(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def names(ground: Ground, taken: Iterable[Box], language: str) -> tuple[list[City], list[Label]]:
    """Cities and countries, where nothing of the picture's own stands."""
    room = Room(list(taken))
    states = list(countries(ground.view, _by_size(), room, language))
    return list(cities(ground.view, base(), room, language))[:NAMES], states


@lru_cache(maxsize=1)
def _by_size() -> Base:
    """Countries of the region first, then the large ones, so that these have their names."""
    size = lambda each: max((_extent(ring.box) for ring in each.rings), default=0)
    return base()._replace(countries=tuple(sorted(base().countries, key=lambda each: (not each.near, -size(each)))))


def _view(box: Box) -> View:
    west, south = mercator(box[0], box[1])
    east, north = mercator(box[2], box[3])
    return View(west, south, east, north)


def _seen(view: View) -> Box:
    """All of the picture, which is wider or higher than what was asked for."""
    flat = lambda y: math.degrees(2 * math.atan(math.exp(math.radians(y))) - math.pi / 2)
    east, south = view.left + WIDE / view.scale, view.top - HIGH / view.scale
    return view.left, flat(south), east, flat(view.top)


def _line(view: View, arc: Sequence[Point]) -> list[tuple[int, int]]:
    return simplify([view.whole(*point) for point in arc], COARSE)


def _tiny(view: View, shape: Shape) -> bool:
    return all(_size(view, ring.box) < SMALL for ring in shape.rings)


def _size(view: View, box: Box) -> float:
    west, north = view.xy(box[0], box[3])
    east, south = view.xy(box[2], box[1])
    return max(east - west, south - north)


def _area(view: View, shape: Shape, lines: Sequence[Sequence[tuple[int, int]]]) -> str:
    found = ""
    for ring, walk in zip(shape.rings, shape.walks, strict=True):
        if view.shows(ring.box) and _size(view, ring.box) >= SPECK:
            points: list[tuple[int, int]] = []
            for arc in walk:
                points += (lines[arc] if arc >= 0 else lines[~arc][::-1])[bool(points) :]
            found += _closed(clip([(float(x), float(y)) for x, y in points]))
    return found


def _closed(ring: Sequence[tuple[float, float]]) -> str:
    whole = [(round(x), round(y)) for x, y in ring]
    kept = [point for n, point in enumerate(whole) if point != whole[n - 1]]
    return f"{_steps(kept)}z" if len(kept) > 2 else ""


def _open(view: View, line: Sequence[tuple[int, int]]) -> str:
    """Of a line, the stretches that the picture shows."""
    found, part = "", list[tuple[int, int]]()
    for one, two in pairwise(line):
        if _beside(one, two, WIDE, 0) and _beside(one, two, HIGH, 1):
            part = [*(part or [one]), two]
        elif part:
            found, part = found + _steps(part), []
    return found + (_steps(part) if part else "")


def _beside(one: tuple[int, int], two: tuple[int, int], size: int, axis: int) -> bool:
    return max(one[axis], two[axis]) > 0 and min(one[axis], two[axis]) < size


def _steps(points: Sequence[tuple[int, int]]) -> str:
    steps = "".join(f"{_sign(x - a)}{_sign(y - b)}" for (a, b), (x, y) in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}l{steps.lstrip()}"


def _sign(step: int) -> str:
    return f"{step}" if step < 0 else f" {step}"
