"""The template of a form goes out and comes back: good rows go in, the others are named; twice is no change."""

from __future__ import annotations

from datetime import date, time
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sarhad.collect.answers import printed, sheets
from sarhad.collect.answers.filling import fill
from sarhad.collect.answers.parties import for_reader
from sarhad.collect.errors import BadFile
from sarhad.collect.forms import catalogue
from sarhad.collect.sheet_import import SheetReport, import_sheet
from sarhad.ledger.models import Fragment

GOOD = {
    "date": date(2026, 11, 20), "time": time(14, 5), "place": "Lane 2", "summary": "=SUM(A1)", "direction": "Въезд",
    "position": "37,19 68,59", "time_zone": "+05:00 Душанбе, Ташкент, Ашхабад, Астана, Исламабад",
    "found": "Служебная собака", "about": "Лицо; Изъятие", "source_grade": "B", "information_grade": "2",
    "handling": "1", "urgency": "Срочно",
    "readers": "Ministry of Internal Affairs (KZ-MIA); CENTRE/members", "kind": "Наблюдение",
    "cause": "Случайно", "seizure_found": "Служебная собака", "transport": "Автомобильный", "detained": 1,
}  # fmt: skip
PERSON = {"last_name": "Каримов", "birth_date": "17.05.1983", "passport_number": "0012345"}
ITEM = {"substance": "Героин", "amount": "12,4", "unit": "kg"}


@pytest.fixture
def reader(cast):
    return cast.reader("border")


@pytest.fixture
def book(reader) -> openpyxl.Workbook:
    form = for_reader(reader, catalogue()["intelligence"], "ru")
    return openpyxl.load_workbook(BytesIO(sheets.template(form, "ru")))


def write(sheet: Any, row: int, answers: dict[str, Any]) -> None:
    places = {str(cell.value).rpartition("/")[2]: cell.column for cell in sheet[sheets.HEAD]}
    for name, value in answers.items():
        cell = sheet.cell(row, places[name])
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"


def report(book: openpyxl.Workbook, key: object, **more: Any) -> None:
    sheet = book["Донесение"]
    write(sheet, sheet.max_row + 1, {sheets.KEY: key} | GOOD | more)


def row(book: openpyxl.Workbook, title: str, key: object, answers: dict[str, Any]) -> None:
    sheet = book[title]
    write(sheet, sheet.max_row + 1, {sheets.KEY: key} | answers)


def imported(reader, book: openpyxl.Workbook, tmp_path: Path) -> SheetReport:
    book.save(tmp_path / "filled.xlsx")
    return import_sheet(reader, tmp_path / "filled.xlsx", "en")


def test_the_template_has_a_sheet_for_each_repeat_with_numbers_labels_and_lists(book):
    titles = ["Донесение", "Лицо", "Организованная группа", "Транспортное средство", "Документ"]
    assert [title for title in book.sheetnames if title in titles] == titles
    assert book["lists"].sheet_state == book["sarhad"].sheet_state == "hidden"
    sheet = book["Лицо"]
    columns = {str(sheet.cell(3, n).value): (sheet.cell(1, n).value, sheet.cell(2, n).value) for n in range(1, 20)}
    [surname] = [texts for path, texts in columns.items() if path.endswith("/last_name")]
    assert surname == ("3.1", "Фамилия")
    offered = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert len(offered) == 3, "sex, citizenship, part"


def test_good_rows_go_in_and_the_same_file_again_changes_nothing(reader, book, tmp_path):
    report(book, 1)
    row(book, "Лицо", 1, PERSON)
    row(book, "Лицо", 1, {"last_name": "Rahimov"})
    row(book, "Изъятый предмет", 1, ITEM)
    report(book, 2, about="Лицо", **dict.fromkeys(("cause", "seizure_found", "transport", "detained"), None))
    row(book, "Лицо", 2, PERSON)
    first = imported(reader, book, tmp_path)
    assert first.lines()[:3] == ["2 reports taken", "0 reports known, unchanged", "0 reports not taken"], (
        first.lines()
    )
    people = Fragment.objects.filter(schema="Person")
    assert people.count() == 3
    assert '"passportNumber":["0012345"]' in people.order_by("id")[0].data
    said = Fragment.objects.filter(schema="Report").order_by("id")[0].data
    for each in ("2026-11-20T14:05", "=SUM(A1)", '"37.19"', '"dog"', '"observation"'):
        assert each in said
    assert '"12.4"' in Fragment.objects.get(schema="SeizedItem").data
    again = imported(reader, book, tmp_path)
    assert (again.accepted, again.known, again.faults) == ([], 2, [])
    assert people.count() == 3


def test_what_is_wrong_is_named_with_sheet_row_and_question(reader, book, tmp_path):
    report(book, 1, date=date(2099, 1, 1))
    row(book, "Изъятый предмет", 1, ITEM)
    row(book, "Лицо", 1, PERSON)
    report(book, 2, direction="Вверх")
    row(book, "Изъятый предмет", 2, ITEM | {"amount": "0"})
    row(book, "Лицо", 2, {"first_name": "Фарход"})
    report(book, 3, about="Изъятие")
    row(book, "Изъятый предмет", 3, ITEM)
    row(book, "Лицо", 3, PERSON)
    row(book, "Лицо", 9, PERSON)
    report(book, 4)
    report(book, 4)
    report(book, None)
    found = imported(reader, book, tmp_path)
    assert (found.accepted, found.refused) == ([], 7)
    expected = [
        ("Лицо", 7, "", "no report No. “9”"),
        ("Донесение", 4, "1.1 Date", "lies in the future"),
        ("Донесение", 5, "1.7 Direction", "“Вверх” is not in the list"),
        ("Изъятый предмет", 5, "9.22.4 Amount", "above zero"),
        ("Лицо", 5, "3.1 Surname", ""),
        ("Лицо", 6, "3.1 Surname", "not asked in such a report"),
        ("Донесение", 7, "", "Another row has the same number"),
        ("Донесение", 9, "", "Give the report a number"),
    ]
    for sheet, line, question, message in expected:
        alike = [each for each in found.faults if each[:3] == (sheet, line, question) and message in each.message]
        assert alike, (sheet, line, question, found.lines())
    assert not Fragment.objects.filter(schema="Report").exists()


def test_a_number_used_again_for_another_report_is_refused(reader, book, tmp_path):
    report(book, 1)
    row(book, "Лицо", 1, PERSON)
    row(book, "Изъятый предмет", 1, ITEM)
    imported(reader, book, tmp_path)
    write(book["Донесение"], 4, {"summary": "Something else"})
    found = imported(reader, book, tmp_path)
    assert (found.accepted, found.known) == ([], 0)
    assert "Give a new report a new number" in found.faults[0].message


def test_another_workbook_is_no_template(reader, tmp_path):
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(BadFile, match="not made from the template"):
        import_sheet(reader, tmp_path / "other.xlsx")


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_every_form_is_printed_with_the_same_numbers(reader, lang):
    drawn: list[dict[str, Any]] = []
    for form in catalogue().values():
        items = [item for node in form.children for item in printed._blank(node, lang, 0)]
        numbers = [item["number"] for item in items if "label" in item]
        assert numbers == [q.number for q in form.nodes() if q.kind not in ("note", "calculate", "hidden")]
        drawn += items
    assert {item["kind"] for item in drawn} >= {"heading", "boxes", "cells", "line"}
    form = catalogue()["meeting"]
    assert printed.empty(form, lang, "BLO-NP").startswith(b"%PDF")
    filled = fill(form, {"subject": "مرز", "summary": "#set page(fill: red)"})
    assert printed.filled(form, filled, lang).startswith(b"%PDF")
