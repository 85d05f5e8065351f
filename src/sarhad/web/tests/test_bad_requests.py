"""Malformed requests to every page: a clear answer each, no traceback, nothing written."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import BoundField
from django.urls import get_resolver, reverse

from sarhad.ledger.models import Entry
from sarhad.web.capped import SLACK
from tests.cast import person

TEXTS = ["", "\0", "'\"><script>{{7*7}}", "../../etc/passwd" * 300, "-1", "\ud7ff\ufffd😀"]
NAMES = (
    "q", "kind", "owner", "grade", "since", "after", "page", "compare", "all", "e", "c", "ref", "next", "officer",
    "act", "what", "until",
)  # fmt: skip
SAMPLES = {
    "entity": "0" * 32, "other": "f" * 32, "contribution": "0" * 32, "digest": "0" * 64, "index": 10**12,
    "number": 10**12, "office": "NO-SUCH", "group": "NO-SUCH/group", "schema": "..", "id": "0" * 32,
    "notice": "0" * 32, "report": "0" * 32, "letter": "0" * 32, "instrument": "0" * 32, "asset": "0" * 32,
    "draft": 10**12, "step": 10**12, "submission": 10**12, "form": "..", "version": "../1", "file": "../x",
    "name": "..", "operation": "0" * 32, "kind": "risk", "leg": "0" * 32, "paper": "0" * 32,
    "line": "0" * 32, "language": "en", "year": 2026, "token": "no-such", "chart": "0" * 32,
    "code": "no-such",
}  # fmt: skip
WHO = ("owner", "administrator", "auditor")


@pytest.fixture
def clients(cast):
    cast.contribute("TJ-DCA", [person("Karimov")])
    return [cast.client(who) for who in WHO]


def addresses() -> list[str]:
    """Of every page, and of what form programs ask (those have accounts of their own: 401)."""
    rooms = [each.url_patterns for each in get_resolver().url_patterns if str(each.pattern) == ""]
    ours = [each for room in rooms for each in room if each.name]
    return [reverse(each.name, kwargs={key: SAMPLES[key] for key in each.pattern.converters}) for each in ours]


CALM = (200, 302, 400, 401, 404, 405, 429)


def test_get(clients):
    """One test: making the cast anew for each address would cost more than all the requests."""
    for address in addresses():
        client, texts = _fitting(clients, address)
        for text in texts:
            answer = client.get(address, dict.fromkeys(NAMES, text))
            assert answer.status_code in CALM, (address, text)


def test_post(clients):
    before = Entry.objects.count()
    for address in [each for each in addresses() if "sign-out" not in each]:
        client, texts = _fitting(clients, address)
        form = (client.get(address).context or {}).get("form", [])
        fields = [bound.name for bound in form if isinstance(bound, BoundField)]
        for text in texts:
            answer = client.post(address, dict.fromkeys([*fields, "deed", "member", "form", "e", "dates"], text))
            assert answer.status_code in CALM, (address, text)
    assert Entry.objects.count() == before


def _fitting(clients, address):
    """Somebody whom the page is for, and half of the texts, by page; one text if it is there for nobody."""
    there = (each for each in clients if each.get(address).status_code != 404)
    found = next(there, None)
    return (found, TEXTS[len(address) % 2 :: 2]) if found else (clients[0], TEXTS[2:3])


def test_a_form_of_each_kind_full_of_nonsense(clients):
    owner = clients[0]
    for kind in ("Person", "Vehicle", "Phone", "Organization", "Seizure"):
        fields = [bound.name for bound in owner.get(f"/contribute/{kind}/").context["form"]]
        for text in TEXTS:
            answer = owner.post(f"/contribute/{kind}/", dict.fromkeys(fields, text))
            assert answer.status_code == 200, (kind, text)


FILES = [
    b"", b"\0" * 100, b"PK\x03\x04broken", b"{", b"[]", b'{"id": 1}\n', b"a;b\n\xff\xfe;1\n", b"<x", b"%PDF-1.4",
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
    b"\x1f\x8b\x08broken", b"name\n" + b"x" * 500_000, b"=cmd|' /C calc'!A0\n1\n",
]  # fmt: skip


def test_files(cast):
    client = cast.client("owner")
    for name in ("a.csv", "a.xlsx", "../../a", "a\0b.csv"):
        for data in FILES:
            form = {"level": "1", "scheme": "4x4", "file": SimpleUploadedFile(name, data)}
            answer = client.post("/import/", form, follow=True)
            assert answer.status_code == 200, (name, data[:40])
    assert not Entry.objects.filter(feed__office="TJ-DCA", seq__gt=0).exists()


def test_a_request_that_is_too_large_is_refused_unread(cast, settings):
    settings.UPLOAD_LIMIT = 1000
    client = cast.client("owner")
    big = SimpleUploadedFile("a.csv", b"x" * (SLACK + 2000))
    assert client.post("/import/", {"level": "1", "file": big}).status_code == 400
