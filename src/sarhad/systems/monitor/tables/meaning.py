"""What a text of a table of seizures means; each is a pure function of the text and the kernel's tables.

The second value is what is wrong with it, a code of `words.FAULTS`, or "".
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sarhad.kernel import conversions, dates, substances, units
from sarhad.kernel.dates import DateError, Order
from sarhad.systems.monitor import words
from sarhad.systems.monitor.places import queries as places

NOBODY = frozenset(
    ("unknown", "not known", "n/a", "na", "-", "–", "—", "?", "неизвестно", "не известно", "нет данных")
)
Settled = Mapping[tuple[str, str], str]
"""What people decided about spellings of places, as `places` has it."""
MISSING, UNKNOWN, UNLISTED = "missing", "unknown", "unlisted"
YEARS = range(1900, 2200)


class Factor(NamedTuple):
    """Kilograms of one unit, with bounds, and the code of the rule; null and "" where nothing converts."""

    kg: float | None = None
    low: float | None = None
    high: float | None = None
    rule: str = ""


def tidy(text: str) -> str:
    return " ".join(text.split())


def country(text: str) -> tuple[str, str]:
    """ISO 3166-1 alpha-2 in lower case; `zz` for international waters."""
    text = tidy(text)
    if not text or text.casefold() in NOBODY:
        return "", ""
    found = places.country(text)
    return found, "" if found else UNKNOWN


def days(text: str, order: Order) -> tuple[str, str, str]:
    """(first day, last day, fault) as ISO; a month or a year alone is all of it."""
    text = tidy(text)
    if not text or text.casefold() in NOBODY:
        return "", "", MISSING
    try:
        parsed = dates.parse(int(text) if text.isdecimal() and len(text) == 5 else text, order)
    except DateError as error:
        return "", "", error.key if error.key in ("ambiguous", "range", "approximate", "order") else "unreadable"
    first, last = parsed.iso[:10], parsed.last[:10]
    if int(first[:4]) not in YEARS:
        return "", "", "unreadable"
    return _whole(first, 1), _whole(last, 0), ""


def _whole(iso: str, first: int) -> str:
    """The first or last day of a day, month or year."""
    year, month, day = (*map(int, iso.split("-")), 0, 0)[:3]
    month = month or (1 if first else 12)
    return date(year, month, day or (1 if first else calendar.monthrange(year, month)[1])).isoformat()


def substance(text: str) -> tuple[str, str, str]:
    """(code, group, fault)"""
    text = tidy(text)
    if not text or text.casefold() in NOBODY:
        return "", "unknown", MISSING
    known = substances.substance(text)
    return (known.code, known.group.code, "") if known else ("", "unknown", UNKNOWN)


def unit(text: str) -> tuple[str, str]:
    text = tidy(text)
    if not text:
        return "", MISSING
    known = units.unit(text)
    return (known.code, "") if known else ("", UNKNOWN)


def amount(text: str, decimal: str) -> tuple[float | None, str]:
    text = tidy(text)
    if not text or text.casefold() in NOBODY:
        return None, MISSING
    try:
        return float(units.parse_number(text, decimal or None)), ""  # type: ignore[arg-type]
    except units.BadQuantity as error:
        return None, error.key if error.key in ("ambiguous", "approximate", "range", "negative") else "unreadable"


def coded(field: str, text: str) -> tuple[str, str]:
    """A code of `monitor.words`; what nobody knows is `other`, and listed."""
    return words.code(field, text), "" if words.known(field, text) else UNLISTED


def factor(unit: str, substance: str, day: str) -> Factor:
    """By which rule one of this unit of this substance becomes kilograms."""
    known = conversions.factor(unit, substance, day) if unit else None
    return Factor(float(known.kg), float(known.low), float(known.high), known.rule) if known else Factor()


def place(country: str, region: str, place: str, settled: Settled) -> tuple[str, float | None, float | None, str]:
    """(ISO 3166-2 or "", latitude, longitude, exactness)"""
    found = places.resolve(country, region, place, settled)
    return found.region, found.lat, found.lon, found.exactness
