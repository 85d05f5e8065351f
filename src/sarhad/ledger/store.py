"""Writes derived rows: plain SQL, many rows at a time. Only `ledger` calls it."""

from __future__ import annotations

from collections.abc import Sequence
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


def erase(pos: int) -> None:
    """Remove all derived rows of one entry."""
    first = pos * ITEMS_PER_ENTRY
    with connection.cursor() as cursor:
        for table in DERIVED:
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


def stored(pos: int) -> dict[str, list[tuple[Any, ...]]]:
    """The same as it stands in the tables."""
    first = pos * ITEMS_PER_ENTRY
    found = {}
    with connection.cursor() as cursor:
        for table, columns in {**COLUMNS, "fragment": '(id, entity, "schema", digest, data)'}.items():
            column = FRAGMENT_COLUMN.get(table, "fragment_id")
            sql = f"SELECT {columns.strip('()')} FROM ledger_{table} WHERE {column} >= %s AND {column} < %s"  # noqa: S608
            cursor.execute(sql, [first, first + ITEMS_PER_ENTRY])
            found[table] = sorted(tuple(_plain_cell(cell) for cell in row) for row in cursor.fetchall())
    return found


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
