"""Tables between being chosen and being signed: each in a folder of its own, a day at most. Local to the node.

A large one is read in a thread that leaves its state in the folder, so that any process can show how far it is.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import threading
import time
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import orjson

from sarhad.access.reader import Reader
from sarhad.collect.errors import BadFile, Fault
from sarhad.systems.monitor.places.settled import settled
from sarhad.systems.monitor.series.records import Fault as Bad
from sarhad.systems.monitor.store.engine import folder
from sarhad.systems.monitor.tables import kinds
from sarhad.systems.monitor.tables.meaning import Settled
from sarhad.web.uploads import DAY, own, root, sweep, write

ABOUT = "table.json"
AT_ONCE = 6 * 2**20  # bytes, unpacked, of a file that is read while the browser waits
MOST_BAD = 200  # cells that are listed
SILENT = 60  # seconds without a sign of life, after which a thread counts as cut off


@dataclass(frozen=True, slots=True)
class Waiting:
    id: str
    officer: str
    office: str
    name: str  # as the user knows the file
    kind: str
    edition: str = ""  # the table that it is a new edition of

    @property
    def folder(self) -> Path:
        return root() / self.id

    @property
    def path(self) -> Path:
        return self.folder / "file"

    def made(self, key: str) -> Path:
        """What it is read into: among the monitor's files, since nothing else is opened to ask questions."""
        return _made() / f"{self.id}.{key}.parquet"

    def drop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        for path in _made().glob(f"{self.id}.*"):
            path.unlink(missing_ok=True)

    @property
    def draft(self) -> dict[str, Any]:
        """What the form said when it was looked at last; empty: not yet."""
        with suppress(FileNotFoundError, ValueError):
            found: dict[str, Any] = orjson.loads((self.folder / "draft.json").read_bytes())
            return found
        return {}

    def note(self, draft: dict[str, Any]) -> None:
        write(self.folder / "draft.json", draft)


class Read(NamedTuple):
    """How far a file is: `path` once it is read, `fault` if it cannot be, else how many rows so far."""

    path: Path | None = None
    done: int = 0
    fault: Fault | None = None
    bad: tuple[Bad, ...] = ()  # of published numbers: cells that could not be read


def keep(reader: Reader, chunks: Iterable[bytes], name: str, kind: str, edition: str = "") -> Waiting:
    sweep()
    _sweep()
    made = Waiting(secrets.token_hex(16), reader.officer, reader.office, name[:200] or "table", kind, edition)
    made.folder.mkdir(parents=True, mode=0o700)
    with made.path.open("wb") as out:
        for chunk in chunks:
            out.write(chunk)
    (made.folder / ABOUT).write_bytes(orjson.dumps(asdict(made)))
    return made


def _made() -> Path:
    path = folder() / "waiting"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def _sweep() -> None:
    for path in _made().iterdir():
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > DAY:
                path.unlink()


def find(reader: Reader, id: str) -> Waiting | None:
    """A file of the reader's own office; None: absent, too old, or another office's."""
    found = own(reader, id, ABOUT)
    return Waiting(**found) if found else None


def understood(kept: Waiting, columns: str) -> Read:
    """The file as these columns (JSON) read it; a large one goes on being read when this returns."""
    key = hashlib.sha256(columns.encode()).hexdigest()[:16]
    done = kept.made(key)
    state = _state(kept.folder / f"{key}.json")
    if done.exists():
        return Read(done, bad=tuple(Bad(*each) for each in state.get("bad", ())))
    if "fault" in state:
        return Read(fault=Fault(**state["fault"]))
    if "at" in state and time.time() - state["at"] < SILENT:
        return Read(done=state["rows"])
    if _size(kept.path) <= AT_ONCE:
        return _read(kept, columns, key, settled())
    _tell(kept, key, 0)
    threading.Thread(target=_apart, args=(kept, columns, key, settled()), name="table", daemon=True).start()
    return Read()


def _apart(kept: Waiting, columns: str, key: str, spellings: Settled) -> None:
    with suppress(FileNotFoundError):  # it was dropped meanwhile
        _read(kept, columns, key, spellings)


def _read(kept: Waiting, columns: str, key: str, spellings: Settled) -> Read:
    done = kept.made(key)
    half = done.with_suffix(".part")
    try:
        said = kinds.write(
            kept.kind, kept.path, orjson.loads(columns), half, spellings, lambda rows: _tell(kept, key, rows)
        )
    except (BadFile, duckdb.Error) as error:
        fault = error.fault if isinstance(error, BadFile) else BadFile("table-columns").fault
        write(kept.folder / f"{key}.json", {"fault": asdict(fault)})
        return Read(fault=fault)
    os.replace(half, done)
    write(kept.folder / f"{key}.json", {"bad": [[*each] for each in said.faults[:MOST_BAD]]})
    return Read(done, bad=said.faults[:MOST_BAD])


def _tell(kept: Waiting, key: str, rows: int) -> None:
    write(kept.folder / f"{key}.json", {"rows": rows, "at": time.time()})


def _state(path: Path) -> dict[str, Any]:
    with suppress(FileNotFoundError, ValueError):
        found: dict[str, Any] = orjson.loads(path.read_bytes())
        return found
    return {}


def _size(path: Path) -> int:
    """Bytes of what is packed in it, a ZIP or XLSX; else its own."""
    with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
        return sum(each.file_size for each in archive.infolist())
    return path.stat().st_size
