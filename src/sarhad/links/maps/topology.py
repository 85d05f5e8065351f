"""Borders that neighbours share, cut at their junctions and simplified once, so that no gap opens between them.

Only `make` needs this, when the base map is made anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

Point = tuple[int, int]
Arc = tuple[Point, ...]
Ring = list[Point]  # closed: the first point is the last


def junctions(rings: Iterable[Ring]) -> set[Point]:
    """Points where more than two lines meet: there an arc ends."""
    around: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for before, here, after in zip([ring[-2], *ring[:-2]], ring[:-1], ring[1:], strict=True):
            around[here] |= {before, after}
    return {point for point, near in around.items() if len(near) > 2}


def cut(ring: Ring, ends: set[Point]) -> Iterator[Arc]:
    """A ring as arcs from junction to junction; one arc that begins at its least point if it has none."""
    points = ring[:-1]
    starts = [n for n, point in enumerate(points) if point in ends] or [points.index(min(points))]
    for start, stop in zip(starts, [*starts[1:], starts[0] + len(points)], strict=True):
        yield tuple(points[n % len(points)] for n in range(start, stop + 1))


class Arcs:
    """Every arc once, whichever way it is walked."""

    def __init__(self) -> None:
        self.known: dict[Arc, int] = {}

    def number(self, arc: Arc) -> int:
        """As TopoJSON counts: `~n` is arc n walked backwards."""
        if arc in self.known:
            return self.known[arc]
        if (back := arc[::-1]) in self.known:
            return ~self.known[back]
        self.known[arc] = len(self.known)
        return self.known[arc]


def outline(rings: Iterable[Sequence[int]], ends: dict[int, tuple[Point, Point]]) -> list[list[int]]:
    """The rings around several neighbouring shapes: what two of them share falls out."""
    count: dict[int, int] = defaultdict(int)
    walked = [arc for ring in rings for arc in ring]
    for arc in walked:
        count[max(arc, ~arc)] += 1
    free: dict[Point, list[int]] = defaultdict(list)
    for arc in walked:
        if count[max(arc, ~arc)] == 1:
            free[_start(arc, ends)].append(arc)
    found = []
    while free:
        found.append(_walk(free, ends))
    return [ring for ring in found if ring]


def _walk(free: dict[Point, list[int]], ends: dict[int, tuple[Point, Point]]) -> list[int]:
    """One ring, taken out of what is still free."""
    first = here = next(iter(free))
    ring = []
    while here in free:
        arc = free[here].pop()
        if not free[here]:
            del free[here]
        ring.append(arc)
        here = _start(~arc, ends)
        if here == first:
            return ring
    return []  # an open line: two shapes that overlap instead of meeting


def _start(arc: int, ends: dict[int, tuple[Point, Point]]) -> Point:
    return ends[arc][0] if arc >= 0 else ends[~arc][1]


def simplify(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker: no dropped point lay further than `tolerance` from the line that stays."""
    keep = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    if points[0] == points[-1] and len(points) > 3:  # a ring: its furthest point keeps it from falling flat
        far = max(range(len(points)), key=lambda n: _apart(points[0], points[n]))
        keep.add(far)
        waiting = [(0, far), (far, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        found, most = 0, tolerance**2
        for n in range(first + 1, last):
            if (away := _off(points[n], points[first], points[last])) > most:
                found, most = n, away
        if found:
            keep.add(found)
            waiting += [(first, found), (found, last)]
    return [points[n] for n in sorted(keep)]


def _apart(a: Point, b: Point) -> int:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _off(point: Point, start: Point, end: Point) -> float:
    """Squared distance from a point to a stretch."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    if not (dx or dy):
        return _apart(point, start)
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / (dx * dx + dy * dy)
    along = min(1.0, max(0.0, along))
    return float((point[0] - start[0] - along * dx) ** 2 + (point[1] - start[1] - along * dy) ** 2)


def area(ring: Sequence[Point]) -> float:
    """Twice the signed area, in squared units."""
    return float(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)))


def middle(ring: Sequence[Point]) -> tuple[float, float]:
    """The centre of gravity of a ring."""
    x = y = 0.0
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        x, y = x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    whole = area(ring) * 3
    return (x / whole, y / whole) if whole else ring[0]
