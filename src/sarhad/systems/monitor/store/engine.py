"""DuckDB inside this process, over the node's own Parquet files. It fetches nothing and opens nothing else."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

THREADS = 2


def folder() -> Path:
    """Where the monitor's files stand; made where it is absent."""
    path = Path(settings.HOME) / "monitor"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def connection() -> duckdb.DuckDBPyConnection:
    """A new database in memory."""
    return duckdb.connect(
        config={
            "threads": THREADS,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": True,
        }
    )


@lru_cache(maxsize=1)
def _shared() -> duckdb.DuckDBPyConnection:
    return connection()


def ask(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    """Rows of a question. A cursor of its own for each, so that threads do not mix their answers."""
    with _shared().cursor() as cursor:
        found: list[tuple[Any, ...]] = cursor.execute(sql, params).fetchall()
    return found
