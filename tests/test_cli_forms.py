"""Forms on the command line: added or refused with the reason, handed out as workbook and paper, taken back."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl

from sarhad.ledger.models import Fragment
from tests.test_cli import reads, sarhad

PATROL = """
| survey |
| | type | name | label::en | label::ru | constraint |
| | text | who | Who | Кто | |
| | integer | age | Age | Возраст | . < 120 |
| settings |
| | form_title | form_id | version | default_language |
| | Patrol | patrol | 1 | en |
"""


def test_a_form_is_published_filled_in_and_taken_back(cast, tmp_path):
    form, mapping = tmp_path / "patrol.md", tmp_path / "patrol.yml"
    form.write_text(PATROL.replace(". < 120", "sonar(.)"), "utf-8")
    mapping.write_text("entities: {person: {schema: Person, properties: {name: whom}}}", "utf-8")
    refused = sarhad("forms", "publish", form)
    assert refused.exit_code == 1
    assert "sonar" in refused.stderr
    form.write_text(PATROL, "utf-8")
    refused = sarhad("forms", "publish", form, "--mapping", mapping)
    assert "person: name names the question “whom”" in refused.stderr
    mapping.write_text("entities: {person: {schema: Person, properties: {name: who}}}", "utf-8")
    done = sarhad("forms", "publish", form, "--mapping", mapping, "--as", "owner@TJ-DCA")
    assert done.stdout == "patrol 1 is published for TJ-DCA: Patrol\n", done.stderr
    listed = json.loads(reads("forms", "list", "--json", who="border@TJ-DCA").stdout)
    assert {each["id"]: each["answers"] for each in listed}["patrol"] == "mapped"
    assert "patrol" not in reads("forms", "list", who="partner@KZ-MIA").stdout
    _filled(tmp_path / "p.xlsx")
    taken = reads("submit", tmp_path / "p.xlsx", who="border@TJ-DCA")
    assert (taken.exit_code, taken.stdout.splitlines()[0]) == (4, "1 report taken")
    assert "Sheet “Patrol”, row 5: 2 Age:" in taken.stdout
    assert Fragment.objects.filter(schema="Person").count() == 1
    printed = reads("forms", "print", "patrol", tmp_path / "p.pdf", "--lang", "ru")
    assert printed.exit_code == 0
    assert (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")
    assert sarhad("forms", "close", "patrol").exit_code == 1, "it is not the operator's"
    assert sarhad("forms", "close", "patrol", "--as", "owner@TJ-DCA").exit_code == 0
    gone = reads("forms", "print", "patrol", tmp_path / "q.pdf")
    assert "There is no form “patrol”" in gone.stderr


def _filled(path: Path) -> None:
    reads("forms", "template", "patrol", path, who="border@TJ-DCA")
    book = openpyxl.load_workbook(path)
    for row in ((1, "Karimov", 40), (2, "Rahimov", 300)):
        book["Patrol"].append(row)
    book.save(path)
