"""Reads a file as sheets of cells: XLSX with all its sheets, CSV (also packed), JSON as a list of records."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from sarhad.collect.errors import BadFile
from sarhad.collect.readers import files
from sarhad.collect.readers.sheet import written_sheets
from sarhad.collect.readers.table import CsvTable, Layout
from sarhad.systems.monitor.series import fields
from sarhad.systems.monitor.series.records import MOST_COLUMNS, MOST_SHEETS, Fault, Grid

MOST_CELLS = 3_000_000
MOST_JSON = 64 * 2**20  # bytes


def grids(path: Path) -> tuple[list[Grid], list[Fault]]:
    """Every sheet, and the rows that are none. Raises BadFile."""
    kind = files.kind(path)
    if kind == "xlsx":
        return _sheets(path), []
    if kind == "json":
        return [_records(path)], []
    if kind != "table":
        raise BadFile("unknown-format")
    return _table(path)


def _sheets(path: Path) -> list[Grid]:
    found = written_sheets(path, MOST_CELLS)
    return [Grid(name, [(n, cells[:MOST_COLUMNS]) for n, cells in rows]) for name, rows in found.items()][
        :MOST_SHEETS
    ]


def _table(path: Path) -> tuple[list[Grid], list[Fault]]:
    """What stands above a heading that is found is left out."""
    torn: list[Fault] = []

    def refuse(row: int, code: str, field: str = "", value: str = "", **values: object) -> None:
        torn.append(Fault(row, "torn", value[:60]))

    try:
        table = CsvTable(path, Layout(), fields.known)
    except BadFile as bad:
        if bad.fault.code != "no-header":
            raise
        table = CsvTable(path, Layout(header_row=1), bool)
    rows: list[tuple[int, list[Any]]] = [(table.header_row, list(table.header))]
    cells = 0
    for number, row in table.rows(refuse):
        cells += len(row)
        if cells > MOST_CELLS:
            raise BadFile("chart-too-large", most=MOST_CELLS, what="cells")
        rows.append((number, list(row)))
    return [Grid("", rows)], torn


def _records(path: Path) -> Grid:
    """A list of records, alone or under `records`; the heading are the names of their fields."""
    with files.opened(path) as file:
        reader: Any = io.BufferedReader(file) if isinstance(file, io.RawIOBase) else file
        data = reader.read(MOST_JSON + 1)
    if len(data) > MOST_JSON:
        raise BadFile("file-too-large", size=len(data), most=MOST_JSON)
    try:
        told = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise BadFile("unknown-format") from error
    meta = told.get("meta") if isinstance(told, dict) else None
    listed = told.get("records") if isinstance(told, dict) else told
    records = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    names = list(dict.fromkeys(name for each in records for name in each))[:MOST_COLUMNS]
    if not names:
        raise BadFile("unknown-format")
    if len(names) * len(records) > MOST_CELLS:
        raise BadFile("chart-too-large", most=MOST_CELLS, what="cells")
    rows = [(n, [_cell(each.get(name)) for name in names]) for n, each in enumerate(records, 2)]
    return Grid("", [(0, [_words(meta)]), (1, list(names)), *rows])


def _words(meta: object) -> str:
    """What the file says of itself, as far as it tells how its numbers are meant."""
    told = meta if isinstance(meta, Mapping) else {}
    return " ".join(str(told[name]) for name in ("unit", "source", "title") if isinstance(told.get(name), str))


def _cell(value: object) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value if isinstance(value, str) else value.isoformat() if isinstance(value, date) else str(value)
