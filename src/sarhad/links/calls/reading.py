"""Reads a file of calls: its first rows to look at, and all of it as `Calls`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from sarhad.collect.errors import BadFile
from sarhad.collect.readers.sheet import SheetTable
from sarhad.collect.readers.table import Layout, open_table
from sarhad.kernel import phones
from sarhad.links.calls import book, cells, fields
from sarhad.links.calls.cells import Cell
from sarhad.links.calls.records import Bad, Calls, Columns

MOST_ROWS = 1_000_000
FIRST = 200  # rows that a guess looks at
INCOMING = "in"


class Opened(NamedTuple):
    """A table before one knows what its columns say."""

    header: list[str]
    rows: Iterator[tuple[int, Sequence[Cell]]]
    headless: bool
    layout: dict[str, Any]
    torn: list[Bad]  # rows that are none, filled while `rows` are read


def opened(path: Path, layout: dict[str, Any] | None = None, headless: bool | None = None) -> Opened:
    """Find the header and hand on the rows. Raises BadFile.

    Args:
        layout: as it was found before; None: to be found.
        headless: whether the first row is a record, too; None: to be found.
    """
    layout = layout or {}
    wanted = Layout(**{name: layout[name] for name in Layout.__slots__ if name in layout})
    try:
        table = open_table(path, wanted, fields.known)
    except BadFile as bad:
        if bad.fault.code != "no-header":
            raise
        table = open_table(path, Layout(header_row=1), lambda text: bool(text))
        headless = not any(fields.known(text) for text in table.header) if headless is None else headless
    torn: list[Bad] = []

    def refuse(row: int, code: str, field: str = "", value: str = "", **values: object) -> None:
        torn.append(Bad(row, "torn", value[:60]))

    found = {**table.details, "header_row": table.header_row}
    plain = isinstance(table, SheetTable) and not table.merged
    rows = book.rows(table) if plain else table.rows(refuse)
    if headless:
        rows = _with(table.header_row, table.header, rows)
    return Opened(table.header, rows, bool(headless), found, torn)


def _with(
    number: int, first: Sequence[Cell], rows: Iterator[tuple[int, Sequence[Cell]]]
) -> Iterator[tuple[int, Sequence[Cell]]]:
    yield number, first
    yield from rows


def read(path: Path, columns: Columns, most: int = MOST_ROWS) -> Calls:
    """Every call of a file. Raises BadFile, also for a file of more than MOST_ROWS rows."""
    found = opened(path, dict(columns.layout), columns.headless)
    rows = _Rows(columns)
    for n, (number, row) in enumerate(found.rows):
        if n >= most:
            raise BadFile("too-many-calls", most=most)
        rows.take(number, row)
    return rows.calls(found.torn)


class _Rows:
    """Takes row after row and keeps what they say as columns of integers."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.region = phones.dialling_region(columns.country)
        self.zone = _zone(columns.zone)
        self.kept: list[tuple[int, ...]] = []
        self.bad: list[Bad] = []
        self.numbers, self.cells, self.devices = _Names(self._number), _Names(_word), _Names(_word)
        self.rows = 0
        places = columns.places
        self.directed = "subject" in places or "other" in places
        one, two = ("subject", "other") if self.directed else ("caller", "called")
        self.one, self.two = _at(places.get(one)), _at(places.get(two))
        self.ways = _at(places.get("direction", places.get("kind")))
        self.long, self.kind = _at(places.get("duration")), _at(places.get("kind", places.get("direction")))
        self.cell, self.device = _at(places.get("cell")), _at(places.get("imei"))
        self.when, self.date, self.time = (_at(places.get(name)) for name in ("when", "date", "time"))
        self.timed = "time" in places

    def _number(self, text: str) -> str:
        return cells.number(text, self.region)

    def take(self, number: int, row: Sequence[Cell]) -> None:
        self.rows += 1
        sides = self._sides(number, row)
        at = self._at(number, row) if sides else None
        if sides is None or at is None:
            return
        long = cells.duration(self.long(row), self.columns.unit)
        if long is None:
            self.bad.append(Bad(number, "duration", str(self.long(row))[:60]))
            long = -1
        means = cells.means(str(self.kind(row)))
        self.kept.append(
            (*sides, at, long, means, self.cells.of(self.cell(row)), self.devices.of(self.device(row)))
        )

    def _sides(self, number: int, row: Sequence[Cell]) -> tuple[int, int] | None:
        """(caller, called), or None once the row is noted as bad."""
        one, two = self.one(row) or self.columns.own, self.two(row)
        caller, called = self.numbers.of(one), self.numbers.of(two)
        if self.directed:
            way = cells.direction(self.ways(row))
            if not way:
                return self._no(number, "direction", self.ways(row))
            caller, called = (called, caller) if way == INCOMING else (caller, called)
        if caller < 0 or called < 0:
            return self._no(number, "no-number", one if called < 0 else two)
        return (caller, called) if caller != called else self._no(number, "itself", two)

    def _at(self, number: int, row: Sequence[Cell]) -> int | None:
        order = self.columns.order
        if not self.timed:
            cell = self.when(row) or self.date(row)
            found = cells.moment(cell, order, self.zone)
        else:
            cell = self.date(row) or self.when(row)
            day, clock = cells.day(cell, order), cells.clock(self.time(row))
            found = None if day is None or clock is None else day * cells.DAY + clock
            cell = f"{cell} {self.time(row)}".strip()
        return self._no(number, "when", cell) if found is None else found

    def _no(self, number: int, code: str, cell: Cell) -> None:
        self.bad.append(Bad(number, code, str(cell)[:60]))

    def calls(self, torn: Sequence[Bad]) -> Calls:
        columns = np.array(self.kept, dtype=np.int64).reshape(-1, 7)
        bad = sorted([*self.bad, *torn])
        equal = len(self.kept) - len(set(self.kept))
        names = (self.numbers.names, self.cells.names, self.devices.names)
        return Calls(*columns.T.copy(), *names, bad, equal, self.rows + len(torn))


class _Names:
    """Texts as places in a list; each is read once."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self.read, self.names = read, list[str]()
        self.places: dict[str, int] = {}
        self.given: dict[Cell, int] = {"": -1}

    def of(self, cell: Cell) -> int:
        place = self.given.get(cell)
        if place is None:
            name = self.read(str(cell))
            place = self.given[cell] = self._place(name) if name else -1
        return place

    def _place(self, name: str) -> int:
        if name not in self.places:
            self.places[name] = len(self.names)
            self.names.append(name)
        return self.places[name]


def _word(text: str) -> str:
    return " ".join(text.split())[:60]


def _at(place: int | None) -> Callable[[Sequence[Cell]], Cell]:
    """Reads the cell at a place; "" where there is none."""
    if place is None:
        return lambda row: ""
    return lambda row: row[place] if place < len(row) else ""


def _zone(name: str) -> ZoneInfo | None:
    with suppress(ValueError, OSError, KeyError):
        return ZoneInfo(name) if name else None
    return None


def looked_at(path: Path, country: str) -> tuple[Opened, list[Sequence[Cell]], Columns]:
    """The header, the first rows and what is guessed of them. Raises BadFile."""
    found = opened(path)
    first = [row for _n, (_number, row) in zip(range(FIRST), found.rows, strict=False)]
    header = [""] * len(found.header) if found.headless else found.header
    places = fields.guess(header, first)
    days = places.get("when", places.get("date"))
    order = fields.order_of([row[days] for row in first if days is not None and days < len(row)])
    unit = fields.unit_of(header[places["duration"]]) if "duration" in places else "s"
    return (
        found,
        first,
        Columns(places, order, unit, country, headless=found.headless, layout=found.layout),
    )
