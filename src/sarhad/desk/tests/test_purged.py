"""A purge reaches what lies beside the ledger: drafts that were decided go, what waits is counted."""

from __future__ import annotations

import pytest

from sarhad.access.actions import enrol_officer
from sarhad.access.reader import operator
from sarhad.collect.models import State, Submission, SubmissionFile
from sarhad.desk import queries
from sarhad.desk.models import Proposal
from sarhad.desk.requests import Ask, approve, propose, refuse_proposal
from sarhad.entities import actions
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

WITNESS = "Does a witness named Karimova live at 7 Simulated Street?"


def submission(office: str, state: str) -> Submission:
    made = Submission.objects.create(
        office=office, report=f"{State.values.index(state):032x}", digest="d1" * 16, form="seizure", via="openrosa",
        state=state, xml=f"<data><text>{WITNESS}</text></data>".encode(),
    )  # fmt: skip
    SubmissionFile.objects.create(submission=made, name="note.txt", data=WITNESS.encode())
    return made


def test_drafts_and_forms_are_no_second_copy(cast):
    enrol_officer(
        operator(), username="second", name="S", language="en", password=PASSWORD, office="TJ-DCA", roles=["head"]
    )
    head, analyst = cast.reader("owner"), cast.reader("colleague")
    asked, other = Ask(WITNESS, to=("KZ-MIA",)), Ask("Whose car is it?", to=("KZ-MIA",))
    signed, refused, waits, kept = (propose(analyst, each) for each in (asked, asked, asked, other))
    request = approve(head, signed)
    for row in (refused, kept):
        refuse_proposal(head, row, "Not now.")
    for office in ("TJ-DCA", "KZ-MIA"):
        submission(office, State.DISMISSED)
    submission("TJ-DCA", State.QUARANTINED)
    refs = [each.ref for each in queries.request(head, request).statements]
    receipt = actions.purge(head, refs, "a court ordered it", cast.reader("second"))
    assert set(Proposal.objects.values_list("pk", flat=True)) == {waits.pk, kept.pk}
    assert set(Submission.objects.values_list("office", "state")) == {
        ("KZ-MIA", State.DISMISSED), ("TJ-DCA", State.QUARANTINED),
    }  # fmt: skip
    assert [text for text in receipt.told if "hold the same words: 3." in text]  # a draft, a form and its file


def test_numbers_of_drafts_do_not_count_those_of_others(cast):
    rows = [propose(cast.reader("colleague"), Ask("Who?", to=("KZ-MIA",))) for _again in range(3)]
    assert len({row.pk for row in rows}) == 3
    assert min(row.pk for row in rows) > 1000
