"""Whatever cell of whatever table is changed: `verify` finds it, and never fails over it."""

from contextlib import suppress
from random import Random

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from sarhad.ledger.models import Follower
from sarhad.ledger.verify import verify
from tests.seeds import seeds
from tests.worlds import World

pytestmark = pytest.mark.django_db

NOT_SIGNED = {("ledger_entry", "received_at")}  # this node's own clock
TABLES = [model._meta.db_table for model in apps.get_app_config("ledger").get_models() if model is not Follower]


def rows_of(table: str, random: Random, count: int) -> list[dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        columns, found = [column[0] for column in cursor.description], cursor.fetchall()
    return [dict(zip(columns, row, strict=True)) for row in random.sample(found, min(count, len(found)))]


def changed(value: object, random: Random) -> object:
    """The same with one bit, one letter or one number other than it was; None stays."""
    match value:
        case bool():
            return not value
        case int():
            return value + random.choice([-1, 1, 1024, 10**9])
        case str():
            at = random.randrange(len(value) + 1)
            return value[:at] + random.choice('abc{,"0') + value[at + random.randint(0, 1) :]
        case bytes() | memoryview():
            data = bytearray(value)
            if data:
                data[random.randrange(len(data))] ^= 1 << random.randrange(8)
            return bytes(data) or b"x"
    return value


def put(table: str, row: dict[str, object], column: str, value: object) -> None:
    same = {name: cell for name, cell in row.items() if cell is not None}
    where = " AND ".join(f'"{name}" = %s' for name in same)
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE {where}', [value, *same.values()])
        assert cursor.rowcount == 1


def check_cell(table: str, row: dict[str, object], column: str, random: Random) -> None:
    value = changed(row[column], random)
    if value == row[column] or (table, column) in NOT_SIGNED:
        return
    # What the database itself refuses, such as a second row with the same key, is no fault of ours.
    with suppress(DatabaseError), transaction.atomic():
        put(table, row, column, value)
        assert list(verify(derived=True)), f"{table}.{column}: {row[column]!r} -> {value!r}"
        transaction.set_rollback(True)


def check_cells(seed: int, steps: int, count: int) -> set[str]:
    """Changes each column of some rows of each table, one after the other; returns the tables that had rows."""
    random, world = Random(seed), World(seed)
    world.grow(steps)
    assert not list(verify(derived=True))
    met = {table: rows_of(table, random, count) for table in TABLES}
    cells = [(table, row, column) for table, rows in met.items() for row in rows for column in row]
    for table, row, column in random.sample(cells, len(seeds(len(cells)))):
        check_cell(table, row, column, random)
    return {table for table, rows in met.items() if rows}


def test_any_changed_cell_is_found():
    assert check_cells(5, 34, 1) == set(TABLES)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 60))
def test_any_changed_cell_is_found_long(seed):
    check_cells(seed, 60, 3)
