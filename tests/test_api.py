"""The API: who gets which answer from which address, and what it changes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from sarhad.access import actions, tokens
from sarhad.access.models import AuditEntry, Seat, Token
from sarhad.api.urls import api
from sarhad.kernel.claim import Scope
from sarhad.ledger.models import Entry
from tests.cast import MEMBERS, PASSWORD, Cast, person

NOTHING = {"detail": "Nothing here for you."}
ABSENT = "0" * 32
PNG = b"\x89PNG\r\n\x1a\n a photo"


class Program:
    """A program with a token of one officer."""

    def __init__(self, cast: Cast, who: str) -> None:
        self.client = Client(raise_request_exception=True)
        if who != "anonymous":
            expires = timezone.now() + timedelta(days=1)
            _token, text = actions.issue_token(cast.reader(who), purpose="case 12", expires=expires)
            self.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"

    def get(self, path: str) -> Any:
        return self.client.get(f"/api{path}")

    def post(self, path: str, body: object = None) -> Any:
        return self.client.post(f"/api{path}", json.dumps(body or {}), content_type="application/json")

    def put(self, path: str, body: object) -> Any:
        return self.client.put(f"/api{path}", json.dumps(body), content_type="application/json")

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api{path}")

    def upload(self, path: str, **fields: object) -> Any:
        return self.client.post(f"/api{path}", fields)


WHO = ["owner", "border", "auditor", "partner", "partner-analyst", "third", "liaison", "researcher"]
WHO += ["administrator", "outsider", "anonymous"]

# What TJ-DCA released to KZ-MIA alone. The rows are addresses, the columns WHO.
READING = {
    #                                  owner bord audi part p-an thir liai rese admi outs anon
    "/me":                             (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "/schemata":                       (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "/mappings":                       (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "/search?q=Rahimov":               (200, 200, 403, 200, 200, 200, 200, 403, 403, 200, 401),
    "/search/default?q=Rahimov":       (200, 200, 403, 200, 200, 200, 200, 403, 403, 200, 401),
    "/entities/{entity}":              (200, 200, 404, 200, 200, 404, 404, 404, 404, 404, 401),
    "/catalog":                        (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "/algorithms":                     (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "/healthz":                        (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "/readyz":                         (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "/reconcile/default":              (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "/reconcile/default/suggest/entity?prefix=Rahimov":
                                       (200, 200, 403, 200, 200, 200, 200, 403, 403, 200, 401),
    "/reconcile/default/preview?id={entity}":
                                       (200, 200, 404, 200, 200, 404, 404, 404, 404, 404, 401),
    "/profiles/{entity}":              (200, 200, 404, 200, 200, 404, 404, 404, 404, 404, 401),
    "/profiles/{entity}/relations":    (200, 200, 404, 200, 200, 404, 404, 404, 404, 404, 401),
    "/profiles/{entity}/history":      (200, 200, 404, 200, 200, 404, 404, 404, 404, 404, 401),
    "/profiles/{entity}/recipients":   (200, 200, 404, 200, 200, 404, 404, 404, 404, 404, 401),
    "/statements/{ref}/recipients":    (200, 200, 404, 200, 200, 404, 404, 404, 404, 404, 401),
    "/contributions/{contribution}":   (200, 200, 200, 200, 200, 404, 404, 404, 404, 404, 401),
    "/attachments/{photo}":            (200, 200, 404, 200, 200, 404, 404, 404, 404, 404, 401),
    "/export?entity={entity}":         (200, 200, 403, 200, 200, 200, 200, 403, 403, 200, 401),
    "/grants":                         (200, 200, 403, 200, 200, 200, 200, 403, 403, 200, 401),
    "/offices":                        (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "/groups":                         (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "/officers":                       (200, 403, 403, 200, 403, 200, 403, 403, 200, 200, 401),
    "/audit":                          (403, 403, 200, 403, 403, 403, 403, 403, 403, 403, 401),
}  # fmt: skip


@pytest.fixture
def facts(cast) -> dict[str, str]:
    """Names of one statement with a photo, for the addresses."""
    files = {"files": SimpleUploadedFile("face.png", PNG)}
    (ref,) = cast.contribute("TJ-DCA", [person("Aziz Rahimov", birthDate="1980")], Scope(read=("KZ-MIA",)))
    entity = cast.fragment(ref).entity
    done = Program(cast, "owner").upload(f"/profiles/{entity}/attachments", scope='{"read": ["KZ-MIA"]}', **files)
    assert done.status_code == 201
    photo = Program(cast, "owner").get(f"/contributions/{done.json()['contribution']}").json()
    digest = photo["statements"][0]["attachments"][0]["digest"]
    return {"entity": entity, "ref": str(ref), "contribution": ref.contribution, "photo": digest}


def test_who_reads_what(cast, facts):
    programs = {who: Program(cast, who) for who in WHO}
    found = {path: tuple(programs[who].get(path.format(**facts)).status_code for who in WHO) for path in READING}
    assert found == READING


def test_absent_and_invisible_give_the_same_bytes(cast, facts):
    absent = {"entity": ABSENT, "ref": f"{ABSENT}.0", "contribution": ABSENT, "photo": "0" * 64}
    for who in ("third", "outsider", "administrator", "auditor"):
        program = Program(cast, who)
        for path in READING:
            if "{" in path and not (who == "auditor" and "contribution" in path):
                hidden, nowhere = program.get(path.format(**facts)), program.get(path.format(**absent))
                assert (hidden.status_code, _content(hidden)) == (nowhere.status_code, _content(nowhere)), path


def _content(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_hidden_records_change_no_answer(cast):
    outsider = Program(cast, "outsider")
    paths = ["/search?q=Rahimov", "/offices", "/groups", "/grants", "/me", f"/profiles/{ABSENT}", "/export"]
    before = [_content(outsider.get(path)) for path in paths]
    cast.contribute("TJ-DCA", [person("Aziz Rahimov"), person("Botir Rahimov")], Scope(read=(MEMBERS,)))
    assert [_content(outsider.get(path)) for path in paths] == before


def test_every_address_is_in_a_table_or_a_test():
    """A new one that nobody has thought about fails here."""
    named = {"{photo}": "{digest}", "/default": "/{dataset}", "/suggest/entity": "/suggest/{what}"}
    known = {path.partition("?")[0] for path in READING}
    for here, there in named.items():
        known = {path.replace(here, there) for path in known}
    acts = {
        "/match/{dataset}",
        "/contributions", "/statements/{ref}/correct", "/retractions", "/judgements", "/judgements/{ref}",
        "/grants/{ref}", "/grants/{ref}/accept", "/profiles/{entity}/attachments", "/imports",
        "/offices/{office}/close", "/seats", "/seats/{number}", "/seats/{number}/roles",
        "/groups/{office}/{name}/members", "/groups/{office}/{name}/members/{member}",
        "/hits", "/hits/{one}/{other}/handled", "/pointers/{token}/handled",
        "/links/expand", "/links/paths", "/links/between",
        "/monitor/sources", "/monitor/seizures", "/monitor/records",
    }  # fmt: skip
    assert {path.removeprefix("/api") for path in api.get_openapi_schema()["paths"]} == known | acts


# Tokens


def test_what_a_token_must_be(cast):
    program = Program(cast, "owner")
    right = program.client.defaults["HTTP_AUTHORIZATION"]
    cases = ["", "Bearer", "Bearer ", "Bearer x", right.lower(), right + "x", right.replace("Bearer", "Basic")]
    cases += [right.removeprefix("Bearer "), "Bearer " + "x" * 5000, "Bearer \xff", "Bearer " + "0" * 64]
    for case in cases:
        answer = Client().get("/api/me", headers={"Authorization": case})
        assert answer.status_code == 401, case
        assert answer["WWW-Authenticate"] == "Bearer"
    assert program.get("/me").status_code == 200
    assert Client().get("/api/me").status_code == 401


def test_a_session_is_no_token(cast):
    assert cast.client("owner").get("/api/me").status_code == 401


ENDS = {
    "expired": lambda cast: Token.objects.update(expires=timezone.now()),
    "seat ended": lambda cast: Seat.objects.filter(officer__username="owner").update(until=timezone.now()),
    "officer left": lambda cast: _deactivate("owner"),
    "office closed": lambda cast: actions.close_office(
        cast.reader("administrator"), heirs=[actions.Heir("KZ-MIA")], office="TJ-DCA"
    ),
}


def _deactivate(username: str) -> None:
    officer = Seat.objects.get(officer__username=username).officer
    officer.is_active = False
    officer.save()


@pytest.mark.parametrize("how", ENDS)
def test_a_token_ends_with_what_it_stands_for(cast, how):
    program = Program(cast, "owner")
    assert program.get("/me").status_code == 200
    ENDS[how](cast)
    assert program.get("/me").status_code == 401


def test_a_token_is_one_officer_in_one_office_for_one_purpose(cast):
    officer = cast.seat("owner").officer
    actions.add_seat(cast.reader("administrator"), officer=officer, office="KZ-MIA", roles=["analyst"])
    (ref,) = cast.contribute("KZ-MIA", [person("Of Kazakhstan")])
    expires = timezone.now() + timedelta(days=1)
    _token, text = actions.issue_token(cast.reader("colleague"), purpose="case 12", expires=expires)
    assert tokens.reader_of_token(text).office == "TJ-DCA"
    assert Program(cast, "colleague").get(f"/profiles/{cast.fragment(ref).entity}").status_code == 404


def test_every_read_stands_in_the_audit_with_the_tokens_purpose(cast, facts):
    program = Program(cast, "partner")
    AuditEntry.objects.all().delete()
    for path in READING:
        if path.startswith(
            ("/search", "/entities", "/profiles", "/statements", "/contributions", "/attachments", "/grants")
        ):
            assert program.get(path.format(**facts)).status_code == 200
    lines = list(AuditEntry.objects.order_by("n").values_list("act", "office", "purpose", "what"))
    assert lines == [
        ("search", "KZ-MIA", "case 12", ""),
        ("search", "KZ-MIA", "case 12", facts["entity"]),
        ("read-profile", "KZ-MIA", "case 12", facts["entity"]),
        ("read-profile", "KZ-MIA", "case 12", facts["entity"]),
        ("read-relations", "KZ-MIA", "case 12", facts["entity"]),
        ("read-history", "KZ-MIA", "case 12", facts["entity"]),
        ("read-recipients", "KZ-MIA", "case 12", facts["entity"]),
        ("read-recipients", "KZ-MIA", "case 12", facts["ref"]),
        ("read-contribution", "KZ-MIA", "case 12", facts["contribution"]),
        ("open-file", "KZ-MIA", "case 12", facts["photo"]),
        ("read-releases", "KZ-MIA", "case 12", ""),
    ]


def test_rates(cast, settings, monkeypatch):
    settings.API_RATE = 3
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0 + 20)
    owner, partner = Program(cast, "owner"), Program(cast, "partner")
    assert [owner.get("/me").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert owner.get("/me")["Retry-After"] == "40"
    assert partner.get("/me").status_code == 200
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0 + 60)
    assert owner.get("/me").status_code == 200
    assert len(list((settings.HOME / "rates").iterdir())) == 2


# Acts


def draft(name: str = "Aziz Rahimov", **more: object) -> dict[str, object]:
    return {"schema": "Person", "properties": {"name": [name]}, **more}


def test_contributing_correcting_withdrawing(cast):
    owner, partner = Program(cast, "owner"), Program(cast, "partner")
    grade = {"scheme": "4x4", "code": "B2"}
    scope = {"read": ["KZ-MIA"], "handling": {"level": 2, "text": "Ask us"}}
    done = owner.post("/contributions", {"items": [draft(grade=grade), draft("Botir")], "scope": scope})
    assert (done.status_code, len(done.json()["refs"])) == (201, 2)
    ref = done.json()["refs"][0]
    entity = owner.get(f"/contributions/{done.json()['contribution']}").json()["statements"][0]["entity"]
    seen = partner.get(f"/profiles/{entity}").json()["statements"][0]
    assert (seen["grade"], seen["handling"]["level"], seen["held"]) == (grade, 2, False)
    better = draft("Aziz Rahimzoda")
    assert partner.post(f"/statements/{ref}/correct", {"draft": better}).status_code == 422
    corrected = owner.post(f"/statements/{ref}/correct", {"draft": better}).json()
    assert partner.get(f"/profiles/{entity}").json()["caption"] == "Aziz Rahimzoda"
    assert owner.post("/retractions", {"refs": corrected["refs"], "why": "wrong"}).status_code == 201
    assert partner.get(f"/profiles/{entity}").json() == NOTHING


def test_judging_and_undoing(cast):
    one, other = cast.contribute("TJ-DCA", [person("Aziz"), person("Azizbek")])
    a, b = (cast.fragment(ref).entity for ref in (one, other))
    owner = Program(cast, "owner")
    judged = owner.post("/judgements", {"a": a, "b": b, "verdict": "same", "why": "same passport"})
    assert set(owner.get(f"/profiles/{a}").json()["members"]) == {a, b}
    assert owner.delete(f"/judgements/{judged.json()['refs'][0]}").status_code == 201
    assert owner.get(f"/profiles/{a}").json()["members"] == [a]


def test_releasing_accepting_recalling(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Aziz")])
    entity = cast.fragment(ref).entity
    owner, partner = Program(cast, "owner"), Program(cast, "partner")
    body = {"refs": [str(ref)], "scope": {"read": ["KZ-MIA"]}, "on_accept": True, "conditions": "For court only"}
    assert owner.post("/grants", {**body, "password": "wrong"}).status_code == 403
    granted = owner.post("/grants", {**body, "password": PASSWORD}).json()["refs"][0]
    assert partner.get(f"/profiles/{entity}").status_code == 404
    (offer,) = partner.get("/grants?waiting=true").json()
    assert (offer["ref"], offer["conditions"]) == (granted, "For court only")
    assert partner.post(f"/grants/{granted}/accept").status_code == 201
    assert partner.get(f"/profiles/{entity}").status_code == 200
    assert partner.delete(f"/grants/{granted}").status_code == 422
    assert [each["accepted"] for each in owner.get("/grants").json()] == [True]
    assert owner.delete(f"/grants/{granted}").status_code == 201
    assert partner.get(f"/profiles/{entity}").status_code == 404


def test_importing(cast):
    line = '{"id": "a1", "schema": "Person", "properties": {"name": ["Aziz Rahimov"]}}\nnonsense\n'
    owner, fields = Program(cast, "owner"), {"source": "test", "mapping": "ftm", "scope": '{"read": ["KZ-MIA"]}'}

    def send(**more: object) -> Any:
        file = SimpleUploadedFile("people.ijson", line.encode())
        return owner.upload("/imports", file=file, **{**fields, **more})

    before = Entry.objects.count()
    checked = send(check="true").json()
    assert (checked["added"], checked["refused"], Entry.objects.count()) == (1, 1, before)
    assert (checked["faults"][0]["file"], checked["faults"][0]["row"]) == ("people.ijson", 2)
    assert (send().json()["added"], send().json()["unchanged"]) == (1, 1)
    assert Program(cast, "partner").get("/search?q=Rahimov").json()["total"] == 1
    assert send(mapping="/etc/passwd").status_code == 422
    refused = Program(cast, "auditor").upload("/imports", file=SimpleUploadedFile("x", b"x"), **fields)
    assert refused.status_code == 403


def test_exporting(cast, facts):
    answer = Program(cast, "partner").get(f"/export?form=ftm&entity={facts['entity']}")
    records = [json.loads(line) for line in _content(answer).splitlines()]
    assert "Aziz Rahimov" in json.dumps(records)
    assert answer["X-Handling"] == "H0"
    assert "attachment" in answer["Content-Disposition"]
    hidden = Program(cast, "outsider").get(f"/export?form=ftm&entity={facts['entity']}")
    assert b"Rahimov" not in _content(hidden)


def test_attachments_are_served_as_what_they_are(cast, facts):
    answer = Program(cast, "partner").get(f"/attachments/{facts['photo']}")
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


# Offices, officers, groups

OFFICE = {"id": "KG-DCS", "name_en": "Drug control", "country": "kg", "sort": "agency", "passphrase": PASSWORD}
OFFICER = {"username": "karim", "name": "Karim", "office": "TJ-DCA", "roles": ["analyst"], "password": PASSWORD}


def test_managing_offices_and_officers(cast):
    administrator, owner, partner = (Program(cast, who) for who in ("administrator", "owner", "partner"))
    assert owner.post("/offices", OFFICE).status_code == 403
    assert administrator.post("/offices", OFFICE).json() == {"id": "KG-DCS", "device": "node"}
    assert partner.post("/officers", OFFICER).status_code == 403
    seat = owner.post("/officers", OFFICER).json()["id"]
    further = {"username": "karim", "office": "KG-DCS", "roles": ["head"]}
    assert administrator.post("/seats", further).status_code == 201
    assert partner.put(f"/seats/{seat}/roles", {"roles": ["head"]}).status_code == 404
    assert owner.put(f"/seats/{seat}/roles", {"roles": ["chemist"]}).json()["roles"] == ["chemist"]
    assert owner.put(f"/seats/{seat}/roles", {"roles": ["auditor"]}).status_code == 403
    assert partner.delete(f"/seats/{seat}").json() == owner.delete("/seats/999999").json() == NOTHING
    assert owner.delete(f"/seats/{seat}").status_code == 200
    heirs = {"heirs": [{"office": "TJ-DCA"}], "password": PASSWORD}
    assert administrator.post("/offices/KG-DCS/close", {**heirs, "password": "wrong"}).status_code == 403
    assert owner.post("/offices/KG-DCS/close", heirs).status_code == 403
    assert administrator.post("/offices/KG-DCS/close", heirs).status_code == 201
    assert {each["id"]: bool(each["closed"]) for each in owner.get("/offices").json()}["KG-DCS"]


def test_managing_groups(cast):
    owner, partner, outsider = (Program(cast, who) for who in ("owner", "partner", "outsider"))
    founded = owner.post("/groups", {"name": "operation", "name_en": "Operation", "members": ["TJ-DCA", "KZ-MIA"]})
    assert founded.json() == {"id": "TJ-DCA/operation"}
    (ref,) = cast.contribute("TJ-DCA", [person("Aziz")], Scope(read=("TJ-DCA/operation",)))
    entity = cast.fragment(ref).entity
    assert [each.get(f"/profiles/{entity}").status_code for each in (partner, outsider)] == [200, 404]
    assert partner.post("/groups/TJ-DCA/operation/members", {"members": ["OUTSIDE"]}).status_code == 422
    assert owner.post("/groups/TJ-DCA/operation/members", {"members": ["OUTSIDE"]}).status_code == 201
    assert outsider.get(f"/profiles/{entity}").status_code == 200
    assert owner.delete("/groups/TJ-DCA/operation/members/OUTSIDE").status_code == 201
    assert outsider.get(f"/profiles/{entity}").status_code == 404
    assert [each["id"] for each in owner.get("/groups").json()] == [MEMBERS, "TJ-DCA/operation"]
    assert outsider.get("/groups").json() == []


def test_the_auditor_reads_the_own_office_alone(cast):
    for who in ("owner", "partner"):
        Program(cast, who).get("/search?q=Rahimov")
    lines = Program(cast, "auditor").get("/audit?act=search").json()
    assert [(each["officer"], each["text"]) for each in lines] == [("owner", "q=Rahimov")]
    n = lines[0]["n"]
    older = Program(cast, "auditor").get(f"/audit?before={n}&limit=2").json()
    assert len(older) == 2
    assert all(each["n"] < n for each in older)
