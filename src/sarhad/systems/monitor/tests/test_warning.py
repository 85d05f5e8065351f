"""Early warnings: what the methods find, how often they are wrong, and what whose page shows."""

from __future__ import annotations

import json
from math import comb, exp, factorial

import numpy as np
import pytest

from sarhad.entities.actions import Draft, contribute
from sarhad.kernel.claim import Scope
from sarhad.systems.monitor.models import WarningMark
from sarhad.systems.monitor.tests.tabling import ROWS, table
from sarhad.systems.monitor.warning import counts, firsts, prices, routes, simulated, sizes, tails
from sarhad.systems.monitor.warning.control import affordable, discoveries
from sarhad.systems.monitor.warning.queries import warnings
from sarhad.systems.monitor.warning.records import Watch
from sarhad.systems.monitor.warning.views import MEASURED
from tests.cast import MEMBERS, Cast

WORLDS = 120
STATED = json.loads(MEASURED.read_text("utf-8"))["methods"]


@pytest.mark.parametrize(("a", "b", "x"), [(1, 1, 0.3), (2, 9, 0.01), (7, 3, 0.5), (30, 40, 0.2), (40, 1, 0.99)])
def test_the_incomplete_beta_function_is_the_binomial_tail(a, b, x):
    n = a + b - 1
    tail = sum(comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1))
    assert tails.beta_share(a, b, x) == pytest.approx(tail, rel=1e-9)


def test_tails_of_known_distributions():
    assert tails.beyond(12.706, 1) == pytest.approx(0.05, rel=1e-4)
    assert tails.beyond(2.228, 10) == pytest.approx(0.05, rel=1e-3)
    poisson = 1 - sum(exp(-2) * 2**k / factorial(k) for k in range(5))
    assert tails.at_least(5, 2, 2) == pytest.approx(poisson, rel=5e-3)
    assert (tails.at_least(0, 2, 3), tails.beta_share(2, 3, 0), tails.beta_share(2, 3, 1)) == (1, 0, 1)
    assert tails.highest(2, 2) == 5  # Poisson: 0.983 at most 5, 0.947 at most 4


def test_false_alarms_are_decided_beforehand():
    p = [0.04, 0.001, 0.2, 0.02]
    assert discoveries(p) == [False, True, False, True]  # 0.02 <= 2/4 of 0.05
    assert discoveries(p, of=100) == [False, False, False, False]
    assert affordable([0.15, 0.3, 0.01, 0.12], 0.2) == [False, False, True, True]
    assert affordable([0.3], 1) == [False]  # too common for a warning


def test_counts_allow_for_season_outbreaks_and_months_without_report():
    quiet, season = np.full(36, 10.0), np.tile([4.0] * 9 + [40.0] * 3, 3)
    outbreak = np.where(np.arange(36) == 20, 200.0, 10.0)
    silent = np.where(np.arange(36) < 13, np.nan, 10.0)
    past = np.vstack([quiet, season, outbreak, silent, np.zeros(36)])
    found = counts.excesses(past, np.array([40.0, 40, 40, 40, 6]))
    assert [each and each.p < 0.001 for each in found] == [True, False, True, None, True]
    assert found[0].expected == 10
    assert found[0].upper == pytest.approx(16, abs=2)


def test_new_is_what_was_not_there_and_rare_where_little_is_seen_once():
    steady = firsts.newcomers({"a": 50, "b": 50}, {"a": 3, "c": 1, "": 9})
    assert (steady.codes, steady.counts) == (("c",), (1,))
    assert steady.chance == pytest.approx(1 - (1 - 1 / 101) ** 4)
    varied = firsts.newcomers({"a": 50, **{str(n): 1 for n in range(50)}}, {"a": 3, "c": 1})
    assert varied.chance > 0.8
    assert firsts.newcomers({"a": 29}, {"b": 1}) is None


def test_large_weights_prices_and_routes():
    past = [2.0**n for n in range(10)] * 10
    known = sizes.tail(past, len(past))
    assert known.reaches(400) > 0.05
    assert known.reaches(1e9) < 1e-4
    assert known.usual(0.95) > known.threshold
    assert sizes.tail(past[:40], 40) is None
    changes = [1.0, 1.1, 0.95, 1.05, 0.9, 1.2, 1.0, 1.02, 0.98]
    assert prices.jump(changes, 1.1).p > 0.1
    assert prices.jump(changes, 6).p < 0.005
    low, high = prices.jump(changes, 1).usual()
    assert 0.6 < low < 1 < high < 1.6
    assert prices.jump(changes[:7], 6) is None
    before = [(4, 20), (5, 20), (3, 20), (4, 20), (5, 20), (4, 20)]
    assert routes.shift(before, (5, 20)).p > 0.2
    assert routes.shift(before, (16, 20)).p < 0.01
    assert routes.shift(before, (5, 9)) is None


@pytest.mark.parametrize("method", list(simulated.METHODS))
def test_false_alarms_are_as_stated(method):
    """The page states what 2,000 worlds gave: no more than was allowed, and fewer worlds do not give much more."""
    stated = STATED[method]
    assert stated["a_year"] <= 6 if method == "first" else stated["months"] <= 0.06
    months, _a_year = simulated.measure(method, WORLDS, seed=99)
    assert months <= stated["months"] + 3 * (max(stated["months"], 0.02) / WORLDS) ** 0.5
    assert stated["power"].keys() == {words for words, _change in simulated.POWER[method]}


def test_what_is_stated_of_power_is_found():
    assert simulated.power("size", {"times": 100}, 40, seed=5) > 0.85
    assert STATED["size"]["power"]["a hundred times it"] > 0.9


# For whom


def rows(month: str, n: int, substance: str = "Heroin") -> list[str]:
    return [
        f"Tajikistan,Khatlon,Farkhor,{month}-{day % 28 + 1:02d},{substance},{1 + day / 100},Kilogram,Land,Body,"
        f"Afghanistan,Russian Federation"
        for day in range(n)
    ]


def three_years() -> list[str]:
    months = [f"{year}-{month:02d}" for year in (2013, 2014, 2015) for month in range(1, 13)]
    return [row for month in months for row in rows(month, 4)]


def test_warnings_come_from_what_the_reader_sees(cast: Cast):
    owner = cast.reader("owner")
    table(owner, (*three_years(), *rows("2016-01", 30), *rows("2016-01", 1, "Carfentanil")))
    known = [(each.kind, each.region, each.code or each.family) for each in _alarms(cast, "anonymous")]
    assert known == [("count", "TJ-KT", "heroin"), ("substance", "", "carfentanil")]  # the narrower, the wider
    table(owner, tuple(rows("2016-01", 1, "Acetic anhydride")), Scope(read=(MEMBERS,)), "For members")
    assert [each.key for each in _alarms(cast, "outsider")] == [each.key for each in _alarms(cast, "anonymous")]
    assert "acetic-anhydride" in {code for each in _alarms(cast, "partner") for code in each.code.split()}
    assert [each for each in _alarms(cast, "anonymous", 2015 * 12) if each.kind == "count"] == []

    client = cast.client("partner")
    page = client.get("/monitor/warnings/?month=2016-01").content.decode()
    assert "Heroin: 30 seizures in a month" in page
    assert "Expected were 4; in 19 of 20 such months at most" in page
    [alarm] = [each for each in _alarms(cast, "partner") if each.kind == "count"]
    client.post("/monitor/warnings/seen/", {"key": alarm.key, "month": "2016-01"})
    client.post("/monitor/warnings/seen/", {"key": "nonsense", "month": "x"})
    assert f'class="alarm seen" id="w{alarm.key}"' in client.get("/monitor/warnings/").content.decode()
    assert WarningMark.objects.count() == 1
    client.post("/monitor/warnings/seen/", {"key": alarm.key, "undo": "1"})
    assert WarningMark.objects.count() == 0
    feed = client.get("/monitor/warnings/feed.atom?lang=ru").content.decode()
    assert "Карфентанил" in feed
    assert "нгидрид" not in feed  # what members see is not in a feed for everyone
    for address in ("?month=9999-12", "?month=0001-01&area=world", "?month=2016-13&area=x"):
        assert cast.client("anonymous").get(f"/monitor/warnings/{address}").status_code == 200


def _alarms(cast: Cast, who: str, month: int = 0):
    return warnings(cast.reader(who), Watch(month)).alarms


def test_a_price_that_jumps_is_told_and_one_without_rate_is_compared_in_its_currency(cast: Cast):
    owner = cast.reader("owner")
    usual = [10, 11, 10, 10.5, 9.5, 10, 11, 10.5, 10, 10.2, 9.8]
    price = lambda year, value, currency="USD": {
        "substance": ["heroin"], "price": [str(value)], "currency": [currency], "perAmount": ["1"],
        "perUnit": ["gram"], "country": ["tj"], "date": [str(year)], "market": ["retail"],
    }  # fmt: skip
    told = [price(2005 + n, value) for n, value in enumerate([*usual, 80])]
    told += [price(2005 + n, 90 + n % 3, "TJS") for n in range(12)]
    contribute(owner, [Draft("PriceObservation", each) for each in told], Scope())
    table(owner, tuple(rows("2016-01", 1)))
    [alarm] = _alarms(cast, "owner")
    assert (alarm.kind, alarm.code, alarm.side, len(alarm.trail)) == ("price", "heroin", "retail", 12)
    assert alarm.observed == pytest.approx(80 / 9.8)
    assert _alarms(cast, "partner") == []
    page = cast.client("owner").get("/monitor/warnings/").content.decode()
    assert "Heroin, retail: the price is 8.16 times that of the year before" in page


def test_little_past_and_equal_rows_warn_of_nothing(cast: Cast):
    owner = cast.reader("owner")
    assert warnings(owner, Watch()).alarms == []
    table(owner, ROWS)
    found = warnings(owner, Watch())
    assert (found.alarms, found.noted) == ([], [])
