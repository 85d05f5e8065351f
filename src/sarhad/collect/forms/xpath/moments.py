"""Dates and times in expressions. They compare and calculate as days since 1970-01-01, in local time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names
from django.conf import settings
from django.utils import timezone as zones

EPOCH = date(1970, 1, 1)
_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_TIME = re.compile(r"(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?", re.IGNORECASE)

Moment = date  # or datetime, which is one


def local() -> tzinfo:
    return zones.get_current_timezone() if settings.configured else datetime.now().astimezone().tzinfo or UTC


def now() -> datetime:
    return datetime.now(local())


def today() -> date:
    return now().date()


def read_date(text: str) -> date | None:
    """A date, or a date and time if the text has one; None if it is neither."""
    day, separator, rest = text.partition("T" if "T" in text else " ")
    found = _DATE.fullmatch(day.strip())
    if not found:
        return None
    try:
        plain = date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
    if not separator:
        return plain
    clock = read_time(rest)
    return datetime.combine(plain, clock) if clock else None


def read_time(text: str) -> time | None:
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    hour, minute, second, fraction, zone = found.groups()
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        return time(int(hour), int(minute), int(second or 0), micro, _zone(zone))
    except ValueError:
        return None


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(ahead if text[0] == "+" else -ahead)


def wall(moment: datetime) -> datetime:
    """The local clock at that moment, without its zone."""
    try:
        return moment.astimezone(local()).replace(tzinfo=None) if moment.tzinfo else moment
    except OverflowError:  # the first and the last day of the calendar
        return moment.replace(tzinfo=None)


def days(moment: date) -> float:
    """Days since 1970-01-01, with a fraction for the time of day."""
    if not isinstance(moment, datetime):
        return float((moment - EPOCH).days)
    clock = wall(moment)
    return (clock.date() - EPOCH).days + fraction(clock.time())


def utc_days(moment: date) -> float:
    """Days since 1970-01-01T00:00Z, the same in every zone."""
    clock = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    try:
        return (clock if clock.tzinfo else clock.replace(tzinfo=local())).timestamp() / 86_400
    except (OverflowError, ValueError, OSError):
        return days(moment)


def fraction(clock: time) -> float:
    """The part of the day that has passed."""
    seconds = clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1_000_000
    return seconds / 86_400


def from_days(count: float) -> datetime | None:
    try:
        return datetime.combine(EPOCH, time()) + timedelta(days=count)
    except (OverflowError, ValueError):
        return None


def written(moment: date) -> str:
    """ISO 8601, with milliseconds and the zone as clients write them."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    aware = moment if moment.tzinfo else moment.replace(tzinfo=local())
    return aware.isoformat(timespec="milliseconds")


@lru_cache(maxsize=50)
def _names(lang: str) -> tuple[dict[int, str], dict[int, str]]:
    """Short names of months (from 1) and weekdays (Monday is 0)."""
    try:
        locale = Locale.parse(lang.replace("-", "_") or "en")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return dict(get_month_names("abbreviated", locale=locale)), dict(get_day_names("abbreviated", locale=locale))


def shown(moment: date, pattern: str, lang: str = "") -> str:
    """`format-date`: %Y %y %m %n %b %d %e %a, and %H %h %M %S %3 of the time."""
    clock = wall(moment) if isinstance(moment, datetime) else datetime.combine(moment, time())
    parts = {
        **{"Y": f"{clock.year:04}", "y": f"{clock.year % 100:02}", "m": f"{clock.month:02}", "n": f"{clock.month}"},
        **{"d": f"{clock.day:02}", "e": f"{clock.day}", "H": f"{clock.hour:02}", "h": f"{clock.hour}"},
        **{"M": f"{clock.minute:02}", "S": f"{clock.second:02}", "3": f"{clock.microsecond // 1000:03}"},
        **{"%": "%", "j": f"{clock.timetuple().tm_yday:03}", "W": f"{clock.isocalendar().week:02}"},
    }
    months, weekdays = _names(lang)
    parts |= {"b": months[clock.month], "a": weekdays[clock.weekday()]}
    return re.sub(r"%(.)", lambda found: parts.get(found[1], found[0]), pattern, flags=re.DOTALL)
