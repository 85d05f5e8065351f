"""Reads a published table into one number a row, as `store.records.SERIES` has them, and writes them as Parquet.

The file stays as it came; what this makes is derived, and made again whenever a rule changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sarhad.systems.monitor.series import mending
from sarhad.systems.monitor.series.grids import grids
from sarhad.systems.monitor.series.guessing import looked_at
from sarhad.systems.monitor.series.records import Columns, Fault, columns_of
from sarhad.systems.monitor.series.sheets import MOST_FAULTS, Settled, Sheet
from sarhad.systems.monitor.store.engine import connection
from sarhad.systems.monitor.store.records import SERIES, Observation

__all__ = ["looked_at", "read", "write"]
CHUNK = 50_000


def write(
    path: Path, columns: Mapping[str, Any], out: Path, source: str, settled: Settled | None = None
) -> tuple[int, list[Fault]]:
    """Write the numbers of a file as Parquet with the columns `store.records.SERIES`.

    Args:
        columns: as `Columns.as_dict` gives them.
        source: id of the table.
        settled: what people decided about spellings of places.

    Returns:
        (how many numbers, what could not be read). Raises BadFile.
    """
    found, faults = read(path, columns_of(columns), source, settled)
    _save(found, out)
    return len(found), faults


def read(
    path: Path, columns: Columns, source: str = "", settled: Settled | None = None
) -> tuple[list[Observation], list[Fault]]:
    """Every number of a file, and what could not be read. Raises BadFile."""
    sheets, faults = grids(path)
    found: list[Observation] = []
    for part in columns.parts:
        if part.sheet < len(sheets) and part.used:
            made = Sheet(columns, part, sheets[part.sheet], source, settled)
            found += mending.mended(made.observations())
            faults += made.faults
    return found, faults[:MOST_FAULTS]


# Writing


def _save(found: Sequence[Observation], out: Path) -> None:
    """In the order of the file, a part at a time."""
    con = connection(out.parent)
    said = ", ".join(f'"{name}" {kind}' for name, kind in SERIES.items())
    con.execute(f"CREATE TABLE series ({said})")
    for start in range(0, len(found), CHUNK):
        part = found[start : start + CHUNK]
        told = {name: _array([row[n] for row in part], kind) for n, (name, kind) in enumerate(SERIES.items())}
        con.register("told", told)
        chosen = ", ".join(_cast(name, kind) for name, kind in SERIES.items())
        con.execute(f"INSERT INTO series SELECT {chosen} FROM told")  # noqa: S608 - names of our own columns
        con.unregister("told")
    con.execute("COPY series TO ? (FORMAT parquet, COMPRESSION zstd)", [str(out)])
    con.close()


def _array(values: Sequence[Any], kind: str) -> Any:
    if kind == "DOUBLE":
        return np.array([np.nan if each is None else each for each in values], dtype=float)
    return np.array(values, dtype=np.int64 if kind == "INTEGER" else object)


def _cast(name: str, kind: str) -> str:
    if kind == "DOUBLE":
        return f'CASE WHEN isnan("{name}") THEN NULL ELSE "{name}" END'
    return f'CAST("{name}" AS {kind})'
