"""Tables as rows of cells, with or without a header: CSV with any separator, sheets of a workbook."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sarhad.collect.errors import BadFile
from sarhad.collect.readers import encodings, files
from sarhad.collect.readers.sheet import written_sheets
from sarhad.collect.safe import plain
from sarhad.links.formats.plain import MAX_TEXT, MAX_TIES

MAX_ROWS = MAX_TIES + 1_000  # of one table
MAX_COLUMNS = 2_000  # a matrix has one for each thing
MAX_CELLS = 2_000_000
MAX_CHARACTERS = 64 * 2**20  # of a table, unpacked
SEPARATORS = (",", ";", "\t", "|", " ")
COMMENTS = ("#", "%")  # of edge lists as repositories of networks hand them out
SAMPLE = 200  # lines in which the separator is looked for


@dataclass(slots=True)
class Grid:
    """One table, every row as wide as the widest."""

    name: str  # of the file or sheet
    rows: list[tuple[int, list[str]]] = field(default_factory=list)  # number in the file, cells

    @property
    def width(self) -> int:
        return len(self.rows[0][1]) if self.rows else 0


def grids(path: Path, name: str) -> list[Grid]:
    """Every table of a file that holds anything.

    Raises:
        BadFile: it is no table, damaged, or larger than what a chart may hold.
    """
    if files.kind(path) == "xlsx":
        found = [
            _grid(title, [(number, [str(cell) for cell in cells]) for number, cells in rows])
            for title, rows in written_sheets(path, MAX_CELLS).items()
        ]
    else:
        found = [_grid(name, list(_csv_rows(path)))]
    found = [grid for grid in found if grid.rows]
    if not found:
        raise BadFile("no-rows")
    return found


def _grid(name: str, rows: list[tuple[int, list[str]]]) -> Grid:
    """Without empty rows and the empty columns at the right."""
    kept = [(number, [cell.strip()[:MAX_TEXT] for cell in cells]) for number, cells in rows if any(cells)]
    width = max((_filled(cells) for _number, cells in kept), default=0)
    if len(kept) > MAX_ROWS:
        raise BadFile("too-many-rows", most=MAX_ROWS)
    if width > MAX_COLUMNS:
        raise BadFile("too-many-columns", most=MAX_COLUMNS)
    if width * len(kept) > MAX_CELLS:
        raise BadFile("chart-too-large", most=MAX_CELLS, what="cells")
    return Grid(name, [(number, (cells + [""] * width)[:width]) for number, cells in kept if any(cells)])


def _filled(cells: list[str]) -> int:
    return next((place for place in range(len(cells), 0, -1) if cells[place - 1]), 0)


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    encoding = encodings.detect(path)
    with files.text(path, encoding) as file:
        lines = list(_lines(islice(files.text_lines(file, encoding), 2 * MAX_ROWS)))
    separator = _separator([line for _number, line in lines[:SAMPLE]])
    numbers = [number for number, _line in lines]
    csv.field_size_limit(files.MAX_LINE)
    parser = csv.reader((line for _number, line in lines), delimiter=separator, skipinitialspace=True)
    before = 0
    try:
        for cells in parser:
            yield numbers[before] if before < len(numbers) else 0, [plain(cell) for cell in cells]
            before = parser.line_num
    except csv.Error as error:
        raise BadFile("chart-quotes", line=numbers[min(before, len(numbers) - 1)]) from error


def _lines(given: Iterator[str]) -> Iterator[tuple[int, str]]:
    """With their numbers, without comments; a packed file may unpack to much more than it seems."""
    left = MAX_CHARACTERS
    for number, line in enumerate(given, 1):
        left -= len(line)
        if left < 0:
            raise BadFile("file-too-large", size=f"> {MAX_CHARACTERS}", most=MAX_CHARACTERS)
        if not line.lstrip().startswith(COMMENTS):
            yield number, line


def _separator(lines: list[str]) -> str:
    """The one by which most lines have the same number of cells, and more than one."""
    return max(SEPARATORS, key=lambda each: _fitness(lines, each))


def _fitness(lines: list[str], separator: str) -> tuple[float, int]:
    try:
        rows = csv.reader(io.StringIO("".join(lines)), delimiter=separator, skipinitialspace=True)
        widths = Counter(len(row) for row in rows if row)
    except csv.Error:
        return 0.0, 0
    usual, times = widths.most_common(1)[0] if widths else (1, 0)
    return (times / max(sum(widths.values()), 1), -SEPARATORS.index(separator)) if usual > 1 else (0.0, 0)
