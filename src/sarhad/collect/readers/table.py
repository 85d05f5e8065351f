"""Tables as people send them: CSV of any encoding and separator, and the sheets of XLSX workbooks.

Both find the header row themselves: the one of the first rows that names most of the columns that the mapping
knows. Cells are text as given, but for a workbook's own dates.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sarhad.collect.errors import BadFile
from sarhad.collect.readers import encodings, files
from sarhad.collect.records import Refuse
from sarhad.collect.safe import plain

MAX_COLUMNS = 1000
MAX_CELL = 2**20  # characters
SEARCHED = 30  # rows in which the header is looked for
DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 2**16  # characters in which the separator is looked for

Cell = str | date
Known = Callable[[str], bool]
"""Whether the mapping knows a column of this name."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a mapping or user declares about a table; what is empty is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0


def open_table(path: Path, layout: Layout, known: Known) -> CsvTable | Any:
    """Raises BadFile."""
    if files.kind(path) == "xlsx":
        from sarhad.collect.readers.sheet import SheetTable

        return SheetTable(path, layout, known)
    return CsvTable(path, layout, known)


def _unescaped(cells: list[str]) -> list[str]:
    return [plain(cell) if cell[:1] == "'" else cell for cell in cells]


class CsvTable:
    """Rows are numbered by the line on which they begin."""

    def __init__(self, path: Path, layout: Layout, known: Known) -> None:
        self.path = path
        self.encoding = encodings.checked(layout.encoding) if layout.encoding else encodings.detect(path)
        self.delimiter = layout.delimiter or self._delimiter(known)
        first = list(islice(self._parsed(_ignore), layout.header_row or SEARCHED))
        self.header_row, self.header = find_header(first, layout.header_row, known)
        self.details = {"encoding": self.encoding, "delimiter": self.delimiter}

    def rows(self, refuse: Refuse, *, as_given: bool = False) -> Iterator[tuple[int, list[Cell]]]:
        """`as_given` keeps the apostrophes that stop a spreadsheet, and rows of empty cells."""
        width = len(self.header)
        for number, cells in self._parsed(refuse, list if as_given else _unescaped):
            if number <= self.header_row or not (any(cells) or (as_given and cells)):
                continue
            if len(cells) != width:
                del cells[width + _last(cells[width:]) :]
                if len(cells) != width:
                    refuse(number, "cells", "", self.delimiter.join(cells), found=len(cells), expected=width)
                    continue
            yield number, cells  # type: ignore[misc]

    def _parsed(
        self, refuse: Refuse, read: Callable[[list[str]], list[str]] = _unescaped
    ) -> Iterator[tuple[int, list[str]]]:
        with files.text(self.path, self.encoding) as file:
            lines = self._measured(files.text_lines(file, self.encoding))
            csv.field_size_limit(MAX_CELL)  # for the whole process, and others set it too
            parser = csv.reader(lines, delimiter=self.delimiter, skipinitialspace=True, strict=True)
            before = 0
            while True:
                try:
                    cells = next(parser, None)
                except csv.Error as error:
                    refuse(before + 1, "cell-too-large" if "limit" in str(error) else "quotes", most=MAX_CELL)
                    before = parser.line_num
                    continue
                if cells is None:
                    return
                if before or not cells or not cells[0].startswith("sep="):
                    yield before + 1, read(cells)
                before, self._held = parser.line_num, 0

    def _measured(self, lines: Iterator[str]) -> Iterator[str]:
        """A quotation mark that is never closed makes one row of many lines."""
        self._held = 0
        for number, line in enumerate(lines, 1):
            self._held += len(line)
            if self._held > files.MAX_LINE:
                raise BadFile("line-too-long", line=number, most=files.MAX_LINE)
            yield line

    def _delimiter(self, known: Known) -> str:
        with files.text(self.path, self.encoding) as file:
            try:
                sample = file.read(SAMPLE)
            except UnicodeError as error:
                raise BadFile("encoding", line=1, encoding=self.encoding) from error
        if sample.lower().startswith("sep=") and len(sample) > 4:
            return sample[4]
        return max(DELIMITERS, key=lambda delimiter: _fitness(sample, delimiter, known))


def _ignore(row: int, code: str, field: str = "", value: str = "", **values: object) -> None:
    """While the header is looked for; the row is refused when its turn comes."""


def _fitness(sample: str, delimiter: str, known: Known) -> tuple[int, float, int]:
    """Known columns found, share of rows with the usual number of cells, and that number."""
    try:
        rows = [row for row in islice(csv.reader(io.StringIO(sample), delimiter=delimiter), 100) if row]
    except csv.Error:
        return 0, 0.0, 0
    named = max((sum(known(cell) for cell in set(row)) for row in rows[:SEARCHED]), default=0)
    usual, times = Counter(map(len, rows)).most_common(1)[0] if rows else (1, 0)
    return named, times / max(len(rows), 1) if usual > 1 else 0.0, usual


def find_header(first: Sequence[tuple[int, Sequence[Cell]]], declared: int, known: Known) -> tuple[int, list[str]]:
    """(row number, column names) among the first rows. Raises BadFile; `mapping` adds what it expected."""
    if not first:
        raise BadFile("empty-file")
    if declared:
        number, cells = first[-1]
        found = number == declared
    else:
        number, cells = max(first, key=lambda row: (_named(row[1], known), -row[0]))
        found = _named(cells, known) > 0
    if not found:
        raise BadFile("no-header", expected="")
    header = [cell.strip() if isinstance(cell, str) else cell.isoformat() for cell in cells]
    del header[_last(header) :]
    if len(header) > MAX_COLUMNS:
        raise BadFile("too-many-columns", most=MAX_COLUMNS)
    return number, header


def _named(cells: Sequence[Cell], known: Known) -> int:
    return sum(known(cell) for cell in set(cells) if isinstance(cell, str))


def _last(cells: Sequence[object]) -> int:
    """How many cells remain without the empty ones at the end."""
    count = len(cells)
    while count and not cells[count - 1]:
        count -= 1
    return count
