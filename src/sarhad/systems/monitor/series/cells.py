"""What single cells of published tables say: numbers and marks instead of numbers, years, countries, labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from rigour.territories import lookup_territory

from sarhad.kernel import units
from sarhad.systems.monitor.places import countries
from sarhad.systems.monitor.places.queries import resolve

MARKS: dict[str, re.Pattern[str]] = {
    "dash": re.compile(r"[-–—−]+"),
    "poppy-free": re.compile(r"p[ -]?f|poppy[ -]?free"),
    "no-data": re.compile(r"\.{2,}|…|n\.?/?a\.?|null|nan|none|no data|not available|нет данных|н/д|x"),
    "part-of": re.compile(r"part of\b.*|входит в\b.*|в составе\b.*|included in\b.*"),
}
"""What stands in the place of a number and is none. Never zero."""
LESS = re.compile(r"(?:<|less than|fewer than|under|менее|меньше|до)\s*(.+)")
MORE = re.compile(r"(?:>|more than|over|at least|более|больше|свыше|не менее)\s*(.+)")
TOTAL = re.compile(r"(?P<of>.*?)[\s,:]*\b(?P<rounded>rounded )?(?:sub-?)?(?:total|итого|всего)\b[\s:]*(?P<rest>.*)")
FOOTNOTE = re.compile(r"\s+(?P<notes>[a-z](?:\s*,\s*[a-z])*)\s*$")
ESTIMATE = re.compile(r"\s*\(?\bbest estimate(?:,? (?P<rounded>rounded))?\b\)?\s*")
BOUND = re.compile(r"(?P<which>lower|upper|нижняя|верхняя)\s+(?:bound|граница)\b.*")
YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)(?:\s*[-–/]\s*(?:19|20)?\d\d)?(?!\d)")
DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)")
MOST = 1e15


class Number(NamedTuple):
    """What a cell says: a number, or bounds, or a mark that says why there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    flag: str = ""


EMPTY = Number(None, flag="blank")


def number(cell: Any, decimal: str = ".") -> Number | None:
    """None: the cell holds words that are no number and no known mark.

    Args:
        decimal: the sign before the decimals where thousands are grouped by the other one.
    """
    text = " ".join(str(cell).split()).strip()
    return _number(text, decimal) if text else EMPTY


@lru_cache(50_000)
def _number(text: str, decimal: str) -> Number | None:
    words = text.casefold().rstrip("*")
    for flag, pattern in MARKS.items():
        if pattern.fullmatch(words):
            return Number(None, flag=flag)
    if (found := LESS.fullmatch(words)) and (most := _plain(found[1], decimal)) is not None:
        return Number(None, high=most, flag="less-than")
    if (found := MORE.fullmatch(words)) and (least := _plain(found[1], decimal)) is not None:
        return Number(None, low=least, flag="more-than")
    value = _plain(words.removesuffix("%").strip(), decimal)
    return None if value is None else Number(value)


def mark(text: str) -> str:
    """What a column of marks says in the place of a number; "" where the number stands."""
    words = text.strip().casefold()
    if words in (*MARKS, "blank"):
        return words
    return next((flag for flag, pattern in MARKS.items() if pattern.fullmatch(words)), "")


def _plain(text: str, decimal: str) -> float | None:
    try:
        value = float(units.parse_number(text, "," if decimal == "," else "."))
    except (units.BadQuantity, ValueError, OverflowError):
        return None
    return value if value < MOST else None


def decimal_of(cells: Iterable[Any]) -> str:
    """The decimal sign of a table: a comma where some number can have it for nothing else."""
    said = {"," for cell in cells if re.fullmatch(r"\d+,(?:\d{1,2}|\d{4,})|0,\d+", str(cell).strip())}
    return "," if said else "."


def years(cell: Any) -> tuple[int, str]:
    """(year, the period as written where it is not just a year); (0, text) where no year stands there."""
    if isinstance(cell, date):
        return cell.year, cell.isoformat()[:10]
    text = " ".join(str(cell).split())
    if found := DAY.fullmatch(text):
        return int(found[3]), f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    found = YEARS.search(text)
    if not found:
        return 0, text[:40]
    return int(found["first"]), "" if text == found["first"] else text[:40]


@lru_cache(5_000)
def country(text: str) -> str:
    """ISO 3166-1 alpha-2 in lower case of a name or code; "" if nobody knows it."""
    words = " ".join(text.split())
    if known := countries.country(words):
        return known
    found = lookup_territory(words) if words else None
    if found is None and ", " in words:
        found = lookup_territory(words.partition(", ")[2])  # China, Hong Kong SAR
    return found.code.lower()[:2] if found and len(found.code) == 2 else ""


def region(country: str, text: str, settled: Mapping[tuple[str, str], str] | None = None) -> str:
    """ISO 3166-2 of a first-level division; "" if nobody knows it."""
    return resolve(country, text, "", settled).region


class Label(NamedTuple):
    """The first cell of a row, without what is printed beside the name."""

    name: str
    note: str = ""
    bound: str = ""  # low or high: the numbers are bounds of the row before
    total: bool = False
    rounded: bool = False


@lru_cache(20_000)
def label(text: str) -> Label:
    """`   Afghanistan (best estimate) b, c` is Afghanistan, with a note."""
    words = " ".join(text.split())
    if found := BOUND.fullmatch(words.casefold()):
        return Label("", bound="low" if found["which"] in ("lower", "нижняя") else "high")
    notes = []
    if found := FOOTNOTE.search(words):
        notes.append(found["notes"].replace(" ", ""))
        words = words[: found.start()]
    rounded = False
    if found := ESTIMATE.search(words):
        rounded = bool(found["rounded"])
        words = (words[: found.start()] + " " + words[found.end() :]).strip()
    total = TOTAL.fullmatch(words.casefold())
    if total:
        name = words[: len(total["of"])].strip() or words[len(words) - len(total["rest"]) :].strip()
        name = "" if name.casefold() == "rounded" else name
        rounded = rounded or words.casefold().startswith("rounded")
        return Label(name, "; ".join(notes), total=True, rounded=rounded)
    return Label(words, "; ".join(notes), rounded=rounded)


def age(text: str) -> str:
    """`15 – 64` as 15-64; other words as they are."""
    words = " ".join(text.split())
    return re.sub(r"\s*[-–—]\s*", "-", words)[:60]
