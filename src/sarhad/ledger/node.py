"""What this installation has at hand: its key files and the writer's lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from sqlite3 import ProgrammingError

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from sarhad.kernel.keys import SCRYPT_N, Keystore

ROOM = 256 * 1024  # KiB
WRITER = 0x5A_52_48_44  # PostgreSQL advisory lock: one writer at a time, so that `pos` has no gaps


def keystore() -> Keystore:
    secret = settings.SECRET_KEY
    return _keystore(Path(settings.HOME) / "keys", secret, getattr(settings, "SCRYPT_N", SCRYPT_N))


@lru_cache(maxsize=8)
def _keystore(folder: Path, secret: str, n: int) -> Keystore:
    return Keystore(folder, secret, n=n)


@contextmanager
def writer() -> Iterator[None]:
    """The one writer lock, held until the outermost transaction ends. Appends may share a transaction."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER])
        yield  # SQLite: BEGIN IMMEDIATE has taken the lock, see settings


@contextmanager
def roomy() -> Iterator[None]:
    """For bulk writes, which touch pages all over SQLite's indexes: room to hold them until they are committed."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    plain = connection.connection  # Django's cursors refuse in a transaction that has failed
    before = plain.execute("PRAGMA cache_size").fetchone()[0]
    plain.execute(f"PRAGMA cache_size={-ROOM}")
    try:
        yield
    finally:
        with suppress(ProgrammingError):  # closed meanwhile
            plain.execute(f"PRAGMA cache_size={before}")


def in_words(error: DatabaseError) -> str:
    """What to tell people when the database takes nothing for now; empty for any other fault."""
    text = str(error)
    if "disk is full" in text or "No space left" in text:
        return _("The disk is full. Nothing is lost and nothing half written: make room and try again.")
    if "locked" in text:
        return _("The node is busy. Try again.")
    return ""
