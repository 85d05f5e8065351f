"""Counting against a slow and simple way to count."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.links.calls import analysis, counting, drawing
from sarhad.links.calls.cells import DAY
from sarhad.links.calls.records import MEANS, Calls

NUMBERS = ("+1", "+2", "+3", "111")
START = 20_000 * DAY
ROW = st.tuples(
    st.integers(0, 3), st.integers(0, 3), st.integers(0, 20 * DAY), st.integers(-1, 90), st.integers(0, 3)
).filter(lambda row: row[0] != row[1])  # fmt: skip
ROWS = st.lists(ROW, max_size=40)


def made(rows) -> Calls:
    table = np.array([(a, b, START + at, long, kind) for a, b, at, long, kind in rows], dtype=np.int64).reshape(
        -1, 5
    )
    none = np.full(len(rows), -1, dtype=np.int64)
    return Calls(*table.T.copy(), none, none, NUMBERS)


@settings(max_examples=80, deadline=None)
@given(ROWS, st.sampled_from(NUMBERS))
def test_partners_of_one_number(rows, focus):
    said = defaultdict(list)
    for a, b, at, long, kind in rows:
        if NUMBERS[a] == focus:
            said[NUMBERS[b]].append((True, START + at, long, kind))
        if NUMBERS[b] == focus:
            said[NUMBERS[a]].append((False, START + at, long, kind))
    assert {each.number: tuple(each)[1:] for each in counting.partners(made(rows), focus)} == naive(said)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_all_numbers(rows):
    said = defaultdict(list)
    for a, b, at, long, kind in rows:
        said[NUMBERS[b]].append((True, START + at, long, kind))
        said[NUMBERS[a]].append((False, START + at, long, kind))
    found = counting.partners(made(rows))
    assert {each.number: tuple(each)[1:] for each in found} == naive(said)
    assert found == sorted(found, key=lambda each: (-each.times, each.number))


def naive(said):
    return {
        number: (
            sum(out for out, *_ in each),
            sum(not out for out, *_ in each),
            sum(MEANS[kind] == "message" for *_, kind in each),
            sum(max(long, 0) for _o, _at, long, _k in each),
            min(at for _o, at, *_ in each),
            max(at for _o, at, *_ in each),
            len({at // DAY for _o, at, *_ in each}),
        )
        for number, each in said.items()
    }


@settings(max_examples=80, deadline=None)
@given(ROWS)
def test_pairs(rows):
    said = defaultdict(list)
    for a, b, at, long, kind in rows:
        said[NUMBERS[a], NUMBERS[b]].append((START + at, long, MEANS[kind]))
    wanted = {
        pair: (
            len(each),
            sum(long for _at, long, _k in each if long >= 0) if any(long >= 0 for _at, long, _k in each) else -1,
            min(each)[0],
            max(at for at, *_ in each),
            tuple(name for name in MEANS if name in {kind for *_, kind in each}),
        )
        for pair, each in said.items()
    }
    found = counting.pairs(made(rows))
    assert {(each.caller, each.called): tuple(each)[2:] for each in found} == wanted
    assert [each.times for each in found] == sorted((each.times for each in found), reverse=True)


@settings(max_examples=80, deadline=None)
@given(ROWS)
def test_hours_days_and_silence(rows):
    calls = made(rows)
    hours = Counter(((START + at) // DAY + 3) % 7 * 24 + (START + at) % DAY // 3600 for _a, _b, at, *_ in rows)
    assert counting.hours(calls) == [[hours[day * 24 + hour] for hour in range(24)] for day in range(7)]
    days = Counter((START + at) // DAY for _a, _b, at, *_ in rows)
    whole = range(min(days), max(days) + 1) if days else range(0)
    assert counting.by_day(calls) == {day: days[day] for day in whole}
    quiet = {day for gap in counting.silent(calls) for day in range(gap.first, gap.last + 1)}
    assert quiet == {day for day in whole if not days[day]}
    assert sum(bar.times for bar in drawing.bars(counting.by_day(calls)).bars) == len(rows)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(0, 20))
def test_new_and_silent_numbers_share_all_partners(rows, day):
    found = counting.partners(made(rows), "+1")
    event = 20_000 + day
    new, gone = counting.appeared(found, event), counting.fell_silent(found, event)
    for each in found:
        times = [START + at for a, b, at, *_ in rows if {NUMBERS[a], NUMBERS[b]} == {"+1", each.number}]
        assert (each in new) == all(at // DAY >= event for at in times)
        assert (each in gone) == all(at // DAY < event for at in times)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, min_size=2, max_size=3))
def test_common_numbers(files):
    calls = [made(rows) for rows in files]
    _owners, found = analysis.common([(n, each) for n, each in enumerate(calls)])
    met = []
    for each in calls:
        owner = counting.subject(each)
        met.append({partner.number for partner in counting.partners(each, owner)})
    assert {number for number, _parts in found} == {
        number for number in NUMBERS if sum(number in each for each in met) > 1
    }


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=168, max_size=168))
def test_every_count_has_the_tone_of_its_class(counts):
    hours = [counts[day * 24 : day * 24 + 24] for day in range(7)]
    heat = drawing.heat(hours)
    limits = {tone: (low, high) for tone, low, high in heat.limits}
    for box, n in zip(heat.boxes, counts, strict=True):
        assert (box.tone == 0) == (n == 0)
        assert not n or limits[box.tone][0] <= n <= limits[box.tone][1]


def test_whose_calls_these_are():
    assert counting.subject(made([(0, 1, 0, 1, 0), (2, 0, 5, 1, 0)])) == "+1"
    assert counting.subject(made([(0, 1, 0, 1, 0)])) == "", "either of the two"
    assert counting.subject(made([])) == ""


def test_a_day_of_the_bars_is_a_week_or_a_month_of_longer_files():
    assert drawing.bars(dict.fromkeys(range(20_000, 20_050), 1)).step == "day"
    weeks = drawing.bars(dict.fromkeys(range(20_000, 20_300), 1), event=20_100)
    assert weeks.step == "week"
    assert all(bar.first.weekday() == 0 for bar in weeks.bars)
    assert weeks.event
    assert drawing.bars(dict.fromkeys(range(20_000, 21_000), 1)).step == "month"
