"""DuckDB inside this process, over the node's own Parquet files. It fetches nothing and opens nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

THREADS = 2
MEMORY, ON_DISK = "1GB", "4GB"  # of one process; what does not fit goes to the disk
SETTINGS: dict[str, Any] = {
    "threads": THREADS,
    "memory_limit": MEMORY,
    "max_temp_directory_size": ON_DISK,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_unsigned_extensions": False,
    "python_enable_replacements": False,  # no name in a question is a variable of ours
    "preserve_insertion_order": True,
}
UNREADABLE = (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException)
"""What DuckDB says of a file that is not there, or not as it was written."""


def folder() -> Path:
    """Where the monitor's files stand; made where it is absent."""
    path = Path(settings.HOME) / "monitor"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def connection(*also: Path) -> duckdb.DuckDBPyConnection:
    """A new database in memory that reaches the monitor's files and nothing else on this machine.

    Args:
        also: further folders, such as that of a file which is to be read.
    """
    home = folder()
    made = duckdb.connect(config={**SETTINGS, "temp_directory": str(home / "tmp")})
    made.execute("SET parquet_metadata_cache = true")
    made.execute("SET allowed_directories = ?", [[str(each) for each in (home, *also)]])
    made.execute("SET enable_external_access = false")
    made.execute("SET lock_configuration = true")
    return made


_mine: dict[Path, duckdb.DuckDBPyConnection] = {}  # one, of the folder that was asked of last
_left: list[dict[Path, duckdb.DuckDBPyConnection]] = []


def _leave() -> None:
    """A fork has none of the threads of its parent's database: it can neither use nor close it."""
    _left.append(dict(_mine))
    _mine.clear()


os.register_at_fork(after_in_child=_leave)


def _shared(home: Path) -> duckdb.DuckDBPyConnection:
    """The database of this process."""
    if home not in _mine:
        _mine.clear()
        _mine[home] = connection()
    return _mine[home]


def ask(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    """Rows of a question. A cursor of its own for each, so that threads do not mix their answers."""
    with _shared(folder()).cursor() as cursor:
        found: list[tuple[Any, ...]] = cursor.execute(sql, params).fetchall()
    return found


def whole(path: str) -> bool:
    """Whether a file can be read from its beginning to its end; one that cannot is removed."""
    try:
        ask("SELECT COUNT(COLUMNS(*)) FROM read_parquet(?)", [path])
    except UNREADABLE:
        Path(path).unlink(missing_ok=True)
        return False
    return True
