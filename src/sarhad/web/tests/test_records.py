"""What officers do with records through pages: contribute, correct, withdraw, judge, release, recall, purge."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sarhad.access.models import AuditEntry
from sarhad.access.queries import visible
from sarhad.entities import queries
from sarhad.kernel.claim import ACTS, Scope
from tests.cast import MEMBERS, PASSWORD, person
from tests.e2e.scene import picture

FORM = {"level": "1", "scheme": "4x4", "grade": "B2", "read": [MEMBERS]}


def contributed(client, schema="Person", **fields) -> str:
    """The id of the contribution that the form made."""
    given = {f"p-{name}": value for name, value in fields.items()}
    answer = client.post(f"/contribute/{schema}/", {**FORM, **given})
    assert answer.status_code == 302, re.findall(r'class="error"[^>]*>([^<]*)', answer.content.decode())
    return answer.url.split("/")[2]


def entity_of(cast, contribution: str, who="owner") -> str:
    return queries.contribution(cast.reader(who), contribution).statements[0].entity


def seen_by(cast, who: str) -> int:
    return visible(cast.reader(who)).exclude(schema__in=ACTS).count()


# Contributing


def test_a_person_by_hand_reaches_those_named(cast):
    id = contributed(
        cast.client("owner"),
        name="Karimov Farhod\nКаримов Фарҳод",
        birthDate="14.04.1983",
        phone="+992 90 555 0142",
    )
    statement = queries.contribution(cast.reader("partner"), id).statements[0]
    assert statement.properties["name"] == ["Karimov Farhod", "Каримов Фарҳод"]
    assert statement.properties["birthDate"] == ["1983-04-14"]
    assert (statement.grade.code, statement.handling.level) == ("B2", 1)
    assert queries.contribution(cast.reader("outsider"), id) is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "This field is required"),
        ({"p-name": "A", "p-birthDate": "31.02.1983"}, "does not exist"),
        ({"p-name": "A", "p-birthDate": "last spring"}, "is not a date"),
        ({"p-name": "A", "p-email": "nobody"}, "is not an e-mail address"),
        ({"p-name": "A", "p-phone": "12"}, "is not a phone number"),
        ({"p-name": "A", "grade": "Z9"}, "has no grade"),
        ({"p-name": "A", "level": "3"}, "write the text"),
        ({"p-name": "A", "read": ["NOBODY"]}, "Select a valid choice"),
        ({"p-name": "A\x00B"}, "Null characters are not allowed"),
        ({"p-name": "A", "stated": "32.01.2026"}, "does not exist"),
    ],
)
def test_a_form_says_what_is_wrong_and_signs_nothing(cast, fields, said):
    answer = cast.client("owner").post("/contribute/Person/", {**FORM, **fields})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not seen_by(cast, "owner")


def test_what_cannot_be_read_is_kept_when_one_says_so(cast):
    client = cast.client("owner")
    form = {**FORM, "p-name": "Karimov", "p-email": "nobody"}
    assert 'name="keep"' in client.post("/contribute/Person/", form).content.decode()
    answer = client.post("/contribute/Person/", {**form, "keep": "on"})
    statement = queries.contribution(cast.reader("owner"), answer.url.split("/")[2]).statements[0]
    assert statement.raw["email"] == ["nobody"]
    page = client.get(f"/e/{statement.entity}/").content.decode()
    assert "kept as given" in page


def test_a_seizure_with_its_items(cast):
    fields = {
        "date": "09.11.2026",
        "country": "tj",
        "settlement": "Nizhny Panj",
        "cause": "shared",
    }
    given = {f"p-{name}": value for name, value in fields.items()}
    items = {"i0-substance": "heroin", "i0-reportedAmount": "12,4", "i0-reportedUnit": "kg", "i1-goods": "cash"}
    client = cast.client("owner")
    answer = client.post("/contribute/Seizure/", {**FORM, **given, **items})
    seizure, heroin, cash = queries.contribution(cast.reader("owner"), answer.url.split("/")[2]).statements
    assert heroin.properties["seizure"] == cash.properties["seizure"] == [seizure.entity]
    assert heroin.properties["reportedAmount"] == ["12.4"]
    without_unit = {**FORM, **given, "i0-substance": "heroin", "i0-reportedAmount": "12"}
    assert "Give the unit" in client.post("/contribute/Seizure/", without_unit).content.decode()


@pytest.mark.parametrize(
    ("schema", "fields"),
    [
        ("Vehicle", {"registrationNumber": "0000 TS 03", "make": "KamAZ"}),
        ("Phone", {"number": "+992 90 555 0142"}),
        ("Organization", {"name": "Sim Trans", "country": "kz"}),
    ],
)
def test_other_kinds_by_hand(cast, schema, fields):
    id = contributed(cast.client("owner"), schema, **fields)
    assert queries.contribution(cast.reader("owner"), id).statements[0].schema == schema


def test_who_may_not_contribute_finds_no_form(cast):
    for who in ("researcher", "administrator", "auditor"):
        assert cast.client(who).get("/contribute/Person/").status_code == 404
        assert cast.client(who).post("/contribute/Person/", {**FORM, "p-name": "A"}).status_code == 404
    assert cast.client("owner").get("/contribute/Judgement/").status_code == 404


def test_a_photo_is_seen_by_those_who_see_the_statement(cast):
    client = cast.client("owner")
    form = {**FORM, "p-name": "Karimov", "files": [SimpleUploadedFile("face.png", picture())]}
    id = client.post("/contribute/Person/", form).url.split("/")[2]
    digest = queries.contribution(cast.reader("owner"), id).statements[0].attachments[0].digest
    answer = cast.client("partner").get(f"/files/{digest}/")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Content-Disposition"].startswith("inline")
    assert set(answer["Content-Security-Policy"].split("; ")) == {"default-src 'none'", "sandbox"}
    assert cast.client("outsider").get(f"/files/{digest}/").status_code == 404
    bad = {**FORM, "p-name": "Karimov", "files": [SimpleUploadedFile("face.png", b"<svg onload=1>")]}
    assert "Attach a JPEG" in client.post("/contribute/Person/", bad).content.decode()


def test_a_document_is_never_opened_in_the_browser(cast):
    form = {**FORM, "p-name": "Karimov", "files": [SimpleUploadedFile("scan.pdf", b"%PDF-1.4 nothing")]}
    client = cast.client("owner")
    id = client.post("/contribute/Person/", form).url.split("/")[2]
    digest = queries.contribution(cast.reader("owner"), id).statements[0].attachments[0].digest
    assert client.get(f"/files/{digest}/")["Content-Disposition"].startswith("attachment")


# Profiles


def test_one_profile_for_each_reader_and_404_for_the_rest(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Karimov Farhod")], Scope(read=(MEMBERS,)))
    entity = cast.fragment(ref).entity
    for who in ("owner", "partner", "centre"):
        assert "Karimov Farhod" in cast.client(who).get(f"/e/{entity}/").content.decode()
    outsider = cast.client("outsider")
    for page in ("", "relations/", "history/", "who/", "add/", "link/"):
        absent, forbidden = (outsider.get(f"/e/{id}/{page}") for id in ("0" * 32, entity))
        assert absent.status_code == forbidden.status_code == 404
        assert _bare(absent, "0" * 32) == _bare(forbidden, entity)


def _bare(answer, id: str) -> str:
    """Without what differs on every answer: the form's token, and the address one came from."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", answer.content.decode()).replace(id, "")


def test_every_read_stands_in_the_audit(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Karimov Farhod")])
    entity = cast.fragment(ref).entity
    client = cast.client("owner")
    for address, act, what in [
        ("/", "read-inbox", ""),
        ("/search/?q=karimov", "search", entity),
        (f"/e/{entity}/", "read-profile", entity),
        (f"/e/{entity}/relations/", "read-relations", entity),
        (f"/e/{entity}/history/", "read-history", entity),
        (f"/e/{entity}/who/", "read-recipients", entity),
        (f"/c/{ref.contribution}/", "read-contribution", ref.contribution),
        ("/releases/", "read-releases", ""),
    ]:
        before = AuditEntry.objects.count()
        assert client.get(address).status_code == 200
        line = AuditEntry.objects.order_by("id")[before]
        assert (line.officer, line.act, line.what, line.purpose) == ("owner", act, what, "test")


def test_only_the_owner_is_told_who_else_reads(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Karimov")], Scope(read=("KZ-MIA", "UZ-NIAC")))
    entity = cast.fragment(ref).entity
    assert "UZ-NIAC" in cast.client("owner").get(f"/e/{entity}/who/").content.decode()
    page = cast.client("partner").get(f"/e/{entity}/who/").content.decode()
    assert "UZ-NIAC" not in page
    assert "TJ-DCA released it to your office" in page


def test_the_proof_is_for_the_owner_and_its_auditor(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Karimov")], Scope(read=("KZ-MIA",)))
    address = f"/c/{ref.contribution}/"
    hash = queries.contribution(cast.reader("owner"), ref.contribution).proof.hash
    for who, proof, facts in [("owner", True, True), ("auditor", True, False), ("partner", False, True)]:
        page = cast.client(who).get(address).content.decode()
        assert "Verified." in page
        assert (hash in page) == proof, who
        assert ("Karimov" in page) == facts, who


# Changing


def test_correct_and_withdraw(cast):
    client = cast.client("owner")
    id = contributed(client, name="Karimov", birthDate="13.04.1983", address="Rudaki 1")
    entity = entity_of(cast, id)
    page = client.get(f"/c/{id}/0/correct/").content.decode()
    assert "1983-04-13" in page
    form = {
        "p-name": "Karimov",
        "p-birthDate": "14.04.1983",
        "p-address": "Rudaki 1",
        "scheme": "4x4",
        "grade": "A1",
    }
    assert "This field is required" in client.post(f"/c/{id}/0/correct/", form).content.decode()  # the reason
    assert client.post(f"/c/{id}/0/correct/", {**form, "why": "mistyped"}).url == f"/e/{entity}/"
    page = cast.client("partner").get(f"/e/{entity}/").content.decode()
    assert "14 Apr 1983" in page
    assert "<del>13 Apr 1983</del>" in page
    assert cast.client("partner").get(f"/c/{id}/0/correct/").status_code == 404
    assert client.get(f"/withdraw/?e={entity}").status_code == 200
    assert client.post(f"/withdraw/?e={entity}", {"why": "wrong person"}).status_code == 302
    assert cast.client("partner").get(f"/e/{entity}/").status_code == 404


def test_add_to_what_another_office_holds(cast):
    (ref,) = cast.contribute("KZ-MIA", [person("Karimov")], Scope(read=("TJ-DCA",)))
    entity = cast.fragment(ref).entity
    answer = cast.client("owner").post(f"/e/{entity}/add/", {**FORM, "p-phone": "+992 90 555 0142"})
    assert answer.status_code == 302
    assert "+992 90 555 0142" in cast.client("partner").get(f"/e/{entity}/").content.decode()


def test_link_two_records(cast):
    a, b = cast.contribute("TJ-DCA", [person("Karimov"), person("Nazarova Zebo")])
    left, right = cast.fragment(a).entity, cast.fragment(b).entity
    client = cast.client("owner")
    assert right in client.get(f"/e/{left}/link/?q=nazarova").content.decode()
    form = {**FORM, "kind": "Associate:person", "other": f"http://testserver/e/{right}/", "role": "brother-in-law"}
    assert client.post(f"/e/{left}/link/", form).url == f"/e/{left}/relations/"
    assert "Nazarova Zebo" in client.get(f"/e/{left}/relations/").content.decode()
    wrong = {**form, "kind": "Ownership:owner"}
    assert "does not fit" in client.post(f"/e/{left}/link/", wrong).content.decode()
    hidden = {**form, "other": "f" * 32}
    assert "Nothing here for you" in client.post(f"/e/{left}/link/", hidden).content.decode()


def test_judge_and_undo(cast):
    a, b = cast.contribute("TJ-DCA", [person("Karimov"), person("Каримов")])
    left, right = cast.fragment(a).entity, cast.fragment(b).entity
    client, address = cast.client("colleague"), f"/e/{left}/with/{right}/"
    assert "two profiles" in client.get(address).content.decode()
    assert client.post(address, {"verdict": "same", "why": "same face"}).url == f"/e/{left}/"
    profile = queries.profile(cast.reader("colleague"), left)
    assert set(profile.members) == {left, right}
    ref = profile.judgements[0].ref
    assert cast.client("border").post(address, {"verdict": "different"}).status_code == 404
    assert cast.client("partner").post(f"/c/{ref.contribution}/{ref.index}/undo/").status_code == 404
    client.post(f"/c/{ref.contribution}/{ref.index}/undo/", {"entity": left})
    assert len(queries.profile(cast.reader("colleague"), left).members) == 1


# Sharing


def test_release_and_recall(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Karimov")])
    entity = cast.fragment(ref).entity
    client, partner = cast.client("owner"), cast.client("partner")
    form = {"read": ["KZ-MIA"], "level": "2", "password": "wrong wrong wrong"}
    assert "not your password" in client.post(f"/release/?ref={ref}", form).content.decode()
    assert client.post(f"/release/?ref={ref}", {**form, "password": PASSWORD}).url == "/releases/"
    assert partner.get(f"/e/{entity}/").status_code == 200
    grant = re.search(r"/c/([0-9a-f]{32})/(\d+)/recall/", client.get("/releases/").content.decode())
    assert "recall/" not in partner.get("/releases/").content.decode()
    assert partner.post(grant[0]).status_code == 404
    client.post(grant[0])
    assert partner.get(f"/e/{entity}/").status_code == 404
    assert "TJ-DCA" in partner.get("/").content.decode()  # the recall is told
    assert cast.client("colleague").get(f"/release/?ref={ref}").status_code == 404


def test_an_offer_opens_on_acceptance(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Karimov")])
    entity = cast.fragment(ref).entity
    form = {"read": ["KZ-MIA"], "level": "2", "password": PASSWORD, "on_accept": "on"}
    client, partner = cast.client("owner"), cast.client("partner")
    assert "Write the conditions" in client.post(f"/release/?ref={ref}", form).content.decode()
    client.post(f"/release/?ref={ref}", {**form, "conditions": "only for case 7"})
    assert partner.get(f"/e/{entity}/").status_code == 404
    page = partner.get("/").content.decode()
    assert "only for case 7" in page
    offer = re.search(r"/c/[0-9a-f]{32}/\d+/accept/", page)[0]
    assert "accept/" not in cast.client("partner-analyst").get("/").content.decode()
    assert cast.client("partner-analyst").post(offer).status_code == 404
    partner.post(offer)
    assert partner.get(f"/e/{entity}/").status_code == 200
    assert "only for case 7" not in partner.get("/").content.decode()


def test_a_purge_takes_two_officers(transactional_db, cast):
    from sarhad.access.actions import enrol_officer
    from sarhad.access.reader import operator

    enrol_officer(
        operator(),
        username="deputy",
        name="Deputy",
        language="en",
        password=PASSWORD,
        office="TJ-DCA",
        roles=["head"],
    )
    (ref,) = cast.contribute("TJ-DCA", [person("Zaboravljen")])
    client, address = cast.client("owner"), f"/purge/?ref={ref}"
    form = {"why": "court order 5", "password": PASSWORD, "second": "deputy", "second_password": PASSWORD}
    for wrong in (
        {"second": "owner"},
        {"second": "partner"},
        {"second_password": "no no no no"},
        {"second": "nobody"},
    ):
        page = client.post(address, {**form, **wrong}).content.decode()
        assert "not known here, or the password is wrong" in page
    assert cast.client("colleague").get(address).status_code == 404
    assert seen_by(cast, "owner") == 1
    assert "Receipt" in client.post(address, form).content.decode()
    assert seen_by(cast, "owner") == 0


# Exports


def test_an_export_leaves_marked_and_recorded(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Karimov Farhod")])
    entity = cast.fragment(ref).entity
    client = cast.client("owner")
    answer = client.post("/export/", {"form": "csv", "e": [entity]})
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Karimov Farhod" in b"".join(answer.streaming_content).decode()
    assert client.post("/export/", {"form": "exe", "e": [entity]}).status_code == 404
    assert AuditEntry.objects.filter(act__contains="export").exists()
