"""The monitor's files: `SARHAD_HOME/monitor/KIND/FRAGMENT.MARK.parquet`, each whole or not there.

The mark is that of the rules by which a file was made. Until the one by new rules stands, the older one is read.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import orjson
from django.conf import settings

from sarhad.collect.errors import Fault
from sarhad.systems.monitor.store.engine import folder

SEIZURES, SERIES = "seizures", "series"
KINDS = (SEIZURES, SERIES)
ROWS, FAULT, HALF = ".parquet", ".fault", ".part"


def kind_of(table_type: str) -> str:
    """Of a StatisticalTable's kind: single seizures, or published numbers."""
    return SEIZURES if table_type == SEIZURES else SERIES


def place(kind: str) -> Path:
    path = folder() / kind
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def standing(kind: str, ending: str = ROWS) -> dict[int, list[Path]]:
    """Files by fragment; of several the newest first."""
    found: dict[int, list[Path]] = {}
    for path in place(kind).iterdir():
        number = path.name.partition(".")[0]
        if path.suffix == ending and number.isdigit():
            found.setdefault(int(number), []).append(path)
    for several in found.values():
        if len(several) > 1:
            several.sort(key=_age)
    return found


def _age(path: Path) -> tuple[int, str]:
    try:
        return -path.stat().st_mtime_ns, path.name
    except FileNotFoundError:  # just replaced
        return 0, path.name


def named(kind: str, fragment: int, mark: str, ending: str = ROWS) -> Path:
    return place(kind) / f"{fragment}.{mark}{ending}"


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


@contextmanager
def locked() -> Iterator[None]:
    """One process writes tables at a time."""
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "monitor.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
