"""Published numbers of one file, as the reader of `series` made them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sarhad.systems.monitor.store.engine import ask
from sarhad.systems.monitor.store.records import SERIES, Observation
from sarhad.systems.monitor.tables.rows import FROM


class Numbers(NamedTuple):
    """What a file of published numbers comes to."""

    rows: int
    unknown: int  # without a value: a mark, or words, stand in its place
    countryless: int
    yearless: int
    first: str  # years
    last: str


def summary(path: Path) -> Numbers:
    sql = (
        "SELECT COUNT(*), COUNT(*) - COUNT(value), COUNT(*) FILTER (country = ''), COUNT(*) FILTER (year = 0),"
        f" COALESCE(MIN(nullif(year, 0))::VARCHAR, ''), COALESCE(MAX(year)::VARCHAR, '') {FROM}"
    )
    return Numbers(*ask(sql, [str(path)])[0])


def some(path: Path, size: int, after: int = 0) -> list[Observation]:
    """In the order of the file."""
    names = ", ".join(f'"{name}"' for name in SERIES)
    sql = f"SELECT {names} {FROM} ORDER BY row, year, measure, substance, sex, age LIMIT ? OFFSET ?"
    return [Observation(*each) for each in ask(sql, [str(path), size, after])]
