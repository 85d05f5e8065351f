"""Rows of a large sheet of a workbook, several times as fast as openpyxl reads them; it still opens the workbook.

Gives what `collect.readers.sheet` gives, but for merged ranges, which a file of calls does not have.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.parsers import expat

import openpyxl
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import from_excel

from sarhad.collect.errors import BadFile
from sarhad.collect.readers.sheet import SheetTable, _cell
from sarhad.collect.readers.table import Cell

CHUNK = 2**16


def rows(table: SheetTable) -> Iterator[tuple[int, Sequence[Cell]]]:
    """(row of the sheet, cells) below the header, without empty rows. Raises BadFile."""
    width = len(table.header)
    for number, cells in _rows(table.path, table.sheet, width):
        if number > table.header_row and any(cells):
            yield number, cells


def _rows(path: Path, sheet: str, width: int) -> Iterator[tuple[int, list[Cell]]]:
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        reader = _Reader(book, sheet, width)
        try:
            with zipfile.ZipFile(path) as archive, archive.open(book[sheet]._worksheet_path) as part:
                while data := part.read(CHUNK):
                    reader.parser.Parse(data, False)
                    yield from reader.taken()
                reader.parser.Parse(b"", True)
                yield from reader.taken()
        except (expat.ExpatError, zipfile.BadZipFile, ValueError, IndexError, OverflowError) as error:
            raise BadFile("broken-excel") from error


class _Reader:
    """Collects rows while expat goes through a sheet."""

    def __init__(self, book: Any, sheet: str, width: int) -> None:
        self.strings = book[sheet]._shared_strings  # those of the book are not filled when it is read row by row
        self.dates, self.epoch = book._date_formats, book.epoch
        self.width = width
        self.columns: dict[str, int] = {}
        self.ready: list[tuple[int, list[Cell]]] = []
        self.number, self.cells, self.place = 0, list[Cell](), -1
        self.kind, self.style, self.text, self.inside = "n", 0, list[str](), False
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.EntityDeclHandler = self._said, self._declared

    def taken(self) -> list[tuple[int, list[Cell]]]:
        found, self.ready = self.ready, []
        return found

    def _declared(self, *_given: object) -> None:
        raise BadFile("xml-entities")

    def _start(self, name: str, given: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            ref = given.get("r")
            self.place = self._column(ref) if ref else self.place + 1
            self.kind, self.style, self.text = given.get("t", "n"), int(given.get("s", 0)), []
        elif name in ("v", "t"):
            self.inside = True
        elif name == "row":
            self.number = int(given.get("r", self.number + 1))
            self.cells, self.place = [""] * self.width, -1

    def _column(self, ref: str) -> int:
        letters = ref.rstrip("0123456789")
        if letters not in self.columns:
            self.columns[letters] = column_index_from_string(letters) - 1
        return self.columns[letters]

    def _said(self, text: str) -> None:
        if self.inside:
            self.text.append(text)

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self.inside = False
        elif name == "c" and self.text and self.place < self.width:
            self.cells[self.place] = self._value("".join(self.text))
        elif name == "row":
            self.ready.append((self.number, self.cells))

    def _value(self, text: str) -> Cell:
        if self.kind == "s":
            return _cell(self.strings[int(text)])
        if self.kind == "n":
            number = float(text)
            return _cell(from_excel(number, self.epoch) if self.style in self.dates else number)
        return _cell(text == "1") if self.kind == "b" else _cell(text)
