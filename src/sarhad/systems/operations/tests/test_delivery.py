"""Where a load is and whether it may be there: laws over random journeys, and the cases that people ask about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.kernel.claim import FragmentRef
from sarhad.systems.operations import delivery
from sarhad.systems.operations.legs import CLOSING, STEPS, Event, Leg, Speakers, counted, may_state, outcome
from sarhad.systems.operations.permissions import Paper, Word

DAWN = datetime(2026, 11, 21, tzinfo=UTC)
REF = FragmentRef("0" * 32, 0)


def at(hours: float) -> datetime:
    return DAWN + timedelta(hours=hours)


def hours(times) -> list[tuple[float, float]]:
    return [tuple((each - DAWN).total_seconds() / 3600 for each in (one.since, one.until)) for one in times]


def leg(n: int, country: str, since=None, until=None, *events: tuple[str, float], **more) -> Leg:
    told = tuple(Event(step, at(hour), "KZ-MIA", f"{n}.{i}") for i, (step, hour) in enumerate(events))
    given = {"since": None if since is None else at(since), "until": None if until is None else at(until)}
    return Leg(f"{n:032x}", country, order=n, events=tuple(sorted(told, key=lambda e: e.at)), **given, **more)


def word(status: str, since=None, until=None, on=None, office="KZ-MIA") -> Word:
    return Word(status, *(None if each is None else at(each) for each in (since, until, on)), office, REF)


def paper(country: str, *words: Word, n: int = 1) -> Paper:
    return Paper(f"{n:032x}", country, words)


# Laws


moments = st.integers(0, 48)
steps = st.tuples(st.sampled_from(STEPS), moments)
legs_of = st.lists(
    st.builds(
        lambda n, country, since, long, events: leg(n, country, since, since + long, *events),
        st.integers(1, 4), st.sampled_from(["tj", "kz"]), moments, st.integers(0, 9), st.lists(steps, max_size=3),
    ),
    max_size=4, unique_by=lambda each: each.id,
)  # fmt: skip
words = st.builds(
    word, st.sampled_from(["requested", "granted", "granted", "granted", "refused", "revoked"]),
    st.none() | moments, st.none() | moments, st.none() | moments,
)  # fmt: skip
papers_of = st.lists(
    st.builds(lambda n, country, said: paper(country, *said, n=n), st.integers(1, 5), st.sampled_from(["tj", "kz"]),
              st.lists(words, min_size=1, max_size=3)),
    max_size=4, unique_by=lambda each: each.id,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(legs_of, papers_of, moments, st.randoms(use_true_random=False))
def test_gaps_and_what_is_permitted_are_the_time_of_the_legs(legs, papers, hour, random: Random):
    now = at(hour)
    found, stays = delivery.spans(legs, papers, now), delivery.stays(legs, now)
    for stay in stays:
        own = [each for each in found if each.leg is stay.leg]
        edges = [own[0].since, *(each.until for each in own)]
        assert (edges[0], edges[-1]) == (stay.since, stay.until)
        assert edges[:-1] == [each.since for each in own], "no hole and nothing twice"
        assert edges == sorted(set(edges))
        for each in own:  # what a clock anywhere in it would show
            middle = each.since + (each.until - each.since) / 2
            valid = [one for one in papers if one.country == stay.leg.country and one.permits(middle, middle)]
            assert each.gap == (not valid)
    assert {each.leg.id for each in found} == {each.leg.id for each in stays}
    gaps = delivery.gaps(legs, papers, now)
    shaken = [random.sample(each, len(each)) for each in (legs, papers)]
    mixed = [Paper(p.id, p.country, tuple(random.sample(p.words, len(p.words)))) for p in shaken[1]]
    assert [e[:3] + e[4:] for e in gaps] == [e[:3] + e[4:] for e in delivery.gaps(shaken[0], mixed, now)]


@settings(deadline=None)
@given(st.lists(steps, max_size=6), st.randoms(use_true_random=False))
def test_the_outcome_is_the_same_in_any_order_of_arrival(events, random: Random):
    told = [Event(step, at(hour), "KZ-MIA", f"{n}") for n, (step, hour) in enumerate(events)]
    everybody = Speakers({"KZ-MIA"}, {"KZ-MIA"}, {"KZ-MIA"}, {"KZ-MIA"})
    mixed = random.sample(told, len(told))
    one, other = (Leg("a", "kz", takes_over="KZ-MIA", events=counted(each, everybody)) for each in (told, mixed))
    assert one == other
    assert outcome(one) == outcome(other)
    assert outcome(one).state in ("", *(step for step, _ in events))


# Cases


CASES = {
    "nothing asked for": ([leg(1, "tj", 6, 9)], [], 0, [(6, 9)]),
    "permitted": ([leg(1, "tj", 6, 9)], [paper("tj", word("granted", 5, 10))], 0, []),
    "from the beginning, without end": ([leg(1, "tj", 6, 9)], [paper("tj", word("granted"))], 0, []),
    "only asked for": ([leg(1, "tj", 6, 9)], [paper("tj", word("requested", 5, 10))], 0, [(6, 9)]),
    "asked for, then granted": (
        [leg(1, "tj", 6, 9)], [paper("tj", word("requested"), word("granted", 5, 10))], 0, [],
    ),
    "another state's": ([leg(1, "tj", 6, 9)], [paper("kz", word("granted"))], 0, [(6, 9)]),
    "too short at both ends": ([leg(1, "tj", 6, 9)], [paper("tj", word("granted", 7, 8))], 0, [(6, 7), (8, 9)]),
    "two papers join": (
        [leg(1, "tj", 6, 9)], [paper("tj", word("granted", 5, 7)), paper("tj", word("granted", 7, 10), n=2)], 0, [],
    ),
    "two papers leave a hole": (
        [leg(1, "tj", 6, 9)],
        [paper("tj", word("granted", 5, 7)), paper("tj", word("granted", 8), n=2)], 0, [(7, 8)],
    ),
    "revoked on the way": (
        [leg(1, "tj", 6, 9)], [paper("tj", word("granted", 5, 10), word("revoked", on=8))], 0, [(8, 9)],
    ),
    "revoked, nobody says when": (
        [leg(1, "tj", 6, 9)], [paper("tj", word("granted", 5, 10), word("revoked"))], 0, [(6, 9)],
    ),
    "offices name different ends: the earlier one": (
        [leg(1, "tj", 6, 9)],
        [paper("tj", word("granted", 5, 10), word("granted", 5, 7, office="TJ-DCA"))], 0, [(7, 9)],
    ),
    "granted and refused, both": (
        [leg(1, "tj", 6, 9)], [paper("tj", word("granted", 5, 10), word("refused"))], 0, [(6, 9)],
    ),
    "late: a leg that has not ended goes on until now": (
        [leg(1, "tj", 6, 9, ("departed", 6))], [paper("tj", word("granted", 5, 10))], 11, [(10, 11)],
    ),
    "late: the next one is put off": (
        [leg(1, "tj", 6, 9, ("departed", 6)), leg(2, "kz", 9, 12)],
        [paper("tj", word("granted")), paper("kz", word("granted", 9, 12), n=2)], 11, [(12, 14)],
    ),
    "on time again: taken over, as signed by the second office": (
        [leg(1, "tj", 6, 9, ("departed", 6), ("handed-over", 9.5), ("taken-over", 9.75)), leg(2, "kz", 9, 12)],
        [paper("tj", word("granted", 5, 9)), paper("kz", word("granted", 9, 12), n=2)], 10, [(9, 9.75)],
    ),
    "seen further on: the leg before is over": (
        [leg(1, "tj", 6, 9, ("departed", 6)), leg(2, "kz", 9, 12, ("departed", 8))],
        [paper("kz", word("granted", 7, 20))], 11, [(6, 8)],
    ),
    "seized: it goes no further": (
        [leg(1, "tj", 6, 9, ("departed", 6), ("seized", 7)), leg(2, "kz", 9, 12)], [], 8, [(6, 7)],
    ),
    "stopped, and handed over all the same: believe the worse": (
        [leg(1, "tj", 6, 9, ("stopped", 7), ("handed-over", 8)), leg(2, "kz", 9, 12)], [], 8, [(6, 8), (8, 12)],
    ),
    "an hour in two legs of one state": ([leg(1, "tj", 6, 7), leg(2, "tj", 7, 8)], [], 0, [(6, 7), (7, 8)]),
    "without times": ([leg(1, "tj"), leg(2, "kz", 6, 7)], [], 0, [(6, 7)]),
}  # fmt: skip


@pytest.mark.parametrize(("legs", "papers", "now", "expected"), CASES.values(), ids=CASES)
def test_gaps(legs, papers, now, expected):
    assert hours(delivery.gaps(legs, papers, at(now))) == expected


def test_a_state_that_refused_forbids():
    legs = [leg(1, "kz", 6, 9)]
    for words, forbidden in [
        ([word("requested")], False),
        ([word("refused")], True),
        ([word("granted", 5, 7), word("revoked", on=7)], True),
    ]:
        [*_, gap] = delivery.gaps(legs, [paper("kz", *words)], at(0))
        assert gap.forbidden == forbidden, words
    joined = [paper("kz", word("refused")), paper("kz", word("granted"), n=2)]
    assert not delivery.gaps(legs, joined, at(0)), "asked again, and granted"


def test_a_load_that_is_late_is_where_it_was_and_awaited_further_on():
    legs = [leg(1, "tj", 6, 9, ("departed", 6)), leg(2, "kz", 9, 12)]
    now = at(15)
    late, awaited = delivery.gaps(legs, [paper("tj", word("granted", 5, 10))], now)
    assert hours([late, awaited]) == [(10, 15), (15, 18)]
    assert (late.on(now), late.over(now), awaited.on(now), awaited.over(now)) == (True, False, False, False)
    assert delivery.clock([awaited, late], now) == (late, 0)
    handed = [leg(1, "tj", 6, 9, ("departed", 6), ("handed-over", 14)), legs[1]]
    before, now_there = delivery.gaps(handed, [paper("tj", word("granted", 5, 10))], now)
    assert (before.over(now), now_there.on(now)) == (True, True)


def test_the_clock_and_what_ends_soon():
    legs = [leg(1, "tj", 6, 9), leg(2, "kz", 9, 20)]
    papers = [paper("tj", word("granted", 5, 10)), paper("kz", word("granted", 8, 18), n=2)]
    found = delivery.gaps(legs, papers, at(0))
    for now, minutes in [(8, 600), (17.5, 30), (18, 0), (19.9, 0)]:
        assert delivery.clock(found, at(now)) == (found[0], minutes), now
    assert delivery.clock(found, at(20)) == (None, 0)
    for now, ends in [(0, ["tj"]), (7, ["tj", "kz"]), (9.5, ["kz"]), (18, [])]:
        assert [each.paper.country for each in delivery.ending(legs, papers, at(now))] == ends, now
    assert delivery.untimed([*legs, leg(3, "kg")], at(0)) == [leg(3, "kg")]


OUTCOMES = [
    ([], ("", False, "")),
    ([("departed", 6), ("delayed", 7)], ("delayed", False, "")),
    ([("departed", 6), ("lost", 7)], ("lost", False, "")),
    ([("departed", 6), ("lost", 7), ("delayed", 8)], ("delayed", False, "")),
    ([("handed-over", 9)], ("handed-over", False, "taken-over")),
    ([("taken-over", 9)], ("taken-over", False, "handed-over")),
    ([("handed-over", 9), ("taken-over", 9)], ("taken-over", False, "")),
    ([("handed-over", 9), ("taken-over", 9), ("seized", 8)], ("seized", True, "")),
    ([("stopped", 8), ("seized", 9)], ("stopped", False, "")),
]


@pytest.mark.parametrize(("events", "expected"), OUTCOMES)
def test_outcomes(events, expected):
    found = outcome(leg(1, "tj", 6, 9, *events, takes_over="KZ-MIA"))
    assert (found.state, found.disputed, found.waits) == expected


def test_only_an_office_that_may_say_so_is_heard():
    who = Speakers(givers={"TJ-DCA"}, takers={"KZ-MIA"}, leads={"UZ-NIAC"}, offices={"TJ-DCA", "KZ-MIA", "UZ-NIAC"})
    told = [
        Event(step, at(6), office, "r") for step in STEPS for office in ("TJ-DCA", "KZ-MIA", "UZ-NIAC", "OTHER")
    ]
    heard = {(each.step, each.office) for each in counted(told, who)}
    assert {office for step, office in heard if step == "handed-over"} == {"TJ-DCA"}
    assert {office for step, office in heard if step == "taken-over"} == {"KZ-MIA"}
    assert {office for step, office in heard if step in CLOSING} == {"TJ-DCA", "KZ-MIA", "UZ-NIAC"}
    assert may_state("OTHER", who) == []
    assert may_state("KZ-MIA", who) == ["taken-over", "seized", "lost", "stopped"]
    passed = Leg("a", "tj", takes_over="KZ-MIA", events=(Event("handed-over", at(6), "TJ-DCA", "r", to="KG-MIA"),))
    assert outcome(passed).disputed, "handed to another than the plan says"
