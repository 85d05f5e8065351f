"""Reading a table of seizures: guessed columns, faults that drop nothing, equal rows; the real file by pandas."""

from __future__ import annotations

import gzip
import io
import re
import time
import zipfile

import openpyxl
import orjson
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sarhad.cli import cli
from sarhad.collect.errors import BadFile
from sarhad.collect.readers.sheet import SheetTable
from sarhad.collect.readers.table import Layout
from sarhad.kernel.tests import seizures
from sarhad.links.calls.book import rows as book_rows
from sarhad.systems.monitor.store.engine import ask
from sarhad.systems.monitor.store.records import SEIZURES
from sarhad.systems.monitor.tables import fields, meaning, queries, reading, rows
from sarhad.systems.monitor.tables.columns import Columns, columns_of, digest_of
from tests.cast import Cast

PLACES = {"country": 0, "date": 1, "substance": 2, "amount": 3, "unit": 4}
SAID = {"places": PLACES, "order": "dmy", "header": ["Country", "Date", "Drug", "Amount", "Unit", "Remark"]}
HEAD = "Country,Date,Drug,Amount,Unit,Remark\n"


def write(home, text: str | bytes, **said) -> list[dict]:
    given, out = home / "given", home / "monitor" / "rows"
    out.parent.mkdir(exist_ok=True)
    given.write_bytes(text.encode() if isinstance(text, str) else text)
    reading.write(given, {**SAID, **said}, out, "f" * 32)
    names = [*SEIZURES, "faults", "c5"]
    listed = ", ".join(f'"{name}"' for name in names)
    sql = f"SELECT {listed} FROM read_parquet(?) ORDER BY row"
    return [dict(zip(names, each, strict=True)) for each in ask(sql, [str(out)])]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("REGION SUBREGION COUNTRY ADMINISTRATIVE_DIVISION PLACE SEIZURE_DATE DRUG_NAME AMOUNT DRUG_UNIT"
         " HIDING_PLACE INSTALLATION TRANSPORT PRODUCING_COUNTRY DEPARTURE_COUNTRY DESTINATION_COUNTRY ROUTING",
         "- - country region place date substance amount unit concealment premises transport origin departure "
         "destination direction"),
        ("Страна Область Район Дата_изъятия Вид_наркотика Количество,_кг Единица Способ_сокрытия Ведомство "
         "Страна_назначения Страна_транзита Номер_дела Пол",
         "country region place date substance amount unit concealment office destination transit reference -"),
        ("Case_No Agency Date Substance Weight_(kg) Oblast City From To How_found",
         "reference office date substance amount region place departure destination found"),
    ],
)  # fmt: skip
def test_headers_say_what_columns_hold(header, expected):
    names = [name.replace("_", " ") if "SEIZURE_DATE" not in header else name for name in header.split()]
    found = fields.guess(names, [["Asia"] * 2] if names[0] == "REGION" else [], {}).places
    by_place = {at: name for name, at in found.items()}
    assert " ".join(by_place.get(at, "-") for at in range(len(names))) == expected


def test_content_says_it_where_headers_do_not():
    table = [
        ["1", "Uzbekistan", "05.03.2016", "heroin", "1,5", "kg"],
        ["2", "TJ", "31.12.2016", "opium", "20,25", "g"],
    ]
    found = fields.guess(["n", "x", "y", "z", "v", "w"], table, {})
    assert (found.order, found.decimal) == ("dmy", ",")
    assert {name: found.places[name] for name in ("country", "date", "substance", "unit")} == {
        "country": 1, "date": 2, "substance": 3, "unit": 5,
    }  # fmt: skip


def test_nothing_is_dropped(home):
    found = write(
        home,
        HEAD + "Tajikistan,05.03.2016,Heroin,12.5,kg,a\nTajikistan,05.03.2016,Heroin,12.5,kg,b\n\n"
        "Nowhere,13.13.2016,Potion,lots,handful,\nTajikistan,2016\nToo,many,cells,in,this,row,indeed\n"
        ",03.2016,Unknown,,,\n",
    )
    assert [each["row"] for each in found] == [2, 3, 5, 6, 7, 8], "numbered as in the file"
    one, two, bad, short, long, vague = found
    assert (one["kg"], one["country"], str(one["day"]), one["substance"]) == (12.5, "tj", "2016-03-05", "heroin")
    assert one["twin"] == two["twin"] != 0
    assert (one["nth"], two["nth"], bad["twin"]) == (0, 1, 0)
    assert (one["c5"], two["c5"]) == ("a", "b"), "what is not read does not tell rows apart, but is kept"
    assert bad["faults"].split() == [
        "country:unknown", "date:unreadable", "substance:unknown", "amount:unreadable", "unit:unknown",
    ]  # fmt: skip
    assert (short["faults"].split()[0], short["country"], str(short["day"]), str(short["last"])) == (
        "row:torn", "tj", "2016-01-01", "2016-12-31",
    )  # fmt: skip
    assert (long["faults"].split()[0], long["country"], long["amount"]) == ("row:torn", "", None)
    assert (str(vague["day"]), str(vague["last"]), vague["family"]) == ("2016-03-01", "2016-03-31", "unknown")
    assert sum(each["n"] for each in found) == 6


def test_what_is_said_for_all_rows(home):
    text = HEAD + ',05.03.2016,Heroin,"1,500",,\nUzbekistan,01.02.2016,Heroin,2,g,\n'
    one, two = write(home, text, country="tj", unit="kg", decimal=",")
    assert (one["country"], one["kg"], two["country"], two["kg"]) == ("tj", 1.5, "uz", 0.002)
    one, _two = write(home, text, country="tj", unit="kg")
    assert (one["amount"], one["faults"]) == (None, "amount:ambiguous")
    one, _two = write(home, gzip.compress(text.encode("utf-16")), country="tj", unit="kg", decimal=".")
    assert one["kg"] == 1500


@pytest.mark.parametrize(
    "said", [{}, {"places": []}, {"places": {"country": 99}}, {"places": {"country": "x"}}, [], None, 7]
)
def test_columns_that_do_not_fit_are_refused(home, said):
    (home / "given").write_text(HEAD + "a,b,c,d,e,f\n")
    with pytest.raises(BadFile):
        reading.write(home / "given", said, home / "out", "")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda each: (
            st.lists(each)
            | st.dictionaries(
                st.sampled_from(
                    ["places", "order", "decimal", "delimiter", "header_row", "header", "country", "x"]
                ),
                each,
            )
        ),
        max_leaves=12,
    )
)
def test_columns_that_somebody_signed_never_raise(said):
    found = columns_of(said)
    assert found is None or columns_of(found.json()) == found
    assert digest_of(["a"], said) == "a"


@given(st.text(max_size=30))
def test_no_text_breaks_a_meaning(text):
    meaning.days(text, "dmy")
    meaning.amount(text, ",")
    meaning.substance(text)
    meaning.unit(text)
    assert len(meaning.country(text)[0]) in (0, 2)


def test_a_table_from_the_command_line(cast: Cast, home):
    path = home / "ids.csv"
    path.write_text(HEAD + "Tajikistan,05.03.2016,Heroin,12.5,kg,a\n" * 2)
    plain = [
        "import-table",
        str(path),
        "--kind",
        "seizures",
        "--name",
        "IDS",
        "--as",
        "colleague@TJ-DCA",
        "--purpose",
        "x",
    ]
    told = lambda *more: CliRunner().invoke(cli, [*plain, *more])
    checked = told("--check")
    assert checked.exit_code == 0, checked.output
    assert "2 rows; 2 with a weight" in checked.output
    assert "substance: Drug" in checked.output
    assert queries.tables(cast.reader("colleague")) == []
    first, again = told("--scope", "public", "--lacks", "cannabis"), told()
    assert "is signed" in first.output
    assert "is here already" in again.output
    found = queries.tables(cast.reader("anonymous"))
    assert [(each.source.name, each.source.rows, each.source.lacks) for each in found] == [
        ("IDS", 2, ("cannabis",))
    ]
    for wrong in (("--column", "nonsense=Drug"), ("--column", "place=Nothing"), ("--since", "yesterday")):
        assert told(*wrong).exit_code == 1


BLOCK = 250  # rows: equal ones often stand near each other


@pytest.mark.shared
def test_a_tenth_of_the_real_file_agrees_with_pandas(home):
    if not seizures.ARCHIVE.exists():
        pytest.skip("needs the real data")
    with zipfile.ZipFile(seizures.ARCHIVE) as archive:
        head, *lines = archive.read("drug-trafficking-unodc.csv").splitlines(keepends=True)
    part = home / "part.csv"
    part.write_bytes(head + b"".join(line for n, line in enumerate(lines) if n // BLOCK % 10 == 0))
    out, _ = agreeing(home, part)
    told = rows.summary(out, Columns({}))
    assert told.equal > 1000
    assert told.converted > 0.99 * told.rows


@pytest.mark.soak
@pytest.mark.shared
def test_the_real_file_agrees_with_pandas_before_and_after_removing_duplicates(home):
    seizures.rows()
    begun = time.monotonic()
    out, columns = agreeing(home, seizures.ARCHIVE)
    assert time.monotonic() - begun < 90, "30 s on a quiet machine, where it takes 10"
    counts = dict(rows.by(out, "country"))
    six = {"uz": 908, "tj": 127, "kz": 336, "kg": 34, "tm": 99, "af": 6573}
    assert {code: counts[code] for code in six} == six
    told = rows.summary(out, Columns(columns["places"], header=tuple(columns["header"])))
    assert (told.rows, told.equal, told.dayless) == (311_038, 44_229, 0)
    assert told.converted > 309_000


def agreeing(home, path):
    """Read a file; its rows by country and year are as many as pandas finds, all of them and equal ones once."""
    pandas = pytest.importorskip("pandas")
    out = home / "monitor" / "rows"
    out.parent.mkdir()
    columns = orjson.loads(reading.looked_at(path).columns.json())
    file = pandas.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    assert reading.write(path, columns, out, "f" * 32) == len(file)
    for where, frame in (("true", file), ("nth = 0", file.drop_duplicates())):
        years = frame["SEIZURE_DATE"].str[:4].astype(int)
        codes = frame["COUNTRY"].map({name: meaning.country(name)[0] for name in frame["COUNTRY"].unique()})
        expected = frame.groupby([codes, years]).size()
        sql = f"SELECT country, year, COUNT(*) FROM read_parquet(?) WHERE {where} GROUP BY ALL"
        assert {(country, year): n for country, year, n in ask(sql, [str(out)])} == expected.to_dict()
    return out, columns


def as_excel_saves(book: bytes) -> bytes:
    """The same workbook with its texts in a table of their own, as Excel keeps them."""
    out, texts = io.BytesIO(), list[str]()

    def moved(found: re.Match[str]) -> str:
        texts.append(found[2])
        return f'<c r="{found[1]}" t="s"><v>{len(texts) - 1}</v></c>'

    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    with zipfile.ZipFile(io.BytesIO(book)) as given, zipfile.ZipFile(out, "w") as made:
        parts = {name: given.read(name).decode() for name in given.namelist()}
        sheet = re.sub(
            r'<c r="(\w+)" t="inlineStr"><is><t>(.*?)</t></is></c>', moved, parts["xl/worksheets/sheet1.xml"]
        )
        parts["xl/worksheets/sheet1.xml"] = sheet
        said = "".join(f"<si><t>{text}</t></si>" for text in texts)
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{space}" count="{len(texts)}">{said}</sst>'
        override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", override)
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


def test_workbooks_as_excel_saves_them(home):
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Country", "Date", "Drug", "Amount", "Unit", "Remark"])
    book.active.append(["Uzbekistan", "05.03.2016", "Heroin", 2.5, "kg", "x"])
    book.save(out)
    found = write(home, as_excel_saves(out.getvalue()))
    assert [(each["country"], each["substance"], each["kg"]) for each in found] == [("uz", "heroin", 2.5)]
    table = SheetTable(home / "given", Layout(), fields.known)
    assert [cells[2] for _number, cells in book_rows(table)] == ["Heroin"], "by the fast reader, too"
