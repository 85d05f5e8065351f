"""Dates as files have them: what is read, at which precision, and what is refused with which reason."""

from datetime import date, datetime, timedelta

import icu
import pytest

from sarhad.kernel.dates import MESSAGES, AmbiguousDate, BadDate, DateError, from_solar_hijri, parse

READ = [
    # ISO and the like, at their own precision
    ("1983", "1983"), ("1983-04", "1983-04"), ("1983-04-14", "1983-04-14"), ("1983/4/3", "1983-04-03"),
    ("1983.04.14", "1983-04-14"), ("19830414", "1983-04-14"), (" 1983-04-14 ", "1983-04-14"),
    # the year last
    ("14.04.1983", "1983-04-14"), ("14/04/1983", "1983-04-14"), ("04/14/1983", "1983-04-14"),
    ("14-4-1983", "1983-04-14"), ("04.1983", "1983-04"), ("03.03.1983", "1983-03-03"),
    # parts that a registry does not know
    ("00.00.1983", "1983"), ("00.04.1983", "1983-04"), ("1983-00-00", "1983"), ("1983-04-00", "1983-04"),
    # month names
    ("14 апреля 1983 г.", "1983-04-14"), ("14 апр. 1983", "1983-04-14"), ("Апрель 1983", "1983-04"),
    ("April 14, 1983", "1983-04-14"), ("14th of April 1983", "1983-04-14"), ("14-APR-1983", "1983-04-14"),
    ("3 May 1983", "1983-05-03"), ("1983 may 3", "1983-05-03"), ("14 апрел 1983", "1983-04-14"),
    ("1983 года", "1983"), ("14 sentabr 1983", "1983-09-14"), ("14 қыркүйек 1983", "1983-09-14"),
    ("۱۴ آوریل ۱۹۸۳", "1983-04-14"),
    # digits of other scripts
    ("۱۹۸۳-۰۴-۱۴", "1983-04-14"), ("١٩٨٣", "1983"), ("１９８３", "1983"),
    # with a time; midnight is none
    ("2011-03-14T12:30", "2011-03-14T12:30"), ("2011-03-14 9:05:07", "2011-03-14T09:05:07"),
    ("2011-03-14T12:30:00Z", "2011-03-14T12:30:00Z"), ("14.03.2011, 12:30 +05:00", "2011-03-14T12:30+05:00"),
    ("2011-03-14 00:00:00", "2011-03-14"), ("14.03.2011 0:00", "2011-03-14"),
    ("3/14/2011 12:00:00 AM", "2011-03-14"), ("3/14/2011 1:05 PM", "2011-03-14T13:05"),
    # what spreadsheets hold
    (45123, "2023-07-16"), (45123.0, "2023-07-16"), (45123.5, "2023-07-16T12:00:00"), (1983, "1983"),
    (36526, "2000-01-01"), (25569, "1970-01-01"), (1983.0, "1983"),
    (date(1983, 4, 14), "1983-04-14"), (datetime(1983, 4, 14), "1983-04-14"),
    (datetime(1983, 4, 14, 12, 30), "1983-04-14T12:30:00"),
    # leap years
    ("29.02.2000", "2000-02-29"), ("29.02.2024", "2024-02-29"),
]  # fmt: skip

REFUSED = {
    "empty": ["", "  ", float("nan")],
    "approximate": ["c. 1970", "около 1970", "1970?", "~1970", "1970s", "1970-е", "примерно 1970 год"],
    "range": ["1983-1985", "1983–85", "1983/84", "between 1960 and 1962", "1960 or 1962", "с 1960 по 1962",
              "April-May 1983"],
    "short_year": ["14.04.83", "14 апреля 83", "83-04-14", "01/02/03"],
    "month": ["1983-13", "1983-13-01", "13.13.1983"],
    "day": ["31.02.1983", "1983-02-30", "29.02.1900", "31 апреля 1983", "32.01.1983"],
    "year": ["0983", "2999-01-01", "01.01.3000"],
    "calendar": ["1403/01/01", "1403", "14 حمل 1403", "۱ فروردین ۱۴۰۳", 1403],
    "serial": ["45123"],
    "unreadable": ["unknown", "5 May", "14.04", "12:30", "1983 12:30", "14041983", "1983-04-14-05", "=1983", 3,
                   "1983-04-14 25:00", "198", "1,983.5", 1983.5, "1983\x0004", "½.04.1983", 1e300],
}  # fmt: skip


@pytest.mark.parametrize(("given", "iso"), READ)
def test_read_at_its_own_precision(given, iso):
    parsed = parse(given)
    assert parsed == (iso, {4: "year", 7: "month", 10: "day"}.get(len(iso), "time"), iso)


@pytest.mark.parametrize(("key", "given"), [(key, given) for key, row in REFUSED.items() for given in row])
def test_refused_with_a_reason(key, given):
    with pytest.raises(BadDate) as caught:
        parse(given)
    assert caught.value.key == key
    assert caught.value.values["text"] == str(given).strip()
    assert str(caught.value) == MESSAGES[key] % caught.value.values


@pytest.mark.parametrize("given", ["03/04/1983", "3.4.1983", "03-04-1983", "03 04 1983", "03/04/1983 12:30"])
def test_two_valid_readings_are_never_chosen_from(given):
    with pytest.raises(AmbiguousDate) as caught:
        parse(given)
    assert caught.value.readings == ("1983-04-03", "1983-03-04")
    assert str(caught.value).startswith(f"“{given}” can be 1983-04-03 or 1983-03-04.")


@pytest.mark.parametrize(
    ("given", "order", "expected"),
    [
        ("03/04/1983", "dmy", "1983-04-03"),
        ("03/04/1983", "mdy", "1983-03-04"),
        ("1983/03/04", "mdy", "1983-03-04"),  # the year first needs no order
        ("1983-03-04", "dmy", "1983-03-04"),
        ("04/14/1983", "dmy", BadDate),  # contradicts the file's order: refused, not swapped
        ("14/04/1983", "mdy", BadDate),
        ("03/04/1983", "ymd", BadDate),
        ("3 May 1983", "mdy", "1983-05-03"),
    ],
)
def test_declared_order(given, order, expected):
    if expected is BadDate:
        with pytest.raises(BadDate):
            parse(given, order)
    else:
        assert parse(given, order).iso == expected


# New Year's days as celebrated, the revolution of 22 Bahman 1357, and the last day of the leap year 1399.
@pytest.mark.parametrize(
    ("solar_hijri", "gregorian"),
    [
        ("1354/01/01", "1975-03-21"), ("1370/01/01", "1991-03-21"), ("1375/01/01", "1996-03-20"),
        ("1379/01/01", "2000-03-20"), ("1399/01/01", "2020-03-20"), ("1400/01/01", "2021-03-21"),
        ("1403/01/01", "2024-03-20"), ("1404/01/01", "2025-03-21"), ("1357/11/22", "1979-02-11"),
        ("1399/12/30", "2021-03-20"), ("1403/12/30", "2025-03-20"), ("۱۴۰۳/۰۱/۰۱", "2024-03-20"),
        ("1 Farvardin 1403", "2024-03-20"), ("۱ فروردین ۱۴۰۳", "2024-03-20"), ("28 اسد 1298", "1919-08-20"),
        ("1 ҳамал 1400", "2021-03-21"),
    ],
)  # fmt: skip
def test_solar_hijri_days(solar_hijri, gregorian):
    assert parse(solar_hijri, calendar="solar-hijri") == (gregorian, "day", gregorian)


@pytest.mark.parametrize(
    ("given", "iso", "precision", "last"),
    [("1403", "2024", "year", "2025"), ("1403-01", "2024-03", "month", "2024-04"), (1362, "1983", "year", "1984"),
     ("حمل 1403", "2024-03", "month", "2024-04"), ("00.00.1403", "2024", "year", "2025")],
)  # fmt: skip
def test_solar_hijri_years_and_months_span_two_of_ours(given, iso, precision, last):
    assert parse(given, calendar="solar-hijri") == (iso, precision, last)


@pytest.mark.parametrize(
    ("given", "key"),
    [("1400/12/30", "day"), ("1403/07/31", "day"), ("1403/13/01", "month"), ("2024-03-20", "calendar"),
     ("3 May 1403", "calendar"), ("1550/01/01", "year")],
)  # fmt: skip
def test_solar_hijri_refusals(given, key):
    with pytest.raises(DateError) as caught:
        parse(given, calendar="solar-hijri")
    assert caught.value.key == key


def test_a_spreadsheets_own_date_is_gregorian_in_any_calendar():
    assert parse(datetime(2024, 3, 20), calendar="solar-hijri").iso == "2024-03-20"


def test_solar_hijri_agrees_with_icu_on_every_day():
    calendar = icu.Calendar.createInstance(icu.TimeZone.getGMT(), icu.Locale("fa_IR@calendar=persian"))
    calendar.clear()
    calendar.set(1200, 0, 1)
    start = date(1970, 1, 1) + timedelta(days=calendar.getTime() // 86_400)
    for number in range(0, 365 * 299):
        day = start + timedelta(days=number)
        calendar.setTime((day - date(1970, 1, 1)).days * 86_400.0)
        fields = icu.UCalendarDateFields
        year, month, of_month = (calendar.get(part) for part in (fields.YEAR, fields.MONTH, fields.DAY_OF_MONTH))
        assert from_solar_hijri(year, month + 1, of_month) == day
