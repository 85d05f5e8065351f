"""How the columns of a published table are understood, and what could not be read of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

KINDS = ("totals", "prices", "cultivation", "users", "crimes")
"""Kinds of tables (StatisticalTable.tableType) whose rows are numbers and not single seizures."""

PLAIN = (
    "country", "region", "area", "year", "date", "substance", "family", "measure", "market", "sex", "age", "unit",
    "currency", "rate", "per", "purity", "flag", "note", "topic",
)  # fmt: skip
"""What a column may say about the numbers of its row. `rate`: dollars for one unit of the currency; `per`: the
amount that a price is for; `topic`: what kind of crime, as written; `flag`: a mark that tells that a number is
none."""
NUMBERS = ("value", "low", "high")
SETTINGS = ("year", "substance", "measure", "market", "sex", "age")
"""What the heading of a column of numbers may say of them: the role `value;year=2010;sex=f`."""
FIXED = ("country", "year", "substance", "measure", "market", "unit", "currency", "decimal")
"""What may be said once for a whole table, where no column says it."""

MEASURES: dict[str, tuple[str, ...]] = {
    "totals": ("kg", "seizures"),
    "prices": ("price",),
    "cultivation": ("hectares", "eradicated", "production"),
    "users": (
        "prevalence", "prevalence-life", "prevalence-month", "users", "treatment", "registered", "perception",
    ),
    "crimes": ("crimes", "offenders", "victims"),
}  # fmt: skip
"""What may be counted in a table of each kind; the first unless something says otherwise."""
MARKETS = ("farm", "wholesale", "retail")
MOST_COLUMNS = 1000
MOST_SHEETS = 100
SHEET = 1_000_000
"""Rows of the second sheet of a workbook are numbered from this, those of the third from twice this, and so on."""


class Grid(NamedTuple):
    """One sheet as it came: rows of cells with their numbers in the file, from 1."""

    name: str
    rows: list[tuple[int, list[Any]]]


@dataclass(frozen=True, slots=True)
class Part:
    """How one sheet is understood; a CSV or JSON file is one sheet."""

    sheet: int  # from 0
    header_row: int
    roles: tuple[str, ...]  # of each column: "", a name of PLAIN, or one of NUMBERS with settings
    headings: int = 1  # rows that the heading has
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def used(self) -> bool:
        return any(number_of(role) for role in self.roles)


@dataclass(frozen=True, slots=True)
class Columns:
    """How a file is understood; kept with the table as JSON, so that everybody reads the same."""

    kind: str
    parts: tuple[Part, ...]
    fixed: Mapping[str, str] = field(default_factory=dict)  # of FIXED, for what no column and no sheet says

    def as_dict(self) -> dict[str, Any]:
        parts = [
            {"sheet": each.sheet, "header_row": each.header_row, "headings": each.headings,
             "roles": list(each.roles), "fixed": dict(each.fixed)}
            for each in self.parts
        ]  # fmt: skip
        return {"kind": self.kind, "parts": parts, "fixed": dict(self.fixed)}

    @property
    def usable(self) -> bool:
        return any(each.used for each in self.parts)


def number_of(role: str) -> str:
    """`value`, `low` or `high` of a column of numbers, else ""."""
    name = role.partition(";")[0]
    return name if name in NUMBERS else ""


def settings_of(role: str) -> dict[str, str]:
    """What the heading says of the column's numbers."""
    pairs = (each.partition("=") for each in role.split(";")[1:])
    return {name: value for name, _sign, value in pairs if name in SETTINGS}


def role_of(name: str, **settings: str) -> str:
    said = [f"{key}={value}" for key in SETTINGS if (value := settings.get(key, "").replace(";", ",").strip())]
    return ";".join([name, *said])


def columns_of(given: object) -> Columns:
    """From JSON that somebody signed; what cannot be used is left out. Never raises."""
    told = given if isinstance(given, Mapping) else {}
    kind = told.get("kind")
    parts = [_part(each) for each in _list(told.get("parts"))[:MOST_SHEETS]]
    return Columns(
        kind if kind in KINDS else "totals", tuple(each for each in parts if each), _fixed(told.get("fixed"))
    )


def _part(given: object) -> Part | None:
    if not isinstance(given, Mapping):
        return None
    whole = {name: given.get(name, 1) for name in ("sheet", "header_row", "headings")}
    if not all(isinstance(each, int) and 0 <= each < SHEET for each in whole.values()):
        return None
    roles = tuple(_role(each) for each in _list(given.get("roles"))[:MOST_COLUMNS])
    return Part(whole["sheet"], whole["header_row"], roles, min(whole["headings"], 3), _fixed(given.get("fixed")))


def _role(given: object) -> str:
    text = str(given)[:300]
    return text if text in PLAIN or number_of(text) else ""


def _fixed(given: object) -> dict[str, str]:
    told = given if isinstance(given, Mapping) else {}
    return {name: str(told[name])[:100] for name in FIXED if told.get(name)}


def _list(given: object) -> list[Any]:
    return list(given) if isinstance(given, Sequence) and not isinstance(given, str) else []


class Fault(NamedTuple):
    """A row, or a cell of it, that could not be read as what it should be. The file keeps it."""

    row: int
    code: str  # of `words.FAULTS`
    value: str = ""
    sheet: str = ""

    @property
    def message(self) -> str:
        from sarhad.systems.monitor.series.words import fault

        return fault(self.code)


class Looked(NamedTuple):
    """What is guessed of a file, and what it begins with."""

    columns: Columns
    grids: list[Grid]

    def heading(self, part: Part) -> list[str]:
        """The texts over the columns of a sheet, of a heading of several rows each after the other."""
        texts = [""] * len(part.roles)
        for number, cells in self.grids[part.sheet].rows:
            if part.header_row <= number < part.header_row + part.headings:
                for n, cell in enumerate(cells[: len(texts)]):
                    texts[n] = f"{texts[n]} {cell}".strip()
        return texts

    def first(self, part: Part, size: int = 8) -> list[list[Any]]:
        """The first rows under the heading."""
        end = part.header_row + part.headings
        return [cells for number, cells in self.grids[part.sheet].rows if number >= end][:size]
