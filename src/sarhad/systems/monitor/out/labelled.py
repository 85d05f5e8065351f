"""Tables for SPSS and Stata, with labels of variables and of values. Needs the extra `research`."""

from __future__ import annotations

import importlib.util
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from sarhad.collect.export_forms import mark
from sarhad.collect.exports import Stamp
from sarhad.systems.monitor.out.records import Column, Sheet

LONGEST = 32  # characters of a name, in Stata
NOTE = 80  # bytes of a line of notes, in SPSS
LABEL = 120  # of a label, in SPSS; Stata takes 80
NAME = re.compile(r"[^A-Za-z0-9_]")


@cache
def can() -> bool:
    """Whether the libraries are installed."""
    return all(importlib.util.find_spec(name) for name in ("pyreadstat", "pandas"))


def spss(sheet: Sheet, stamp: Stamp | None) -> bytes:
    """A .sav file; codes are numbers with labels."""
    return _written("write_sav", ".sav", sheet, stamp, LABEL, note=_note(sheet, stamp))


def stata(sheet: Sheet, stamp: Stamp | None) -> bytes:
    """A .dta file of Stata 14 and later; codes are numbers with labels."""
    return _written("write_dta", ".dta", sheet, stamp, 80)


def _written(write: str, suffix: str, sheet: Sheet, stamp: Stamp | None, longest: int, **more: Any) -> bytes:
    import pandas
    import pyreadstat

    names = [NAME.sub("_", each.code)[:LONGEST] for each in sheet.columns]
    values: dict[str, dict[int, str]] = {}
    frame = {}
    for n, (name, column) in enumerate(zip(names, sheet.columns, strict=True)):
        given = [row[n] for row in sheet.rows]
        frame[name], labels = (
            _coded(column, given, longest) if column.kind == "code" else (_plain(column, given), {})
        )
        if labels:
            values[name] = labels
    with tempfile.TemporaryDirectory(prefix="sarhad-") as folder:
        path = Path(folder) / f"table{suffix}"
        getattr(pyreadstat, write)(
            pandas.DataFrame(frame), str(path), file_label=_title(sheet, stamp)[:60],
            column_labels=[each.full[:longest] for each in sheet.columns], variable_value_labels=values, **more,
        )  # fmt: skip
        return path.read_bytes()


def _coded(column: Column, given: list[Any], longest: int) -> tuple[list[float | None], dict[int, str]]:
    """Numbers from 1 in the order of the codes, and what each means."""
    codes = list(dict.fromkeys([*column.codes, *sorted({str(each) for each in given if each is not None})]))
    numbers = {code: n for n, code in enumerate(codes, 1)}
    labels = {n: _said(code, column.codes.get(code, ""))[:longest] for code, n in numbers.items()}
    return [None if each is None else float(numbers[str(each)]) for each in given], labels


def _said(code: str, label: str) -> str:
    if not code:
        return label or _("unknown")
    return f"{code} {label}" if label and label != code else code


def _plain(column: Column, given: list[Any]) -> list[Any]:
    if column.kind in ("number", "year"):
        return [None if each is None else float(each) for each in given]
    return ["" if each is None else str(each) for each in given]


def _title(sheet: Sheet, stamp: Stamp | None) -> str:
    return f"{mark(sheet.handling)} {sheet.title}" if stamp else sheet.title


def _note(sheet: Sheet, stamp: Stamp | None) -> list[str]:
    lines = [*sheet.about, sheet.link]
    if stamp:
        lines += [mark(sheet.handling), sheet.handling.text, *stamp]
    return [part for line in lines for part in _parts(line, NOTE)]


def _parts(text: str, most: int) -> Iterator[str]:
    """A text in lines of at most so many bytes, parted between words where that is possible."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if len(longer.encode()) > most and line:
            yield line
            longer = word
        line = longer
        while len(line.encode()) > most:
            start = line.encode()[:most].decode(errors="ignore")
            yield start
            line = line[len(start) :]
    if line:
        yield line
