"""Published tables become one number a row; what is no number never becomes zero."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from io import BytesIO

import duckdb
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.collect.errors import BadFile
from sarhad.systems.monitor.places.queries import spelled
from sarhad.systems.monitor.series import cells, fields, reading
from sarhad.systems.monitor.series.records import columns_of, role_of, settings_of
from sarhad.systems.monitor.store.records import SERIES, Observation

LONG = """Country,Year,Drug name,Market,Price,Currency,Dollars for one unit,Purity,Note
Kyrgyzstan,2024,Heroin,Retail,900,KGS,0.0115,12,survey
Tajikistan,2024,Heroin,Wholesale,-,TJS,0.09,,none seen
Tajikistan,2024,Acetic anhydride,Wholesale,<40,USD,,,
Nowhere,2024,Heroin,Retail,5,EUR,,,
Kazakhstan,soon,Heroin,Retail,70,USD,,,
"""
WIDE = """Province,District,2019,2020
North,Upper,"1,200",-
North,Lower,40,part of Upper
North Total,,"1,240",p-f
South,River,,7
South Total,,p-f,9
Total,,"1,250","1,250"
"""
CRIMES = """Страна;Год;Статья;Возраст;Правонарушители, мужчины;Правонарушители, женщины;Потерпевшие, женщины
Киргизия;2024;Сбыт наркотиков;18-29;120;14;
Киргизия;2024;Сбыт наркотиков;30-44;1 080,5;нет данных;3
"""


def rows(tmp_path, content, kind, name="table.csv", **fixed):
    """(numbers, faults) as the guess reads them."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    columns = reading.looked_at(path, kind, name).columns
    told = columns.as_dict() | {"fixed": {**columns.fixed, **fixed}}
    return reading.read(path, columns_of(told), "table")


def told(found, *names):
    return [tuple(getattr(each, name) for name in names) for each in found]


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_prices_keep_currency_and_are_dollars_only_where_a_rate_is_given(tmp_path):
    found, faults = rows(tmp_path, LONG, "prices", unit="g")
    assert told(found, "country", "market", "value", "high", "currency", "flag", "purity") == [
        ("kg", "retail", 900.0, None, "KGS", "", 12.0),
        ("tj", "wholesale", None, None, "TJS", "dash", None),
        ("tj", "wholesale", None, 40.0, "USD", "less-than", None),
        ("", "retail", 5.0, None, "EUR", "", None),
    ]
    assert [each.dollars and round(each.dollars, 2) for each in found] == [10.35, None, None, None]
    assert told(found, "substance", "unit")[2] == ("acetic-anhydride", "gram")
    assert [(each.row, each.code, each.value) for each in faults] == [
        (5, "no-country", "Nowhere"), (6, "no-year", "soon"),
    ]  # fmt: skip
    assert all(each.message and each.message != each.code for each in faults)


def test_districts_provinces_and_a_total_that_repeats(tmp_path):
    found, faults = rows(tmp_path, WIDE, "cultivation", country="af")
    assert told(found, "level", "year", "value", "flag", "text") == [
        ("district", 2019, 1200.0, "", "1,200"), ("district", 2020, None, "dash", "-"),
        ("district", 2019, 40.0, "", "40"), ("district", 2020, None, "part-of", "part of Upper"),
        ("province", 2019, 1240.0, "", "1,240"), ("province", 2020, None, "poppy-free", "p-f"),
        ("district", 2019, None, "blank", ""), ("district", 2020, 7.0, "", "7"),
        ("province", 2019, None, "poppy-free", "p-f"), ("province", 2020, 9.0, "", "9"),
        ("country", 2019, 1250.0, "", "1,250"), ("country", 2020, 1250.0, "repeated", "1,250"),
    ]  # fmt: skip
    assert not faults
    assert {each.country for each in found} == {"af"}
    assert [(each.low, each.high) for each in found if each.flag == "poppy-free"] == [(0.0, 100.0)] * 2


def test_what_people_settled_about_a_name_goes_first(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Province,District,2020\nNorthland,Upper,5\n")
    columns = reading.looked_at(path, "cultivation").columns.as_dict()
    columns["fixed"]["country"] = "af"
    for settled, region, area in (
        ({}, "", "Northland | Upper"),
        ({("af", spelled("Northland")): "AF-BAL"}, "AF-BAL", "Upper"),
    ):
        [row], _faults = reading.read(path, columns_of(columns), "", settled)
        assert (row.region, row.area, row.level) == (region, area, "district")


def test_crimes_by_sex_in_russian(tmp_path):
    found, _faults = rows(tmp_path, CRIMES, "crimes")
    assert told(found, "measure", "sex", "age", "value", "flag", "drug") == [
        ("offenders", "m", "18-29", 120.0, "", "Сбыт наркотиков"),
        ("offenders", "f", "18-29", 14.0, "", "Сбыт наркотиков"),
        ("offenders", "m", "30-44", 1080.5, "", "Сбыт наркотиков"),
        ("offenders", "f", "30-44", None, "no-data", "Сбыт наркотиков"),
        ("victims", "f", "30-44", 3.0, "", "Сбыт наркотиков"),
    ]


def test_bounds_stand_in_rows_of_their_own(tmp_path):
    """Years as dates and numbers, footnotes, an estimate of 0 between its bounds."""
    poppy = workbook(
        Sheet1=[
            ["", "Cultivation of opium poppy (hectares)"],
            ["", "", date(2018, 6, 30), date(2019, 6, 30), 2020],
            ["", "  Afghanistan (best estimate) b, c", 263000, 0, 224000],
            ["", " lower bound a", 242000, 149000, 202000],
            ["", " upper bound a", 283000, 178000, 246000],
            ["", "Myanmar (best estimate)", 37300, 4624, 29500],
            ["", " lower bound a", 29700, 25800, 21000],
            ["", " upper bound a", 47200, 42800, 50400],
            ["", "Lao People's Democratic Republic", 4925, 0, ".."],
            ["", "Lao People's Democratic Republic g", 4925, 0, 5230],
            ["", "TOTAL (best estimate, rounded)", 345700, 236650, 296400],
            ["", "", 382403, 262726, 346524],
        ]
    )
    found, faults = rows(tmp_path, poppy, "cultivation", "6.2.xlsx")
    assert told(found[:6], "country", "year", "value", "low", "high", "flag", "text") == [
        ("af", 2018, 263000.0, 242000.0, 283000.0, "", "263000"),
        ("af", 2019, None, 149000.0, 178000.0, "zero-between-bounds", "0"),
        ("af", 2020, 224000.0, 202000.0, 246000.0, "", "224000"),
        ("mm", 2018, 37300.0, 29700.0, 47200.0, "", "37300"),
        ("mm", 2019, None, 25800.0, 42800.0, "outside-bounds", "4624"),
        ("mm", 2020, 29500.0, 21000.0, 50400.0, "", "29500"),
    ]
    assert told(found[6:12], "value", "flag") == [
        (4925.0, ""), (0.0, ""), (None, "no-data"), (4925.0, ""), (None, "zero-doubtful"), (5230.0, ""),
    ]  # fmt: skip
    assert told(found[12:], "country", "area", "level", "flag") == [("", "total", "", "rounded")] * 3
    assert [(each.row, each.code) for each in faults] == [(12, "no-label")]
    assert {each.substance for each in found} == {"opium-poppy"}
    assert found[0].note == "b,c"


def test_every_sheet_of_a_workbook_and_headings_of_two_rows(tmp_path):
    book = workbook(
        Cannabis=[
            ["CANNABIS"], ["Region", "Country/Territory", "Best", "Low", "High", "Male", "Female", "Year", "Age"],
            ["Asia", "Kyrgyzstan", 4.5, 4, 5, 8.1, None, 2019, "15 - 64"],
            [None, "Kazakhstan", None, None, None, None, None, "2011/12", "15-64"],
        ],
        NPS=[
            ["NEW SUBSTANCES"], ["Country", "Substance", "Lifetime", None, "Past year", None, "Year"],
            [None, None, "Male", "Female", "Male", "Female", None],
            ["Tajikistan", "Ketamine", 1, 2, 3, "..", 2020],
        ],
        Lookup=[["Country", "Region"], ["Tajikistan", "Asia"]],
    )  # fmt: skip
    found, faults = rows(tmp_path, book, "users", "prevalence.xlsx")
    assert not faults
    assert told(
        found, "row", "country", "substance", "measure", "sex", "value", "low", "flag", "year", "period"
    ) == [
        (3, "kg", "cannabis", "prevalence", "", 4.5, 4.0, "", 2019, ""),
        (3, "kg", "cannabis", "prevalence", "m", 8.1, None, "", 2019, ""),
        (4, "kz", "cannabis", "prevalence", "", None, None, "blank", 2011, "2011/12"),
        (1000004, "tj", "ketamine", "prevalence-life", "m", 1.0, None, "", 2020, ""),
        (1000004, "tj", "ketamine", "prevalence-life", "f", 2.0, None, "", 2020, ""),
        (1000004, "tj", "ketamine", "prevalence", "m", 3.0, None, "", 2020, ""),
        (1000004, "tj", "ketamine", "prevalence", "f", None, None, "no-data", 2020, ""),
    ]
    assert found[0].age == "15-64"


def test_records_of_json_and_what_they_say_of_themselves(tmp_path):
    records = [
        {"drug": "heroin", "region": "Western Europe", "country": "Austria", "year": 1990, "priceUsdPerGram": 198}
    ]
    text = json.dumps({"meta": {"unit": "USD per gram, retail"}, "records": records})
    for given_ in (text, json.dumps(records)):
        found, _faults = rows(tmp_path, given_, "prices", "series.json")
        assert told(found, "country", "region", "value", "dollars", "unit", "currency") == [
            ("at", "", 198.0, 198.0, "gram", "USD")
        ]
    assert [each.market for each in rows(tmp_path, text, "prices", "s.json")[0]] == ["retail"]


def test_what_is_written_has_the_columns_of_the_store(tmp_path):
    path, out = tmp_path / "t.csv", tmp_path / "t.parquet"
    path.write_text(WIDE)
    columns = reading.looked_at(path, "cultivation").columns.as_dict()
    number, faults = reading.write(path, columns, out, "abc")
    with duckdb.connect() as con:
        kept = con.execute("SELECT * FROM read_parquet(?) ORDER BY ALL", [str(out)])
        assert [each[0] for each in kept.description] == list(SERIES)
        read = [Observation(*row) for row in kept.fetchall()]
    assert (number, faults) == (12, [])
    assert sorted(map(repr, read)) == sorted(map(repr, reading.read(path, columns_of(columns), "abc")[0]))
    assert Counter(each.value is None for each in read) == {False: 7, True: 5}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"records": 5}',
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"PK\x03\x04 none",
        b"<a></a>",
        b"%PDF-1.4",
    ],
)
def test_files_that_are_no_tables_are_refused_in_words(tmp_path, content):
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(BadFile) as bad:
        reading.looked_at(path, "prices")
    assert bad.value.fault.message
    assert bad.value.fault.remedy


def test_a_table_without_numbers_is_not_usable(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("name,phone\nA,1\n")
    assert not reading.looked_at(path, "prices").columns.usable


NAMES = st.sampled_from(["kind", "parts", "sheet", "header_row", "headings", "roles", "fixed", "country"])
ANY = (
    st.none()
    | st.integers()
    | st.sampled_from(["value", "year", "low;sex=f", "value;year=x"])
    | st.text(max_size=9)
)
JSON = st.recursive(ANY, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=9)
PART = st.fixed_dictionaries({"sheet": st.just(0), "header_row": st.just(1), "roles": st.lists(ANY), "fixed": JSON})


@given(JSON | st.fixed_dictionaries({"kind": st.sampled_from(["prices", "users"]), "parts": st.lists(PART | JSON)}))
def test_columns_that_somebody_signed_never_break_the_reading(tmp_path_factory, given_):
    path = tmp_path_factory.getbasetemp() / "signed.csv"
    if not path.exists():
        path.write_text(LONG)
    columns = columns_of(given_)
    assert columns_of(columns.as_dict()) == columns
    reading.read(path, columns)


@given(st.text(max_size=20))
def test_a_cell_is_a_number_a_mark_or_words_but_never_zero_unless_it_says_so(text):
    found = cells.number(text)
    if found is not None and found.value == 0:
        assert any(char.isdigit() for char in text)
    assert fields.role(text) is not None


def test_roles_carry_what_a_heading_says():
    assert settings_of(role_of("value", year="2010", sex="f")) == {"year": "2010", "sex": "f"}
    assert [fields.role(text) for text in ("Year", "2014", "Drug name", "Upper bound", "Women 15-24", "чушь")] == [
        "year", "value;year=2014", "substance", "high", "value;sex=f;age=15-24", "",
    ]  # fmt: skip


def test_bounds_that_do_not_say_of_what_are_those_of_the_only_number(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text(
        "Country,Year,Substance,Market,Price,Low,High,Currency,Unit\nTajikistan,2016,Heroin,retail,9,7,12,USD,g\n"
    )
    [one] = reading.read(path, reading.looked_at(path, "prices", path.name).columns)[0]
    assert (one.value, one.low, one.high) == (9, 7, 12)
