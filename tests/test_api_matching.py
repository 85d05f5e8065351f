"""Matching, searching and reconciling as other systems' clients do: who gets which answer, and what it tells."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from sarhad.access import audit
from sarhad.access.models import AuditEntry, AuditText
from sarhad.api.entity_shapes import BatchOut, EntityOut, FoundOut
from sarhad.api.openrefine import ResultOut
from sarhad.kernel.claim import Claim, Scope
from sarhad.ledger.models import Entry
from tests.cast import MEMBERS, person
from tests.test_api import NOTHING, WHO, Program

PERSON = {"schema": "Person", "properties": {"name": ["Farhod Karimov"], "birthDate": ["1983-04-14"]}}
NAME_ALONE = {"schema": "Person", "properties": {"name": ["Farhod Karimov"]}}


@pytest.fixture
def known(cast) -> str:
    """What TJ-DCA tells KZ-MIA of a person."""
    claim = person("Каримов Фарҳод", birthDate="1983-04-14", nationality="tj", topics="wanted")
    (ref,) = cast.contribute("TJ-DCA", [claim], Scope(read=("KZ-MIA",)))
    return cast.fragment(ref).entity


def ask(program: Program, *examples: object, path: str = "/match/default") -> Any:
    return program.post(path, {"queries": {f"q{n}": example for n, example in enumerate(examples)}})


def found(program: Program, example: object = PERSON, path: str = "/match/default") -> list[str]:
    return [each["id"] for each in ask(program, example, path=path).json()["responses"]["q0"]["results"]]


# Who


def test_who_finds_whom(cast, known):
    programs = {who: Program(cast, who) for who in WHO}
    codes = {who: ask(program, PERSON).status_code for who, program in programs.items()}
    refused = {"auditor": 403, "researcher": 403, "administrator": 403, "anonymous": 401}
    assert codes == {who: refused.get(who, 200) for who in WHO}
    seeing = {"owner", "border", "partner", "partner-analyst"}
    assert {who for who in WHO if codes[who] == 200 and found(programs[who]) == [known]} == seeing


def test_what_is_hidden_changes_no_byte(cast, known):
    outsider, partner = Program(cast, "outsider"), Program(cast, "partner")
    paths = [
        "/search/default?q=Karimov",
        "/search/tj_dca?q=Karimov",
        "/reconcile/default/suggest/entity?prefix=Karimov",
    ]

    def answers(program: Program) -> list[bytes]:
        asked = [ask(program, PERSON, NAME_ALONE), ask(program, PERSON, path="/match/TJ-DCA")]
        return [each.content for each in [*asked, *(program.get(path) for path in paths)]]

    before = answers(outsider), answers(partner)
    cast.contribute("UZ-NIAC", [person("Karimov Farhod", birthDate="1983-04-14")] * 3)
    assert (answers(outsider), answers(partner)) == before
    assert b'results":[]' in before[0][0]


@pytest.mark.parametrize(
    ("dataset", "finds"),
    [
        ("default", True), ("tj_dca", True), ("TJ-DCA", True), ("kz_mia", False), ("KZ-MIA", False),
        ("nobody", None), ("CENTRE/members", None), ("default ", None), ("", None),
    ],
)  # fmt: skip
def test_datasets(cast, known, dataset, finds):
    partner = Program(cast, "partner")
    answer = ask(partner, PERSON, path=f"/match/{dataset}")
    if finds is None:
        assert answer.status_code == partner.get(f"/search/{dataset}?q=x").status_code == 404 or not dataset
        return
    assert bool(answer.json()["responses"]["q0"]["results"]) is finds
    assert bool(partner.get(f"/search/{dataset}?q=Karimov").json()["results"]) is finds


def test_an_unknown_dataset_is_answered_like_any_other_absence(cast):
    assert ask(Program(cast, "partner"), PERSON, path="/match/nobody").json() == NOTHING


# What is told


def test_a_match_says_why(cast, known):
    answer = ask(Program(cast, "partner"), {**PERSON, "id": "mine"}, NAME_ALONE)
    assert answer["X-Batch-Size"] == "2"
    BatchOut.model_validate(answer.json())
    one, alone = answer.json()["responses"].values()
    (best,), (maybe,) = one["results"], alone["results"]
    assert (best["id"], best["match"], best["verdict"], best["datasets"]) == (known, True, "strong", ["tj_dca"])
    assert best["properties"]["birthDate"] == ["1983-04-14"]
    assert best["target"] is True
    assert best["explanations"]["birthDate"]["query"] == "1983-04-14"
    assert best["explanations"]["birthDate"]["detail"]
    assert best["features"]["birthDate"] > 0
    assert (maybe["match"], maybe["verdict"]) == (False, "possible"), "a name alone is never more"
    assert best["score"] > maybe["score"]
    assert (one["total"]["value"], alone["total"]["value"]) == (1, 0)
    assert one["query"] == {"id": "mine", **PERSON}


def test_reasons_come_in_the_language_that_is_asked_for(cast, known):
    program = Program(cast, "partner")
    program.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "ru"
    title = program.get("/catalog").json()["datasets"][0]["title"]
    assert title == "Всё, что вы видите"


def test_what_cannot_be_used_is_said(cast, known):
    given = {"name": "Farhod Karimov", "birthDate": ["31.02.1983", "14.04.1983"], "shoeSize": [44], "notes": [None]}
    answer = ask(Program(cast, "partner"), {"schema": "Person", "properties": given}).json()["responses"]["q0"]
    assert answer["query"]["properties"] == PERSON["properties"]
    assert answer["ignored"] == {"birthDate": ["31.02.1983"], "shoeSize": ["44"]}
    assert answer["results"][0]["id"] == known


@pytest.mark.parametrize(
    ("options", "stays"),
    [
        ("limit=1", True), ("cutoff=0.99999", False), ("cutoff=0.5", True), ("include_dataset=tj_dca", True),
        ("include_dataset=kz_mia", False), ("exclude_dataset=tj_dca", False), ("exclude_dataset=kz_mia", True),
        ("include_schema=LegalEntity", True), ("include_schema=Vessel", False), ("exclude_schema=Person", False),
        ("exclude_schema=Vessel&exclude_schema=Company", True), ("topics=wanted&topics=crime", True),
        ("topics=crime", False), ("countries=tj", True), ("countries=kz", False),
        ("changed_since=2126-01-01", False),
        ("exclude_entity_ids={known}", False), ("fuzzy=true&algorithm=logic-v2&unknown=1", True),
    ],
)  # fmt: skip
def test_narrowing(cast, known, options, stays):
    partner = Program(cast, "partner")
    options = options.format(known=known)
    assert bool(found(partner, path=f"/match/default?{options}")) is stays
    if "cutoff" not in options:
        searched = partner.get(f"/search/default?q=Karimov&{options}").json()
        assert (bool(searched["results"]), bool(searched["total"]["value"])) == (stays, stays)


def test_a_threshold_makes_matches_rarer_and_never_more_frequent(cast, known):
    partner = Program(cast, "partner")

    def verdicts(example: object, threshold: str) -> list[bool]:
        answer = ask(partner, example, path=f"/match/default?threshold={threshold}").json()
        return [each["match"] for each in answer["responses"]["q0"]["results"]]

    assert (verdicts(PERSON, "0.5"), verdicts(PERSON, "1")) == ([True], [False])
    assert verdicts(NAME_ALONE, "0") == [False]


def test_searching_by_pages(cast):
    claims = [person(f"Karimov {name}") for name in ("Anvar", "Botir", "Davron", "Eraj", "Firuz")]
    cast.contribute("TJ-DCA", claims, Scope(read=("KZ-MIA",)))
    partner = Program(cast, "partner")
    pages = [partner.get(f"/search/default?q=Karimov&limit=2&offset={n}").json() for n in (0, 2, 4, 6)]
    for page in pages:
        FoundOut.model_validate(page)
    seen = [each["caption"] for page in pages for each in page["results"]]
    assert sorted(seen) == sorted(claim.properties["name"][0] for claim in claims)
    assert {page["total"]["value"] for page in pages} == {5}
    facet = pages[0]["facets"]["datasets"]["values"]
    assert facet == [{"name": "tj_dca", "label": "TJ-DCA", "count": 5}]


def test_an_entity_with_what_it_is_linked_to(cast, known):
    company = Claim("c" * 32, "Company", {"name": ["Dusti LLC"]})
    link = Claim("d" * 32, "Ownership", {"owner": [known], "asset": ["c" * 32], "role": ["founder"]})
    cast.contribute("TJ-DCA", [company, link], Scope(read=("KZ-MIA",)))
    hidden = Claim("e" * 32, "Ownership", {"owner": [known], "asset": ["c" * 32], "role": ["hidden"]})
    cast.contribute("TJ-DCA", [hidden])
    partner = Program(cast, "partner")
    whole = partner.get(f"/entities/{known}").json()
    EntityOut.model_validate(whole)
    (ownership,) = whole["properties"]["ownershipOwner"]
    assert (ownership["schema"], ownership["properties"]["role"]) == ("Ownership", ["founder"])
    assert ownership["properties"]["asset"][0]["caption"] == "Dusti LLC"
    plain = partner.get(f"/entities/{known}?nested=false").json()
    assert "ownershipOwner" not in plain["properties"]
    assert plain["properties"]["name"] == ["Каримов Фарҳод"]


def test_what_was_judged_the_same_is_one(cast, known):
    (ref,) = cast.contribute("KZ-MIA", [person("Karimov Farhod", birthDate="1983-04-14")], Scope(read=(MEMBERS,)))
    other = cast.fragment(ref).entity
    partner = Program(cast, "partner")
    assert set(found(partner)) == {known, other}
    assert partner.post("/judgements", {"a": known, "b": other, "verdict": "same"}).status_code == 201
    assert len(found(partner)) == 1
    assert partner.get(f"/entities/{known}").json()["referents"] == [other]


# The audit, pointers, rates


def test_a_batch_is_one_line_that_names_what_was_seen(cast, known):
    partner = Program(cast, "partner")
    AuditEntry.objects.all().delete()
    ask(partner, PERSON, NAME_ALONE, {"schema": "Person", "properties": {"name": ["Nobody Atall"]}})
    (line,) = AuditEntry.objects.all()
    assert (line.act, line.office, line.purpose, line.what) == ("match", "KZ-MIA", "case 12", known)
    asked = AuditText.objects.get(entry=line).text.splitlines()
    assert asked == [
        "default",
        "q0: Person; birthDate=1983-04-14; name=Farhod Karimov",
        "q1: Person; name=Farhod Karimov",
        "q2: Person; name=Nobody Atall",
    ]


@pytest.mark.parametrize("name", ["Каримов Фарҳод", 'ООО "Ромашка"', r"back\slash & Sons"])
def test_what_was_asked_can_be_erased_like_any_other_words(cast, name):
    partner = Program(cast, "partner")
    ask(partner, {"schema": "Company", "properties": {"name": [name]}})
    partner.get(f"/search/default?q={quote(name)}")
    partner.get(f"/search?q={quote(name)}")
    queries = json.dumps({"q0": {"query": name}})
    partner.upload("/reconcile/default", queries=queries)
    partner.get(f"/reconcile/default?queries={quote(queries)}")
    partner.get(f"/reconcile/default/suggest/entity?prefix={quote(name)}")
    assert AuditText.objects.count() == audit.erase_text(containing=[name]) == 6


def test_asking_leaves_no_trace_among_the_facts(cast, known):
    before = Entry.objects.count()
    ask(Program(cast, "outsider"), PERSON)
    assert Entry.objects.count() == before


def test_the_queries_of_a_batch_count(cast, known, settings, monkeypatch):
    settings.API_RATE = 12
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0 + 20)
    partner = Program(cast, "partner")
    assert [ask(partner, NAME_ALONE).status_code for _ in range(2)] == [200, 200]
    assert ask(partner, *[NAME_ALONE] * 100).status_code == 200, "ten queries count as one request"
    refused = ask(partner, NAME_ALONE)
    assert (refused.status_code, refused["Retry-After"]) == (429, "40")
    other = Program(cast, "owner")
    assert ask(other, *[NAME_ALONE] * 100).status_code == 200
    late = ask(other, *[NAME_ALONE] * 100)
    assert (late.status_code, late["Retry-After"]) == (429, "40")
    assert "results" not in late.content.decode()


# The ways to send a token


def key_of(program: Program) -> str:
    return program.client.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")


def test_opensanctions_clients_may_send_it_as_theirs(cast):
    key = key_of(Program(cast, "partner"))
    for scheme, expected in {"ApiKey": 200, "apikey": 200, "Bearer": 200, "Basic": 401, "Key": 401}.items():
        answer = Client().get("/api/catalog", headers={"Authorization": f"{scheme} {key}"})
        assert answer.status_code == expected, scheme


def test_only_openrefines_addresses_take_it_in_the_address(cast):
    key = key_of(Program(cast, "partner"))
    for path in ("me", "catalog", "search/default", "search?q=x"):
        assert Client().get(f"/api/{path}", {"api_key": key}).status_code == 401
    assert Client().get("/api/reconcile/default", {"api_key": key}).status_code == 200
    for wrong in ("", "x", key + "x", key.lower()):
        assert Client().get("/api/reconcile/default", {"api_key": wrong}).status_code == 401


def test_a_key_in_the_address_stands_in_no_audit_and_answers_are_kept_nowhere(cast, known):
    key = key_of(Program(cast, "partner"))
    queries = json.dumps({"q0": {"query": "Karimov"}})
    for path in ("", "/suggest/entity?prefix=Karimov", f"/preview?id={known}"):
        mark = "&" if "?" in path else "?"
        answer = Client().get(f"/api/reconcile/default{path}{mark}api_key={key}")
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")
    assert Client().post(f"/api/reconcile/default?api_key={key}", {"queries": queries}).status_code == 200
    assert key not in "".join(AuditText.objects.values_list("text", flat=True))


# OpenRefine


def test_the_service_describes_itself(cast):
    key = key_of(Program(cast, "partner"))
    described = Client().get("/api/reconcile/tj_dca", {"api_key": key})
    assert described["Access-Control-Allow-Origin"] == "*"
    service = described.json()
    assert service["versions"] == ["0.2"]
    assert service["view"]["url"] == "http://testserver/e/{{id}}/"
    assert service["defaultTypes"][0] == {"id": "Person", "name": "Person"}
    for what in ("entity", "type", "property"):
        there = service["suggest"][what]
        answer = Client().get(there["service_url"] + there["service_path"], {"api_key": key, "prefix": "pers"})
        assert answer.status_code == 200, there
    assert service["preview"]["url"].endswith(f"/preview?api_key={key}&id={{{{id}}}}")


def test_cells_are_reconciled(cast, known):
    born = [{"pid": "Person:birthDate", "v": "14.04.1983"}]
    queries = {
        "q0": {"query": "Karimov Farhod", "type": "Person", "properties": born, "type_strict": "any"},
        "q1": {"query": "Karimov Farhod", "type": [{"id": "Person", "name": "Person"}], "limit": 1},
        "q2": {"query": "Nobody Atall"},
        "q3": {"query": "Karimov Farhod", "type": ""},
    }
    answer = Program(cast, "partner").upload("/reconcile/default", queries=json.dumps(queries)).json()
    for each in answer.values():
        ResultOut.model_validate(each)
    (best,), (maybe,) = answer["q0"]["result"], answer["q1"]["result"]
    assert (best["id"], best["match"], best["type"]) == (known, True, [{"id": "Person", "name": "Person"}])
    assert (maybe["id"], maybe["match"]) == (known, False)
    assert answer["q2"]["result"] == []
    assert [each["id"] for each in answer["q3"]["result"]] == [known]


def test_a_preview_may_be_framed_and_holds_nothing_that_acts(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("<script>alert(1)</script>", notes="<b>bold</b>")])
    shown = Program(cast, "owner").get(f"/reconcile/default/preview?id={cast.fragment(ref).entity}")
    assert "X-Frame-Options" not in shown
    assert "frame-ancestors *" in shown["Content-Security-Policy"]
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    text = shown.content.decode()
    assert "<script" not in text
    assert "<b>" not in text
    assert "<a " not in text
    assert Program(cast, "owner").get("/me")["X-Frame-Options"] == "DENY"
