"""Templates of plans, briefings and debriefings: shipped, changed by an office, and where they are filled in."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sarhad.systems.operations import wording
from sarhad.systems.operations.queries import BRIEFED
from sarhad.systems.operations.tests.world import of, opened
from tests.cast import Cast

OWN = "# Ours\n\n## Aim\n> In one sentence.\nAs ordered.\n\n## Snow and ice\n> Which passes are closed.\n"


def test_what_ships_is_the_same_in_both_languages():
    for kind in wording.KINDS:
        english, russian = (wording.parts(wording.shipped(kind, code)) for code in ("en", "ru"))
        assert [each.name for each in english] == [each.name for each in russian]
        assert all(each.title and each.hint and not each.text for each in (*english, *russian)), kind
    assert [each.name for each in wording.parts(wording.shipped("brief", "en"))] == list(BRIEFED)


def test_a_text_that_was_written_is_taken_apart_again():
    sections = [("Aim", "To stop it.\n## not a heading\n> not a hint"), ("Nothing", " "), ("Risks", "Two\n\nlines")]
    found = wording.parts(wording.written(sections))
    assert [(each.title, each.hint) for each in found] == [("Aim", ""), ("Risks", "")]
    assert [line.strip() for line in found[0].text.splitlines()][1:] == ["## not a heading", "> not a hint"]
    assert found[1].text == "Two\n\nlines"


pages = pytest.mark.django_db(databases=["default", "audit"])


def upload(cast: Cast, who: str, data: bytes, which: str = "plan.en"):
    file = SimpleUploadedFile("plan.md", data)
    return cast.client(who).post("/operations/templates/", {"which": which, "file": file})


@pages
def test_an_office_changes_its_template_and_goes_back():
    cast = Cast()
    assert upload(cast, "owner", b"\xef\xbb\xbf" + OWN.replace("\n", "\r\n").encode()).status_code == 302
    taken = cast.client("colleague").get("/operations/templates/plan.en.md")
    assert taken.content.decode() == OWN
    assert "attachment" in taken["Content-Disposition"]
    shipped = wording.shipped("plan", "en")
    assert cast.client("partner").get("/operations/templates/plan.en.md").content.decode() == shipped
    client, id = cast.client("owner"), opened(cast)
    form = client.get(f"/operations/{id}/plan/text/").context["form"]
    assert [(each.title, each.text) for each in form.parts] == [("Aim", "As ordered."), ("Snow and ice", "")]
    assert cast.client("colleague").post("/operations/templates/plan.en/reset/").status_code == 404
    assert client.post("/operations/templates/plan.en/reset/").status_code == 302
    assert client.get("/operations/templates/plan.en.md").content.decode() == shipped


REFUSED = [
    (b"PK\x03\x04\x00\x00 a document", "not a plain text file"),
    ("Цель".encode("cp1251"), "not a plain text file"),
    (b"no heading at all", "No heading was found"),
    (b"## One\n## One\n", "two are the same"),
    (b"## \n## Two\n", "one is empty"),
    (b"".join(b"## %d\n" % n for n in range(41)), "At most 40 headings"),
    (b"## One\n" + b"x" * 65 * 1024, "larger than 64 KB"),
]


@pages
def test_what_is_no_template_is_refused_with_the_reason():
    cast = Cast()
    for data, says in REFUSED:
        answer = upload(cast, "owner", data)
        assert answer.status_code == 200, data[:20]
        assert says in answer.content.decode()
    for who in ("colleague", "border", "auditor"):
        assert upload(cast, who, OWN.encode()).status_code == 404, who
    assert cast.client("owner").get("/operations/templates/secret.en.md").status_code == 404


@pages
def test_the_plan_in_words_is_written_by_the_template_and_changed_in_its_language():
    cast = Cast()
    client, id = cast.client("owner"), opened(cast)
    address = f"/operations/{id}/plan/text/"
    assert client.post(address, {"p0": "To stop the heroin", "p10": "Force only if attacked"}).status_code == 302
    titles = [each.title for each in wording.in_words(of(cast, id, "partner"))]
    assert titles == ["Aim and lawful basis", "Human rights"]
    text = cast.client("partner").get(f"/operations/{id}/plan/").content.decode()
    assert "Force only if attacked" in text
    client.post("/language/", {"language": "ru"})
    parts = client.get(address).context["form"].parts
    assert parts[0].title == "Aim and lawful basis"  # not the Russian headings beside the English ones
    assert len(parts) == len(wording.parts(wording.shipped("plan", "en")))
    assert cast.client("partner").get(address).status_code == 404  # the lead writes it
    assert client.post(address, {"p0": " "}).context["form"].errors["p0"]


@pages
def test_a_briefing_begins_with_the_offices_own_text():
    cast = Cast()
    own = b"## Information {#information}\n> Our hint.\n## Method {#method}\nBy the book.\n## Dogs\n> Who leads.\n"
    assert upload(cast, "owner", own, "brief.en").status_code == 302
    id = opened(cast)
    form = cast.client("owner").get(f"/operations/{id}/briefing/KZ-MIA/write/").context["form"]
    assert form.fields["information"].help_text == "Our hint."
    assert form["method"].value() == "By the book."
    assert "Dogs: Who leads." in form.fields["method"].help_text
