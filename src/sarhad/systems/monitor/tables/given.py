"""A table as it came: every column as its distinct texts and, for each row, which of them stands there."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sarhad.collect.errors import BadFile
from sarhad.collect.readers.sheet import SheetTable
from sarhad.collect.readers.table import Cell, Layout, open_table
from sarhad.links.calls import book

MOST_ROWS = 2_000_000
CHUNK = 20_000  # rows that are turned into columns at once
LONG = 2000  # characters of a cell that are kept; what is longer says nothing that a table of seizures needs
Progress = Callable[[int], None]
Ints = npt.NDArray[np.int32]


class Opened(NamedTuple):
    """A table of which only the header has been read."""

    header: list[str]
    rows: Iterator[tuple[int, Sequence[Cell]]]
    layout: dict[str, Any]  # encoding, delimiter, sheet, header_row as found
    torn: dict[int, bool]  # filled while `rows` are read: row -> whether its cells still stand in their columns


class Given(NamedTuple):
    """All of a table."""

    header: list[str]
    row: Ints  # numbers in the file; the header has its own
    texts: list[list[str]]  # of each column
    at: list[Ints]  # of each column: for each row, a place in its texts
    torn: dict[int, bool]


def opened(path: Path, layout: Mapping[str, Any], known: Callable[[str], bool]) -> Opened:
    """Find the header of a CSV or XLSX file, packed or not, and hand on its rows. Raises BadFile.

    Args:
        layout: as it was found before; what is empty is found out.
        known: whether a cell looks like the name of a column.
    """
    wanted = Layout(**{name: layout[name] for name in Layout.__slots__ if layout.get(name)})
    try:
        table = open_table(path, wanted, known)
    except BadFile as bad:
        if bad.fault.code != "no-header":
            raise
        table = open_table(path, Layout(header_row=1), bool)
    torn: dict[int, bool] = {}
    width = len(table.header)
    rows = _of_sheet(table) if isinstance(table, SheetTable) else _whole(table, torn, width)
    return Opened(table.header, rows, {**table.details, "header_row": table.header_row}, torn)


def _of_sheet(table: SheetTable) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Fast where nothing is merged; as openpyxl reads it from where the fast reader does not understand it."""
    last = table.header_row
    if not table.merged:
        try:
            for number, cells in book.rows(table):
                yield number, cells
                last = number
            return
        except BadFile:
            pass
    for number, cells in table.rows(lambda *_told, **_values: None):
        if number > last:
            yield number, cells


def _whole(table: Any, torn: dict[int, bool], width: int) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows, those too that have not the cells of the header: they stay in, with what can be said of them."""
    aside: list[tuple[int, list[Cell]]] = []

    def refuse(row: int, code: str, field: str = "", value: str = "", **values: object) -> None:
        cells = value.split(table.delimiter)
        short = code == "cells" and len(cells) == values.get("found") and len(cells) < width
        torn[row] = short
        aside.append((row, [*cells, *[""] * (width - len(cells))] if short else [value, *[""] * (width - 1)]))

    for number, cells in table.rows(refuse):
        yield from aside
        aside.clear()
        yield number, cells
    yield from aside


def first_rows(found: Opened, most: int) -> list[tuple[int, Sequence[Cell]]]:
    return list(islice(found.rows, most))


class _Places(dict[Cell, int]):
    """Text -> its place, in the order in which they come."""

    def __missing__(self, key: Cell) -> int:
        self[key] = place = len(self)
        return place


def read(found: Opened, progress: Progress | None = None) -> Given:
    """All rows. Raises BadFile, also for more than MOST_ROWS."""
    width = len(found.header)
    numbers = array("i")
    places = [_Places() for _each in range(width)]
    at = [array("i") for _each in range(width)]
    while part := list(islice(found.rows, CHUNK)):
        numbers.extend(number for number, _cells in part)
        columns = zip(*(cells for _number, cells in part), strict=True)
        for place, column in enumerate(columns):
            at[place].extend(map(places[place].__getitem__, column))
        if len(numbers) > MOST_ROWS:
            raise BadFile("table-rows", most=MOST_ROWS)
        if progress:
            progress(len(numbers))
    if not numbers:
        raise BadFile("no-rows")
    texts = [[_text(cell) for cell in each] for each in places]
    return Given(found.header, _ints(numbers), texts, [_ints(each) for each in at], found.torn)


def _text(cell: Cell) -> str:
    return cell[:LONG].replace("\0", "") if isinstance(cell, str) else cell.isoformat()


def _ints(values: array[int]) -> Ints:
    return np.frombuffer(values, dtype=np.int32) if values else np.zeros(0, dtype=np.int32)
