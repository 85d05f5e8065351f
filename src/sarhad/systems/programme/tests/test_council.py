"""The Council's decisions: who sees which, what is late, what stands on paper."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone
from docx import Document

from sarhad.desk.plans import actions
from sarhad.kernel.claim import Handling, Scope
from sarhad.systems.programme.council import council
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

SESSION = {"name": ["Session of March"], "meetingType": ["council"], "date": ["2026-03-31"], "office": ["CENTRE"]}
LONG_AGO = {"name": ["Revise the regulations"], "office": ["CENTRE"], "dueDate": ["2026-06-30"]}
FAR = {"name": ["Launch an operation"], "office": ["KZ-MIA"], "dueDate": ["2099-01-01"]}
SECRET = {"name": ["Ask TJ-DCA alone"], "office": ["TJ-DCA"], "dueDate": ["2099-01-01"]}


@pytest.fixture
def session(cast):
    centre, kind = cast.reader("centre"), {"recommendationType": ["decision"]}
    open_to_all = Scope(read=(MEMBERS,), handling=Handling(0))
    actions.meet(centre, SESSION, [LONG_AGO | kind, FAR | kind], open_to_all)
    actions.recommend(centre, SECRET | kind, Scope(handling=Handling(2)))


def names(cast, who, which):
    found = council(cast.reader(who)).shown(which, timezone.localdate())
    return [each.it.name for each in found]


def test_decisions_are_open_late_or_done(cast, session):
    every = ["Revise the regulations", "Ask TJ-DCA alone", "Launch an operation"]
    assert sorted(names(cast, "centre", "open")) == sorted(every)
    assert names(cast, "centre", "late") == ["Revise the regulations"]
    [late] = (each.it for each in council(cast.reader("centre")).decisions if each.it.name == every[0])
    actions.take_step(cast.reader("centre"), late, "done", "2026-11-20", evidence="Signed")
    assert names(cast, "centre", "done") == ["Revise the regulations"]
    assert names(cast, "centre", "late") == []
    assert names(cast, "third", "all") == ["Revise the regulations", "Launch an operation"]
    assert names(cast, "outsider", "all") == []


def test_paper_names_what_may_be_printed_and_counts_the_rest(cast, session):
    response = cast.client("owner").get("/council/paper/?show=all&form=docx&lang=en")
    paper = Document(io.BytesIO(response.content))
    cells = [cell.text for row in paper.tables[0].rows for cell in row.cells]
    assert "Launch an operation" in cells
    assert "Session of March, 31 Mar 2026" in cells
    assert "Ask TJ-DCA alone" not in cells
    assert any("must be asked first: 1." in line.text for line in paper.paragraphs)
    assert cast.client("owner").get("/council/paper/?show=all&lang=ru").content.startswith(b"%PDF")


def test_a_session_is_put_on_record_with_its_decisions(cast):
    client = cast.client("centre")
    line = {"r5-name": "Agree on a form", "r5-office": "KZ-MIA", "r5-dueDate": "1.2.2099"}
    given = {"name": "Session", "meetingType": "council", "date": "31.03.2026", "office": ["CENTRE"], "level": "1"}
    assert client.post("/council/new/", {**given, "r5-name": "Half"}).status_code == 200  # the term is missing
    assert client.post("/council/new/", {**given, **line, "read": [MEMBERS]}).status_code == 302
    page = client.get("/council/").content.decode()
    assert "Agree on a form" in page
    assert "Done: 0 of 1. Late: 0." in page
    assert "Agree on a form" in cast.client("partner").get("/council/").content.decode()
    assert "Agree on a form" not in cast.client("outsider").get("/council/?show=all").content.decode()
