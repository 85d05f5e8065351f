"""Offices, officers, groups, health: what the administrator and the head do through pages."""

from __future__ import annotations

from sarhad.access.models import Officer, Seat
from sarhad.ledger.models import Party
from sarhad.ledger.queries import members_of
from tests.cast import MEMBERS, PASSWORD


def test_an_office_is_opened_and_closed(cast):
    client = cast.client("administrator")
    form = {"id": "KG-DCS", "name_en": "Drug control service", "country": "kg", "sort": "agency"}
    assert "KG-DCS" in client.post("/offices/new/", form).content.decode()  # no passphrase: asked again
    assert client.post("/offices/new/", {**form, "passphrase": PASSWORD}).url == "/offices/KG-DCS/"
    answer = client.post("/offices/KG-DCS/close/", {"heir": "KZ-MIA", "password": "wrong wrong wrong"})
    assert "This is not your password" in answer.content.decode()
    assert client.post("/offices/KG-DCS/close/", {"heir": "KZ-MIA", "password": PASSWORD}).status_code == 302
    assert Party.objects.get(id="KG-DCS").closed
    assert "KZ-MIA" in client.get("/offices/KG-DCS/").content.decode()
    assert client.get("/offices/KG-DCS/close/").status_code == 404


def test_a_head_enrols_in_the_own_office_only(cast):
    client = cast.client("owner")
    form = {
        "name": "N. Rahimova",
        "username": "rahimova",
        "language": "ru",
        "roles": ["analyst"],
        "password": "another long password",
    }
    assert client.post("/officers/new/", {**form, "office": "KZ-MIA"}).status_code == 200
    assert not Officer.objects.filter(username="rahimova").exists()
    assert client.post("/officers/new/", {**form, "office": "TJ-DCA"}).url == "/officers/"
    seat = Seat.objects.get(officer__username="rahimova")
    assert client.post(f"/officers/{seat.pk}/roles/", {"roles": ["auditor"]}).status_code == 200
    client.post(f"/officers/{seat.pk}/roles/", {"roles": ["border-officer"]})
    seat.refresh_from_db()
    assert seat.roles == ["border-officer"]
    client.post(f"/officers/{seat.pk}/end/")
    seat.refresh_from_db()
    assert seat.until


def test_seats_of_other_offices_are_nothing(cast):
    client = cast.client("owner")
    other = cast.seat("partner").pk
    for address in (f"/officers/{other}/roles/", "/officers/999999/roles/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/officers/{other}/end/").status_code == 404
    shown = client.get("/officers/").content.decode()
    assert ">colleague<" in shown
    assert ">partner<" not in shown


def test_groups(cast):
    client = cast.client("centre")
    assert MEMBERS in client.get("/groups/").content.decode()
    client.post(f"/groups/{MEMBERS}/leave/", {"member": "KZ-MIA"})
    assert "KZ-MIA" not in members_of(MEMBERS)
    client.post(f"/groups/{MEMBERS}/join/", {"members": ["KZ-MIA"]})
    assert "KZ-MIA" in members_of(MEMBERS)
    assert cast.client("owner").get(f"/groups/{MEMBERS}/join/").status_code == 404
    form = {"name": "chashma", "name_en": "Operation Chashma", "members": ["TJ-DCA"]}
    assert client.post("/groups/new/", form).url == "/groups/"
    assert members_of("CENTRE/chashma") == ("TJ-DCA",)


def test_health_shows_keys_and_no_facts(cast):
    page = cast.client("administrator").get("/health/").content.decode()
    assert "TJ-DCA" in page
    assert "signs here" in page
    assert cast.client("owner").get("/health/").status_code == 404
