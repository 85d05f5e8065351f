"""Recommendations from their making to proof, and the pages on which that happens."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from sarhad.desk.plans import actions, queries
from sarhad.desk.plans.folding import fold
from sarhad.desk.plans.records import Step
from sarhad.kernel.claim import Act, Claim, Kind, Scope
from sarhad.ledger.actions import act, append, feed_of
from tests.cast import MEMBERS, Cast

TODAY = date(2026, 11, 21)
MAKER, DOER = {"CENTRE"}, {"TJ-DCA"}


def said(step: str, office: str, day: str = "2026-11-01", **more: str) -> Step:
    return Step(step, day, f"{step}{office}{day}", office, **more)


@pytest.mark.parametrize(
    ("steps", "state", "ended", "disputed", "due"),
    [
        ([], "made", False, False, "2026-12-01"),
        ([said("accepted", "TJ-DCA"), said("under-way", "TJ-DCA")], "under-way", False, False, "2026-12-01"),
        ([said("done", "KZ-MIA")], "made", False, False, "2026-12-01"),  # not theirs to say
        ([said("confirmed", "TJ-DCA")], "made", False, False, "2026-12-01"),
        ([said("done", "TJ-DCA")], "done", False, False, "2026-12-01"),
        ([said("done", "TJ-DCA"), said("confirmed", "CENTRE")], "confirmed", True, False, "2026-12-01"),
        ([said("done", "TJ-DCA"), said("rejected", "TJ-DCA")], "rejected", True, True, "2026-12-01"),
        ([said("rejected", "TJ-DCA"), said("dropped", "CENTRE")], "dropped", True, False, "2026-12-01"),
        ([said("postponed", "TJ-DCA", due="2027-03-01")], "postponed", False, False, "2027-03-01"),
        (
            [
                said("postponed", "TJ-DCA", due="2027-05-01"),
                said("postponed", "TJ-DCA", "2026-11-09", due="2027-02-01"),
            ],
            "postponed", False, False, "2027-02-01",
        ),
    ],
)  # fmt: skip
def test_the_state_is_a_fold_of_the_steps(steps, state, ended, disputed, due):
    for seed in range(3):
        random.Random(seed).shuffle(steps)
        found = fold(steps, MAKER, DOER, "2026-10-01", "2026-12-01")
        assert (found.step, found.ended, found.disputed, found.due) == (state, ended, disputed, due)


@pytest.fixture
def cast(db, django_db_blocker) -> Cast:
    return Cast()


pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def made(cast: Cast, office: str = "TJ-DCA", due: str = "20.11.2026", read: tuple[str, ...] = ()) -> str:
    values = {"name": ["Two more lanes"], "office": [office], "dueDate": [due]}
    return actions.recommend(cast.reader("centre"), values, Scope(read=read))


def test_from_making_to_proof(cast):
    id = made(cast)
    owner, centre = cast.reader("owner"), cast.reader("centre")
    [mine] = queries.due(owner, today=TODAY)
    assert (mine.id, mine.late(TODAY), mine.days_left(TODAY)) == (id, True, -1)
    assert queries.items(cast.reader("partner")) == []
    with pytest.raises(ValidationError, match="shows that it is done"):
        actions.take_step(owner, mine, "done", "21.11.2026")
    with pytest.raises(ValidationError, match="cannot take"):
        actions.take_step(owner, mine, "confirmed", "21.11.2026")
    actions.take_step(owner, mine, "done", "21.11.2026", evidence="Act of acceptance 14")
    [waiting] = queries.to_confirm(centre)
    assert (waiting.steps[-1].evidence, waiting.late(TODAY)) == ("Act of acceptance 14", False)
    actions.take_step(centre, waiting, "confirmed", "22.11.2026")
    assert queries.item(owner, id).state.ended
    assert (queries.items(owner), len(queries.items(owner, ended=True))) == ([], 1)


def test_a_step_reaches_whom_the_recommendation_reaches(cast):
    id = made(cast, read=(MEMBERS,))
    actions.take_step(cast.reader("owner"), queries.item(cast.reader("owner"), id), "accepted", "21.11.2026")
    assert queries.item(cast.reader("partner"), id).state.step == "accepted"
    assert queries.item(cast.reader("outsider"), id) is None


def test_an_earlier_date_makes_nobody_the_maker(cast):
    id = made(cast, read=(MEMBERS,))
    claim = Claim(id, "Recommendation", {"name": ["Nothing to do"], "office": ["TJ-DCA"]}, stated="2001-01-01")
    cast.contribute("TJ-DCA", [claim], Scope(read=(MEMBERS,)))
    found = {each.maker: each.name for each in queries.items(cast.reader("partner"))}
    assert found == {"CENTRE": "Two more lanes", "TJ-DCA": "Nothing to do"}
    assert queries.item(cast.reader("partner"), id, "CENTRE").name == "Two more lanes"


def test_an_heir_is_in_charge_of_what_the_closed_office_was(cast):
    id = made(cast)
    heir = act(Act.HEIR, {"office": "TJ-DCA", "heir": "BLO-NP", "received": "true"})
    append(feed_of("TJ-DCA"), kind=Kind.SUCCESSION, items=[heir], scope=Scope(read=("public",)), officer="x")
    reader = cast.reader("liaison")
    [item] = queries.due(reader, today=TODAY)
    assert (item.id, item.office) == (id, "TJ-DCA")
    actions.take_step(reader, item, "done", "21.11.2026", evidence="Seen")
    assert queries.item(cast.reader("centre"), id).state.step == "done"


def test_the_pages_of_a_meeting_and_what_it_decided(cast):
    client, owner = cast.client("centre"), cast.client("owner")
    given = {
        "name": "Ak-Zhol", "meetingType": "border", "date": "20.11.2026", "office": ["CENTRE", "TJ-DCA"],
        "participants": "12", "level": "1", "read": [MEMBERS], "r0-name": "Ten passport controllers",
        "r0-office": "TJ-DCA", "r0-dueDate": "01.12.2026",
    }  # fmt: skip
    half = client.post("/meetings/new/", {**given, "r1-name": "A room for families"})
    assert b"by whom and by when" in half.content
    done = client.post("/meetings/new/", given, follow=True)
    assert b"Ten passport controllers" in done.content
    [item] = queries.items(cast.reader("owner"))
    assert b"Ten passport controllers" in owner.get("/recommendations/").content
    proof = SimpleUploadedFile("act.pdf", b"%PDF-1.4 signed", content_type="application/pdf")
    address = f"/recommendations/{item.id}/step/"
    assert owner.post(address, {"step": "done", "date": "21.11.2026"}).status_code == 200  # asks for proof
    page = owner.post(address, {"step": "done", "date": "21.11.2026", "files": [proof]}, follow=True)
    assert b"act.pdf" in page.content
    assert b"confirm it" in client.get(f"/recommendations/{item.id}/").content
    assert cast.client("outsider").get(f"/recommendations/{item.id}/").status_code == 404


def test_a_plan_holds_its_steps(cast):
    client = cast.client("owner")
    page = client.post(
        "/plans/new/", {"name": "Winter", "startDate": "2026", "endDate": "2027", "level": "0"}, follow=True
    )
    [plan] = queries.plans(cast.reader("owner"))
    assert b"no steps yet" in page.content
    given = {
        "name": "Heat the kennel", "recommendationType": "action", "office": "TJ-DCA", "dueDate": "01.12.2026",
        "level": "0",
    }  # fmt: skip
    client.post(f"/recommendations/new/?plan={plan.id}", given)
    assert b"Heat the kennel" in client.get(f"/plans/{plan.id}/").content
    assert client.get(f"/recommendations/new/?plan={'0' * 32}").status_code == 404
