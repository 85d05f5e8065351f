"""The post's own page: traffic, assets, what is open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from sarhad.desk import clocks
from sarhad.kernel.claim import Claim, Scope
from sarhad.ledger.models import Entry
from sarhad.systems.border import post

BUSY = {
    "entry_people": "12 500", "entry_vehicles": "1,000", "exit_people": "12\u00a0500", "exit_vehicles": "1000",
    "entry_refused": "7",
}  # fmt: skip


def test_on_a_night_shift_the_day_is_that_of_the_post(cast, monkeypatch):
    """20:30 in UTC, half past one the next day in Dushanbe."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 11, 20, 20, 30, tzinfo=UTC))
    client, given = cast.client("liaison"), {"crossing": "", "entry_people": "12"}
    assert 'value="2027-11-21"' in client.get("/post/traffic/").content.decode()
    assert client.post("/post/traffic/", {**given, "day": "2027-11-22"}).status_code == 200
    assert client.post("/post/traffic/", {**given, "day": "2027-11-21"}).status_code == 302
    assert post.days(cast.reader("liaison"), date(2027, 11, 21))[-1].people == 12


def test_a_busy_day_is_counted_and_the_office_above_reads_it(cast):
    today, liaison = clocks.today(cast.reader("liaison")), cast.client("liaison")
    given = {"day": today.isoformat(), "crossing": "", "released": "on", **BUSY}
    assert liaison.post("/post/traffic/", given).url == "/post/"
    for who in ("liaison", "owner"):  # the post, and the agency that it is part of
        page = cast.client(who).get("/post/").content.decode()
        assert "<b>25\u202f000</b>" in page
        assert "<b>2\u202f000</b>" in page
        assert '<td class="n">12\u202f500</td>' in page
    assert "25\u202f000" not in cast.client("partner").get("/post/").content.decode()
    shown = post.days(cast.reader("liaison"), today)
    assert (len(shown), shown[-1].people, shown[-2].people) == (14, 25000, None)
    assert shown[-1].counted["entry refused"] == 7
    assert "exit refused" not in shown[-1].counted  # nobody counted: not zero


def test_the_same_day_again_corrects_it(cast):
    reader, day = cast.reader("liaison"), timezone.localdate() - timedelta(days=3)
    post.count(reader, "", day, {("entry", "people"): 10, ("exit", "people"): 4}, released=True)
    entries = Entry.objects.count()
    assert post.count(reader, "", day, {("entry", "people"): 10}, released=True) == []
    assert Entry.objects.count() == entries
    post.count(reader, "", day, {("entry", "people"): 12}, released=True)
    (counted,) = (
        each for each in post.days(cast.reader("owner"), timezone.localdate()) if each.date == day.isoformat()
    )
    assert counted.people == 16


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Enter at least one number"),
        ({"entry_people": "-1"}, "greater than or equal to 0"),
        ({"entry_people": "many"}, "whole number"),
        ({"entry_people": "1", "day": "2099-01-01"}, "still to come"),
        ({"entry_people": "1", "crossing": "f" * 32}, "valid choice"),
    ],
)
def test_what_is_refused_is_told_and_stays_typed(cast, given, told):
    day = clocks.today(cast.reader("liaison")).isoformat()
    page = cast.client("liaison").post("/post/traffic/", {"day": day, "exit_people": "", **given})
    assert told in page.content.decode()
    assert f'value="{given.get("day", day)}"' in page.content.decode()


def test_crossings_of_the_own_office_come_first(cast):
    claims = [
        Claim(uuid4().hex, "BorderCrossing", {"name": ["A, elsewhere"]}),
        Claim(uuid4().hex, "BorderCrossing", {"name": ["B, ours"], "office": ["BLO-NP"]}),
    ]
    cast.contribute("TJ-DCA", claims, Scope(read=("BLO-NP",)))
    assert [name for _id, name in post.crossings(cast.reader("liaison"))] == ["B, ours", "A, elsewhere"]
    assert post.crossings(cast.reader("partner")) == []


def test_assets_from_hand_over_to_repair(cast):
    client, given = (
        cast.client("liaison"),
        {"name": "Trailer X-ray", "category": "scanner", "donor": "Simulated fund"},
    )
    given |= {"amount": "120000", "currency": "USD", "keeper": "BLO-NP", "condition": "working", "released": "on"}
    assert client.post("/post/assets/new/", given | {"handoverDate": "14.05.2026"}).url == "/post/assets/"
    dog = {"name": "Rex", "category": "dog", "handler": "O. Rahimov", "keeper": "BLO-NP", "condition": "working"}
    client.post("/post/assets/new/", dog)
    xray, rex = post.assets(cast.reader("liaison"))[::-1]
    assert (xray.name, xray.first("handoverDate"), rex.first("handler")) == (
        "Trailer X-ray",
        "2026-05-14",
        "O. Rahimov",
    )
    changed = client.post(f"/post/assets/{xray.id}/", {"condition": "repair", "keeper": "BLO-NP"})
    assert changed.url == "/post/assets/"
    (faulty,) = post.assets(cast.reader("liaison"), "faulty")
    assert (faulty.name, faulty.first("amount"), faulty.condition) == ("Trailer X-ray", "120000", "repair")
    page = client.get("/post/").content.decode()
    assert "does not work" in page
    assert "O. Rahimov" in page
    assert [each.name for each in post.assets(cast.reader("owner"))] == ["Trailer X-ray"]  # released to the agency
    for who in ("owner", "partner", "outsider"):
        assert cast.client(who).post(f"/post/assets/{xray.id}/", {"condition": "lost"}).status_code == 404, who
    assert post.assets(cast.reader("partner")) == []


def test_who_counts_and_who_looks(cast):
    for who, status in {"border": 200, "auditor": 404, "administrator": 404, "researcher": 404}.items():
        assert cast.client(who).get("/post/").status_code == status, who
    with pytest.raises(PermissionDenied):
        post.count(cast.reader("researcher"), "", date(2026, 1, 1), {("entry", "people"): 1}, released=False)
    with pytest.raises(ValidationError):
        post.count(cast.reader("border"), "", date(2026, 1, 1), {}, released=False)
    page = cast.client("border").get("/post/").content.decode()
    assert "Colleague" in page
    assert "Liaison" not in page  # of another office
