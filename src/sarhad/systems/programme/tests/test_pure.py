"""Periods, the same a year before, bars, and printed figures that contradict each other."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.entities.records import Statement
from sarhad.kernel.claim import FragmentRef, Handling
from sarhad.ledger.models import State
from sarhad.systems.programme import charts
from sarhad.systems.programme.forms import ResultsForm, shown
from sarhad.systems.programme.periods import PARTS, Period, part_of
from sarhad.systems.programme.published import contradict, read, span
from sarhad.systems.programme.words import amount

TODAY = date(2026, 11, 21)
YEARS = st.integers(1991, 2040)


@given(YEARS, st.sampled_from(sorted(PARTS)))
def test_a_part_of_a_year_is_known_again_and_so_is_it_a_year_before(year, part):
    period = part_of(year, part)
    assert period.part == part
    assert period.before(date(2100, 1, 1)) == part_of(year - 1, part)


@pytest.mark.parametrize(
    ("since", "until", "before"),
    [
        ("2026-01-01", "2026-12-31", ("2025-01-01", "2025-11-21")),  # not over: as far as today
        ("2024-02-01", "2024-02-29", ("2023-02-01", "2023-02-28")),
        ("2025-02-01", "2025-02-28", ("2024-02-01", "2024-02-29")),
        ("2027-01-01", "2027-12-31", ("2026-01-01", "2026-12-31")),  # not begun
        ("2016-05-07", "2016-08-03", ("2015-05-07", "2015-08-03")),
    ],
)
def test_the_same_days_a_year_before(since, until, before):
    period = Period(date.fromisoformat(since), date.fromisoformat(until))
    assert tuple(map(str, (each.isoformat() for each in period.before(TODAY)))) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "period"),
    [
        ({}, ("2026-01-01", "2026-12-31")),
        ({"year": "2013", "part": "nine"}, ("2013-01-01", "2013-09-30")),
        ({"part": "q3"}, ("2026-07-01", "2026-09-30")),
        ({"year": "2013", "part": "days", "since": "2012-02-05"}, ("2012-02-05", "2026-11-21")),
        ({"year": "2013", "since": "2012-02-05"}, ("2013-01-01", "2013-12-31")),
        ({"until": "2012-02-05"}, ("2012-01-01", "2012-02-05")),
    ],
)
def test_what_is_asked_for(given, period):
    form = ResultsForm(given, today=TODAY)
    assert form.is_valid(), form.errors
    ask = form.ask()
    assert (ask.since, ask.until) == period
    again = shown(ask, TODAY)
    assert again.is_valid()
    assert again.ask() == ask


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"since": "2026-05-01", "until": "2026-04-01"}, "until"),
        ({"since": "0001-05-01"}, "since"),
        ({"since": "yesterday"}, "since"),
        ({"year": "12"}, "year"),
        ({"part": "q5"}, "part"),
        ({"country": "the moon"}, "country"),
        ({"office": "NOBODY"}, "office"),
    ],
)
def test_what_cannot_be_asked_names_its_field(given, field):
    assert field in ResultsForm(given, today=TODAY).errors


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=40))
def test_no_bar_sticks_out_and_none_vanishes(pairs):
    values, before = map(list, zip(*pairs, strict=True))
    labels = [""] * len(values)
    for each, (value, was) in zip(charts.bars(values, before), pairs, strict=True):
        assert 0 <= each.length <= charts.LONG
        assert bool(each.length) == bool(value)
        assert bool(each.before) == bool(was)
    drawn = charts.columns(values, before, labels, labels)
    assert all(each.y >= 0 and each.y + each.height <= charts.BASE + 0.1 for each in drawn.columns)
    assert drawn.columns[-1].before_x + drawn.columns[-1].before_width <= charts.WIDE


@pytest.mark.parametrize(("value", "text"), [("171.000", "171"), ("14.73", "14.73"), ("0.0005", "0.0005")])
def test_amounts(value, text):
    assert amount(Decimal(value)) == text


# What was printed


def printed(value, bound="exact", **more):
    values = {"figure": "kg", "value": value, "bound": bound, "startDate": "2013", **more}
    properties = {name: [text] for name, text in values.items()}
    return read(
        Statement(
            FragmentRef("a" * 32, 0), "b" * 32, "PublishedFigure", "CENTRE", False, Handling(), "", None, "", 1,
            State.CURRENT, properties, {}, (), (), (),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "answer"),
    [
        ([("103", "exact"), ("150", "more-than")], True),
        ([("6", "exact"), ("3", "exact")], True),
        ([("162.4", "exact"), ("162", "more-than")], False),
        ([("165", "exact"), ("160", "about")], False),
        ([("171", "exact")], False),
        ([("5", "less-than"), ("6", "exact")], True),
    ],
)
def test_figures_contradict_where_no_number_fits_all(figures, answer):
    assert contradict([printed(*each) for each in figures]) == answer


def test_a_printed_figure_is_read_as_it_stands():
    one = printed("0.171", unit="tonne", startDate="2013-01", endDate="2013-09", substance="hashish")
    assert (one.value, one.what.since, one.what.until, one.what.substance) == (
        Decimal(171), "2013-01-01", "2013-09-30", "cannabis-resin",
    )  # fmt: skip
    assert printed("many") is None
    assert printed("5", startDate="some day") is None
    assert span("2012-02", "2012-02") == ("2012-02-01", "2012-02-29")
