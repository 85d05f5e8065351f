"""Rows of one file as `reading.write` made it: what came beside what it was read as, counts, what is unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from django.utils import formats

from sarhad.kernel import conversions, display, substances, units
from sarhad.systems.monitor import words as codes
from sarhad.systems.monitor.places import queries as places
from sarhad.systems.monitor.places.names import NEAR
from sarhad.systems.monitor.places.words import EXACTNESS
from sarhad.systems.monitor.store.engine import ask
from sarhad.systems.monitor.store.records import SEIZURES
from sarhad.systems.monitor.tables.columns import CODED, COUNTRIES, FIELDS, Columns
from sarhad.systems.monitor.tables.words import FIELD_LABELS, Text, fault, field_of

MOST_UNKNOWN = 20  # names of one kind that are listed
FROM = "FROM read_parquet(?)"
KNOWN = frozenset(NEAR)
"""Countries whose regions are known: elsewhere no region is missing."""
PLACELESS = f"region = '' AND country IN ({', '.join(repr(code) for code in NEAR)})"
FAULT_OF = {"substance": "unknown", "unit": "unknown", "country": "unknown"}


class Pair(NamedTuple):
    """One field of a row: as it came, and what it was read as."""

    field: str
    label: Text
    written: str
    read: str
    fault: tuple[Text, Text] | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    values: Mapping[str, Any]  # by the names of SEIZURES
    cells: tuple[str, ...]  # as they came
    faults: tuple[str, ...]
    columns: Columns
    language: str = "en"

    @property
    def number(self) -> int:
        return int(self.values["row"])

    @property
    def substance(self) -> str:
        return substance(str(self.values["substance"]), self.language)

    @property
    def unit(self) -> str:
        return unit(str(self.values["unit"]), self.language)

    @property
    def country(self) -> str:
        return country(str(self.values["country"]), self.language)

    @property
    def regionless(self) -> bool:
        """Whether its country's regions are known, and not this row's."""
        return not self.values["region"] and self.values["country"] in KNOWN

    @property
    def rule(self) -> conversions.Rule | None:
        return conversions.rule(str(self.values["rule"]))

    def written(self, name: str) -> str:
        at = self.columns.places.get(name)
        return self.cells[at] if at is not None and at < len(self.cells) else ""

    def pairs(self) -> list[Pair]:
        """Every field that a column says, or that was said for the whole file."""
        names = [name for name in FIELDS if name in self.columns.places or getattr(self.columns, name, "")]
        wrong = {code.partition(":")[0]: fault(code) for code in self.faults}
        return [
            Pair(name, FIELD_LABELS[name], self.written(name), self.read(name), wrong.get(name)) for name in names
        ]

    def read(self, name: str) -> str:
        """What a field was read as, in words; "" where that is unknown."""
        value = self.values.get(name)
        if name == "date":
            first, last = self.values["day"], self.values["last"]
            return "" if first is None else f"{first}" if first == last else f"{first} – {last}"
        if name == "amount":
            return "" if value is None else number(value)
        if name == "region":
            exact = EXACTNESS.get(str(self.values["exactness"]), "")
            named = places.region_name(str(value), self.language)
            return f"{named} ({exact})" if value and exact else named if value else ""
        if name in ("country", *COUNTRIES):
            return country(str(value), self.language)
        if name in CODED:
            return codes.label(name, str(value), self.language) if value else ""
        if name in ("substance", "unit", "office"):
            return {"substance": self.substance, "unit": self.unit, "office": str(value)}[name]
        return self.written(name)

    def unread(self) -> list[tuple[str, str]]:
        """(heading, cell) of the columns that say nothing here."""
        read = set(self.columns.places.values())
        header = self.columns.header
        return [
            (header[n] if n < len(header) else str(n + 1), text)
            for n, text in enumerate(self.cells)
            if n not in read and text
        ]


def substance(code: str, language: str) -> str:
    known = substances.all_substances().get(code)
    return known.label(language) if known else ""


def unit(code: str, language: str) -> str:
    known = units.all_units().get(code)
    return known.label(language) if known else ""


def country(code: str, language: str) -> str:
    return display.country(code, language) if code else ""


def number(value: float) -> str:
    """Without an exponent or superfluous zeros."""
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    return formats.number_format(Decimal(text or "0"), use_l10n=True)


# Asking a file


class Found(NamedTuple):
    """A condition on rows, for SQL."""

    where: str = "true"
    params: tuple[Any, ...] = ()


def some(
    path: Path, columns: Columns, language: str, found: Found, tail: str = "ORDER BY row LIMIT 50"
) -> list[Row]:
    """Rows that fit, by their number unless `tail` says otherwise."""
    width = _width(path)
    names = [*(f'"{name}"' for name in SEIZURES), "faults", *(f"c{n}" for n in range(width))]
    sql = f"SELECT {', '.join(names)} {FROM} WHERE {found.where} {tail}"
    made = []
    for told in ask(sql, [str(path), *found.params]):
        values = dict(zip(SEIZURES, told, strict=False))
        faults = tuple(str(told[len(SEIZURES)]).split())
        made.append(Row(values, tuple(told[len(SEIZURES) + 1 :]), faults, columns, language))
    return made


def _width(path: Path) -> int:
    """How many columns the file that was read has."""
    sql = "SELECT COUNT(*) FROM parquet_schema(?) WHERE regexp_full_match(name, 'c[0-9]+')"
    return int(ask(sql, [str(path)])[0][0])


def count(path: Path, found: Found) -> int:
    return int(ask(f"SELECT COUNT(*) {FROM} WHERE {found.where}", [str(path), *found.params])[0][0])


# What it comes to


@dataclass(frozen=True, slots=True)
class Summary:
    """What a file comes to once it is read. Numbers of rows."""

    rows: int
    converted: int  # with a weight in kilograms
    unconverted: int  # with an amount that nothing converts
    unweighed: int  # without an amount
    placeless: int  # without a region, in countries whose regions are known
    dayless: int
    equal: int  # beyond the first of their groups
    groups: int
    kg: float
    first: str
    last: str
    faults: tuple[tuple[str, int], ...]  # (code, rows), most frequent first
    unknown: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)  # by field, as written

    @property
    def faulty(self) -> list[tuple[str, Text, Text, Text, int]]:
        """(code, field, what is wrong, remedy, rows)"""
        return [(code, field_of(code), *fault(code), n) for code, n in self.faults]


def summary(path: Path, columns: Columns) -> Summary:
    sql = (
        "SELECT COUNT(*), COUNT(kg), COUNT(amount) - COUNT(kg), COUNT(*) - COUNT(amount),"
        f" COUNT(*) FILTER ({PLACELESS}), COUNT(*) - COUNT(day), COUNT(*) FILTER (nth > 0),"
        f" COUNT(*) FILTER (nth = 1), COALESCE(SUM(kg), 0), MIN(day)::VARCHAR, MAX(last)::VARCHAR {FROM}"
    )
    told = ask(sql, [str(path)])[0]
    faults = ask(
        "SELECT code, COUNT(*) AS n FROM"  # noqa: S608
        f" (SELECT unnest(string_split(faults, ' ')) AS code {FROM} WHERE faults <> '')"
        " GROUP BY code ORDER BY n DESC, code",
        [str(path)],
    )  # fmt: skip
    return Summary(*told[:9], told[9] or "", told[10] or "", tuple(faults), _unknown(path, columns))


def _unknown(path: Path, columns: Columns) -> dict[str, tuple[tuple[str, int], ...]]:
    found = {}
    for name, code in FAULT_OF.items():
        if name in columns.places:
            where = f"contains(' ' || faults || ' ', ' {name}:{code} ')"
            found[name] = _named(path, f"c{columns.places[name]}", where)
    found["place"] = _named(
        path, "concat_ws(', ', nullif(country, ''), nullif(place, ''))", f"{PLACELESS} AND place <> ''"
    )
    return {name: names for name, names in found.items() if names}


def _named(path: Path, what: str, where: str) -> tuple[tuple[str, int], ...]:
    sql = f"SELECT {what} AS said, COUNT(*) AS n {FROM} WHERE {where} GROUP BY said ORDER BY n DESC, said LIMIT ?"
    return tuple(ask(sql, [str(path), MOST_UNKNOWN]))


def by(path: Path, column: str, most: int = 300) -> list[tuple[str, int]]:
    """(code, rows), most frequent first; of `country` or `substance`."""
    assert column in ("country", "substance")
    grouped = f"WHERE {column} <> '' GROUP BY {column} ORDER BY n DESC, {column} LIMIT ?"
    sql = f"SELECT {column}, COUNT(*) AS n {FROM} {grouped}"
    return ask(sql, [str(path), most])


def within(numbers: Sequence[int]) -> Found:
    """These rows."""
    return Found("row IN (SELECT unnest(?))", ([*numbers],))
