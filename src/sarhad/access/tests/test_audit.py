"""The audit: nothing unrecorded, nothing changed unseen, nobody else's to read."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connections

from sarhad.access import audit
from sarhad.access.models import AuditEntry, AuditText
from sarhad.access.reader import Reader

READER = Reader("olim", "TJ-DCA", (), frozenset({"analyst"}), "case 12")
AUDITOR = Reader("auditor", "TJ-DCA", (), frozenset({"auditor"}), "yearly check")


@pytest.fixture
def lines(db):
    """Five lines; the text of the third is typed."""
    for n in range(1, 6):
        audit.record(READER, "search", f"page {n}", "Karim Karimov" if n == 3 else "")


def test_record_says_who_when_what_and_for_what_purpose(db):
    before = datetime.now(UTC)
    n = audit.record(READER, "read", "0" * 32, "карим")
    entry = AuditEntry.objects.get(n=n)
    fields = (entry.officer, entry.office, entry.purpose, entry.act, entry.what, entry.text.text)
    assert fields == ("olim", "TJ-DCA", "case 12", "read", "0" * 32, "карим")
    assert before <= entry.at <= datetime.now(UTC)


def test_an_untouched_audit_verifies(lines):
    assert audit.verify() == []
    assert audit.head(READER.office) == (5, AuditEntry.objects.get(n=5).hash)


def test_each_office_has_a_chain_of_its_own(lines):
    """How much others read changes neither numbers nor hashes of an office's audit."""
    other = Reader("nur", "KZ-MIA", (), frozenset({"analyst"}), "case 1")
    before = audit.head(READER.office)
    assert [audit.record(other, "search", "x") for _ in range(3)] == [1, 2, 3]
    assert audit.head(READER.office) == before
    assert audit.record(READER, "search", "y") == 6
    assert audit.verify() == audit.verify("KZ-MIA") == []
    assert [(office, n) for office, n, _hash in audit.heads()] == [("KZ-MIA", 3), ("TJ-DCA", 6)]


@pytest.mark.parametrize(
    ("tamper", "found_at"),
    [
        (lambda rows: rows.filter(n=3).update(officer="somebody else"), [3]),
        (lambda rows: rows.filter(n=3).update(office="KZ-MIA"), [3, 3, 4]),
        (lambda rows: rows.filter(n=3).update(purpose=""), [3]),
        (lambda rows: rows.filter(n=3).update(act="nothing"), [3]),
        (lambda rows: rows.filter(n=3).update(what="page 4"), [3]),
        (lambda rows: rows.filter(n=3).update(at=datetime(2020, 1, 1, tzinfo=UTC)), [3]),
        (lambda rows: rows.filter(n=3).update(digest="00" * 32), [3, 3]),
        (lambda rows: rows.filter(n=3).update(hash="00" * 32), [3, 4]),
        (lambda rows: rows.filter(n=3).update(prev="00" * 32), [3, 3]),
        (lambda rows: rows.filter(n=3).delete(), [4]),
        (lambda rows: rows.filter(n=1).delete(), [2]),
        (lambda rows: rows.filter(n=5).update(n=6), [6, 6]),
        (lambda rows: AuditText.objects.update(text="Somebody Else"), [3]),
        (lambda rows: AuditText.objects.update(salt=b"x"), [3]),
    ],
)
def test_tampering_is_found(lines, tamper, found_at):
    tamper(AuditEntry.objects)
    assert [fault.n for fault in audit.verify()] == found_at


def test_rewriting_the_whole_chain_shows_in_the_head(lines):
    head = audit.head(READER.office)
    AuditEntry.objects.filter(n=5).delete()
    assert audit.verify() == []
    assert audit.head(READER.office) != head


def test_erased_texts_are_gone_and_the_chain_still_holds(lines):
    assert audit.erase_text(before=datetime.now(UTC) - timedelta(days=1)) == 0
    assert audit.erase_text(before=datetime.now(UTC) + timedelta(days=1)) == 1
    assert not AuditText.objects.exists()
    assert audit.verify() == []


@pytest.mark.parametrize(
    ("typed", "purged", "gone"),
    [
        ("Karim Karimov", ["karim karimov"], True),
        ("о Каримове", ["КАРИМОВ"], True),
        ("Karim", ["Karimov"], False),
        ("Karim", [], False),
        ("Karim", [""], False),
    ],
)
def test_erasing_what_holds_a_purged_text(db, typed, purged, gone):
    audit.record(READER, "search", "", typed)
    assert audit.erase_text(containing=purged) == gone
    assert AuditText.objects.exists() != gone


@pytest.mark.parametrize("text", ["a\0b", "half \ud800 pair", "x" * 100_000, "’ — \n\t"])
def test_no_text_is_refused(db, text):
    n = audit.record(READER, "search", "", text)
    assert len(AuditText.objects.get(entry__n=n).text) == len(text)
    assert audit.verify() == []


@pytest.mark.parametrize(
    ("reader", "sees"),
    [
        (AUDITOR, ["olim"]),
        (Reader("auditor", "KZ-MIA", (), frozenset({"auditor"}), ""), ["aizhan"]),
        (Reader("auditor", "BLO-NP", (), frozenset({"auditor"}), ""), []),
    ],
)
def test_an_auditor_reads_the_own_office_only(db, reader, sees):
    audit.record(READER, "search", "", "Karim")
    audit.record(Reader("aizhan", "KZ-MIA", (), frozenset({"analyst"}), "x"), "read")
    assert [entry.officer for entry in audit.rows(reader)] == sees


@pytest.mark.parametrize("role", ["analyst", "head", "director", "administrator", "public", ""])
def test_nobody_else_reads_the_audit(lines, role):
    with pytest.raises(PermissionDenied):
        audit.rows(Reader("somebody", "TJ-DCA", (), frozenset({role}), ""))


def test_an_auditor_without_an_office_reads_nothing(lines):
    with pytest.raises(PermissionDenied):
        audit.rows(Reader("somebody", "", (), frozenset({"auditor"}), ""))


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, [5, 4, 3, 2, 1]),
        ({"what": "page 2"}, [2]),
        ({"act": "read"}, []),
        ({"officer": "olim", "act": "search"}, [5, 4, 3, 2, 1]),
        ({"officer": "somebody"}, []),
        ({"since": datetime(2100, 1, 1, tzinfo=UTC)}, []),
        ({"until": datetime(2100, 1, 1, tzinfo=UTC), "what": "page 1"}, [1]),
    ],
)
def test_filters(lines, filters, found):
    assert [entry.n for entry in audit.rows(AUDITOR, **filters)] == found


# The writer


@pytest.fixture
def own_thread(settings, monkeypatch):
    """Lines go through the writer thread; its connection is closed afterwards."""
    settings.AUDIT_INLINE = False
    yield
    monkeypatch.setattr(audit, "_write", lambda lines: connections["audit"].close() or [0])
    audit.record(READER, "close")


@pytest.mark.django_db(transaction=True)
def test_many_threads_share_commits_and_one_chain(own_thread):
    with ThreadPoolExecutor(10) as pool:
        numbers = list(pool.map(lambda n: audit.record(READER, "read", str(n), "x"), range(200)))
    assert sorted(numbers) == list(range(1, 201))
    assert {entry.n: entry.what for entry in AuditEntry.objects.all()} == {
        number: str(n) for n, number in enumerate(numbers)
    }
    assert audit.verify() == []


@pytest.mark.django_db(transaction=True)
def test_a_caller_learns_that_nothing_was_recorded(own_thread, monkeypatch):
    audit.record(READER, "read", "before")

    def broken(lines):
        raise OperationalError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(audit, "_write", broken)
        with pytest.raises(OperationalError):
            audit.record(READER, "read", "lost")
    audit.record(READER, "read", "after")
    assert [entry.what for entry in AuditEntry.objects.order_by("id")] == ["before", "after"]


PROCESS = """
import django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from sarhad.access import audit
from sarhad.access.reader import operator
with ThreadPoolExecutor(4) as pool:
    list(pool.map(lambda n: audit.record(operator(), "read", str(n)), range(50)))
"""


def test_several_processes_write_one_chain(tmp_path):
    """On SQLite files, whatever the tests' own database is."""
    env = {**os.environ, "SARHAD_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "sarhad.settings"}
    env.pop("DATABASE_URL", None)

    def start(*command):
        return subprocess.Popen([sys.executable, *command], env=env, stdout=subprocess.PIPE, text=True)

    assert start("-m", "django", "migrate", "access", "--database", "audit", "-v0").wait() == 0
    writers = [start("-c", PROCESS) for _ in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    check = (
        "import django; django.setup(); from sarhad.access import audit; print(audit.heads()[0][1], audit.verify())"
    )
    assert start("-c", check).communicate()[0].strip() == "150 []"
