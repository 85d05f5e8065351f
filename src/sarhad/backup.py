"""A whole node as one portable file, and back. The same file restores into SQLite and into PostgreSQL.

It holds what cannot be made again: the signed entries with their bodies and attachments, the audit, officers
with their seats, and, when asked, the keys under a passphrase. Derived tables and the search index are not in
it: restoring takes every entry in as if it came from elsewhere, so that each signature and chain is checked.

Form: zstd over records, each a length (4 bytes, big-endian) and a CBOR list: `head`, `keys`?, `blob`*, `entry`*,
`rows`*, `end`. The last one says how many of each there were and the SHA-256 of everything before it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import cbor2
import zstandard
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.exceptions import ImproperlyConfigured
from django.core.management.color import no_style
from django.db import connections, models, router, transaction
from django.utils.translation import gettext as _

from sarhad import __version__, home
from sarhad.access import audit
from sarhad.access.models import Officer
from sarhad.access.router import AUDIT
from sarhad.kernel import envelope, keys
from sarhad.kernel.envelope import BadEntry
from sarhad.ledger import stamp
from sarhad.ledger.actions import ingest
from sarhad.ledger.models import Blob, Body, Entry, Feed
from sarhad.ledger.node import writer
from sarhad.ledger.verify import verify

Progress = Callable[[int, int], None]
"""Called with (entries done, entries in all)."""

FORM = "sarhad backup 1"
MADE_AGAIN = {"ledger", "auth", "contenttypes", "sessions"}  # apps whose rows come from entries, code or a sign-in
LONGEST = 64 * 2**20  # bytes of one record
ROWS = 500  # in one record


class BadBackup(ImproperlyConfigured):
    """The file is no backup, or a damaged one; or there is no room for it here."""


# Out


def write(file: Path, *, passphrase: str = "", keys_only: bool = False, progress: Progress) -> str:
    """Write a backup of one moment; returns the SHA-256 of the file. Writers need not wait.

    Args:
        passphrase: of the keys in it; empty: no keys.
    """
    if file.exists():
        raise BadBackup(_("%(file)s exists already; backups are never overwritten.") % {"file": file})
    part = file.with_name(file.name + ".part")
    try:
        digest = _write_durably(part, _records(passphrase, keys_only, progress))
        os.rename(part, file)
    finally:
        part.unlink(missing_ok=True)
    _sync(file.parent)
    return digest


def _write_durably(path: Path, records: Iterable[list[Any]]) -> str:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w+b") as out:
        _write(out, records)
        out.flush()
        os.fsync(out.fileno())
        out.seek(0)
        return hashlib.file_digest(out, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    """Only now does the new name survive power loss."""
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _write(out: IO[bytes], records: Iterable[list[Any]]) -> None:
    digest, counts = hashlib.sha256(), Counter[str]()
    compressor = zstandard.ZstdCompressor(level=3, write_checksum=True)
    with compressor.stream_writer(out, closefd=False) as stream:

        def put(record: list[Any]) -> None:
            data = cbor2.dumps(record)
            framed = len(data).to_bytes(4, "big") + data
            digest.update(framed)
            stream.write(framed)

        for record in records:
            put(record)
            counts[record[0]] += 1
        put(["end", dict(counts), digest.hexdigest()])


def _records(passphrase: str, keys_only: bool, progress: Progress) -> Iterator[list[Any]]:
    head = {"form": FORM, "version": __version__, "made": datetime.now(UTC).isoformat(timespec="seconds")}
    yield ["head", {**head, "keys": bool(passphrase), "keys_only": keys_only}]
    if passphrase:
        yield ["keys", keys.seal(_key_files(), passphrase)]
    if not keys_only:
        # The audit last: whatever has been done by then stands in it.
        with _moment("default"):
            yield from (["blob", bytes(blob.data)] for blob in Blob.objects.iterator(chunk_size=4))
            yield from _entries(progress)
            yield from _rows("default")
        with _moment(AUDIT):
            yield from _rows(AUDIT)


@contextmanager
def _moment(alias: str) -> Iterator[None]:
    """All reads inside see one moment. Unlike `atomic` it does not take SQLite's write lock."""
    connection = connections[alias]
    if connection.in_atomic_block:  # which is one moment already
        yield
        return
    begin = "BEGIN DEFERRED" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _entries(progress: Progress) -> Iterator[list[Any]]:
    total, done, last = Entry.objects.count(), 0, 0
    while batch := list(Entry.objects.filter(pos__gt=last).order_by("pos")[:50]):
        last = batch[-1].pos
        bodies = {body.pos: body for body in Body.objects.filter(pos__in=[entry.pos for entry in batch])}
        for entry in batch:
            body = bodies[entry.pos]
            salt, data = (None if part is None else bytes(part) for part in (body.salt, body.data))
            yield ["entry", bytes(entry.stub), salt, data, entry.received_at]
        done += len(batch)
        progress(done, total)


def _rows(alias: str) -> Iterator[list[Any]]:
    """Rows of the local tables that lie in this database, some hundred to a record."""
    for model in _local_models():
        if router.db_for_read(model) != alias:
            continue
        waiting: list[Any] = []
        for row in model._default_manager.order_by("pk").iterator(chunk_size=ROWS):
            waiting.append(row)
            if len(waiting) == ROWS:
                yield ["rows", serializers.serialize("python", waiting)]
                waiting = []
        if waiting:
            yield ["rows", serializers.serialize("python", waiting)]


def _local_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label not in MADE_AGAIN and model._meta.managed]


def _key_files() -> bytes:
    """The files as they are, each under its own secret, and the node's secret, which opens most of them."""
    folder = Path(settings.HOME) / "keys"
    files = {path.name: path.read_text() for path in sorted(folder.iterdir()) if path.is_file()}
    return json.dumps({"secret": settings.SECRET_KEY, "files": files}).encode()


# Back in


def head_of(file: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises BadBackup."""
    with file.open("rb") as source:
        for record in _read(source):
            if record[0] == "head" and record[1].get("form") == FORM:
                found: dict[str, Any] = record[1]
                return found
            break
    raise BadBackup(_("%(file)s is not a backup that this version reads.") % {"file": file})


def restore(file: Path, *, progress: Progress) -> None:
    """Take everything in and verify it, in one transaction. Keys are another step: `restore_keys`.

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
        faults = [str(fault) for fault in verify()] + [
            f"audit of {f.office or 'the node'}, line {f.n}: {f.what}" for f in audit.verify()
        ]
        if faults:
            raise BadBackup(_("What was restored does not verify: %(fault)s.") % {"fault": faults[0]})
        stamp.note()


def _occupied() -> BadBackup:
    text = _("There is a node in %(home)s already. Restore into an empty folder: set SARHAD_HOME.")
    return BadBackup(text % {"home": settings.HOME})


def _take_all(source: IO[bytes], progress: Progress) -> None:
    filled: set[type[models.Model]] = set()
    size, number = os.fstat(source.fileno()).st_size, 0
    for record in _read(source):
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


def _read(source: IO[bytes]) -> Iterator[list[Any]]:
    """The records up to `end`, which must be there and agree with what came before."""
    digest, counts = hashlib.sha256(), Counter[str]()
    broken = BadBackup(_("The backup is damaged or was cut off."))
    try:
        with zstandard.ZstdDecompressor().stream_reader(source, closefd=False) as stream:
            while True:
                length = stream.read(4)
                if len(length) < 4 or int.from_bytes(length, "big") > LONGEST:
                    raise broken
                data = stream.read(int.from_bytes(length, "big"))
                record = cbor2.loads(data)
                if record[0] == "end":
                    if record[1:] != [dict(counts), digest.hexdigest()]:
                        raise broken
                    return
                digest.update(length + data)
                counts[record[0]] += 1
                yield record
    except (zstandard.ZstdError, cbor2.CBORError, LookupError, TypeError, AttributeError) as error:
        raise broken from error


def open_keys(file: Path, passphrase: str) -> dict[str, Any]:
    """The keys in a backup: the node's secret and the key files. Raises BadBackup, KeyFault."""
    with file.open("rb") as source:
        for record in _read(source):
            if record[0] == "keys":
                content: dict[str, Any] = json.loads(keys.unseal(record[1], passphrase))
                return content
            if record[0] != "head":
                break
    raise BadBackup(_("%(file)s holds no keys.") % {"file": file})


def restore_keys(content: dict[str, Any]) -> list[str]:
    """Put the key files of a backup (`open_keys`) in place; returns the devices that are retired by it.

    A restored device must not carry on its old chain: that may have gone further than the backup, and two
    entries with one number would be a fork. Its key stays as `.retired` and signs nothing.
    """
    folder = Path(settings.HOME) / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _take_secret(content["secret"])
    for name, text in content["files"].items():
        path = folder / Path(name).name
        home.write_private(path.with_suffix(".retired") if name.startswith("device.") else path, text)
    return sorted(name[len("device.") : -len(".key")] for name in content["files"] if name.startswith("device."))


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
