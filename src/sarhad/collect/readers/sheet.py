"""Sheets of XLSX workbooks, read row by row through openpyxl once the archive is found harmless."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import range_boundaries

from sarhad.collect.errors import BadFile
from sarhad.collect.readers import files
from sarhad.collect.readers.table import MAX_COLUMNS, SEARCHED, Cell, Known, Layout, find_header
from sarhad.collect.records import Refuse
from sarhad.collect.safe import plain

MAX_ROWS = 1_048_576  # Excel's own limit; a file that claims more is none of Excel's
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,200}?ref="([A-Z0-9:$]{2,40})"')
MIDNIGHT = time(0)


class Range(NamedTuple):
    """A merged range, from 1, ends included."""

    left: int
    top: int
    right: int
    bottom: int


class SheetTable:
    """One sheet: the named one, or the visible one that has most of the columns that the mapping knows."""

    def __init__(self, path: Path, layout: Layout, known: Known) -> None:
        self.path = path
        _refuse_bombs(path)
        with self._book() as book:
            self.sheet = _choose(book, layout, known)
            first = list(islice(self._numbered(book, MAX_COLUMNS + 1), layout.header_row or SEARCHED))
            self.header_row, self.header = find_header(first, layout.header_row, known)
            self.merged = self._merged(book)
        self.details = {"sheet": self.sheet}

    def rows(self, refuse: Refuse, *, as_given: bool = False) -> Iterator[tuple[int, list[Cell]]]:
        """`as_given` is for tables of text: cells of a workbook are what they are."""
        width = len(self.header)
        with self._book() as book:
            filled = _Filled(self.merged, width)
            for number, cells in self._numbered(book, width):
                blank = not any(cells)  # a merged range alone, often drawn to the end of the sheet, is no row
                heading = filled.into(number, cells)
                if number <= self.header_row or blank:
                    continue
                if heading:
                    refuse(number, "heading", "", str(cells[0]))
                    continue
                yield number, cells

    @contextmanager
    def _book(self) -> Iterator[Any]:
        with self.path.open("rb") as file:  # of a path, openpyxl would judge the ending
            with _trouble(), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # parts that openpyxl leaves out: charts, validation
                book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            yield book

    def _numbered(self, book: Any, width: int) -> Iterator[tuple[int, list[Cell]]]:
        return _rows(book[self.sheet], width)

    def _merged(self, book: Any) -> list[Range]:
        """openpyxl leaves merged ranges out when it reads row by row; they stand behind the rows."""
        found = []
        with _trouble(), zipfile.ZipFile(self.path) as archive:
            with archive.open(book[self.sheet]._worksheet_path) as part:
                tail = b""
                while data := part.read(2**18):
                    text = tail + data
                    found += [ref.decode() for ref in MERGED.findall(text)]
                    tail = text[text.rfind(b"<") :][-400:]
            ranges = (Range(*range_boundaries(ref)) for ref in dict.fromkeys(found))
            return [each for each in ranges if all(each)]


def every_sheet(path: Path, most: int) -> dict[str, list[tuple[int, list[Cell]]]]:
    """All sheets of a workbook by title, each with its (number, cells); at most `most` rows of each.

    Raises BadFile.
    """
    _refuse_bombs(path)
    with path.open("rb") as file, _trouble(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        return {sheet.title: list(islice(_rows(sheet, MAX_COLUMNS), most)) for sheet in sheets}


def written_sheets(path: Path, most_cells: int) -> dict[str, list[tuple[int, list[Cell]]]]:
    """As `every_sheet`, but each row ends with its last written cell and empty rows are left out.

    Raises:
        BadFile: damaged, or more cells than that in all.
    """
    _refuse_bombs(path)
    left = most_cells
    found: dict[str, list[tuple[int, list[Cell]]]] = {}
    with path.open("rb") as file, _trouble(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            rows = _rows(sheet, None) if hasattr(sheet, "iter_rows") else ()
            kept = found[sheet.title] = []
            for number, cells in rows:
                while cells and not cells[-1]:
                    cells.pop()
                left -= len(cells)
                if left < 0:
                    raise BadFile("chart-too-large", most=most_cells, what="cells")
                if cells:
                    kept.append((number, cells))
    return found


def _rows(sheet: Any, width: int | None) -> Iterator[tuple[int, list[Cell]]]:
    sheet.reset_dimensions()  # what the file says of its size need not be true
    with _trouble():
        for number, cells in enumerate(sheet.iter_rows(max_row=MAX_ROWS, max_col=width, values_only=True), 1):
            yield number, [_cell(value) for value in cells]


class _Filled:
    """Writes a merged range's value into each of its cells, as the rows go by."""

    def __init__(self, merged: list[Range], width: int) -> None:
        self.width = width
        self.waiting = sorted((each for each in merged if each.left <= width), key=lambda each: -each.top)
        self.open: list[tuple[Range, Cell]] = []

    def into(self, number: int, cells: list[Cell]) -> bool:
        """Fill this row; True if one range covers all of it."""
        while self.waiting and self.waiting[-1].top == number:
            each = self.waiting.pop()
            self.open.append((each, cells[each.left - 1] if each.left <= len(cells) else ""))
        if self.open:
            self.open = [pair for pair in self.open if pair[0].bottom >= number]
        for each, value in self.open:
            right = min(each.right, len(cells))
            cells[each.left - 1 : right] = [value] * (right - each.left + 1)
        return any(each.left == 1 and each.right >= self.width > 1 for each, _value in self.open)


def _choose(book: Any, layout: Layout, known: Known) -> str:
    names = book.sheetnames
    if layout.sheet:
        if layout.sheet not in names:
            raise BadFile("no-sheet", sheet=layout.sheet, sheets=", ".join(names))
        return layout.sheet
    tables = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible" and hasattr(sheet, "iter_rows")]
    if not tables:
        raise BadFile("no-header", expected="")
    return str(max(tables, key=lambda sheet: _knows(sheet, known)).title)


def _knows(sheet: Any, known: Known) -> int:
    rows = islice(_rows(sheet, MAX_COLUMNS), SEARCHED)
    return max((sum(known(cell) for cell in set(row) if isinstance(cell, str)) for _n, row in rows), default=0)


def _cell(value: Any) -> Cell:
    """Text, but for dates: those are instants whatever calendar the texts of a column are in."""
    if value is None:
        return ""
    if type(value) is str:
        return plain(value) if value[:1] == "'" else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == MIDNIGHT else value
    return value if isinstance(value, date) else str(value)


def _refuse_bombs(path: Path) -> None:
    """openpyxl holds shared strings and styles in memory, so they must be small; sheets it reads row by row."""
    for info in files.members(path):
        if not info.filename.startswith("xl/worksheets/") and info.file_size > files.MAX_PART:
            raise BadFile("zip-bomb", size=info.file_size)


@contextmanager
def _trouble() -> Iterator[None]:
    """openpyxl raises almost anything for a damaged workbook: KeyError, ValueError, ParseError, ..."""
    try:
        yield
    except (BadFile, GeneratorExit):
        raise
    except MemoryError as error:
        raise BadFile("zip-bomb", size=files.MAX_FILE) from error
    except Exception as error:
        raise BadFile("broken-excel") from error
