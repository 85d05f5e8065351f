"""Printed figures that contradict each other, and those that can hardly be true. Nothing is decided here. Pure.

`systems.programme.published` says what a printed figure is. Figures of the same number contradict each other where
no number fits them all; here also those count that speak of the same thing for periods of which one holds the
other, and of one operation that is dated differently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from sarhad.systems.programme.published import Published, contradict

HUNDREDFOLD = 100
"""A weight more than so many times the next largest printed one of the same substance can hardly be true."""
THOUSANDFOLD = Decimal(1000)


class Conflict(NamedTuple):
    """Figures that cannot all be true."""

    code: str  # of `words.CONFLICTS`
    printed: tuple[Published, ...]  # by period, then publication


class Doubt(NamedTuple):
    """One figure that can hardly be true, and what it was held against."""

    code: str  # of `words.DOUBTS`
    printed: Published
    against: Published
    perhaps: Decimal | None = None  # what a comma read for a point would make of it, in the same unit


def conflicts(found: Sequence[Published]) -> list[Conflict]:
    """Those that contradict each other, each only once, in order of their first period."""
    groups: dict[tuple[str, ...], list[Published]] = defaultdict(list)
    for each in sorted(found, key=lambda one: (one.what.since, one.what.until, one.publication, one.by.ref)):
        what = each.what
        groups[what.figure, what.office, what.country, what.operation, what.cause, what.substance].append(each)
    made = []
    for own in groups.values():
        made += _same(own) + _holding(own) + _dated(own)
    return sorted(made, key=lambda each: (each.printed[0].what.since, each.printed[0].what, each.code))


def _same(own: Sequence[Published]) -> list[Conflict]:
    """Of one number for one period."""
    periods: dict[tuple[str, str], list[Published]] = defaultdict(list)
    for each in own:
        periods[each.what.since, each.what.until].append(each)
    return [Conflict("same", tuple(told)) for told in periods.values() if len(told) > 1 and contradict(told)]


def _holding(own: Sequence[Published]) -> list[Conflict]:
    """A longer period that counted less than a part of it, such as none until 2008 beside tonnes in March 2008."""
    made = _until(own)
    told = [each for conflict in made for each in conflict.printed]
    for longer in own:
        parts = _against(longer, own)
        if parts and longer not in told:
            made.append(Conflict("period", (longer, *parts)))
    return made


def _against(longer: Published, own: Sequence[Published]) -> list[Published]:
    return [part for part in own if _holds(longer, part) and longer.allows[1] < part.allows[0]]


def _until(own: Sequence[Published]) -> list[Conflict]:
    """“None until” with several ends, and what was counted before the last of them."""
    begun: dict[str, list[Published]] = defaultdict(list)
    for each in own:
        if each.value == 0 and each.bound == "exact":
            begun[each.what.since].append(each)
    made = []
    for none in begun.values():
        if len({each.what.until for each in none}) > 1:
            parts = [part for part in own if any(part in _against(each, own) for each in none)]
            made.append(Conflict("until", (*none, *parts)))
    return made


def _holds(longer: Published, part: Published) -> bool:
    one, other = longer.what, part.what
    return (
        (one.since, one.until) != (other.since, other.until)
        and one.since <= other.since
        and other.until <= one.until
    )


def _dated(own: Sequence[Published]) -> list[Conflict]:
    """One operation counted once in one year by one source, and in another year by another."""
    if not own[0].what.operation or own[0].what.figure != "operations":
        return []
    once = [each for each in own if each.value == 1 and each.bound == "exact"]
    apart = [
        each
        for each in once
        if any(other.publication != each.publication and not _overlap(each, other) for other in once)
    ]
    return [Conflict("dated", tuple(apart))] if apart else []


def _overlap(one: Published, other: Published) -> bool:
    return one.what.since <= other.what.until and other.what.since <= one.what.until


def doubts(found: Sequence[Published]) -> list[Doubt]:
    """Weights far beyond every other printed one of their substance."""
    weights: dict[str, list[Published]] = defaultdict(list)
    for each in found:
        if each.what.figure == "kg" and each.value > 0 and not each.unit and each.what.substance:
            weights[each.what.substance].append(each)
    made = []
    for own in weights.values():
        ranked = sorted(own, key=lambda each: (-each.value, each.publication, each.by.ref))
        for each, following in pairwise(ranked):
            if each.value <= following.value * HUNDREDFOLD:
                break
            perhaps = each.value / THOUSANDFOLD
            near = perhaps <= following.value * HUNDREDFOLD
            made.append(Doubt("hundredfold", each, following, perhaps if near else None))
    return made
