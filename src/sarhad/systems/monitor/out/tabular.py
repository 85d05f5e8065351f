"""Tables as CSV, XLSX, JSON and Parquet."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from django.utils.translation import gettext as _

from sarhad.collect.export_forms import csv_line, mark, mark_pages, sheet_cell
from sarhad.collect.exports import Stamp
from sarhad.collect.safe import cell
from sarhad.systems.monitor.out.records import Column, Sheet
from sarhad.systems.monitor.store.engine import connection

STAMPED = ("handling", "exported_by_office", "exported_by_officer", "exported_at", "exported_for")


def csv(sheet: Sheet, stamp: Stamp | None) -> bytes:
    """With codes, not words, so that programs read it in any language; a byte order mark for Excel."""
    head = [each.code for each in sheet.columns] + list(STAMPED if stamp else ())
    more = [cell(mark(sheet.handling)), *map(cell, stamp)] if stamp else []
    lines = (csv_line([*map(_text, row), *more]) for row in sheet.rows)
    return b"\xef\xbb\xbf" + csv_line(head) + b"".join(lines)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return _number(value) if isinstance(value, float) else cell(str(value))


def _number(value: float) -> str:
    """Without the noise of binary fractions."""
    return f"{value:.12g}"


def xlsx(sheet: Sheet, stamp: Stamp | None) -> bytes:
    """A sheet that says what this is, the table in words, and what its codes mean."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    cover, table, codes = (book.create_sheet(name) for name in (_("About this file"), _("Table"), _("Codes")))
    if stamp:
        for each in (cover, table):
            mark_pages(each, sheet.handling, stamp)
    for line in _cover(sheet, stamp):
        cover.append([sheet_cell(cover, text) for text in line])
    table.freeze_panes = "A2"
    table.append([sheet_cell(table, each.full) for each in sheet.columns])
    for row in sheet.rows:
        table.append([_cell(table, column, value) for column, value in zip(sheet.columns, row, strict=True)])
    for column in sheet.columns:
        for code, label in column.codes.items():
            codes.append([sheet_cell(codes, text) for text in (column.code, code, label)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cover(sheet: Sheet, stamp: Stamp | None) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = [(sheet.title,), *((line,) for line in sheet.about)]
    if sheet.link:
        lines.append((_("Permanent link"), sheet.link))
    if stamp:
        lines += [(_("Handling"), mark(sheet.handling)), (_("Conditions"), sheet.handling.text)]
        lines += [(_("Office"), stamp.office), (_("Date"), stamp.at), (_("Purpose"), stamp.purpose)]
    return lines


def _cell(table: Any, column: Column, value: Any) -> Any:
    if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return value
    return sheet_cell(table, column.codes.get(str(value), str(value)))


def json(sheet: Sheet, stamp: Stamp | None) -> bytes:
    """Records by the codes of their columns, with what each column means."""
    codes = [each.code for each in sheet.columns]
    said: dict[str, Any] = {
        "title": sheet.title, "about": list(sheet.about), "link": sheet.link, "handling": mark(sheet.handling),
        "columns": [{"code": e.code, "label": e.label, "kind": e.kind, "unit": e.unit} for e in sheet.columns],
        "rows": [dict(zip(codes, row, strict=True)) for row in sheet.rows],
    }  # fmt: skip
    if stamp:
        said["exported"] = stamp._asdict()
    return orjson.dumps(said, default=str)


def parquet(sheet: Sheet, stamp: Stamp | None) -> bytes:
    """Codes as text, numbers as doubles, years as whole numbers, days as dates."""
    columns = {each.code: _column(sheet, n) for n, each in enumerate(sheet.columns)}
    said = ", ".join(f'{_typed(each)} AS "{each.code}"' for each in sheet.columns)
    with tempfile.TemporaryDirectory(prefix="sarhad-") as folder:
        out = Path(folder) / "table.parquet"
        con = connection(out.parent)
        con.register("given", columns)
        con.execute(f"COPY (SELECT {said} FROM given) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")  # noqa: S608
        con.close()
        return out.read_bytes()


def _column(sheet: Sheet, n: int) -> np.ndarray[Any, Any]:
    values = [row[n] for row in sheet.rows]
    if sheet.columns[n].kind == "number":
        return np.array([np.nan if each is None else float(each) for each in values], dtype=float)
    return np.array(["" if each is None else str(each) for each in values], dtype=object)


def _typed(column: Column) -> str:
    if column.kind == "number":
        return f'IF(isnan("{column.code}"), NULL, "{column.code}")'
    kind = {"day": "DATE", "year": "INTEGER"}.get(column.kind)
    return f'TRY_CAST("{column.code}" AS {kind})' if kind else f'"{column.code}"::VARCHAR'
