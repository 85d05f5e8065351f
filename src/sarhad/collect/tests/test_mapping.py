"""Mapping files: FollowTheMoney's words and ours, and everything that can be wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sarhad.collect.errors import BadMapping
from sarhad.collect.mapping import load, shipped
from sarhad.collect.parsing import parse
from sarhad.collect.tests.reading import Reading

PERSON = "person: {schema: Person, keys: [No], properties: {name: Name}}"


def entities(text: str) -> str:
    return f"entities:\n  {text}"


def person(properties: str) -> str:
    return entities(f"p: {{schema: Person, properties: {properties}}}")


BOATMAN = entities("a: {schema: Vehicle}\n  p: {schema: Phone, properties: {holder: {entity: a}}}")

BAD = [  # name, mapping, code, words that the message holds
    ("not YAML", "a: [", "broken-mapping", "line 1"),
    ("binary", b"\x00\x01\x02", "broken-mapping", ""),
    ("no UTF-8", b"label: \xff\xff", "broken-mapping", ""),
    ("empty", "", "mapping-value", "mapping"),
    ("a list", "- a\n- b", "mapping-value", "mapping"),
    ("a word", "hello", "mapping-value", "mapping"),
    ("two megabytes", "# " + "x" * 2 * 2**20, "broken-mapping", ""),
    ("a bomb of aliases", "a: &a [x]\nb: [*a, *a]", "broken-mapping", "aliases"),
    ("an object of Python's", "a: !!python/object/apply:os.system [ls]", "broken-mapping", ""),
    ("nested for ever", "[" * 5000, "broken-mapping", ""),
    ("no entities", "name: x", "mapping-value", "entities"),
    ("entities a list", "entities: [a]", "mapping-value", "entities"),
    ("entities null", "entities:", "mapping-value", "entities"),
    ("an unknown word", "colour: red\n" + entities(PERSON), "mapping-key", "colour"),
    ("an unknown word inside", entities("p: {schema: Person, keyz: [No]}"), "mapping-key", "keyz"),
    ("an unknown word of a property", person("{name: {col: A}}"), "mapping-key", "col"),
    ("no schema", entities("p: {keys: [No]}"), "mapping-schema", ""),
    ("an unknown schema", entities("p: {schema: Ghost}"), "mapping-schema", "Ghost"),
    ("an abstract schema", entities("p: {schema: Thing}"), "mapping-schema", "Thing"),
    ("an act", entities("p: {schema: Judgement}"), "mapping-schema", "Judgement"),
    ("an unknown property", person("{wings: W}"), "mapping-property", "wings"),
    ("the other side of a link", person("{ownershipOwner: W}"), "mapping-property", ""),
    ("a link to nothing", person("{proof: {entity: x}}"), "mapping-link", "proof"),
    ("a link to a wrong kind", BOATMAN, "mapping-link", "holder"),
    ("a circle", entities("a: {schema: Person, properties: {proof: {entity: b}}}\n"
     "  b: {schema: Document, properties: {proof: {entity: b}}}"), "mapping-circle", ""),
    ("a database", "database: postgresql://x\n" + entities(PERSON), "mapping-web", ""),
    ("an address", "csv_url: http://example.org/a.csv\n" + entities(PERSON), "mapping-web", ""),
    ("an order of dates", "dates: american\n" + entities(PERSON), "mapping-value", "dates"),
    ("a calendar", "calendar: maya\n" + entities(PERSON), "mapping-value", "calendar"),
    ("a decimal sign", "decimal: ';'\n" + entities(PERSON), "mapping-value", "decimal"),
    ("a reader", "reader: pdf\n" + entities(PERSON), "mapping-value", "reader"),
    ("a scheme of grades", "grade: {column: G, scheme: stars}\n" + entities(PERSON), "mapping-value", "scheme"),
    ("a long separator", "format: {delimiter: ';;'}\n" + entities(PERSON), "mapping-value", "delimiter"),
    ("a row below zero", "format: {header_row: -1}\n" + entities(PERSON), "mapping-value", "header_row"),
    ("a format unknown", "format: {colour: red}\n" + entities(PERSON), "mapping-key", "colour"),
    ("a column that is none", person("{name: {column: {a: b}}}"), "mapping-value", ""),
    ("a list in a column", person("{name: [A]}"), "mapping-value", "name"),
    ("a label that is a list", "label: [a]\n" + entities(PERSON), "mapping-value", "label"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "code", "words"), BAD, ids=[case[0] for case in BAD])
def test_a_bad_mapping_says_what_is_wrong_and_where(name, text, code, words):
    with pytest.raises(BadMapping) as caught:
        parse(text)
    assert caught.value.fault.code == code
    assert words in str(caught.value)


def test_a_mapping_that_is_not_there_names_those_that_are(tmp_path):
    with pytest.raises(BadMapping, match=r"sheet-en, sheet-ru"):
        load(tmp_path / "nothing.yml")


def test_the_shipped_mappings_load():
    assert [each.name for each in shipped()] == ["ftm", "sheet-en", "sheet-ru", "un-list", "unodc-ids"]


def test_a_mapping_of_followthemoney_is_read_as_it_is(tmp_path):
    """The form of its documentation: a data set, a query, a URL that is not fetched."""
    (tmp_path / "a.csv").write_text("id,who,boat,flag\n1,Aziz,Zarya,KG\n2,Bek,,TJ\n")
    reading = Reading(
        tmp_path / "a.csv",
        """
boats:
  label: Boats
  queries:
    - csv_url: file:///boats.csv
      filters: {flag: KG}
      entities:
        owner:
          schema: Person
          keys: [id, who]
          key_literal: owner
          properties:
            name: {column: who, required: true}
            country: {literal: kg}
            notes: {template: "{{ who }} of {{flag}}"}
        boat:
          schema: Vessel
          key: boat
          properties:
            name: {column: boat}
        owns:
          schema: Ownership
          key: id
          properties:
            owner: {entity: owner}
            asset: {entity: boat}
""",
    )
    person, boat, owns = reading.claims
    assert reading.refused == []
    assert person.properties == {"country": ["kg"], "name": ["Aziz"], "notes": ["Aziz of KG"]}
    assert owns.properties == {"asset": [boat.entity], "owner": [person.entity]}


CELLS = [  # declared for the column, cell, value, text kept beside it
    ("birthDate", "", "1983-04-14", "1983-04-14", ""),
    ("birthDate", "dates: dmy", "03.04.1983", "1983-04-03", "03.04.1983"),
    ("birthDate", "dates: mdy", "03/04/1983", "1983-03-04", "03/04/1983"),
    ("birthDate", "calendar: solar-hijri", "1362/01/25", "1983-04-14", "1362/01/25"),
    ("birthDate", "calendar: solar-hijri", "۱۳۶۲/۱/۲۵", "1983-04-14", "۱۳۶۲/۱/۲۵"),
    ("height", "decimal: ','", "1,234", "1.234", "1,234"),
    ("height", "decimal: '.'", "1,234", "1234", "1,234"),
    ("height", "", "1.80", "1.8", ""),
    ("gender", "", "жен.", "female", ""),
    ("gender", "values: {F1: female}", " f1 ", "female", "f1"),
    ("phone", "country: kg", "0555 123 456", "+996555123456", "0555 123 456"),
    ("notes", "missing: [unknown]", "Unknown", None, None),
    ("alias", "split: ;", "Abu; Bek ", "Abu", ""),
    ("notes", "", "'=1+1", "=1+1", ""),
]


@pytest.mark.parametrize(("name", "declared", "cell", "value", "raw"), CELLS)
def test_what_a_column_declares_counts_for_its_cells(tmp_path, name, declared, cell, value, raw):
    (tmp_path / "a.csv").write_text(f'No,Name,Column\n1,Aziz,"{cell}"\n', encoding="utf-8")
    declared = f", {declared}" if declared else ""
    properties = f"{{name: Name, {name}: {{column: Column{declared}}}}}"
    mapping = entities(f"person: {{schema: Person, id_column: No, properties: {properties}}}")
    (claim,) = Reading(tmp_path / "a.csv", mapping).claims
    assert claim.properties.get(name, [None])[0] == value
    assert claim.raw.get(name, [""] if raw is not None else [None])[0] == raw


def test_a_column_may_hold_amount_and_unit(tmp_path):
    (tmp_path / "a.csv").write_text("No;Quantity\n1;12,4 кг\n2;3 stones\n", encoding="utf-8")
    mapping = entities("""item:
    schema: SeizedItem
    id_column: No
    properties:
      reportedAmount: {column: Quantity, part: amount, decimal: ","}
      reportedUnit: {column: Quantity, part: unit, decimal: ","}
""")
    one, other = Reading(tmp_path / "a.csv", mapping).claims
    assert (one.properties["reportedAmount"], one.properties["reportedUnit"]) == (["12.4"], ["kilogram"])
    assert other.properties == {"reportedAmount": ["3 stones"]}


GRADES = [("B2", "", []), ("б2", "", ["grade"]), ("Z9", "", ["grade"]), ("A1", "03/04/2016", ["date-ambiguous"]),
          ("A1", "soon", ["date-unreadable"]), ("", "2016-04", [])]  # fmt: skip


@pytest.mark.parametrize(("grade", "stated", "refused"), GRADES)
def test_grade_and_date_of_the_information(tmp_path, grade, stated, refused):
    (tmp_path / "a.csv").write_text(f"No,Name,G,S\n1,Aziz,{grade},{stated}\n", encoding="utf-8")
    mapping = "grade: {column: G, scheme: 4x4}\nstated: {column: S}\n" + entities(PERSON)
    reading = Reading(tmp_path / "a.csv", mapping)
    assert reading.refused == refused
    for claim in reading.claims:
        assert claim.grade == (("4x4", grade) if grade else None)
        assert claim.stated == stated


def test_the_mapping_of_the_documentation_is_one():
    page = (Path(__file__).parents[4] / "docs" / "import.md").read_text("utf-8")
    found = parse(page.split("```yaml\n")[1].split("```")[0])
    assert [entity.name for entity in found.entities] == ["person", "car", "owns"]
