"""What may be said of two years, of the months of a year, and of who reported."""

from __future__ import annotations

import random

import pytest

from sarhad.systems.monitor.trends.findings import find
from sarhad.systems.monitor.trends.reports import Reports
from sarhad.systems.monitor.trends.season import season

METH, HEROIN = "amphetamines", "heroin"


@pytest.mark.parametrize(
    ("countries", "kind", "code"),
    [
        ([{METH: (21, 231), HEROIN: (212, 88)}], "overtaken", METH),
        ([{METH: (210, 231), HEROIN: (212, 208)}], "little", ""),  # within chance
        ([{METH: (40, 90), HEROIN: (212, 208)}], "rose", METH),
        ([{HEROIN: (212, 88)}], "fell", HEROIN),
        ([{METH: (2, 12)}], "little", ""),  # too few
        ([{"unknown": (20, 900), "other": (0, 400)}], "little", ""),  # no drug
        ([{METH: (0, 200)}, {METH: (90, 20)}, {METH: (80, 10)}], "little", ""),  # one country makes it
        ([{METH: (10, 80)}, {METH: (5, 40)}, {METH: (20, 10)}], "rose", METH),
        ([{METH: (40, 200)}, {HEROIN: (10, 10)}], "rose", METH),  # who has none has no say
        ([], "little", ""),
    ],
)
def test_a_finding_is_beyond_chance_and_holds_in_most_countries(countries, kind: str, code: str):
    found = find(countries)
    assert (found.kind, found.code) == (kind, code)


def test_years_without_change_say_so_in_most_trials():
    chance = random.Random(12)
    draw = lambda mean: sum(chance.random() < mean / 1000 for _ in range(1000))
    said = [
        find([{code: (draw(mean), draw(mean)) for code, mean in ((METH, 60), (HEROIN, 62), ("opium", 200))}]).kind
        for _ in range(300)
    ]
    assert said.count("little") >= 290


def month(year: int, number: int) -> int:
    return 12 * year + number


def test_only_countries_that_reported_whole_years_are_compared():
    rows = [(month(year, n), "tj", HEROIN, 2) for year in (2014, 2015, 2016) for n in range(12)]
    rows += [(month(2015, n), "uz", HEROIN, 3) for n in range(12)] + [
        (month(2016, n), "uz", HEROIN, 3) for n in range(6)
    ]
    rows += [(0, "uz", HEROIN, 7)]
    found = Reports(rows)
    assert found.steady([2014, 2015, 2016]) == ["tj"]
    assert found.longest(2) == ([], [])  # one year is no comparison
    assert found.longest(1) == ([2014, 2015, 2016], ["tj"])
    assert found.part("uz", 2016) == (0, 5, False)
    assert found.part("uz", 2014) is None
    assert found.undated == 7
    assert found.sums()[HEROIN] == [24, 60, 42]
    assert found.sums(["uz"])[HEROIN] == [None, 36, 18]


def test_a_profile_without_seasons_is_called_that_in_nineteen_of_twenty():
    chance = random.Random(7)
    told = []
    for _ in range(300):
        years = {year: [sum(chance.random() < 0.1 for _ in range(200)) for _ in range(12)] for year in range(5)}
        found = season(years)
        assert found is not None
        told.append(found.differ)
    assert told.count(True) / 300 < 0.09


def test_a_profile_with_a_season_shows_its_months_and_needs_enough():
    found = season({year: [20] * 6 + [60, 60] + [20] * 4 for year in range(3)})
    assert found is not None
    assert found.differ
    assert [n for n in range(12) if found.counts[n] > found.high[n]] == [6, 7]
    assert season({2016: [20] * 12}) is None
    assert season({2015: [1] * 12, 2016: [1] * 12}) is None
