"""Pictures of calls as coordinates; templates draw them, and a table beside each says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sarhad.links.calls.cells import EPOCH
from sarhad.links.calls.counting import MONDAY

WIDE = 640
CLASSES = 5
LEFT, TOP, SIDE, ROW = 44, 20, 24, 22  # of the heat table
HIGH, BASE = 120, 24  # of the bars
MOST_DAYS, MOST_WEEKS = 92, 110


class Box(NamedTuple):
    x: int
    y: int
    tone: int  # 0: none; 1 to CLASSES


class Heat(NamedTuple):
    boxes: list[Box]
    limits: list[tuple[int, int, int]]  # tone, from, to
    most: int
    wide: int
    high: int


def heat(hours: Sequence[Sequence[int]]) -> Heat:
    """Seven rows of 24: darker is more. Five classes of equal width, stated beside it."""
    most = max((n for row in hours for n in row), default=0)
    classes = min(CLASSES, most)
    edges = [-(-most * step // classes) for step in range(1, classes + 1)] if classes else []
    tone = lambda n: next(step for step, edge in enumerate(edges, 1) if n <= edge) if n else 0
    spread = (lambda step: step) if classes == CLASSES else (lambda step: CLASSES - classes + step)
    boxes = [
        Box(LEFT + SIDE * hour, TOP + ROW * day, spread(tone(n)) if n else 0)
        for day, row in enumerate(hours)
        for hour, n in enumerate(row)
    ]
    lows = [1, *(edge + 1 for edge in edges)][: len(edges)]
    limits = [(spread(step), low, high) for step, (low, high) in enumerate(zip(lows, edges, strict=True), 1)]
    return Heat(boxes, limits, most, LEFT + SIDE * 24, TOP + ROW * 7)


def hours() -> list[tuple[int, str]]:
    """(x, text) of every third hour above the heat table."""
    return [(LEFT + SIDE * hour, f"{hour:02d}:00") for hour in range(0, 24, 3)]


class Bar(NamedTuple):
    x: float
    width: float
    y: float
    height: float
    first: date
    last: date
    times: int


class Bars(NamedTuple):
    bars: list[Bar]
    step: str  # day, week, month
    most: int
    ticks: list[tuple[float, date]]
    event: float | None
    wide: int
    high: int


def bars(days: Mapping[int, int], event: int | None = None) -> Bars:
    """Calls by day; of longer periods by week (Monday first) or month. `days` without gaps, in order."""
    step = "day" if len(days) <= MOST_DAYS else "week" if len(days) <= MOST_WEEKS * 7 else "month"
    sums: dict[date, int] = {}
    ends: dict[date, date] = {}
    for number, times in days.items():
        at = date.fromordinal(number + EPOCH)
        first = _begin(at, number, step)
        sums[first] = sums.get(first, 0) + times
        ends[first] = at
    most, wide = max(sums.values(), default=0), WIDE / max(len(sums), 1)
    made = [
        Bar(
            round(n * wide, 1), round(max(wide - 1, 0.6), 1), round(HIGH - width(times, most, HIGH), 1),
            width(times, most, HIGH), first, ends[first], times,
        )
        for n, (first, times) in enumerate(sums.items())
    ]  # fmt: skip
    every = max(1, len(made) // 7)
    ticks = [(bar.x, bar.first) for bar in made[::every]][:8]
    line = None
    if event is not None:
        at = date.fromordinal(event + EPOCH)
        line = next((bar.x for bar in made if bar.first <= at <= bar.last), None)
    return Bars(made, step, most, ticks, line, WIDE, HIGH + BASE)


def _begin(at: date, number: int, step: str) -> date:
    if step == "week":
        return at - timedelta(days=(number + MONDAY) % 7)
    return at.replace(day=1) if step == "month" else at


def width(n: int, most: int, wide: int = 100) -> float:
    """Of a bar in a row of a table."""
    return round(wide * n / most, 1) if most else 0
