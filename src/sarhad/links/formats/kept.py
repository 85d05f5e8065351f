"""Charts on their way in: files in a folder of their own, until they are signed or a day old. Local to the node."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from sarhad.access.reader import Reader
from sarhad.collect.errors import BadFile, Fault
from sarhad.collect.readers import files
from sarhad.links.formats import anx_in, columns, networks
from sarhad.links.formats.columns import Layout
from sarhad.links.formats.grids import Grid, grids
from sarhad.links.formats.plain import Drawn

DAY = 24 * 3600
MAX_FILE = 32 * 2**20  # bytes of one file
ID = re.compile(r"[0-9a-f]{32}")


@dataclass
class Incoming:
    """One or two files, and what was said about them."""

    id: str
    officer: str
    office: str
    names: list[str]  # as the user knows the files
    title: str
    source: str
    scope: dict[str, Any] = field(default_factory=dict)
    grade: list[str] | None = None
    layouts: list[dict[str, Any]] = field(default_factory=list)  # of each table, once somebody has looked
    directed: bool | None = None  # None: as guessed
    kinds: dict[str, str] = field(default_factory=dict)  # type of thing -> schema
    links: dict[str, str] = field(default_factory=dict)  # type of link -> schema
    made: float = field(default_factory=time.time)

    @property
    def folder(self) -> Path:
        return root() / self.id

    def paths(self) -> list[Path]:
        return [self.folder / str(number) for number in range(len(self.names))]

    def save(self) -> None:
        path = self.folder / "about.json"
        path.with_suffix(".new").write_bytes(orjson.dumps(asdict(self)))
        os.replace(path.with_suffix(".new"), path)


@dataclass(slots=True)
class Read:
    """What is in the files."""

    drawn: Drawn
    faults: list[Fault]
    tables: list[tuple[Grid, Layout]]  # none of a chart of Analyst's Notebook
    directed: bool


def root() -> Path:
    return Path(settings.HOME) / "charts-in"


def keep(reader: Reader, given: Sequence[UploadedFile], **said: Any) -> Incoming:
    """Store files that came through the page."""
    sweep()
    names = [file.name or "file" for file in given]
    incoming = Incoming(secrets.token_hex(16), reader.officer, reader.office, names, **said)
    incoming.folder.mkdir(parents=True, mode=0o700)
    for path, file in zip(incoming.paths(), given, strict=True):
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
    incoming.save()
    return incoming


def find(reader: Reader, id: str) -> Incoming | None:
    """One of this officer's own, in this office."""
    path = root() / id / "about.json"
    if not ID.fullmatch(id) or not path.exists():
        return None
    incoming = Incoming(**orjson.loads(path.read_bytes()))
    mine = (incoming.office, incoming.officer) == (reader.office, reader.officer)
    return incoming if mine else None


def drop(incoming: Incoming) -> None:
    shutil.rmtree(incoming.folder, ignore_errors=True)


def sweep() -> None:
    """Remove what is older than a day: it was signed, or nobody wanted it."""
    for folder in root().glob("*/"):
        with suppress(FileNotFoundError):
            if time.time() - folder.stat().st_mtime > DAY:
                shutil.rmtree(folder, ignore_errors=True)


def read(incoming: Incoming) -> Read:
    """The chart of the files, as they were laid out.

    Raises:
        BadFile: one that cannot be read.
    """
    return read_files(incoming.paths(), incoming.names, incoming.layouts, incoming.directed)


def read_files(
    paths: Sequence[Path],
    names: Sequence[str],
    layouts: Sequence[dict[str, Any]] = (),
    directed: bool | None = None,
) -> Read:
    """The chart of files, each table as it is laid out or, where nobody said, as it is guessed. Raises BadFile."""
    found: list[Grid] = []
    for path, name in zip(paths, names, strict=True):
        _refuse(path, name)
        kind = files.kind(path)
        if kind == "xml":
            drawn, faults = anx_in.read(path)
            drawn.title = drawn.title or Path(name).stem
            return Read(drawn, faults, [], any(tie.directed for tie in drawn.ties))
        if kind == "json":
            raise BadFile("unknown-format", name)
        found += grids(path, name)
    tables = [(grid, _laid(grid, layouts, number)) for number, grid in enumerate(found)]
    points = any(columns.directed(grid, layout) for grid, layout in tables) if directed is None else directed
    drawn, faults = networks.build(_readable(tables), directed=points)
    return Read(drawn, faults, tables, points)


def tables_of(incoming: Incoming) -> list[tuple[Grid, Layout]]:
    """The tables of the files, so that their columns can be chosen. Raises BadFile."""
    found: list[Grid] = []
    for path, name in zip(incoming.paths(), incoming.names, strict=True):
        if files.kind(path) not in ("xml", "json"):
            found += grids(path, name)
    return [(grid, _laid(grid, incoming.layouts, number)) for number, grid in enumerate(found)]


def _refuse(path: Path, name: str) -> None:
    if path.stat().st_size > MAX_FILE:
        raise BadFile("file-too-large", name, size=path.stat().st_size, most=MAX_FILE)
    with path.open("rb") as file:
        if name.lower().endswith(".anb") and file.read(8) == files.OLE:
            raise BadFile("old-anb", name)


def _laid(grid: Grid, layouts: Sequence[dict[str, Any]], number: int) -> Layout:
    if number < len(layouts):
        chosen = Layout(**layouts[number])
        if columns.fitting(chosen, grid):
            return chosen
    return columns.guess(grid)


def _readable(tables: list[tuple[Grid, Layout]]) -> list[tuple[Grid, Layout]]:
    """Those that say enough: of links, both ends."""
    kept = [
        (grid, layout)
        for grid, layout in tables
        if layout.kind != columns.LINKS or {"from", "to"} <= {*layout.roles}
    ]
    if not any(layout.kind for _grid, layout in kept):
        raise BadFile("no-ends")
    return kept
