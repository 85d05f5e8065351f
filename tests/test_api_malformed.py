"""Malformed requests: each gets a clear refusal in JSON, none a fault of ours, none writes anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, encode_multipart

from sarhad.access.models import Officer, Seat, Token
from sarhad.ledger.models import Blob, Entry, Fragment, Party
from tests.cast import PASSWORD, person
from tests.test_api import ABSENT, Program

ID = "a" * 32
ITEM = {"schema": "Person", "properties": {"name": ["Aziz"]}}
REFS = [f"{ID}.0"]


def deep(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


def items(**changes: object) -> dict[str, object]:
    return {"items": [{**ITEM, **changes}]}


def example(**changes: object) -> dict[str, object]:
    return {"queries": {"q1": {**ITEM, **changes}}}


def officer(**changes: object) -> dict[str, object]:
    right = {"username": "new", "name": "New", "office": "TJ-DCA", "roles": ["analyst"], "password": PASSWORD}
    return {**right, **changes}


# (address, body as bytes or as what becomes JSON, expected status)
BODIES: list[tuple[str, object, int]] = [
    # what is no JSON of ours
    ("contributions", b"", 422),
    ("contributions", b"{", 400),
    ("contributions", b"nonsense", 400),
    ("contributions", b"\xff\xfe\x00{", 400),
    ("contributions", '{"items": "Азиз"}'.encode("windows-1251"), 400),
    ("contributions", '{"items": []}'.encode("utf-16"), 400),
    ("contributions", b"\xef\xbb\xbf{}", 400),
    ("contributions", b'{"items": NaN}', 400),
    ("contributions", b'{"items": 1e999}', 400),
    ("contributions", b'{"items": "\\ud800"}', 400),
    ("contributions", b'{"items": "\xed\xa0\x80"}', 400),
    ("contributions", b'{"items": "\x00"}', 400),
    ("contributions", deep(2000), 400),
    ("contributions", deep(100_000), 400),
    ("contributions", b'{"items": ' + deep(30) + b"}", 400),
    ("contributions", b"[" + b"1," * 1000 + b"1]", 422),
    ("contributions", b'{"items": "' + b"x" * 5_000_000 + b'"}', 413),
    ("contributions", b"null", 422),
    ("contributions", b"1", 422),
    ("contributions", b'"text"', 422),
    ("contributions", b"true", 422),
    ("contributions", [], 422),
    ("contributions", {}, 422),
    # wrong types
    ("contributions", {"items": None}, 422),
    ("contributions", {"items": "text"}, 422),
    ("contributions", {"items": {}}, 422),
    ("contributions", {"items": []}, 422),
    ("contributions", {"items": [None]}, 422),
    ("contributions", {"items": [[]]}, 422),
    ("contributions", {"items": [ITEM] * 1001}, 422),
    ("contributions", {"items": [ITEM], "unknown": 1}, 422),
    ("contributions", {"items": [ITEM], "why": 5}, 422),
    ("contributions", {"items": [ITEM], "why": "x" * 30_000}, 422),
    ("contributions", {"items": [ITEM], "why": "NUL \x00"}, 400),
    ("contributions", {"items": [ITEM], "scope": []}, 422),
    ("contributions", {"items": [ITEM], "scope": {"read": "KZ-MIA"}}, 422),
    ("contributions", {"items": [ITEM], "scope": {"read": [1]}}, 422),
    ("contributions", {"items": [ITEM], "scope": {"read": ["NOWHERE"]}}, 422),
    ("contributions", {"items": [ITEM], "scope": {"read": ["TJ-DCA\x00"]}}, 400),
    ("contributions", {"items": [ITEM], "scope": {"read": ["x"] * 300}}, 422),
    ("contributions", {"items": [ITEM], "scope": {"handling": {"level": 4}}}, 422),
    ("contributions", {"items": [ITEM], "scope": {"handling": {"level": -1}}}, 422),
    ("contributions", {"items": [ITEM], "scope": {"handling": {"level": "1"}}}, 422),
    ("contributions", {"items": [ITEM], "scope": {"handling": {"level": 1.5}}}, 422),
    ("contributions", {"items": [ITEM], "scope": {"handling": {"level": True}}}, 422),
    ("contributions", {"items": [ITEM], "scope": {"handling": {"tlp": "purple"}}}, 422),
    ("contributions", {"items": [ITEM], "scope": {"handling": {"level": 10**30}}}, 422),
    ("contributions", items(schema=""), 422),
    ("contributions", items(schema="Nonsense"), 422),
    ("contributions", items(schema="Thing"), 422),
    ("contributions", items(schema="Judgement"), 422),
    ("contributions", items(schema="Certificate"), 422),
    ("contributions", items(schema=None), 422),
    ("contributions", items(schema=["Person"]), 422),
    ("contributions", items(schema="__class__"), 422),
    ("contributions", items(properties=None), 422),
    ("contributions", items(properties=[]), 422),
    ("contributions", items(properties={}), 422),
    ("contributions", items(properties={"name": None}), 422),
    ("contributions", items(properties={"name": [None]}), 422),
    ("contributions", items(properties={"name": [1]}), 422),
    ("contributions", items(properties={"name": {"a": "b"}}), 422),
    ("contributions", items(properties={"name": [["deep"]]}), 422),
    ("contributions", items(properties={"name": ["NUL \x00"]}), 400),
    ("contributions", items(properties={"NUL \x00": ["x"]}), 400),
    ("contributions", items(properties={"name": ["x" * 30_000]}), 422),
    ("contributions", items(properties={"name": ["x"] * 1000}), 422),
    ("contributions", items(properties={"x" * 1000: ["x"]}), 422),
    ("contributions", items(properties={f"p{n}": ["x"] for n in range(300)}), 422),
    ("contributions", items(entity="short"), 422),
    ("contributions", items(entity="G" * 32), 422),
    ("contributions", items(entity=ID + "\n"), 422),
    ("contributions", items(entity=5), 422),
    ("contributions", items(grade="A1"), 422),
    ("contributions", items(grade={"scheme": "4x4", "code": "Z9"}), 422),
    ("contributions", items(grade={"scheme": "9x9", "code": "A1"}), 422),
    ("contributions", items(grade={"scheme": "4x4"}), 422),
    ("contributions", items(stated="yesterday"), 422),
    ("contributions", items(stated="2026-02-31"), 422),
    ("contributions", items(stated=20260101), 422),
    ("contributions", items(country="Tajikistan"), 422),
    ("contributions", items(date_order="dym"), 422),
    ("contributions", items(count=5), 422),
    ("contributions", items(held=True), 422),
    # corrections, withdrawals, judgements
    (f"statements/{ID}.0/correct", {"draft": ITEM}, 422),
    (f"statements/{ID}.0/correct", {}, 422),
    ("statements/nonsense/correct", {"draft": ITEM}, 404),
    (f"statements/{ID}.-1/correct", {"draft": ITEM}, 404),
    (f"statements/{ID}.9999999999999999999999/correct", {"draft": ITEM}, 422),
    (f"statements/{'Ж' * 32}.0/correct", {"draft": ITEM}, 404),
    ("retractions", {"refs": REFS, "why": "x"}, 422),
    ("retractions", {"refs": [], "why": "x"}, 422),
    ("retractions", {"refs": REFS}, 422),
    ("retractions", {"refs": ["nonsense"], "why": "x"}, 422),
    ("retractions", {"refs": [f"{ID}.99999"], "why": "x"}, 422),
    ("retractions", {"refs": REFS * 1001, "why": "x"}, 422),
    ("retractions", {"refs": f"{ID}.0", "why": "x"}, 422),
    ("judgements", {"a": ID, "b": ABSENT, "verdict": "same"}, 422),
    ("judgements", {"a": ID, "b": ID, "verdict": "same"}, 422),
    ("judgements", {"a": ID, "b": ABSENT, "verdict": "perhaps"}, 422),
    ("judgements", {"a": 1, "b": 2, "verdict": "same"}, 422),
    # comparing: what other systems' clients send on top is passed over, what is wrong is refused
    ("match/default", {}, 422),
    ("match/default", [], 422),
    ("match/default", b"{", 400),
    ("match/default", {"queries": {}}, 422),
    ("match/default", {"queries": []}, 422),
    ("match/default", {"queries": {"q1": None}}, 422),
    ("match/default", {"queries": {"q1": []}}, 422),
    ("match/default", {"queries": {f"q{n}": ITEM for n in range(101)}}, 422),
    ("match/default", {"queries": {"q" * 500: ITEM}}, 422),
    ("match/default", example(properties={"notes": ["x" * 1900] * 100}), 200),
    (
        "match/default",
        {"queries": {f"q{n}": {**ITEM, "properties": {"notes": ["x" * 1900] * 7}} for n in range(99)}},
        413,
    ),
    ("match/default", example(schema="Nonsense"), 422),
    ("match/default", example(schema="Ownership"), 422),
    ("match/default", example(schema=""), 422),
    ("match/default", example(schema=None), 422),
    ("match/default", example(schema=["Person"]), 422),
    ("match/default", example(schema="Thing"), 200),
    ("match/default", example(properties=None), 422),
    ("match/default", example(properties=[]), 422),
    ("match/default", example(properties={}), 200),
    ("match/default", example(properties={"name": None}), 200),
    ("match/default", example(properties={"name": [None, 5, 1.5, True, {"id": "x"}, ["deep"]]}), 200),
    ("match/default", example(properties={"name": "Aziz", "nonsense": ["x"], "birthDate": "31.02.1980"}), 200),
    ("match/default", example(properties={"name": ["x" * 3000]}), 422),
    ("match/default", example(properties={"name": ["x"] * 101}), 422),
    ("match/default", example(properties={f"p{n}": "x" for n in range(101)}), 422),
    ("match/default", example(properties={"name": ["NUL \x00"]}), 400),
    (
        "match/default",
        example(properties={"name": ["'; DROP TABLE ledger_entry; --", "((((", "name:*", "\u202e"]}),
        200,
    ),
    ("match/default", example(id=5), 422),
    ("match/default", {**example(), "weights": {"name": 1.0}, "config": {"x": None}, "unknown": []}, 200),
    ("match/default?limit=0", example(), 422),
    ("match/default?limit=501", example(), 422),
    ("match/default?limit=many", example(), 422),
    ("match/default?threshold=2", example(), 422),
    ("match/default?threshold=nan", example(), 422),
    ("match/default?cutoff=-1", example(), 422),
    ("match/default?changed_since=yesterday", example(), 422),
    ("match/default?fuzzy=perhaps&algorithm=nonsense&unknown=1", example(), 200),
    ("match/default?topics=x&countries=xx&include_schema=Nonsense&exclude_dataset=nobody", example(), 200),
    ("match/NOBODY", example(), 404),
    ("match/" + "x" * 100, example(), 422),
    ("match/%00", example(), 404),
    ("match/CENTRE%2Fmembers", example(), 404),
    ("reconcile/default", b"queries=x", 400),
    # releases
    ("grants", {"refs": REFS, "scope": {"read": ["KZ-MIA"]}}, 422),
    ("grants", {"refs": REFS, "scope": {"read": ["KZ-MIA"]}, "password": PASSWORD}, 422),
    ("grants", {"refs": REFS, "scope": {}, "password": PASSWORD}, 422),
    ("grants", {"refs": REFS, "scope": {"read": ["KZ-MIA"]}, "on_accept": "yes", "password": PASSWORD}, 422),
    ("grants", {"refs": REFS, "scope": {"read": ["KZ-MIA"]}, "password": ["x"]}, 422),
    ("grants/nonsense/accept", {}, 404),
    (f"grants/{ID}.0/accept", {}, 422),
    # offices, officers, groups
    ("officers", {}, 422),
    ("officers", officer(username="a b"), 422),
    ("officers", officer(username="colleague"), 422),
    ("officers", officer(username=""), 422),
    ("officers", officer(name="x" * 500), 422),
    ("officers", officer(office="NOWHERE"), 403),
    ("officers", officer(office="not an office"), 422),
    ("officers", officer(roles=["king"]), 422),
    ("officers", officer(roles=[]), 422),
    ("officers", officer(password="short"), 422),
    ("officers", officer(language="fr"), 422),
    ("groups", {"name": "UPPER", "name_en": "x", "members": ["TJ-DCA"]}, 422),
    ("groups", {"name": "a/b", "name_en": "x", "members": ["TJ-DCA"]}, 422),
    ("groups", {"name": "ok", "name_en": "x", "members": []}, 422),
    ("groups", {"name": "ok", "name_en": "x", "members": ["NOWHERE"]}, 422),
    ("groups", {"name": "ok", "name_en": "x", "members": ["not an office"]}, 422),
    ("groups/TJ-DCA/none/members", {"members": ["KZ-MIA"]}, 422),
    ("groups/CENTRE/members/members", {"members": ["OUTSIDE"]}, 422),
    ("offices/TJ-DCA/close", {"heirs": [], "password": PASSWORD}, 422),
    ("offices/TJ-DCA/close", {"heirs": [{"office": "TJ-DCA"}], "password": PASSWORD}, 422),
    ("offices/nonsense/close", {"heirs": [{"office": "TJ-DCA"}], "password": PASSWORD}, 422),
]

ADDRESSES: list[tuple[str, int]] = [
    ("search", 422),
    ("search?q=" + "x" * 300, 422),
    ("search?q=%00", 400),
    ("search?q=%ff%fe", 200),
    ("search?q=%ED%A0%80", 200),
    ("search?q=%F0%9F%92%A9", 200),
    ("search?q=x&limit=0", 422),
    ("search?q=x&limit=1000", 422),
    ("search?q=x&limit=many", 422),
    ("search?q=x&limit=99999999999999999999", 422),
    ("search?q=x&grade=nonsense", 422),
    ("search?q=x&grade=9x9:A1", 200),
    ("search?q=x&since=yesterday", 422),
    ("search?q=x&after=junk", 200),
    ("search?q=x&after=%00", 400),
    ("search?q=x&after=" + "9" * 500, 422),
    ("search?q=x&kind=Nonsense", 200),
    ("search?q='; DROP TABLE ledger_entry; --", 200),
    ('search?q="unbalanced', 200),
    ("search?q=name:*", 200),
    ("search?q=" + "%28" * 60, 200),
    ("search/nobody?q=x", 404),
    ("search/" + "x" * 100, 422),
    ("search/default", 200),
    ("search/default?q=" + "x" * 300, 422),
    ("search/default?q=%00", 400),
    ("search/default?q=x&limit=501", 422),
    ("search/default?q=x&limit=-1", 422),
    ("search/default?q=x&limit=0", 200),
    ("search/default?q=x&offset=1001", 422),
    ("search/default?q=x&offset=-1", 422),
    ("search/default?q=x&schema=Nonsense", 422),
    ("search/default?q=x&schema=Thing", 200),
    ("search/default?q=x&changed_since=2026", 422),
    ("search/default?q=x&changed_since=2026-01-01T00:00", 200),
    ("search/default?q=x&" + "topics=x&" * 101, 422),
    ("search/default?q=x&sort=name&filter=a:b&simple=1&facets=topics&filter_op=AND&target=true", 200),
    ("entities/short", 404),
    (f"entities/{ID.upper()}", 404),
    (f"entities/{ID}?nested=perhaps", 422),
    ("reconcile/nobody", 404),
    ("reconcile/default?queries={", 400),
    ("reconcile/default?queries=[]", 422),
    ("reconcile/default?queries={}", 422),
    ('reconcile/default?queries={"q0":5}', 422),
    ('reconcile/default?queries={"q0":{"query":["x"]}}', 422),
    ('reconcile/default?queries={"q0":{"query":"x","limit":0}}', 422),
    ('reconcile/default?queries={"q0":{"query":"x","type":"Nonsense"}}', 422),
    ('reconcile/default?queries={"q0":{"query":"x","type":[{"id":"Person"}]}}', 200),
    ('reconcile/default?queries={"q0":{"query":"x","properties":[{"pid":"Person:birthDate"}]}}', 422),
    ('reconcile/default?queries={"q0":{"query":"x","properties":[{"pid":"a:b","v":{"id":"x"}}]}}', 200),
    ('reconcile/default?queries={"q0":{"query":"\\u0000"}}', 400),
    ("reconcile/default?queries=" + deep(100).decode(), 400),
    ("reconcile/default/suggest/nonsense?prefix=x", 422),
    ("reconcile/default/suggest/entity?prefix=" + "x" * 300, 422),
    ("reconcile/default/suggest/type?cursor=-1", 422),
    ("reconcile/nobody/suggest/type", 404),
    ("reconcile/default/preview", 422),
    ("reconcile/default/preview?id=x", 422),
    ("profiles/short", 422),
    (f"profiles/{ID.upper()}", 422),
    (f"profiles/{'Ж' * 32}", 422),
    (f"profiles/{ID}%00", 404),
    (f"profiles/{ID}/", 404),
    ("profiles/..%2F..%2Fetc%2Fpasswd", 404),
    (f"profiles/{ID}/history?x=%00", 404),
    ("statements/x/recipients", 404),
    (f"statements/{ID}.0%00/recipients", 404),
    (f"statements/{ID}.٣/recipients", 404),
    ("contributions/1", 422),
    ("attachments/1", 422),
    (f"attachments/{'f' * 64}", 404),
    ("export?form=pdf", 422),
    ("export?entity=x", 422),
    ("export?" + "&".join([f"entity={ID}"] * 1001), 422),
    ("export?" + "&".join([f"e={n}" for n in range(12_001)]), 400),
    ("grants?page=0", 422),
    ("grants?page=-1", 422),
    ("grants?page=99999999999999999999", 422),
    ("grants?waiting=perhaps", 422),
    ("audit?since=yesterday", 422),
    ("audit?limit=0", 422),
    ("audit?before=0", 422),
    ("nothing/of/the/sort", 404),
]

UPLOADS: list[tuple[str, dict[str, object], int]] = [
    ("imports", {}, 422),
    ("imports", {"source": "x", "mapping": "ftm"}, 422),
    ("imports", {"file": b"", "source": "x", "mapping": "ftm"}, 422),
    ("imports", {"file": b"x", "mapping": "ftm"}, 422),
    ("imports", {"file": b"x", "source": "x", "mapping": "none"}, 422),
    ("imports", {"file": b"x", "source": "x", "mapping": "../../etc/passwd"}, 422),
    ("imports", {"file": b"x", "source": "x" * 200, "mapping": "ftm"}, 422),
    ("imports", {"file": b"x", "source": "N\0L", "mapping": "ftm"}, 400),
    ("imports", {"file": b"\x00" * 1000, "source": "x", "mapping": "ftm"}, 422),
    ("imports", {"file": b"PK\x03\x04broken", "source": "x", "mapping": "ftm"}, 422),
    ("imports", {"file": b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
                 "source": "x", "mapping": "un-list"}, 422),
    ("imports", {"file": b"{}\n", "source": "x", "mapping": "ftm", "scope": "nonsense"}, 422),
    ("imports", {"file": b"{}\n", "source": "x", "mapping": "ftm", "scope": "[]"}, 422),
    ("imports", {"file": b"{}\n", "source": "x", "mapping": "ftm", "scope": '{"read": ["NOWHERE"]}'}, 422),
    ("imports", {"file": b"{}\n", "source": "x", "mapping": "ftm", "grade": "A1"}, 422),
    ("imports", {"file": b"{}\n", "source": "x", "mapping": "ftm", "dates": "dym"}, 422),
    ("imports", {"file": b"{}\n", "source": "x", "mapping": "ftm", "check": "perhaps"}, 422),
    ("imports", {"file": b"{}\n", "source": "x", "mapping_file": b"\x00\xff"}, 422),
    ("imports", {"file": b"{}\n", "source": "x", "mapping_file": b"!!python/object/apply:os.system ['id']"}, 422),
    ("imports", {"file": b"{}\n", "source": "x", "mapping_file": b"[" * 5000}, 422),
    ("reconcile/default", {}, 400),
    ("reconcile/default", {"queries": b"{}"}, 400),
    ("reconcile/default", {"queries": "[1]"}, 422),
    ("reconcile/default", {"queries": '{"q0": {"query": "N\\u0000L"}}'}, 400),
    ("reconcile/nobody", {"queries": '{"q0": {"query": "x"}}'}, 404),
    ("profiles/{entity}/attachments", {}, 422),
    ("profiles/{entity}/attachments", {"files": b"no picture"}, 422),
    ("profiles/{entity}/attachments", {"files": b"<svg onload='alert(1)'/>"}, 422),
    ("profiles/{entity}/attachments", {"files": b"\xff\xd8\xff" + b"x" * (9 * 2**20)}, 422),
    ("profiles/{entity}/attachments", {"files": b"\xff\xd8\xff", "scope": "{"}, 422),
    ("profiles/{entity}/attachments", {"files": b"\xff\xd8\xff", "scope": '{"read": ["NOWHERE"]}'}, 422),
    (f"profiles/{ABSENT}/attachments", {"files": b"\xff\xd8\xff"}, 422),
]  # fmt: skip


@pytest.fixture
def entity(cast) -> str:
    (ref,) = cast.contribute("TJ-DCA", [person("Aziz Rahimov")])
    return cast.fragment(ref).entity


def state() -> tuple[int, ...]:
    models = (Entry, Fragment, Blob, Party, Officer, Seat, Token, Session)
    return tuple(model.objects.count() for model in models)


def wrong(answers: Iterator[tuple[str, Any, int]]) -> list[str]:
    """Those that are not the refusal that was expected, in JSON, without a word of our code."""
    found = []
    for name, answer, expected in answers:
        told = answer.content.decode() if not answer.streaming else ""
        plain = answer.status_code < 400 or "detail" in told or answer.status_code == 404
        if answer.status_code != expected or not plain or "Traceback" in told or "/site-packages/" in told:
            found.append(f"{name}: {answer.status_code} instead of {expected}: {told[:200]}")
    print(*found, sep="\n")
    return found


def test_there_are_enough_of_them():
    assert len(BODIES) + len(ADDRESSES) + len(UPLOADS) + len(CONTENT) >= 200


def test_bodies(cast, entity):
    program, before = Program(cast, "owner"), state()

    def answers() -> Iterator[tuple[str, Any, int]]:
        for address, body, expected in BODIES:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            answer = program.client.post(f"/api/{address}", data, content_type="application/json")
            yield f"{address} {data[:80]!r}", answer, expected

    assert wrong(answers()) == []
    assert state()[:6] == before[:6]


def test_addresses(cast, entity):
    owner, auditor, before = Program(cast, "owner"), Program(cast, "auditor"), state()
    programs = ((auditor if address.startswith("audit") else owner, address, code) for address, code in ADDRESSES)
    assert wrong((address, program.get(f"/{address}"), code) for program, address, code in programs) == []
    assert state()[:6] == before[:6]


def test_uploads(cast, entity):
    program, before = Program(cast, "owner"), state()

    def answers() -> Iterator[tuple[str, Any, int]]:
        for address, fields, expected in UPLOADS:
            sent = {k: SimpleUploadedFile("f", v) if isinstance(v, bytes) else v for k, v in fields.items()}
            path = f"/{address.format(entity=entity)}"
            yield f"{address} {str(fields)[:80]}", program.upload(path, **sent), expected

    assert wrong(answers()) == []
    assert state()[:6] == before[:6]


MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
CONTENT = [  # content type, body, expected
    ("multipart/form-data", b"no boundary", 400),
    ("multipart/form-data; boundary=" + "x" * 500, b"x", 400),
    ("multipart/form-data; boundary=x", b"--x\r\nnonsense", 422),
    (MULTIPART, encode_multipart(BOUNDARY, {f"f{n}": "x" for n in range(12_001)}), 400),
    ("application/x-www-form-urlencoded", b"source=%00&mapping=ftm", 400),
    ("application/x-www-form-urlencoded", b"%ff=%ff", 422),
    ("text/plain; charset=nonsense", b"{}", 422),
    ("application/json", b"{}", 422),
    ("", b"{}", 422),
]


def test_content_types(cast):
    program = Program(cast, "owner")

    def answers() -> Iterator[tuple[str, Any, int]]:
        for kind, body, expected in CONTENT:
            yield kind[:60], program.client.generic("POST", "/api/imports", body, content_type=kind), expected

    assert wrong(answers()) == []


def test_what_is_too_large_is_refused_before_it_is_read(cast):
    program = Program(cast, "owner")
    for kind, length in (("application/json", 5 * 2**20), ("multipart/form-data; boundary=x", 70 * 2**20)):
        for given in (str(length), "-1", "many", "9" * 30):
            answer = program.client.generic("POST", "/api/imports", b"x", content_type=kind, CONTENT_LENGTH=given)
            assert answer.status_code == 413, (kind, given)


METHODS = [("PUT", "search"), ("DELETE", "me"), ("PATCH", "contributions"), ("POST", "search"), ("TRACE", "me")]


def test_wrong_methods(cast):
    program = Program(cast, "owner")
    for method, address in METHODS:
        assert program.client.generic(method, f"/api/{address}").status_code == 405, (method, address)


def test_nobody_without_a_token_learns_what_would_be_wrong():
    for address, _code in ADDRESSES:
        answer = Client().get(f"/api/{address}")
        assert answer.status_code in (401, 404), address
