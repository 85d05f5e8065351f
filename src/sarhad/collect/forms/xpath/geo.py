"""Functions on places. A point is "latitude longitude [altitude [accuracy]]", a line points between semicolons."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from sarhad.collect.forms.xpath.values import NAN, Value, string

RADIUS = 6_378_137.0  # metres, of the Earth at the equator, as other clients have it
Point = tuple[float, float]


def point(text: str) -> Point | None:
    """Latitude and longitude in degrees; None if the text is no point."""
    parts = text.split()
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    fits = 2 <= len(numbers) <= 4 and all(math.isfinite(one) for one in numbers)
    if not fits or abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        return None
    return numbers[0], numbers[1]


def line(text: str) -> list[Point] | None:
    """The points of a line; None if one of them is none."""
    found = [point(part) for part in text.strip().strip(";").split(";")]
    return None if None in found else [one for one in found if one]


def _points(values: Sequence[Value]) -> list[Point] | None:
    texts = []
    for value in values:
        texts += [node.string() for node in value] if isinstance(value, list) else [string(value)]
    return line(";".join(text for text in texts if text.strip())) if any(texts) else None


def area(value: Value) -> float:
    """Of what the line encloses on a sphere, in square metres; 0 for fewer than three points."""
    points = _points([value])
    if points is None:
        return NAN
    total = 0.0
    for (lat, lon), (next_lat, next_lon) in zip(points, [*points[1:], points[0]], strict=True):
        turn = math.radians(next_lon - lon)
        total += turn * (2 + math.sin(math.radians(lat)) + math.sin(math.radians(next_lat)))
    return round(abs(total * RADIUS * RADIUS / 2), 2) if len(points) > 2 else 0.0


def distance(*values: Value) -> float:
    """Along the line, in metres."""
    points = _points(values)
    if points is None:
        return NAN
    return round(sum(_between(a, b) for a, b in pairwise(points)), 2)


def _between(one: Point, other: Point) -> float:
    """Haversine."""
    lat, other_lat = math.radians(one[0]), math.radians(other[0])
    turn = math.radians(other[1] - one[1])
    half = math.sin((other_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(other_lat) * math.sin(turn / 2) ** 2
    return 2 * RADIUS * math.asin(min(1.0, math.sqrt(half)))


def geofence(where: Value, around: Value) -> bool:
    """Whether the point lies inside the shape: a ray from it crosses the border an odd number of times."""
    at, border = point(string(where)), _points([around])
    if at is None or not border:
        return False
    inside = False
    for (lat, lon), (next_lat, next_lon) in zip(border, [*border[1:], border[0]], strict=True):
        if (lat > at[0]) != (next_lat > at[0]):
            crossing = lon + (at[0] - lat) / (next_lat - lat) * (next_lon - lon)
            inside ^= at[1] < crossing
    return inside


def intersects(value: Value) -> bool:
    """Whether a line crosses itself."""
    points = _points([value]) or []
    sides = list(pairwise(points))
    closed = len(points) > 2 and points[0] == points[-1]
    for at, one in enumerate(sides):
        for other_at in range(at + 2, len(sides)):
            if not (closed and at == 0 and other_at == len(sides) - 1) and _cross(one, sides[other_at]):
                return True
    return False


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    return _apart(*one, *other) and _apart(*other, *one)


def _apart(start: Point, end: Point, a: Point, b: Point) -> bool:
    """Whether a and b lie on different sides of the line, or on it."""

    def side(at: Point) -> float:
        return (end[0] - start[0]) * (at[1] - start[1]) - (end[1] - start[1]) * (at[0] - start[0])

    return side(a) * side(b) <= 0


FUNCTIONS: dict[str, tuple[Callable[..., Value], int, int]] = {
    "area": (area, 1, 1),
    "enclosed-area": (area, 1, 1),
    "distance": (distance, 1, 1000),
    "geofence": (geofence, 2, 2),
    "intersects": (intersects, 1, 1),
}
