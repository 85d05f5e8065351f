"""What is asked of the monitor, and what it answers with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sarhad.kernel.claim import Handling

MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
CODE = re.compile(r"[\w.:-]{1,64}")
MOST = 100  # values of one filter
ONCE = ("", "all", "none")
"""How equal rows count: as people decided, all of them once, or as reported."""


@dataclass(frozen=True, slots=True)
class Where:
    """Which seizures are meant. Months are inclusive, "" is open; a filter without values filters nothing.

    Countries are ISO 3166-1 codes in lower case, regions ISO 3166-2; `substance` holds codes of substances or of
    groups and means everything below them; the others hold codes of `monitor.words`.
    """

    since: str = ""  # "2016-01"
    until: str = ""
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    substance: tuple[str, ...] = ()
    transport: tuple[str, ...] = ()
    concealment: tuple[str, ...] = ()
    premises: tuple[str, ...] = ()
    cause: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    departure: tuple[str, ...] = ()
    transit: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    source: tuple[str, ...] = ()  # ids of tables, or "cases"
    once: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Where:
        """From the fields of an address (a QueryDict); what cannot be read asks for nothing. Never raises."""
        found: dict[str, Any] = {
            name: month for name in ("since", "until") if (month := month_of(str(given.get(name, "")), name))
        }
        getlist = getattr(given, "getlist", lambda name: [given[name]] if name in given else [])
        for name in FILTERS:
            values = dict.fromkeys(str(each) for each in getlist(name)[:MOST] if CODE.fullmatch(str(each)))
            if values:
                found[name] = tuple(sorted(values))
        once = str(given.get("once", ""))
        return cls(**found, once=once if once in ONCE else "")

    def pairs(self) -> list[tuple[str, str]]:
        """Its fields as an address holds them, always in the same order."""
        found = [(name, getattr(self, name)) for name in ("since", "until")]
        found += [(name, value) for name in FILTERS for value in getattr(self, name)]
        return [pair for pair in (*found, ("once", self.once)) if pair[1]]

    def query(self) -> str:
        return urlencode(self.pairs())

    def but(self, **changed: Any) -> Where:
        return replace(self, **changed)


FILTERS = tuple(each.name for each in fields(Where) if each.name not in ("since", "until", "once"))


def month_of(text: str, name: str = "since") -> str:
    """ "2016-01" of itself, or of a year: its first month, or its last one for `until`. "" for anything else."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{4}", text):
        text += "-12" if name == "until" else "-01"
    return text if MONTH.fullmatch(text) and text >= "0001" else ""


def number_of(month: str) -> int:
    """12 times the year and the month from 0, as the column `month` has it."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def month_named(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


class Table(NamedTuple):
    """An answer: rows of values under the names of their columns."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Source(NamedTuple):
    """A published table as far as the reader sees it, or the cases."""

    id: str  # of the table's entity; "cases"
    name: str
    kind: str  # of StatisticalTable.tableType
    fragment: int = 0
    publisher: str = ""
    missing: str = ""  # what it leaves out, in words
    lacks: tuple[str, ...] = ()  # the same, as codes of substances
    start: str = ""
    stop: str = ""
    rows: int = 0
    licence: str = ""
    link: str = ""
    published: str = ""
    public: bool = False  # everyone may read it
    waiting: bool = False  # its file is not read yet, so that no answer holds its rows
    fault: str = ""  # why its file could not be read
    file: str = ""  # what its file is called, see `files`
    owner: str = ""  # the office that signed it
    held: bool = False  # the reader's own
    handling: Handling = Handling()


class Lack(NamedTuple):
    """What a table leaves out of what is asked for."""

    source: Source
    substance: str  # code of a substance or group


class Coverage(NamedTuple):
    """Who reported anything of the time asked for, and who nothing."""

    reported: tuple[str, ...]
    silent: tuple[str, ...]


class Observation(NamedTuple):
    """One published number."""

    source: str
    row: int
    kind: str
    country: str
    region: str
    area: str
    year: int
    period: str
    substance: str
    family: str
    drug: str
    measure: str
    market: str
    sex: str
    age: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    unit: str
    currency: str
    dollars: float | None
    purity: float | None
    flag: str
    note: str
    level: str


SERIES = {
    "source": "VARCHAR", "row": "INTEGER", "kind": "VARCHAR", "country": "VARCHAR", "region": "VARCHAR",
    "area": "VARCHAR", "year": "INTEGER", "period": "VARCHAR", "substance": "VARCHAR", "family": "VARCHAR",
    "drug": "VARCHAR", "measure": "VARCHAR", "market": "VARCHAR", "sex": "VARCHAR", "age": "VARCHAR",
    "value": "DOUBLE", "low": "DOUBLE", "high": "DOUBLE", "text": "VARCHAR", "unit": "VARCHAR",
    "currency": "VARCHAR", "dollars": "DOUBLE", "purity": "DOUBLE", "flag": "VARCHAR", "note": "VARCHAR",
    "level": "VARCHAR",
}  # fmt: skip
"""Columns of a file of published numbers, with DuckDB's types; those of `Observation`."""

SEIZURES = {
    "source": "VARCHAR", "row": "INTEGER", "case": "VARCHAR", "day": "DATE", "last": "DATE", "month": "INTEGER",
    "year": "INTEGER", "country": "VARCHAR", "region": "VARCHAR", "place": "VARCHAR", "lat": "DOUBLE",
    "lon": "DOUBLE", "exactness": "VARCHAR", "drug": "VARCHAR", "substance": "VARCHAR", "family": "VARCHAR",
    "amount": "DOUBLE", "unit": "VARCHAR", "kg": "DOUBLE", "kg_low": "DOUBLE", "kg_high": "DOUBLE",
    "rule": "VARCHAR", "transport": "VARCHAR", "concealment": "VARCHAR", "premises": "VARCHAR",
    "direction": "VARCHAR", "cause": "VARCHAR", "found": "VARCHAR", "origin": "VARCHAR", "departure": "VARCHAR",
    "transit": "VARCHAR", "destination": "VARCHAR", "office": "VARCHAR", "twin": "BIGINT", "nth": "INTEGER",
    "n": "INTEGER",
}  # fmt: skip
"""Columns of a file of seizures, with DuckDB's types.

`row` is the row of the file (the heading is 1), `drug` and `place` are as written, `amount` and `unit` as
reported; `kg` and its bounds are null where nothing converts them; `twin` names a group of equal rows of one
file (0: none) of which `nth` 0 is the first; `n` is how many seizures the row stands for, so that their sum
counts seizures.
"""
