"""A statement as figures need it: days, codes and whole micrograms instead of texts. Pure."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from sarhad.figures.records import tidy
from sarhad.kernel import model, substances, units

SEIZURE, ITEM, SAMPLE, RESULT = "Seizure", "SeizedItem", "Sample", "LabResult"
COUNTED = (SEIZURE, ITEM, SAMPLE, RESULT)
PARENT = {ITEM: "seizure", SAMPLE: "item", RESULT: "sample"}
"""What each of them belongs to."""

MICRO = Decimal(10) ** 9  # micrograms in a kilogram: whole numbers add up the same in any order
MOST = 10**16  # micrograms of one item, ten thousand tonnes: more is a mistake, and would overflow a column
OFTEN = 2**31 - 1  # equal rows that one statement may stand for
UNGRADED = 99
UNKNOWN = "unknown"


class Values(NamedTuple):
    """What one statement says. Of a property with several values the least one, but all substances of a result."""

    parent: str = ""
    date: str = ""
    first: str = ""  # the days that the date may mean, as it is written: 2016-05 is all of May
    last: str = ""
    country: str = ""
    cause: str = ""
    operation: str = ""
    detained: int | None = None
    substance: str = ""  # code; a text that nobody knows begins with “~”; "" where it is goods, or not said
    ug: int | None = None  # micrograms; None: no amount, or one that cannot be converted
    amount: str = ""
    unit: str = ""  # code, or the text that is no unit


class Said(NamedTuple):
    """One statement that the reader sees: who says what about which entity."""

    ref: str
    entity: str
    owner: str
    stated: str
    grade: str  # "scheme code", or ""
    count: int
    schema: str
    values: Values


def said_of(kind: int, row: Sequence[Any]) -> Said:
    """From a line, see `settling.COLUMNS`."""
    entry, fragment, entity, owner, stated, grade, count, parent, *values = row
    contribution = entry if isinstance(entry, str) else bytes(entry).hex()
    above = "" if parent is None else parent if isinstance(parent, str) else bytes(parent).hex()
    of = entity if isinstance(entity, str) else bytes(entity).hex()
    ref = f"{contribution}.{fragment % 1024}"
    return Said(ref, of, owner, stated, grade, count, COUNTED[kind], Values(above, *values))


def values_of(schema: str, properties: Mapping[str, Sequence[str]]) -> Values:
    """Of a seizure, an item, a sample or a laboratory result."""
    values = model.present(schema, properties)  # type: ignore[arg-type]
    first = lambda name: min(values.get(name, ()), default="")
    parent = first(PARENT[schema]) if schema in PARENT else ""
    if schema == SEIZURE:
        day, last = span(first("date"))
        return Values(
            date=first("date"), first=day, last=last, country=first("country"), cause=first("cause"),
            operation=first("operation"), detained=whole(first("detained")),
        )  # fmt: skip
    if schema == ITEM:
        return _weighed(parent, substance_code(first("substance")), first("reportedAmount"), first("reportedUnit"))
    if schema == RESULT:
        day, last = span(first("date"))
        made = _weighed(parent, _found(values.get("substance", ())), first("netWeight"), first("netUnit"))
        return made._replace(date=first("date"), first=day, last=last)
    return Values(parent=parent)


def _weighed(parent: str, substance: str, amount: str, unit: str) -> Values:
    ug, known = micrograms(amount, unit)
    return Values(parent=parent, substance=substance, ug=ug, amount=amount, unit=known)


def _found(names: Sequence[str]) -> str:
    """What a laboratory found: a known substance before texts, of several the first by code."""
    codes = sorted(substance_code(name) for name in names)
    return next((code for code in codes if not code.startswith("~")), codes[0] if codes else "")


def substance_code(name: str) -> str:
    """The code of a substance; “~” and the text where nobody knows it."""
    if not name.strip():
        return ""
    known = substances.substance(name)
    return known.code if known else "~" + " ".join(name.casefold().split())


def group_of(code: str) -> str:
    """The substance group of a code."""
    known = substances.all_substances().get(code)
    return known.group.code if known else UNKNOWN


def micrograms(amount: str, unit: str) -> tuple[int | None, str]:
    """(micrograms, code of the unit); no micrograms where there is no amount or it cannot be converted."""
    known = units.unit(unit) if unit else None
    value = number(amount)
    converted = known.to_kilograms(str(value)) if known and value is not None else None
    ug = round(converted.amount * MICRO) if converted else None
    return (ug if ug is not None and ug <= MOST else None), known.code if known else unit.strip()


def kilograms(ug: int) -> Decimal:
    """Micrograms as kilograms, without superfluous zeros."""
    return tidy(Decimal(ug) / MICRO)


def number(text: str) -> Decimal | None:
    """A number of zero or more; None for what is none, or is beyond belief."""
    try:
        value = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() and 0 <= value < MOST else None


def whole(text: str) -> int | None:
    """A number of persons or things."""
    value = number(text)
    return int(value) if value is not None and value < 10**9 else None


def span(date: str) -> tuple[str, str]:
    """The first and the last day that a date may mean at its own precision; ("", "") for none."""
    day = date[:10]
    found = DAY.fullmatch(day)
    if not found:
        return "", ""
    year, month, known = found["year"], found["month"], found["day"]
    last = (
        calendar.monthrange(int(year), int(month or 12))[1]
        if "01" <= (month or "01") <= "12" and year > "0000"
        else 0
    )
    if not last or not "01" <= (known or "01") <= f"{last:02}":
        return "", ""
    return f"{year}-{month or '01'}-{known or '01'}", f"{year}-{month or '12'}-{known or f'{last:02}'}"


DAY = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")


def months_of(key: str) -> tuple[int, int]:
    """The first and last number of a line of a table by time: `2026-03`, or `2026`; "" is of no one month."""
    first, last = span(key)
    return (month_of(first, first), month_of(last, last)) if first else (0, 0 if not key else -1)


def month_of(first: str, last: str) -> int:
    """12 times the year, and the month from 0; 0 where the days are of several."""
    return int(first[:4]) * 12 + int(first[5:7]) - 1 if first and first[:7] == last[:7] else 0


def day_of(values: Values) -> int | None:
    """A number for the day; None where the date is not of one day."""
    return (
        datetime.date.fromisoformat(values.first).toordinal()
        if values.first and values.first == values.last
        else None
    )


def rank(grade: str) -> int:
    """How good a grade is, 0 for the best: the places of its signs in their own scheme, added. Ungraded is last.

    Grades of two schemes are never converted; where they meet, each stands by its place in its own.
    """
    _, _, code = grade.partition(" ")
    signs = code[:2].upper()
    return sum(_place(sign) for sign in signs) if len(signs) == 2 else UNGRADED


def _place(sign: str) -> int:
    if sign.isdigit():
        return int(sign) - 1
    return 3 if sign == "X" else ord(sign) - ord("A")
