"""The region, told with few everyday records: each account sees what the story says it does."""

from __future__ import annotations

import os
import sys

import orjson
import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError

from sarhad.access.actions import grant
from sarhad.access.queries import visible
from sarhad.access.reader import anonymous
from sarhad.access.roles import LABELS
from sarhad.demo import __main__ as demo
from sarhad.demo import names, picture, region
from sarhad.demo.build import build
from sarhad.demo.region import officer_at
from sarhad.demo.story import Story
from sarhad.entities.attachments import sniff
from sarhad.entities.basis import built
from sarhad.entities.queries import profile
from sarhad.entities.records import Profile
from sarhad.kernel.claim import Scope
from sarhad.ledger.models import Fragment, Level
from sarhad.ledger.verify import verify
from sarhad.systems.exchange import recalls

OWNERS = [  # who, what, the offices whose statements make the profile; nothing: it is as if it were not there
    ("rahimova", "karimov", "KG-MIA TJ-DCA UZ-SCC"),
    ("mirzoeva", "karimov", "KG-MIA TJ-DCA UZ-SCC"),
    ("toktosunova", "karimov", "KG-MIA TJ-DCA UZ-SCC"),
    ("usenov@BLO-KM", "karimov", "KG-MIA TJ-DCA UZ-SCC"),
    ("orlov", "karimov", "KG-MIA TJ-DCA UZ-SCC"),
    ("zhumabaev", "karimov", "KG-MIA TJ-DCA"),
    ("zhumabaev", "karimov in Tashkent", ""),
    ("toleev", "karimov", ""),
    ("stanekzai", "karimov", ""),
    ("outsider", "karimov", ""),
    ("weber", "karimov", ""),
    ("lindqvist", "karimov", ""),
    ("admin", "karimov", ""),
    ("auditor", "karimov", ""),
    ("rahimova", "aka", "TJ-DCA"),
    ("toktosunova", "aka", ""),
    ("usenov@KG-MIA", "S-77", "BLO-KM"),
    ("rahimova", "S-77", "BLO-KM"),
    ("zhumabaev", "S-77", ""),
    ("stanekzai", "raisins", "BLO-AY"),
    ("outsider", "raisins", ""),
    ("asanov", "walker", "BLO-BD"),
    ("rahimova", "walker", ""),
    ("rahimova", "misread plate", ""),
    ("outsider", "wanted in public", "KZ-MIA"),
    ("", "wanted in public", "KZ-MIA"),
    ("saidov", "buyer in Omsk", ""),
    ("volkov", "buyer in Omsk", "RU-MIA"),
    ("annaev", "recalled company", ""),
    ("zhumabaev", "recalled company", "KZ-MIA"),
    ("asanov", "protected report", "TJ-DCA"),
    ("aliyeva", "protected report", ""),
    ("zhumabaev", "group of the pass", "UZ-SCC"),
    ("asanov", "dealer of the service", "KG-DCS"),
    ("osmonov", "dealer of the service", ""),
    ("asanov", "sample of the service", ""),
    ("osmonov", "sample of the service", "KG-DCS"),
    ("asanov", "receiver in Taraz", "KZ-MIA"),
    ("osmonov", "receiver in Taraz", ""),
]


@pytest.fixture
def story(told_once) -> Story:
    return told_once("region", lambda: build(share=0.05))


def seen(story: Story, who: str, what: str) -> Profile | None:
    username, _, office = who.partition("@")
    return profile(officer_at(username, office) if who else anonymous(), story.entity(what))


def test_each_sees_what_the_story_says(story):
    found = {}
    for who, what, _owners in OWNERS:
        it = seen(story, who, what)
        found[who, what] = " ".join(it.owners) if it else ""
    assert found == {(who, what): owners for who, what, owners in OWNERS}


def test_the_man_of_three_offices(story):
    it = seen(story, "rahimova", "karimov")
    assert [name.text for name in it.names] == [
        "Karimov Farhod Salimzoda",
        "Каримов Фарҳод Салимзода",
        "Karimov Farhod",
        "Karimov Farkhod Salimovich",
    ]
    born = it.fact("birthDate")
    assert born.differs
    assert {value.value for value in born.values} == {"1983-04-14", "1983-04-04", "1983"}
    assert len(it.members) == 3
    assert it.handling.level == 2
    assert [picture.attachment.media_type for picture in it.pictures] == ["image/png"]


def test_pointed_to_and_counted_without_being_read(story):
    levels = [("rahimova", "walker", Level.POINT), ("weber", "S-77", Level.COUNT)]
    for who, what, level in levels:
        reader = officer_at(who)
        assert visible(reader, level).filter(entity=story.entity(what)).exists()
        assert not visible(reader).filter(entity=story.entity(what)).exists()


def test_two_offices_disagree(story):
    assert seen(story, "rahimova", "yusupova in Ashgabat").disputes
    assert not seen(story, "annaev", "elder brother").disputes


def test_one_holder_is_late(story):
    signed = {
        holder.office: holder.receipt for each in recalls.given(officer_at("aliyeva")) for holder in each.holders
    }
    assert {office for office, receipt in signed.items() if receipt} == {"KZ-MIA", "RU-MIA"}
    assert [holder.office for _, holder in recalls.late(officer_at("aliyeva"))] == ["TM-SCS"]
    assert [each.statement.entity for each in built(officer_at("zhumabaev"))] == [story.entity("recalled company")]


def test_protected_information_goes_to_bound_states_alone(story):
    refs = [statement.ref for statement in seen(story, "saidov", "protected report").statements]
    with pytest.raises(ValidationError, match="AZ has signed, not ratified"):
        grant(officer_at("saidov"), refs=refs, scope=Scope(read=("AZ-SCC",)))
    grant(officer_at("saidov"), refs=refs, scope=Scope(read=("UZ-SCC",)))


def test_the_ledger_verifies(story):
    assert [str(fault) for fault in verify(derived=True)] == []


NOBODYS = (
    "+99200555",
    "+996555000",
    "+998555000",
    "+77000000",
    "+993655000",
    "+7955000",
    "+994555000",
    "+93790000",
)


def test_everything_that_could_be_real_is_not(story):
    """Documents, plates and phones are from ranges that nobody has."""
    for data in map(orjson.loads, Fragment.objects.values_list("data", flat=True)):
        held = data["properties"]
        assert all(value.startswith("SIM ") for value in held.get("passportNumber", ()))
        assert all(value.startswith("0000 555 ") for value in held.get("idNumber", ()))
        assert all(value.startswith(NOBODYS) for value in held.get("phone", ()))
        assert all("0000" in value or "000000" in value for value in held.get("registrationNumber", ()))


def test_an_account_for_each_role():
    assert {role for _username, _name, _office, role, _language in region.SHOWN} == set(LABELS)


def test_names_are_the_same_every_time():
    culture = names.cultures()["tg"]
    first, again = (names.invent(culture, Story().rng) for _ in range(2))
    assert first == again


def test_pictures_are_pictures():
    assert sniff(picture.nobody()) == "image/png"
    assert picture.nobody() != picture.nobody(tilt=9)


def test_it_never_removes_what_it_did_not_make(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "HOME", tmp_path)
    (tmp_path / "secret").write_text("of a real node")
    with pytest.raises(SystemExit):
        demo.remove()
    assert (tmp_path / "secret").exists()


def test_it_never_writes_into_a_real_database(monkeypatch):
    real = {"DATABASE_URL": "postgresql://real", "SARHAD_HOME": "/var/lib/sarhad"}
    monkeypatch.setattr(os, "environ", real)
    demo.environment()
    assert "DATABASE_URL" not in real
    assert real["SARHAD_HOME"] == str(demo.HOME)


def test_a_region_of_another_version_is_made_anew(tmp_path, monkeypatch):
    def refuse() -> None:
        raise ImproperlyConfigured("older")

    started: list[list[str]] = []

    def start(program: str, arguments: list[str]) -> None:
        started.append(arguments)
        raise SystemExit

    (tmp_path / "region").touch()
    monkeypatch.setattr(demo, "MADE", tmp_path / "region")
    monkeypatch.setattr(demo, "environment", lambda: None)
    monkeypatch.setattr("sarhad.commands.base.setup", lambda: None)
    monkeypatch.setattr("sarhad.home.must_be_ready", refuse)
    monkeypatch.setattr(sys, "argv", ["dev.py demo", "--port", "8009"])
    monkeypatch.setattr(os, "execv", start)
    with pytest.raises(SystemExit):
        demo.main()
    assert started[0][-3:] == ["--fresh", "--port", "8009"]
