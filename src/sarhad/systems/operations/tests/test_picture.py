"""The picture of a delivery says what its table says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sarhad.systems.operations import picture
from sarhad.systems.operations.journeys import Journey
from sarhad.systems.operations.records import Operation, State
from sarhad.systems.operations.tests.test_delivery import at, leg, paper, word

KABUL = ZoneInfo("Asia/Kabul")
WHOLE = Operation("0" * 32, "x", "TJ-DCA", held=True, ours=True, state=State("started", "2026-11-21"))


def drawn(now: datetime, *legs, papers=()):
    return picture.draw(Journey(WHOLE, legs, papers, frozenset()), now, KABUL)


def test_states_are_rows_and_gaps_lie_over_the_load():
    legs = (leg(1, "tj", 6, 9, ("departed", 6)), leg(2, "kz", 9, 12), leg(3, "tj", 12, 13))
    papers = (paper("tj", word("granted", 5, 20)), paper("kz", word("granted", 9, 11), n=2))
    found = drawn(at(7), *legs, papers=papers)
    tj, kz = found.lanes
    assert [(lane.country, len(lane.load), len(lane.gaps)) for lane in found.lanes] == [("tj", 2, 0), ("kz", 1, 1)]
    assert (kz.gaps[0].since, kz.gaps[0].until) == (at(11), at(12))
    assert (kz.gaps[0].x, kz.gaps[0].end) == (
        pytest.approx(kz.papers[0].end, abs=1),
        pytest.approx(kz.load[0].end, abs=1),
    )
    assert [bar.strong for bar in tj.load] == [True, False]
    assert tj.load[0].x < found.now < kz.load[0].x
    assert all(0 <= bar.x <= bar.end <= found.wide for lane in found.lanes for bar in (*lane.load, *lane.papers))


def test_the_axis_counts_whole_hours_of_the_readers_clock():
    found = drawn(at(7), leg(1, "af", 6, 12))
    assert {tick.hour[-2:] for tick in found.ticks} == {"00"}, "although Kabul is half an hour off"
    assert [tick.day for tick in found.ticks if tick.day] == ["21.11."]


@pytest.mark.parametrize("long", [timedelta(minutes=10), timedelta(days=3), timedelta(days=40_000)])
def test_few_ticks_however_long_it_takes(long):
    hours = long.total_seconds() / 3600
    found = drawn(at(0), leg(1, "tj", 0, hours))
    assert len(found.ticks) <= picture.MOST_TICKS + 1


def test_no_picture_without_times_and_no_line_for_a_now_far_away():
    assert drawn(at(0), leg(1, "tj")) is None
    assert drawn(datetime(2100, 1, 1, tzinfo=UTC), leg(1, "tj", 6, 9)).now is None
