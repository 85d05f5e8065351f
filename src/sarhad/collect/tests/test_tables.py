"""Tables as people send them: encodings, separators, merged cells, dates of Excel, headers in three languages."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from sarhad.collect.mapping import guess
from sarhad.collect.parsing import parse
from sarhad.collect.readers import encodings
from sarhad.collect.records import Source
from sarhad.collect.tests.reading import SHEET, Reading, book, line
from sarhad.kernel import model

RUSSIAN = "ФИО;Дата рождения;Телефон\nАсанов Бакыт;03.04.1990;+996 555 123 456\nИВАНОВ Иван;7.1.1983;\n"
LOUD = "ФИО;ГОСНОМЕР\nИВАНОВ ИВАН ИВАНОВИЧ;01КГ777\nПЕТРОВА АННА;Х123АВ\n"
TAJIK = "ФИО;Адрес\nҒаниев Ҷамшед;кӯчаи Рӯдакӣ, Хуҷанд\n"
FRENCH = "Name;Place of birth\nJosé Müller;Córdoba\nRené Noël;Fès\n"

ENCODINGS = [  # text, how it is written, codec found
    (RUSSIAN, "utf-8", "utf-8"),
    (RUSSIAN, "utf-8-sig", "utf-8-sig"),
    (RUSSIAN, "utf-16", "utf-16"),
    (RUSSIAN, "utf-16-le", "utf-16-le"),
    (RUSSIAN, "utf-16-be", "utf-16-be"),
    (RUSSIAN, "utf-32", "utf-32"),
    (RUSSIAN, "cp1251", "cp1251"),
    (RUSSIAN, "koi8-r", "koi8-r"),
    (RUSSIAN, "cp866", "cp866"),
    (RUSSIAN, "iso8859-5", "iso8859-5"),
    (RUSSIAN, "mac-cyrillic", "mac-cyrillic"),
    (LOUD, "cp1251", "cp1251"),
    (LOUD, "koi8-r", "koi8-r"),
    (LOUD, "cp866", "cp866"),
    (TAJIK, "utf-8", "utf-8"),
    (FRENCH, "cp1252", "cp1252"),
    (FRENCH, "utf-8", "utf-8"),
    ("Name;Born\nAziz;1983\n", "ascii", "utf-8"),
]


@pytest.mark.parametrize(("text", "written", "found"), ENCODINGS)
def test_encodings_are_recognised(tmp_path, text, written, found):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(written))
    assert encodings.detect(path) == found
    reading = Reading(path, "sheet-ru" if "ФИО" in text else "sheet-en")
    (name, *_rest) = text.splitlines()[1].split(";")
    assert reading.claims[0].properties["name"] == [name]
    assert (reading.refused, reading.remarks) == ([], [])


DECLARED = [  # what the mapping says, how it is written, outcome
    ("windows-1251", "cp1251", (1, [])),
    ("UTF8", "utf-8", (1, [])),
    ("koi8-r", "koi8-r", (1, [])),
    ("utf-8", "cp1251", "encoding"),
    ("nonsense", "utf-8", "unknown-encoding"),
    ("rot13", "utf-8", "unknown-encoding"),
    ("hex", "utf-8", "unknown-encoding"),
    ("utf-7", "utf-8", "unknown-encoding"),
]


@pytest.mark.parametrize(("declared", "written", "outcome"), DECLARED)
def test_a_declared_encoding_counts(tmp_path, declared, written, outcome):
    (tmp_path / "a.csv").write_bytes("No;Name\n1;Бакыт\n".encode(written))
    reading = Reading(tmp_path / "a.csv", f"format: {{encoding: {declared}}}{SHEET}")
    assert reading.outcome == outcome


def sheet(path, *rows, **options):
    path.write_bytes(book(*rows, **options))
    return path


def test_merged_cells_count_for_each_of_their_rows(tmp_path):
    rows = [
        ["Owner", None, "Car"],
        ["Name", "Passport", "Plate"],
        ["Aziz", "A1", "01"],
        [None, None, "02"],
        ["Bek", "B", "03"],
    ]
    path = sheet(tmp_path / "a.xlsx", *rows, merged=("A1:B1", "A3:A4", "B3:B4"))
    reading = Reading(path, "sheet-en")
    owners = [c.properties["owner"] for c in reading.claims if c.schema == "Ownership"]
    people = [c.entity for c in reading.claims if c.schema == "Person"]
    assert owners == [[each] for each in people]
    assert (people[0] == people[1], people[1] == people[2]) == (True, False)


CELLS = [  # in the workbook, property, value, text kept beside it
    (datetime(1983, 4, 3), "birthDate", "1983-04-03", ""),
    (date(1983, 4, 3), "birthDate", "1983-04-03", ""),
    ("03.04.1983", "birthDate", "1983-04-03", "03.04.1983"),
    (1983, "birthDate", "1983", ""),
    (1.8, "height", "1.8", ""),
    (180.0, "height", "180", ""),
    (996555123456789, "idNumber", "996555123456789", ""),
    (True, "notes", "true", ""),
    ("=1+1", "notes", None, None),  # a formula that no program has reckoned
    ("#N/A", "notes", "#N/A", ""),
]


@pytest.mark.parametrize(("cell", "name", "value", "raw"), CELLS)
def test_cells_of_a_workbook(tmp_path, cell, name, value, raw):
    path = sheet(tmp_path / "a.xlsx", ["No", "Name", "Column"], [1, "Aziz", cell])
    text = SHEET.replace("birthDate: Born", f"{name}: Column").replace("      height: Height\n", "")
    (claim,) = Reading(path, text, "dmy").claims
    assert claim.properties.get(name, [None])[0] == value
    assert claim.raw.get(name, [""] if raw is not None else [None])[0] == raw


def test_dates_of_excel_are_instants_in_a_column_of_another_calendar(tmp_path):
    path = sheet(
        tmp_path / "a.xlsx", ["No", "Name", "Born"], [1, "A", datetime(1983, 4, 3)], [2, "B", "1362/01/14"]
    )
    text = SHEET.replace("birthDate: Born", "birthDate: {column: Born, calendar: solar-hijri}")
    assert [c.properties["birthDate"] for c in Reading(path, text).claims] == [["1983-04-03"]] * 2


def workbook(path, **sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        made.create_sheet(title)
        for row in rows:
            made[title].append(row)
    out = io.BytesIO()
    made.save(out)
    path.write_bytes(out.getvalue())
    return path


PEOPLE, NOTES = [["No", "Name"], [1, "Aziz"]], [["Read me"], ["Name of the author"]]
CHOICES = [  # what the mapping says, outcome
    ("", (1, [])),
    ("format: {sheet: People}", (1, [])),
    ("format: {sheet: Notes}", "no-header"),
    ("format: {sheet: Nothing}", "no-sheet"),
    ("format: {header_row: 1}", (1, [])),
]


@pytest.mark.parametrize(("declared", "outcome"), CHOICES)
def test_the_sheet_that_has_the_columns_is_read(tmp_path, declared, outcome):
    path = workbook(tmp_path / "a.xlsx", Notes=NOTES, People=PEOPLE)
    declared = declared.replace("header_row", "sheet: People, header_row")
    assert Reading(path, f"{declared}{SHEET}").outcome == outcome


def test_rows_are_named_as_excel_and_editors_number_them(tmp_path):
    rows = [["List"], [], ["No", "Name", "Born"], [1, "A", "03/04/1983"], [], [2, "B", "03/04/1983"]]
    said = Reading(sheet(tmp_path / "a.xlsx", *rows), SHEET).messages
    assert [message.split(",")[1] for message in said] == [" row 4", " row 6"]
    (tmp_path / "a.csv").write_text('List\n\nNo,Name,Born\n1,"A\nB",03/04/1983\n\n2,B,03/04/1983\n')
    said = Reading(tmp_path / "a.csv", SHEET).messages
    assert [message.split(",")[1] for message in said] == [" row 4", " row 7"]


HEADERS = ["name", " NAME ", "Name:", "name*", "Full  name", "full_name", "Name of person", "AKA;Name"]


@pytest.mark.parametrize("header", HEADERS)
def test_headers_are_found_whatever_their_letters(tmp_path, header):
    (tmp_path / "a.csv").write_text(f"{header};Passport\n" + ";" * header.count(";") + "Aziz;A1\n")
    assert Reading(tmp_path / "a.csv", "sheet-en").claims[0].properties["name"] == ["Aziz"]


RUSSIAN_HEADERS = {
    "Ф.И.О.": "name",
    "Фамилия, имя, отчество": "name",
    "Д.р.": "birthDate",
    "ПОЛ": "gender",
    "№ паспорта": "passportNumber",
    "ПИНФЛ": "idNumber",
    "Место жительства": "address",
    "Прозвище": "alias",
    "Доп. сведения": "notes",
}


@pytest.mark.parametrize(("header", "name"), RUSSIAN_HEADERS.items())
def test_cyrillic_headers(tmp_path, header, name):
    (tmp_path / "a.csv").write_text(f'Имя;"{header}"\nАзиз;1990\n', encoding="cp1251")
    claim = Reading(tmp_path / "a.csv", "sheet-ru").claims[0]
    assert name in {**claim.properties, **claim.raw}


def test_words_for_not_known_make_no_key(tmp_path):
    """Or all persons without a passport would be one."""
    (tmp_path / "a.csv").write_text("ФИО;Паспорт\nАзиз;нет\nБек;нет\nСино;-\n", encoding="utf-8")
    claims = Reading(tmp_path / "a.csv", "sheet-ru").claims
    assert len({claim.entity for claim in claims}) == 3
    assert all("passportNumber" not in claim.properties for claim in claims)


PHONES = [  # where the office is, what the mapping says, number
    ("kg", "", ["+996555123456"]),
    ("kg", "country: kz", None),
    ("kz", "country: kg", ["+996555123456"]),
    (None, "", None),
]


@pytest.mark.parametrize(("office", "declared", "number"), PHONES)
def test_national_phone_numbers_are_the_offices_unless_the_mapping_says(tmp_path, office, declared, number):
    (tmp_path / "a.csv").write_text("No,Name\n1,0555 123 456\n")
    plan = parse(declared + SHEET.replace("name: Name", "phone: Name"))
    (row,) = plan.open(Source("a", tmp_path / "a.csv"), country=office).rows(pytest.fail)
    (stated,) = row.stated()
    cleaned = model.clean("Person", stated.values, country=stated.country)
    assert cleaned.properties.get("phone") == number


GUESSES = [  # file, mapping
    (b"Name,Passport,Plate\nAziz,A1,01\n", "sheet-en"),
    ("ФИО;Госномер\nАзиз;01\n".encode("cp1251"), "sheet-ru"),
    (b"COUNTRY;SEIZURE_DATE;DRUG_NAME;AMOUNT;DRUG_UNIT\nx;2016-01-01;Heroin;1;Gram\n", "unodc-ids"),
    (b"a,b\n1,2\n", None),
    (line(), "ftm"),
    (b"<CONSOLIDATED_LIST/>", "un-list"),
    (book(["Name", "Plate"], ["Aziz", "01"]), "sheet-en"),
]


@pytest.mark.parametrize(("data", "name"), GUESSES, ids=range(len(GUESSES)))
def test_the_mapping_that_fits_is_guessed(tmp_path, data, name):
    (tmp_path / "file").write_bytes(data)
    found = guess(tmp_path / "file")
    assert (found.name if found else None) == name
