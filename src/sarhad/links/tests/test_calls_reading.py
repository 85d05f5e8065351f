"""Operators' files in many shapes, and single cells."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from sarhad.collect.errors import BadFile
from sarhad.collect.readers.table import Layout, open_table
from sarhad.links.calls import book, cells, fields, reading
from sarhad.links.calls.records import MEANS, Columns, columns_of

WHEN = int(datetime(2026, 1, 25, 13, 45, 10, tzinfo=UTC).timestamp())

MOMENTS = [
    ("25.01.2026 13:45:10", "dmy", WHEN),
    ("2026-01-25 13:45:10", "dmy", WHEN),
    ("2026-01-25T13:45:10", "mdy", WHEN),
    ("01/25/2026 1:45:10 PM", "mdy", WHEN),
    ("25.01.26 13:45", "dmy", WHEN - 10),
    ("20260125134510", "dmy", WHEN),
    ("25 января 2026 13:45:10", "dmy", WHEN),
    (datetime(2026, 1, 25, 13, 45, 10), "dmy", WHEN),
    (date(2026, 1, 25), "dmy", WHEN // cells.DAY * cells.DAY),
    ("46047.5", "dmy", WHEN // cells.DAY * cells.DAY + cells.DAY // 2),
    ("2026-01-25T08:45:10Z", "dmy", WHEN),  # five hours later in Dushanbe
    ("2026-01-25 11:45:10+03:00", "dmy", WHEN),
    ("25.13.2026 10:00", "dmy", None),
    ("25.01.2026 25:00", "dmy", None),
    ("soon", "dmy", None),
    ("", "dmy", None),
]


@pytest.mark.parametrize(("text", "order", "wanted"), MOMENTS)
def test_moments(text, order, wanted):
    assert cells.moment(text, order, ZoneInfo("Asia/Dushanbe")) == wanted


@pytest.mark.parametrize(
    ("text", "unit", "wanted"),
    [
        ("65", "s", 65), ("65", "min", 3900), ("1:05", "s", 65), ("00:01:05", "s", 65), ("1:00:00", "min", 3600),
        ("1 мин 5 с", "s", 65), ("65 sec", "s", 65), ("12,0", "s", 12), ("", "s", -1), ("long", "s", None),
        ("99999999", "s", None),
    ],
)  # fmt: skip
def test_durations(text, unit, wanted):
    assert cells.duration(text, unit) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("992935001122", "+992935001122"), ("+992 93 500-11-22", "+992935001122"), ("935001122", "+992935001122"),
        ("79161234567", "+79161234567"), ("111", "111"), ("MegaFon", "MegaFon"), ("–", ""), ("", ""),
    ],
)  # fmt: skip
def test_numbers(text, wanted):
    assert cells.number(text, "TJ") == wanted


@pytest.mark.parametrize(
    ("text", "way", "means"),
    [
        ("Исходящий вызов", "out", "call"), ("вх. SMS", "in", "message"), ("MTC", "in", "call"),
        ("GPRS", "", "data"), ("Outgoing", "out", "call"), ("вх/исх", "", "call"), ("", "", "call"),
        ("roaming", "", "other"),
    ],
)  # fmt: skip
def test_direction_and_kind(text, way, means):
    assert (cells.direction(text), MEANS[cells.means(text)]) == (way, means)


FILES = {
    "russian, date and time apart": (
        "Абонент А;Абонент Б;Дата;Время;Длительность, сек;Тип\n"
        "992935001122;992918000001;25.01.2026;13:45:10;65;Звонок\n",
        {"caller": 0, "called": 1, "date": 2, "time": 3, "duration": 4, "kind": 5},
    ),
    "english, one moment": (
        "Calling number,Called number,Start date time,Duration (sec),Call type,Cell ID,IMEI\n"
        "992935001122,992918000001,2026-01-25 13:45:10,00:01:05,Voice,401-1,356938035643809\n",
        {"caller": 0, "called": 1, "when": 2, "duration": 3, "kind": 4, "cell": 5, "imei": 6},
    ),
    "subscriber and direction": (
        "MSISDN\tКонтакт\tНаправление\tДата и время\tДлительность\n"
        "992918000001\t992935001122\tвходящий\t25.01.2026 13:45:10\t0:01:05\n",
        {"subject": 0, "other": 1, "direction": 2, "when": 3, "duration": 4},
    ),
    "direction told by the kind": (
        "Номер абонента;Собеседник;Тип события;Дата;Время;Длит.\n"
        "992918000001;992935001122;Входящий звонок;25.01.2026;13:45:10;65\n",
        {"subject": 0, "other": 1, "kind": 2, "date": 3, "time": 4, "duration": 5},
    ),
    "nothing named": (
        "992935001122;992918000001;25.01.2026 13:45:10\n992935001122;992918000002;26.01.2026 13:45:10\n",
        {"caller": 0, "called": 1, "when": 2},
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_guesses(name, tmp_path):
    text, places = FILES[name]
    path = tmp_path / "calls.csv"
    path.write_text(text, "utf-8")
    _found, _first, columns = reading.looked_at(path, "tj")
    assert columns.places == places
    calls = reading.read(path, columns_of(columns.json()))
    ends = (calls.numbers[calls.caller[0]], calls.numbers[calls.called[0]])
    assert (*ends, calls.at[0], not calls.bad) == ("+992935001122", "+992918000001", WHEN, True)
    assert calls.seconds[0] == (65 if "duration" in places else -1)
    assert len(calls) == calls.rows == text.count("\n") - (name != "nothing named")


def test_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Детализация за январь"])
    sheet.append(["Вызывающий", "Вызываемый", "Дата", "Время", "Длительность"])
    at = datetime(2026, 1, 25, 13, 45, 10)
    sheet.append([992935001122, "992918000001", at.date(), at.time(), 65])
    path = tmp_path / "calls.xlsx"
    book.save(path)
    _found, _first, columns = reading.looked_at(path, "tj")
    calls = reading.read(path, columns)
    assert (calls.numbers[0], calls.at[0], calls.seconds[0]) == ("+992935001122", WHEN, 65)


def test_bad_rows_are_named_and_the_rest_counts(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text(
        "Caller,Called,Date time,Duration\n"
        "992935001122,992918000001,25.01.2026 13:45:10,65\n"
        "992935001122,,25.01.2026 13:45:10,65\n"
        "992935001122,992918000001,35.01.2026 13:45:10,65\n"
        "992935001122,992935001122,25.01.2026 13:45:10,65\n"
        "992935001122,992918000001,25.01.2026 14:45:10,long\n"
        "992935001122,992918000001\n"
        "992935001122,992918000001,25.01.2026 13:45:10,65\n",
        "utf-8",
    )
    calls = reading.read(path, reading.looked_at(path, "tj")[2])
    assert [(each.row, each.code) for each in calls.bad] == [
        (3, "no-number"), (4, "when"), (5, "itself"), (6, "duration"), (7, "torn"),
    ]  # fmt: skip
    assert (len(calls), calls.set_aside, calls.rows, calls.equal) == (3, 4, 7, 1)


def test_a_file_that_is_no_table(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_bytes(b"%PDF-1.4 calls")
    with pytest.raises(BadFile):
        reading.looked_at(path, "tj")


BAD = [
    "", "[]", "{}", '{"places": []}', '{"places": {"when": "x"}}', '{"places": null}',
    '{"places": {}, "layout": 3}',
    '{"places": {}, "layout": {"header_row": "x"}}',
]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_columns_that_say_nothing(text):
    found = columns_of(text)
    assert found is None or found == Columns(dict(found.places), layout=found.layout)


def test_a_header_goes_before_content():
    assert fields.named("Вызываемый абонент") == "called"
    assert fields.named("Вызывающий абонент") == "caller"
    assert fields.named("Дата и время начала") == "when"
    assert fields.named("") == ""
    assert fields.named("Тариф") == ""


def test_a_sheet_reads_as_imports_read_it(tmp_path):
    """Against openpyxl's own way, which is slower."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["Caller", "Called", "Date time", "Time", "Duration", "Type"])
    at = datetime(2026, 1, 25, 13, 45, 10)
    sheet.append([992935001122, "992918000001", at, at.time(), 65, "Voice & <more>"])
    sheet.append([992935001122.0, None, at.date(), None, 1.5, True])
    sheet.append([])
    sheet.append(["'=1+1", " ", date(1999, 1, 1), "x\ny", -3, ""])
    for row in range(2, 4):
        sheet.cell(row, 5).number_format = "0.00"
    path = tmp_path / "calls.xlsx"
    made.save(path)
    table = open_table(path, Layout(), fields.known)
    assert [(n, list(row)) for n, row in book.rows(table)] == [
        (n, list(row)) for n, row in table.rows(lambda *_given, **_more: None)
    ]


@pytest.mark.parametrize(
    "text", ["1h" + "1m" * 20_000 + "!", "1" * 5000 + ":00:10", "T" * 200_000, "1h" + " " * 200_000 + "!"]
)
def test_a_cell_of_any_length_is_read_at_once(text):
    """Patterns that look at every way to part such a text would never come to an end."""
    assert cells.duration(text, "s") is None
    assert cells.moment(text, "dmy", None) is cells.day(text, "dmy") is cells.clock(text) is None
    assert not cells.looks_like_moment(text)
