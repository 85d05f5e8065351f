"""The state of a notice is a function of the set of its steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.systems.wanted.folding import ENDS, ISSUERS, fold, in_order, stages
from sarhad.systems.wanted.records import State, Step

DAYS = ["2026-01-01", "2026-02", "2026-03-05", "2025"]
STEPS = st.builds(
    Step,
    step=st.sampled_from([*stages(), "of a later version"]),
    date=st.sampled_from(DAYS),
    ref=st.integers(0, 50).map(lambda n: f"{n:032x}.0"),
    office=st.sampled_from(["TJ-DCA", "KG-MIA"]),
)
MANY = st.lists(STEPS, max_size=8, unique_by=lambda step: step.ref)


@given(MANY, st.randoms(use_true_random=False))
def test_order_of_arrival_never_matters(steps, rng):
    shuffled = list(steps)
    rng.shuffle(shuffled)
    assert fold(shuffled) == fold(steps)
    assert in_order(shuffled) == in_order(steps)


@given(MANY, STEPS)
def test_a_further_step_never_leads_back(steps, further):
    order = {step: n for n, step in enumerate(stages())}
    assert order.get(fold([*steps, further]).step, -1) >= order.get(fold(steps).step, -1) or not steps


@given(MANY)
def test_once_ended_it_stays_ended(steps):
    end = Step("withdrawn", "2024", "f" * 32 + ".0", "TJ-DCA")
    assert fold([*steps, end])[2:] == (False, True)
    assert fold([*steps, end]).step == "withdrawn"


@given(MANY)
def test_steps_told_twice_count_once(steps):
    assert fold([*steps, *steps]) == fold(steps)


def step(name: str, day: str = "2026-01-01", ref: str = "a") -> Step:
    return Step(name, day, ref, "TJ-DCA")


LIVES = [
    ([], State("issued", "2026")),
    (["issued"], State("issued", "2026-01-01")),
    (["arrested", "located"], State("arrested", "2026-01-01")),
    (["issued", "extradited", "arrested"], State("extradited", "2026-01-01", ended=True)),
    (["deceased", "extradited"], State("extradited", "2026-01-01", disputed=True, ended=True)),
    (["deceased", "extradited", "withdrawn"], State("withdrawn", "2026-01-01", ended=True)),
    (["deceased", "withdrawn"], State("withdrawn", "2026-01-01", ended=True)),
]


@pytest.mark.parametrize(("names", "expected"), LIVES)
def test_lives(names, expected):
    assert fold([step(name, ref=name) for name in names], "2026") == expected


def test_of_equal_stages_the_later_day_then_the_name_counts():
    found = in_order(
        [step("located", "2026-03-01", "a"), step("located", "2026-01-01", "c"), step("located", ref="b")]
    )
    assert [(each.date, each.ref) for each in found] == [
        ("2026-01-01", "b"),
        ("2026-01-01", "c"),
        ("2026-03-01", "a"),
    ]


def test_every_end_and_every_step_of_the_issuer_stands_in_the_schema():
    assert set(stages()) >= ENDS | ISSUERS
