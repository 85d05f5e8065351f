"""The state of a notice is a function of the set of its steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.systems.wanted.folding import ENDS, ISSUERS, fold, in_order, stages, unconfirmed
from sarhad.systems.wanted.records import State, Step

ISSUER = {"TJ-DCA"}
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
    assert fold(shuffled, ISSUER) == fold(steps, ISSUER)
    assert unconfirmed(shuffled, ISSUER) == unconfirmed(steps, ISSUER)
    assert in_order(shuffled) == in_order(steps)


@given(MANY, STEPS)
def test_a_further_step_never_leads_back(steps, further):
    order = {step: n for n, step in enumerate(stages())}
    assert order[fold([*steps, further], ISSUER).step] >= order[fold(steps, ISSUER).step]


@given(MANY)
def test_once_ended_it_stays_ended(steps):
    end = Step("withdrawn", "2024", "f" * 32 + ".0", "TJ-DCA")
    assert fold([*steps, end], ISSUER)[2:] == (False, True)
    assert fold([*steps, end], ISSUER).step == "withdrawn"


@given(MANY)
def test_steps_told_twice_count_once(steps):
    assert fold([*steps, *steps], ISSUER) == fold(steps, ISSUER)


@given(MANY)
def test_nobody_but_the_issuer_ends_it(steps):
    others = [each for each in steps if each.office not in ISSUER]
    assert not fold(others, ISSUER).ended
    assert fold([step("arrested")], ISSUER).ended
    without = [each for each in steps if each.office in ISSUER or each.step not in ENDS]
    assert fold(steps, ISSUER)._replace(disputed=False) == fold(without, ISSUER)._replace(disputed=False)


def step(name: str, day: str = "2026-01-01", ref: str = "a", office: str = "TJ-DCA") -> Step:
    return Step(name, day, ref, office)


LIVES = [  # steps of the issuing office, of another office; what they come to, with what it has not confirmed
    ([], [], State("issued", "2026"), []),
    (["issued"], [], State("issued", "2026-01-01"), []),
    (["arrested", "located"], [], State("arrested", "2026-01-01", ended=True), []),
    (["issued", "extradited", "arrested"], [], State("extradited", "2026-01-01", ended=True), []),
    (["deceased", "extradited"], [], State("extradited", "2026-01-01", disputed=True, ended=True), []),
    (["deceased", "extradited", "withdrawn"], [], State("withdrawn", "2026-01-01", ended=True), []),
    (["deceased", "withdrawn"], [], State("withdrawn", "2026-01-01", ended=True), []),
    ([], ["arrested"], State("arrested", "2026-01-01"), []),
    ([], ["deceased"], State("issued", "2026", disputed=True), ["deceased"]),
    (["issued"], ["located", "deceased"], State("located", "2026-01-01", disputed=True), ["deceased"]),
    (["deceased"], ["deceased"], State("deceased", "2026-01-01", ended=True), []),
    (["deceased"], ["extradited"], State("deceased", "2026-01-01", disputed=True, ended=True), ["extradited"]),
    (["withdrawn"], ["extradited"], State("withdrawn", "2026-01-01", ended=True), []),
]


@pytest.mark.parametrize(("own", "others", "expected", "open_"), LIVES)
def test_lives(own, others, expected, open_):
    steps = [step(name, ref=name) for name in own] + [step(name, ref=name, office="KG-MIA") for name in others]
    assert fold(steps, ISSUER, "2026") == expected
    assert [each.step for each in unconfirmed(steps, ISSUER)] == open_


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
