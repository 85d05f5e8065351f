"""A chart's state and what can be done to it: pure functions, whatever they are given."""

import orjson
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from sarhad.links.charts import changes, layouts
from sarhad.links.charts.changes import Spot
from sarhad.links.charts.state import MOST, Group, Placed, State, dump, load

A, B, C, D = (f"{n:032x}" for n in (10, 11, 12, 13))
PHONE = "phone:+992905550142"
ids = st.sampled_from([A, B, C, D, PHONE])
some = st.lists(ids, max_size=4)
spots = st.dictionaries(ids, st.builds(Spot, st.integers(-3000, 3000), st.integers(-3000, 3000)), max_size=4)
groups = st.lists(st.sampled_from(["g1", "g2", "g9"]), max_size=2)
words = st.text("aяᠠ \n{}<&", max_size=8)
deeds = st.one_of(
    st.builds(lambda x: lambda s: changes.add(s, x), spots),
    st.builds(lambda x: lambda s: changes.move(s, x), spots),
    st.builds(lambda x: lambda s: changes.remove(s, x), some),
    st.builds(lambda x: lambda s: changes.hide(s, x), some),
    st.builds(lambda x: lambda s: changes.show(s, x), some),
    st.builds(lambda x, on: lambda s: changes.pin(s, x, on), some, st.booleans()),
    st.builds(lambda x, t: lambda s: changes.group(s, x, t), some, words),
    st.builds(lambda x, g: lambda s: changes.ungroup(s, x, g), some, groups),
    st.builds(lambda g, on: lambda s: changes.fold(s, g, on), groups, st.booleans()),
    st.builds(lambda t, on: lambda s: changes.note(s, t, on=on), words, st.sampled_from(["", A, D])),
    st.builds(lambda k: lambda s: changes.leave_out(s, [k]), st.tuples(ids, st.just("Ownership"), ids)),
    st.builds(lambda n: lambda s: changes.look(s, colour=n), st.sampled_from(["", "owner"])),
    st.builds(lambda k, d: lambda s: changes.only(s, k, d), st.lists(words, max_size=2), st.just("2026-01")),
)
states = st.lists(deeds, max_size=12).map(lambda done: through(State(), done))


def through(state, done):
    for each in done:
        state = each(state)
    return state


@given(states)
def test_what_is_kept_is_what_was(state):
    assert load(dump(state)) == state
    assert dump(load(dump(state))) == dump(state)


@given(states, st.lists(deeds, max_size=4))
def test_no_change_leaves_ends_that_lead_nowhere(state, done):
    after = through(state, done)
    assert {placed.group for placed in after.nodes.values()} - {""} == after.groups.keys()
    assert all({source, target} <= after.nodes.keys() for source, _kind, target in after.left_out)


@given(states, states)
def test_merging_keeps_what_stood_here(one, other):
    both = changes.merge(one, other)
    assert both.nodes.keys() == one.nodes.keys() | other.nodes.keys()
    assert all((both.nodes[id].x, both.nodes[id].y) == (placed.x, placed.y) for id, placed in one.nodes.items())
    assert len(both.notes) == len(one.notes) + len(other.notes)
    shared = one.nodes.keys() & other.nodes.keys()
    assert {placed.group for placed in both.nodes.values()} - {""} == both.groups.keys()
    assert all(other.nodes[id].note in both.nodes[id].note for id in shared)


def test_a_chart_is_bounded():
    full = State(nodes={f"{n:032x}": Placed() for n in range(MOST)})
    with pytest.raises(ValidationError, match="t most"):
        changes.add(full, {"f" * 32: Spot(0, 0)})
    with pytest.raises(ValidationError, match="t most"):
        changes.note(State(), "x" * 2001)
    assert changes.add(full, {f"{1:032x}": Spot(5, 5)}) == full  # it stands there already, and stays


def test_what_does_not_fit_is_passed_over():
    placed = {A: {"x": "far", "y": 3, "pin": 1, "group": "g1"}}
    state = load(orjson.dumps({"nodes": placed, "groups": {"g1": {"title": 7}}}).decode())
    assert state.nodes[A] == Placed(0, 3, group="g1")
    assert state.groups["g1"] == Group("")


# Layouts

MANY = [f"{n:032x}" for n in range(300)]
CHAIN = [(MANY[n], MANY[n // 3]) for n in range(1, 280)]  # and twenty that nothing links


@pytest.mark.parametrize("how", layouts.LAYOUTS)
def test_a_layout_is_the_same_every_time_and_can_be_read(how):
    dates = {id: f"2026-{n % 12 + 1:02d}-01" for n, id in enumerate(MANY[:100])}
    pinned = {MANY[7]: Spot(5000, 5000)}
    found = layouts.arrange(how, MANY, CHAIN, dates, pinned)
    assert found == layouts.arrange(how, MANY, list(reversed(CHAIN)), dates, pinned)
    assert found.keys() == set(MANY)
    assert found[MANY[7]] == Spot(5000, 5000)
    close = layouts._close(layouts.np.array([*found.values()]))
    assert len(close) <= 3 * len(MANY), "nobody could read it"


def test_what_is_new_stands_beside_what_it_hangs_on_and_moves_nothing():
    there = {A: Spot(0, 0), B: Spot(1000, 0)}
    found = layouts.beside([C, D], {C: B, D: C}, there)
    assert 0 < abs(found[C].x - 1000) + abs(found[C].y) < 300
    assert found[D] != found[C]
    assert not found.keys() & there.keys()
