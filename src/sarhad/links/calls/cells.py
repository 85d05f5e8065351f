"""Single cells of operators' files: moments, times of day, durations, numbers, directions, kinds of service."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sarhad.kernel import dates, phones
from sarhad.kernel.dates import DateError, Order
from sarhad.links.calls.records import MEANS, MINUTES

Cell = str | date
EPOCH = date(1970, 1, 1).toordinal()
DAY = 24 * 3600
LONGEST = 31 * DAY  # no call lasts longer
WIDEST = 100  # characters of a moment or a duration; patterns are not let loose on more
YEARS = range(1990, 2100)  # of call records

MOMENT = re.compile(
    r"(?P<day>.*?[\d\w])[\sT,]+(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?)"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(?:([AaPp])\.?[Mm]\.?)?")
COMPACT = re.compile(r"(\d{8})[ T_-]?(\d{2})(\d{2})(\d{2})")
SHORT_YEAR = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{2})")
FIGURES = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}(?!\d)")
NUMBER = re.compile(r"\+?[\d\s().-]{5,22}")
WORDS = re.compile(
    r"(?:(\d+)\s*(?:h|ч)\w*\.?)?\s*(?:(\d+)\s*(?:m|м)\w*\.?)?\s*(?:(\d+)\s*(?:s|с)\w*\.?)?", re.IGNORECASE
)
FRACTION = re.compile(r"0?[.,]\d{3,}")


# When


def moment(cell: Cell, order: Order, zone: ZoneInfo | None) -> int | None:
    """Seconds from 1970-01-01 on the clock of the file; None: not a moment. A day alone is its midnight."""
    if isinstance(cell, date):
        return _instant(cell)
    text = cell.strip()
    if len(text) > WIDEST:
        return None
    if len(text) == 19 and text[10] in " T":
        day, clock = day_of(text[:10], order), clock_of(text[11:])
        return None if day is None or clock is None else day * DAY + clock
    if match := COMPACT.fullmatch(text):
        day, clock = day_of(match[1], "ymd"), clock_of(":".join(match.groups()[1:]))
        return None if day is None or clock is None else day * DAY + clock
    if match := MOMENT.fullmatch(text):
        day, clock = day_of(match["day"].rstrip(" ,T"), order), clock_of(match["time"])
        if day is None or clock is None:
            return None
        return _moved(day * DAY + clock, match["zone"], zone) if match["zone"] else day * DAY + clock
    return _serial(text) if FRACTION_OF_DAY.fullmatch(text) else _midnight(text, order)


FRACTION_OF_DAY = re.compile(r"\d{5}[.,]\d+")


def _instant(cell: date) -> int:
    seconds = (cell.toordinal() - EPOCH) * DAY
    return seconds + cell.hour * 3600 + cell.minute * 60 + cell.second if isinstance(cell, datetime) else seconds


def _midnight(text: str, order: Order) -> int | None:
    day = day_of(text, order)
    return None if day is None else day * DAY


def _serial(text: str) -> int | None:
    """A spreadsheet's own count of days."""
    days = float(text.replace(",", "."))
    if int(days) not in dates.EXCEL_SERIALS:
        return None
    return round((days + dates.EXCEL_EPOCH.toordinal() - EPOCH) * DAY)


def _moved(seconds: int, offset: str, zone: ZoneInfo | None) -> int:
    """From a moment that says how far it is from UTC to the clock of a zone; as given where none was chosen."""
    if zone is None:
        return seconds
    far = 0
    if offset[0] in "+-":
        digits = offset[1:].replace(":", "")
        far = (int(digits[:2]) * 3600 + int(digits[2:]) * 60) * (-1 if offset[0] == "-" else 1)
    there = datetime.fromtimestamp(seconds - far, zone).utcoffset()
    return seconds - far + int(there.total_seconds() if there else 0)


@lru_cache(maxsize=8192)
def day_of(text: str, order: Order) -> int | None:
    """A day from 1970-01-01; None: not a whole day of our time."""
    if match := SHORT_YEAR.fullmatch(text):
        text = f"{match[1]}.{match[3]}.20{match[4]}"
    if len(text) == 8 and text.isdecimal():
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    try:
        parsed = dates.parse(int(text) if len(text) == 5 and text.isdecimal() else text, order)
        day = date.fromisoformat(parsed.iso[:10])
    except (DateError, ValueError):
        return None
    return day.toordinal() - EPOCH if day.year in YEARS else None


@lru_cache(maxsize=131072)
def clock_of(text: str) -> int | None:
    """Seconds since midnight; None: not a time of day."""
    if FRACTION.fullmatch(text.strip()):
        return int(float(text.replace(",", ".")) * DAY + 0.5) % DAY
    match = TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if half := match[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "Pp" else 0)
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else None


def clock(cell: Cell) -> int | None:
    if isinstance(cell, datetime):
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    return 0 if isinstance(cell, date) else clock_of(cell) if len(cell) <= WIDEST else None


def day(cell: Cell, order: Order) -> int | None:
    """A day from 1970-01-01, of a column of dates; a time beside it does not matter."""
    if isinstance(cell, date):
        return cell.toordinal() - EPOCH
    text = cell.strip()
    if len(text) > WIDEST:
        return None
    found = day_of(text, order)
    if found is None and (whole := moment(text, order, None)) is not None:
        return whole // DAY
    return found


def order_shown(text: str) -> Order | None:
    """What a date in figures tells of its order: 25.01. is day first, 01/25 is month first."""
    match = FIGURES.match(text.strip())
    if match is None:
        return "ymd" if re.match(r"\d{4}[-./]", text.strip()) else None
    first, second = int(match[1]), int(match[2])
    return "dmy" if first > 12 else "mdy" if second > 12 else None


# How long


@lru_cache(maxsize=65536)
def _duration(text: str, unit: str) -> int | None:
    plain = text.replace(",", ".")
    if re.fullmatch(r"\d{1,9}(\.\d+)?", plain):
        found = round(float(plain) * (60 if unit == MINUTES else 1))
    elif match := re.fullmatch(r"(?:(\d+):)?(\d{1,4}):(\d{2})(?:\.\d+)?", plain):
        found = int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])
    elif (match := WORDS.fullmatch(plain)) and any(match.groups()):
        found = sum(int(part or 0) * size for part, size in zip(match.groups(), (3600, 60, 1), strict=True))
    else:
        return None
    return found if found <= LONGEST else None


def duration(cell: Cell, unit: str) -> int | None:
    """Seconds; -1: not said; None: not a duration."""
    if isinstance(cell, datetime):
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    if isinstance(cell, date):
        return None
    text = cell.strip()
    return -1 if not text else _duration(text, unit) if len(text) <= WIDEST else None


# Which number


@lru_cache(maxsize=64)
def _code(region: str | None) -> str:
    import phonenumbers

    return str(phonenumbers.country_code_for_region(region)) if region else ""


def number(text: str, region: str | None) -> str:
    """A number in E.164 where it is a valid one; else what stands there (a short code, a sender's name); "": none.

    Args:
        region: where national numbers are dialled, of `phones.dialling_region`.
    """
    plain = " ".join(text.split())[:60]
    figures = phones.no_marks(plain)
    if len(figures) < 5 or not figures.removeprefix("+").isdecimal():
        return "" if plain.strip("-–—.?*") == "" else plain
    code = _code(region)
    if code and figures.startswith(code) and len(figures) >= 11:
        found = phones.clean(f"+{figures}", None)
        if found:
            return found
    found = phones.clean(figures, region) or (phones.clean(f"+{figures}", None) if len(figures) > 9 else None)
    return found or figures


def looks_like_number(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(NUMBER.fullmatch(cell)) and 7 <= sum(map(str.isdecimal, cell)) <= 15


def looks_like_moment(cell: Cell) -> bool:
    """A day with a time of day, in one cell."""
    if isinstance(cell, date):
        return isinstance(cell, datetime)
    text = cell.strip()[: WIDEST + 1]
    return bool(MOMENT.fullmatch(text) and any(char.isdecimal() for char in text[:4])) or bool(
        COMPACT.fullmatch(text) and "19" <= text[:2] <= "20"
    )


# Which way, and what


INCOMING = re.compile(r"\bin\b|incom|входящ|\bвх\b|\bmtc?\b|terminat|receiv|принят|^i$|^←$", re.IGNORECASE)
OUTGOING = re.compile(
    r"\bout\b|outgo|исходящ|\bисх\b|\bmoc?\b|originat|dialled|sent|отправл|^o$|^→$", re.IGNORECASE
)
SERVICES = (
    ("message", re.compile(r"sms|mms|messag|смс|ммс|сообщ|\btext\b", re.IGNORECASE)),
    ("data", re.compile(r"gprs|internet|\bdata\b|интернет|передач\w* данн|lte|\bpdp\b|трафик", re.IGNORECASE)),
    (
        "call",
        re.compile(
            r"call|voice|звон|вызов|голос|разговор|телефон|\bm[ot]c\b|\bin\b|\bout\b|вх|исх|incom|outgo",
            re.IGNORECASE,
        ),
    ),
)  # fmt: skip


@lru_cache(maxsize=4096)
def _direction(text: str) -> str:
    incoming, outgoing = INCOMING.search(text), OUTGOING.search(text)
    return "" if bool(incoming) == bool(outgoing) else "in" if incoming else "out"


def direction(cell: Cell) -> str:
    """in, out, or "": it does not say."""
    return _direction(cell.strip()) if isinstance(cell, str) else ""


@lru_cache(maxsize=4096)
def means(text: str) -> int:
    """A place in MEANS; what says nothing is a call."""
    found = next((name for name, pattern in SERVICES if pattern.search(text)), "other" if text.strip() else "call")
    return MEANS.index(found)
