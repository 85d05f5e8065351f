"""Which reader takes a table of which kind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sarhad.collect.errors import BadFile
from sarhad.systems.monitor.tables import reading
from sarhad.systems.monitor.tables.given import Progress
from sarhad.systems.monitor.tables.words import SEIZURES

READABLE = (SEIZURES,)
"""Kinds of StatisticalTable.tableType that can be taken in."""


def looked_at(kind: str, path: Path, name: str) -> None:
    """Raises BadFile where a file is no table of this kind."""
    if kind != SEIZURES:
        raise BadFile("table-kind")
    reading.looked_at(path)


def write(
    kind: str, path: Path, columns: Mapping[str, Any], out: Path, source: str, progress: Progress | None = None
) -> int:
    """The rows of a file as Parquet, as the reader of its kind makes it; returns how many. Raises BadFile."""
    if kind == SEIZURES:
        return reading.write(path, columns, out, source, progress)
    raise BadFile("table-kind")
