"""The monitor's files: `SARHAD_HOME/monitor/KIND/STATEMENT.MARK.parquet`, each whole or not there.

The mark is that of the rules by which a file was made. Until the one by new rules stands, the older one is read.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import orjson
from django.conf import settings

from sarhad.collect.errors import Fault
from sarhad.systems.monitor.store.engine import folder

SEIZURES, SERIES, CASES = "seizures", "series", "cases"
KINDS = (SEIZURES, SERIES)
"""Of tables; those of cases are made for each reader anew, see `cases`."""
ROWS, FAULT, HALF = ".parquet", ".fault", ".part"
LEFT = 3600  # seconds after which nobody writes to something any more


def kind_of(table_type: str) -> str:
    """Of a StatisticalTable's kind: single seizures, or published numbers."""
    return SEIZURES if table_type == SEIZURES else SERIES


def place(kind: str) -> Path:
    path = folder() / kind
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def standing(kind: str, ending: str = ROWS) -> dict[str, list[Path]]:
    """Files by statement; of several the newest first."""
    found: dict[str, list[Path]] = {}
    for path in place(kind).iterdir():
        if path.suffix == ending:
            found.setdefault(path.name.partition(".")[0], []).append(path)
    for several in found.values():
        if len(several) > 1:
            several.sort(key=_age)
    return found


def _age(path: Path) -> tuple[int, str]:
    try:
        return -path.stat().st_mtime_ns, path.name
    except FileNotFoundError:  # just replaced
        return 0, path.name


def named(kind: str, statement: str, mark: str, ending: str = ROWS) -> Path:
    return place(kind) / f"{statement}.{mark}{ending}"


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path to write to; only what was written to its end, and is on the disk, gets the name."""
    half = path.with_name(f".{uuid4().hex}{HALF}")
    try:
        yield half
        with open(half, "rb") as file:
            os.fsync(file.fileno())
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)


def fault_in(paths: list[Path]) -> str:
    """Why a file could not be read, in the active language; "" where that is not noted any more."""
    try:
        return str(Fault(**orjson.loads(paths[0].read_bytes())))
    except FileNotFoundError:  # just replaced
        return ""


def remove(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()


def remove_left() -> None:
    """What processes began that were killed: files written by half, and copies of attachments."""
    for path in (*folder().glob(".*"), *folder().glob("*/.*")):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > LEFT:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def locked() -> Iterator[None]:
    """One process writes tables at a time."""
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "monitor.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
