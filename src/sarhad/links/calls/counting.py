"""Counts calls. Pure: arrays in, plain numbers out; tests check each against a slow and simple one.

Days are counted from 1970-01-01, moments in seconds from its beginning, on the clock of the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sarhad.links.calls.cells import DAY
from sarhad.links.calls.records import MEANS, Calls, Flags, Gap, Ints, Pair, Partner

MONDAY = 3  # 1970-01-01 was a Thursday
SUBJECT = 0.9  # of the calls must be one number's, for the file to be about that number
MESSAGE = MEANS.index("message")


def subject(calls: Calls) -> str:
    """The number that nearly all calls are made from or to; "" where there is none, or two are alike in this."""
    if not len(calls):
        return ""
    both = np.concatenate([calls.caller, calls.called])
    times = np.bincount(both, minlength=len(calls.numbers))
    best = np.flatnonzero(times == times.max())
    return calls.numbers[best[0]] if len(best) == 1 and times.max() >= SUBJECT * len(calls) else ""


def place(calls: Calls, number: str) -> int:
    """Where a number stands; -1: nowhere."""
    return calls.numbers.index(number) if number in calls.numbers else -1


def about(calls: Calls, number: str) -> Calls:
    """The calls from and to one number."""
    at = place(calls, number)
    return calls.only((calls.caller == at) | (calls.called == at))


def between(calls: Calls, since: int | None, until: int | None) -> Calls:
    """The calls of these days, both included."""
    days = calls.at // DAY
    wanted: Flags = np.ones(len(calls), dtype=bool)
    if since is not None:
        wanted &= days >= since
    if until is not None:
        wanted &= days <= until
    return calls.only(wanted)


# Numbers


def partners(calls: Calls, focus: str = "") -> list[Partner]:
    """Most frequent first, then by number. With `focus` those that it had to do with, seen from it; else every
    number of the file: `made` are the calls to it, `received` those from it."""
    size = len(calls.numbers)
    if focus:
        at = place(calls, focus)
        calls = about(calls, focus)
        other = np.where(calls.caller == at, calls.called, calls.caller)
        outgoing = calls.caller == at
        return _ordered(calls, _summed(size, other, outgoing, calls))
    both = np.concatenate([calls.called, calls.caller])
    outgoing = np.repeat([True, False], len(calls))
    return _ordered(calls, _summed(size, both, outgoing, _twice(calls)))


def _twice(calls: Calls) -> Calls:
    return calls.only(np.tile(np.arange(len(calls)), 2))


def _summed(size: int, other: Ints, outgoing: Flags, calls: Calls) -> dict[str, Ints]:
    """Per number: how many each way, messages, seconds, first, last, days."""
    said = np.maximum(calls.seconds, 0)
    first = np.full(size, np.iinfo(np.int64).max)
    last = np.full(size, np.iinfo(np.int64).min)
    np.minimum.at(first, other, calls.at)
    np.maximum.at(last, other, calls.at)
    days = calls.at // DAY
    lowest = int(days.min()) if len(days) else 0
    width = int(days.max()) - lowest + 1 if len(days) else 1
    each_day = np.unique(other * width + (days - lowest)) // width
    return {
        "made": np.bincount(other[outgoing], minlength=size),
        "received": np.bincount(other[~outgoing], minlength=size),
        "messages": np.bincount(other[calls.means == MESSAGE], minlength=size),
        "seconds": _whole(other, said, size),
        "first": first,
        "last": last,
        "days": np.bincount(each_day, minlength=size),
    }


def _whole(groups: Ints, values: Ints, size: int) -> Ints:
    """Sums per group in whole numbers: bincount's own are floats."""
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, groups, values)
    return sums


def _ordered(calls: Calls, sums: Mapping[str, Ints]) -> list[Partner]:
    met = np.flatnonzero(sums["made"] + sums["received"])
    columns = [sums[name][met].tolist() for name in Partner._fields[1:]]
    found = [Partner(calls.numbers[n], *row) for n, *row in zip(met.tolist(), *columns, strict=True)]
    return sorted(found, key=lambda each: (-each.times, each.number))


def pairs(calls: Calls) -> list[Pair]:
    """All from each number to each other one, most frequent first, then by numbers."""
    if not len(calls):
        return []
    size = len(calls.numbers)
    keys, groups = np.unique(calls.caller * size + calls.called, return_inverse=True)
    n = len(keys)
    times = np.bincount(groups, minlength=n)
    seconds = _whole(groups, np.maximum(calls.seconds, 0), n)
    seconds[np.bincount(groups[calls.seconds >= 0], minlength=n) == 0] = -1
    first = np.full(n, np.iinfo(np.int64).max)
    last = np.full(n, np.iinfo(np.int64).min)
    np.minimum.at(first, groups, calls.at)
    np.maximum.at(last, groups, calls.at)
    kinds = np.stack([np.bincount(groups[calls.means == code], minlength=n) > 0 for code in range(len(MEANS))], 1)
    rows = zip(keys.tolist(), times.tolist(), seconds.tolist(), first.tolist(), last.tolist(), kinds, strict=True)
    found = [
        Pair(
            calls.numbers[key // size], calls.numbers[key % size], count, long, since, until,
            tuple(name for name, used in zip(MEANS, used_, strict=True) if used),
        )
        for key, count, long, since, until, used_ in rows
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each.times, each.caller, each.called))


# Time


def hours(calls: Calls) -> list[list[int]]:
    """Seven rows, Monday first, of 24 hours."""
    days, hour = calls.at // DAY, calls.at % DAY // 3600
    slot = (days + MONDAY) % 7 * 24 + hour
    return np.bincount(slot, minlength=7 * 24).reshape(7, 24).tolist()  # type: ignore[no-any-return]


def by_day(calls: Calls) -> dict[int, int]:
    """Day -> calls, for every day from the first to the last; 0 where there was none."""
    if not len(calls):
        return {}
    days = calls.at // DAY
    first = int(days.min())
    return dict(enumerate(np.bincount(days - first).tolist(), first))


def silent(calls: Calls, least: int = 1) -> list[Gap]:
    """Days without any call between the first and the last, in runs of at least so many; the longest first."""
    days = np.unique(calls.at // DAY)
    found = [
        Gap(before + 1, after - 1)
        for before, after in zip(days[:-1].tolist(), days[1:].tolist(), strict=True)
        if after - before > least
    ]
    return sorted(found, key=lambda gap: (-gap.days, gap.first))


def appeared(found: Sequence[Partner], day: int) -> list[Partner]:
    """Numbers that were met first on this day or later, in the order given."""
    return [each for each in found if each.first >= day * DAY]


def fell_silent(found: Sequence[Partner], day: int) -> list[Partner]:
    """Numbers that were met last before this day."""
    return [each for each in found if each.last < day * DAY]


# Places and devices


def most_used(places: Ints, names: Sequence[str]) -> list[tuple[str, int]]:
    """(name, calls), most frequent first, then by name."""
    counted = Counter(places[places >= 0].tolist())
    return sorted(((names[at], n) for at, n in counted.items()), key=lambda each: (-each[1], each[0]))


# Several records


def common(found: Sequence[Mapping[str, Partner]]) -> Iterator[tuple[str, tuple[Partner | None, ...]]]:
    """Numbers that stand in two or more of these, with what each says: in most first, then most calls, then number.

    Args:
        found: number -> partner, one for each record.
    """
    every = sorted({number for each in found for number in each})
    rows = [(number, tuple(each.get(number) for each in found)) for number in every]
    shared = [(number, row) for number, row in rows if sum(part is not None for part in row) > 1]
    shared.sort(
        key=lambda each: (
            -sum(part is not None for part in each[1]), -sum(part.times for part in each[1] if part), each[0]
        )
    )  # fmt: skip
    yield from shared
