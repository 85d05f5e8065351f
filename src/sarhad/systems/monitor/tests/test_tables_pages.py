"""From a file to a published table: what is signed, who sees it, what the pages say of its rows."""

from __future__ import annotations

import io
import threading
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sarhad.access.reader import anonymous
from sarhad.entities.actions import Draft, contribute, new_entity
from sarhad.entities.attachments import open_attachment
from sarhad.kernel.claim import Scope
from sarhad.systems.monitor.store import queries as store
from sarhad.systems.monitor.store.records import Where
from sarhad.systems.monitor.tables import actions, decisions, queries, waiting
from sarhad.systems.monitor.tables.decisions import ALIKE, DIFFERENT, EQUAL, SAME
from sarhad.systems.monitor.tests.tabling import table
from tests.cast import MEMBERS, Cast

HEAD = "Страна;Область;Место;Дата;Наркотик;Количество;Ед. изм.;Вид транспорта"
ROWS = (
    "Таджикистан;Хатлонская область;Фархор;05.03.2016;Героин;12,5;кг;автомобиль",
    "Таджикистан;Хатлонская область;Фархор;05.03.2016;Героин;12,5;кг;автомобиль",
    "Узбекистан;Сурхандарьинская область;Термез;31.12.2015;Опий;500;г;поезд",
    "Нигдения;;где-то;32.13.2015;Зелье;много;горсть;телепорт",
    "Казахстан;;;2014;Гашиш;;кг;",
)
FILE = "\n".join((HEAD, *ROWS)).encode("cp1251")


def begun(client, data: bytes = FILE, name: str = "изъятия.csv", **more):
    fields = {"file": SimpleUploadedFile(name, data), "kind": "seizures", **more}
    return client.post("/monitor/tables/new/", fields)


def filled(client, address: str, **more):
    """The fields of the page as a browser would send them."""
    form = client.get(address).context["form"]
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {name: value for name, value in data.items() if value not in (None, False, "")}
    return {**data, "deed": "sign", **more}


def signed(cast: Cast, **more) -> str:
    client = cast.client("colleague")
    answer = begun(client)
    answer = client.post(answer.url, filled(client, answer.url, **more))
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url.split("/")[3]


def test_a_file_is_read_shown_and_signed(cast: Cast):
    client = cast.client("colleague")
    answer = begun(client)
    page = client.get(answer.url)
    text = page.content.decode()
    summary = page.context["summary"]
    assert (summary.rows, summary.converted, summary.equal, summary.groups) == (5, 3, 1, 1)
    assert {code for code, _n in summary.faults} == {
        "country:unknown", "date:unreadable", "substance:unknown", "amount:unreadable", "unit:unknown",
        "transport:unlisted", "amount:missing",
    }  # fmt: skip
    for said in ("Зелье", "горсть", "Tajikistan", "Nobody knows this unit."):
        assert said in text
    made = signed(
        cast,
        name="Seizures",
        publisher="Ministry",
        missing="cannabis",
        lacks=["cannabis"],
        read=["public"],
        level="0",
    )
    found = queries.table(anonymous(), made)
    assert (found.source.rows, found.source.start, found.source.stop) == (5, "2014-01-01", "2016-03-05")
    assert (found.source.missing, found.source.lacks) == ("cannabis", ("cannabis",))
    assert open_attachment(anonymous(), found.file.digest)[1] == FILE, "kept as it came"
    counted = store.sums(anonymous(), Where(), ("country", "year"), ("n",)).rows
    assert counted == [("", 0, 1), ("kz", 2014, 1), ("tj", 2016, 2), ("uz", 2015, 1)], "nothing is dropped"


def test_pages_say_what_came_and_what_it_was_read_as(cast: Cast):
    made = signed(cast, read=["public"], level="0")
    for who in ("anonymous", "outsider", "colleague"):
        client = cast.client(who)
        assert "изъятия" in client.get("/monitor/tables/").content.decode()
        page = client.get(f"/monitor/tables/{made}/?country=uz&problem=nonsense&page=9999999999")
        assert [row.number for row in page.context["rows"]] == [4]
        row = client.get(f"/monitor/tables/{made}/4/")
        told = {pair.field: (pair.written, pair.read) for pair in row.context["pairs"]}
        assert told["substance"] == ("Опий", "opium")
        assert told["date"] == ("31.12.2015", "2015-12-31")
        assert told["unit"] == ("г", "gram")
        assert row.context["row"].values["kg"] == 0.5
        assert row.context["row"].values["region"] == "UZ-SU"
    asked = {problem: [3 + 2, 6][problem == "dayless"] for problem in ("faults", "dayless")}
    for problem in asked:
        assert client.get(f"/monitor/tables/{made}/?problem={problem}").status_code == 200
    assert client.get(f"/monitor/tables/{made}/999/").status_code == 404
    taken = cast.client("anonymous").get(f"/monitor/tables/{made}/?country=uz&form=csv").content.decode("utf-8-sig")
    assert "4,2015-12-31,2015-12-31,uz,UZ-SU,opium,500,gram,0.5,0.5,0.5,mass,rail" in taken
    assert "Сурхандарьинская область" in taken
    assert client.get(f"/monitor/tables/{made}/99999999999999/").status_code == 404
    assert client.get(f"/monitor/tables/{'0' * 32}/").status_code == 404


def test_others_see_nothing_of_what_is_not_theirs(cast: Cast):
    alone, shared = signed(cast), signed(cast, read=[MEMBERS])
    pages = ("", "2/", "equal/", "alike/", "decide/")
    for who in ("outsider", "anonymous", "liaison"):
        client = cast.client(who)
        answers = {
            client.get(f"/monitor/tables/{id}/{page}").status_code for id in (alone, shared) for page in pages
        }
        assert answers <= {404, 302}
        assert client.get("/monitor/tables/").context["total"] == 0
    partner = cast.client("partner")
    assert partner.get("/monitor/tables/").context["total"] == 1
    assert partner.get(f"/monitor/tables/{shared}/").status_code == 200
    assert cast.client("partner").get(begun(cast.client("colleague")).url).status_code == 404


def test_what_is_wrong_is_said_and_columns_can_be_changed(cast: Cast):
    client = cast.client("colleague")
    address = begun(client).url
    given = filled(client, address)
    for change, said in (
        ({"c1": "country"}, "Two columns are both"),
        ({"c0": ""}, "names the country"),
        ({"name": ""}, "This field is required"),
        ({"publishedOn": "yesterday"}, "Write it like 2016"),
        ({"level": "3"}, "write the text"),
        ({"sourceUrl": "javascript:alert(1)"}, "valid URL"),
    ):
        page = client.post(address, {**given, **change})
        assert page.status_code == 200
        assert said in page.content.decode(), change
    looked = client.post(address, {**given, "deed": "look", "c7": "", "country": "tj", "order": "ymd"})
    page = client.get(looked.url)
    assert page.context["summary"].dayless > 1
    assert page.context["form"].initial["order"] == "ymd"
    changed = client.post(address, filled(client, address, order="dmy"))
    assert changed.url == address, "one looks before one signs"
    assert client.post(address, filled(client, address)).url.startswith("/monitor/tables/")
    other = begun(client).url
    assert client.post(other, {"deed": "drop"}).url == "/monitor/tables/"
    assert client.get(other).status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.4", "binary data"),
        (b"", "empty"),
        (b"PK\x03\x04 no zip", "damaged"),
        (b"only one heading\n", "no record"),
    ],
)
def test_malformed_files_are_refused_in_words(cast: Cast, data, said):
    answer = begun(cast.client("colleague"), data)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert begun(cast.client("colleague"), kind="nonsense").status_code == 200


def test_workbooks_and_archives(cast: Cast):
    book = openpyxl.Workbook()
    book.active.append(["List of seizures"])
    book.create_sheet("data")
    sheet = book["data"]
    sheet.append(["What came in"])
    sheet.append(["Country", "Date", "Drug", "Weight", "Unit"])
    sheet.append(["Kyrgyzstan", date(2015, 5, 6), "Heroin", 1.25, "kg"])
    out = io.BytesIO()
    book.save(out)
    client = cast.client("colleague")
    page = client.get(begun(client, out.getvalue(), "a.xlsx").url)
    assert page.context["sample"][0].values["day"] == date(2015, 5, 6)
    assert page.context["summary"].kg == 1.25
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("data.csv", FILE)
    assert client.get(begun(client, packed.getvalue(), "a.zip").url).context["summary"].rows == 5


def test_equal_rows_count_as_people_decide(cast: Cast):
    made = table(cast.reader("owner"))
    client, count = (
        cast.client("colleague"),
        lambda reader: dict(store.sums(reader, Where(), ("country",), ("n",)).rows),
    )
    assert count(anonymous())["tj"] == 3
    page = client.get(f"/monitor/tables/{made}/equal/")
    group = page.context["groups"][0]
    assert (group.n, group.numbers) == (2, (2, 3))
    address = f"/monitor/tables/{made}/decide/?twin={group.twin}"
    assert client.get(address).status_code == 200
    assert client.post(address, {"verdict": SAME, "reason": "entered twice", "reach": "table"}).status_code == 302
    assert count(anonymous())["tj"] == 2
    assert "entered twice" in cast.client("anonymous").get(f"/monitor/tables/{made}/equal/").content.decode()
    partner = cast.client("partner-analyst")
    assert partner.post(address, {"verdict": DIFFERENT, "reason": "two cars", "reach": "office"}).status_code == 302
    assert count(cast.reader("partner-analyst"))["tj"] == 3, "its own word first"
    assert count(anonymous())["tj"] == 2, "which nobody else reads"
    ref = next(each for each in client.get(f"/monitor/tables/{made}/equal/").context["decisions"] if each.held).ref
    assert partner.post(f"/monitor/tables/{made}/undo/", {"ref": str(ref)}).status_code == 404
    assert client.post(f"/monitor/tables/{made}/undo/", {"ref": str(ref)}).status_code == 302
    assert count(anonymous())["tj"] == 3
    whole = f"/monitor/tables/{made}/decide/"
    assert client.post(whole, {"verdict": SAME, "reason": "export error", "reach": "table"}).status_code == 302
    assert count(anonymous())["tj"] == 2
    changes = client.get(f"/monitor/tables/{made}/equal/").context["changes"]
    assert [(each.n, each.once, each.decided) for _name, each in changes] == [(6, 5, 5), (3, 2, 2)]
    assert cast.client("border").get(whole).status_code == 404, "no right to judge"


def test_decisions_on_rows_end_with_their_edition(cast: Cast):
    reader = cast.reader("owner")
    made = table(reader)
    found = queries.table(reader, made)
    actions.decide(reader, found, actions.Verdict(EQUAL, SAME, "twice", (2, 3)))
    client = cast.client("owner")
    address = begun(client, edition=made).url
    answer = client.post(
        f"/monitor/tables/new/?edition={made}", {"file": SimpleUploadedFile("b.csv", FILE), "kind": "seizures"}
    )
    address = answer.url
    assert "read" not in client.get(address).context["form"].fields, "its readers stay"
    assert client.post(address, filled(client, address, why="a corrected file")).url == f"/monitor/tables/{made}/"
    again = queries.table(reader, made)
    assert (again.source.rows, len(again.by.attachments)) == (5, 2)
    assert open_attachment(reader, again.file.digest)[1] == FILE
    assert decisions.decisions(reader, [again.source]) == {}
    assert dict(store.sums(reader, Where(), ("country",), ("n",)).rows)["tj"] == 2
    assert cast.client("partner").get(f"/monitor/tables/new/?edition={made}").status_code == 404


def test_rows_that_another_source_repeats(cast: Cast):
    reader = cast.reader("colleague")
    made, other = table(reader), table(reader, name="Another one", scope=Scope())
    seizure = new_entity(reader)
    drafts = [
        Draft("Seizure", {"name": ["At Termez"], "date": ["2016-01-01"], "country": ["uz"]}, seizure),
        Draft("SeizedItem", {"seizure": [seizure], "substance": ["methamphetamine"], "reportedAmount": ["0.51"],
                             "reportedUnit": ["kg"]}),
    ]  # fmt: skip
    contribute(reader, drafts, Scope())
    client = cast.client("colleague")
    page = client.get(f"/monitor/tables/{made}/alike/")
    pairs = page.context["pairs"]
    assert {each.seizure for each, *_names in pairs if each.row == 5} == {seizure, ""}
    assert cast.client("anonymous").get(f"/monitor/tables/{made}/alike/").context["total"] == 0
    count = lambda reader, *of: dict(store.sums(reader, Where(source=of), ("country",), ("n",)).rows)
    before = count(reader)["uz"]
    case = f"/monitor/tables/{made}/decide/?row=5&seizure={seizure}"
    assert client.get(case).status_code == 200
    assert client.post(case, {"verdict": SAME, "reason": "the same night", "reach": "office"}).status_code == 302
    assert count(reader)["uz"] == before - 1
    assert (count(reader, made)["uz"], count(anonymous())["uz"]) == (2, 2), "by itself the table stays whole"
    beside = f"/monitor/tables/{made}/decide/?row=6&other={other}:6"
    assert client.post(beside, {"verdict": SAME, "reason": "the same list", "reach": "office"}).status_code == 302
    assert store.sums(reader, Where(source=(made, other)), ("country",), ("n",)).rows[2] == ("uz", 3)
    assert {each.rule for each in client.get(f"/monitor/tables/{made}/alike/").context["decisions"]} == {ALIKE}
    for wrong in ("row=999&seizure=" + seizure, "row=5&seizure=nonsense", "row=5&other=x:1", "twin=7", "row="):
        assert client.get(f"/monitor/tables/{made}/decide/?{wrong}").status_code == 404


def test_handling_keeps_rows_in_the_office_of_whom_they_were_released_to(cast: Cast):
    made = signed(cast, read=[MEMBERS], level="2")
    for who, allowed in (("colleague", True), ("partner", False)):
        page = cast.client(who).get(f"/monitor/tables/{made}/?form=csv")
        assert page.headers["Content-Type"].startswith("text/csv") == allowed


def test_published_numbers_come_in_by_the_same_pages(cast: Cast):
    rows = ("Country,Year,Drug,Quantity (kg)", "Tajikistan,2015,Heroin,498.3", "Uzbekistan,2015,Heroin,-")
    text = "\n".join((*rows, "Uzbekistan,,Opium,700", ""))
    client = cast.client("colleague")
    address = begun(client, text.encode(), "totals.csv", kind="totals").url
    page = client.get(address)
    assert (page.context["told"].rows, page.context["told"].unknown) == (2, 1)
    assert "No year stands in the row" in page.content.decode()
    looked = client.post(address, filled(client, address, deed="look", year="2014"))
    assert client.get(looked.url).context["told"].rows == 3
    none = client.post(address, {**filled(client, address, deed="look"), **{f"r0_{n}": "" for n in range(4)}})
    assert "Say which columns hold numbers." in none.content.decode()
    made = client.post(address, filled(client, address, name="Totals")).url
    page = client.get(made)
    assert [(each.country, each.value) for each in page.context["numbers"]] == [
        ("tj", 498.3),
        ("uz", None),
        ("uz", 700),
    ]
    assert client.get(made + "equal/").status_code == 404
    assert client.get(made + "2/").status_code == 404
    empty = begun(client, b"a,b\nc,d\n", "x.csv", kind="prices")
    assert "No column of numbers" in empty.content.decode()


def test_a_large_file_is_read_while_the_page_waits(cast: Cast, monkeypatch):
    monkeypatch.setattr(waiting, "AT_ONCE", 0)
    client = cast.client("colleague")
    address = begun(client).url
    page = client.get(address)
    assert page.context["waits"] == (b'http-equiv="refresh"' in page.content)
    for thread in threading.enumerate():
        if thread.name == "table":
            thread.join(60)
    page = client.get(address)
    assert (page.context["waits"], page.context["summary"].rows) == (False, 5)
    client.post(address, {"deed": "drop"})
    assert not [*waiting._made().iterdir()], "nothing of it stays"
