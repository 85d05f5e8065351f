"""Where places and bands stand on a flow chart: layers from left to right, a band as wide as its amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from sarhad.links.pictures.flows import Band, Group

WIDE, TOP, GAP, BOX = 900, 24, 34, 14
HIGHEST, THINNEST, UNKNOWN = 130.0, 2.5, 9.0
LABEL = 150  # beside the last layer


class Place(NamedTuple):
    name: str
    x: float
    y: float
    high: float
    last: bool  # its name stands to its left


class Drawn(NamedTuple):
    band: Band
    path: str
    width: float
    unknown: bool  # hatched: nobody says how much
    x: float  # where its amount stands
    y: float


class Chart(NamedTuple):
    places: list[Place]
    bands: list[Drawn]
    wide: int
    high: float


def draw(group: Group) -> Chart:
    """Coordinates of one group."""
    layer = _layers(group.bands)
    widths = _widths(group.bands)
    outgoing: dict[str, float] = defaultdict(float)
    incoming: dict[str, float] = defaultdict(float)
    for band, width in zip(group.bands, widths, strict=True):
        outgoing[band.source] += width
        incoming[band.target] += width
    places = _places(layer, outgoing, incoming)
    used: dict[tuple[str, bool], float] = defaultdict(float)
    bands = []
    for band, width in zip(group.bands, widths, strict=True):
        one, other = places[band.source], places[band.target]
        y0 = one.y + used[band.source, True] + width / 2
        y1 = other.y + used[band.target, False] + width / 2
        used[band.source, True] += width
        used[band.target, False] += width
        path, low = _curve(one.x + BOX, y0, other.x, y1), 45 if other.x < one.x + BOX else 0
        middle = round((one.x + BOX + other.x) / 2, 1), round((y0 + y1) / 2 + low + 4, 1)
        bands.append(Drawn(band, path, round(width, 1), band.amount is None, *middle))
    lowest = max(max(each.y for each in bands) + UNKNOWN, *(each.y + each.high for each in places.values()))
    return Chart(list(places.values()), bands, WIDE, round(lowest + 14, 1))


def _layers(bands: Sequence[Band]) -> dict[str, int]:
    """The longest way to each place, ways in a circle cut at the first return; by name."""
    after: dict[str, list[str]] = defaultdict(list)
    names = sorted({end for band in bands for end in (band.source, band.target)})
    for band in bands:
        after[band.source].append(band.target)
    reached = {band.target for band in bands}
    layer: dict[str, int] = dict.fromkeys(names, 0)
    starts = [name for name in names if name not in reached] or names[:1]
    seen: set[str] = set()
    for name in [*starts, *names]:
        if name not in seen:
            _follow(name, after, layer, seen, ())
    return layer


def _follow(
    name: str, after: dict[str, list[str]], layer: dict[str, int], seen: set[str], way: tuple[str, ...]
) -> None:
    seen.add(name)
    for other in sorted(set(after[name])):
        if other not in (*way, name) and layer[other] < layer[name] + 1 and len(way) < 12:
            layer[other] = layer[name] + 1
            _follow(other, after, layer, seen, (*way, name))


def _widths(bands: Sequence[Band]) -> list[float]:
    most = max((band.amount for band in bands if band.amount), default=Decimal(0))
    every = []
    for band in bands:
        share = HIGHEST / 2 * float(band.amount / most) if band.amount and most else 0.0
        every.append(UNKNOWN if band.amount is None else max(share, THINNEST))
    return every


def _places(layer: dict[str, int], outgoing: dict[str, float], incoming: dict[str, float]) -> dict[str, Place]:
    columns: dict[int, list[str]] = defaultdict(list)
    for name, at in sorted(
        layer.items(), key=lambda each: (each[1], -outgoing[each[0]] - incoming[each[0]], each[0])
    ):
        columns[at].append(name)
    last = max(columns)
    step = (WIDE - LABEL - BOX) / max(last, 1)
    found = {}
    for at in sorted(columns):
        y = float(TOP)
        for name in columns[at]:
            high = max(outgoing[name], incoming[name], 4.0)
            found[name] = Place(name, round(at * step, 1), round(y, 1), round(high, 1), at == last and last > 0)
            y += high + GAP
    return found


def _curve(x0: float, y0: float, x1: float, y1: float) -> str:
    """To the right in one bow; backwards in a loop below."""
    if x1 >= x0:
        middle = (x0 + x1) / 2
        return f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
    low = max(y0, y1) + 60
    return f"M{x0:.1f} {y0:.1f}C{x0 + 80:.1f} {low:.1f} {x1 - 80:.1f} {low:.1f} {x1:.1f} {y1:.1f}"
