"""Where things stand on an event chart: time to the right, a lane below the other. Coordinates only."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sarhad.links.pictures.events import Event, Events, Lane

LEFT, WIDE, TOP, LEVEL, LEAST = 190, 960, 34, 18, 40
NEAR = 15  # pixels between two marks of one level
LEVELS = 4
RADIUS = 6


class Mark(NamedTuple):
    number: int  # of the event, as in the table
    x: float
    width: float  # 0: a point in time
    y: float
    vague: bool  # known by month or year alone


class Row(NamedTuple):
    lane: Lane
    y: float
    high: float
    marks: list[Mark]


class Thread(NamedTuple):
    """One event on several lanes."""

    number: int
    x: float
    top: float
    bottom: float


class Tick(NamedTuple):
    x: float
    text: str
    since: str
    until: str


class Timeline(NamedTuple):
    rows: list[Row]
    threads: list[Thread]
    ticks: list[Tick]
    wide: int
    high: float
    left: int = LEFT


def span(text: str) -> tuple[date, date]:
    """First and last day of an ISO date at its own precision."""
    parts = [int(part) for part in text[:10].split("-")]
    if len(parts) == 3:
        day = date(*parts)
        return day, day
    if len(parts) == 2:
        year, month = parts
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(parts[0], 1, 1), date(parts[0], 12, 31)


def draw(found: Events) -> Timeline | None:
    """None: nothing is dated."""
    if not found.events:
        return None
    spans = [(span(each.start)[0], span(each.stop or each.start)[1]) for each in found.events]
    scale = _Scale(min(first for first, _last in spans), max(last for _first, last in spans))
    rows, y = [], float(TOP)
    for lane in found.lanes:
        row = _row(lane, y, found.events, scale)
        rows.append(row)
        y += row.high
    ticks = [tick for tick in scale.ticks() if LEFT <= tick.x <= WIDE - 60]
    return Timeline(rows, list(_threads(rows)), ticks, WIDE, y + 4)


class _Scale:
    def __init__(self, first: date, last: date) -> None:
        rest = max(timedelta(days=1), (last - first) * 0.03)
        self.first, self.last = first - rest, last + rest
        self.days = max((self.last - self.first).days, 1)

    def x(self, day: date) -> float:
        return round(LEFT + (day - self.first).days / self.days * (WIDE - LEFT - 10), 1)

    def ticks(self) -> Iterator[Tick]:
        """At years, months or days, at most a dozen; each leads to its own period."""
        if self.days > 1100:
            years = range(self.first.year + 1, self.last.year + 1)
            for year in years[:: max(1, len(years) // 12)]:
                yield Tick(self.x(date(year, 1, 1)), str(year), f"{year}-01-01", f"{year}-12-31")
        elif self.days > 62:
            yield from self._months()
        else:
            for n in range(0, self.days + 1, max(1, self.days // 8)):
                day = self.first + timedelta(days=n)
                yield Tick(self.x(day), f"{day:%d.%m.%Y}", day.isoformat(), day.isoformat())

    def _months(self) -> Iterator[Tick]:
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        for n in range(1, count + 1, max(1, count // 9)):
            year, month = divmod(self.first.year * 12 + self.first.month - 1 + n, 12)
            begin, end = span(f"{year:04d}-{month + 1:02d}")
            yield Tick(self.x(begin), f"{begin:%m.%Y}", begin.isoformat(), end.isoformat())


def _row(lane: Lane, y: float, events: Sequence[Event], scale: _Scale) -> Row:
    """Marks that would lie on each other go down a level."""
    ends = [float("-inf")] * LEVELS
    marks = []
    for number, event in enumerate(events, 1):
        if lane.id not in event.lanes:
            continue
        first, last = span(event.start)[0], span(event.stop or event.start)[1]
        vague = len(event.start) < 10
        x = scale.x(first)
        width = max(scale.x(last) - x, 3.0) if vague or event.stop else 0.0
        level = next((n for n, end in enumerate(ends) if x - end >= NEAR), ends.index(min(ends)))
        ends[level] = x + width
        marks.append(Mark(number, x, round(width, 1), y + 20 + level * LEVEL, vague))
    used = max((round((mark.y - y - 20) / LEVEL) for mark in marks), default=0) + 1
    return Row(lane, y, max(LEAST, 22 + used * LEVEL), marks)


def _threads(rows: Sequence[Row]) -> Iterator[Thread]:
    places: dict[int, list[Mark]] = {}
    for row in rows:
        for mark in row.marks:
            places.setdefault(mark.number, []).append(mark)
    for number, marks in sorted(places.items()):
        if len(marks) > 1:
            yield Thread(number, marks[0].x, min(mark.y for mark in marks), max(mark.y for mark in marks))
