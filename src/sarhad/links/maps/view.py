"""A part of the globe on a picture: Mercator, lines and areas as paths of SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from sarhad.links.maps.base import Box, Line, Point
from sarhad.links.maps.topology import simplify

WIDE, HIGH = 960, 600
LEAST = 3.0  # degrees: nearer than this the base map says nothing
COARSE = 1.5  # units that a border may be off
SPECK = 7  # islands and stretches of inner borders smaller than this are left out
OFF = 40  # outside the picture lines are cut here, so that their ends are not seen
EDGE = 0.14  # of the picture, left free around what is marked
REGION: Box = (44.0, 34.0, 88.0, 56.0)  # shown where nothing is marked
XY = tuple[float, float]


def mercator(lon: float, lat: float) -> XY:
    """Spherical Mercator (EPSG:3857) in degrees: shapes stay as they are, north is up."""
    lat = max(-85.0, min(85.0, lat))
    return lon, math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


class View:
    """A part of the globe on the picture."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        """In degrees of Mercator; widened to the picture's shape."""
        wide, high = east - west, north - south
        self.scale = min(WIDE / wide, HIGH / high)
        self.left = (west + east) / 2 - WIDE / self.scale / 2
        self.top = (south + north) / 2 + HIGH / self.scale / 2

    @classmethod
    def around(cls, points: Sequence[Point]) -> View:
        if not points:
            west, south, east, north = REGION
            points = [(west, south), (east, north)]
        flat = [mercator(*point) for point in points]
        xs, ys = [x for x, _ in flat], [y for _, y in flat]
        wide = max(LEAST, max(xs) - min(xs), (max(ys) - min(ys)) * WIDE / HIGH) * (1 + 2 * EDGE)
        x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        high = wide * HIGH / WIDE
        return cls(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)

    def xy(self, lon: float, lat: float) -> XY:
        x, y = mercator(lon, lat)
        return (x - self.left) * self.scale, (self.top - y) * self.scale

    def whole(self, lon: float, lat: float) -> tuple[int, int]:
        x, y = self.xy(lon, lat)
        return round(x), round(y)

    def shows(self, box: Box) -> bool:
        west, north = self.xy(box[0], box[3])
        east, south = self.xy(box[2], box[1])
        return west < WIDE and east > 0 and north < HIGH and south > 0

    def small(self, box: Box) -> bool:
        west, north = self.xy(box[0], box[3])
        east, south = self.xy(box[2], box[1])
        return east - west < SPECK and south - north < SPECK

    def line(self, line: Line) -> str:
        """Those parts of it that the picture shows."""
        if not self.shows(line.box) or self.small(line.box):
            return ""
        found, part = "", []
        points = [self.xy(*point) for point in line.points]
        for before, here in pairwise(points):
            if _touches(before, here):
                part = [*(part or [before]), here]
            elif part:
                found, part = found + path(part), []
        return found + path(part)


def _touches(a: XY, b: XY) -> bool:
    return (
        max(a[0], b[0]) > -OFF
        and min(a[0], b[0]) < WIDE + OFF
        and max(a[1], b[1]) > -OFF
        and min(a[1], b[1]) < HIGH + OFF
    )


def path(points: Sequence[XY], close: bool = False) -> str:
    """In whole units and relative steps, without points that nobody would miss: a fifth as long."""
    whole = [(round(x), round(y)) for x, y in points]
    if not whole:
        return ""
    kept = simplify(whole, COARSE)
    if len(kept) < (3 if close else 2):
        return ""
    steps = " ".join(f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{steps}{'z' if close else ''}"


def clip(ring: list[XY]) -> list[XY]:
    """What of an area lies on the picture, or just beside it (Sutherland and Hodgman)."""
    for axis, limit, keep in ((0, -OFF, 1), (0, WIDE + OFF, -1), (1, -OFF, 1), (1, HIGH + OFF, -1)):
        ring = _half(ring, axis, float(limit), keep)
    return ring


def _half(ring: list[XY], axis: int, limit: float, keep: int) -> list[XY]:
    found: list[XY] = []
    for n, here in enumerate(ring):
        before = ring[n - 1]
        inside, was = (here[axis] - limit) * keep >= 0, (before[axis] - limit) * keep >= 0
        if inside != was:
            share = (limit - before[axis]) / (here[axis] - before[axis])
            found.append((before[0] + share * (here[0] - before[0]), before[1] + share * (here[1] - before[1])))
        if inside:
            found.append(here)
    return found


def within(point: XY, rim: int = 0) -> bool:
    return rim < point[0] < WIDE - rim and rim < point[1] < HIGH - rim
