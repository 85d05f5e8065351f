"""Seizures that one office reports once: the database adds them up, through the door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sarhad.access.queries import door
from sarhad.access.reader import Reader
from sarhad.entities.sight import hex_of, marks, rows
from sarhad.figures.claims import number
from sarhad.figures.records import NO_AMOUNT, UNKNOWN_UNIT
from sarhad.figures.summing import Filter, Key, Sums
from sarhad.kernel import substances
from sarhad.kernel.claim import EntityId

SEIZURES, ITEMS = 0, 1  # kinds of lines
MONTH = "CASE WHEN substr(l.first, 1, 7) = substr(l.last, 1, 7) THEN substr(l.first, 1, 7) ELSE '' END"
KEY = f"{MONTH}, l.country, l.owner, l.cause, l.operation"
COLUMNS = {"month": MONTH, "country": "l.country", "office": "l.owner", "cause": "l.cause", "group": "l.family"}
TABLES = {
    SEIZURES: "figures_line l CROSS JOIN ledger_fragment f",
    ITEMS: "figures_line l CROSS JOIN ledger_fragment f CROSS JOIN ledger_fragment g",
}
SEIZURE, ABOVE = "figures_line s", "s.fragment = l.above"


def add(sums: Sums, reader: Reader, wanted: Filter) -> None:
    """What plain seizures add to the sums of figures."""
    for key, n, persons, with_persons in _seizures(reader, wanted):
        lines = sums.lines(key)
        for line in lines:
            line.n += n
        if persons and not wanted.replaced(key.operation):
            sums.detain(lines, persons, persons, persons, with_persons)
    for key, family, ug, n, weighed in _items(reader, wanted):
        sums.weigh(sums.lines(key), family, (ug, ug, ug), n, weighed)
    for family, unit, amount, n, times in _unweighed(reader, wanted):
        value = number(amount)
        sums.left_out[(NO_AMOUNT, "") if value is None else (UNKNOWN_UNIT, unit)] += n
        if value is not None:
            sums.groups[family].other[unit] += value * times  # type: ignore[assignment]
    sums.vague(_vague(reader, wanted))


def _seizures(reader: Reader, wanted: Filter) -> Iterator[tuple[Key, int, int, int]]:
    """(key, seizures, persons, seizures with persons), by key."""
    kind, own = (ITEMS, "s") if wanted.by_item else (SEIZURES, "l")  # of one substance it has one item
    tables = TABLES[kind]
    where, params = _where(reader, wanted, kind)
    if wanted.by_item:
        tables, where = f"{tables} CROSS JOIN {SEIZURE}", f"{where} AND {ABOVE}"
    persons = f"SUM({own}.detained), SUM(CASE WHEN {own}.detained > 0 THEN 1 ELSE 0 END)"
    sql = f"SELECT {KEY}, COUNT(*), {persons} FROM {tables} WHERE {where} GROUP BY 1, 2, 3, 4, 5"  # noqa: S608
    for *key, n, detained, with_persons in rows(sql, params):
        yield Key(*key), n, int(detained or 0), with_persons


def _items(reader: Reader, wanted: Filter) -> Iterator[tuple[Key, str, int, int, int]]:
    """(key, group, micrograms, seizures with it, of these with a weight), by key and group."""
    where, params = _where(reader, wanted, ITEMS)
    what = "SUM(l.ug * l.count), COUNT(*), SUM(CASE WHEN l.ug > 0 THEN 1 ELSE 0 END)"
    sql = f"SELECT {KEY}, l.family, {what} FROM {TABLES[ITEMS]} WHERE {where} GROUP BY 1, 2, 3, 4, 5, 6"  # noqa: S608
    for *key, family, ug, n, weighed in rows(sql, params):
        yield Key(*key), family, int(ug or 0), n, weighed


def _unweighed(reader: Reader, wanted: Filter) -> list[tuple[str, str, str, int, int]]:
    """(group, unit, amount, items, how often) of what has no weight in kilograms."""
    where, params = _where(reader, wanted, ITEMS)
    sql = (
        f"SELECT l.family, l.unit, l.amount, COUNT(*), SUM(l.count) FROM {TABLES[ITEMS]}"  # noqa: S608
        f" WHERE {where} AND l.ug IS NULL GROUP BY 1, 2, 3"
    )
    return [(family, unit, amount, n, int(times)) for family, unit, amount, n, times in rows(sql, params)]


def _vague(reader: Reader, wanted: Filter) -> int:
    """Seizures of which one cannot say whether they are of the period."""
    kind = ITEMS if wanted.by_item else SEIZURES
    where, params = _where(reader, wanted, kind, inside=False)
    return int(rows(f"SELECT COUNT(*) FROM {TABLES[kind]} WHERE {where}", params)[0][0])  # noqa: S608


def page(reader: Reader, wanted: Filter, code: str, after: tuple[str, str] | None, size: int) -> list[EntityId]:
    """The next plain seizures behind “seizures”, “kg” or “detained”, by first day and id, the newest first.

    Args:
        after: the first day and id of the last one that was shown.
    """
    kind = ITEMS if code == "kg" or wanted.by_item else SEIZURES
    where, params = _where(reader, wanted, kind)
    tables, entity = TABLES[kind], "l.parent" if kind == ITEMS else "l.entity"
    if code == "kg":
        where += " AND l.ug > 0"
    if code == "detained":
        own = "s" if kind == ITEMS else "l"
        tables, where = (
            (f"{tables} CROSS JOIN {SEIZURE}", f"{where} AND {ABOVE}") if own == "s" else (tables, where)
        )
        where += f" AND {own}.detained > 0"
        replaced = sorted(each for each in wanted.reported if wanted.replaced(each))
        if replaced:
            where += f" AND l.operation NOT IN ({marks(replaced)})"
            params += replaced
    if after:
        where += f" AND (l.first < %s OR l.first = %s AND {entity} < %s)"
        params += [after[0], after[0], bytes.fromhex(after[1])]
    sql = (
        f"SELECT DISTINCT l.first, {entity} FROM {tables} WHERE {where}"  # noqa: S608
        f" ORDER BY 1 DESC, 2 DESC LIMIT {size:d}"
    )
    return [hex_of(id) for _, id in rows(sql, params)]


def _where(reader: Reader, wanted: Filter, kind: int, *, inside: bool = True) -> tuple[str, list[Any]]:
    """The lines of plain seizures, or of their items, that fit and that the reader sees."""
    ask = wanted.ask
    parts, params = [f"l.kind = {kind} AND l.plain"], list[Any]()
    within = "l.first >= %s AND l.first <= %s AND l.last <= %s"
    if inside:
        parts, params = [*parts, within], [ask.since, ask.until, ask.until]
    else:
        parts.append(f"l.day IS NULL AND l.first <= %s AND l.last >= %s AND NOT ({within})")
        params = [ask.until, ask.since, ask.since, ask.until, ask.until]

    def among(column: str, values: Sequence[str]) -> None:
        parts.append(f"{column} IN ({marks(values)})" if values else "1 = 0")
        params.extend(values)

    given = {"office": ask.office, "country": ask.country, "cause": ask.cause}
    for name, value in (*((n, v) for n, v in given.items() if v), *wanted.row.items()):
        among(COLUMNS[name], [value])
    if ask.operation:
        among("l.operation", sorted(wanted.operations))
    if kind == ITEMS:
        parts.append("l.substance <> ''")
    if ask.substance:
        among("l.substance", sorted(substances.within(ask.substance)))
    for alias, column in (("f", "l.fragment"), ("g", "l.above"))[: kind + 1]:
        through, more = door(alias, reader)
        parts.append(f"{alias}.id = {column} AND {through}")
        params.extend(more)
    return " AND ".join(parts), params
