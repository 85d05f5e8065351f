"""Dates as people write them, turned into ISO 8601 text at their own precision; never a guess.

Month names and other words stand in `data/dates.yml`. What cannot be read with certainty is refused with a
reason that a caller can translate: `MESSAGES[error.key] % error.values`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from sarhad.kernel.data import table

Order = Literal["dmy", "mdy", "ymd"]
Calendar = Literal["gregorian", "solar-hijri"]
Precision = Literal["year", "month", "day", "time"]

YEARS = {"gregorian": range(1600, 2200), "solar-hijri": range(1200, 1500)}
EXCEL_EPOCH = datetime(1899, 12, 30)
EXCEL_SERIALS = range(10_000, 80_000)  # 1927 to 2119; smaller numbers are years or mistakes
SOLAR_HIJRI_EPOCH = date(622, 3, 21).toordinal()

MESSAGES = {
    "empty": "There is no date.",
    "ambiguous": "“%(text)s” can be %(first)s or %(second)s. Say which order the file uses.",
    "approximate": "“%(text)s” is not sure. Give the part that is sure, or leave it empty and add a note.",
    "range": "“%(text)s” names more than one date. Give the first and the last in fields of their own.",
    "serial": "“%(text)s” is a spreadsheet's day number. Format the column as a date.",
    "short_year": "“%(text)s” has a year of two digits. Write all four.",
    "year": "“%(text)s”: the year %(year)s is outside %(first)s to %(last)s.",
    "month": "“%(text)s” has no month that exists.",
    "day": "“%(text)s” is a day that does not exist.",
    "order": "“%(text)s” is not written year, month, day, as the file declares.",
    "calendar": "“%(text)s” belongs to another calendar. Write it in ours, or say which calendar the file uses.",
    "unreadable": "“%(text)s” is not a date. Write it like 1983-04-14, 1983-04 or 1983.",
}


class Parsed(NamedTuple):
    """A date at its own precision. `last` differs from `iso` only where a year or month of another calendar
    spans two of ours: Solar Hijri 1403 runs from 2024 into 2025."""

    iso: str  # "1983", "1983-04", "1983-04-14", "1983-04-14T12:30"
    precision: Precision
    last: str


class DateError(ValueError):
    """Why a date was refused: a key of `MESSAGES` and the values for it; `text` is the date as given."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = {"text": "", **values}

    def __str__(self) -> str:
        return MESSAGES[self.key] % self.values


class BadDate(DateError):
    """Not one date that exists."""


class AmbiguousDate(DateError):
    """3 April or 4 March: `readings` has both, day first, then month first."""

    def __init__(self, readings: tuple[str, str]) -> None:
        super().__init__("ambiguous", first=readings[0], second=readings[1])
        self.readings = readings


_TABLE = table("dates")
_MONTHS: dict[str, tuple[str, int]] = {
    spelling: (calendar, number)
    for calendar, months in _TABLE["months"].items()
    for number, spellings in months.items()
    for spelling in spellings.split()
}
_FILLERS, _APPROXIMATE, _RANGES = (frozenset(_TABLE[name].split()) for name in ("fillers", "approximate", "ranges"))
_TIME = re.compile(
    r"(?:[t,]| )\s*(?P<hour>\d{1,2}):(?P<rest>[0-5]\d(?::[0-5]\d)?)(?:\.\d+)?"
    r"\s*(?P<half>[ap]m)?\s*(?P<zone>z|[+-]\d{2}:?\d{2})?$"
)
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = re.compile(r"[\s.,/'’–—-]*")
_PERSIAN = str.maketrans("يك", "یک")


def parse(value: str | int | float | date, order: Order | None = None, calendar: Calendar = "gregorian") -> Parsed:
    """The date that a cell or field holds, always in the Gregorian calendar.

    `order` is what the file declares for dates such as 03/04/1983; dates with the year first need none.
    `calendar` says how texts and years are counted; a spreadsheet's own dates and serial numbers are
    instants and Gregorian whatever it says. A time of midnight counts as none: spreadsheets add it to every
    date. Raises `AmbiguousDate` or `BadDate`.
    """
    try:
        if isinstance(value, date):
            return _instant(value)
        if isinstance(value, (int, float)):
            return _number(value, order, calendar)
        return _text(_tidy(value), order, calendar)
    except DateError as error:
        error.values["text"] = str(value).strip()
        raise


def from_solar_hijri(year: int, month: int, day: int) -> date:
    """The Gregorian date of a Solar Hijri one; years 1200 to 1499.

    Leap years by the 33-year cycle, which agrees with the astronomical calendar for these years. Months 1 to 6
    have 31 days, 7 to 11 have 30, the last 29 or 30. Raises ValueError for days that do not exist.
    """
    if not (1 <= month <= 12 and 1 <= day <= solar_hijri_month_days(year, month)):
        raise ValueError("no such day")
    leaps = (8 * year + 21) // 33
    before = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return date.fromordinal(SOLAR_HIJRI_EPOCH + 365 * (year - 1) + leaps + before + day - 1)


def solar_hijri_month_days(year: int, month: int) -> int:
    """How many days a month of the Solar Hijri calendar has."""
    leap = (25 * year + 11) % 33 < 8
    return 31 if month <= 6 else 30 if month <= 11 or leap else 29


def _instant(value: date) -> Parsed:
    """A spreadsheet's own date."""
    if isinstance(value, datetime) and value.time() != time(0):
        iso = value.isoformat(timespec="seconds")
        return Parsed(iso, "time", iso)
    iso = f"{value:%Y-%m-%d}"
    return Parsed(iso, "day", iso)


def _number(value: float, order: Order | None, calendar: Calendar) -> Parsed:
    """A cell's number: Excel's days since 1900, or a year."""
    if not math.isfinite(value):
        raise BadDate("empty")
    if int(value) in EXCEL_SERIALS:
        return _instant(EXCEL_EPOCH + timedelta(days=int(value), seconds=round(value % 1 * 86_400)))
    if value != int(value):
        raise BadDate("unreadable")
    return _text(str(int(value)), order, calendar)


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().translate(_PERSIAN)
    digits = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    return " ".join("".join(digits).split())


def _text(text: str, order: Order | None, calendar: Calendar) -> Parsed:
    found = _TIME.search(text)
    if not found:
        return _day(text, order, calendar)
    parsed = _day(text[: found.start()], order, calendar)
    clock = _clock(int(found["hour"]), found["rest"], found["half"])
    if not clock.strip(":0"):
        return parsed
    if parsed.precision != "day":
        raise BadDate("unreadable")
    iso = f"{parsed.iso}T{clock}{(found['zone'] or '').upper()}"
    return Parsed(iso, "time", iso)


def _clock(hour: int, rest: str, half: str | None) -> str:
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23:
        raise BadDate("unreadable")
    return f"{hour:02}:{rest}"


def _day(text: str, order: Order | None, calendar: Calendar) -> Parsed:
    """A tidy text without a time."""
    named, numbers = _parts(text, calendar)
    year, rest, year_first = _year_and_rest(numbers, named, calendar)
    candidates = _candidates(named, rest, year_first, order)
    readings = [_read(year, month, day, calendar) for month, day in candidates]
    valid = list(dict.fromkeys(reading for reading in readings if reading))
    if not valid:
        raise BadDate("day" if any(month <= 12 for month, _ in candidates) else "month")
    if len(valid) > 1:
        raise AmbiguousDate((valid[0].iso, valid[1].iso))
    return valid[0]


def _parts(text: str, calendar: Calendar) -> tuple[int, list[str]]:
    """The month, if it is named (else 0), and the numbers of a date."""
    tokens = _TOKEN.findall(text)
    words = [token for token in tokens if not token.isdecimal() and token not in _FILLERS]
    named = [_MONTHS[word] for word in words if word in _MONTHS]
    _refuse(text, [word for word in words if word not in _MONTHS])
    if len(named) > 1 or not _BETWEEN.fullmatch(_TOKEN.sub("", text)):
        raise BadDate("range" if len(named) > 1 else "unreadable")
    if named and named[0][0] != calendar:
        raise BadDate("calendar", calendar=calendar)
    return named[0][1] if named else 0, [token for token in tokens if token.isdecimal()]


def _refuse(text: str, strange: list[str]) -> None:
    """Says what words that are no month mean for a date."""
    if not text:
        raise BadDate("empty")
    if "?" in text or "~" in text or not _APPROXIMATE.isdisjoint(strange):
        raise BadDate("approximate")
    if strange:
        raise BadDate("unreadable" if _RANGES.isdisjoint(strange) else "range")


def _year_and_rest(numbers: list[str], named: int, calendar: Calendar) -> tuple[int, list[int], bool]:
    """The year, the other numbers, and whether the year came first."""
    if len(numbers) == 1 and len(numbers[0]) == 8 and int(numbers[0][:4]) in YEARS[calendar]:
        numbers = [numbers[0][:4], numbers[0][4:6], numbers[0][6:]]
    years = [number for number in numbers if len(number) == 4]
    rest = [int(number) for number in numbers if len(number) < 3]
    if not years and len(rest) == len(numbers) == 3 - bool(named):
        raise BadDate("short_year")
    if len(numbers) == 1 and len(numbers[0]) == 5 and int(numbers[0]) in EXCEL_SERIALS:
        raise BadDate("serial")
    if len(years) > 1 or (years and not named and len(rest) == 1 and rest[0] > max(12, int(years[0][2:]))):
        raise BadDate("range")
    if not years or len(rest) + 1 < len(numbers) or len(rest) > 2 - bool(named):
        raise BadDate("unreadable")
    return _possible(int(years[0]), calendar), rest, numbers[0] == years[0]


def _possible(year: int, calendar: Calendar) -> int:
    if year in YEARS[calendar]:
        return year
    if any(year in years for years in YEARS.values()):
        raise BadDate("calendar", calendar=calendar)
    raise BadDate("year", year=str(year), first=str(YEARS[calendar][0]), last=str(YEARS[calendar][-1]))


def _candidates(named: int, rest: list[int], year_first: bool, order: Order | None) -> list[tuple[int, int]]:
    """The months and days that the numbers beside the year can mean; 0 is not known, as registries write it."""
    if len(rest) < 2:
        number = rest[0] if rest else 0
        return [(named, number)] if named else [(number, 0)]
    first, second = rest
    if year_first:
        return [(first, second)]
    if order == "ymd":
        raise BadDate("order", order=order)
    readings = {"dmy": (second, first), "mdy": (first, second)}
    return [readings[order]] if order else list(readings.values())


def _read(year: int, month: int, day: int, calendar: Calendar) -> Parsed | None:
    """One reading; None if there is no such day."""
    if month > 12 or (day and not month):
        return None
    precision: Precision = "day" if day else "month" if month else "year"
    try:
        first, last = _span(year, month, day, calendar)
    except ValueError:
        return None
    length = {"year": 4, "month": 7, "day": 10}[precision]
    return Parsed(first.isoformat()[:length], precision, last.isoformat()[:length])


def _span(year: int, month: int, day: int, calendar: Calendar) -> tuple[date, date]:
    """The first and last day that can be meant, in the Gregorian calendar."""
    if calendar == "gregorian":
        start = date(year, month or 1, day or 1)
        return start, start  # within one year or month, which is all that the precision keeps
    start = from_solar_hijri(year, month or 1, day or 1)
    end = month or 12
    return start, from_solar_hijri(year, end, day or solar_hijri_month_days(year, end))
