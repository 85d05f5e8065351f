"""The audit: who read and did what, when and for what purpose; chained, so that no line can vanish unseen.

It stands in a store of its own. `record` returns when its line is committed; lines that arrive together share
one commit, made by one writer thread per process. The text of a query lies in an erasable row beside its line,
which holds only a salted digest of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import queue
import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access.models import AuditEntry, AuditText
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.access.router import AUDIT

LOCK = 0x53415244  # number of the advisory lock on PostgreSQL
BATCH = 500  # lines that share one commit at most
GENESIS = "00" * 32


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be recorded."""

    at: datetime
    officer: str
    office: str
    purpose: str
    act: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class AuditFault:
    office: str
    n: int
    what: str


def record(reader: Reader, act: str, what: str = "", text: str = "") -> int:
    """Write one line and return its number in the office's audit once it is committed.

    `what` takes ids and numbers only; anything that a person typed goes into `text`, which can be erased.
    """
    fields = (reader.officer, reader.office, reader.purpose, act, what, text)
    line = Line(timezone.now(), *map(_storable, fields))
    if getattr(settings, "AUDIT_INLINE", False):
        return _write([line])[0]
    return writer().submit(line)


def record_in(reader: Reader, office: str, act: str, what: str) -> None:
    """In the audit of the office that it was done to, and of the one that did it: each auditor sees it."""
    record(replace(reader, office=office), act, what)
    if reader.office not in {"", office}:
        record(reader, act, f"{what} in {office}")


def _storable(text: str) -> str:
    """PostgreSQL takes no NUL and no half surrogate pair, and a line must never be refused for its text."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


class Writer:
    """One thread that commits what many callers wait for."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self._waiting: queue.SimpleQueue[tuple[Line, Future[int]]] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="audit", daemon=True).start()

    def submit(self, line: Line) -> int:
        done: Future[int] = Future()
        self._waiting.put((line, done))
        return done.result()

    def _run(self) -> None:
        while True:
            batch = self._next_batch()
            try:
                numbers = _write([line for line, _done in batch])
            except Exception as error:
                connections[AUDIT].close()  # the next batch starts on a fresh connection
                for _line, done in batch:
                    done.set_exception(error)
            else:
                for (_line, done), n in zip(batch, numbers, strict=True):
                    done.set_result(n)

    def _next_batch(self) -> list[tuple[Line, Future[int]]]:
        batch = [self._waiting.get()]
        while len(batch) < BATCH and not self._waiting.empty():
            batch.append(self._waiting.get())
        return batch


_writer: Writer | None = None
_starting = threading.Lock()


def writer() -> Writer:
    """This process's writer. A forked process gets its own: threads do not survive a fork."""
    global _writer
    with _starting:
        if _writer is None or _writer.pid != os.getpid():
            _writer = Writer()
        return _writer


def _write(lines: Sequence[Line]) -> list[int]:
    with transaction.atomic(using=AUDIT):  # on SQLite BEGIN IMMEDIATE: the lock comes before the read
        _lock()
        chained = _chain(lines)
        AuditEntry.objects.bulk_create([entry for entry, _salt in chained])
        typed = zip(chained, lines, strict=True)
        AuditText.objects.bulk_create(
            [AuditText(entry=entry, salt=salt, text=line.text) for (entry, salt), line in typed if line.text]
        )
    return [entry.n for entry, _salt in chained]


def _lock() -> None:
    if connections[AUDIT].vendor == "postgresql":
        with connections[AUDIT].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _chain(lines: Sequence[Line]) -> list[tuple[AuditEntry, bytes]]:
    """The lines as entries behind the last ones of their offices, each with the salt of its text."""
    heads = {office: head(office) for office in {line.office for line in lines}}
    entries = []
    for line in lines:
        n, prev = heads[line.office]
        salt = secrets.token_bytes(16)
        entry = AuditEntry(
            n=n + 1,
            at=line.at,
            officer=line.officer,
            office=line.office,
            purpose=line.purpose,
            act=line.act,
            what=line.what,
            digest=text_digest(salt, line.text) if line.text else "",
            prev=prev,
        )
        entry.hash = entry_hash(entry)
        heads[line.office] = (entry.n, entry.hash)
        entries.append((entry, salt))
    return entries


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the line as a JSON list, in hexadecimal: another program can check an exported audit."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = [entry.n, at, entry.officer, entry.office, entry.purpose, entry.act, entry.what]
    fields += [entry.digest, entry.prev]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def text_digest(salt: bytes, text: str) -> str:
    return hashlib.sha256(salt + text.encode()).hexdigest()


def verify(office: str | None = None) -> list[AuditFault]:
    """Every line, of one office or of all, that is missing or not as it was written; erased texts are no fault.

    Lines cut off at the very end leave no trace here: compare `head` with one noted elsewhere.
    """
    entries = AuditEntry.objects.order_by("office", "n").select_related("text")
    return list(_faults((entries if office is None else entries.filter(office=office)).iterator(2000)))


def _faults(entries: Iterable[AuditEntry]) -> Iterator[AuditFault]:
    office, n, prev = None, 0, GENESIS
    for entry in entries:
        if entry.office != office:
            office, n, prev = entry.office, 0, GENESIS
        if entry.n != n + 1:
            yield AuditFault(entry.office, entry.n, _("lines before this one are missing"))
        elif entry.prev != prev:
            yield AuditFault(entry.office, entry.n, _("does not follow the line before it"))
        if entry_hash(entry) != entry.hash:
            yield AuditFault(entry.office, entry.n, _("was changed"))
        text = getattr(entry, "text", None)
        if text and text_digest(bytes(text.salt), text.text) != entry.digest:
            yield AuditFault(entry.office, entry.n, _("its text was changed"))
        n, prev = entry.n, entry.hash


def head(office: str) -> tuple[int, str]:
    """Number and hash of an office's last line: whoever notes it can later prove that none was cut off."""
    last = AuditEntry.objects.filter(office=office).order_by("-n").first()
    return (last.n, last.hash) if last else (0, GENESIS)


def heads() -> list[tuple[str, int, str]]:
    """Office, number and hash of every office's last line; the office is empty for acts in no office."""
    offices = AuditEntry.objects.order_by("office").values_list("office", flat=True).distinct()
    return [(office, *head(office)) for office in offices]


def rows(
    reader: Reader,
    *,
    officer: str = "",
    act: str = "",
    what: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """Lines of the auditor's own office, newest first, each with its `text` where that is not erased."""
    if not (reader.office and reader.may(Does.AUDIT)):
        raise PermissionDenied(_("Only the auditor of an office reads its audit."))
    wanted = Q(office=reader.office)
    for field, value in {"officer": officer, "act": act, "what__contains": what}.items():
        wanted &= Q(**{field: value}) if value else Q()
    wanted &= Q(at__gte=since) if since else Q()
    wanted &= Q(at__lt=until) if until else Q()
    return AuditEntry.objects.filter(wanted).select_related("text").order_by("-n")


def erase_text(*, before: datetime | None = None, containing: Sequence[str] = ()) -> int:
    """Delete texts of lines before an instant, and texts that contain one of these strings; how many it was.

    The lines stay and the chain still verifies. Call `compact` before saying that the text is gone.
    """
    erased = AuditText.objects.filter(entry__at__lt=before).delete()[0] if before else 0
    folded = [string.casefold() for string in containing if string]
    if folded:  # in Python: SQLite folds the case of ASCII letters only
        texts = AuditText.objects.values_list("pk", "text").iterator(2000)
        found = [pk for pk, text in texts if any(string in text.casefold() for string in folded)]
        for start in range(0, len(found), 500):
            erased += AuditText.objects.filter(pk__in=found[start : start + 500]).delete()[0]
    return erased


def compact() -> None:
    """Rewrite the file without what was erased. SQLite only: PostgreSQL's files are the operator's to vacuum."""
    connection = connections[AUDIT]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
