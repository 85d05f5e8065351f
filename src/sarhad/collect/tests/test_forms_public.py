"""Forms of others: Collect's own test forms and the case standard of the IOM, as they are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from sarhad.collect.forms import Form, Instance, Unpublishable, read_form
from sarhad.collect.tests.filling import fill, refusals

pytestmark = pytest.mark.shared

REFUSED = {
    "encrypted.xml": "base64RsaPublicKey",
    "encrypted-no-instanceID.xml": "base64RsaPublicKey",
    "one-question-encrypted-unicode.xml": "base64RsaPublicKey",
    "invalid-form.xml": "circle: /asasas/q2",
    "dynamic_and_static_choices.xml": "numbers.csv",  # not among the files that come with the form
    "search_and_select.xml": "nombre.csv",
    "external_data.xml": "no <h:html>",  # a file beside external_select.xml, no form
    "external_data_10.xml": "no <h:html>",
}
"""What cannot be published, and what its reason names."""

CODES = ("en", "ru")


@pytest.fixture(scope="module")
def folder() -> Path:
    found = Path(__file__).resolve().parents[5] / "shared" / "data" / "xlsforms"
    if not found.is_dir():
        pytest.skip(f"no {found}")
    return found


def publish(path: Path) -> Form:
    beside = [one for one in path.parent.iterdir() if one.suffix in (".csv", ".geojson", ".xml") and one != path]
    return read_form(path, media={one.name: one.read_bytes() for one in beside})


def test_every_form_works_or_says_why(folder):
    """It renders, takes a right answer, and refuses wrong ones in its own words."""
    paths = sorted([*folder.rglob("*.xml"), *folder.rglob("*.xlsx")])
    assert len(paths) >= 120
    refused, constraints, required = {}, 0, 0
    for path in paths:
        try:
            form = publish(path)
        except Unpublishable as reason:
            refused[path.name] = str(reason)
            continue
        instance = fill(form)
        assert instance.faults() == [], path.name
        _renders(form, instance)
        again = Instance(form, instance.xml())
        assert again.faults() == [], path.name
        assert again.answers() == instance.answers(), path.name
        for shown, fault in refusals(instance):
            own = {
                "constraint": shown.fill(shown.node.constraint_text, ""),
                "required": shown.fill(shown.node.required_text, ""),
            }.get(fault.kind)
            assert fault.message == own if own else fault.message, (path.name, fault)
            constraints += fault.kind == "constraint"
            required += fault.kind == "required"
    assert refused.keys() == REFUSED.keys()
    assert [name for name, reason in refused.items() if REFUSED[name] not in reason] == []
    assert constraints >= 3
    assert required >= 10


def _renders(form: Form, instance: Instance) -> None:
    for lang in (*form.languages, *CODES):
        assert form.title(lang)
        for shown in instance.walk():
            texts = [shown.label(lang), shown.hint(lang), *(choice.label(lang) for choice in shown.choices)]
            assert all(isinstance(text, str) for text in texts)
