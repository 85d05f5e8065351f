"""Filling in the forms that ship, without JavaScript; drafts; what is asked again; signing once."""

from __future__ import annotations

import gzip
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sarhad.access.models import Officer
from sarhad.collect import submissions, waiting
from sarhad.collect.forms import Instance, catalogue
from sarhad.collect.models import DraftFile, FormDraft, Submission
from sarhad.ledger.models import Blob
from sarhad.systems.border import queries, typed
from sarhad.systems.border.tests.filler import Filler
from sarhad.systems.border.tests.test_reports import reported
from tests.cast import Cast
from tests.e2e.scene import picture

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
PAGE = 15 * 1024  # bytes of one step, gzipped: with its headers 2 s at 64 kbit/s
ANSWERS = {
    "date": "20.11.2026", "time": "640", "place": "Nizhny Panj, lane 2", "direction": "entry",
    "summary": "Two parcels in the spare wheel", "subject": "Exchange of lists", "scenario": "A lorry turns back",
    "found": "control", "seizure_found": "dog", "cause": "routine-control", "control_note": "Profiling",
    "transport": "road", "substance": "heroin", "amount": "12,4", "unit": "kg", "about": ["person", "vehicle"],
    "last_name": "Каримов", "first_name": "Фарҳод", "birth_date": "14.04.1983", "plate": "0000 TS 03",
    "recommendation_text": "A second lane for lorries", "readers": ["KZ-MIA"], "members": "Two experts",
    "exercise_kind": "demonstration", "present_other": "Two of the other side", "team": "Lynx 2",
    "position|x": "38,56", "position|y": "68.79", "kind": "observation", "asking_person": "The duty officer",
    "asking_country": "uz", "way": "radio", "asked_for": ["check-person"], "answered": "open", "source_grade": "B",
    "information_grade": "2",
}  # fmt: skip


@pytest.fixture
def cast() -> Cast:
    return Cast()


def test_every_form_that_ships_is_filled_in_page_by_page_and_signed(cast):
    client, signed = cast.client("liaison"), {}
    assert "/reports/new/seizure/" in client.get("/reports/new/").content.decode()
    for form in catalogue("BLO-NP"):
        filler = Filler(client, form)
        filler.through(ANSWERS)
        signed[form] = filler.sign()
    found, _more = queries.reports(cast.reader("liaison"), lambda each: True, 50)
    assert {f"/reports/{each.id}/" for each in found} == set(signed.values())
    assert len(signed) >= 7
    text = cast.client("partner").get(signed["seizure"]).content.decode()
    assert all(each in text for each in ("Каримов", "0000 TS 03", "06:40", "+05:00"))
    assert cast.client("outsider").get(signed["seizure"]).status_code == 404
    assert FormDraft.objects.count() == 0


def test_a_page_is_light_enough_for_a_slow_line(cast):
    filler = Filler(cast.client("liaison"), "seizure")
    while not filler.where.endswith("/check/"):
        assert len(gzip.compress(filler.text.encode())) < PAGE, filler.where
        assert filler.text.count("<script") == 0
        if "add:/data/person" in filler.fields.buttons and filler.text.count("last_name") < 8:
            filler.press("add:/data/person", ANSWERS)
        else:
            filler.press("next", ANSWERS)


def test_what_the_form_says_stands_at_its_question_and_the_page_can_be_left_open(cast):
    filler = Filler(cast.client("liaison"), "seizure")
    where = filler.press("next", {"date": "01.01.2099", "place": "Lane 2"})
    assert where.endswith("/1/?faults=1")
    assert filler.fields.errors == ["The date lies in the future. Give the day when it happened."]
    assert 'href="#q-when_where-date"' in filler.text
    assert 'value="2099-01-01"' in filler.text  # nothing of it is lost
    assert filler.press("later").endswith("/2/")
    filler.where = filler.where.replace("/2/", "/check/")
    assert "The date lies in the future" in filler.get()
    assert "Sign and send" not in filler.text
    instance = re.search(r'name="instance" value="([^"]+)"', filler.text)[1]
    assert filler.client.post(filler.where, {"instance": instance}).status_code == 200  # refused, with the reasons
    assert not Submission.objects.exists()


def test_answers_open_questions_on_the_same_page_and_close_pages(cast):
    filler = Filler(cast.client("liaison"), "seizure")
    filler.press("next", ANSWERS)
    filler.press("next", ANSWERS)
    assert "control_note" not in filler.text
    assert filler.press("next", ANSWERS).endswith("?more=1")
    assert "control_note" in filler.text
    filler.press("next", ANSWERS)
    filler.press("next", ANSWERS | {"about": ["vehicle"]})
    assert "/data/vehicle[1]/plate" in filler.text  # nobody is asked about persons
    assert cast.client("liaison").get(filler.where.replace("/7/", "/5/")).status_code == 404


def test_rows_are_added_and_removed_by_buttons(cast):
    filler = Filler(cast.client("liaison"), "meeting")
    filler.press("next", ANSWERS)
    filler.press("next", ANSWERS)
    rows = lambda: len(re.findall(r'name="/data/recommendation\[\d+\]/recommendation_text"', filler.text))
    before = rows()
    filler.press("add:/data/recommendation", {"recommendation_text": "First"})
    filler.press("add:/data/recommendation", {})
    assert rows() == before + 2
    filler.press(f"remove:/data/recommendation[{before + 2}]")
    assert rows() == before + 1
    assert cast.client("liaison").post(filler.where, {"go": "remove:/data/nothing[1]"}).status_code == 404


def test_a_photo_waits_with_the_draft_and_goes_with_the_report(cast):
    filler = Filler(cast.client("liaison"), "seizure")
    filler.press("next", ANSWERS)
    photo = SimpleUploadedFile("Кирпич 1.png", picture(), "image/png")
    text = SimpleUploadedFile("a.exe", b"MZ", "image/png")
    filler.press("next", ANSWERS, **{"/data/what/attachment": text})
    assert "JPEG, PNG" in "".join(filler.fields.errors)
    assert "Two parcels" in filler.text
    filler.press("next", ANSWERS, **{"/data/what/attachment": photo})
    name = DraftFile.objects.get().name
    draft = FormDraft.objects.get().id
    address = f"/reports/drafts/{draft}/files/{name}/"
    assert filler.client.get(address).content == picture()
    assert cast.client("owner").get(address).status_code == 404
    filler.through(ANSWERS)
    assert picture() in [cast.client("partner").get(each).content for each in _photos(cast, filler.sign())]
    assert not DraftFile.objects.exists()


def _photos(cast: Cast, report: str) -> list[str]:
    return re.findall(r'src="(/files/[^"]+)"', cast.client("partner").get(report).content.decode())


def test_drafts_are_their_officer_s_own(cast):
    filler = Filler(cast.client("liaison"), "seizure")
    assert filler.press("stop", ANSWERS) == "/reports/log/"
    draft = FormDraft.objects.get().id
    assert f"/reports/drafts/{draft}/" in filler.text
    Officer.objects.filter(username="border").update(is_active=True)
    for who in ("owner", "border", "partner", "colleague"):
        other = cast.client(who)
        for address in ("", "1/", "check/"):
            assert other.get(f"/reports/drafts/{draft}/{address}").status_code == 404, (who, address)
        assert other.post(f"/reports/drafts/{draft}/delete/").status_code == 404
        assert str(draft) not in other.get("/reports/log/").content.decode()
    assert filler.client.get(f"/reports/drafts/{draft}/").url.endswith("/2/")
    assert filler.client.post(f"/reports/drafts/{draft}/delete/").status_code == 302
    assert not FormDraft.objects.exists()


def test_the_same_page_sent_twice_is_one_draft_and_the_same_draft_one_report(cast):
    first, second = (Filler(cast.client("liaison"), "meeting") for _ in range(2))
    second.fields.sent["instance"] = first.fields.sent["instance"]  # the button was pressed twice
    assert first.press("next", ANSWERS) == second.press("next", ANSWERS)
    assert FormDraft.objects.count() == 1
    first.through(ANSWERS)
    second.where, second.text = first.where, first.text
    assert first.sign() == second.sign()
    assert Submission.objects.filter(state="accepted").count() == 1


def test_a_quarantined_submission_is_put_right_or_put_aside(cast):
    reader, form = cast.reader("liaison"), catalogue("BLO-NP")["meeting"]
    ids = [_sent(reader, form) for _ in range(2)]
    client, page = cast.client("liaison"), "/reports/waiting/{}/".format
    text = client.get("/reports/log/").content.decode()
    assert all(page(each) in text for each in ids)
    assert cast.client("owner").get(page(ids[0])).status_code == 404
    assert "This question must be answered" in client.get(page(ids[0])).content.decode()
    assert client.post(page(ids[0]), {"why": ""}).status_code == 200
    assert client.post(page(ids[0]), {"why": "came twice"}).url == "/reports/log/"
    filler = Filler(client, "meeting")
    filler.where = client.get(client.post(page(ids[1])).url).url
    filler.get()
    while "minutes_scan" not in filler.text:
        filler.press("next", ANSWERS)
    filler.press("next", ANSWERS, **{"/data/what/minutes_scan": SimpleUploadedFile("minutes.png", picture())})
    filler.through(ANSWERS)
    filler.sign()
    assert [bytes(blob.data) for blob in Blob.objects.all()] == [picture()]  # added while it was put right
    states = Submission.objects.values_list("id", "state")
    assert set(states) == {(ids[0], "dismissed"), (ids[1], "accepted")}
    assert waiting.quarantined(reader) == []
    assert FormDraft.objects.count() == 0


def _sent(reader, form) -> int:
    """What a phone sent with next to no answers."""
    instance = Instance(form)
    instance.set_instance_id()
    return submissions.submit(reader, form, instance, {}, via="openrosa").submission


def test_the_log_tells_what_was_said_of_one_s_own_reports(cast):
    filler = Filler(cast.client("liaison"), "meeting")
    filler.through(ANSWERS)
    report = filler.sign()
    other, _ = reported(cast, name="Somebody else's")
    for each in (report, f"/reports/{other}/"):
        cast.client("partner-analyst").post(each, {"usefulness": "led-to-result", "text": f"Well done {each}"})
    for page in ("/reports/log/", "/"):
        text = filler.client.get(page).content.decode()
        assert "Led to a result" in text, page
        assert other not in re.sub(r"(?s)Urgent reports.*?</section>", "", text), page


def test_a_form_on_paper_and_in_a_spreadsheet(cast):
    client = cast.client("liaison")
    for address, begins in [("sheet.pdf", b"%PDF"), ("template.xlsx", b"PK")]:
        assert client.get(f"/reports/forms/meeting/{address}").content.startswith(begins)
        assert client.get(f"/reports/forms/nothing/{address}").status_code == 404
    template = client.get("/reports/forms/meeting/template.xlsx").content
    for content, said in [(template, "0 reports taken"), (b"PK no workbook", "error")]:
        file = SimpleUploadedFile("filled.xlsx", content)
        assert said in client.post("/reports/sheet/", {"file": file}).content.decode()
    filler = Filler(client, "meeting")
    filler.press("next", ANSWERS)
    draft = FormDraft.objects.get().id
    assert client.get(f"/reports/drafts/{draft}/sheet.pdf").content.startswith(b"%PDF")
    assert cast.client("owner").get(f"/reports/drafts/{draft}/sheet.pdf").status_code == 404


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("integer", " 1 200 ", "1200"),
        ("integer", "a dozen", "a dozen"),
        ("decimal", "12,4", "12.4"),
        ("decimal", "-37,5", "-37.5"),
        ("date", "21.11.2026", "2026-11-21"),
        ("date", "2026-11-21", "2026-11-21"),
        ("date", "11.2026", "11.2026"),
        ("date", "31.02.2026", "31.02.2026"),
        ("time", "640", "06:40:00"),
        ("time", "6.40", "06:40:00"),
        ("time", "25:00", "25:00"),
        ("text", "one\r\ntwo ", "one\ntwo"),
    ],
)
def test_what_is_typed(kind, given, kept):
    assert typed.typed(kind, "", "x", _Given({"x": [given]})) == kept


class _Given(dict):
    def get(self, name, default=""):
        return super().get(name, [default])[0]

    def getlist(self, name):
        return super().get(name, [])


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        (("21.11.2026", "6:40", "+05:00"), "2026-11-21T06:40:00.000+05:00"),
        (("21.11.2026", "", "+05:00"), "2026-11-21 ? +05:00"),
        (("", "", "+05:00"), ""),
    ],
)
def test_a_moment_is_one_value_and_falls_apart_again(parts, value):
    assert typed.moment(*parts) == value
    day, clock, zone = typed.moment_parts(value)
    assert typed.moment(day, clock, zone) == value
    assert typed.position_parts(typed.position("37,19", "")) == ("37.19", "")
