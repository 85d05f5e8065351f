"""`sarhad screen` and `sarhad score-names`, in this process and as people start them."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import zipfile
from datetime import date
from itertools import islice
from pathlib import Path
from time import process_time

import openpyxl
import pytest
from click.testing import CliRunner

from sarhad.access.models import AuditEntry
from sarhad.cli import cli
from sarhad.collect import screened
from sarhad.collect.name_pairs import score_names
from sarhad.commands import screening
from sarhad.entities.index import NameIndex
from sarhad.kernel.claim import Handling, Scope
from sarhad.kernel.tests.test_mrz import TD3
from sarhad.matching import queries
from sarhad.systems.wanted.tests.people import seek
from tests.cast import MEMBERS, person


def run(*words: str | Path):
    return CliRunner().invoke(cli, [str(word) for word in words])


def table(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=delimiter))


# Pairs of names

PAIRS = """\
id,Name1,NAME2,schema,note
1,Каримов Фарҳод,Karimov Farhod,Person,"a, b"
2,Karimov Farhod,Smith John,,=1+1
3,,Smith John,Person,empty
4,Karimov,--,Person,'-x
5,Karimov,Karimov,Banana,
6,Ромашка ООО,OOO Romashka,company,
,,,,
7,too,few
8,Азиз,Азиза,Person,
"""


def test_score_names(tmp_path):
    (tmp_path / "in.csv").write_text(PAIRS, "utf-8")
    done = run("score-names", tmp_path / "in.csv", tmp_path / "out.csv")
    assert done.exit_code == 0, done.output
    rows = table(tmp_path / "out.csv")
    assert list(rows[0]) == ["id", "Name1", "NAME2", "schema", "note", "score", "verdict", "reasons"]
    assert [row["id"] for row in rows] == ["1", "2", "3", "4", "5", "6", "", "7", "8"]
    assert [row["verdict"] for row in rows[:6]] == ["same", "different", "", "", "", "same"]
    assert rows[8]["verdict"] != "same"
    assert [row["note"] for row in rows[:4]] == ["a, b", "=1+1", "empty", "'-x"]  # as they came
    assert "name1 holds no name" in rows[2]["reasons"]
    assert "name2 holds no name" in rows[3]["reasons"]
    assert "“Banana” is not known" in rows[4]["reasons"]
    assert "3 cells, the header 5" in rows[7]["reasons"]
    for row in rows:
        assert bool(row["verdict"]) == bool(row["score"])
        assert row["reasons"] or row["verdict"] == "different"
    assert all(0 <= float(row["score"]) <= 1 for row in rows if row["score"])


def test_score_names_keeps_separator_and_mark(tmp_path):
    (tmp_path / "in.csv").write_bytes("name1;name2\nКаримов;Karimov\n".encode("cp1251"))
    assert run("score-names", tmp_path / "in.csv", tmp_path / "out.csv").exit_code == 0
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfname1;name2;score")
    assert table(tmp_path / "out.csv", ";")[0]["verdict"] == "same"


def test_score_names_takes_workbooks(tmp_path):
    book = openpyxl.Workbook()
    for row in (["name1", "name2", "when"], ["Каримов", "Karimov", "=1+1"]):
        book.active.append(row)
    book.active["C2"].data_type = "s"
    book.save(tmp_path / "in.xlsx")
    assert run("score-names", tmp_path / "in.xlsx", tmp_path / "out.xlsx").exit_code == 0
    cells = list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows())
    assert [cell.value for cell in cells[1]][:3] == ["Каримов", "Karimov", "=1+1"]
    assert cells[1][2].data_type == "s"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "No row names the columns that the mapping expects: name1, name2"),
        ("name1,b\n1,2\n", "name1, name2"),
        ("%PDF-1.7", "XLSX"),
    ],
)
def test_score_names_refuses_files_in_one_line(tmp_path, text, said):
    (tmp_path / "in.csv").write_text(text)
    done = run("score-names", tmp_path / "in.csv", tmp_path / "out.csv")
    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert not (tmp_path / "out.csv").exists()
    assert run("score-names", tmp_path / "none.csv", tmp_path / "out.csv").exit_code == 1
    assert run("score-names", tmp_path / "in.csv", tmp_path / "in.csv").exit_code == 1


def test_score_names_needs_no_node(tmp_path):
    """In an empty folder, with no variable set: nothing but its answer appears there."""
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "in.csv").write_text("name1,name2\nКаримов,Karimov\n", "utf-8")
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("SARHAD", "DJANGO", "DATABASE"))
    }
    code = "from sarhad.cli import main; main()"
    command = [sys.executable, "-c", code, "score-names", "in.csv", "out.csv"]
    done = subprocess.run(command, cwd=empty, env=env | {"LANG": "ru_RU.UTF-8"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in empty.iterdir()) == ["in.csv", "out.csv"]
    assert table(empty / "out.csv")[0]["verdict"] == "same"


def test_score_names_is_quick(tmp_path):
    lines = [f"Каримов Фарҳод {n},Karimov Farkhod {n % 7}" for n in range(6000)]
    (tmp_path / "in.csv").write_text("name1,name2\n" + "\n".join(lines), "utf-8")
    began = process_time()
    assert run("score-names", tmp_path / "in.csv", tmp_path / "out.csv").exit_code == 0
    assert 6000 / (process_time() - began) > 2000


# Lists

LIST = """\
Место;Фамилия;Имя;Дата рождения;Паспорт;Примечание
1А;Каримов;Фарҳод;14.04.1983;SIM 447120;"a;b"
1Б;Smith;John;1990;;
2А;Nazarova;Zebo;31.02.1990;;
2Б;;;;;
3А;Karimov;Farhod
3Б;Karimov;Farhod;;;
"""
WHO = ("--as", "border@TJ-DCA", "--purpose", "train 336")


@pytest.fixture
def sought(cast):
    _notice, who = seek(cast, noticeNumber="W-0093")
    claim = person("Каримов Фарҳод", who, birthDate="1983-04-14", passportNumber="SIM447120")
    cast.contribute("TJ-DCA", [claim], Scope(read=(MEMBERS,)))
    NameIndex().catch_up()
    return who


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "train.csv"
    path.write_text(LIST, "utf-8")
    return path


def test_a_list(sought, listed, tmp_path):
    out = tmp_path / "out.csv"
    done = run("screen", listed, out, *WHO)
    assert done.exit_code == 4, done.output
    assert "6 rows: 1 stop, 1 check, 3 not read." in done.output
    rows = table(out, ";")
    assert list(rows[0])[-5:] == ["verdict", "score", "matches", "reasons", "error"]
    assert [row["Место"] for row in rows] == ["1А", "1Б", "2А", "2Б", "3А", "3Б"]
    assert [row["verdict"] for row in rows] == ["stop", "nothing", "", "", "", "check"]
    assert sought in rows[0]["matches"]
    assert "W-0093" in rows[0]["matches"]
    assert rows[0]["reasons"]
    assert rows[0]["Примечание"] == "a;b"
    assert rows[2]["error"].startswith("Дата рождения: “31.02.1990” is a day that does not exist")
    assert rows[3]["error"].startswith("Scan the document")
    assert "3 cells, the header 6" in rows[4]["error"]
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob("*.tmp"))


def test_a_list_in_the_audit(sought, listed, tmp_path):
    run("screen", listed, tmp_path / "out.csv", *WHO)
    lines = list(AuditEntry.objects.filter(act="screen-file").order_by("n").select_related("text"))
    assert [line.what == sought for line in lines] == [False, True]
    assert lines[0].text.text == "train.csv"
    assert lines[0].purpose == "train 336"


def test_a_list_goes_on_where_it_stopped(sought, listed, tmp_path, monkeypatch):
    whole, out = tmp_path / "whole.csv", tmp_path / "out.csv"
    run("screen", listed, whole, *WHO)
    monkeypatch.setattr(screened, "TOGETHER", 2)
    real = screened.screened
    with monkeypatch.context() as patched:
        patched.setattr(screened, "screened", lambda *given: islice(real(*given), 3))
        run("screen", listed, out, *WHO)  # stops after three of six rows
    part = tmp_path / "out.csv.part"
    assert not out.exists()
    assert len(part.read_bytes().splitlines()) == 4
    part.write_bytes(part.read_bytes() + b'["stop", "0.9')  # and the machine in the middle of a line
    asked = []
    real_match = queries.match
    monkeypatch.setattr(queries, "match", lambda *given: asked.append(1) or real_match(*given))
    done = run("screen", listed, out, *WHO)
    assert "6 rows: 1 stop, 1 check, 3 not read." in done.output
    assert out.read_bytes() == whole.read_bytes()
    assert len(asked) == 1  # of the three rows left, two cannot be read


@pytest.mark.parametrize("changed", ["record", "day", "rules"])
def test_a_list_begins_anew_when_its_answers_may_be_old(cast, sought, listed, tmp_path, monkeypatch, changed):
    out = tmp_path / "out.csv"
    real = screened.screened
    with monkeypatch.context() as patched:
        patched.setattr(screened, "screened", lambda *given: islice(real(*given), 3))
        run("screen", listed, out, *WHO)
    if changed == "record":
        _notice, who = seek(cast, noticeNumber="W-0094")
        cast.contribute("TJ-DCA", [person("Smith John", who, birthDate="1990")], Scope(read=(MEMBERS,)))
        NameIndex().catch_up()
    elif changed == "day":
        monkeypatch.setattr(screened.timezone, "localdate", lambda: date(2040, 1, 1))
    else:
        monkeypatch.setattr(screened, "scoring", lambda: "another")
    asked = []
    monkeypatch.setattr(screened, "_read", lambda *given, read=screened._read: asked.append(1) or read(*given))
    done = run("screen", listed, out, *WHO)
    assert "every row is screened anew" in done.output
    assert len(asked) == 6
    rows = table(out, ";")
    assert len(rows) == 6
    assert ("W-0094" in rows[1]["matches"]) == (changed == "record")  # whom the first run had found nothing on


def test_another_list_does_not_go_on_with_it(sought, listed, tmp_path):
    part = tmp_path / "out.csv.part"
    part.write_text('[{"input": "another"}, []]\n')
    done = run("screen", listed, tmp_path / "out.csv", *WHO)
    assert (done.exit_code, "is of another list" in done.output) == (1, True)
    part.unlink()
    (tmp_path / "out.csv").write_text("mine")
    done = run("screen", listed, tmp_path / "out.csv", *WHO)
    assert (done.exit_code, "exists already" in done.output) == (1, True)
    assert (tmp_path / "out.csv").read_text() == "mine"


def test_workbooks_and_columns_of_any_name(sought, tmp_path):
    book = openpyxl.Workbook()
    for row in (["Staff of May"], ["Работник", "Born on"], ["Karimov Farhod", "14.04.1983"], ["Smith", None]):
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    columns = ("--column", "name=Работник", "--column", "birth=Born on")
    done = run("screen", tmp_path / "in.xlsx", tmp_path / "out.xlsx", *columns, *WHO)
    assert done.exit_code == 0, done.output
    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True))
    assert rows[0][:3] == ("Работник", "Born on", "verdict")
    assert [row[2] for row in rows[1:]][1] == "nothing"
    assert rows[1][2] in ("stop", "check")
    assert run("screen", tmp_path / "in.xlsx", tmp_path / "b.xlsx", "--column", "x=y", *WHO).exit_code == 2
    done = run("screen", tmp_path / "in.xlsx", tmp_path / "b.xlsx", "--column", "name=None such", *WHO)
    assert (done.exit_code, "None such" in done.output) == (1, True)


def test_machine_readable_lines_and_plates(sought, tmp_path):
    path = tmp_path / "in.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["MRZ", "Гос. номер"], [TD3, ""], [TD3[:60], ""], ["", "0000 TS 03"]])
    run("screen", path, tmp_path / "out.csv", *WHO)
    rows = table(tmp_path / "out.csv")
    assert [row["verdict"] for row in rows] == ["nothing", "", "nothing"]
    assert rows[1]["error"].startswith("MRZ: ")


def test_what_may_not_leave_is_named_by_its_number(cast, listed, tmp_path):
    """A file travels; of what its owner must be asked for, it says that it is there and whom to ask."""
    who = person("Karimov Farhod", birthDate="1983-04-14", passportNumber="SIM447120")
    cast.contribute("TJ-DCA", [who], Scope(read=(MEMBERS,), handling=Handling(2, "Ask us")))
    NameIndex().catch_up()
    run("screen", listed, tmp_path / "out.csv", "--as", "partner-analyst@KZ-MIA", "--purpose", "train 336")
    row = table(tmp_path / "out.csv", ";")[0]
    assert (row["matches"], row["reasons"]) == (f"{who.entity} (ask TJ-DCA first)", "")


def test_to_the_screen_and_who_may(sought, listed):
    done = run("screen", listed, "-", *WHO)
    assert sought in done.output
    assert run("screen", listed, "-", "--as", "auditor@TJ-DCA", "--purpose", "x").exit_code == 1


def test_fields_are_those_of_the_list():
    assert screening.FIELDS == screened.FIELDS


@pytest.mark.parametrize("name", sorted(screened.FOLDED))
def test_columns_are_guessed(name):
    field = screened.FOLDED[name]
    assert name in {screened.fold(each) for each in screened.COLUMNS[field]}
    assert screened.fold(name.upper()) == name


def test_text_of_a_workbook_becomes_no_formula_in_csv(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["name1", "name2", "note"])
    book.active.append(["Karimov", "Karimov", "x"])
    book.active["C2"].value, book.active["C2"].data_type = "=HYPERLINK(1)", "s"
    book.save(tmp_path / "in.xlsx")
    score_names(tmp_path / "in.xlsx", tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert text.splitlines()[1].startswith("Karimov,Karimov,'=HYPERLINK(1),")


def test_a_sheet_with_an_impossible_name_comes_back(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "passengers"
    book.active.append(["name1", "name2"])
    book.active.append(["Karimov", "Karimov"])
    book.save(tmp_path / "well.xlsx")
    with zipfile.ZipFile(tmp_path / "well.xlsx") as well, zipfile.ZipFile(tmp_path / "in.xlsx", "w") as bad:
        for name in well.namelist():
            bad.writestr(name, well.read(name).replace(b"passengers", b"pass/[gers"))
    score_names(tmp_path / "in.xlsx", tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames == ["passgers"]
