"""Pages of requests, from “Ask” on a hit to the answer beside the others."""

from __future__ import annotations

import re

import pytest

from sarhad.desk import queries
from sarhad.desk.models import Proposal
from sarhad.entities.index import NameIndex
from sarhad.kernel.claim import Handling, Scope
from sarhad.matching.hits import Hits
from tests.cast import PASSWORD, person

pytestmark = pytest.mark.django_db

ENTITY, THEIRS = "a1" * 16, "b2" * 16
NEW = {
    "question": "Who owns +992 00 555 0142?", "to": ["KZ-MIA", "UZ-NIAC"], "via": "CENTRE", "centre_reads": "on",
    "kind": "identification", "urgency": "flash", "purpose": "case 7", "level": "1",
}  # fmt: skip


def test_from_a_question_to_its_answer(cast):
    """The analyst drafts, the head signs; the other side answers; every page on the way."""
    [fact] = cast.contribute("TJ-DCA", [person("KARIMOV Rustam", ENTITY, passportNumber="SIM 1")])
    cast.contribute("KZ-MIA", [person("Каримов Рустам", THEIRS, idNumber="SIM 2")])
    analyst, head, partner = (cast.client(name) for name in ("colleague", "owner", "partner"))
    address = f"/requests/new/?e={ENTITY}"
    page = analyst.get(address).content.decode()
    assert "KARIMOV Rustam" in page
    fields = {**NEW, "facts": [str(fact)]}
    page = analyst.post(address, fields).content.decode()
    assert "Lay before the head" in page
    assert "given when it is signed" in page
    assert not queries.requests(cast.reader("owner"), "out")
    assert analyst.post(address, {**fields, "send": "1"}).status_code == 302
    draft = Proposal.objects.get()
    shown = head.get(f"/requests/approvals/{draft.pk}/").content.decode()
    assert "Who owns +992 00 555 0142?" in shown
    assert (
        "not your password"
        in head.post(f"/requests/approvals/{draft.pk}/", {"approve": "1", "password": "no"}).content.decode()
    )
    head.post(f"/requests/approvals/{draft.pk}/", {"approve": "1", "password": PASSWORD})
    [request] = queries.requests(cast.reader("owner"), "out")
    [mine] = queries.request(cast.reader("partner"), request.id).legs
    page = partner.get("/requests/").content.decode()
    assert mine.number in page
    page = partner.get(f"/requests/{request.id}/").content.decode()
    assert "UZ-NIAC" not in page
    assert "KARIMOV Rustam" in page
    assert partner.post(f"/letters/{mine.letter}/register/").status_code == 302
    assert partner.post(f"/requests/{mine.letter}/step/", {"step": "accepted", "note": ""}).status_code == 302
    page = partner.get(f"/requests/{mine.letter}/answer/").content.decode()
    reply = {
        "outcome": "full", "reply": "He is ours.", "more": f"/e/{THEIRS}/", "conditions": "Not in court",
        "level": "2", "password": PASSWORD,
    }  # fmt: skip
    answered = partner.post(f"/requests/{mine.letter}/answer/", reply)
    assert answered.status_code == 302, re.findall(r'class="error"[^>]*>(.*?)<', answered.content.decode())
    page = head.get(f"/requests/{request.id}/").content.decode()
    assert "He is ours." in page
    assert "Accept the conditions" in page
    [offer] = re.findall(r'action="(/c/[^"]+/accept/)"', page)
    accepted = head.post(offer, {"next": f"/requests/{request.id}/"}, follow=True)
    assert accepted.redirect_chain == [(f"/requests/{request.id}/", 302)]
    assert "conditions accepted" in accepted.content.decode()
    for address in (
        "/",
        "/requests/?box=out&state=",
        "/journal/",
        "/journal/export.csv",
        "/balance/",
        "/requests/approvals/",
    ):
        assert head.get(address).status_code == 200, address
    pdf = head.get(f"/letters/{mine.letter}/letter.pdf?lang=ru")
    assert pdf.content.startswith(b"%PDF")
    assert "KZ-MIA" in head.get("/balance/").content.decode()


def test_from_a_hit_by_one_click(cast):
    """“Ask” fills in subject and office; the hit then shows number and state; what is not seen is no way in."""
    cast.contribute("TJ-DCA", [person("Karimov Rustam Shodievich", ENTITY, birthDate="1983-04-14")])
    theirs = person("Karimov Rustam Shodievich", THEIRS, birthDate="1983-04-14")
    cast.contribute("KZ-MIA", [theirs], Scope(read=("TJ-DCA",), handling=Handling(1)))
    NameIndex().catch_up()
    Hits().catch_up()
    head = cast.client("owner")
    address = f"/requests/new/?hit={ENTITY}~{THEIRS}"
    assert address.replace("&", "&amp;") in head.get("/inbox/").content.decode()
    page = head.get(address).content.decode()
    assert re.search(r'value="KZ-MIA"[^>]*checked', page)
    assert not re.search(r'value="UZ-NIAC"[^>]*checked', page)
    fields = {
        "question": "Yours?",
        "to": "KZ-MIA",
        "kind": "check",
        "urgency": "routine",
        "purpose": "x",
        "level": "1",
    }
    assert "field wrong" in head.post(address, {**fields, "question": "", "due": "32.13.2026"}).content.decode()
    assert "Sign and send" in head.post(address, fields).content.decode()
    assert "not your password" in head.post(address, {**fields, "send": "1", "password": "no"}).content.decode()
    assert queries.requests(cast.reader("owner"), "out") == []
    assert head.post(address, {**fields, "send": "1", "password": PASSWORD}).status_code == 302
    assert re.search(r"asked:.*TJ-DCA/KZ-MIA/\d+/1</a> · Sent", head.get("/inbox/").content.decode())
    for nothing in (f"pointer={'c3' * 16}", f"e={'d4' * 16}", "record=x", f"hit={'d4' * 16}~{THEIRS}"):
        assert head.get(f"/requests/new/?{nothing}").status_code == 404
    for number in ("0", "9" * 30):
        assert head.get(f"/requests/approvals/{number}/").status_code == 404
