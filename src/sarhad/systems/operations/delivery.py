"""A load on its way across borders: where it is when, and whether it may be there.

Pure, and a function of sets: nothing depends on the order in which papers and events arrive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from sarhad.systems.operations.legs import LEAVING, Leg, closing
from sarhad.systems.operations.permissions import Paper

SOON = timedelta(hours=12)
"""How long before its end a permission is spoken of."""


# Where the load is


class Stay(NamedTuple):
    """The load in one state, on one leg."""

    leg: Leg
    since: datetime
    until: datetime
    begun: bool  # seen by events; else planned, or put off because the leg before is late
    open: bool = False  # begun, and nothing has ended it


def in_order(legs: Iterable[Leg]) -> list[Leg]:
    """As they are numbered, then by time."""
    return sorted(legs, key=lambda leg: (leg.order, leg.since.timestamp() if leg.since else 0, leg.id, leg.office))


def stays(legs: Iterable[Leg], now: datetime) -> list[Stay]:
    """Where the load is when: by events as far as there are any, else by the plan, put off as far as it is late.

    A leg that nothing has ended goes on until now at least. After a seizure or a stop the load goes nowhere; legs
    without times are left out (`untimed` names them).
    """
    ordered = in_order(legs)
    begins, finished = [_begun(leg) for leg in ordered], any(map(closing, ordered))
    found: list[Stay] = []
    passed = late = None  # when the leg before ended, by events; until when it goes on beyond its plan
    for n, leg in enumerate(ordered):
        began = begins[n] or passed
        further = min(filter(None, begins[n + 1 :]), default=None)  # the load was seen on a later leg
        passed = _ended(leg)
        if began is None and further is None and finished:
            continue
        ended = passed or further
        times = _seen(leg, began, ended, now) if began else _planned(leg, ended, late)
        if times is None:
            continue
        late = times[1] if leg.until and times[1] > leg.until else None
        if closing(leg):
            passed = None
        if times[1] > times[0]:
            begun = began is not None
            found.append(Stay(leg, *times, begun, begun and ended is None))
    return found


def _seen(leg: Leg, began: datetime, ended: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    return began, ended or max(leg.until or now, now)


def _planned(leg: Leg, ended: datetime | None, late: datetime | None) -> tuple[datetime, datetime] | None:
    if leg.since is None or leg.until is None:
        return None
    since = max(leg.since, late or leg.since)
    return since, ended or leg.until + (since - leg.since)


def _begun(leg: Leg) -> datetime | None:
    """When the load set out, as far as events tell."""
    left = [each.at for each in leg.events if each.step == "departed"]
    if left or not leg.events:
        return min(left, default=None)
    first = leg.events[0].at
    return min(leg.since, first) if leg.since else first


def _ended(leg: Leg) -> datetime | None:
    """When the load left the leg: with the last of what says so, since contradictions do not shorten a stay."""
    return max((each.at for each in leg.events if each.step in LEAVING), default=None)


def untimed(legs: Iterable[Leg], now: datetime) -> list[Leg]:
    """Legs of which nobody can say when the load is there, so that no permission can be checked."""
    legs = list(legs)
    timed = {each.leg.id for each in stays(legs, now)}
    return [each for each in legs if each.id not in timed and not each.events and not (each.since and each.until)]


# Whether it may be there


class Span(NamedTuple):
    """A part of a stay, all of which is permitted or none."""

    leg: Leg
    since: datetime
    until: datetime
    papers: tuple[Paper, ...]  # that permit it
    forbidden: bool = False  # none does, and the state has refused or revoked one
    open: bool = False  # nothing has ended it

    @property
    def gap(self) -> bool:
        return not self.papers

    def over(self, now: datetime) -> bool:
        return self.until <= now and not self.open

    def on(self, now: datetime) -> bool:
        """The load is in it; not where it is awaited every moment, because the leg before is late."""
        return self.since < now and not self.over(now)


def spans(legs: Iterable[Leg], papers: Collection[Paper], now: datetime) -> list[Span]:
    """Every stay, cut where permissions begin and end. Together they are the stays: nothing more, nothing twice."""
    return [span for stay in stays(legs, now) for span in _cut(stay, papers)]


def _cut(stay: Stay, papers: Collection[Paper]) -> list[Span]:
    there = sorted((each for each in papers if each.country == stay.leg.country), key=lambda each: each.id)
    ends = {end for paper in there for end in paper.valid or () if end and stay.since < end < stay.until}
    marks = [stay.since, *sorted(ends), stay.until]
    refused = any(paper.status in ("refused", "revoked") for paper in there)
    found: list[Span] = []
    for since, until in pairwise(marks):
        good = tuple(paper for paper in there if paper.permits(since, until))
        if found and found[-1].papers == good:
            since = found.pop().since
        last = stay.open and until == stay.until
        found.append(Span(stay.leg, since, until, good, refused and not good, last))
    return found


def gaps(legs: Iterable[Leg], papers: Collection[Paper], now: datetime) -> list[Span]:
    """When the load is, was or would be in a state without permission, soonest first."""
    return sorted((each for each in spans(legs, papers, now) if each.gap), key=lambda each: each.since)


class Clock(NamedTuple):
    """How long the load may still travel."""

    gap: Span | None  # the one that it is in, or the next
    minutes: int = 0  # until it begins; 0 while it is in it


def clock(found: Sequence[Span], now: datetime) -> Clock:
    """Of the gaps, the one that counts now."""
    ahead = [each for each in found if not each.over(now)]
    first = min(ahead, key=lambda each: (not each.on(now), each.since), default=None)
    return Clock(first, max(0, int((first.since - now).total_seconds() // 60)) if first else 0)


class Ending(NamedTuple):
    """A permission that ends soon, of a state which the load has not left."""

    paper: Paper
    at: datetime


def ending(legs: Iterable[Leg], papers: Iterable[Paper], now: datetime, within: timedelta = SOON) -> list[Ending]:
    """Those that end `within` so long, soonest first."""
    ahead = [stay for stay in stays(legs, now) if stay.until > now or stay.open]
    found = []
    for paper in papers:
        until = paper.valid[1] if paper.valid else None
        if until is None or not now < until <= now + within:
            continue
        if any(stay.leg.country == paper.country and stay.since < until for stay in ahead):
            found.append(Ending(paper, until))
    return sorted(found, key=lambda each: (each.at, each.paper.id))
