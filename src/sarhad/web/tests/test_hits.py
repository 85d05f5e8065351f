"""The inbox as a page and as an endpoint: what is shown, what leaves the list, and what the audit says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sarhad.access import actions as access
from sarhad.access.models import AuditEntry
from sarhad.entities.index import NameIndex
from sarhad.kernel.claim import Scope
from sarhad.matching import inbox
from sarhad.matching.hits import Hits
from sarhad.matching.models import Pointer
from tests.cast import MEMBERS, person

OURS, THEIRS, POINTED = "aa" * 16, "bb" * 16, "cc" * 16
BORN = {"birthDate": "1983-04-14"}


@pytest.fixture
def known(cast):
    """TJ-DCA holds one person; KZ-MIA releases one that matches and points to another."""
    cast.contribute("TJ-DCA", [person("Каримов Фарҳод", OURS, **BORN)])
    cast.contribute("KZ-MIA", [person("Karimov Farhod", THEIRS, **BORN)], Scope(read=(MEMBERS,)))
    cast.contribute("KZ-MIA", [person("Secret Namesake", POINTED, idNumber="AB1234567")], Scope(point=(MEMBERS,)))
    cast.contribute("TJ-DCA", [person("Somebody", "dd" * 16, idNumber="AB1234567")])
    NameIndex().catch_up()
    Hits().catch_up()
    return cast


def text(client: Client, address: str = "/inbox/") -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize("address", ["/inbox/", "/"])
def test_both_sides_the_reason_and_the_pointer(known, address):
    html = text(known.client("owner"), address)
    assert "Каримов Фарҳод" in html
    assert "Karimov Farhod" in html
    assert f"/e/{OURS}/with/{THEIRS}/" in html
    assert "KZ-MIA holds something" in html
    assert Pointer.objects.get().token in html
    for hidden in ["Secret Namesake", POINTED]:
        assert hidden not in html


def test_who_holds_nothing_is_told_nothing(known):
    for who in ["third", "outsider", "liaison"]:
        assert "No hit waits" in text(known.client(who))
    assert known.client("administrator").get("/inbox/").status_code == 404
    assert known.client("researcher").get("/inbox/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "hit", "pointer"),
    [("strong", True, False), ("possible", False, False), ("pointers", False, True), ("done", False, False)],
)
def test_filters(known, kind, hit, pointer):
    html = text(known.client("owner"), f"/inbox/?show={kind}")
    assert ("Karimov Farhod" in html, "KZ-MIA holds" in html) == (hit, pointer)


def test_handled_and_undone(known):
    client = known.client("owner")
    text(client)
    token = Pointer.objects.get().token
    for given in ({"one": OURS, "other": THEIRS}, {"token": token}):
        assert client.post("/inbox/handled/", given).status_code == 302
    assert "No hit waits" in text(client)
    done = text(client, "/inbox/?show=done")
    assert done.count("handled by owner") == 2
    for given in ({"one": OURS, "other": THEIRS}, {"token": token}):
        client.post("/inbox/handled/", {**given, "undo": "1", "show": "done"})
    assert "Karimov Farhod" in text(client)
    assert "KZ-MIA holds something" in text(client)


@pytest.mark.parametrize(
    "given",
    [{}, {"one": OURS}, {"one": OURS, "other": "ff" * 16}, {"token": "ff" * 16}, {"one": "\0", "other": "x"}],
)
def test_what_is_not_there_is_not_handled(known, given):
    assert known.client("owner").post("/inbox/handled/", given).status_code == 404


def test_a_border_officer_reads_and_does_not_handle(known):
    assert "Handled" not in text(known.client("border"))
    assert known.client("border").post("/inbox/handled/", {"one": OURS, "other": THEIRS}).status_code == 404


def test_the_profile_says_how_many_possible_matches_one_sees(known):
    assert "1 possible match<" in text(known.client("owner"), f"/e/{OURS}/")
    assert "possible match" not in text(known.client("third"), f"/e/{THEIRS}/")
    assert "Karimov Farhod" in text(known.client("owner"), f"/inbox/?e={OURS}")
    assert known.client("third").get(f"/inbox/?e={OURS}").status_code == 404
    assert known.client("third").get("/inbox/?e=nothing").status_code == 404


def test_what_matches_too_much_says_so(known, monkeypatch):
    monkeypatch.setattr(inbox, "CROWD", 1)
    known.contribute("KZ-MIA", [person("Karimov Farhod", **BORN) for _ in range(4)], Scope(read=(MEMBERS,)))
    NameIndex().catch_up()
    Hits().catch_up()
    html = text(known.client("owner"))
    assert "matches too much: 5 records" in html
    assert text(known.client("owner"), f"/inbox/?e={OURS}").count('class="hit"') == 5


def test_what_is_shown_stands_in_the_own_audit_and_nowhere_else(known):
    text(known.client("owner"))
    (line,) = AuditEntry.objects.filter(act="read-hits")
    assert (line.office, line.officer) == ("TJ-DCA", "owner")
    assert line.what == f"{OURS}~{THEIRS} {'dd' * 16}>KZ-MIA"
    assert not AuditEntry.objects.filter(act="pointer-shown").exists()


# API


def api(cast, who: str) -> Client:
    expires = timezone.now() + timedelta(days=1)
    _, token = access.issue_token(cast.reader(who), purpose="test", expires=expires)
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_the_api_says_the_same(known):
    client = api(known, "owner")
    found = client.get("/api/hits").json()
    (hit,), (pointer,) = found["hits"], found["pointers"]
    assert (hit["own"], hit["other"], hit["verdict"]) == (OURS, THEIRS, "strong")
    assert hit["theirs"]["owner"] == "KZ-MIA"
    assert all(reason["text"] for reason in hit["reasons"])
    assert pointer.keys() == {"token", "entity", "holder", "handled_by"}
    assert found["total"] == 2
    assert client.get("/api/hits?page=2").json()["hits"] == []
    assert [each["other"] for each in client.get(f"/api/hits?entity={THEIRS}").json()["hits"]] == [OURS]


def test_handled_through_the_api(known):
    client = api(known, "owner")
    token = client.get("/api/hits").json()["pointers"][0]["token"]
    for path in (f"/api/hits/{OURS}/{THEIRS}/handled", f"/api/pointers/{token}/handled"):
        assert client.post(path).status_code == 204
        assert client.get("/api/hits?kind=done").json()["total"] == 1
        assert client.delete(path).status_code == 204
        assert client.get("/api/hits").json()["total"] == 2
        assert api(known, "third").post(path).status_code == 422
        assert api(known, "border").post(path).status_code == 403
