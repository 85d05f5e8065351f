"""What officers state by hand: who may, what is signed, whom it reaches."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sarhad.access import audit
from sarhad.access.actions import accept, found_group, grant
from sarhad.access.models import AuditEntry
from sarhad.access.queries import rule_of
from sarhad.entities import actions
from sarhad.entities.actions import Draft, File
from sarhad.entities.attachments import sniff
from sarhad.entities.queries import contribution, open_attachment, profile
from sarhad.entities.tests.people import A, B, C, tell
from sarhad.kernel.claim import Act, Claim, FragmentRef, Grade, Handling, Scope
from sarhad.ledger.models import Blob, Fragment
from tests.cast import MEMBERS

TO_MEMBERS = Scope(read=(MEMBERS,))
PHOTO = b"\xff\xd8\xff\xe0 a photo"


def first(entry) -> FragmentRef:
    return FragmentRef(entry.id, 0)


def reaches(cast, entity: str, *usernames: str) -> set[str]:
    return {name for name in usernames if profile(cast.reader(name), entity)}


# Contributing


def test_a_draft_is_cleaned_signed_and_audited(cast):
    reader = cast.reader("owner")
    draft = Draft(
        "Person",
        {"name": ["Karimov  Farhod"], "birthDate": ["14.04.1983", "in spring"], "phone": ["90 123 45 67"]},
        grade=Grade("4x4", "B2"),
        stated="2026-11-19",
        country="tj",
    )
    entry = actions.contribute(reader, [draft], TO_MEMBERS, "case 7")
    [statement] = contribution(reader, entry.id).statements
    assert statement.properties["phone"] == ["+992901234567"]
    assert statement.properties["birthDate"] == ["1983-04-14"]
    assert "in spring" in statement.raw["birthDate"]
    assert (statement.stated, statement.grade) == ("2026-11-19", ("4x4", "B2"))
    assert reaches(cast, statement.entity, "owner", "partner", "liaison") == {"owner", "partner"}
    assert AuditEntry.objects.filter(act="contribute", what=entry.id, officer="owner").exists()
    assert audit.verify() == []


def test_drafts_can_refer_to_each_other(cast):
    reader = cast.reader("border")
    who, what = actions.new_entity(reader), actions.new_entity(reader)
    drafts = [
        Draft("Person", {"name": ["Karimov"]}, entity=who),
        Draft("Vehicle", {"registrationNumber": ["0000 TS 03"], "owner": [who]}, entity=what),
    ]
    actions.contribute(reader, drafts, Scope())
    assert profile(reader, what).fact("owner").values[0].text == "Karimov"


REFUSED = [
    ([], Scope()),
    ([Draft("Person", {})], Scope()),
    ([Draft("Person", {"name": ["  "]})], Scope()),
    ([Draft("Person", {"name": ["a\0b"]})], Scope()),
    ([Draft("Nothing", {"name": ["x"]})], Scope()),
    ([Draft("Thing", {"name": ["x"]})], Scope()),  # abstract
    ([Draft(Act.JUDGEMENT, {"a": ["x"]})], Scope()),
    ([Draft("Person", {"name": ["x"]}, entity="no id")], Scope()),
    ([Draft("Person", {"name": ["x"]}, stated="soon")], Scope()),
    ([Draft("Person", {"name": ["x"]}, grade=Grade("4x4", "Z9"))], Scope()),
    ([Draft("Person", {"name": ["x"]})], Scope(read=("NOWHERE",))),
    ([Draft("Person", {"name": ["x"]}, scope=Scope(read=("NOWHERE",)))], Scope()),
    ([Draft("Person", {"name": ["x"]})] * 1001, Scope()),
]


@pytest.mark.parametrize(("drafts", "scope"), REFUSED)
def test_what_cannot_be_stated_writes_nothing(cast, drafts, scope):
    before = Fragment.objects.count()
    with pytest.raises(ValidationError):
        actions.contribute(cast.reader("owner"), drafts, scope)
    assert Fragment.objects.count() == before


ROLES = [  # user, may contribute, may judge
    ("owner", True, True),
    ("colleague", True, True),
    ("border", True, False),
    ("auditor", False, False),
    ("researcher", False, False),
    ("administrator", False, False),
    ("anonymous", False, False),
]


@pytest.mark.parametrize(("username", "states", "judges"), ROLES)
def test_roles_decide_acts(cast, username, states, judges):
    tell(cast, "TJ-DCA", A, Scope(read=("public",)))
    tell(cast, "TJ-DCA", B, Scope(read=("public",)))
    reader = cast.reader(username)
    deeds = [
        (lambda: actions.contribute(reader, [Draft("Person", {"name": ["x"]})], Scope()), states),
        (lambda: actions.attach(reader, A, [File("a.jpg", PHOTO)], Scope()), states),
        (lambda: actions.judge(reader, A, B, "same"), judges),
    ]
    for deed, may in deeds:
        if may:
            deed()
        else:
            with pytest.raises(PermissionDenied):
                deed()
    assert AuditEntry.objects.filter(officer=reader.officer).count() == 2 * states + judges


# Correcting and withdrawing


def test_a_correction_replaces_and_keeps_scope_and_attachments(cast):
    owner = cast.reader("owner")
    draft = Draft("Person", {"name": ["Karimow"]}, entity=A, files=(File("a.jpg", PHOTO),))
    old = first(actions.contribute(owner, [draft], TO_MEMBERS))
    actions.correct(owner, old, Draft("Person", {"name": ["Karimov"]}, files=(File("b.jpg", PHOTO + b"2"),)))
    found = profile(cast.reader("partner"), A)
    assert [value.text for value in found.fact("name").values] == ["Karimov"]
    assert {picture.attachment.name for picture in found.pictures} == {"a.jpg", "b.jpg"}


def test_a_correction_can_have_another_scope(cast):
    owner = cast.reader("owner")
    old = tell(cast, "TJ-DCA", A, TO_MEMBERS)
    actions.correct(owner, old, Draft("Person", {"name": ["Karimov"]}, scope=Scope(read=("BLO-NP",))))
    assert reaches(cast, A, "owner", "partner", "liaison") == {"owner", "liaison"}


def test_what_was_released_later_reaches_the_same_after_a_correction(cast):
    owner = cast.reader("owner")
    old = tell(cast, "TJ-DCA", A)
    grant(owner, refs=[old], scope=Scope(read=("BLO-NP",), handling=Handling(2)))
    waiting = {"on_accept": True, "conditions": "for analysis only"}
    offer = grant(owner, refs=[old], scope=Scope(read=("KZ-MIA",)), **waiting)
    grant(owner, refs=[old], scope=Scope(read=("UZ-NIAC",)), **waiting)
    accept(cast.reader("partner"), grant=first(offer))
    everyone = ("owner", "liaison", "partner", "third", "centre")
    before = reaches(cast, A, *everyone)
    new = first(actions.correct(owner, old, Draft("Person", {"name": ["Karimov Farhod"]})))
    assert reaches(cast, A, *everyone) == before == {"owner", "liaison", "partner"}
    assert profile(cast.reader("liaison"), A).handling.level == 2
    rule = rule_of(cast.fragment(new).scope)
    assert {(given.scope.read, given.pending) for given in rule.grants} == {
        (("BLO-NP",), False), (("KZ-MIA",), False), (("UZ-NIAC",), True),
    }  # fmt: skip


def test_only_the_owner_corrects_and_withdraws_in_the_same_words_as_for_nothing(cast):
    ref = tell(cast, "TJ-DCA", A, TO_MEMBERS)
    hidden = tell(cast, "TJ-DCA", B)
    draft = Draft("Person", {"name": ["x"]})
    said = set()
    for each in (ref, hidden, FragmentRef("0" * 32, 0)):
        for deed in (lambda ref: actions.correct(cast.reader("partner"), ref, draft),
                     lambda ref: actions.retract(cast.reader("partner"), [ref])):  # fmt: skip
            with pytest.raises(ValidationError) as error:
                deed(each)
            said.add(str(error.value))
    assert len(said) == 1


def test_a_correction_keeps_the_kind_of_thing(cast):
    ref = tell(cast, "TJ-DCA", A)
    with pytest.raises(ValidationError):
        actions.correct(cast.reader("owner"), ref, Draft("Vehicle", {"name": ["Lada"]}))


def test_what_is_withdrawn_is_gone_for_others_at_once(cast):
    ref = tell(cast, "TJ-DCA", A, TO_MEMBERS)
    actions.retract(cast.reader("border"), [ref], "a mistake")
    assert reaches(cast, A, "owner", "partner") == set()
    with pytest.raises(ValidationError):
        actions.retract(cast.reader("border"), [ref], "again")


# Judging


def test_a_judgement_merges_replaces_and_can_be_undone(cast):
    for entity in (A, B):
        tell(cast, "TJ-DCA", entity)
    reader = cast.reader("colleague")
    actions.judge(reader, A, B, "same", "phone and face agree")
    assert profile(reader, A).members == (A, B)
    again = actions.judge(reader, B, A, "different")
    assert profile(reader, A).members == (A,)
    assert [j.verdict for j in profile(reader, A).judgements] == ["different"]
    actions.undo(reader, first(again))
    assert profile(reader, A).judgements == ()


REACH = [  # who owns and reads A, who owns and reads B, whom a judgement of TJ-DCA reaches
    (("TJ-DCA", (MEMBERS,)), ("TJ-DCA", (MEMBERS, "BLO-NP")), {MEMBERS}),
    (("TJ-DCA", ("KZ-MIA",)), ("TJ-DCA", ("UZ-NIAC",)), set()),
    (("TJ-DCA", ("KZ-MIA",)), ("KZ-MIA", ("TJ-DCA", "UZ-NIAC")), {"KZ-MIA"}),
    (("TJ-DCA", ("UZ-NIAC",)), ("KZ-MIA", ("TJ-DCA", "UZ-NIAC")), set()),  # whom KZ-MIA let in is not ours to know
    (("TJ-DCA", ("UZ-NIAC",)), ("KZ-MIA", ("public",)), {"UZ-NIAC"}),
    (("KZ-MIA", ("public",)), ("CENTRE", ("public",)), {"KZ-MIA", "CENTRE"}),  # their owners, never everyone
    (("KZ-MIA", (MEMBERS,)), ("CENTRE", (MEMBERS,)), {MEMBERS}),
]


@pytest.mark.parametrize(("left", "right", "expected"), REACH)
def test_a_judgement_reaches_at_most_who_may_see_both(cast, left, right, expected):
    for entity, (office, readers) in ((A, left), (B, right)):
        tell(cast, office, entity, Scope(read=readers, handling=Handling(1 if entity == A else 2)))
    entry = actions.judge(cast.reader("colleague"), A, B, "same")
    own = rule_of(cast.fragment(first(entry)).scope).own
    assert set(own.read) == expected
    assert own.handling.level == 2 or {left[0], right[0]} == {"TJ-DCA"}


def test_only_pairs_that_are_seen_and_alike_can_be_judged(cast):
    tell(cast, "TJ-DCA", A)
    tell(cast, "KZ-MIA", B)
    cast.contribute("TJ-DCA", [Claim(C, "Vehicle", {"name": ["Lada"]})])
    reader, said = cast.reader("owner"), set()
    for other in (B, "d" * 32, "no id"):
        with pytest.raises(ValidationError) as error:
            actions.judge(reader, A, other, "same")
        said.add(str(error.value))
    assert len(said) == 1
    for a, b, verdict in ((A, C, "same"), (A, A, "same"), (A, B, "perhaps")):
        with pytest.raises(ValidationError):
            actions.judge(reader, a, b, verdict)


def test_judgements_of_others_cannot_be_undone(cast):
    for entity in (A, B):
        tell(cast, "TJ-DCA", entity, TO_MEMBERS)
    ref = first(actions.judge(cast.reader("owner"), A, B, "same"))
    with pytest.raises(ValidationError):
        actions.undo(cast.reader("partner"), ref)
    with pytest.raises(ValidationError):
        actions.undo(cast.reader("owner"), tell(cast, "TJ-DCA", C))
    assert profile(cast.reader("partner"), A).members == (A, B)


# Attachments

FILES = [
    (b"\xff\xd8\xff\xe0", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-1.7", "application/pdf"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"", None),
    (b"<svg onload=alert(1)>", None),
    (b"<!doctype html>", None),
    (b"PK\x03\x04", None),
    (b"RIFF\x00\x00\x00\x00WAVE", None),
    (b" %PDF-1.7", None),
    (b"\x7fELF", None),
]


@pytest.mark.parametrize(("data", "media_type"), FILES)
def test_the_first_bytes_say_what_it_is(data, media_type):
    assert sniff(data) == media_type


def test_an_attachment_is_seen_by_whoever_sees_a_fragment_that_uses_it(cast):
    owner = cast.reader("owner")
    tell(cast, "TJ-DCA", A, TO_MEMBERS)
    actions.attach(owner, A, [File("face.jpg", PHOTO)], Scope())
    digest = profile(owner, A).pictures[0].attachment.digest
    assert open_attachment(owner, digest) == ("image/jpeg", PHOTO)
    for username in ("partner", "liaison", "outsider", "anonymous", "auditor"):
        assert open_attachment(cast.reader(username), digest) is None, username
    liaison = cast.reader("liaison")
    tell(cast, "BLO-NP", B)
    actions.attach(liaison, B, [File("the same.jpg", PHOTO)], Scope())
    assert open_attachment(liaison, digest) == ("image/jpeg", PHOTO)
    assert Blob.objects.count() == 1
    for nothing in ("", "zz", "0" * 64):
        assert open_attachment(owner, nothing) is None


def test_a_withdrawn_attachment_no_longer_opens(cast):
    owner = cast.reader("owner")
    draft = Draft("Person", {"name": ["x"]}, entity=A, files=(File("a.jpg", PHOTO),))
    ref = first(actions.contribute(owner, [draft], TO_MEMBERS))
    digest = profile(owner, A).pictures[0].attachment.digest
    actions.retract(owner, [ref])
    assert open_attachment(cast.reader("partner"), digest) is None


def test_large_or_strange_files_are_refused_and_nothing_is_kept(cast, settings):
    settings.ATTACHMENT_LIMIT = 100
    tell(cast, "TJ-DCA", A)
    for data in (PHOTO + bytes(100), b"MZ", b""):
        with pytest.raises(ValidationError):
            actions.attach(cast.reader("owner"), A, [File("a.jpg", data)], Scope())
    assert not Blob.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\x\\passwd", "pass\nwd\x00"])
def test_names_of_files_hold_no_path_and_no_control_characters(cast, name):
    tell(cast, "TJ-DCA", A)
    actions.attach(cast.reader("owner"), A, [File(name, PHOTO)], Scope())
    assert profile(cast.reader("owner"), A).pictures[0].attachment.name == "passwd"


def test_nobody_attaches_to_what_they_do_not_see(cast):
    tell(cast, "TJ-DCA", A)
    for entity in (A, B, "no id"):
        with pytest.raises(ValidationError):
            actions.attach(cast.reader("partner"), entity, [File("a.jpg", PHOTO)], Scope())


def test_an_operation_group_of_ones_own_can_be_named(cast):
    found_group(cast.reader("owner"), name="chashma", names={"en": "Chashma"}, members=["TJ-DCA", "BLO-NP"])
    draft = Draft("Person", {"name": ["x"]}, entity=A)
    actions.contribute(cast.reader("owner"), [draft], Scope(read=("TJ-DCA/chashma",)))
    assert reaches(cast, A, "owner", "liaison", "partner") == {"owner", "liaison"}
