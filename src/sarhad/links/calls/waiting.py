"""Files of calls between being chosen and being signed: each in a folder of its own, a day at most. Local."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
from django.core.files.uploadedfile import UploadedFile

from sarhad.access.reader import Reader
from sarhad.web.uploads import own, root, sweep

ABOUT = "calls.json"


@dataclass(frozen=True, slots=True)
class Waiting:
    id: str
    officer: str
    office: str
    name: str  # as the user knows the file

    @property
    def folder(self) -> Path:
        return root() / self.id

    @property
    def path(self) -> Path:
        return self.folder / "file"

    def drop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def keep(reader: Reader, file: UploadedFile) -> Waiting:
    """Store a file that came through the page."""
    sweep()
    made = Waiting(secrets.token_hex(16), reader.officer, reader.office, (file.name or "calls")[:200])
    made.folder.mkdir(parents=True, mode=0o700)
    with made.path.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    (made.folder / ABOUT).write_bytes(orjson.dumps(asdict(made)))
    return made


def find(reader: Reader, id: str) -> Waiting | None:
    """A file of the reader's own office; None: absent, too old, or another office's."""
    found = own(reader, id, ABOUT)
    return Waiting(**found) if found else None
