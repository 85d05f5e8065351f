"""A node from a backup (`backup`): everything is taken in as if it came from elsewhere, so that each signature,
chain and audit line is checked. The old devices are retired.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.db import connections, models, router, transaction
from django.utils.translation import gettext as _

from sarhad import home
from sarhad.access import audit
from sarhad.access.models import Officer
from sarhad.access.router import AUDIT
from sarhad.backup import BadBackup, Progress, head_of, read
from sarhad.kernel import envelope, keys
from sarhad.kernel.envelope import BadEntry
from sarhad.ledger import stamp
from sarhad.ledger.actions import ingest
from sarhad.ledger.models import Blob, Entry, Feed
from sarhad.ledger.node import writer
from sarhad.ledger.verify import verify


def restore(file: Path, key_files: dict[str, Any] | None = None, *, progress: Progress) -> list[str]:
    """Take everything in and verify it, in one transaction; returns the devices that are retired by it.

    Args:
        key_files: from `open_keys`; without them the node reads and signs nothing.

    Raises:
        BadBackup: the file is damaged, or there is something here already. Nothing is written then.
    """
    if head_of(file)["keys_only"]:
        raise BadBackup(_("%(file)s holds keys and no records.") % {"file": file})
    if any((Path(settings.HOME) / "keys").glob("*.key")):
        raise _occupied()
    home.make()
    if Entry.objects.exists() or Officer.objects.exists():
        raise _occupied()
    with writer(), transaction.atomic(using=AUDIT), file.open("rb") as source:
        _take_all(source, progress)
        _must_verify()
        stamp.note()
        return _take_keys(key_files) if key_files else []


def _must_verify() -> None:
    faults = [str(fault) for fault in verify()]
    faults += [f"audit of {fault.office or 'the node'}, line {fault.n}: {fault.what}" for fault in audit.verify()]
    if faults:
        raise BadBackup(_("What was restored does not verify: %(fault)s.") % {"fault": faults[0]})


def _occupied() -> BadBackup:
    text = _("There is a node in %(home)s already. Restore into an empty folder: set SARHAD_HOME.")
    return BadBackup(text % {"home": settings.HOME})


def _take_all(source: IO[bytes], progress: Progress) -> None:
    filled: set[type[models.Model]] = set()
    size, number = os.fstat(source.fileno()).st_size, 0
    for record in read(source):
        match record:
            case ["blob", bytes(data)]:
                Blob.objects.create(digest=hashlib.sha256(data).hexdigest(), data=data)
            case ["entry", bytes(stub), salt, data, datetime() as received_at]:
                number += 1
                _take(number, stub, salt, data, received_at)
            case ["rows", list(rows)]:
                filled |= _take_rows(rows)
        progress(min(source.tell(), size), size)
    _reset_sequences(filled)


def _take(number: int, stub: bytes, salt: bytes | None, data: bytes | None, received_at: datetime) -> None:
    try:
        text = envelope.decompress(data) if data is not None else None
        entry = ingest(stub, salt if text is not None else None, text)
    except BadEntry as error:
        raise BadBackup(_("Entry %(n)d of the backup: %(why)s.") % {"n": number, "why": error}) from error
    Entry.objects.filter(pos=entry.pos).update(received_at=received_at)


def _take_rows(rows: list[Any]) -> set[type[models.Model]]:
    """Rows of one model. Columns that this version no longer has are left out."""
    found = [each.object for each in serializers.deserialize("python", rows, ignorenonexistent=True)]
    for model in {type(row) for row in found}:
        model._base_manager.using(router.db_for_write(model)).bulk_create(r for r in found if type(r) is model)
    return {type(row) for row in found}


def _reset_sequences(filled: set[type[models.Model]]) -> None:
    """On PostgreSQL: numbers given from now on must follow those that were restored."""
    for model in filled:
        connection = connections[router.db_for_write(model)]
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(sql)


def open_keys(file: Path, passphrase: str) -> dict[str, Any]:
    """The keys in a backup: the node's secret and the key files. Raises BadBackup, KeyFault."""
    with file.open("rb") as source:
        for record in read(source):
            if record[0] == "keys":
                content: dict[str, Any] = json.loads(keys.unseal(record[1], passphrase))
                return content
            if record[0] != "head":
                break
    raise BadBackup(_("%(file)s holds no keys.") % {"file": file})


def _take_keys(content: dict[str, Any]) -> list[str]:
    """Put the key files in place; returns the devices that are retired by it.

    A restored device must not carry on its old chain: that may have gone further than the backup, and two
    entries with one number would be a fork. Its key stays as `.retired` and signs nothing.
    """
    _take_secret(content["secret"])
    for name, text in content["files"].items():
        path = Path(settings.HOME) / "keys" / Path(name).name
        home.write_private(path.with_suffix(".retired") if name.startswith("device.") else path, text)
    devices = (Path(name) for name in content["files"] if name.startswith("device."))
    return sorted(path.stem.removeprefix("device.") for path in devices if path.suffix == ".key")


def _take_secret(secret: str) -> None:
    """The old node's secret, which its key files open with, in place of the one just made."""
    path = Path(settings.HOME) / "secret"
    if os.environ.get("SARHAD_SECRET", secret) != secret:
        raise BadBackup(_("These keys open with another secret: unset SARHAD_SECRET."))
    path.unlink(missing_ok=True)
    home.write_private(path, secret)
    settings.SECRET_KEY = secret


def new_device_name(office: str) -> str:
    """A name that no device of the office has had."""
    taken = set(Feed.objects.filter(office=office).values_list("device", flat=True))
    base = f"restored-{datetime.now(UTC):%Y%m%d}"
    return next(name for n in range(1, 1000) if (name := base if n == 1 else f"{base}-{n}") not in taken)
