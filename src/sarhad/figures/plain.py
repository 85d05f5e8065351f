"""Seizures that one office reports once: the database adds them up, through the door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sarhad.access.queries import door
from sarhad.access.reader import Reader
from sarhad.entities.sight import BATCH, hex_of, marks, rows
from sarhad.figures.claims import group_of, months_of, number
from sarhad.figures.records import NO_AMOUNT, UNKNOWN_UNIT, causes
from sarhad.figures.summing import Filter, Key, Sums
from sarhad.kernel import substances
from sarhad.kernel.claim import EntityId

SEIZURES, ITEMS = 0, 1  # kinds of lines
COLUMNS = {"country": "k.country", "office": "k.owner", "cause": "k.cause", "group": "l.family"}
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
    _weigh(sums, _items(reader, wanted))
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
    sql = f"SELECT l.key, l.month, COUNT(*), {persons} FROM {tables} WHERE {where} GROUP BY 1, 2"  # noqa: S608
    found = rows(sql, params)
    keys = keys_of(row[0] for row in found)
    for id, month, n, detained, with_persons in found:
        country, owner, cause, operation, _ = keys[id]
        yield Key(_month(month), country, owner, cause, operation), n, int(detained or 0), with_persons


def _items(reader: Reader, wanted: Filter) -> list[tuple[int, int, int, int, int]]:
    """(number of the key, month, micrograms, seizures with it, of these with a weight), by key and month."""
    where, params = _where(reader, wanted, ITEMS)
    # In two parts: a sum of enough of the largest amounts would overflow a number of the database.
    ug = "SUM(l.ug * l.count / 1000), SUM(l.ug * l.count %% 1000)"
    what = f"{ug}, COUNT(*), SUM(CASE WHEN l.ug > 0 THEN 1 ELSE 0 END)"
    sql = f"SELECT l.key, l.month, {what} FROM {TABLES[ITEMS]} WHERE {where} GROUP BY 1, 2"  # noqa: S608
    return [
        (key, month, int(large or 0) * 1000 + int(small or 0), n, weighed)
        for key, month, large, small, n, weighed in rows(sql, params)
    ]


def _weigh(sums: Sums, items: Sequence[tuple[int, int, int, int, int]]) -> None:
    """Added up by key and by month first: that is a tenth of the lines. Goods are no substance and do not count."""
    keys = {id: key for id, key in keys_of(item[0] for item in items).items() if key[-1]}
    by_key, by_month = {id: [0, 0, 0] for id in keys}, defaultdict[int, int](int)
    for id, month, ug, n, weighed in items:
        if id in by_key:
            sum = by_key[id]
            sum[0] += ug
            sum[1] += n
            sum[2] += weighed
            by_month[month] += ug
    for id, (ug, n, weighed) in by_key.items():
        country, owner, cause, operation, substance = keys[id]
        lines = sums.lines(Key("", country, owner, cause, operation))[:-1]
        sums.weigh(lines, group_of(substance), (ug, ug, ug), n, weighed)
    for month, ug in by_month.items():
        sums.by_month[_month(month)].ug += ug


def keys_of(ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """(country, office, cause, operation, substance) by number."""
    wanted, found = sorted(set(ids)), {}
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        sql = f"SELECT id, country, owner, cause, operation, substance FROM figures_key WHERE id IN ({marks(part)})"  # noqa: S608
        found.update((id, tuple(rest)) for id, *rest in rows(sql, part))
    return found


@lru_cache(maxsize=4096)
def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}" if number else ""


def _unweighed(reader: Reader, wanted: Filter) -> list[tuple[str, str, str, int, int]]:
    """(group, unit, amount, items, how often) of what has no weight in kilograms."""
    where, params = _where(reader, wanted, ITEMS)
    sql = (
        f"SELECT l.family, l.unit, l.amount, COUNT(*), SUM(l.count) FROM {TABLES[ITEMS]}"  # noqa: S608
        f" WHERE {where} AND l.ug IS NULL AND l.substance <> '' GROUP BY 1, 2, 3"
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
        one = f"{column} IN ({marks(values)})" if values else "1 = 0"
        # Keys are few, and the index of plain lines holds their numbers: it need not look up each line.
        of_key = f"l.key IN (SELECT k.id FROM figures_key k WHERE {one})"  # noqa: S608
        parts.append(of_key if column.startswith("k.") else one)
        params.extend(values)

    given = {"office": ask.office, "country": ask.country, "cause": ask.cause}
    row = {name: value for name, value in wanted.row.items() if name != "month"}
    for name, value in (*((n, v) for n, v in given.items() if v), *row.items()):
        among(COLUMNS[name], causes(value) if name == "cause" else [value])
    if "month" in wanted.row:
        parts.append("l.month >= %s AND l.month <= %s")
        params.extend(months_of(wanted.row["month"]))
    if ask.operation:
        among("k.operation", sorted(wanted.operations))
    if ask.substance:
        among("k.substance", sorted(substances.within(ask.substance)))
    for alias, column in (("f", "l.fragment"), ("g", "l.above"))[: kind + 1]:
        through, more = door(alias, reader)
        parts.append(f"{alias}.id = {column} AND {through}")
        params.extend(more)
    return " AND ".join(parts), params
