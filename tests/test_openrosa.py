"""OpenRosa as ODK Collect speaks it: who is let in, which forms come, what becomes of what is sent."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sarhad.access import actions, digest
from sarhad.access.models import AuditEntry
from sarhad.access.reader import Reader
from sarhad.collect.models import PublishedForm, Submission
from sarhad.collect.submissions import retry
from sarhad.ledger.models import Entry

MD = """
| survey | | | | | | | |
| | type | name | label::English (en) | label::Русский (ru) | required | constraint | constraint_message |
| | text | what | What was found | Что найдено | yes | | |
| | integer | vehicles | Vehicles | Машины | | . < 100 | Fewer than 100 |
| | image | front | Front | Спереди | | | |
| | image | back | Back | Сзади | | | |
| settings | | | | |
| | form_id | version | form_title::English (en) | form_title::Русский (ru) |
| | lane-check | 2 | Lane check | Проверка полосы |
"""
PHOTO = b"\xff\xd8\xff\xe0" + b"photo" * 20
SPACES = {"l": "http://openrosa.org/xforms/xformsList", "m": "http://openrosa.org/xforms/xformsManifest"}


def xml(
    number: int = 1,
    what: str = "a hidden compartment",
    form: str = "lane-check",
    version: str = "2",
    **answers: str,
) -> bytes:
    """A filled-in form, with an instance id of this number."""
    inside = "".join(f"<{key}>{value}</{key}>" for key, value in {"what": what, **answers}.items())
    meta = f"<meta><instanceID>uuid:00000000-0000-4000-8000-{number:012d}</instanceID></meta>"
    return f'<data id="{form}" version="{version}">{inside}{meta}</data>'.encode()


class Phone:
    """A program with an app password, on https."""

    def __init__(self, reader: Reader) -> None:
        self.row, self.password = actions.issue_app_password(reader, "post phone 2")
        pair = base64.b64encode(f"{reader.officer}:{self.password}".encode()).decode()
        self.client = Client(headers={"Authorization": f"Basic {pair}", "Date": "Sat, 01 Jan 2000 11:00:00 GMT"})

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(f"/openrosa/{path}", secure=True, **options)

    def head(self, path: str = "submission") -> Any:
        return self.client.head(f"/openrosa/{path}", secure=True)

    def send(self, report: bytes | None, incomplete: bool = False, **files: bytes) -> Any:
        fields: dict[str, Any] = {name.replace("_", "."): _file(name, data) for name, data in files.items()}
        if report is not None:
            fields["xml_submission_file"] = _file("report.xml", report, "text/xml")
        if incomplete:
            fields["*isIncomplete*"] = "yes"
        return self.client.post("/openrosa/submission?deviceID=collect%3Aabc", fields, secure=True)


def _file(name: str, data: bytes, kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name.replace("_", "."), data, kind)


def words(answer: Any) -> str:
    """The message that the phone shows."""
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "{http://openrosa.org/http/response}OpenRosaResponse"
    return root[0].text or ""


@pytest.fixture(autouse=True)
def no_failures_yet():
    cache.clear()


@pytest.fixture
def publish(cast):
    def published(office: str = "TJ-DCA", source: str = MD, form: str = "lane-check") -> PublishedForm:
        source = source.replace("lane-check", form)
        return PublishedForm.objects.create(
            office=office, form=form, version="2", name=f"{form}.md", source=source.encode(), officer="owner"
        )

    return published


@pytest.fixture
def phone(cast, publish) -> Phone:
    publish()
    return Phone(cast.reader("border"))


# Signing in


CLOSED = ["formList", "forms/lane-check/2.xml", "forms/lane-check/manifest", "forms/lane-check/media/x.csv"]


def challenges(answer: Any) -> list[str]:
    return [value for name, value in answer.items() if name == "WWW-Authenticate"]


@pytest.mark.parametrize("path", [*CLOSED, "submission"])
def test_nobody_gets_in_unasked(client, db, path):
    """The first request of a client carries no answer yet; what is asked for is the same everywhere."""
    answer = client.head(f"/openrosa/{path}") if path == "submission" else client.get(f"/openrosa/{path}")
    assert answer.status_code == 401
    assert answer["X-OpenRosa-Version"] == "1.0"
    assert [line.split(",")[0] for line in challenges(answer)] == ['Digest realm="Sarhad"'] * 2
    assert [re.search(r"algorithm=(\S+),", line)[1] for line in challenges(answer)] == ["SHA-256", "MD5"]
    secure = client.get(f"/openrosa/{path}", secure=True)
    assert challenges(secure)[-1].startswith("Basic ")
    assert client.post(f"/openrosa/{path}", {"x": "y"}).status_code == 401


def by_digest(client: Client, username: str, password: str, path: str, **changed: str) -> Any:
    """Asks, is asked, answers."""
    asked = dict(re.findall(r'(\w+)="?([^",]*)"?', challenges(client.get(path))[1]))

    def h(*parts: str) -> str:
        return hashlib.md5(":".join(parts).encode()).hexdigest()

    said = {
        "username": username,
        "realm": "Sarhad",
        "nonce": asked["nonce"],
        "uri": path,
        "nc": "00000001",
    } | changed
    response = h(h(username, "Sarhad", password), said["nonce"], said["nc"], "abc", "auth", h("GET", path))
    said |= {"cnonce": "abc", "response": response}
    text = ", ".join(f'{key}="{value}"' for key, value in said.items())
    return client.get(path, headers={"Authorization": f"Digest {text}, qop=auth"})


@pytest.mark.parametrize(
    ("changed", "status", "stale"),
    [
        ({}, 200, False),
        ({"username": "colleague"}, 401, False),
        ({"password": "guessed"}, 401, False),
        ({"nonce": "made-up"}, 401, True),
        ({"uri": "/openrosa/submission"}, 401, False),
    ],
)
def test_digest_over_http(client, phone, changed, status, stale):
    given = {"username": "border", "password": phone.password} | changed
    answer = by_digest(client, path="/openrosa/formList?formID=x", **given)
    assert answer.status_code == status
    assert any("stale=true" in line for line in challenges(answer)) == stale


def test_basic_over_http_is_refused_unread(phone, monkeypatch):
    monkeypatch.setattr(digest, "live", None)  # would fail if it were looked up
    answer = phone.client.get("/openrosa/formList")
    assert answer.status_code == 401
    assert "https" in words(answer)
    assert not any(line.startswith("Basic") for line in challenges(answer))


def test_after_many_failures_only_the_right_password_is_heard(client, phone):
    pair = base64.b64encode(b"border:guessed").decode()
    codes = [
        client.get("/openrosa/formList", secure=True, headers={"Authorization": f"Basic {pair}"}).status_code
        for _ in range(7)
    ]
    assert codes == [401] * 5 + [429] * 2
    assert phone.get("formList").status_code == 200


@pytest.mark.parametrize(
    "end",
    [
        lambda cast, phone: actions.revoke_app_password(cast.reader("owner"), password=phone.row),
        lambda cast, phone: actions.end_seat(cast.reader("owner"), seat=phone.row.seat),
    ],
)
def test_an_ended_phone_sends_nothing(cast, phone, end):
    assert phone.send(xml(1)).status_code == 201
    end(cast, phone)
    assert [phone.send(xml(2)).status_code, phone.get("formList").status_code] == [401, 401]
    assert Submission.objects.count() == 1


def test_a_session_does_not_count(cast, phone):
    """So that no page can make a browser send a report."""
    assert cast.client("border").get("/openrosa/formList").status_code == 401


def test_roles_that_may_not_contribute(cast, phone):
    actions.change_roles(cast.reader("owner"), seat=cast.seat("border"), roles=["researcher"])
    assert phone.get("formList").status_code == phone.send(xml()).status_code == 403


# Forms


def listed(answer: Any) -> dict[str, dict[str, str]]:
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/xml")
    assert answer["X-OpenRosa-Version"] == "1.0"
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{{{SPACES['l']}}}xforms"
    found = [{child.tag.partition("}")[2]: child.text or "" for child in form} for form in root]
    return {form["formID"]: form for form in found}


def test_a_form_from_the_list_to_the_phone(phone):
    form = listed(phone.get("formList"))["lane-check"]
    assert (form["version"], form["name"]) == ("2", "Lane check")
    assert "descriptionText" not in form
    body = phone.client.get(form["downloadUrl"], secure=True)
    assert body.status_code == 200
    assert form["hash"] == f"md5:{hashlib.md5(body.content).hexdigest()}"
    assert form["downloadUrl"].startswith("https://testserver/openrosa/")
    assert b"lane-check" in body.content
    assert AuditEntry.objects.filter(act="read-form", what="lane-check").count() == 1
    purposes = set(AuditEntry.objects.filter(act__startswith="read-form").values_list("purpose", flat=True))
    assert purposes == {"border reporting (post phone 2)"}


def test_what_can_be_asked_of_the_list(phone):
    assert listed(phone.get("formList?formID=lane-check")).keys() == {"lane-check"}
    assert listed(phone.get("formList?formID=none-such")) == {}
    assert "descriptionText" in listed(phone.get("formList?verbose=true"))["lane-check"]
    russian = phone.get("formList", headers={"Accept-Language": "ru-RU,ru;q=0.9"})
    assert listed(russian)["lane-check"]["name"] == "Проверка полосы"


def test_forms_of_other_offices_are_nothing(cast, phone, publish):
    publish("KZ-MIA", form="theirs")
    assert "theirs" not in listed(phone.get("formList"))
    for path in ("forms/theirs/2.xml", "forms/none-such/2.xml"):
        assert (phone.get(path).status_code, words(phone.get(path))) == (404, "Nothing here for you.")
    theirs, none = phone.send(xml(form="theirs")), phone.send(xml(form="none-such"))
    assert theirs.status_code == none.status_code == 404
    assert words(theirs).replace("theirs", "none-such") == words(none)


# Reports


def test_where_to_send(phone):
    answer = phone.head()
    assert (answer.status_code, answer.content) == (204, b"")
    assert int(answer["X-OpenRosa-Accept-Content-Length"]) >= 10_000_000
    assert answer["Location"] == "https://testserver/openrosa/submission"
    assert phone.get("submission").status_code == 405


def test_a_report_is_signed_before_it_is_acknowledged(phone):
    before = Entry.objects.count()
    answer = phone.send(xml(front="front.jpg"), front_jpg=PHOTO)
    assert (answer.status_code, words(answer)) == (201, "Received and signed.")
    kept = Submission.objects.get()
    assert (kept.state, kept.officer, kept.office, kept.via) == ("accepted", "border", "TJ-DCA", "openrosa")
    assert Entry.objects.count() == before + 1
    assert Entry.objects.filter(id=kept.entry).exists()


PARTS = {
    "one": [({"front_jpg": PHOTO, "back_jpg": PHOTO + b"2"}, False)],
    "in order": [({"front_jpg": PHOTO}, True), ({"back_jpg": PHOTO + b"2"}, False)],
    "last one first": [({"back_jpg": PHOTO + b"2"}, False), ({"front_jpg": PHOTO}, True)],
    "report alone first": [({}, True), ({"front_jpg": PHOTO}, True), ({"back_jpg": PHOTO + b"2"}, False)],
    "a part twice": [
        ({"front_jpg": PHOTO}, True),
        ({"front_jpg": PHOTO}, True),
        ({"back_jpg": PHOTO + b"2"}, False),
    ],
}


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
def test_a_report_in_parts(phone, parts):
    """Every part that came is safe; the report is signed when all are there, in whatever order they came."""
    before, report = Entry.objects.count(), xml(front="front.jpg", back="back.jpg")
    for files, incomplete in parts[:-1]:
        assert phone.send(report, incomplete, **files).status_code == 202
        assert Entry.objects.count() == before
    files, incomplete = parts[-1]
    assert phone.send(report, incomplete, **files).status_code == 201
    assert Entry.objects.count() == before + 1
    assert len(Submission.objects.get().taken) == 2


def test_a_part_that_got_lost_is_waited_for_where_people_see_it(phone):
    report = xml(front="front.jpg", back="back.jpg")
    assert phone.send(report, True, front_jpg=PHOTO).status_code == 202
    assert Submission.objects.get().state == "incomplete"
    for name, data in (("front_jpg", PHOTO), ("back_jpg", PHOTO + b"2")):  # it sends all of it again, next day
        answer = phone.send(report, name == "front_jpg", **{name: data})
    assert answer.status_code == 201
    assert Submission.objects.count() == 1


def test_the_same_report_again(phone):
    """The answer was lost, or two requests crossed: the same answer, one report."""
    first, again = phone.send(xml()), phone.send(xml())
    assert (first.status_code, again.status_code) == (201, 201)
    assert words(first) == words(again)
    assert Submission.objects.count() == 1
    assert phone.send(xml(what="something else")).status_code == 409
    assert Submission.objects.get().digest == hashlib.sha256(xml()).hexdigest()


def test_an_instance_id_is_the_offices_own(cast, phone, publish):
    publish("KZ-MIA")
    other = Phone(cast.reader("partner"))
    assert phone.send(xml()).status_code == 201
    assert other.send(xml(what="something else")).status_code == 201


@pytest.mark.parametrize("answers", [{"vehicles": "100"}, {"what": ""}, {"vehicles": "many"}])
def test_a_report_that_breaks_a_rule_is_kept_for_a_person(phone, answers):
    before = Entry.objects.count()
    answer = phone.send(xml(**answers))
    assert answer.status_code == 202
    assert "An officer will put 1 answer right" in words(answer)
    assert Submission.objects.get().state == "quarantined"
    assert Entry.objects.count() == before


def test_a_report_on_a_version_that_is_not_here_any_more(cast, phone):
    """What fits is taken. An answer that nobody asks for now is not dropped: a person decides."""
    assert phone.send(xml(1, version="1")).status_code == 201
    answer = phone.send(xml(2, version="1", cargo="raisins"))
    assert answer.status_code == 202
    assert "cargo" in words(answer)
    kept = Submission.objects.get(state="quarantined")
    assert b"raisins" in kept.xml
    assert retry(cast.reader("border"), kept.pk).state == "accepted"


BROKEN = [
    b"",
    b"<data",
    b"not xml",
    b'<!DOCTYPE x [<!ENTITY a "b">]><data id="lane-check">&a;</data>',
    b"\xff\xfe\x00",
    b"<a>" * 2000,
]


@pytest.mark.parametrize("report", [*BROKEN, None], ids=lambda report: str(report)[:12])
def test_what_is_no_report(phone, report):
    answer = phone.send(report)
    assert answer.status_code == 400
    assert "XML" in words(answer)
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("body", [b"", b"--x\r\n", b"xx"])
def test_what_is_no_upload(phone, body):
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "text/xml", "application/json"):
        answer = phone.client.post("/openrosa/submission", body, kind, secure=True)
        assert answer.status_code == 400
        assert words(answer)


def test_what_is_too_large(phone, settings):
    settings.ATTACHMENT_LIMIT = 100
    answer = phone.send(xml(front="front.jpg"), front_jpg=PHOTO + b"x" * 100)
    assert answer.status_code == 413
    assert "front.jpg" in words(answer)
    settings.OPENROSA_LIMIT = 100
    assert phone.send(xml()).status_code == 413
    padded = {"CONTENT_LENGTH": "0" * 30 + "99999"}
    assert phone.client.post("/openrosa/submission", b"x", "text/xml", secure=True, **padded).status_code == 413
    assert Submission.objects.count() == 0


def test_as_many_photos_as_collect_sends_at_once(phone):
    files = {f"photo{n}_jpg": PHOTO for n in range(101)}
    assert phone.send(xml(), **files).status_code == 201


def test_messages_are_in_the_language_of_the_phone(phone):
    phone.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "ru"
    assert words(phone.send(xml())) == "Принято и подписано."
