"""Writes the arrays anew whenever much has come behind them, and hands them to whoever reads."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from uuid import uuid4

from django.conf import settings

from sarhad.ledger import everything, followers, stamp
from sarhad.ledger.followers import Cursor, Progress, quiet
from sarhad.links.graph import arrays, linked
from sarhad.links.graph.building import built
from sarhad.links.graph.overlay import Live, Now

NAME = "graph"
VERSION = "1"  # of what the files hold
FEW = 1000  # fragments behind the arrays that every process takes in by itself
PART = 50  # and of many, one in so many


class Graph:
    """The writing side. Its folder is `SARHAD_HOME/graph`, with one subfolder for each generation."""

    name = NAME

    def catch_up(self, progress: Progress = quiet) -> int:
        """Build anew if the arrays are far behind, or if what came cannot be taken in piece by piece."""
        known, head = followers.cursor(NAME), followers.head()
        if _usable(known) and (known.pos >= head or _is_little(known.pos, head)):
            return 0
        with _locked():
            return write(head) if followers.cursor(NAME) == known else 0


def write_now() -> int:
    """The same at once, whatever there is; returns how many links they have."""
    with _locked():
        return write(followers.head())


def write(head: int) -> int:
    """Build and hand out arrays of all entries up to `head`; returns how many links they have."""
    found = built(head)
    generation = uuid4().hex
    found.save(_folder(f".{generation}"))
    _folder(f".{generation}").rename(_folder(generation))
    followers.advance(NAME, head, f"{_mark()}.{generation}")
    for other in _folder("").iterdir():
        if other.name != generation:  # who has it open keeps it until it looks again
            shutil.rmtree(other)
    return len(found.links.fragment)


def drop() -> None:
    """Remove the arrays; until there are new ones the tables answer."""
    with _locked():
        followers.advance(NAME, 0, "")
        shutil.rmtree(_folder(""), ignore_errors=True)


def _is_little(pos: int, head: int) -> bool:
    count = everything.count_new(pos, head)
    few = count <= FEW or count * PART <= everything.count_new(0, pos)
    return few and everything.all_changed(pos, head) is not None


@contextmanager
def _locked() -> Iterator[None]:
    """One process writes or removes them at a time."""
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "graph.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@cache
def _mark() -> str:
    """Of the rules by which they are made."""
    rules = hashlib.sha256(Path(linked.__file__).read_bytes()).hexdigest()[:16]
    return f"{VERSION}.{stamp.stamp()}.{rules}"


def _usable(cursor: Cursor) -> bool:
    mark, _, generation = cursor.stamp.rpartition(".")
    return bool(mark) and mark == _mark() and (_folder(generation) / "graph.json").exists()


def _folder(generation: str) -> Path:
    return Path(settings.HOME) / "graph" / generation


# Reading


_lock = Lock()
_open: dict[str, Live | None] = {}
"""The generation that this process has open; None: it can no longer be brought up to date."""


def now() -> Now | None:
    """The graph with everything up to now; None where there are no arrays, or none that can still be trusted."""
    cursor = followers.cursor(NAME)
    if not _usable(cursor):
        return None
    with _lock:
        if cursor.stamp not in _open:
            _open.clear()
            try:
                _open[cursor.stamp] = Live(arrays.opened(_folder(cursor.stamp.rpartition(".")[2])))
            except (OSError, ValueError):  # just replaced by the next one
                return None
        found, head = _open[cursor.stamp], followers.head()
        if found and found.pos < head and not found.catch_up(head):
            found = _open[cursor.stamp] = None
        return found.now() if found else None
