"""Which reader takes a table of which kind: single seizures here, published numbers in `series`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from sarhad.collect.errors import BadFile
from sarhad.systems.monitor.series import reading as series
from sarhad.systems.monitor.series import records
from sarhad.systems.monitor.series.records import Fault
from sarhad.systems.monitor.tables import reading
from sarhad.systems.monitor.tables.given import Progress
from sarhad.systems.monitor.tables.meaning import Settled
from sarhad.systems.monitor.tables.words import SEIZURES

KEPT = 4  # files that a process keeps looked at
READABLE = (SEIZURES, *records.KINDS)
"""Kinds of StatisticalTable.tableType."""


class Made(NamedTuple):
    rows: int
    faults: tuple[Fault, ...] = ()  # of published numbers; those of seizures stand beside the rows


def guessed(kind: str, path: Path, name: str) -> str:
    """How its columns are understood, as JSON. Raises BadFile where a file is no table of this kind."""
    if kind == SEIZURES:
        return reading.looked_at(path).columns.json()
    return as_json(numbers_of(kind, path, name).columns)


def numbers_of(kind: str, path: Path, name: str) -> records.Looked:
    """A file of published numbers as guessed. Raises BadFile."""
    looked = _looked_at(kind, path, name, path.stat().st_mtime_ns)
    if not looked.columns.parts:
        raise BadFile("no-numbers")
    return looked


@lru_cache(maxsize=KEPT)
def _looked_at(kind: str, path: Path, name: str, _changed: int) -> records.Looked:
    """A large workbook takes seconds, and its page is asked for again and again."""
    return series.looked_at(path, kind, name)


def as_json(columns: records.Columns) -> str:
    return orjson.dumps(columns.as_dict(), option=orjson.OPT_SORT_KEYS).decode()


def write(
    kind: str,
    path: Path,
    columns: Mapping[str, Any],
    out: Path,
    spellings: Settled,
    progress: Progress | None = None,
) -> Made:
    """The rows of a file that is not signed yet as Parquet, as the reader of its kind makes it. Raises BadFile.

    Args:
        spellings: what people decided about places. Asked for before: this may run in a thread of its own.
    """
    if kind == SEIZURES:
        return Made(reading.write(path, columns, out, "", progress, spellings))
    rows, faults = series.write(path, columns, out, "")
    return Made(rows, tuple(faults))
