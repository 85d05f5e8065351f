"""The direct line: known to two offices, opened when the other one has signed so."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from sarhad.access import actions
from sarhad.access.actions import Heir
from sarhad.access.reader import operator
from sarhad.kernel.claim import Claim, Scope
from sarhad.ledger.models import Entry
from sarhad.systems.border import line
from tests.cast import MEMBERS, Cast

TEXT = "KamAZ 0000 TS 03 with melons, left at 14:05"


def said(cast: Cast, who: str = "owner", to: str = "KZ-MIA", text: str = TEXT, **more) -> str:
    return line.send(cast.reader(who), to, text, **{"purpose": "vehicle", "once": uuid4().hex, **more})


def test_two_offices_read_it_and_nobody_else(cast):
    said(cast)
    seen = {who: cast.client(who).get("/line/TJ-DCA/").content.decode() for who in ("partner", "third", "centre")}
    assert [who for who, page in seen.items() if TEXT in page] == ["partner"]
    assert TEXT in cast.client("border").get("/line/KZ-MIA/").content.decode()
    russian = cast.client("partner")
    russian.post("/language/", {"language": "ru"})
    assert "Едет машина" in russian.get("/line/TJ-DCA/").content.decode()
    assert "Direct line: to open" not in cast.client("third").get("/").content.decode()


def test_it_is_opened_when_the_other_office_has_signed_so(cast):
    id = said(cast, urgent=True)
    sender, other = cast.client("owner"), cast.client("partner-analyst")
    entries = Entry.objects.count()
    assert "KZ-MIA" in sender.get("/line/").content.decode()
    assert "TJ-DCA" in other.get("/").content.decode()
    assert "not opened yet, 0 minutes" in sender.get("/line/KZ-MIA/").content.decode()
    other.get("/line/TJ-DCA/")  # looking signs nothing
    assert Entry.objects.count() == entries
    assert [(each.office, each.unopened, each.urgent) for each in line.waiting(cast.reader("partner"))] == [
        ("TJ-DCA", 1, True)
    ]
    assert cast.client("third").post("/line/TJ-DCA/confirm/", {"message": id}).status_code == 302
    assert Entry.objects.count() == entries  # not theirs to open
    for _again in range(2):
        assert other.post("/line/TJ-DCA/confirm/", {"message": id}).url == "/line/TJ-DCA/"
    assert Entry.objects.count() == entries + 1
    (message,) = line.thread(cast.reader("owner"), "KZ-MIA")
    assert (bool(message.opened), message.opened_by) == (True, "Partner-Analyst")
    assert line.waiting(cast.reader("partner")) == []


def test_a_receipt_counts_only_from_the_office_that_was_written_to(cast):
    id = said(cast)
    receipt = Claim(
        uuid4().hex, "LineReceipt", {"message": [id], "date": ["2026-11-21"]}, stated="2026-11-21T10:00"
    )
    for office in ("TJ-DCA", "UZ-NIAC"):
        cast.contribute(office, [receipt], Scope(read=(MEMBERS,)))
    (message,) = line.thread(cast.reader("owner"), "KZ-MIA")
    assert message.opened is None
    assert line.waiting(cast.reader("partner"))[0].unopened == 1


@pytest.mark.parametrize("stated", ["2026", "2026-11", "2026-11-20", "9999-12-31T23:59:59-05:00"])
def test_an_office_cannot_jam_the_line_with_a_day(cast, stated):
    """(what others state, they state at any precision; an alarm of a third must still be read)"""
    message, side = uuid4().hex, {"fromOffice": ["KZ-MIA"], "toOffice": ["TJ-DCA"], "purpose": ["alarm"]}
    cast.contribute("KZ-MIA", [Claim(message, "LineMessage", side, stated=stated)], Scope(read=("TJ-DCA",)))
    mine = said(cast)
    receipt = Claim(uuid4().hex, "LineReceipt", {"message": [mine]}, stated=stated)
    cast.contribute("KZ-MIA", [receipt], Scope(read=("TJ-DCA",)))
    client = cast.client("owner")
    assert [client.get(address).status_code for address in ("/", "/line/", "/line/KZ-MIA/")] == [200, 200, 200]
    assert line.confirm(cast.reader("owner"), "KZ-MIA", message) == 1


def test_whoever_sends_much_hides_nobody_elses_alarm(cast, monkeypatch):
    monkeypatch.setattr(line, "TOGETHER", 5)
    monkeypatch.setattr(line, "RECENT", 5)
    said(cast, "partner", "TJ-DCA", purpose="alarm")
    said(cast, "owner", "UZ-NIAC")
    side = {"fromOffice": ["OUTSIDE"], "toOffice": ["TJ-DCA"], "purpose": ["other"], "text": ["x"]}
    cast.contribute("OUTSIDE", [Claim(uuid4().hex, "LineMessage", side) for _ in range(6)], Scope(read=("TJ-DCA",)))
    owner = cast.reader("owner")
    assert [(each.office, each.unopened, each.urgent) for each in line.waiting(owner)] == [
        ("KZ-MIA", 1, True), ("OUTSIDE", 5, False),
    ]  # fmt: skip
    assert {each.office for each in line.lines(owner)} == {"KZ-MIA", "OUTSIDE", "UZ-NIAC"}
    assert line.confirm(owner, "KZ-MIA") == 1


@pytest.mark.parametrize(
    ("more", "minutes", "late"),
    [({}, 59, False), ({}, 61, True), ({"urgent": True}, 9, False), ({"urgent": True}, 11, True),
     ({"purpose": "alarm"}, 11, True)],
)  # fmt: skip
def test_what_is_not_opened_in_time_is_late(cast, more, minutes, late):
    said(cast, **more)
    (message,) = line.thread(cast.reader("owner"), "KZ-MIA")
    later = message.at + timedelta(minutes=minutes)
    assert (message.waits(later), message.late(later)) == (minutes, late)
    assert message.at <= timezone.now()


def test_the_same_message_sent_again_is_one(cast):
    client = cast.client("border")
    once = re.search(r'name="once" value="([0-9a-f]{32})"', client.get("/line/KZ-MIA/").content.decode())[1]
    for _again in range(2):
        given = {"purpose": "question", "text": "When?", "once": once}
        assert client.post("/line/KZ-MIA/", given).status_code == 302
    assert len(line.thread(cast.reader("owner"), "KZ-MIA")) == 1


def test_what_is_refused_stays_typed(cast):
    client = cast.client("border")
    page = client.post("/line/KZ-MIA/", {"purpose": "other", "text": " ", "urgent": "on", "once": "0" * 32})
    assert "Write a message" in page.content.decode()
    assert "checked" in page.content.decode()
    for office in ("TJ-DCA", "NOWHERE"):
        assert client.get(f"/line/{office}/").status_code == 404
        with pytest.raises(ValidationError):
            said(cast, to=office)
    with pytest.raises(PermissionDenied):
        said(cast, "auditor")
    assert "refresh" in client.get("/line/KZ-MIA/?watch=1").content.decode()
    assert "textarea" not in client.get("/line/KZ-MIA/?watch=1").content.decode()


def test_an_heir_goes_on(cast):
    id = said(cast, "owner", "UZ-NIAC")
    actions.close_office(operator(), office="UZ-NIAC", heirs=[Heir("KZ-MIA")])
    assert [each.office for each in line.waiting(cast.reader("partner"))] == ["TJ-DCA"]
    assert line.confirm(cast.reader("partner"), "TJ-DCA") == 1
    (message,) = line.thread(cast.reader("owner"), "UZ-NIAC")
    assert (message.id, bool(message.opened)) == (id, True)
    page = cast.client("owner").get("/line/UZ-NIAC/").content.decode()
    assert "UZ-NIAC is closed" in page
    assert "textarea" not in page


def test_opposite_crossings_come_first(cast):
    here, there = uuid4().hex, uuid4().hex
    crossings = [
        Claim(here, "BorderCrossing", {"name": ["Simulated A"], "office": ["BLO-NP"], "opposite": [there]}),
        Claim(there, "BorderCrossing", {"name": ["Simulated B"], "office": ["KZ-MIA"]}),
    ]
    cast.contribute("TJ-DCA", crossings, Scope(read=("BLO-NP", "KZ-MIA")))
    said(cast, "liaison", "CENTRE")
    assert [(each.office, each.opposite) for each in line.lines(cast.reader("liaison"))] == [
        ("KZ-MIA", True), ("CENTRE", False),
    ]  # fmt: skip
    assert [each.office for each in line.lines(cast.reader("partner"))] == ["BLO-NP"]
    assert line.lines(cast.reader("third")) == []
