"""A picture of a controlled delivery: states as rows on a time axis, the load against permissions, gaps hatched.

Coordinates only; the template draws them, and a table beside it says the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sarhad.systems.operations import delivery
from sarhad.systems.operations.journeys import Journey

WIDE, TOP, ROW = 640, 50, 66
LEAST = timedelta(hours=1)
STEPS = tuple(timedelta(hours=each) for each in (1, 2, 3, 6, 12, 24))
MOST_TICKS = 8
NEAR = timedelta(hours=12)
"""How far from the journey now may lie and still be drawn."""


class Bar(NamedTuple):
    x: int
    width: int
    since: datetime
    until: datetime
    strong: bool = False  # of the load: seen by events; of a gap: forbidden

    @property
    def end(self) -> int:
        return self.x + self.width

    @property
    def late(self) -> bool:
        """It stands so far to the right that words beside it are written to its left."""
        return self.x > WIDE * 0.6


@dataclass(frozen=True, slots=True)
class Lane:
    """One state."""

    country: str
    y: int
    load: list[Bar] = field(default_factory=list)
    papers: list[Bar] = field(default_factory=list)
    gaps: list[Bar] = field(default_factory=list)


class Tick(NamedTuple):
    x: int
    hour: str
    day: str  # at the first of each day


class Picture(NamedTuple):
    lanes: list[Lane]
    ticks: list[Tick]
    now: int | None  # None: too far away
    wide: int
    high: int


def draw(journey: Journey, now: datetime, here: ZoneInfo) -> Picture | None:
    """None: nobody knows when the load is anywhere.

    Args:
        here: the zone of the axis.
    """
    found = delivery.spans(journey.legs, journey.papers, journey.at(now))
    stays = delivery.stays(journey.legs, journey.at(now))
    if not stays:
        return None
    scale = _Scale(min(stay.since for stay in stays), max(stay.until for stay in stays), now)
    lanes = {}
    for country in dict.fromkeys(stay.leg.country for stay in stays):
        lane = lanes[country] = Lane(country, TOP + ROW * len(lanes))
        lane.load.extend(scale.bar(s.since, s.until, s.begun) for s in stays if s.leg.country == country)
        gaps = [span for span in found if span.gap and span.leg.country == country]
        lane.gaps.extend(scale.bar(each.since, each.until, each.forbidden) for each in gaps)
        lane.papers.extend(_valid(journey, country, scale))
    return Picture(
        list(lanes.values()), list(scale.ticks(here)), scale.x(now) if scale.near(now) else None, WIDE,
        TOP + ROW * len(lanes),
    )  # fmt: skip


def _valid(journey: Journey, country: str, scale: _Scale) -> Iterator[Bar]:
    for paper in journey.papers:
        if paper.country == country and paper.valid:
            since, until = (paper.valid[0] or scale.since), (paper.valid[1] or scale.until)
            if since < scale.until and until > scale.since:
                yield scale.bar(max(since, scale.since), min(until, scale.until))


class _Scale:
    """Time to the right, a little more than the journey takes."""

    def __init__(self, since: datetime, until: datetime, now: datetime) -> None:
        if since - NEAR <= now <= until + NEAR:
            since, until = min(since, now), max(until, now)
        rest = max(until - since, LEAST) * 0.04
        self.since, self.until = since - rest, until + rest

    def near(self, at: datetime) -> bool:
        return self.since <= at <= self.until

    def x(self, at: datetime) -> int:
        return round((at - self.since) / (self.until - self.since) * WIDE)

    def bar(self, since: datetime, until: datetime, strong: bool = False) -> Bar:
        left = self.x(since)
        return Bar(left, max(2, self.x(until) - left), since, until, strong)

    def ticks(self, here: ZoneInfo) -> Iterator[Tick]:
        """At whole hours of the reader's clock."""
        long = self.until - self.since
        whole = timedelta(days=1 + long.days // MOST_TICKS)  # where no shorter step will do
        step = next((each for each in STEPS if long / each <= MOST_TICKS), whole)
        first = self.since.astimezone(here).replace(hour=0, minute=0, second=0, microsecond=0)
        seen = ""
        at = first.astimezone(self.since.tzinfo)
        while at <= self.until:
            x, local = self.x(at), at.astimezone(here)
            if 0 <= x <= WIDE - 40:
                day = f"{local:%d.%m.}"
                yield Tick(x, f"{local:%H:%M}", day if day != seen else "")
                seen = day
            at += step
