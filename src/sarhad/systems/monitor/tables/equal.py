"""Rows of one table that are equal in everything that was read, letter by letter: groups, and what they change."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sarhad.systems.monitor.store.engine import ask
from sarhad.systems.monitor.tables import rows
from sarhad.systems.monitor.tables.columns import Columns
from sarhad.systems.monitor.tables.decisions import EQUAL, Decision, Once
from sarhad.systems.monitor.tables.rows import FROM, Found, Row

MOST_NUMBERS = 5000  # rows of one group


class Group(NamedTuple):
    twin: int
    n: int
    numbers: tuple[int, ...]  # of its rows
    row: Row  # the first
    decision: Decision | None


class Change(NamedTuple):
    """What counting equal rows once changes in one country ("": all)."""

    country: str
    n: int  # as reported
    once: int  # every equal row once
    decided: int  # as decided
    kg: float
    kg_once: float
    kg_decided: float


def groups(
    path: Path, columns: Columns, language: str, said: Iterable[Decision], found: Found, after: int, size: int
) -> list[Group]:
    """The largest first; `after` is how many were shown before."""
    sql = (
        f"SELECT twin, COUNT(*) AS n, MIN(row) AS first, list(row ORDER BY row)[1:{MOST_NUMBERS}] {FROM}"
        f" WHERE twin <> 0 AND {found.where} GROUP BY twin HAVING n > 1 ORDER BY n DESC, first LIMIT ? OFFSET ?"
    )
    told = ask(sql, [str(path), *found.params, size, after])
    first = {
        each.number: each for each in rows.some(path, columns, language, rows.within([each[2] for each in told]))
    }
    by_rows = {each.rows: each for each in said if each.rule == EQUAL and each.rows}
    return [
        Group(twin, n, tuple(numbers), first[number], by_rows.get(tuple(numbers)))
        for twin, n, number, numbers in told
    ]


def group(path: Path, columns: Columns, language: str, twin: int) -> Group | None:
    found = groups(path, columns, language, (), Found("twin = ?", (twin,)), 0, 1)
    return found[0] if found else None


def counting(once: Once) -> Found:
    """The rows that count, as people decided."""
    every = "(nth > 0 AND row NOT IN (SELECT unnest(?::INTEGER[])))" if once.every else "false"
    params = ([*once.kept], [*once.left]) if once.every else ([*once.left],)
    return Found(f"NOT ({every} OR row IN (SELECT unnest(?::INTEGER[])))", params)


def changes(path: Path, once: Once) -> list[Change]:
    """By country, of all that have equal rows or rows left out; the sum of all countries first."""
    counted = counting(once)
    sql = (
        "SELECT country, COUNT(*) AS every, COUNT(*) FILTER (nth = 0) AS once,"  # noqa: S608
        " COUNT(*) FILTER (counts) AS decided,"
        " COALESCE(SUM(kg), 0), COALESCE(SUM(kg) FILTER (nth = 0), 0), COALESCE(SUM(kg) FILTER (counts), 0)"
        f" FROM (SELECT *, {counted.where} AS counts {FROM}) GROUP BY country ORDER BY every - once DESC, country"
    )
    told = [Change(*each) for each in ask(sql, [*counted.params, str(path)])]
    total = Change("", *(sum(each[place] for each in told) for place in range(1, 7)))  # type: ignore[arg-type]
    return [total, *(each for each in told if each.n != each.once or each.n != each.decided)]
