"""A table that comes back as it was, with columns added: every row in its place, those that cannot be read too."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sarhad.collect.errors import BadFile, Fault
from sarhad.collect.readers.table import Cell, Known, Layout, open_table
from sarhad.collect.safe import cell

Add = Callable[[Sequence[Cell], Sequence[str]], None]
"""Writes a row: its own cells, and those that are added."""
MAX_CELL = 32_000  # characters that a workbook's cell takes
UNTITLED = re.compile(r"[\\*?:/\[\]\x00-\x1f]")  # not in the name of a sheet


def opened(path: Path, known: Known, expected: Sequence[str], name: str = "") -> Any:
    """The table, by the row that names most of the known columns. Raises BadFile, naming what was expected."""
    try:
        return open_table(path, Layout(), known)
    except BadFile as bad:
        if bad.fault.code == "no-header":
            raise BadFile("no-header", name or path.name, expected=", ".join(expected)) from bad
        raise


class Given(NamedTuple):
    """One row of the table; `fault` says why it cannot be read, its cells are then what could be told apart."""

    number: int  # line of a text file or row of a sheet, from 1
    cells: list[Cell]
    fault: Fault | None


def rows(table: Any) -> Iterator[Given]:
    """Every row behind the header of what `open_table` opened, in order."""
    width, waiting = len(table.header), list[Given]()
    between = getattr(table, "delimiter", "\t")

    def refuse(row: int, code: str, field: str = "", value: str = "", **values: object) -> None:
        fault = Fault(code, "", row, field, value[:200], {key: str(each) for key, each in values.items()})
        waiting.append(Given(row, _cells(value, between, width), fault))

    for number, cells in table.rows(refuse, as_given=True):
        yield from waiting
        waiting.clear()
        yield Given(number, [*cells, *[""] * (width - len(cells))], None)
    yield from waiting


def _cells(text: str, between: str, width: int) -> list[Cell]:
    """As many as the header has; what is too much stands in the last."""
    parts = text.split(between, width - 1) if width > 1 else [text]
    return [*parts, *[""] * (width - len(parts))]


@contextmanager
def written(
    path: Path, header: Sequence[str], added: Sequence[str], like: Any, excel: bool = False
) -> Iterator[Add]:
    """Write a table, CSV or (by its ending) XLSX; all of it or nothing.

    CSV keeps separator and encoding of the table that it is `like`; what is not UTF-8 becomes UTF-8 with a byte
    order mark, as with `excel`, whose program needs one.
    """
    part = path.with_name(path.name + ".tmp")
    write = _sheet if path.suffix.lower() == ".xlsx" else _text
    try:
        with write(part, like, excel) as add:
            add(list(header), added)
            yield add
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _text(path: Path, like: Any, excel: bool) -> Iterator[Add]:
    plain = like.details.get("encoding") == "utf-8" and not excel
    delimiter = like.details.get("delimiter", ",")
    own = str if "delimiter" in like.details else _inert  # text of a workbook's cell is no formula there
    with path.open("w", encoding="utf-8" if plain else "utf-8-sig", newline="", errors="replace") as file:
        out = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        yield lambda cells, added: out.writerow([*map(own, cells), *map(cell, added)]) and None
        file.flush()
        os.fsync(file.fileno())


def _inert(value: Cell) -> str:
    return cell(str(value))


@contextmanager
def _sheet(path: Path, like: Any, excel: bool) -> Iterator[Add]:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(UNTITLED.sub("", like.details.get("sheet") or "")[:31] or "Sarhad")

    def text(value: Cell) -> Any:
        if not isinstance(value, str):
            return value  # a date
        made = WriteOnlyCell(sheet, _writable(value))
        made.data_type = "s"  # never a formula
        return made

    yield lambda cells, added: sheet.append([text(each) for each in (*cells, *added)])
    book.save(path)


def _writable(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", text)[:MAX_CELL]


def column(header: Iterable[str], names: Iterable[str]) -> int | None:
    """The first place in the header of one of these names, whatever their case."""
    wanted = {name.strip().casefold() for name in names}
    return next((place for place, name in enumerate(header) if name.strip().casefold() in wanted), None)
