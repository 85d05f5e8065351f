"""Working days by country, and terms counted in them or in hours. Countries are two small letters, as in FtM."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from sarhad.kernel.data import table

if TYPE_CHECKING:
    from holidays import HolidayBase

LAST_MOMENT = time(23, 59, 59)
SATURDAY = 5  # of `date.weekday`


class Term(NamedTuple):
    """How long there is: hours by the clock, night and day, or whole working days after the first one."""

    hours: int = 0
    working_days: int = 0


def zone(country: str) -> ZoneInfo:
    """Where a country's days begin and end; UTC for one that the table lacks."""
    return ZoneInfo(table_of_zones().get(country.lower(), "UTC"))


@lru_cache(maxsize=1)
def table_of_zones() -> dict[str, str]:
    return dict(table("calendars")["zones"])


def is_working_day(day: date, country: str) -> bool:
    """Neither weekend nor holiday there; days that were moved to make up for one count."""
    known = _calendar(country.upper())
    return bool(known.is_working_day(day)) if known is not None else day.weekday() < SATURDAY


@lru_cache(maxsize=64)
def _calendar(country: str) -> HolidayBase | None:
    import holidays  # not needed by most commands

    try:  # not `list_supported_countries`: it loads every country's calendar, which takes a second
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


def add_working_days(day: date, count: int, country: str) -> date:
    """The day on which so many working days after `day` are over."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, country)
    return day


def last_day(start: datetime, term: Term, country: str) -> str:
    """When a term ends, as a record states it: a day of that country, or for a term in hours an instant in UTC."""
    if term.hours:
        return (start + timedelta(hours=term.hours)).astimezone(UTC).isoformat(timespec="seconds")
    return add_working_days(start.astimezone(zone(country)).date(), term.working_days, country).isoformat()


def due(start: datetime, term: Term, country: str) -> datetime:
    """The last moment of a term that began at `start` (aware) for an office of this country."""
    return deadline(last_day(start, term, country), country)


def deadline(text: str, country: str) -> datetime:
    """The last moment of a day (as that country lives it), or the instant itself; ISO 8601, UTC where it is silent.

    Raises:
        ValueError: neither.
    """
    if len(text) <= len("2026-11-21"):
        return datetime.combine(date.fromisoformat(text), LAST_MOMENT, zone(country))
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
