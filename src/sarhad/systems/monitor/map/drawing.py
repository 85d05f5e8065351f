"""The map as a picture that needs no script. A table beside it says the same."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sarhad.links.maps.base import Box, Point
from sarhad.links.maps.drawing import City, Label, Room
from sarhad.links.maps.view import HIGH, WIDE, within
from sarhad.systems.monitor.map.features import centre
from sarhad.systems.monitor.map.ground import Ground, names, shows
from sarhad.systems.monitor.map.records import FEW, Flow, near_countries

GREATEST, SMALLEST = 26, 3.5  # radii of discs
BLUR = 5.0  # the least radius of one that only tells the region
THICK, THIN = 9.0, 1.2  # widths of routes
BENDS = {
    "origin-departure": 0.1, "departure-country": 0.14, "origin-country": 0.2, "country-destination": 0.14,
    "country-transit": 0.18, "transit-destination": 0.1,
}  # fmt: skip


class Patch(NamedTuple):
    """An area in its shade; 0: no report, hatched; -1: none, plain."""

    code: str
    path: str
    x: int  # of a disc, where the path would be too small
    y: int
    shade: int
    title: str
    href: str


class Disc(NamedTuple):
    x: int
    y: int
    r: float
    vague: bool
    text: str  # in it, where it is wide enough
    lon: float
    lat: float
    title: str
    href: str


class Ribbon(NamedTuple):
    path: str
    width: float
    dashed: bool
    meant: bool
    bend: float
    start: Point
    end: Point
    title: str
    href: str


class Sign(NamedTuple):
    """A price."""

    x: int
    y: int
    shade: int
    text: str
    lon: float
    lat: float
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Picture:
    ground: Ground
    towns: list[City]
    countries: list[Label]
    patches: list[Patch] = field(default_factory=list)
    discs: list[Disc] = field(default_factory=list)
    ribbons: list[Ribbon] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    near: str = ""  # the countries of the region, where nothing is shaded
    wide: int = WIDE
    high: int = HIGH


Spot = tuple[float, float, float, bool, str, "Told"]
"""Longitude, latitude, value, whether it is vague, text."""


class Told(NamedTuple):
    """What an area, a place or a route is called in the reader's language, and where a click on it leads."""

    title: str
    href: str


def picture(ground: Ground, language: str, taken: Iterable[Box] = (), **parts: Any) -> Picture:
    """`parts`: patches, discs, ribbons, signs; words keep off what is `taken`."""
    towns, countries = names(ground, taken, language)
    shaded = {each.code[:2].lower() for each in parts.get("patches", ())}
    near = "".join(ground.areas.get(code, "") for code in sorted(near_countries() - shaded))
    return Picture(ground, towns, countries, near=near, **parts)


def patches(
    ground: Ground, shades: Mapping[str, int], asked: Iterable[str], told: Mapping[str, Told]
) -> list[Patch]:
    """Areas with a shade, and hatched those of what was `asked` that have none."""
    found = []
    for code in sorted({*shades, *asked}):
        x, y = ground.discs.get(code, (0, 0))
        if shows(ground, code):
            path = "" if code in ground.discs and shades.get(code) else ground.areas.get(code, "")
            about = told.get(code, Told("", ""))
            if path or shades.get(code):
                found.append(Patch(code, path, x, y, shades.get(code, 0), *about))
    return found


def discs(ground: Ground, spots: Sequence[Spot], everywhere: bool = False) -> list[Disc]:
    """Discs whose area tells the value; the greatest lie below. `everywhere`: beyond the picture, too."""
    most = max((value for _lon, _lat, value, *_rest in spots), default=1)
    found = []
    for lon, lat, value, vague, text, told in spots:
        x, y = ground.view.whole(lon, lat)
        r = round(max(BLUR if vague else SMALLEST, GREATEST * math.sqrt(value / most)), 1)
        if everywhere or within((x, y)):
            found.append(Disc(x, y, r, vague, text if r > 4 + 3.2 * len(text) else "", lon, lat, *told))
    return sorted(found, key=lambda each: (-each.r, each.x, each.y))


def ribbons(ground: Ground, flows: Sequence[Flow], told: Sequence[Told]) -> list[Ribbon]:
    """Bent lines between countries, as wide as their count; the widest lie below."""
    most, found = max((flow.n for flow in flows), default=1), []
    for flow, said in zip(flows, told, strict=True):
        start, end = centre(flow.start), centre(flow.end)
        if start and end:
            bend, width = BENDS[flow.kind], round(THIN + (THICK - THIN) * math.sqrt(flow.n / most), 1)
            path = _bent(ground.view.whole(*start), ground.view.whole(*end), bend)
            found.append(Ribbon(path, width, flow.n < FEW, flow.meant, bend, start, end, *said))
    return found


def _bent(a: tuple[int, int], b: tuple[int, int], bend: float) -> str:
    dx, dy = b[0] - a[0], b[1] - a[1]
    return f"M{a[0]} {a[1]}Q{round(a[0] + dx / 2 + dy * bend)} {round(a[1] + dy / 2 - dx * bend)} {b[0]} {b[1]}"


def signs(ground: Ground, priced: Sequence[tuple[str, int, str, Told]]) -> list[Sign]:
    """Prices at their countries: country, class, text, which is left out where there is no room for it."""
    found, room = list[Sign](), Room([])
    for country, shade, text, told in priced:
        at = centre(country)
        x, y = ground.view.whole(*at) if at else (-1, -1)
        if at and within((x, y)):
            half = 4 + 4 * len(text)
            found.append(
                Sign(x, y, shade, text if room.take((x - half, y - 12, x + half, y + 28)) else "", *at, *told)
            )
    return found
