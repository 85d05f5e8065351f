"""Files on their way in: each in a folder of its own, until it is imported or a day old. Local to the node.

A check or an import of a large file runs in a thread and leaves its state in the folder, so that any process can
show how far it is. One that was cut off can be started again: what is in already stays unchanged.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connections
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sarhad.access.reader import Reader
from sarhad.collect import mapping as mappings
from sarhad.collect.actions import import_
from sarhad.collect.errors import BadFile, Fault
from sarhad.collect.records import Source
from sarhad.collect.report import Report
from sarhad.kernel.claim import Grade, Scope
from sarhad.ledger.scopes import scope_from, scope_json

DAY = 24 * 3600
AT_ONCE = 512 * 1024  # bytes of a file that is worked on while the browser waits
SILENT = 60  # seconds without a sign of life, after which a run counts as cut off
SHOWN = 100  # refusals on the page; the others are in its CSV
ID = re.compile(r"[0-9a-f]{32}")

STATES: dict[str, str | Promise] = {
    "new": _("not checked yet"),
    "checking": _("being checked"),
    "checked": _("checked, not signed yet"),
    "importing": _("being signed"),
    "imported": _("imported"),
    "failed": _("cannot be read"),
}


@dataclass
class Upload:
    """One file, what is to be done with it, and what came of it."""

    id: str
    officer: str
    office: str
    name: str  # as the user knows the file
    source: str
    mapping: str = ""  # name of a shipped one; "" with a file `mapping.yml` beside it
    snapshot: bool = False
    dates: str = ""
    scope: dict[str, Any] = field(default_factory=dict)
    grade: list[str] | None = None
    made: float = field(default_factory=time.time)
    state: str = "new"
    report: dict[str, Any] | None = None
    fault: dict[str, Any] | None = None

    @property
    def folder(self) -> Path:
        return root() / self.id

    @property
    def own_mapping(self) -> Path:
        return self.folder / "mapping.yml"

    @property
    def made_at(self) -> datetime:
        return datetime.fromtimestamp(self.made, UTC)

    @property
    def state_label(self) -> str:
        return str(STATES[self.state])

    @property
    def running(self) -> bool:
        return self.state in ("checking", "importing")

    @property
    def cut_off(self) -> bool:
        """Whether its thread has died with its process."""
        return self.running and time.time() - self._beat() > SILENT

    def _beat(self) -> float:
        path = self.folder / "progress.json"
        return path.stat().st_mtime if path.exists() else self.made

    def save(self) -> None:
        write(self.folder / "about.json", asdict(self))


def root() -> Path:
    return Path(settings.HOME) / "uploads"


def keep(reader: Reader, file: UploadedFile, mapping_file: UploadedFile | None, **given: Any) -> Upload:
    """Store a file that came through the page."""
    sweep()
    upload = Upload(secrets.token_hex(16), reader.officer, reader.office, file.name or "file", **given)
    upload.folder.mkdir(parents=True, mode=0o700)
    _copy(file, upload.folder / "file")
    if mapping_file:
        _copy(mapping_file, upload.own_mapping)
    upload.save()
    return upload


def find(reader: Reader, id: str) -> Upload | None:
    """An upload of the reader's own office."""
    found = own(reader, id, "about.json")
    return Upload(**found) if found else None


def own(reader: Reader, id: str, about: str) -> dict[str, Any] | None:
    """What is noted of a file of the reader's own office; None: absent, too old, or another office's."""
    path = root() / id / about
    if not ID.fullmatch(id) or not path.exists():
        return None
    found: dict[str, Any] = orjson.loads(path.read_bytes())
    return found if found["office"] == reader.office else None


def waiting(reader: Reader) -> list[Upload]:
    """Uploads of the office that somebody should finish, oldest first."""
    found = (find(reader, path.parent.name) for path in root().glob("*/about.json"))
    return sorted((each for each in found if each and _unfinished(each)), key=lambda each: each.made)[:20]


def _unfinished(upload: Upload) -> bool:
    gone = (upload.report or {}).get("vanished")
    return upload.state != "imported" or bool(gone)


def drop(upload: Upload) -> None:
    shutil.rmtree(upload.folder, ignore_errors=True)


def sweep() -> None:
    """Remove what is older than a day: it holds records that are in the ledger, or that nobody signed; or lists,
    whose work was cut off while they were screened."""
    for folder in root().glob("*/"):
        about = folder / "about.json"
        with suppress(FileNotFoundError):  # somebody else removed it
            if time.time() - (about if about.exists() else folder).stat().st_mtime > DAY:
                shutil.rmtree(folder, ignore_errors=True)


# Checking and importing


def run(upload: Upload, reader: Reader, *, check: bool) -> None:
    """Check or import it; a large file goes on in a thread while this returns."""
    upload.state, upload.fault = "checking" if check else "importing", None
    upload.save()
    _progress(upload)(0, 0)
    if (upload.folder / "file").stat().st_size <= AT_ONCE:
        _work(upload, reader, check)
    else:
        threading.Thread(target=_work_apart, args=(upload, reader, check), name="import", daemon=True).start()


def _work_apart(upload: Upload, reader: Reader, check: bool) -> None:
    try:
        _work(upload, reader, check)
    finally:
        connections.close_all()


def _work(upload: Upload, reader: Reader, check: bool) -> None:
    try:
        report = _report(upload, reader, check)
    except BadFile as bad:
        upload.state, upload.fault = "failed", asdict(bad.fault)
    except (ValidationError, PermissionDenied) as refused:
        upload.state, upload.fault = "failed", {"said": "; ".join(getattr(refused, "messages", [str(refused)]))}
    else:
        with (upload.folder / "faults.csv").open("w", encoding="utf-8-sig", newline="") as out:
            report.write_csv(out)
        upload.state, upload.report = "checked" if check else "imported", _kept(report)
        if not check:
            (upload.folder / "file").unlink(missing_ok=True)
    upload.save()


def mapping_of(upload: Upload) -> mappings.Mapping | None:
    """The one that came with the file, or the shipped one that was chosen or found out; None: not known yet."""
    name = upload.own_mapping if upload.own_mapping.exists() else upload.mapping
    return mappings.load(name) if name else None


def _report(upload: Upload, reader: Reader, check: bool) -> Report:
    path = upload.folder / "file"
    mapping = mapping_of(upload) or mappings.guess(path)
    if mapping is None:
        raise BadFile("unknown-format", upload.name)
    if not upload.own_mapping.exists():
        upload.mapping = mapping.name
    upload.source = upload.source or mapping.source or Path(upload.name).stem
    source = Source(upload.source, path, upload.name)
    return import_(
        reader, source, mapping, _scope(upload), check=check, snapshot=upload.snapshot,
        grade=Grade(*upload.grade) if upload.grade else None,
        dates=upload.dates or None, progress=_progress(upload),
    )  # fmt: skip


def _scope(upload: Upload) -> Scope:
    return scope_from(upload.scope)


def scope_fields(scope: Scope) -> dict[str, Any]:
    return orjson.loads(orjson.dumps(scope_json(scope)))


def _kept(report: Report) -> dict[str, Any]:
    sample = [
        {"schema": claim.schema, "properties": claim.properties, "raw": claim.raw} for claim in report.sample[:10]
    ]
    return {**report.as_dict(SHOWN), "sample": sample, "reasons": _reasons(report)}


def _reasons(report: Report) -> list[tuple[str, int]]:
    """How often each reason was met among the refusals shown, most frequent first."""
    counted: dict[str, int] = {}
    for fault in report.refused.first:
        counted[fault.code] = counted.get(fault.code, 0) + 1
    return sorted(counted.items(), key=lambda each: -each[1])


def faults(upload: Upload, key: str) -> Iterator[Fault]:
    """Refusals or kept values of its report, to be told in the language of whoever looks."""
    names = ("code", "file", "row", "field", "value", "values")
    for each in (upload.report or {}).get(key, []):
        yield Fault(**{name: each[name] for name in names})


# Progress


def _progress(upload: Upload) -> Callable[[int, int], None]:
    last = 0.0

    def note(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > 0.5 or not total:
            last = time.monotonic()
            write(upload.folder / "progress.json", {"done": done, "total": total})

    return note


def progress(upload: Upload) -> tuple[int, int]:
    try:
        found = orjson.loads((upload.folder / "progress.json").read_bytes())
    except FileNotFoundError:
        return 0, 0
    return found["done"], found["total"]


def write(path: Path, data: dict[str, Any]) -> None:
    """Whole or not at all: another process may be reading it."""
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    draft.write_bytes(orjson.dumps(data))
    os.replace(draft, path)


def _copy(file: UploadedFile, path: Path) -> None:
    with path.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
