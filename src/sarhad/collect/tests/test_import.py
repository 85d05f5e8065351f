"""What an import does to the ledger: new, changed, unchanged, refused, vanished; again, after a crash, by heirs."""

from __future__ import annotations

import csv
import io
import json

import orjson
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sarhad.access import actions as access
from sarhad.access.models import AuditEntry
from sarhad.access.queries import visible
from sarhad.collect import actions as importing
from sarhad.collect import mapping
from sarhad.collect.actions import import_, retract_vanished
from sarhad.collect.errors import BadFile
from sarhad.collect.parsing import parse
from sarhad.collect.records import Source
from sarhad.collect.tests.reading import SHEET, line
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.kernel.claim import FragmentRef, Handling, Scope
from sarhad.ledger.models import Edge, Entry, Fragment, State

PARTNER = Scope(read=("KZ-MIA",))


class Importer:
    """Imports small files for one officer; `write` makes the next version of the file."""

    def __init__(self, cast, folder, officer="owner"):
        self.cast, self.officer, self.path = cast, officer, folder / "people.csv"

    def write(self, *rows, header="No,Name,Born,Height"):
        self.path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return self

    def __call__(self, scope=Scope(), text=SHEET, **options):
        chosen = parse(text) if "\n" in text else mapping.load(text)
        return import_(self.cast.reader(self.officer), Source("people", self.path), chosen, scope, **options)

    def names(self, officer="owner"):
        rows = visible(self.cast.reader(officer)).filter(schema="Person")
        return sorted(name for row in rows for name in orjson.loads(row.data)["properties"]["name"])


@pytest.fixture(params=["small", "large"])
def run(request, cast, tmp_path, monkeypatch):
    """Large files of new sources are not looked up row by row: it must come to the same."""
    if request.param == "large":
        monkeypatch.setattr(importing, "MANY", 0)
    return Importer(cast, tmp_path)


def counts(report):
    return report.added, report.corrected, report.unchanged


def held():
    return [orjson.loads(row.data) for row in Fragment.objects.filter(schema="Person")]


def states():
    return sorted(Fragment.objects.filter(schema="Person").values_list("state", flat=True))


def test_a_file_goes_in_once(run):
    assert counts(run.write("1,Aziz,1983,", "2,Bek,1990,")()) == (2, 0, 0)
    entries = Entry.objects.count()
    assert counts(run()) == (0, 0, 2)
    assert Entry.objects.count() == entries
    assert run.names() == ["Aziz", "Bek"]
    assert run.names("partner") == []


def test_a_changed_row_corrects_and_may_change_back(run):
    run.write("1,Aziz,1983,")()
    for born, done in [("1984", (0, 1, 0)), ("1984", (0, 0, 1)), ("1983", (0, 1, 0)), ("1983", (0, 0, 1))]:
        assert counts(run.write(f"1,Aziz,{born},")()) == done
    assert states() == [State.CURRENT, State.SUPERSEDED, State.SUPERSEDED]


def test_another_scope_is_a_change(run):
    run.write("1,Aziz,1983,")()
    assert counts(run(PARTNER)) == (0, 1, 0)
    assert run.names("partner") == ["Aziz"]


def test_what_was_released_later_stays_released_when_the_row_changes(run, cast):
    entry = run.write("1,Aziz,1983,")().entries[0]
    ref = FragmentRef(entry, 0)
    access.grant(cast.reader("owner"), refs=[ref], scope=Scope(read=("UZ-NIAC",), handling=Handling(1)))
    run.write("1,Azizbek,1983,")()
    assert run.names("third") == ["Azizbek"]


def test_what_an_officer_corrected_stays_until_the_source_changes(run, cast):
    entry = run.write("1,Aziz,1983,")().entries[0]
    draft = Draft(schema="Person", properties={"name": ["Azizbek"]})
    actions.correct(cast.reader("owner"), FragmentRef(entry, 0), draft)
    assert counts(run()) == (0, 0, 1)
    assert run.names() == ["Azizbek"]


def test_what_was_withdrawn_and_is_still_in_the_file_is_stated_anew(run, cast):
    entry = run.write("1,Aziz,1983,")().entries[0]
    actions.retract(cast.reader("owner"), [FragmentRef(entry, 0)])
    assert counts(run()) == (1, 0, 0)


def test_equal_rows_without_a_key_are_one_record_with_a_count(run):
    text = SHEET.replace("    id_column: No\n", "")
    report = run.write("1,Aziz,1983,", "1,Aziz,1983,", "2,Bek,,")(text=text)
    assert (report.read, report.duplicates, report.added) == (3, 1, 2)
    counted = {(d["properties"]["name"][0], d.get("count", 1)) for d in held()}
    assert counted == {("Aziz", 2), ("Bek", 1)}
    assert counts(run(text=text)) == (0, 0, 2)
    assert counts(run.write(*["1,Aziz,1983,"] * 3, "2,Bek,,")(text=text)) == (0, 1, 1)


def test_rows_about_one_key_are_one_record_with_all_that_they_say(run):
    report = run.write("1,Aziz,1983,", "2,Bek,,", "1,Азиз,,1.8")()
    assert (report.read, report.duplicates, report.added) == (3, 0, 2)
    said = {"birthDate": ["1983"], "height": ["1.8"], "name": ["Aziz", "Азиз"]}
    assert said in [data["properties"] for data in held()]
    assert counts(run()) == (0, 0, 2)


def test_one_key_cannot_be_two_kinds_of_thing(run):
    run.path.write_bytes(line("a") + line("a", "Vehicle") + line("a", "LegalEntity", name=["Aziz R."]))
    report = run(text="ftm")
    assert [(fault.row, fault.code) for fault in report.refused] == [(2, "same-key")]
    assert run.names() == ["Aziz", "Aziz R."]


def test_links_reach_what_comes_later_in_the_file_and_in_later_files(run):
    owns = line("o", "Ownership", owner=["a"], asset=["b"])
    run.path.write_bytes(owns + line("a"))
    run(text="ftm")
    run.path.write_bytes(line("b", "Vehicle", registrationNumber=["01 KG 777"]))
    run(text="ftm")
    entities = dict(Fragment.objects.values_list("schema", "entity"))
    edge = Edge.objects.get()
    assert (edge.source, edge.target) == (entities["Person"], entities["Vehicle"])


def test_a_bad_row_is_refused_and_the_rest_goes_in(run):
    report = run.write("1,Aziz,03/04/1983,", "2,Bek,1990,", "3,Cyr")()
    assert [(f.row, f.field, f.code) for f in report.refused] == [(2, "Born", "date-ambiguous"), (4, "", "cells")]
    assert run.names() == ["Bek"]
    asked = report.ambiguous["Born"]
    assert (asked.readings, asked.row) == (("1983-04-03", "1983-03-04"), 2)
    assert counts(run(dates="dmy")) == (1, 0, 1)


def test_a_check_writes_nothing_and_says_what_would_be(run):
    run.write("1,Aziz,1983,")()
    entries = Entry.objects.count()
    report = run.write("1,Aziz,1984,", "2,Bek,,", "3,Cyr")(check=True)
    assert (*counts(report), len(report.refused)) == (1, 1, 0, 1)
    assert [claim.properties["name"] for claim in report.sample] == [["Aziz"], ["Bek"]]
    assert report.columns == [("No", ""), ("Name", "person.name"), ("Born", "person.birthDate"),
                              ("Height", "person.height")]  # fmt: skip
    assert Entry.objects.count() == entries
    assert states() == [State.CURRENT]


def test_a_snapshot_says_what_has_vanished_and_withdraws_it_when_asked(run, cast):
    run.write("1,Aziz,1983,", "2,Bek,,", "3,Cyr,03.04.1983,")(PARTNER, dates="dmy")
    report = run.write("2,Bek,,", "3,Cyr,04.03.1983,")(PARTNER, snapshot=True)
    assert [gone.caption for gone in report.vanished] == ["Aziz"]  # Cyr is refused, but there
    assert run.names("partner") == ["Aziz", "Bek", "Cyr"]
    retract_vanished(cast.reader("owner"), [gone.ref for gone in report.vanished], "no longer listed")
    assert run.names("partner") == ["Bek", "Cyr"]
    assert run(PARTNER, snapshot=True).vanished == []


def test_a_snapshot_warns_where_rows_could_not_even_be_named(run):
    run.write("1,Aziz,1983,", "2,Bek,,")()
    report = run.write("1,Aziz", "2,Bek,,")(snapshot=True)
    assert (len(report.vanished), report.unread) == (1, 1)
    assert any("could not be read" in text for text in report.lines())


def test_what_another_source_states_does_not_vanish(run, cast):
    run.write("1,Aziz,1983,")()
    source = Source("People", run.path)  # a capital is another source
    import_(cast.reader("owner"), source, parse(SHEET), Scope())
    assert run.write("2,Bek,,")(snapshot=True).vanished is not None
    assert len(run(snapshot=True).vanished) == 1


@pytest.mark.parametrize("at", [1, 4_500, 9_000])
def test_an_import_that_was_stopped_goes_on_where_it_was(run, at):
    rows = [f"{n},Person {n},," for n in range(9_500)]
    run.write(*rows)

    def stop(done, total):
        if done >= at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(progress=stop)
    kept = Fragment.objects.filter(schema="Person").count()
    assert kept % 1000 == 0
    assert counts(run()) == (9_500 - kept, 0, kept)
    assert Fragment.objects.filter(schema="Person").values("entity").distinct().count() == 9_500


def test_one_file_imported_twice_at_once_is_stated_once(run):
    run.write(*(f"{n},Person {n},," for n in range(3_000)))
    others = [run]

    def meddle(done, total):
        if done and others:
            others.pop()()

    assert counts(run(progress=meddle)) == (0, 0, 3_000)
    assert Fragment.objects.filter(schema="Person").count() == 3_000


def test_an_heir_carries_on_what_the_closed_office_imported(run, cast):
    run.write("1,Aziz,1983,", "2,Bek,,")()
    access.close_office(cast.reader("owner"), heirs=[access.Heir("UZ-NIAC", (), True)])
    heir = Importer(cast, run.path.parent, "third")
    assert counts(heir()) == (0, 0, 2)
    assert counts(heir.write("1,Azizbek,1983,", "2,Bek,,")()) == (0, 1, 1)
    assert heir.names("third") == ["Azizbek", "Bek"]


REFUSED = [  # officer, scope, error
    ("auditor", Scope(), PermissionDenied),
    ("administrator", Scope(), PermissionDenied),
    ("researcher", Scope(), PermissionDenied),
    ("anonymous", Scope(), PermissionDenied),
    ("owner", Scope(read=("NOBODY",)), ValidationError),
    ("owner", Scope(point=("CENTRE/nothing",)), ValidationError),
]


@pytest.mark.parametrize(("officer", "scope", "error"), REFUSED)
def test_not_everybody_imports_for_everyone(cast, tmp_path, officer, scope, error):
    with pytest.raises(error):
        Importer(cast, tmp_path, officer).write("1,Aziz,,")(scope)
    assert not Fragment.objects.filter(schema="Person").exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\0b", "a\nb"])
def test_a_source_needs_a_name(run, cast, name):
    with pytest.raises(ValidationError):
        import_(cast.reader("owner"), Source(name, run.write("1,Aziz,,").path), parse(SHEET), Scope())


BROKEN = ["", "No,Name\n", "a,b\n1,2\n", "Name\nAziz\n", "\0\0\0\0", "{}"]


@pytest.mark.parametrize("text", BROKEN)
def test_a_file_that_cannot_be_read_leaves_nothing_behind(run, text):
    run.path.write_text(text)
    entries = Entry.objects.count()
    with pytest.raises(BadFile) as caught:
        run()
    assert caught.value.fault.file == "people.csv"
    assert Entry.objects.count() == entries


def test_imports_and_checks_stand_in_the_audit(run):
    run.write("1,Aziz,,")(check=True)
    run()
    lines = AuditEntry.objects.filter(officer="owner").order_by("n").values_list("act", flat=True)
    assert list(lines) == ["check-import", "import", "imported"]


def test_a_report_keeps_every_refusal(run):
    report = run.write("1,Aziz,,", *[f"=cmd|{n}" for n in range(250)], "2,Bek,soon,")()
    assert len(report.refused.first) == 100
    assert [fault.row for fault in report.refused] == list(range(3, 253))
    assert [fault.row for fault in report.refused] == list(range(3, 253))  # may be read again
    assert report.lines()[-1] == "and 150 more"
    out = io.StringIO()
    report.write_csv(out)
    rows = list(csv.reader(io.StringIO(out.getvalue())))
    assert len(rows) == 1 + 250 + 1
    assert rows[1][3] == "'=cmd|0"
    said = json.loads(json.dumps(report.as_dict(faults=10)))
    assert (len(said["faults"]), said["refused"], said["added"]) == (10, 250, 2)
    assert (said["kept"][0]["field"], said["kept"][0]["code"]) == ("Born", "date-unreadable")


def test_progress_is_told(run):
    calls = []
    run.write(*[f"{n},P,," for n in range(2_500)])(progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (2_500, 2_500)
    assert calls == sorted(calls)
