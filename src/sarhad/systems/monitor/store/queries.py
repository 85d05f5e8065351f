"""Questions about seizures for one reader. Whoever calls them records the read in the audit."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

import duckdb

from sarhad.access.reader import Reader
from sarhad.kernel import substances
from sarhad.systems.monitor.store import files
from sarhad.systems.monitor.store.engine import ask
from sarhad.systems.monitor.store.records import (
    FILTERS,
    SEIZURES,
    SERIES,
    Coverage,
    Observation,
    Table,
    Where,
    month_named,
    number_of,
)
from sarhad.systems.monitor.store.sources import asked, lacking, sources

__all__ = ["behind", "coverage", "lacking", "rows", "series", "sources", "span", "sums", "values"]

EXACT = "SUM(TRY_CAST({} AS DECIMAL(18, 9)))::DOUBLE"  # in millionths of a gram: the same in any order
MEASURES = {
    "n": "COALESCE(SUM(n), 0)::BIGINT",
    "items": "COUNT(*)",
    "amount": EXACT.format("amount"),
    "kg": EXACT.format("kg"),
    "kg_low": EXACT.format("kg_low"),
    "kg_high": EXACT.format("kg_high"),
    "median_kg": "median(kg)",
    "unconverted": "COUNT(*) - COUNT(kg)",
    "unknown_place": "COUNT(*) FILTER (region = '')",
}
"""What can be added up. Weights are kilograms, and null where nothing has one; `amount` is as reported, to be asked
for by unit only; `n` counts seizures, `items` the substances in them."""
BY = {name: f'"{name}"' for name in SEIZURES} | {"quarter": "month // 3", "moon": "month % 12"}
"""By what. `quarter` is 4 times the year and the quarter from 0, `moon` the month of the year from 0."""
UNKNOWN = "unknown"  # the group of what no list has


def sums(
    reader: Reader, where: Where, by: Sequence[str] = (), measures: Sequence[str] = ("n", "kg"), limit: int = 0
) -> Table:
    """Seizures added up, in the order of what they are added up by. Names are those of BY and MEASURES."""
    said = [f"{BY[name]} AS g{n}" for n, name in enumerate(by)] + [MEASURES[name] for name in measures]
    group = f" GROUP BY {', '.join(f'g{n}' for n in range(len(by)))} ORDER BY ALL" if by else ""
    tail = f" LIMIT {limit:d}" if limit else ""
    return Table((*by, *measures), _answer(reader, where, f"SELECT {', '.join(said)} FROM {{}}{group}{tail}"))  # noqa: S608


def rows(reader: Reader, where: Where, after: int = 0, size: int = 50) -> Table:
    """The single records, the newest first; `after` is how many were shown before."""
    what = ", ".join(BY[name] for name in SEIZURES)
    tail = f'ORDER BY day DESC NULLS LAST, source, row, "case", substance LIMIT {size:d} OFFSET {after:d}'
    return Table(tuple(SEIZURES), _answer(reader, where, f"SELECT {what} FROM {{}} {tail}"))  # noqa: S608


def values(reader: Reader, where: Where, field: str) -> list[tuple[str, int]]:
    """(value, seizures) of a column, as lists of filters show them; the filter of the column itself does not bind."""
    wanted = where.but(**{field: ()}) if field in FILTERS else where
    return [(str(value), n) for value, n in sums(reader, wanted, (field,), ("n",)).rows]


def span(reader: Reader, where: Where | None = None) -> tuple[str, str]:
    """The first and the last month of which there is anything; ("", "") for nothing."""
    found = _answer(reader, where or Where(), "SELECT MIN(month), MAX(month) FROM {} AND month > 0")
    first, last = found[0] if found else (None, None)
    return (month_named(first), month_named(last)) if first else ("", "")


def coverage(reader: Reader, where: Where, members: Sequence[str]) -> Coverage:
    """Which of these countries reported any seizure of the time and from the sources asked for."""
    wanted = Where(since=where.since, until=where.until, source=where.source)
    there = {row[0] for row in sums(reader, wanted, ("country",), ("n",)).rows}
    return Coverage(tuple(m for m in members if m in there), tuple(m for m in members if m not in there))


def behind(reader: Reader, where: Where | None = None) -> bool:
    """Whether something that the reader may read is not in the answers yet."""
    return any(each.waiting for each in asked(sources(reader), where or Where()))


def series(
    reader: Reader,
    kind: str,
    *,
    country: Sequence[str] = (),
    substance: Sequence[str] = (),
    measure: Sequence[str] = (),
    since: int = 0,
    until: int = 9999,
) -> list[Observation]:
    """Published numbers of one kind (totals, prices, cultivation, users, crimes), by source and row.

    Args:
        country: ISO 3166-1 codes in lower case; none: all.
        substance: codes of substances or groups, with everything below them.
        since, until: years.
    """
    conditions, params = ["kind = ? AND year BETWEEN ? AND ?"], [kind, since, until]
    for column, wanted in (("country", country), ("measure", measure)):
        _among(conditions, params, column, list(wanted))
    if substance:
        _of_substances(conditions, params, substance)
    found = [str(path) for each in asked(sources(reader), Where(), files.SERIES) for path in _paths(files.SERIES, each.fragment)]
    if not found:
        return []
    what = ", ".join(f'"{name}"' for name in SERIES)
    sql = f"SELECT {what} FROM read_parquet(?) WHERE {' AND '.join(conditions)} ORDER BY source, row, ALL"  # noqa: S608
    return [Observation(*row) for row in _mended(lambda: ask(sql, [found, *params]), found)]


# What stands behind an answer


def _answer(reader: Reader, where: Where, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a question whose `{}` is for what stands behind FROM; none where the reader sees nothing."""
    tables, params = seen(reader, where)
    if not tables:
        return []
    return _mended(lambda: ask(sql.format(tables), params), params[0])
