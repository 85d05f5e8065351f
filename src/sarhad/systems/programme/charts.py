"""Where the bars of a picture stand, in units of its own drawing. Pure; templates draw, a table stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

LONG = 100  # of the longest bar in a row of a table
WIDE, HIGH, BASE, LEFT = 520, 150, 126, 44  # of a picture of columns; where they stand, where they begin
ROOM = BASE - 10  # above the base
EDGE = 3  # by which the outline of the year before is wider on each side, at most
NICE = (1, 2, 4, 5, 10)  # steps of an axis, times a power of ten; halves of each are round numbers or not drawn


class Bar(NamedTuple):
    """A bar in a row of a table, and the one of the year before under it."""

    length: float
    before: float


class Column(NamedTuple):
    """One month or year of a picture."""

    x: float
    width: float
    y: float
    height: float
    before_x: float
    before_width: float
    before_y: float
    before_height: float
    middle: float
    label: str  # under it; "" where there is no room for each
    title: str


class Tick(NamedTuple):
    """A line of the axis, and where its label stands."""

    y: float
    text_y: float
    value: Decimal


class Columns(NamedTuple):
    columns: list[Column]
    ticks: list[Tick]


def bars(values: Sequence[Decimal | int], before: Sequence[Decimal | int]) -> list[Bar]:
    """Bars on one scale; what is more than nothing stays visible."""
    most = max((*map(Decimal, values), *map(Decimal, before)), default=Decimal(0))
    pairs = zip(values, before, strict=True)
    return [Bar(_length(one, most, LONG), _length(other, most, LONG)) for one, other in pairs]


def columns(
    values: Sequence[Decimal | int], before: Sequence[Decimal | int], labels: Sequence[str], titles: Sequence[str]
) -> Columns:
    """A picture of columns from zero, each with that of the year before as an outline behind it."""
    top = ceiling(max((*map(Decimal, values), *map(Decimal, before)), default=Decimal(0)))
    step = (WIDE - LEFT) / max(len(values), 1)
    width, edge, every = round(min(step * 0.7, 36), 1), min(EDGE, step * 0.1), -(-len(values) // 13)
    made = []
    for n, (one, other, label, title) in enumerate(zip(values, before, labels, titles, strict=True)):
        high, was = _length(one, top, ROOM), _length(other, top, ROOM)
        x = round(LEFT + n * step + (step - width) / 2, 1)
        shown = label if n % every == 0 else ""
        middle = round(x + width / 2, 1)
        outline = round(x - edge, 1), round(width + 2 * edge, 1), round(BASE - was, 1), was
        made.append(Column(x, width, round(BASE - high, 1), high, *outline, middle, shown, title))
    halves = [top * part for part in (Decimal(0), Decimal("0.5"), Decimal(1))]
    if all(isinstance(value, int) for value in (*values, *before)):  # half a seizure is none
        halves = [value for value in halves if value == int(value)]
    ticks = ((round(BASE - float(value / top) * ROOM, 1), value) for value in halves)
    return Columns(made, [Tick(y, y + 4, value) for y, value in ticks])


def ceiling(most: Decimal) -> Decimal:
    """The round number at which an axis ends: nothing sticks out above it."""
    if most <= 0:
        return Decimal(1)
    power = Decimal(10) ** most.adjusted()
    return next(power * step for step in NICE if most <= power * step)


def _length(value: Decimal | int, most: Decimal, room: int) -> float:
    """Rounded; at least one unit for what is more than nothing."""
    if not value or not most:
        return 0.0
    return max(1.0, round(float(Decimal(value) / most) * room, 1))
