"""Instants of people in several time zones: typed as the clock of a place shows, kept with their offset."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from sarhad.kernel import dates
from sarhad.kernel.calendars import table_of_zones, zone

HOUR = timedelta(hours=1)
DAY = "2026-11-21"
YEARS = range(1900, 2200)
"""A record of another year is in error, and so near the ends of the calendar that no zone can be applied to it."""

MESSAGES = {
    **dates.MESSAGES,
    "skipped": "The clocks there go forward: %(text)s does not exist. Give a time before or after.",
    "twice": "The clocks there go back: %(text)s comes twice. Add the offset, such as %(text)s %(offset)s.",
    "no_day": "“%(text)s” names no day. Write it like 14.04.2026 18:00.",
}


@cache
def zones() -> tuple[str, ...]:
    """Names of the zones that can be chosen: of the states in the calendar table, and UTC."""
    return ("UTC", *sorted({*table_of_zones().values()}))


@lru_cache(maxsize=1024)
def named(name: str, country: str = "") -> ZoneInfo:
    """A zone by its name; where that is none of ours, the country's."""
    return ZoneInfo(name) if name in zones() else zone(country)


def typed(text: str, where: ZoneInfo, *, last: bool = False) -> datetime:
    """The instant that somebody means who reads the clocks there.

    Args:
        text: day first; with an offset it is that instant wherever it is typed.
        last: of a day without a time, its end is meant, not its beginning.

    Raises:
        dates.DateError: no one instant; `MESSAGES` has the words.
    """
    parsed = dates.parse(text, "dmy")
    if parsed.precision in ("year", "month"):
        raise dates.DateError("no_day", text=text.strip())
    given = parsed.iso
    if parsed.precision == "day" and ":" in text:  # `dates` holds midnight for no time
        return _local(datetime.fromisoformat(given), where)
    if len(given) == len(DAY):
        return _day(date.fromisoformat(given), where, last)
    at = datetime.fromisoformat(given)
    return at if at.tzinfo else _local(at, where)


def _local(at: datetime, where: ZoneInfo) -> datetime:
    first, second = at.replace(tzinfo=where, fold=0), at.replace(tzinfo=where, fold=1)
    if first.astimezone(UTC).astimezone(where).replace(tzinfo=None) != at:
        raise dates.DateError("skipped", text=f"{at:%d.%m.%Y %H:%M}")
    if first.utcoffset() != second.utcoffset():
        offset = first.isoformat()[-6:]
        raise dates.DateError("twice", text=f"{at:%d.%m.%Y %H:%M}", offset=offset)
    return _fixed(first)


def _day(day: date, where: ZoneInfo, last: bool) -> datetime:
    """Its beginning, or its end, which is the beginning of the next."""
    return _fixed(datetime.combine(day + timedelta(days=last), time(), where))


def _fixed(at: datetime) -> datetime:
    """With a plain offset: Python compares two instants of one zone by what the clocks show, summer time or not."""
    return at.astimezone(timezone(at.utcoffset() or timedelta()))


def written(at: datetime) -> str:
    """As a record holds it, with its offset.

    Midnight is written with an offset one hour further east, since cleaning holds a time of 00:00 for none.
    """
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        at = at.astimezone(timezone((at.utcoffset() or timedelta()) + HOUR))
    return at.isoformat(timespec="seconds" if at.second else "minutes")


def read(text: str, where: ZoneInfo, *, last: bool = False) -> datetime | None:
    """The instant that a record holds; None if it holds none. A day begins and ends as it does there."""
    try:
        if len(text) <= len(DAY):
            at = _day(date.fromisoformat(text), where, last)
        else:
            at = datetime.fromisoformat(text)
            at = at if at.tzinfo else _fixed(at.replace(tzinfo=where))
    except (ValueError, OverflowError):
        return None
    return at if at.year in YEARS else None
