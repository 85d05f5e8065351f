"""What a purge leaves behind in files, and how to see that it is gone.

An emptied row is not gone: its bytes stay in free pages and in the write-ahead log until both are rewritten.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.db import connection

WINDOW = 64  # bytes that tell one body or attachment from all others
CHUNK = 16 * 2**20
HOLDING = ("ledger", "collect", "desk", "programme")  # apps whose tables hold statements, or drafts of some


def compact() -> None:
    """Rewrite the database without what was deleted. Not inside a transaction.

    SQLite: log into the file, the file anew, and the log of that emptied too. PostgreSQL: the tables that hold what
    somebody stated anew; its own log (pg_wal) is not ours to empty.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                cursor.execute(statement)
        else:
            for model in (each for label in HOLDING for each in apps.get_app_config(label).get_models()):
                cursor.execute(f"VACUUM FULL {connection.ops.quote_name(model._meta.db_table)}")


def windows(data: bytes) -> Iterator[bytes]:
    """Pieces of something long that would be found again if it were still there; the beginning of files of one
    kind is often the same, so one comes from the middle."""
    middle = len(data) // 2
    yield data[:WINDOW]
    if middle > WINDOW:
        yield data[middle : middle + WINDOW]


@dataclass(slots=True)
class Scan:
    """What was looked through and where something was found."""

    files: int = 0
    size: int = 0  # bytes
    found: dict[bytes, set[Path]] = field(default_factory=dict)  # needle -> files


def scan(folder: Path, needles: Iterable[bytes], skip: Iterable[Path] = ()) -> Scan:
    """Look through every file below a folder for these bytes. A file that vanishes meanwhile is left out."""
    result, wanted, skipped = Scan(), sorted(set(needles)), set(skip)
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if Path(root, name) not in skipped]
        for path in (Path(root, name) for name in sorted(files)):
            try:
                _scan_file(path, wanted, result)
            except FileNotFoundError:
                continue
    return result


def _scan_file(path: Path, needles: list[bytes], result: Scan) -> None:
    overlap = max(map(len, needles), default=1) - 1
    with path.open("rb") as file:
        result.files += 1
        tail = b""
        while chunk := file.read(CHUNK):
            result.size += len(chunk)
            text = tail + chunk
            for needle in needles:
                if needle in text:
                    result.found.setdefault(needle, set()).add(path)
            tail = text[-overlap:] if overlap else b""
