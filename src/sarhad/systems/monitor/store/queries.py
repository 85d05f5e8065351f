"""Questions about seizures for one reader. Whoever calls them records the read in the audit."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sarhad.access.reader import Reader
from sarhad.kernel import substances
from sarhad.systems.monitor.store import files, taking
from sarhad.systems.monitor.store.bound import take
from sarhad.systems.monitor.store.cases import ID as CASES
from sarhad.systems.monitor.store.cases import cases
from sarhad.systems.monitor.store.engine import UNREADABLE, ask, whole
from sarhad.systems.monitor.store.records import (
    FILTERS,
    SEIZURES,
    SERIES,
    Coverage,
    Observation,
    Source,
    Table,
    Where,
    month_named,
    number_of,
)
from sarhad.systems.monitor.store.sources import asked, lacking, sources
from sarhad.systems.monitor.tables.decisions import decisions

__all__ = ["behind", "coverage", "lacking", "rows", "series", "sources", "span", "sums", "values"]

EXACT = "SUM(TRY_CAST({} AS DECIMAL(18, 9)))::DOUBLE"  # in millionths of a gram: the same in any order
RANKED = (
    "CASE WHEN count(kg) >= 6 THEN"
    " list_extract(list_sort(list(kg) FILTER (WHERE kg IS NOT NULL)), CAST({} AS BIGINT)) END"
)
"""The weight of that rank. The bounds of a median are two of them, of 95 per cent, whatever weights are like."""
MEASURES = {
    "n": "COALESCE(SUM(n), 0)::BIGINT",
    "items": "COUNT(*)",
    "amount": EXACT.format("amount"),
    "kg": EXACT.format("kg"),
    "kg_low": EXACT.format("kg_low"),
    "kg_high": EXACT.format("kg_high"),
    "median_kg": "median(kg)",
    "median_low": RANKED.format("greatest(1, floor((count(kg) - 1.96 * sqrt(count(kg))) / 2))"),
    "median_high": RANKED.format("least(count(kg), ceil(1 + (count(kg) + 1.96 * sqrt(count(kg))) / 2))"),
    "unconverted": "COUNT(*) - COUNT(kg)",
    "unknown_place": "COUNT(*) FILTER (WHERE region = '')",
}
"""What can be added up. Weights are kilograms, and null where nothing has one; `amount` is as reported, to be asked
for by unit only; `n` counts seizures, `items` the substances in them."""
FIRST, LAST = 1900, 2100
"""A year beyond is a slip of the pen, and no page has room for two thousand years: it counts as no date."""
MONTH = f"CASE WHEN month BETWEEN {FIRST * 12} AND {LAST * 12 + 11} THEN month ELSE 0 END"
BY = {name: f'"{name}"' for name in SEIZURES} | {
    "month": MONTH,
    "year": f"CASE WHEN year BETWEEN {FIRST} AND {LAST} THEN year ELSE 0 END",
    "quarter": f"CAST(floor(({MONTH}) / 3) AS INTEGER)",
    "moon": f"({MONTH}) % 12",
}
"""By what. `quarter` is 4 times the year and the quarter from 0, `moon` the month of the year from 0."""
UNKNOWN = "unknown"  # the group of what no list has


def sums(
    reader: Reader, where: Where, by: Sequence[str] = (), measures: Sequence[str] = ("n", "kg"), limit: int = 0
) -> Table:
    """Seizures added up, in the order of what they are added up by. Names are those of BY and MEASURES."""
    sql = summing(by, measures, limit)
    return Table((*by, *measures), _asked(lambda: seen(reader, where, by), sql))


def summing(by: Sequence[str], measures: Sequence[str], limit: int = 0) -> str:
    """The question of `sums`, with `{}` for what stands behind FROM. Spark understands it too."""
    groups = [f"g{n}" for n in range(len(by))]
    said = [f"{BY[name]} AS {group}" for name, group in zip(by, groups, strict=True)]
    said += [MEASURES[name] for name in measures]
    order = ", ".join(f"{group} NULLS LAST" for group in groups)
    group = f" GROUP BY {', '.join(groups)} ORDER BY {order}" if by else ""
    tail = f" LIMIT {limit:d}" if limit else ""
    return f"SELECT {', '.join(said)} FROM {{}}{group}{tail}"  # noqa: S608 - our own names


def rows(reader: Reader, where: Where, after: int = 0, size: int = 50) -> Table:
    """The single records, the newest first; `after` is how many were shown before."""
    what = ", ".join(BY[name] for name in SEIZURES)
    order = 'day DESC NULLS LAST, source, row, "case", n DESC, substance, drug'
    tail = f"ORDER BY {order} LIMIT {size:d} OFFSET {after:d}"
    return Table(tuple(SEIZURES), _answer(reader, where, f"SELECT {what} FROM {{}} {tail}"))  # noqa: S608


def values(reader: Reader, where: Where, field: str) -> list[tuple[str, int]]:
    """(value, seizures) of a column, for lists of filters: its own filter does not bind."""
    wanted = where.but(**{field: ()}) if field in FILTERS else where
    return [(str(value), n) for value, n in sums(reader, wanted, (field,), ("n",)).rows]


def span(reader: Reader, where: Where | None = None) -> tuple[str, str]:
    """The first and the last month of which there is anything; ("", "") for nothing."""
    sql = f"SELECT MIN(month), MAX(month) FROM {{}} AND ({MONTH}) > 0"  # noqa: S608 - our own numbers
    found = _answer(reader, where or Where(), sql)
    first, last = found[0] if found else (None, None)
    return (month_named(first), month_named(last)) if first else ("", "")


def coverage(reader: Reader, where: Where, members: Sequence[str]) -> Coverage:
    """Which of these countries reported any seizure of the time and from the sources asked for."""
    wanted = Where(since=where.since, until=where.until, source=where.source)
    there = {row[0] for row in sums(reader, wanted, ("country",), ("n",)).rows}
    return Coverage(tuple(m for m in members if m in there), tuple(m for m in members if m not in there))


def behind(reader: Reader, where: Where | None = None) -> bool:
    """Whether something that the reader may read is not in the answers yet."""
    wanted = where or Where()
    late = not wanted.source or CASES in wanted.source
    return any(each.waiting for each in asked(sources(reader), wanted)) or (late and cases(reader).behind)


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
    conditions, params = ["kind = ? AND year BETWEEN ? AND ?"], list[Any]([kind, since, until])
    for column, wanted in (("country", country), ("measure", measure)):
        _among(conditions, params, column, list(wanted))
    if substance:
        _of_substances(conditions, params, substance)

    def tables() -> tuple[str, list[Any]]:
        found = _files_of(files.SERIES, asked(sources(reader), Where(), files.SERIES))
        return _together([(_part(SERIES, conditions), [found, *params])] if found else [])

    found = _asked(tables, "SELECT * FROM {} ORDER BY ALL")
    return [Observation(*row) for row in found]


# What stands behind an answer


def _answer(reader: Reader, where: Where, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a question whose `{}` is for what stands behind FROM; none where the reader sees nothing."""
    return _asked(lambda: seen(reader, where), sql)


def _asked(tables: Callable[[], tuple[str, list[Any]]], sql: str) -> list[tuple[Any, ...]]:
    """Asked once more where a file was replaced just now, or was damaged: then it is made again."""
    for again in (True, False):
        behind_from, params = tables()
        if not behind_from:
            return []
        try:
            return ask(sql.format(behind_from), params)
        except UNREADABLE:
            given = [path for each in params if isinstance(each, list) for path in each]
            if not (again and [path for path in given if str(path).endswith(files.ROWS) and not whole(path)]):
                raise
    return []


def seen(reader: Reader, where: Where, by: Sequence[str] = ()) -> tuple[str, list[Any]]:
    """What stands behind FROM, and its parameters; "" where the reader sees nothing of it.

    A case of several substances is several rows: of those asked for, the first in each group has its `n`.
    """
    wanted = asked(sources(reader), where)
    conditions, params = conditions_of(where)
    counted, more = _once(reader, wanted, where)
    tables = _files_of(files.SEIZURES, wanted)
    parts = [(_part(SEIZURES, [*conditions, *counted]), [tables, *params, *more])] if tables else []
    if path := cases(reader).path if not where.source or CASES in where.source else None:
        if taking.now():
            take(reader, where.since or "0001-01", f"{where.until or '9999-12'}-31")
            conditions = [*conditions, "NOT asks"]
        case = ", ".join(['"case"', *(BY[name] for name in by)])
        first = f"row_number() OVER (PARTITION BY {case} ORDER BY n DESC, substance, drug) = 1"
        parts.append(
            (_part(SEIZURES, conditions, f"CASE WHEN {first} THEN times ELSE 0 END"), [[str(path)], *params])
        )
    return _together(parts)


READ = "read_parquet(?, union_by_name = true)"


def _part(columns: Iterable[str], conditions: Sequence[str], n: str = "n") -> str:
    what = ", ".join(f"{n} AS n" if name == "n" else f'"{name}"' for name in columns)
    return f"SELECT {what} FROM {READ} WHERE {' AND '.join(['true', *conditions])}"  # noqa: S608 - our own names


def _together(parts: Sequence[tuple[str, list[Any]]]) -> tuple[str, list[Any]]:
    """Behind FROM; a condition may follow."""
    if not parts:
        return "", []
    return f"({' UNION ALL '.join(sql for sql, _ in parts)}) WHERE true", [p for _, given in parts for p in given]


def _files_of(kind: str, wanted: Sequence[Source]) -> list[str]:
    there = files.standing(kind)
    return [str(there[each.file][0]) for each in wanted if each.file in there]


def conditions_of(where: Where) -> tuple[list[str], list[Any]]:
    """What a question asks of each row, with parameters. A row of a whole year is in it if all of the year is."""
    parts, params = list[str](), list[Any]()
    if where.since:
        parts.append("day >= ?")
        params.append(_day(number_of(where.since)))
    if where.until:
        parts.append("last < ?")
        params.append(_day(number_of(where.until) + 1))
    for name in FILTERS:
        wanted = list(getattr(where, name))
        if name == "substance" and wanted:
            _of_substances(parts, params, wanted)
        elif name != "source":
            _among(parts, params, name, wanted)
    return parts, params


def _day(month: int) -> datetime.date:
    """The first day of a month; of the last one that there is, its last."""
    return datetime.date(month // 12, month % 12 + 1, 1) if month < 120_000 else datetime.date.max


def _among(parts: list[str], params: list[Any], column: str, wanted: list[str]) -> None:
    """`unknown` asks for rows in which the column is empty."""
    wanted = ["" if each == UNKNOWN else each for each in wanted]
    if wanted:
        parts.append(f'"{column}" IN ({", ".join("?" * len(wanted))})')
        params.extend(wanted)


def _of_substances(parts: list[str], params: list[Any], wanted: Sequence[str]) -> None:
    codes = sorted(set().union(*(substances.within(each) for each in wanted)))
    one = f"substance IN ({', '.join('?' * len(codes))})" if codes else "false"
    parts.append(f"({one} OR family = '{UNKNOWN}')" if UNKNOWN in wanted else one)
    params.extend(codes)


def _once(reader: Reader, wanted: Sequence[Source], where: Where) -> tuple[list[str], list[Any]]:
    """Which rows count, as people decided or as is asked for."""
    once = where.once
    if once == "none":
        return [], []
    parts, params = ["nth = 0"] if once == "all" else [], list[Any]()
    for table, said in decisions(reader, wanted, not where.source or CASES in where.source).items():
        if said.every and not once:
            kept = " AND NOT array_contains(?, row)" if said.kept else ""
            parts.append(f"NOT (source = ? AND nth > 0{kept})")
            params += [table, sorted(said.kept)] if said.kept else [table]
        if said.left:
            parts.append("NOT (source = ? AND array_contains(?, row))")
            params += [table, sorted(said.left)]
    return parts, params
