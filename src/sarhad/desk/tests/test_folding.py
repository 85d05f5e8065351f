"""What steps and answers come to: tables, and the same whatever their order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.desk.clocks import clock
from sarhad.desk.folding import asked_until, fold, newest_due
from sarhad.desk.records import Answered, Step
from sarhad.kernel.calendars import Term, due, is_working_day
from sarhad.kernel.claim import FragmentRef, Handling

A, B, HEIR, CENTRE = "A", "B", "HEIR", "CENTRE"


def step(code: str, office: str, day: int = 1, due: str = "") -> Step:
    return Step(code, f"2026-11-{day:02d}", f"{day:032x}.0", office, "", due)


def reply(outcome: str, office: str = B, day: int = 5) -> Answered:
    ref = FragmentRef(f"{day:032x}", 0)
    return Answered(
        "", "", f"2026-11-{day:02d}", office, outcome, "", "", "", "", (), (), "", (), Handling(), False, ref
    )


SENT = step("sent", A)


@pytest.mark.parametrize(
    ("steps", "replies", "state", "outcome", "ended", "disputed"),
    [
        ([SENT], [], "sent", "", False, False),
        ([SENT, step("passed-on", CENTRE, 2), step("received", B, 3)], [], "received", "", False, False),
        ([SENT, step("accepted", A, 2)], [], "sent", "", False, False),  # nobody takes it up for another
        ([SENT, step("closed", B, 2)], [], "sent", "", False, False),  # nor closes it
        ([SENT, step("accepted", B, 2), step("reminded", A, 9)], [], "accepted", "", False, False),
        ([SENT], [reply("interim")], "sent", "interim", False, False),
        (
            [SENT, step("answered", B, 6)],
            [reply("interim"), reply("full", day=6)],
            "answered",
            "full",
            False,
            False,
        ),
        (
            [SENT, step("answered", B, 6)],
            [reply("nothing-held", day=4), reply("full", day=6)],
            "answered",
            "full",
            False,
            False,
        ),
        ([SENT, step("refused", B, 5)], [reply("refused")], "refused", "refused", False, False),
        (
            [SENT],
            [reply("full"), reply("refused", HEIR, 6)],
            "sent",
            "refused",
            False,
            True,
        ),  # two heirs, two words
        ([SENT], [reply("full"), reply("partial", HEIR, 6)], "sent", "partial", False, False),
        ([SENT], [reply("full", CENTRE)], "sent", "", False, False),  # not asked
        ([SENT, step("answered", B, 5), step("closed", A, 7)], [reply("full")], "closed", "full", True, False),
        ([SENT, step("withdrawn", A, 2)], [], "withdrawn", "", True, False),
    ],
)
def test_state(steps, replies, state, outcome, ended, disputed):
    found = fold(steps, replies, {A}, {B, HEIR}, "2026-11-01")
    assert (found.step, found.outcome, found.ended, found.disputed) == (state, outcome, ended, disputed)


CODES = st.sampled_from(["sent", "received", "answered", "extended", "closed"])
SAID_BY = st.sampled_from([A, B, HEIR])
STEPS = st.builds(step, CODES, SAID_BY, st.integers(1, 28), st.sampled_from(["", "2026-12-01"]))
REPLIES = st.builds(
    reply, st.sampled_from(["full", "interim", "refused"]), st.sampled_from([B, HEIR]), st.integers(1, 28)
)


@settings(max_examples=50)
@given(
    st.lists(STEPS, max_size=8, unique_by=lambda each: each.ref),
    st.lists(REPLIES, max_size=4, unique_by=lambda each: each.ref),
    st.randoms(use_true_random=False),
)
def test_order_of_arrival_changes_nothing(steps, replies, random):
    def told(steps, replies):
        state = fold(steps, replies, {A}, {B, HEIR}, "2026-11-01")
        last = newest_due(steps, {A})
        return state, last, asked_until(steps, {A}, last)

    mixed, again = [*steps], [*replies]
    random.shuffle(mixed)
    random.shuffle(again)
    assert told(steps, replies) == told(mixed, again)


# Clocks

REGION = ("kz", "kg", "tj", "tm", "uz", "az", "ru", "af", "ir", "pk")


@pytest.mark.parametrize(
    ("country", "days", "last"),
    [
        ("tj", 3, "2026-11-25"),  # sent on a Friday: Monday, Tuesday, Wednesday
        ("ir", 3, "2026-11-23"),  # Saturday counts, Friday would not
        ("xx", 1, "2026-11-23"),
        ("kz", 20, "2026-12-21"),  # Independence Day on the 16th
    ],
)
def test_working_days_are_those_of_the_office_asked(country, days, last):
    assert due(datetime(2026, 11, 20, 9, tzinfo=UTC), Term(working_days=days), country).date().isoformat() == last


def test_rest_days_of_each_country_of_the_region():
    friday, saturday = datetime(2026, 11, 20), datetime(2026, 11, 21)
    rests = {c for c in REGION if not is_working_day(friday.date(), c)}
    assert rests == {"af", "ir"}
    assert {c for c in REGION if is_working_day(saturday.date(), c)} == {"ir"}


@pytest.mark.parametrize(
    ("now", "late", "near", "days"),
    [
        ("2026-11-20T09:00", False, False, 5),
        ("2026-11-24T12:00", False, True, 1),
        ("2026-11-25T18:59", False, True, 0),  # until midnight in Dushanbe
        ("2026-11-25T19:01", True, False, -1),
    ],
)
def test_a_clock_warns_before_it_is_late(now, late, near, days):
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = clock("2026-11-20T08:00:00+00:00", "2026-11-25", "tj", at)
    assert (found.late, found.near, found.days) == (late, near, days)
    answered = clock("2026-11-20T08:00:00+00:00", "2026-11-25", "tj", at, stopped="2026-11-23T10:00:00+00:00")
    assert not answered.late
