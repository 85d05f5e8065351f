"""Backups: what comes back is what was there, on either database; what is damaged or forged does not come back."""

from __future__ import annotations

import hashlib
import stat
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import cbor2
import pytest
import zstandard
from django.db import transaction
from django.utils import timezone

from sarhad import backup
from sarhad import restore as back
from sarhad.access import actions, audit
from sarhad.access.models import AuditEntry, Officer, Seat, Token
from sarhad.kernel import envelope
from sarhad.kernel.claim import Kind, Scope
from sarhad.kernel.keys import KeyFault
from sarhad.ledger import stamp
from sarhad.ledger.actions import append, certify_device, feed_of
from sarhad.ledger.models import Blob, Body, Entry, Feed
from sarhad.ledger.rebuild import digests
from sarhad.ledger.verify import verify
from sarhad.matching.models import Hit, HitState, Pointer
from tests.cast import PASSWORD, Cast, person
from tests.worlds import World, photo

PHRASE = "a long backup passphrase"


def write(path: Path, **options: object) -> str:
    return backup.write(path, progress=lambda done, total: None, **options)


def restore(path: Path, key_files: dict[str, object] | None = None) -> list[str]:
    return back.restore(path, key_files, progress=lambda done, total: None)


@contextmanager
def another_node(home: Path):
    """What happens inside leaves nothing behind but files, as if it were another machine."""
    with transaction.atomic(), transaction.atomic(using="audit"):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="audit")
    for key in (home / "keys").iterdir():
        key.unlink()


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    (tmp_path / "static").mkdir()


@pytest.fixture
def node(db, home, tmp_path) -> tuple[Path, dict[str, object]]:
    """The backup of a node on which much has happened, and what stood there."""
    path = tmp_path / "node.backup"
    with another_node(home):
        cast = Cast()
        world = World(5)
        world.revoke = lambda: None  # some offices are the cast's and have another passphrase
        world.grow(40)
        while not Body.objects.filter(data=None).exists():
            world.purge()
        cast.contribute("TJ-DCA", [replace(person("Aziz Rahimov"), attachments=(photo(),))])
        actions.issue_token(cast.reader("owner"), purpose="x", expires=timezone.now() + timedelta(days=9))
        audit.record(cast.reader("owner"), "search", text="Рахимов")
        now = timezone.now()
        Hit(left=1, right=2, left_owner="A", right_owner="B", score=0.9, verdict="strong", model="x").save()
        HitState(office="A", a="ab" * 16, b="cd" * 16, handled=True, officer="owner", at=now).save()
        Pointer(token="ef" * 16, office="A", entity="ab" * 16, holder="B", shown_at=now).save()
        there = state()
        write(path, passphrase=PHRASE)
    assert not Entry.objects.exists()
    assert not Officer.objects.exists()
    return path, there


def state() -> dict[str, object]:
    """Everything that a backup promises to bring back."""
    return {
        "derived": digests(),
        "heads": list(Feed.objects.order_by("id").values()),
        "received": list(Entry.objects.order_by("pos").values_list("pos", "received_at")),
        "purged": sorted(Body.objects.filter(data=None).values_list("pos", flat=True)),
        "blobs": {blob.digest: hashlib.sha256(bytes(blob.data)).hexdigest() for blob in Blob.objects.all()},
        "officers": list(Officer.objects.order_by("pk").values("pk", "username", "name", "language", "password")),
        "seats": list(Seat.objects.order_by("pk").values()),
        "tokens": list(Token.objects.order_by("pk").values()),
        "hits": [list(model.objects.order_by("pk").values()) for model in (Hit, HitState, Pointer)],
        "audit": list(AuditEntry.objects.order_by("n").values_list("n", "hash", "text__text")),
    }


def test_what_comes_back_is_what_was_there(node):
    path, there = node
    restore(path)
    assert state() == there
    assert there["purged"]
    assert there["blobs"]
    assert list(verify(derived=True)) == []
    assert audit.verify() == []
    assert not stamp.is_stale()


def test_numbers_go_on_behind_those_that_came_back(node):
    restore(node[0])
    last = Officer.objects.latest("pk").pk
    assert Officer.objects.create_user("new", language="en").pk == last + 1


def test_restored_devices_sign_no_more_and_new_ones_do(node, home):
    retired = restore(node[0], back.open_keys(node[0], PHRASE))
    assert "TJ-DCA.node" in retired
    assert list((home / "keys").glob("device.*.key")) == []
    with pytest.raises(Exception, match="no key of TJ-DCA"):
        feed_of("TJ-DCA")
    name = back.new_device_name("TJ-DCA")
    certify_device(office="TJ-DCA", device=name, passphrase=PASSWORD)
    before = {feed.id: feed.head_seq for feed in Feed.objects.exclude(device=name)}
    with pytest.raises(backup.BadBackup):
        restore(node[0])
    append(
        feed_of("TJ-DCA"), kind=Kind.CONTRIBUTE, items=[person("After the restore")], scope=Scope(), officer="owner"
    )
    assert {feed.id: feed.head_seq for feed in Feed.objects.exclude(device=name)} == before
    assert feed_of("TJ-DCA").head_seq == 1
    assert back.new_device_name("TJ-DCA") == f"{name}-2"


def test_keys_open_with_their_passphrase_only_and_are_nowhere_in_clear(node, settings):
    with pytest.raises(KeyFault):
        back.open_keys(node[0], "another passphrase")
    content = back.open_keys(node[0], PHRASE)
    assert content["secret"] == settings.SECRET_KEY
    plain = zstandard.ZstdDecompressor().decompressobj().decompress(node[0].read_bytes())
    assert settings.SECRET_KEY.encode() not in plain
    assert all(text.encode() not in plain for text in content["files"].values())


def test_the_file_is_for_its_owner_alone_and_is_never_overwritten(node, db):
    path = node[0]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(backup.BadBackup):
        write(path)
    assert not path.with_name(path.name + ".part").exists()


def test_the_digest_is_that_of_the_file(db, tmp_path):
    path = tmp_path / "empty.backup"
    assert write(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_keys_alone(node, home, tmp_path, cast):
    keys = tmp_path / "keys.backup"
    write(keys, passphrase=PHRASE, keys_only=True)
    with pytest.raises(backup.BadBackup, match="no records"):
        restore(keys)
    assert "root.TJ-DCA.key" in back.open_keys(keys, PHRASE)["files"]


# What must not come back

SPOILT = {
    "cut off": lambda data: data[:-20],
    "cut in half": lambda data: data[: len(data) // 2],
    "one bit at the start": lambda data: data[:900] + bytes([data[900] ^ 1]) + data[901:],
    "one bit at the end": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "empty": lambda data: b"",
    "text": lambda data: b"not a backup",
    "a ZIP file": lambda data: b"PK\x03\x04" + data,
}


def test_a_damaged_backup_brings_back_nothing(node, tmp_path):
    whole = node[0].read_bytes()
    for name, spoil in SPOILT.items():
        path = tmp_path / f"{name}.backup"
        path.write_bytes(spoil(whole))
        with pytest.raises(backup.BadBackup):
            restore(path)
        assert not Entry.objects.exists(), name
        assert not AuditEntry.objects.exists(), name


def test_nothing_is_restored_over_a_node(node, home, cast):
    before = state()
    with pytest.raises(backup.BadBackup, match="There is a node"):
        restore(node[0])
    for key in (home / "keys").iterdir():
        key.unlink()
    with pytest.raises(backup.BadBackup, match="There is a node"):
        restore(node[0])
    assert state() == before


def other_words(records):
    """A body that says something else."""
    entry = next(r for r in records if r[0] == "entry" and r[3] and b"Person" in _plain(r[3]))
    body = cbor2.loads(_plain(entry[3]))
    body[5][0][2]["name"] = ["Somebody Else"]
    entry[3] = zstandard.ZstdCompressor().compress(cbor2.dumps(body))


def _plain(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(data)


def dropped(records):
    """One that others of its feed follow: an end that was cut off is what an older backup looks like."""
    entries = [(record, envelope.open_stub(record[1])[0].feed) for record in records if record[0] == "entry"]
    last = {feed: record for record, feed in entries}
    records.remove([record for record, feed in entries if record is not last[feed]][-1])


def swapped(records):
    """Two entries of one feed."""
    entries = [n for n, record in enumerate(records) if record[0] == "entry"]
    feeds = [envelope.open_stub(records[n][1])[0].feed for n in entries]
    (a, feed), *rest = zip(entries, feeds, strict=True)
    b = next(n for n, other in rest if other == feed)
    records[a], records[b] = records[b], records[a]


def emptied(records):
    """A body that nobody purged is gone."""
    entry = [record for record in records if record[0] == "entry" and record[3]][-1]
    entry[2] = entry[3] = None


def other_photo(records):
    blob = next(record for record in records if record[0] == "blob")
    blob[1] += b"!"


def other_audit(records):
    rows = next(r[1] for r in records if r[0] == "rows" and r[1][0]["model"] == "access.auditentry")
    rows[3]["fields"]["officer"] = "somebody"


def shorter_audit(records):
    rows = next(r[1] for r in records if r[0] == "rows" and r[1][0]["model"] == "access.auditentry")
    del rows[4]


FORGED = [other_words, dropped, swapped, emptied, other_photo, other_audit, shorter_audit]


def test_what_is_forged_comes_not_back_although_its_checksums_are_right(node, tmp_path):
    for forge in FORGED:
        with node[0].open("rb") as source:
            records = list(backup.read(source))
        forge(records)
        path = tmp_path / f"{forge.__name__}.backup"
        with path.open("wb") as out:
            backup._write(out, records)
        with pytest.raises(backup.BadBackup) as refused:
            restore(path)
        print(forge.__name__, refused.value)
        assert not Entry.objects.exists(), forge.__name__
        assert not AuditEntry.objects.exists(), forge.__name__


def test_rows_of_a_newer_version_lose_only_what_is_unknown_here(node, tmp_path):
    with node[0].open("rb") as source:
        records = list(backup.read(source))
    rows = next(r[1] for r in records if r[0] == "rows" and r[1][0]["model"] == "access.officer")
    rows[0]["fields"]["favourite_colour"] = "blue"
    path = tmp_path / "newer.backup"
    with path.open("wb") as out:
        backup._write(out, records)
    restore(path)
    assert Officer.objects.filter(username=rows[0]["fields"]["username"]).exists()
