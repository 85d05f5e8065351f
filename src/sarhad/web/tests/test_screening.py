"""The screening page: what it answers, what it says of mistakes, how little it weighs."""

from __future__ import annotations

import gzip

import pytest

from sarhad.access.models import AuditEntry
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
    for fields in ({"mrz": LINES}, {"name": "Karimov"}, {"name": "nobody"}):
        content = ask(cast, language=language, **fields).content
        assert len(gzip.compress(content)) < 8 * 1024
        assert b"<script" not in content


def test_who_may(cast):
    assert cast.client("border").get("/screening/").status_code == 200
    assert cast.client("researcher").get("/screening/").status_code == 404
    assert cast.client("auditor").get("/screening/").status_code == 404
    assert cast.client("anonymous").get("/screening/").status_code == 302
    assert b"/screening/" in cast.client("border").get("/").content  # in the menu
