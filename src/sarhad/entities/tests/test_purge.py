"""Purges: who may, what goes, what stays, and that the bytes are gone from every file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sarhad.access import audit
from sarhad.access.actions import Heir, close_office, enrol_officer
from sarhad.access.models import AuditText
from sarhad.access.reader import operator
from sarhad.entities import actions
from sarhad.entities.basis import built, built_on
from sarhad.entities.index import NameIndex
from sarhad.entities.queries import history, open_attachment, profile, search
from sarhad.entities.records import Query
from sarhad.entities.tests.people import A, B, C, judge, tell
from sarhad.kernel.claim import FragmentRef, Scope
from sarhad.ledger import erase
from sarhad.ledger.models import Blob, Body, Entry
from sarhad.ledger.rebuild import digests, rebuild
from tests.cast import MEMBERS, PASSWORD, person

TO_MEMBERS = Scope(read=(MEMBERS,))
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 4

pytestmark = pytest.mark.django_db(transaction=True)  # a purge is no part of a transaction


def purge(cast, *refs, reader="owner", approver="colleague-head", why="a court ordered it"):
    return actions.purge(cast.reader(reader), refs, why, cast.reader(approver))


@pytest.fixture
def cast(cast):
    """With a second head of TJ-DCA."""
    person = {"username": "colleague-head", "name": "C", "language": "en", "password": PASSWORD}
    enrol_officer(operator(), **person, office="TJ-DCA", roles=["head"])
    return cast


def test_what_is_purged_is_gone_and_the_rest_of_its_entry_stays(cast):
    claims = [person("Karimov Farhod", A), person("Yusupova Madina", B)]
    claims[1].stated = "2026-01-02"
    gone, kept = cast.contribute("TJ-DCA", claims, TO_MEMBERS)
    receipt = purge(cast, gone)
    assert (receipt.fragments, receipt.survivors, receipt.gone) == (1, 1, True)
    partner = cast.reader("partner")
    assert profile(partner, A) is None
    [statement] = profile(partner, B).statements
    assert (statement.was, statement.stated) == ((), "2026-01-02")
    assert profile(cast.reader("owner"), B).statements[0].was == (kept,)
    assert not search(partner, Query("Karimov Farhod")).results
    assert Body.objects.get(pos=Entry.objects.get(id=gone.contribution).pos).data is None


def test_grants_and_corrections_follow_the_survivors(cast):
    from sarhad.access.actions import grant

    gone, kept = cast.contribute("TJ-DCA", [person("Karimov", A), person("Yusupova", B)])
    grant(cast.reader("owner"), refs=[kept], scope=Scope(read=("KZ-MIA",)))
    purge(cast, gone)
    assert profile(cast.reader("partner"), B).caption == "Yusupova"
    [now] = profile(cast.reader("owner"), B).statements
    actions.correct(cast.reader("owner"), kept, actions.Draft("Person", {"name": ["Yusupova Madina"]}))
    assert profile(cast.reader("partner"), B).caption == "Yusupova Madina"
    assert profile(cast.reader("owner"), B).statements[0].refs == (kept,) != (now.ref,)


def test_what_was_made_from_it_is_marked_and_the_rest_keeps_its_basis(cast):
    gone, kept = cast.contribute("TJ-DCA", [person("Karimov", A), person("Yusupova", B)], TO_MEMBERS)
    partner = cast.reader("partner")
    drafts = [
        actions.Draft("Person", {"name": ["X"]}, entity, basis=(ref,)) for entity, ref in ((A, gone), (B, kept))
    ]
    actions.contribute(partner, drafts, Scope())
    purge(cast, gone)
    before = digests()
    assert [(each.statement.entity, each.gone) for each in built(partner)] == [(A, 1)]
    assert [each.ref for each in built_on(partner, [gone])[gone]] == [built(partner)[0].statement.ref]
    assert list(built_on(partner, [kept])) == [kept]
    rebuild()
    assert digests() == before


def test_earlier_versions_go_with_a_correction_and_do_not_come_back(cast):
    first = tell(cast, "TJ-DCA", A, name="Karimow One")
    draft = actions.Draft("Person", {"name": ["Karimov Two"]})
    second = FragmentRef(actions.correct(cast.reader("owner"), first, draft).id, 0)
    third = FragmentRef(actions.correct(cast.reader("owner"), second, draft).id, 0)
    assert purge(cast, third).fragments == 3
    assert profile(cast.reader("owner"), A) is None


def test_withdrawn_records_and_judgements_can_be_purged(cast):
    gone = tell(cast, "TJ-DCA", A)
    actions.retract(cast.reader("owner"), [gone])
    tell(cast, "TJ-DCA", B)
    tell(cast, "TJ-DCA", C)
    judged = judge(cast, "TJ-DCA", B, C, "same")
    assert purge(cast, gone, judged).fragments == 2
    assert profile(cast.reader("owner"), B).members == (B,)


def test_a_rebuild_after_a_purge_changes_nothing(cast):
    gone, _ = cast.contribute("TJ-DCA", [person("Karimov", A), person("Yusupova", B)], TO_MEMBERS)
    purge(cast, gone)
    before = digests()
    rebuild()
    assert digests() == before


def test_attachments_go_unless_something_else_uses_them(cast):
    owner = cast.reader("owner")
    file = actions.File("face.jpg", PHOTO)
    draft = actions.Draft("Person", {"name": ["Karimov"]}, files=(file,))
    refs = [FragmentRef(actions.contribute(owner, [draft], Scope()).id, 0) for _ in range(2)]
    digest = profile(owner, _entity(refs[0])).pictures[0].attachment.digest
    assert purge(cast, refs[0]).attachments == 0
    assert open_attachment(owner, digest)
    assert purge(cast, refs[1]).attachments == 1
    assert not Blob.objects.exists()
    assert open_attachment(owner, digest) is None


def _entity(ref):
    from sarhad.ledger.models import Fragment
    from sarhad.ledger.naming import resolve

    return Fragment.objects.get(id=resolve([ref])[0]).entity


def test_queries_that_named_it_go_from_the_audit_and_the_chain_still_verifies(cast):
    ref = tell(cast, "TJ-DCA", A, name="Karimov Farhod")
    audit.record(cast.reader("owner"), "search", text="where is karimov farhod now")
    audit.record(cast.reader("owner"), "search", text="somebody else")
    assert purge(cast, ref).texts == 1
    assert not AuditText.objects.filter(text__icontains="karimov farhod").exists()
    assert AuditText.objects.filter(text="somebody else").exists()
    assert audit.verify() == []


MAY_NOT = [  # reader, approver
    ("owner", "owner"),  # alone
    ("colleague", "owner"),  # an analyst
    ("border", "owner"),
    ("owner", "colleague"),  # approved by an analyst
    ("owner", "partner"),  # approved elsewhere
    ("administrator", "centre"),
    ("anonymous", "anonymous"),
]


@pytest.mark.parametrize(("reader", "approver"), MAY_NOT)
def test_who_may_not(cast, reader, approver):
    ref = tell(cast, "TJ-DCA", A)
    with pytest.raises(PermissionDenied):
        purge(cast, ref, reader=reader, approver=approver)
    assert profile(cast.reader("owner"), A)


def test_only_what_the_office_holds_and_only_with_a_reason(cast):
    theirs = tell(cast, "KZ-MIA", A, TO_MEMBERS)
    hidden = tell(cast, "KZ-MIA", B)
    ours = tell(cast, "TJ-DCA", C)
    said = set()
    for refs in ([theirs], [hidden], [FragmentRef("0" * 32, 0)], [], [ours, hidden]):
        with pytest.raises(ValidationError) as error:
            purge(cast, *refs)
        said.add(str(error.value))
    assert len(said) == 1
    with pytest.raises(ValidationError):
        purge(cast, ours, why=" ")


def test_an_heir_takes_nothing_from_the_other_heir(cast):
    """Stating a survivor again would make it one's own: what both hold together, neither purges alone."""
    alone, shared, theirs = person("Karimov Farhod", A), person("Yusupova Madina", B), person("Clinic", C)
    theirs.schema = "Organization"
    [one] = cast.contribute("KZ-MIA", [alone])
    two, _ = cast.contribute("KZ-MIA", [shared, theirs])
    heirs = [Heir("TJ-DCA"), Heir("UZ-NIAC", ("Organization",))]
    close_office(operator(), office="KZ-MIA", heirs=heirs)
    assert purge(cast, one).gone
    with pytest.raises(ValidationError, match="Another office"):
        purge(cast, two)
    assert profile(cast.reader("third"), C)


SCRIPT = """
import json, random, shutil, django
django.setup()
from dataclasses import asdict
from django.conf import settings
from django.core.management import call_command
for alias in ("default", "audit"): call_command("migrate", verbosity=0, database=alias)
from sarhad.access.reader import Reader
from sarhad.entities.actions import Draft, File, contribute, correct, purge
from sarhad.entities.index import NameIndex
from sarhad.kernel.claim import FragmentRef, Scope
from sarhad.ledger.actions import open_office
open_office(id="TJ-DCA", names={"en": "x"}, country="tj", sort="agency", passphrase="p")
one, two = (Reader(name, "TJ-DCA", (), frozenset({"head"}), "test") for name in ("one", "two"))
def people(*names): return [Draft("Person", {"name": [name], "notes": ["about " + name]}) for name in names]
random.seed(1)
words = lambda: " ".join("".join(random.choices("abdegiklmnorstuz", k=8)).title() for _ in range(2))
for _ in range(10): contribute(one, people(*[words() for _ in range(40)]), Scope())
secret = contribute(one, [*people("Zarubezhny Mirzoakhmad", "Ҷӯрабоев Сирри Комил"), *people(words())], Scope())
photo = Draft("Person", {"name": ["Zarubezhny Mirzoakhmad"]}, files=(File("a.jpg", b"\\xff\\xd8\\xff" + SECRET),))
refs = [FragmentRef(secret.id, 0), FragmentRef(secret.id, 1), FragmentRef(contribute(one, [photo], Scope()).id, 0)]
refs[0] = FragmentRef(correct(one, refs[0], Draft("Person", {"name": ["Zarubezhnaya Mirzoakhmad"]})).id, 0)
for _ in range(10): contribute(one, people(*[words() for _ in range(40)]), Scope())
NameIndex().catch_up()
shutil.copytree(settings.HOME, BEFORE)
receipt = purge(one, refs, "ordered", two)
NameIndex().catch_up()
print(json.dumps({**asdict(receipt), "gone": receipt.gone}))
"""
SECRETS = ["Zarubezhny", "Zarubezhnaya", "Mirzoakhmad", "mirzoakhmad", "Ҷӯрабоев", "Сирри Комил"]
BYTES = b"this stands in a photo and nowhere else " * 50


def run(home: Path, before: Path) -> dict:
    """Purges in a process of its own, on files; `before` gets a copy of the node as it was."""
    home.mkdir()
    script = f"SECRET, BEFORE = {BYTES!r}, {str(before)!r}\n{SCRIPT}"
    settings = {"DJANGO_SETTINGS_MODULE": "sarhad.settings", "SARHAD_HOME": str(home), "SARHAD_SECRET": "test"}
    env = {**os.environ, **settings, "DATABASE_URL": ""}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def holding(home: Path, needle: bytes) -> set[str]:
    """Files in which the bytes stand, by a scan of the test's own."""
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in files)
    return {path.name for path in files if needle in path.read_bytes()}


def test_no_file_of_the_node_holds_it_afterwards(tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    receipt = run(after, before)
    for secret in [*(text.encode() for text in SECRETS), BYTES[:40]]:
        if secret != b"mirzoakhmad":  # only folded, and the index compresses its words
            assert holding(before, secret), secret  # or the test would prove nothing
        assert not holding(after, secret), secret
    assert receipt["gone"]
    assert (receipt["fragments"], receipt["survivors"], receipt["attachments"]) == (4, 1, 1)
    assert receipt["files"] >= 5
    assert not any(secret in json.dumps(receipt, ensure_ascii=False) for secret in SECRETS)


def test_a_copy_in_another_file_is_found_and_told(cast, home):
    """What the node keeps beside the database, such as a log, is searched too."""
    ref = tell(cast, "TJ-DCA", A, name="Karimov Farhod")
    tell(cast, "TJ-DCA", B, name="Yusupova Madina")
    (home / "exports").mkdir()
    (home / "exports" / "people.csv").write_text("name\nKarimov Farhod\nYusupova Madina\n")
    receipt = purge(cast, ref)
    assert (receipt.gone, receipt.found) == (False, ("exports/people.csv",))


def test_what_a_bulk_linking_under_way_had_written_goes(cast, home):
    ref = tell(cast, "TJ-DCA", A, name="Karimov Farhod")
    (home / "xref").mkdir()
    (home / "xref" / "person-0-1.parquet").write_text("Karimov Farhod")
    assert purge(cast, ref).gone
    assert not list(home.glob("xref*"))


def test_the_receipt_tells_to_restart_what_runs(cast):
    assert any("restart the node" in text for text in purge(cast, tell(cast, "TJ-DCA", A, name="Karimov")).told)


def test_a_value_that_another_record_still_states_does_not_count(cast, home):
    ref = tell(cast, "TJ-DCA", A, name="Karimov Farhod")
    tell(cast, "TJ-DCA", B, name="Karimov Farhod")
    (home / "people.csv").write_text("Karimov Farhod")
    NameIndex().catch_up()
    assert purge(cast, ref).gone


@pytest.mark.parametrize("chunk", [1, 7, 10, 1000])
def test_the_scan_finds_what_lies_across_two_chunks(tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(erase, "CHUNK", chunk)
    (tmp_path / "skipped").mkdir()
    for name in ("one", "skipped/two"):
        (tmp_path / name).write_bytes(b"." * 8 + b"secret" + b"." * 20)
    found = erase.scan(tmp_path, [b"secret", b"nothing"], skip=[tmp_path / "skipped"])
    assert (found.files, found.size, found.found) == (1, 34, {b"secret": {tmp_path / "one"}})


def test_a_correction_stays_one_for_its_readers_when_something_beside_is_purged(cast):
    gone, kept = cast.contribute("TJ-DCA", [person("Karimov Farhod", A), person("Yusupova Madina", B)], TO_MEMBERS)
    draft = actions.Draft("Person", {"name": ["Yusupova Madina K."]}, scope=TO_MEMBERS)
    actions.correct(cast.reader("owner"), kept, draft)
    partner = cast.reader("partner")
    assert sorted(event.what for event in history(partner, profile(partner, B))) == ["corrected", "stated"]
    purge(cast, gone)
    assert sorted(event.what for event in history(partner, profile(partner, B))) == ["corrected", "stated"]
