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
from django.db import connections, models, router
from django.utils.translation import gettext as _

from sarhad import __version__
from sarhad.access.router import AUDIT
from sarhad.kernel import keys
from sarhad.ledger.models import Blob, Body, Entry

Progress = Callable[[int, int], None]
"""Called with (entries done, entries in all)."""

FORM = "sarhad backup 1"
MADE_AGAIN = {
    "ledger",
    "auth",
    "contenttypes",
    "sessions",
    "usersessions",
}  # apps whose rows come from entries, code or a sign-in
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


# What is in one


def read(source: IO[bytes]) -> Iterator[list[Any]]:
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


def head_of(file: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises BadBackup."""
    with file.open("rb") as source:
        for record in read(source):
            if record[0] == "head" and record[1].get("form") == FORM:
                found: dict[str, Any] = record[1]
                return found
            break
    raise BadBackup(_("%(file)s is not a backup that this version reads.") % {"file": file})
