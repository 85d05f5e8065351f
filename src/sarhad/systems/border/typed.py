"""What an officer types on a page, as the values that a form keeps, and back.

What cannot be read is kept as it was typed: the form's own rules then say what is wrong with it, and the page shows
it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from sarhad.kernel import dates
from sarhad.kernel.units import BadQuantity, parse_number

OPEN = "?"  # stands for a part of a moment or a position that was left empty
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
CLOCK = re.compile(r"(\d{1,2})[:.\-h ]?(\d\d)(?:[:.](\d\d)(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
SEVERAL = frozenset({"select-multiple", "rank"})


class Given(Protocol):
    """The fields of a page: a QueryDict."""

    def get(self, name: str, default: str = "") -> str | None: ...
    def getlist(self, name: str) -> Sequence[str]: ...


def typed(kind: str, appearance: str, name: str, given: Given) -> str:
    """The value of one question from the fields of its page; `name` is its path."""
    if kind in SEVERAL:
        return " ".join(dict.fromkeys(each for each in given.getlist(name) if each))
    if kind == "datetime":
        return moment(*(_text(given, f"{name}|{part}") for part in "dtz"))
    if kind == "geopoint":
        return position(*(_text(given, f"{name}|{part}") for part in "xy"))
    read = READERS.get(kind, str)
    text = _text(given, name)
    return _day(text, appearance) if kind == "date" else read(text)


def _text(given: Given, name: str) -> str:
    return (given.get(name, "") or "").replace("\r\n", "\n").strip()


def whole(text: str) -> str:
    plain = re.sub(r"[\s\u00a0\u202f']", "", text)
    return str(int(plain)) if re.fullmatch(r"[+-]?[0-9]{1,18}", plain) else text


def number(text: str) -> str:
    """`12,4` becomes `12.4`."""
    sign, plain = ("-", text[1:]) if text.startswith(("-", "−")) else ("", text)
    try:
        return sign + parse_number(plain) if plain else ""
    except BadQuantity:
        return text


def _day(text: str, appearance: str) -> str:
    """ISO 8601. A form that asks for a month or a year keeps its first day, as its clients do."""
    try:
        found = dates.parse(text, "dmy").iso if text else ""
    except dates.DateError:
        return text
    if len(found) < 10 and re.search(r"\b(month-)?year\b", appearance):
        found = f"{found}-01-01"[:10]
    return found if len(found) == 10 or not found else text


def clock(text: str) -> str:
    """`6:40`, `06.40` or `640` become `06:40:00`; the zone of a clock that a client sent is left out."""
    found = CLOCK.fullmatch(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return text
    return f"{int(found[1]):02d}:{found[2]}:{found[3] or '00'}"


def moment(day: str, time: str, zone: str) -> str:
    """A date, a time of day and its zone as one value; parts that are missing stay open."""
    day, time = _day(day, ""), clock(time)
    if not (day or time):
        return ""
    whole = re.fullmatch(r"\d{4}-\d\d-\d\d", day) and re.fullmatch(r"\d\d:\d\d:\d\d", time)
    return f"{day}T{time}.000{zone}" if whole else f"{day or OPEN} {time or OPEN} {zone or OPEN}"


def moment_parts(value: str) -> tuple[str, str, str]:
    """(date, time, zone) of such a value, or of one that a client sent."""
    if found := MOMENT.fullmatch(value):
        return found[1], found[2], "+00:00" if found[3] == "Z" else found[3] or ""
    return _parts(value, 3)


def position(north: str, east: str) -> str:
    """Degrees as `north east 0 0`, as clients write them."""
    if not (north or east):
        return ""
    return f"{number(north) or OPEN} {number(east) or OPEN} 0 0"


def position_parts(value: str) -> tuple[str, str]:
    north, east, *_ = _parts(value, 2)
    return north, east


def _parts(value: str, most: int) -> tuple[str, ...]:
    found = [part.replace(OPEN, "") for part in value.split()[:most]]
    return (*found, *[""] * (most - len(found)))


READERS: Mapping[str, Callable[[str], str]] = {
    "integer": whole, "decimal": number, "range": number, "time": clock,
}  # fmt: skip
