"""The screening page: what it answers, what it says of mistakes, how little it weighs."""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import time
from datetime import date
from random import Random

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sarhad.access.models import AuditEntry, Officer
from sarhad.entities.index import NameIndex
from sarhad.kernel.claim import Scope
from sarhad.kernel.tests.test_mrz import passport
from sarhad.systems.wanted.tests.people import seek
from tests.cast import MEMBERS, person

LINES = passport("SIM447120", "TJK", "830414", "M", "301231", "", "KARIMOV<<FARHOD")


@pytest.fixture
def sought(cast):
    _notice, who = seek(cast, colour="red", noticeNumber="W-0093", contactPhone="+992005550100", agency="GNPC")
    claim = person("Каримов Фарҳод", who, birthDate="1983-04-14", passportNumber="SIM447120")
    cast.contribute("TJ-DCA", [claim], Scope(read=(MEMBERS,)))
    NameIndex().catch_up()
    return who


def ask(cast, who="border", language="en", **fields):
    return cast.client(who).post("/screening/", fields, headers={"accept-language": language})


def test_the_wanted_are_stopped(cast, sought):
    html = ask(cast, mrz=LINES).content.decode()
    assert "Wanted. Stop and call." in html
    assert 'class="verdict stop" role="status"' in html
    assert 'href="tel:+992005550100"' in html
    assert "W-0093" in html
    assert "Call GNPC." in html
    assert re.search(r'href="/wanted/[0-9a-f]{32}/sighting/"', html)
    assert html.index("What to do") < html.index('name="mrz"')  # the answer first
    assert "autofocus" not in html  # nor may the cursor scroll it away
    assert AuditEntry.objects.get(act="screen").what == sought


def test_a_name_alone_stops_nobody(cast, sought):
    html = ask(cast, name="Karimov Farhod").content.decode()
    assert 'class="verdict check" role="status"' in html
    assert "no reason to hold anybody" in html
    assert "verdict stop" not in html


def test_nobody(cast, sought):
    html = ask(cast, name="Smith John").content.decode()
    assert "No match in the lists released to your post. Go on as usual." in html
    assert "autofocus" in html  # the next one can be scanned at once
    assert "Smith John" not in html


def test_what_is_not_released_is_nobody(cast, sought):
    outside = ask(cast, "outsider", mrz=LINES).content.decode()
    assert "No match in the lists" in outside
    assert "W-0093" not in outside


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Scan the document, or type a name"),
        ({"birth": "1983"}, "A birth date alone finds nobody"),
        ({"mrz": LINES.replace("SIM447120", "SIM447121")}, "Line 2: the check digit after the number"),
        ({"name": "x" * 400}, "longer than 300 characters"),
        ({"name": "K\0", "birth": "\x1d"}, "no name"),
    ],
)
def test_mistakes(cast, fields, said):
    html = ask(cast, **fields).content.decode()
    assert said in html
    assert "verdict" not in html
    for value in fields.values():
        assert value.replace("<", "&lt;").split("\n")[0].strip("\0\x1d") in html  # to mend, not to type again


@pytest.mark.parametrize("language", ["en", "ru"])
def test_it_is_light(cast, sought, language):
    """15 KB are two seconds at 64 kbit/s; no script, so that nothing else must come."""
    Officer.objects.update(language=language)
    for fields in ({"mrz": LINES}, {"name": "Karimov"}, {"name": "nobody"}):
        content = ask(cast, language=language, **fields).content
        assert ("Проверить" in content.decode()) == (language == "ru")
        assert len(gzip.compress(content)) < 8 * 1024
        assert b"<script" not in content


def test_who_may(cast):
    assert cast.client("border").get("/screening/").status_code == 200
    assert cast.client("researcher").get("/screening/").status_code == 404
    assert cast.client("auditor").get("/screening/").status_code == 404
    assert cast.client("anonymous").get("/screening/").status_code == 302
    assert b"/screening/" in cast.client("border").get("/").content  # in the menu


def test_malformed_forms(cast, sought):
    """Any of a few hundred gets a page, never a fault of ours."""
    random, client = Random(8), cast.client("border")
    signs = "abЯқ漢ع٣0123456789<. /-'\"\x00\x1d\n\u202e%{}\u0130\U0001f600"
    for _ in range(200):
        names = random.sample(["name", "birth", "number", "plate", "mrz", "csrfmiddlewaretoken", "x"], 3)
        answer = client.post(
            "/screening/", {each: "".join(random.choices(signs, k=random.randint(0, 90))) for each in names}
        )
        assert answer.status_code == 200
        assert b"verdict" in answer.content or b"errors" in answer.content


# Lists

LIST = "Name;Born;Passport\nKarimov Farhod;14.04.1983;SIM447120\nSmith John;1990;\nX;31.02.1990;\n"


def send(cast, content: bytes, name="train.csv", who="border", **fields):
    file = SimpleUploadedFile(name, content)
    return cast.client(who).post("/screening/list/", {"file": file, "dates": "dmy", **fields})


def test_a_list_comes_back(cast, sought):
    answer = send(cast, LIST.encode("cp1251"))
    assert answer["Content-Disposition"] == 'attachment; filename="train-screened.csv"'
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert answer.content.startswith(b"\xef\xbb\xbf")  # for Excel
    assert [row["verdict"] for row in rows] == ["stop", "nothing", ""]
    assert rows[2]["error"].startswith("Name: “X” is no name")
    assert "W-0093" in rows[0]["matches"]
    lines = AuditEntry.objects.filter(act="screen-file").order_by("n")
    assert [sought in line.what for line in lines] == [False, True]


def test_a_workbook_comes_back_as_one(cast, sought):
    book = openpyxl.Workbook()
    for row in (["ФИО", "Дата рождения"], ["Каримов Фарҳод", date(1983, 4, 14)], ["=1+1 Smith", None]):
        book.active.append(row)
    book.active["A3"].data_type = "s"
    file = io.BytesIO()
    book.save(file)
    answer = send(cast, file.getvalue(), "list.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows())
    assert [cell.value for cell in rows[0]][2:4] == ["verdict", "score"]
    assert rows[1][1].value.year == 1983  # a date stays one
    assert rows[1][2].value in ("stop", "check")
    assert rows[2][0].data_type == "s"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"a;b\n1;2\n", "No row names the columns that the mapping expects: name, passport, plate, mrz"),
        (b"%PDF-1.7 " + b"x" * 100, "XLSX"),
        (b"name\n" + b"Smith John\n" * 2001, "more than 2000 rows"),
    ],
)
def test_lists_that_are_none(cast, content, said):
    answer = send(cast, content)
    assert answer["Content-Type"].startswith("text/html")
    assert said in answer.content.decode()


def test_nothing_of_a_list_stays(cast, sought, home):
    send(cast, LIST.encode())
    assert list((home / "uploads").iterdir()) == []


def test_what_a_killed_process_left_of_a_list_goes_after_a_day(cast, sought, home):
    old, new = home / "uploads" / "tmpold", home / "uploads" / "tmpnew"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "in").write_text(LIST)
    yesterday = time.time() - 25 * 3600
    os.utime(old, (yesterday, yesterday))
    send(cast, LIST.encode())
    assert list((home / "uploads").iterdir()) == [new]
