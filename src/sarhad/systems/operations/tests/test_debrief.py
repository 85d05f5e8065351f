"""Debriefings of each office, recommendations followed to done, and what is printed for whom."""

from __future__ import annotations

import re
import zlib

import pytest

from sarhad.entities.actions import Draft, contribute
from sarhad.kernel.claim import Handling, Scope
from sarhad.systems.operations import actions, papers, queries
from sarhad.systems.operations.debrief import debriefs
from sarhad.systems.operations.tests.world import NAMED, approved, of, opened
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
BRIEF = {"information": ["A lorry"], "intention": ["To stop it"], "method": ["At kilometre 12"], "risks": ["Ice"]}
GIVEN = {
    "date": "20.11.2026", "p0": "To stop one lorry", "p1": "Two came", "r0-name": "Train on two lorries",
    "r0-office": "KZ-MIA", "r0-dueDate": "31.01.2027",
}  # fmt: skip


@pytest.fixture
def cast() -> Cast:
    return Cast()


def started(cast: Cast, **more: str) -> str:
    id = opened(cast, **more)
    approved(cast, id)
    for step in ("briefed", "started"):
        actions.take_step(cast.reader("owner"), of(cast, id), step, "2026-11-18")
    return id


def test_each_office_says_its_own_and_all_read_both(cast):
    id = started(cast)
    address = f"/operations/{id}/debriefing/"
    for who, more in (("partner", {}), ("owner", {"p1": "One got away"})):
        answer = cast.client(who).post(f"{address}new/", GIVEN | more)
        assert answer.status_code == 302, answer.content.decode()
    found = debriefs(cast.reader("partner"), of(cast, id, "partner"))
    assert [(each.office, each.parts[1].text) for each in found] == [
        ("TJ-DCA", "One got away"),
        ("KZ-MIA", "Two came"),
    ]
    text = cast.client("partner").get(address).content.decode()
    for part in ("What was planned", "To stop one lorry", "One got away", "Two came", "Train on two lorries"):
        assert part in text, part
    assert cast.client("third").get(address).status_code == 404


def test_a_recommendation_is_followed_to_done(cast):
    id = started(cast)
    cast.client("owner").post(f"/operations/{id}/debriefing/new/", GIVEN)
    [item] = cast.client("owner").get(f"/operations/{id}/debriefing/").context["items"]
    assert (item.source, item.office, item.state.due) == (id, "KZ-MIA", "2027-01-31")
    for who, step, more in (("partner", "done", {"evidence": "Held on 12 January"}), ("owner", "confirmed", {})):
        given = {"step": step, "date": "12.01.2027"} | more
        assert cast.client(who).post(f"/recommendations/{item.id}/step/", given).status_code == 302
    [item] = cast.client("partner").get(f"/operations/{id}/debriefing/").context["items"]
    assert (item.state.step, item.state.ended) == ("confirmed", True)
    assert (
        f"/operations/{id}/debriefing/"
        in cast.client("partner").get(f"/recommendations/{item.id}/").content.decode()
    )
    actions.dismiss(cast.reader("owner"), of(cast, id), "KZ-MIA")
    assert cast.client("partner").get(f"/recommendations/{item.id}/").status_code == 404


def test_the_leads_debriefing_is_the_step_of_the_operation(cast):
    id = started(cast)
    actions.take_step(cast.reader("owner"), of(cast, id), "completed", "2026-11-19")
    form = cast.client("partner").get(f"/operations/{id}/debriefing/new/").context["form"]
    assert "ended" not in form.fields
    assert (
        cast.client("owner").post(f"/operations/{id}/debriefing/new/", GIVEN | {"ended": "on"}).status_code == 302
    )
    assert of(cast, id).state.step == "debriefed"


def test_nothing_to_look_back_on_before_it_begins_and_nothing_without_words(cast):
    id = opened(cast)
    assert cast.client("owner").get(f"/operations/{id}/debriefing/new/").status_code == 404
    id = started(cast)
    for wrong, says in (
        ({"p0": "", "p1": " "}, "Write under one heading"),
        ({"date": "31.02.2026"}, "date"),
        ({"r0-dueDate": ""}, "by whom and by when"),
    ):
        answer = cast.client("owner").post(f"/operations/{id}/debriefing/new/", GIVEN | wrong)
        assert answer.status_code == 200
        assert says in answer.content.decode()


def test_an_office_outside_says_nothing_of_it(cast):
    """Whoever knows the id of an operation can name it; it stands on no page of the operation."""
    id = started(cast)
    values = {"operation": [id], "meetingType": ["debriefing"], "date": ["2026-11-20"], "minutes": ["## x\ny"]}
    contribute(cast.reader("outsider"), [Draft("Meeting", values)], Scope(read=("TJ-DCA",)))
    assert debriefs(cast.reader("owner"), of(cast, id)) == []


# On paper


def drawn(monkeypatch) -> list[str]:
    """The texts of what is printed."""
    said: list[str] = []
    monkeypatch.setattr(papers, "pdf", lambda _template, data: said.append(str(data)) or b"%PDF-")
    return said


def test_a_print_holds_the_own_part_only(cast, monkeypatch):
    id, said = opened(cast), drawn(monkeypatch)
    owner = cast.reader("owner")
    for office, officers in (("TJ-DCA", "41"), ("KZ-MIA", "17")):
        values = {"office": [office], "forceType": ["planned"], "officers": [officers]}
        actions.add(owner, of(cast, id), "OperationForce", values)
        actions.brief(owner, of(cast, id), office, BRIEF | {"method": [f"Method of {office}"]})
    for who, own, others in (("partner", "17", "41"), ("owner", "41", None)):
        assert cast.client(who).get(f"/operations/{id}/plan/print/?lang=ru").status_code == 200
        assert f"'{own}'" in said[-1]
        assert others is None or f"'{others}'" not in said[-1]
        assert "'handling': 'H1'" in said[-1]
        assert "План операции" in said[-1] or "Plan of operation" in said[-1]
    assert cast.client("partner").get(f"/operations/{id}/briefing/KZ-MIA/print/").status_code == 200
    assert "Method of KZ-MIA" in said[-1]
    assert "Method of TJ-DCA" not in said[-1]
    assert cast.client("partner").get(f"/operations/{id}/briefing/TJ-DCA/print/").status_code == 404
    for page in ("plan/print/", "briefing/KZ-MIA/print/"):
        assert cast.client("third").get(f"/operations/{id}/{page}").status_code == 404


def test_what_may_not_leave_the_office_is_not_printed(cast):
    id = actions.open_operation(cast.reader("owner"), NAMED, ("KZ-MIA",), Handling(2))
    assert cast.client("owner").get(f"/operations/{id}/plan/print/")["Content-Type"] == "application/pdf"
    answer = cast.client("partner").get(f"/operations/{id}/plan/print/")
    assert answer.url == f"/operations/{id}/plan/"


def test_the_papers_are_drawn_in_both_languages(cast):
    id = opened(cast)
    owner = cast.reader("owner")
    check = {"checkType": ["risk"], "item": ["x"], "question": ["Who knows the way?"], "answer": ["met"]}
    actions.add(owner, of(cast, id), "OperationCheck", check)
    actions.brief(owner, of(cast, id), "KZ-MIA", BRIEF | {"information": ["کریمی محمد\nA lorry"]})
    [brief] = queries.briefs(cast.reader("partner"), of(cast, id, "partner"))
    for to in ("en", "ru"):
        for data in (
            papers.plan_paper(owner, of(cast, id), to),
            papers.brief_paper(cast.reader("partner"), of(cast, id, "partner"), brief, to),
        ):
            assert data.startswith(b"%PDF-")
            streams = re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)
            assert any(len(zlib.decompress(each)) > 500 for each in streams if each[:1] == b"x")
