"""The annual report: made part after part, stopped, taken up again, published as it was made."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from docx import Document

from sarhad.access import sharing
from sarhad.desk.plans import actions as plans
from sarhad.kernel.claim import Handling, Scope
from sarhad.systems.programme import annual, composing, making, reports
from sarhad.systems.programme.models import AnnualPaper, State
from sarhad.systems.programme.tests.test_reports import seize
from tests.cast import MEMBERS, PASSWORD

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

OPEN = Scope(read=(MEMBERS,), handling=Handling(0))
HERE = "/annual/2026/"


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(making, "begin", lambda work: work())
    monkeypatch.setattr(making.connections, "close_all", lambda: None)


def words_of(data):
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(line.text for line in document.paragraphs), *cells]


def test_made_looked_at_and_published(cast, at_once):
    seize(cast, "owner", "14.73")
    decision = {"name": ["Revise the regulations"], "recommendationType": ["decision"], "office": ["CENTRE"]}
    session = {"name": ["Session"], "meetingType": ["council"], "date": ["2026-03-31"]}
    plans.meet(cast.reader("centre"), session, [decision | {"dueDate": ["2099-06-30"]}], OPEN)
    client = cast.client("centre")
    client.post(HERE, {"deed": "make", "training-ru": "Обучено 40 офицеров."})
    page = client.get(HERE).content.decode()
    assert "Publish it" in page
    english = words_of(client.get(f"{HERE}paper/?form=docx&lang=en").content)
    for each in (
        "Seizures",
        "14.73",
        "Revise the regulations",
        "Обучено 40 офицеров.",
        "Annual progress report, 2026",
    ):
        assert each in english, each
    assert "Operations and controlled deliveries" not in english  # nothing stands under it
    assert client.get(f"{HERE}paper/?lang=ru").content.startswith(b"%PDF")
    assert cast.client("partner").get(f"{HERE}paper/").status_code == 404  # a draft of another office

    given = {"name": "Annual 2026", "signatory": "Director", "level": "0", "read": [MEMBERS], "password": PASSWORD}
    seize(cast, "third", "1")
    assert "Make it again" in client.post(f"{HERE}publish/", given).content.decode()
    client.post(HERE, {"deed": "make"})
    id = client.post(f"{HERE}publish/", given)["Location"].rstrip("/").rpartition("/")[2]
    issued = reports.report(cast.reader("partner"), id)
    assert (issued.kind, issued.name) == ("annual", "Annual 2026")
    assert "15.73" in words_of(reports.paper(cast.reader("partner"), issued, "en", "docx"))
    assert "Annual 2026" in cast.client("partner").get("/annual/").content.decode()


def test_taken_up_again_where_it_was_cut_off(cast, at_once, monkeypatch):
    """Killed in the third part: the first two are kept, and only the others are made."""
    made = []

    def part(name):
        def make(year):
            made.append(name)
            if name == "third" and made.count("third") == 1:
                raise SystemExit
            return {name: []}

        return make

    monkeypatch.setattr(making, "PARTS", tuple((name, part(name)) for name in ("first", "second", "third")))
    reader = cast.reader("centre")
    with pytest.raises(SystemExit):
        making.make(reader, 2026, {})
    row = making.paper_of(reader, 2026)
    assert (set(row.parts), row.state) == ({"first", "second"}, State.RUNNING)
    assert "http-equiv" in cast.client("centre").get(HERE).content.decode()
    AnnualPaper.objects.update(beat=timezone.now() - timedelta(minutes=5))
    assert "The work was cut off." in cast.client("centre").get(HERE).content.decode()
    cast.client("centre").post(HERE, {"deed": "go-on"})
    row.refresh_from_db()
    assert row.state == State.DONE
    assert made == ["first", "first", "second", "second", "third", "third", "third"]  # in two languages each


def test_stopped_by_a_person(cast, at_once, monkeypatch):
    def stop(year):
        making.stop(making.paper_of(year.reader, 2026))
        return {}

    monkeypatch.setattr(making, "PARTS", (("first", annual.of_council), ("second", stop), ("third", stop)))
    row = making.make(cast.reader("centre"), 2026, {})
    row.refresh_from_db()
    assert (set(row.parts), row.state) == ({"first"}, State.STOPPED)
    assert "1 of" in cast.client("centre").get(HERE).content.decode()


def test_an_office_changes_the_text(cast, at_once):
    client, at = cast.client("centre"), "/annual/text/"
    assert "{figures}" in client.get(f"{at}?lang=ru&file=1").content.decode()
    refused = client.post(at, {"lang": "en", "text": "# Ours\n{figurs}"}).content.decode()
    assert "Line 2: there is no {figurs}." in refused
    assert client.post(at, {"lang": "en", "text": "# Ours\nWe thank all.\n{figures}"}).status_code == 302
    assert cast.client("partner").get(f"{at}?lang=en&file=1").content.decode() == composing.shipped("en")
    client.post(HERE, {"deed": "make"})
    assert "We thank all." in words_of(client.get(f"{HERE}paper/?form=docx&lang=en").content)
    client.post(at, {"lang": "en", "text": "", "deed": "shipped"})
    assert composing.text_of("CENTRE", "en") == composing.shipped("en")


def test_who_left_a_group_keeps_nothing_of_what_it_read_in_it(cast, at_once):
    seize(cast, "owner", "14.73")
    client = cast.client("partner")
    client.post(HERE, {"deed": "make"})
    assert client.get(f"{HERE}paper/?form=docx").status_code == 200
    sharing.leave(cast.reader("centre"), group=MEMBERS, member="KZ-MIA")
    assert client.get(f"{HERE}paper/?form=docx").status_code == 404
    assert client.get(HERE).status_code == 200
    client.post(HERE, {"deed": "go-on"})
    assert "14.73" not in words_of(client.get(f"{HERE}paper/?form=docx").content)
