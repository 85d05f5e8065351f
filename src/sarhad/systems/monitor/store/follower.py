"""Writes the rows of every published table as a Parquet file of its own, a follower of the ledger.

A file tells nothing of who may read it: what a reader is shown are the files of the tables that come through the
door at the moment of its question. Files may be deleted at any time: they are made again.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Collection
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import orjson

from sarhad.access.reader import anonymous
from sarhad.collect.errors import BadFile
from sarhad.entities.lists import ids_listed
from sarhad.entities.sight import Sight, hex_of
from sarhad.kernel.claim import FragmentRef
from sarhad.kernel.data import FOLDER
from sarhad.ledger import everything, followers
from sarhad.ledger.followers import Progress, quiet
from sarhad.ledger.models import ITEMS_PER_ENTRY, Blob, Fragment
from sarhad.links.maps.places import TABLE as DRAWN
from sarhad.systems.monitor.places.settled import settled
from sarhad.systems.monitor.series import reading as series
from sarhad.systems.monitor.store import files
from sarhad.systems.monitor.store.engine import folder
from sarhad.systems.monitor.tables import reading as tables

NAME, VERSION = "monitor", "2"
TABLE, PLACE = "StatisticalTable", "PlaceName"
SMALL = 256 * 1024  # bytes of a file that a question reads in by itself
MONITOR = Path(__file__).parents[1]
RULES = (
    *(FOLDER / f"{name}.yml" for name in ("substances", "units", "conversions", "words", "names")),
    *(FOLDER.parent / f"{name}.py" for name in ("substances", "units", "conversions", "names")),
    DRAWN,
    MONITOR / "words.py",
    *(MONITOR / "store" / f"{name}.py" for name in ("records", "dims", "cases", "bound")),
    *(MONITOR / "tables" / f"{name}.py" for name in ("reading", "given", "meaning", "columns")),
    *(MONITOR / name for name in ("places", "series")),
)
"""What decides how a file is read; of a folder its own modules and its data."""

log = logging.getLogger(__name__)


class Published(NamedTuple):
    """A table as it was signed."""

    statement: str  # contribution and index: what names its file
    fragment: int
    entity: str
    kind: str  # of files
    digest: str  # of the file that came; "" where none did
    name: str  # of that file
    size: int
    columns: dict[str, Any]


class Monitor:
    """The follower. It keeps no place in the ledger: what is to be there, it sees from what is there."""

    name = NAME

    def catch_up(self, progress: Progress = quiet) -> int:
        """Make the files that are missing or stand by older rules, remove the others. Returns how many it made."""
        head, stamp = followers.head(), mark()
        wanted = {each.statement: each for each in map(published, everything.all_listed(TABLE)) if each}
        missing = [each for each in wanted.values() if not _stands(each, stamp)]
        faults = list[Exception]()
        with files.locked():
            for n, each in enumerate(missing):
                try:
                    write(each, stamp)
                except (OSError, duckdb.Error) as fault:  # the others may have room
                    faults.append(fault)
                progress(n + 1, len(missing))
            _tidy(wanted, stamp)
        if faults:
            raise faults[0]
        if followers.cursor(NAME) != (head, stamp):
            followers.advance(NAME, head, stamp)
        return len(missing)


def published(row: tuple[int, Any, str, Any]) -> Published | None:
    """From (fragment, entity, data, entry); None where nobody said how its file is to be read."""
    fragment, entity, text, entry = row
    data = orjson.loads(text)
    properties = data["properties"]
    try:
        columns = orjson.loads(min(properties.get("columns", ()), default=""))
    except orjson.JSONDecodeError:
        return None
    attached = data.get("attachments", ())
    if not attached or not isinstance(columns, dict):
        return None
    digest, _, size, name = next((each for each in attached if each[0] == columns.get("file")), attached[-1])
    kind = files.kind_of(min(properties.get("tableType", ()), default=""))
    statement = file_of(FragmentRef(hex_of(entry), fragment % ITEMS_PER_ENTRY))
    return Published(statement, fragment, hex_of(entity), kind, digest, name, size, columns)


def file_of(ref: FragmentRef) -> str:
    """The name of a statement's file, without its mark: the same on every node."""
    return str(ref).replace(".", "-")


def mark() -> str:
    """Of the rules by which files are read, and of the names of places that people settled for everyone."""
    decided = ids_listed(Sight(anonymous()), PLACE)
    return hashlib.sha256(f"{_rules()} {sorted(id for _, id in decided)}".encode()).hexdigest()[:16]


@cache
def _rules() -> str:
    h = hashlib.sha256(VERSION.encode())
    for path in RULES:
        of_folder = path.is_dir()
        every = sorted(p for p in path.rglob("*") if p.suffix != ".pyc" and "tests" not in p.parts)
        for each in (p for p in every if p.is_file()) if of_folder else [path] if path.exists() else []:
            h.update(each.name.encode() + each.read_bytes())
    return h.hexdigest()


def _stands(each: Published, stamp: str) -> bool:
    return any(
        files.named(each.kind, each.statement, stamp, ending).exists() for ending in (files.ROWS, files.FAULT)
    )


def take_in(statements: Collection[str]) -> None:
    """Read the small ones of these tables at once, for whoever asks before the worker has come to them."""
    for each in map(published, everything.all_listed(TABLE)):
        if each and each.statement in statements and each.size <= SMALL:
            with suppress(OSError, duckdb.Error):  # the worker will say so
                write(each, mark())


def write(each: Published, stamp: str) -> None:
    """Read a table's file. What cannot be read is noted. Raises OSError or duckdb.IOException: the disk."""
    data = Blob.objects.filter(digest=each.digest).values_list("data", flat=True).first()
    if data is None:
        return _note(each, stamp, BadFile("no-file"))
    path = files.named(each.kind, each.statement, stamp)
    with tempfile.TemporaryDirectory(dir=folder(), prefix=".") as own:
        given = Path(own) / f"given{Path(each.name).suffix.lower()}"
        given.write_bytes(bytes(data))
        try:
            with files.whole(path) as half:
                _read(each, given, half)
        except (OSError, duckdb.IOException):
            raise
        except Exception as fault:
            log.warning("table %s cannot be read: %s", each.entity, fault)
            _note(each, stamp, fault if isinstance(fault, BadFile) else BadFile("table-columns"))
    if not Fragment.objects.filter(id=each.fragment).exists():  # purged meanwhile
        files.remove(path)
    return None


def _read(each: Published, given: Path, out: Path) -> None:
    if each.kind == files.SEIZURES:
        tables.write(given, each.columns, out, each.entity, settled=settled())
    else:
        series.write(given, each.columns, out, each.entity, settled())


def _note(each: Published, stamp: str, bad: BadFile) -> None:
    said = {"code": bad.fault.code, "file": bad.fault.file, "values": dict(bad.fault.values)}
    with files.whole(files.named(each.kind, each.statement, stamp, files.FAULT)) as half:
        half.write_bytes(orjson.dumps(said))


def _tidy(wanted: dict[str, Published], stamp: str) -> None:
    """Remove what belongs to no current table, or was made by older rules, or was left by who was killed."""
    for kind in files.KINDS:
        for path in files.place(kind).iterdir():
            statement, _, rest = path.name.partition(".")
            of = wanted.get(statement)
            if statement and not (of and of.kind == kind and rest.partition(".")[0] == stamp):
                files.remove(path)
    files.remove_left()
