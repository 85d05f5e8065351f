"""Writes derived rows: plain SQL, many rows at a time. Only `ledger` calls it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from sarhad.ledger.derive import Rows
from sarhad.ledger.models import ITEMS_PER_ENTRY, State
from sarhad.ledger.scopes import intern
from sarhad.ledger.succession import Successions

COLUMNS = {
    "term": "(kind, value, fragment_id)",
    "edge": '(fragment_id, source, target, kind, "start", "end")',
    "judgement": "(a, b, fragment_id, office, verdict)",
    "ref": '(contribution, "index", item, kind, office)',
    "membership": "(party, member, fragment_id)",
    "inheritance": "(fragment, office, heir, schemata, received)",
    "attachment": "(fragment_id, digest, media_type, size, name)",
}
FRAGMENT_COLUMN = {"ref": "item", "inheritance": "fragment", "fragment": "id"}
DERIVED = ("fragment", *COLUMNS)
BY_FRAGMENT = [table for table in DERIVED if table != "term"]
TERM = "kind = %s AND value = %s AND fragment_id = %s"


def insert(office: str, rows: Rows, successions: Successions) -> None:
    """Add the rows of one entry; every fragment starts current, under its own scope and heirs."""
    # By identity: hashing a scope for each of 1,000 rows costs more.
    kinds = {(id(scope), schema): scope for _, _, scope, schema, *_ in rows.fragments}
    rules = {kind: successions.rule(office, scope, (), kind[1]) for kind, scope in kinds.items()}
    ids = {rule: intern(rule) for rule in dict.fromkeys(rules.values())}
    scopes = {kind: ids[rule] for kind, rule in rules.items()}
    current = int(State.CURRENT)
    fragments = [
        (number, entity, scopes[id(scope), schema], schema, digest, current, data)
        for number, entity, scope, schema, digest, data in rows.fragments
    ]
    _many("fragment", '(id, entity, scope_id, "schema", digest, state, data)', fragments)
    for table, columns in COLUMNS.items():
        _many(table, columns, getattr(rows, _attribute(table)))


def erase(pos: int, rows: Rows) -> None:
    """Remove all derived rows of one entry; `rows` is what it gives rise to."""
    first = pos * ITEMS_PER_ENTRY
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM ledger_term WHERE {TERM}", rows.terms)  # noqa: S608
        for table in BY_FRAGMENT:
            column = FRAGMENT_COLUMN.get(table, "fragment_id")
            cursor.execute(
                f"DELETE FROM ledger_{table} WHERE {column} >= %s AND {column} < %s",  # noqa: S608
                [first, first + ITEMS_PER_ENTRY],
            )


def plain(rows: Rows) -> dict[str, list[tuple[Any, ...]]]:
    """An entry's rows by table and in order, without what depends on other entries (scope, state)."""
    found = {table: sorted(getattr(rows, _attribute(table))) for table in COLUMNS}
    found["fragment"] = sorted(
        (id, entity, schema, digest, data) for id, entity, _, schema, digest, data in rows.fragments
    )
    return {table: [tuple(row) for row in many] for table, many in found.items()}


def stored(pos: int, rows: Rows) -> dict[str, list[tuple[Any, ...]]]:
    """The same as it stands in the tables; of the terms, those of `rows` that are there."""
    first = pos * ITEMS_PER_ENTRY
    found = {"term": sorted(_terms_there(rows))}
    with connection.cursor() as cursor:
        for table in BY_FRAGMENT:
            columns = COLUMNS.get(table, '(id, entity, "schema", digest, data)')
            column = FRAGMENT_COLUMN.get(table, "fragment_id")
            sql = f"SELECT {columns.strip('()')} FROM ledger_{table} WHERE {column} >= %s AND {column} < %s"  # noqa: S608
            cursor.execute(sql, [first, first + ITEMS_PER_ENTRY])
            found[table] = sorted(tuple(_plain_cell(cell) for cell in row) for row in cursor.fetchall())
    return found


def terms_at(pos: int) -> list[tuple[str, str, int]]:
    """The terms of one entry, found by looking at all."""
    first = pos * ITEMS_PER_ENTRY
    with connection.cursor() as cursor:
        sql = "SELECT kind, value, fragment_id FROM ledger_term WHERE fragment_id >= %s AND fragment_id < %s"
        cursor.execute(sql, [first, first + ITEMS_PER_ENTRY])
        return list(cursor.fetchall())


def terms_of() -> dict[int, int]:
    """How many terms each entry has in the table, by its position."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT fragment_id / {ITEMS_PER_ENTRY}, COUNT(*) FROM ledger_term GROUP BY 1")  # noqa: S608
        return dict(cursor.fetchall())


def _terms_there(rows: Rows) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(rows.terms), 300):
        part = rows.terms[start : start + 300]
        # CROSS JOIN makes SQLite look each one up, as in entities.matching.
        sql = (
            f"WITH wanted (kind, value, fragment) AS (VALUES {', '.join(['(%s, %s, %s)'] * len(part))})"  # noqa: S608
            " SELECT t.kind, t.value, t.fragment_id FROM wanted w CROSS JOIN ledger_term t"
            " WHERE t.value = w.value AND t.kind = w.kind AND t.fragment_id = w.fragment"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [cell for term in part for cell in term])
            yield from cursor.fetchall()


def _plain_cell(cell: Any) -> Any:
    return bytes(cell) if isinstance(cell, memoryview) else cell


def _attribute(table: str) -> str:
    return {"inheritance": "inheritances"}.get(table, table + "s")


def clear() -> None:
    """Empty every derived table."""
    with connection.cursor() as cursor:
        for table in (*DERIVED, "scope_party", "scope", "party"):
            cursor.execute(f"DELETE FROM ledger_{table.replace('scope_party', 'scopeparty')}")  # noqa: S608


def _many(table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    marks = ", ".join(["%s"] * (columns.count(",") + 1))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO ledger_{table} {columns} VALUES ({marks})", rows)  # noqa: S608
