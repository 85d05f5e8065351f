"""What leaves the node: only what the reader sees and may take out, stamped, recorded, harmless to open."""

from __future__ import annotations

import csv
import io
import json
import re
from uuid import uuid4

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from sarhad.access import actions as access
from sarhad.access.models import AuditEntry
from sarhad.collect import mapping
from sarhad.collect.actions import import_
from sarhad.collect.exports import export
from sarhad.collect.records import Source
from sarhad.collect.safe import cell, plain
from sarhad.kernel.claim import Claim, FragmentRef, Grade, Handling, Scope
from tests.cast import person

FORMS = ["ftm", "csv", "xlsx"]
OPEN, MARKED, ASK, TEXT = (Scope(read=("KZ-MIA",), handling=Handling(level)) for level in range(4))


def made(cast, form="ftm", officer="partner", entities=None):
    found = export(cast.reader(officer), form, entities)
    return found, b"".join(found)


def records(data):
    return [json.loads(line) for line in data.decode().splitlines()]


def table(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def sheets(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [[c.value for c in row] for row in sheet.rows] for sheet in book}


def text(form, data):
    return json.dumps(sheets(data), ensure_ascii=False) if form == "xlsx" else data.decode("utf-8-sig")


@pytest.mark.parametrize("form", FORMS)
def test_only_what_the_reader_sees_leaves(cast, form):
    cast.contribute("TJ-DCA", [person("Aziz")], OPEN)
    cast.contribute("TJ-DCA", [person("Hidden")])
    shown, data = made(cast, form)
    assert shown.records == 1
    assert "Aziz" in text(form, data)
    assert "Hidden" not in text(form, data)
    assert made(cast, form, "third")[0].records == 0


HANDLING = [  # level, whether it leaves at once, for a partner and for its owner
    (OPEN, True, True),
    (MARKED, True, True),
    (ASK, False, True),
    (TEXT, False, True),
]


@pytest.mark.parametrize(("scope", "partner", "owner"), HANDLING)
def test_what_the_owner_must_be_asked_for_is_left_out_and_said(cast, scope, partner, owner):
    cast.contribute("TJ-DCA", [person("Aziz"), person("Bek")], scope)
    for officer, leaves in (("partner", partner), ("owner", owner)):
        shown, data = made(cast, "ftm", officer)
        assert len(records(data)) == shown.records == (2 if leaves else 0)
        assert shown.left_out == ({} if leaves else {"TJ-DCA": 2})


def test_the_cover_of_a_workbook_says_whom_to_ask(cast):
    cast.contribute("TJ-DCA", [person("Aziz")], ASK)
    _shown, data = made(cast, "xlsx")
    (cover,) = sheets(data).values()
    assert ["Ask TJ-DCA first", "1"] in cover
    assert "Aziz" not in text("xlsx", data)


def test_every_record_is_stamped(cast):
    handling = Handling(1, "not for the press", "Секретно", "amber")
    scope = Scope(read=("KZ-MIA",), handling=handling)
    cast.contribute("TJ-DCA", [person("Aziz")], scope)
    (record,) = records(made(cast)[1])
    assert record["datasets"] == ["TJ-DCA"]
    mark = {"level": 1, "text": "not for the press", "secrecy": "Секретно", "tlp": "amber"}
    assert record["sarhad"]["handling"] == mark
    stamp = record["sarhad"]["exported"]
    assert (stamp["office"], stamp["officer"], stamp["purpose"]) == ("KZ-MIA", "partner", "test")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", stamp["at"])
    (row,) = table(made(cast, "csv")[1])
    assert (row["owner"], row["handling"], row["conditions"]) == ("TJ-DCA", "H1", "not for the press")
    assert (row["exported_by_office"], row["exported_for"]) == ("KZ-MIA", "test")
    cover, people = sheets(made(cast, "xlsx")[1]).values()
    assert ["Handling", "H1 · Секретно · TLP:AMBER"] in cover
    assert people[1][5:9] == ["H1", "not for the press", "Секретно", "amber"]


def test_grade_source_and_count_go_along(cast):
    claim = person("Aziz")
    claim.grade, claim.source, claim.stated, claim.count = Grade("4x4", "B2"), "wanted", "2016-04", 3
    cast.contribute("TJ-DCA", [claim], OPEN)
    (row,) = table(made(cast, "csv")[1])
    assert (row["grade"], row["source"], row["stated"], row["count"]) == ("4x4 B2", "wanted", "2016-04", "3")
    (record,) = records(made(cast)[1])
    assert record["sarhad"]["grade"] == ["4x4", "B2"]


@pytest.mark.parametrize("form", FORMS)
def test_links_to_what_the_reader_does_not_see_are_left_out(cast, form):
    seen, hidden, absent = uuid4().hex, uuid4().hex, uuid4().hex
    links = {"owner": [seen, hidden, absent], "asset": [absent]}
    cast.contribute("TJ-DCA", [person("Aziz", seen), Claim(uuid4().hex, "Ownership", links)], OPEN)
    cast.contribute("TJ-DCA", [person("Hidden", hidden)])
    said = text(form, made(cast, form)[1])
    assert seen in said
    assert hidden not in said
    assert absent not in said


def test_of_named_entities_only_these(cast):
    one, other = person("Aziz"), person("Bek")
    cast.contribute("TJ-DCA", [one, other], OPEN)
    found, data = made(cast, entities=[other.entity, uuid4().hex, "nonsense"])
    assert [record["caption"] for record in records(data)] == ["Bek"]
    assert found.records == 1


def test_acts_are_no_records(cast):
    ref = cast.contribute("TJ-DCA", [person("Aziz")], OPEN)[0]
    access.grant(cast.reader("owner"), refs=[ref], scope=Scope(read=("UZ-NIAC",)))
    assert [record["schema"] for record in records(made(cast, officer="owner")[1])] == ["Person"]


def test_what_is_recalled_while_the_file_is_written_does_not_leave(cast):
    ref = cast.contribute("TJ-DCA", [person("Aziz")])[0]
    granted = access.grant(cast.reader("owner"), refs=[ref], scope=OPEN)
    found = export(cast.reader("partner"), "ftm")
    assert found.records == 1
    access.recall(cast.reader("owner"), grant=FragmentRef(granted.id, 0))
    assert b"".join(found) == b""


def test_an_export_stands_in_the_audit_before_it_leaves(cast):
    cast.contribute("TJ-DCA", [person("Aziz")], OPEN)
    export(cast.reader("partner"), "csv")
    line = AuditEntry.objects.get(act="export")
    assert (line.officer, line.office, line.purpose) == ("partner", "KZ-MIA", "test")
    assert re.fullmatch(r"csv 1 [0-9a-f]{32}", line.what)


@pytest.mark.parametrize("officer", ["auditor", "administrator", "researcher"])
def test_not_everybody_exports(cast, officer):
    with pytest.raises(PermissionDenied):
        export(cast.reader(officer), "ftm")


@pytest.mark.parametrize("form", FORMS)
def test_hidden_records_change_no_byte(cast, form, monkeypatch):
    """All but the clock: two exports, with a hidden contribution between them."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    cast.contribute("TJ-DCA", [person("Aziz"), Claim(uuid4().hex, "Vehicle", {"vin": ["W1"]})], OPEN)
    before, first = made(cast, form)
    cast.contribute("TJ-DCA", [person("Hidden", country="kg"), Claim(uuid4().hex, "Phone", {"imei": ["1"]})])
    after, second = made(cast, form)
    assert (before.name, before.records, before.handling) == (after.name, after.records, after.handling)
    assert sheets(first) == sheets(second) if form == "xlsx" else first == second


FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+996 555 123456",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "－1",
]
HARMLESS = ["Aziz", "", "1-2", "a=b", "'quoted", "№ 5", " =1"]


@pytest.mark.parametrize("value", FORMULAS)
def test_nothing_that_leaves_runs_in_a_spreadsheet(cast, value):
    assert cell(value) == f"'{value}"
    assert plain(cell(value)) == value
    claim = Claim(uuid4().hex, "Person", {"name": [value], "notes": [value]})
    cast.contribute("TJ-DCA", [claim], OPEN)
    raw = made(cast, "csv")[1].decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(raw, newline=""))
    assert {row[name] for name in ("name", "notes", "caption")} == {f"'{value}"}
    book = openpyxl.load_workbook(io.BytesIO(made(cast, "xlsx")[1]))
    held = [each for row in book["People"].iter_rows(min_row=2) for each in row if each.value]
    assert {each.data_type for each in held} == {"s"}


@pytest.mark.parametrize("value", HARMLESS)
def test_other_text_stays_as_it_is(value):
    assert cell(value) == plain(value) == value


def test_a_purpose_that_is_a_formula_is_harmless_too(cast):
    cast.contribute("TJ-DCA", [person("Aziz")], OPEN)
    reader = cast.reader("partner")
    evil = type(reader)(reader.officer, reader.office, reader.groups, reader.roles, "=HYPERLINK(1)")
    (row,) = table(b"".join(export(evil, "csv")))
    assert row["exported_for"] == "'=HYPERLINK(1)"


STRANGE = ["\x0b", "a\ufffeb", "x" * 40_000, "🚚", "عبد الله", "line\nbreak"]


@pytest.mark.parametrize("value", STRANGE, ids=range(len(STRANGE)))
@pytest.mark.parametrize("form", FORMS)
def test_any_text_can_be_written(cast, form, value):
    cast.contribute("TJ-DCA", [Claim(uuid4().hex, "Person", {"name": ["Aziz"], "notes": [value]})], OPEN)
    assert "Aziz" in text(form, made(cast, form)[1])


def test_an_export_can_be_imported_by_the_receiver(cast, tmp_path):
    cast.contribute("TJ-DCA", [person("Aziz", birthDate="1983")], OPEN)
    path = tmp_path / "from-tj.ftm.json"
    path.write_bytes(made(cast)[1])
    scope = Scope(read=("CENTRE",))
    report = import_(cast.reader("partner"), Source("tj", path), mapping.load("ftm"), scope)
    assert (report.added, len(report.refused)) == (1, 0)


def test_sheets_have_names_that_excel_takes(cast):
    odd = [Claim(uuid4().hex, f"Ghost{'x' * 40}{n}", {"name": ["a"]}) for n in range(3)]
    cast.contribute("TJ-DCA", [*odd, person("Aziz")], OPEN)
    titles = list(sheets(made(cast, "xlsx")[1]))
    assert len(set(titles)) == 5
    assert all(len(title) <= 31 for title in titles)
