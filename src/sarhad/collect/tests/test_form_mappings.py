"""Mappings of forms: what is wrong with one is named with file, key and remedy."""

from __future__ import annotations

import pytest

from sarhad.collect.answers.drafting import moment
from sarhad.collect.answers.parsing import parse
from sarhad.collect.answers.places import Row
from sarhad.collect.errors import BadMapping
from sarhad.collect.forms import Form, read_form

SOURCE = """
| survey |
| | type | name | label |
| | begin group | a | A |
| | text | name | Name |
| | end group | | |
| | begin group | b | B |
| | text | name | Name |
| | text | other | Other |
| | end group | | |
| | begin repeat | car | Car |
| | text | plate | Plate |
| | begin repeat | seat | Seat |
| | text | name | Name |
| | text | row | Row |
| | end repeat | | |
| | end repeat | | |
| settings |
| | form_id |
| | odd |
"""


@pytest.fixture(scope="module")
def form() -> Form:
    return read_form(SOURCE.encode(), "odd")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("entities: [", "mapping cannot be read"),
        ("entitys: {}", "unknown entry “entitys” in mapping"),
        ("entities: {x: {schema: Persona}}", "unknown schema “Persona”"),
        ("entities: {x: {schema: Person, colour: red}}", "unknown entry “colour” in x"),
        ("entities: {x: {schema: Person, properties: {nam: other}}}", "Person has no property “nam”"),
        ("entities: {x: {schema: Person, properties: {name: othr}}}", "x: name names the question “othr”"),
        ("entities: {x: {schema: Person, properties: {name: name}}}", "several questions are called “name”"),
        ("entities: {x: {schema: Person, properties: {name: plate}}}", "x: name names the question “plate”"),
        ("entities: {x: {schema: Person, each: cars}}", "the repeat “cars”, which the form does not have"),
        ("entities: {x: {schema: Phone, properties: {holder: {entity: y}}}}", "x: holder points to “y”"),
        (
            "entities: {x: {schema: Phone, properties: {holder: {entity: y}}}, y: {schema: Vehicle}}",
            "x: holder points to “y”, which the mapping does not have or which does not fit",
        ),
        ("readers: nobody", "readers names the question “nobody”"),
        ("grade: {scheme: 9x9, code: other}", "grade: scheme must be 4x4"),
        ("quality: {beauty: {other: 1}}", "unknown entry “beauty” in quality"),
        ("quality: {act: {other: none}}", "quality: act: other must be > 0"),
        ("quality: {act: {name: 1}}", "several questions are called “name”"),
        ("report: {properties: {country: {own: planet}}}", "report: country: own must be office, country"),
        ("report: {schema: Person}", "unknown entry “schema” in report"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_remedy(form, text, said):
    with pytest.raises(BadMapping) as bad:
        parse(text, form, "odd.yml")
    fault = bad.value.fault
    assert said in fault.message
    assert fault.file == "odd.yml"
    assert str(fault.remedy).startswith("Correct the mapping file")


def test_names_are_found_near_by_and_by_the_end_of_their_path(form):
    properties = "{name: name, make: plate, notes: [a/name, b/name]}"
    text = f"entities: {{x: {{schema: Vehicle, each: seat, properties: {properties}}}}}"
    [_report, entity] = parse(text, form).entities
    found = {name: value.questions for name, value in entity.properties.items()}
    root = form.children[0].path.rpartition("/")[0]
    assert found == {
        "name": (f"{root}/car/seat/name",),
        "make": (f"{root}/car/plate",),
        "notes": (f"{root}/a/name", f"{root}/b/name"),
    }


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["2026-11-20", "14:05:00.000+06:00", "+05:00"], "2026-11-20T14:05+05:00"),  # the question wins
        (["2026-11-20", "14:05:00.000+06:00", ""], "2026-11-20T14:05+06:00"),
        (["2026-11-20", "14:05", "+05:00"], "2026-11-20T14:05+05:00"),
        (["2026-11-20", "", "+05:00"], "2026-11-20"),  # a day has no zone
        (["2026-11-20T14:05:00.000+05:00", "", ""], "2026-11-20T14:05:00.000+05:00"),
        (["", "14:05", "+05:00"], ""),
    ],
)
def test_a_moment_is_as_exact_as_it_was_given(answers, said):
    paths = ("/date", "/time", "/zone")
    assert moment(Row((), dict(zip(paths, answers, strict=True))), paths) == said
