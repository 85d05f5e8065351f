"""Instants typed in one zone and read in another."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.kernel import dates, model
from sarhad.systems.operations import times

KABUL, DUSHANBE, BERLIN = map(ZoneInfo, ("Asia/Kabul", "Asia/Dushanbe", "Europe/Berlin"))

TYPED = [  # text, zone, last, the instant in UTC
    ("21.11.2026 18:00", KABUL, False, "2026-11-21T13:30"),
    ("21.11.2026 18:00", DUSHANBE, False, "2026-11-21T13:00"),
    ("21.11.2026 00:00", DUSHANBE, False, "2026-11-20T19:00"),
    ("21.11.2026", DUSHANBE, False, "2026-11-20T19:00"),
    ("21.11.2026", DUSHANBE, True, "2026-11-21T19:00"),
    ("2026-11-21T18:00", KABUL, False, "2026-11-21T13:30"),  # as a browser's own field gives it
    ("21.11.2026 18:00 +06:00", KABUL, False, "2026-11-21T12:00"),
    ("25.10.2026 01:30", BERLIN, False, "2026-10-24T23:30"),
    ("25.10.2026 03:30", BERLIN, False, "2026-10-25T02:30"),
    ("25.10.2026 02:30 +01:00", BERLIN, False, "2026-10-25T01:30"),
    ("29.03.2026", BERLIN, True, "2026-03-29T22:00"),  # a day of 23 hours
]


@pytest.mark.parametrize(("text", "zone", "last", "utc"), TYPED)
def test_what_the_clocks_there_show(text, zone, last, utc):
    assert times.typed(text, zone, last=last) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


REFUSED = [
    ("29.03.2026 02:30", "skipped"), ("25.10.2026 02:30", "twice"), ("11.2026", "no_day"), ("2026", "no_day"),
    ("31.02.2026 10:00", "day"), ("tomorrow", "unreadable"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key"), REFUSED)
def test_what_is_no_one_instant_is_refused_in_words(text, key):
    with pytest.raises(dates.DateError) as refused:
        times.typed(text, BERLIN)
    assert refused.value.key == key
    assert times.MESSAGES[key] % refused.value.values


@settings(deadline=None)
@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.sampled_from(times.zones()))
def test_a_record_keeps_the_instant(at, name):
    at = at.replace(microsecond=0, tzinfo=UTC).astimezone(ZoneInfo(name))
    cleaned = model.clean("LegStep", {"date": [times.written(at)]}).properties["date"][0]
    assert times.read(cleaned, ZoneInfo("UTC")) == at


@pytest.mark.parametrize("text", ["2026-11-21T00:00", "2026-11-20T00:00", "2026-11-21T23:30"])
@pytest.mark.parametrize("name", times.zones())
def test_midnight_is_kept_too(text, name):
    at = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(name))
    cleaned = model.clean("LegStep", {"date": [times.written(at)]}).properties["date"][0]
    assert times.read(cleaned, KABUL) == at


def test_what_others_recorded_is_read_as_the_place_has_it():
    assert times.read("2026-11-21", KABUL) == datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
    assert times.read("2026-11-21", KABUL, last=True) == datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
    assert times.read("2026-11-21T18:00", KABUL) == datetime(2026, 11, 21, 13, 30, tzinfo=UTC)
    assert times.read("2026", KABUL) is None
    assert times.read("", KABUL) is None
    assert times.named("nonsense", "af") == KABUL
    assert times.named("Asia/Dushanbe", "af") == DUSHANBE
