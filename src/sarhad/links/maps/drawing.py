"""The map as a picture that needs no script: paths in SVG's own units. A table beside it says the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sarhad.links.maps.base import Base, Box, Line, Point, base
from sarhad.links.maps.places import Exactness
from sarhad.links.maps.records import Pin, Scene, Way
from sarhad.links.maps.siting import vague
from sarhad.links.maps.view import HIGH, WIDE, View, clip, path, within

CITIES = 26
LETTER = 6.4  # width of one, on the average
RIM = 22  # inside the picture, where ways that leave it are named


class Label(NamedTuple):
    x: int
    y: int
    text: str
    end: bool = False  # written to the left of its point


class City(NamedTuple):
    x: int
    y: int
    label: Label


class Dot(NamedTuple):
    """A pin on the picture; `label` where there is room for it."""

    x: int
    y: int
    pin: Pin
    vague: bool
    label: Label | None


class Stretch(NamedTuple):
    """From one stop to the next."""

    path: str
    told: bool
    vague: bool
    way: Way


@dataclass(frozen=True, slots=True)
class Picture:
    land: str  # countries elsewhere
    near: str  # countries of the region
    borders: str  # between their regions
    stretches: list[Stretch]
    dots: list[Dot]
    exits: list[Label]  # where ways leave the picture, and whereto
    stops: list[City]  # of ways, where no pin stands
    cities: list[City]
    countries: list[Label]
    wide: int = WIDE
    high: int = HIGH


def draw(scene: Scene, pins: Sequence[Pin], language: str) -> Picture:
    """The scene on as much of the base map as it needs."""
    view, world = View.around(extent(scene)), base()
    places = [(pin, *view.whole(pin.spot.lon, pin.spot.lat)) for pin in pins]
    taken = Room([(x - 12, y - 12, x + 12, y + 12) for _pin, x, y in places])
    dots = [Dot(x, y, pin, vague(pin.spot), beside(taken, x, y, pin.name(language))) for pin, x, y in places]
    return Picture(
        _area(view, (ring for each in world.countries if not each.near for ring in each.rings)),
        _area(view, (ring for each in world.countries if each.near for ring in each.rings)),
        "".join(view.line(line) for line in world.borders),
        [stretch for way in scene.ways for stretch in _stretches(view, way)],
        dots,
        list(_exits(view, taken, scene.ways, language)),
        list(_stops(view, taken, pins, scene.ways, language)),
        list(cities(view, world, taken, language)),
        list(countries(view, world, taken, language)),
    )


def extent(scene: Scene) -> list[Point]:
    """What a map must show: places known better than by their country, or those where there are no others."""
    spots = [mark.at.spot for mark in scene.marks] + [stop.spot for way in scene.ways for stop in way.stops]
    near = [spot for spot in spots if spot.exactness != Exactness.COUNTRY] or spots
    return [(spot.lon, spot.lat) for spot in near]


def _area(view: View, rings: Iterable[Line]) -> str:
    shown = (ring for ring in rings if view.shows(ring.box) and not view.small(ring.box))
    return "".join(path(clip([view.xy(*point) for point in ring.points]), True) for ring in shown)


def _stretches(view: View, way: Way) -> Iterator[Stretch]:
    points = [view.whole(stop.spot.lon, stop.spot.lat) for stop in way.stops]
    for (one, two), (a, b) in zip(pairwise(way.stops), pairwise(points), strict=True):
        yield Stretch(_arch(a, b), way.told, vague(one.spot) or vague(two.spot), way)


def _exits(view: View, room: Room, ways: Iterable[Way], language: str) -> Iterator[Label]:
    """Names of countries outside the picture, where a way leaves it."""
    for one, two in (ends for way in ways for ends in pairwise(way.stops)):
        a, b = (view.whole(stop.spot.lon, stop.spot.lat) for stop in (one, two))
        for start, stop, away, sign in ((a, b, two, 1), (b, a, one, -1)):
            if within(start) and not within(stop):
                x, y = _last_seen(start, stop, sign)
                text = away.spot.name(language) or away.text
                if room.take(_around(x, y, text)):
                    yield Label(x, y, text)


def _last_seen(start: tuple[int, int], stop: tuple[int, int], sign: int) -> tuple[int, int]:
    """The last point of an arch that is well inside the picture. `sign`: -1 where it is walked backwards."""
    found, mid = start, _control(start, stop, sign)
    for t in (n / 100 for n in range(101)):
        x, y = ((1 - t) ** 2 * start[k] + 2 * t * (1 - t) * mid[k] + t * t * stop[k] for k in (0, 1))
        if not within((x, y), RIM):
            break
        found = (round(x), round(y))
    return found


def _control(a: tuple[int, int], b: tuple[int, int], sign: int = 1) -> tuple[int, int]:
    dx, dy = b[0] - a[0], b[1] - a[1]
    return round(a[0] + dx / 2 + sign * dy * 0.12), round(a[1] + dy / 2 - sign * dx * 0.12)


def _around(x: int, y: int, text: str) -> Box:
    half = len(text) * LETTER * 0.65 + 4
    return x - half, y - 14, x + half, y + 8


def _arch(a: tuple[int, int], b: tuple[int, int]) -> str:
    """A little bent, so that the way there and the way back are two, and nobody takes it for a road."""
    (x, y), (u, v), (p, q) = a, _control(a, b), b
    return f"M{x} {y}Q{u} {v} {p} {q}"


# Words on the map


class Room:
    """What is taken already: labels that would cover each other or a pin are left out."""

    def __init__(self, boxes: list[Box]) -> None:
        self.boxes = boxes

    def take(self, box: Box) -> bool:
        """Whether there was room; then it is taken."""
        if box[0] < 4 or box[1] < 4 or box[2] > WIDE - 4 or box[3] > HIGH - 4:
            return False
        if any(box[0] < b[2] and box[2] > b[0] and box[1] < b[3] and box[3] > b[1] for b in self.boxes):
            return False
        self.boxes.append(box)
        return True


def beside(room: Room, x: int, y: int, text: str, off: int = 13) -> Label | None:
    """To the right of a point, or else to its left."""
    long = len(text) * LETTER * 1.1 + 8
    for end in (False, True):
        at = x - off if end else x + off
        if text and room.take((at - long, y - 8, at, y + 8) if end else (at, y - 8, at + long, y + 8)):
            return Label(at, y + 4, text, end)
    return None


def _stops(view: View, room: Room, pins: Iterable[Pin], ways: Iterable[Way], language: str) -> Iterator[City]:
    """Places on the way at which nothing else is marked."""
    known = {view.whole(pin.spot.lon, pin.spot.lat) for pin in pins}
    for stop in (stop for way in ways for stop in way.stops if stop.spot.exactness != Exactness.COUNTRY):
        at = view.whole(stop.spot.lon, stop.spot.lat)
        if at not in known and (label := beside(room, *at, stop.spot.name(language) or stop.text, off=7)):
            known.add(at)
            yield City(*at, label)


def cities(view: View, world: Base, room: Room, language: str) -> Iterator[City]:
    """The greatest for which there is room."""
    left = CITIES
    for city in world.cities:
        x, y = view.whole(*city.at)
        if left and (label := beside(room, x, y, city.ru if language == "ru" else city.en, off=5)):
            left -= 1
            yield City(x, y, label)


def countries(view: View, world: Base, room: Room, language: str) -> Iterator[Label]:
    """Names of those that the picture shows, where there is room."""
    for each in world.countries:
        x, y = view.whole(*each.at)
        text = each.ru if language == "ru" else each.en
        if any(view.shows(ring.box) for ring in each.rings) and room.take(_around(x, y, text)):
            yield Label(x, y, text)
