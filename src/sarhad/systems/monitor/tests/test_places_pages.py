"""The gazetteer's page, and spellings that people settle for everyone."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError

from sarhad.entities.actions import Draft, contribute, retract
from sarhad.kernel.claim import Scope
from sarhad.systems.monitor.places.looking import known, meanings
from sarhad.systems.monitor.places.queries import resolve
from sarhad.systems.monitor.places.settled import decisions, settle, settled
from sarhad.systems.monitor.store.follower import Monitor
from sarhad.systems.monitor.tests.tabling import HEAD, table
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
ROWS = (
    "Uzbekistan,,Chorsu,2016-03-05,Heroin,12.5,Kilogram,,,,",
    "Uzbekistan,,Chorsu,2016-03-06,Heroin,12.5,Kilogram,,,,",
    "Uzbekistan,,Tashkent,2016-04-01,Opium,3,Kilogram,,,,",
    "Uzbekistan,Surkhandarya,Termez,2016-04-01,Opium,3,Kilogram,,,,",
    "Tajikistan,,,2016-04-01,Opium,3,Kilogram,,,,",
    "Colombia,Antioquia,,2016-04-01,Cocaine,3,Kilogram,,,,",
)
HIDDEN = ("Uzbekistan,,House of Karimov,2016-03-05,Heroin,1,Kilogram,,,,",)


def page(client, address: str, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.content.decode())


def test_what_people_settle_goes_first_for_everyone_and_only_what_is_public(cast: Cast):
    owner, partner = cast.reader("owner"), cast.reader("partner")
    assert resolve("uz", "", "Chorsu", settled()).how == "unknown"
    settle(owner, "uz", "Chorsu", "UZ-TK", "A market")
    assert resolve("uz", "", " chorsu ", settled())[0] == "UZ-TK"
    assert resolve("kz", "", "Chorsu", settled()).how == "unknown"
    settle(owner, "uz", "chorsu", "UZ-SA", "Another market")  # its own decision, corrected
    assert [each.region for each in decisions()] == ["UZ-SA"]
    settle(partner, "uz", "Chorsu", "UZ-TK", "The market")
    assert resolve("uz", "", "Chorsu", settled()).how == "settled-twice"
    retract(partner, [next(each.ref for each in decisions() if each.office == partner.office)])
    settle(owner, "uz", "Kamchik", "", "A pass between two")
    assert resolve("uz", "", "Kamchik", settled()).how == "settled-none"
    hidden = {"written": ["Termez"], "country": ["uz"], "regionCode": ["UZ-BU"]}
    contribute(owner, [Draft("PlaceName", hidden)], Scope())
    contribute(owner, [Draft("PlaceName", hidden)], Scope(read=("KZ-MIA",)))
    assert set(settled()) == {("uz", "chorsu"), ("uz", "kamchik")}
    with pytest.raises(ValidationError):
        settle(owner, "uz", "Chorsu", "KZ-ALM", "No")


def test_spellings_without_a_region_are_those_of_the_tables_that_one_sees(cast: Cast):
    owner = cast.reader("owner")
    table(owner, ROWS, head=HEAD)
    table(owner, HIDDEN, Scope(), name="Not public")
    everyone = known(cast.reader("anonymous"))
    assert [each[:3] for each in everyone.unresolved] == [("uz", "Chorsu", 2), ("uz", "Tashkent", 1)]
    assert everyone.unresolved[1].found.might == ("UZ-TK", "UZ-TO")
    assert {each.country: tuple(each[1:]) for each in everyone.shares} == {"tj": (1, 0, 1), "uz": (4, 1, 0)}
    assert ("uz", "House of Karimov", 1) in [each[:3] for each in known(owner).unresolved]
    public, own = cast.client("anonymous"), cast.client("owner")
    shown = page(public, "/monitor/places/")
    assert "Chorsu" in shown
    assert "Karimov" not in shown
    assert "/monitor/places/settle/" not in shown
    settle_page = "/monitor/places/settle/?country=uz&written="
    assert "no table that everyone sees" in page(own, settle_page + "House of Karimov")
    assert "no table that everyone sees" not in page(own, settle_page + "Chorsu")
    assert public.get(settle_page + "Chorsu").status_code == 302
    assert b"Chorsu,2" in public.get("/monitor/places/?form=csv").content
    settle(owner, "uz", "Chorsu", "UZ-TK", "A market")
    Monitor().catch_up()
    assert [each.written for each in known(cast.reader("anonymous")).unresolved] == ["Tashkent"]


def test_a_name_is_looked_up_in_every_country(cast: Cast):
    assert {each.country: each.found.region for each in meanings("Сурхандарьинская область")} == {"uz": "UZ-SU"}
    assert [each.found.might for each in meanings("Almaty", "kz")] == [("KZ-ALA", "KZ-ALM")]
    assert [each.country for each in meanings("Colombia")] == ["co"]
    assert meanings("nowhere at all") == []
    shown = page(cast.client("anonymous"), "/monitor/places/?q=Surxondaryo", "ru")
    assert "Сурхандарьинская область" in shown
    assert "Could be" not in page(cast.client("anonymous"), "/monitor/places/?q=Surxondaryo&country=xx")


def test_settling_asks_for_a_region_and_a_reason_and_tells_what_is_wrong(cast: Cast):
    client, address = cast.client("owner"), "/monitor/places/settle/"
    wrong = client.post(address, {"country": "uz", "written": "Chorsu", "region": "", "reason": ""})
    assert wrong.status_code == 200
    assert wrong.context["form"].errors.keys() == {"region", "reason"}
    for given in ({}, {"country": "fr", "written": "x"}, {"country": "uz", "written": " "}):
        assert client.get(address, given).status_code == 404
    assert cast.client("researcher").get(address, {"country": "uz", "written": "x"}).status_code == 404
    given = {"country": "uz", "written": "Chorsu", "region": "-", "reason": "A bazaar in many towns"}
    done = client.post(address, given)
    if done.url != "/monitor/places/":  # the password first
        done = client.post(done.url, {"password": "the owner's password"})
    assert [each[2:6] for each in decisions()] == [("uz", "Chorsu", "", "A bazaar in many towns")]
    assert "A bazaar in many towns" in page(cast.client("anonymous"), "/monitor/places/")
