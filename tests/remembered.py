"""What one test has set up, kept for the next ones: copying rows and keys is far quicker than signing anew."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connections, router

from sarhad.access.models import Officer
from sarhad.ledger.models import Entry


class Table(NamedTuple):
    alias: str
    name: str
    columns: list[str]
    rows: list[tuple[Any, ...]]


class Remembered:
    """The rows of these rooms (each is a Django app; none named: all of ours) and the folder of the node."""

    def __init__(self, home: Path, folder: Path, *rooms: str) -> None:
        self.tables = [table for table in map(_read, _models(rooms)) if table.rows]
        self.folder = shutil.copytree(home, folder)

    def put_back(self, home: Path) -> None:
        shutil.copytree(self.folder, home, dirs_exist_ok=True)
        for table in self.tables:
            columns = ", ".join(f'"{column}"' for column in table.columns)
            marks = ", ".join(["%s"] * len(table.columns))
            with connections[table.alias].cursor() as cursor:
                cursor.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', table.rows)


def nothing_yet() -> bool:
    """Whether the test has done nothing so far; else its rows would be remembered, or in the way."""
    return not Entry.objects.exists() and not Officer.objects.exists()


def _models(rooms: Sequence[str]) -> list[Any]:
    ours = [app for app in apps.get_app_configs() if app.name.startswith("sarhad.")]
    return [model for app in ours if not rooms or app.label in rooms for model in app.get_models(True)]


def _read(model: Any) -> Table:
    alias, name = router.db_for_read(model), model._meta.db_table
    with connections[alias].cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{name}"')
        return Table(alias, name, [column[0] for column in cursor.description], cursor.fetchall())
