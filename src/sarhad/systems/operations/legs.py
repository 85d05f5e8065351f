"""Legs of a controlled delivery, and what came of each: a fold over its events, whatever their order of arrival."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sarhad.kernel.claim import EntityId, FragmentRef

STEPS = ("departed", "delayed", "arrived", "handed-over", "taken-over", "seized", "lost", "stopped")
"""In the order of LegStep's `step`."""
CLOSING = frozenset({"seized", "stopped"})
"""What ends the whole delivery, on whichever leg."""
PASSED = frozenset({"handed-over", "taken-over"})
LEAVING = CLOSING | PASSED


class Event(NamedTuple):
    """What one office says that happened on a leg."""

    step: str  # one of STEPS
    at: datetime
    office: str  # that says so
    ref: str  # "contribution.index", the same on every node
    leg: EntityId = ""
    zone: str = ""
    place: str = ""
    to: str = ""  # who took over
    author: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch inside one state, as one office plans it, with the events that count."""

    id: EntityId
    country: str  # small letters
    since: datetime | None = None  # as planned
    until: datetime | None = None
    order: float = 0
    from_place: str = ""
    to_place: str = ""
    hands_over: str = ""
    takes_over: str = ""
    transport: str = ""
    vehicle: EntityId = ""
    note: str = ""
    office: str = ""
    held: bool = False
    ref: FragmentRef | None = None
    events: tuple[Event, ...] = ()


class Speakers(NamedTuple):
    """Who may state what of a leg: offices, each with its heirs."""

    givers: Collection[str]  # the one that hands over
    takers: Collection[str]  # the one that takes over
    leads: Collection[str]  # of the operation
    offices: Collection[str]  # all that take part: each may see the load seized, lost from sight or stopped


def may_state(office: str, who: Speakers) -> list[str]:
    """The events that count from this office."""
    found = set()
    if office in who.givers:
        found |= {"departed", "delayed", "arrived", "handed-over"}
    if office in who.leads:
        found |= {"departed", "delayed", "arrived"}
    if office in who.takers:
        found.add("taken-over")
    if office in who.offices:
        found |= {"seized", "lost", "stopped"}
    return [step for step in STEPS if step in found]


def counted(events: Iterable[Event], who: Speakers) -> tuple[Event, ...]:
    """Those that come from an office which may state them, by time, stage and name."""
    found = [each for each in events if each.step in may_state(each.office, who)]
    return tuple(sorted(found, key=lambda each: (each.at, STEPS.index(each.step), each.ref)))


class Outcome(NamedTuple):
    """How far a leg has come."""

    state: str  # "" before anything happened, or one of STEPS
    at: datetime | None = None
    disputed: bool = False
    waits: str = ""  # the step of the other office that is still missing: handed-over or taken-over

    @property
    def done(self) -> bool:
        return self.state in CLOSING or (self.state == "taken-over" and not self.waits)


def outcome(leg: Leg) -> Outcome:
    """A fold over the events that count: the highest stage, except that what was lost from sight may be seen again.

    Handed over and also seized or stopped, or handed to another than who took it: disputed.
    """
    last = {each.step: each for each in leg.events}  # by time: of each the last
    if not last:
        return Outcome("")
    seen_again = [each for each in leg.events if "lost" in last and each.at > last["lost"].at]
    if seen_again:
        last.pop("lost")
    top = max(last, key=STEPS.index)
    passed = PASSED & last.keys()
    other = [each for each in leg.events if each.step in passed and each.to not in ("", leg.takes_over)]
    disputed = bool(passed and (CLOSING & last.keys() or (leg.takes_over and other)))
    missing = {"handed-over": "taken-over", "taken-over": "handed-over"}
    waits = next((missing[each] for each in passed if len(passed) == 1 and leg.takes_over), "")
    return Outcome(top, last[top].at, disputed, waits)


def closing(leg: Leg) -> bool:
    """Whether the delivery ended on it; not where others say that the load was handed on."""
    steps = {each.step for each in leg.events}
    return bool(steps & CLOSING) and not steps & PASSED
