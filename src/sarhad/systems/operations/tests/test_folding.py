"""How far an operation has come does not depend on the order in which its steps arrive."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.systems.operations.folding import RANK, fold
from sarhad.systems.operations.records import Step

LEADS, OFFICES = {"TJ-DCA"}, {"TJ-DCA", "KZ-MIA"}


def life(*steps: str) -> list[Step]:
    """Steps of the lead, a minute apart; `KZ-MIA:agreed` is one of another office."""
    found = []
    for n, text in enumerate(steps):
        office, _, step = text.rpartition(":")
        found.append(Step(step, f"2026-11-01T10:{n:02d}", f"{n:032x}.0", office or "TJ-DCA"))
    return found


@pytest.mark.parametrize(
    ("steps", "step", "approved", "running", "over"),
    [
        ((), "proposed", False, False, False),
        (("proposed", "KZ-MIA:agreed"), "proposed", False, False, False),
        (("proposed", "planned"), "planned", False, False, False),
        (("proposed", "planned", "approved"), "approved", True, False, False),
        (("planned", "returned", "planned", "approved"), "approved", True, False, False),
        (("planned", "approved", "returned"), "returned", False, False, False),
        (("planned", "approved", "returned", "planned"), "planned", False, False, False),
        (("planned", "KZ-MIA:approved"), "planned", False, False, False),
        (("approved", "briefed", "started"), "started", True, True, False),
        (("approved", "started", "paused"), "paused", True, True, False),
        (("approved", "started", "paused", "resumed"), "resumed", True, True, False),
        (("approved", "started", "KZ-MIA:completed"), "started", True, True, False),
        (("approved", "started", "completed"), "completed", True, False, True),
        (("approved", "started", "completed", "started"), "completed", True, False, True),
        (("approved", "started", "stopped", "debriefed", "closed"), "closed", True, False, True),
        (("proposed", "closed"), "closed", False, False, True),
    ],
)
def test_how_far_it_has_come(steps, step, approved, running, over):
    state = fold(life(*steps), LEADS, OFFICES)
    assert (state.step, state.approved, state.running, state.over) == (step, approved, running, over)
    if len(steps) < 5:
        assert {fold(order, LEADS, OFFICES) for order in permutations(life(*steps))} == {state}


def test_sent_back_at_the_moment_of_its_approval_it_is_not_approved():
    at = "2026-11-01T10:00"
    steps = [Step(each, at, f"{n:032x}.0", "TJ-DCA") for n, each in enumerate(("approved", "returned", "planned"))]
    assert not fold(steps, LEADS, OFFICES).approved


def test_stopped_and_completed_both_stand():
    assert fold(life("started", "stopped", "completed"), LEADS, OFFICES).disputed
    assert not fold(life("started", "KZ-MIA:stopped", "completed"), LEADS, OFFICES).disputed


@given(st.lists(st.sampled_from(sorted(RANK)), max_size=8), st.randoms())
def test_any_order_of_arrival_comes_to_the_same(steps, random):
    given_, shuffled = life(*steps), life(*steps)
    random.shuffle(shuffled)
    assert fold(given_, LEADS, OFFICES) == fold(shuffled, LEADS, OFFICES)
    foreign = [each._replace(office="OUTSIDE") for each in given_]
    assert fold([*given_, *foreign], LEADS, OFFICES) == fold(given_, LEADS, OFFICES)
