"""Importing through the pages: nothing is signed before the report was seen."""

from __future__ import annotations

import time

from django.core.files.uploadedfile import SimpleUploadedFile

from sarhad.access.queries import visible
from sarhad.kernel.claim import ACTS
from sarhad.web import uploads
from tests.cast import MEMBERS

FTM = b"""{"id":"a","schema":"Person","properties":{"name":["Karimov Farhod"],"birthDate":["1983-04-14"]}}
{"id":"b","schema":"Person","properties":{"name":["Nazarova Zebo"]}}
{"schema":"Person","properties":{"name":["without an id"]}}
"""
FORM = {"level": "1", "scheme": "4x4", "read": [MEMBERS], "source": "wanted"}


def upload(client, data: bytes, name: str = "list.jsonl", **more):
    return client.post("/import/", {**FORM, **more, "file": SimpleUploadedFile(name, data)})


def records(cast, who: str) -> int:
    return visible(cast.reader(who)).exclude(schema__in=ACTS).count()


def test_check_then_import_then_nothing_new(cast):
    client = cast.client("owner")
    page = upload(client, FTM)
    report = client.get(page.url).content.decode()
    assert "What would be done" in report
    assert "Karimov Farhod" in report  # the preview
    assert "The line is not an entity" in report
    assert records(cast, "owner") == 0
    assert "list.jsonl" in client.get("/").content.decode()  # waits in the inbox
    client.post(page.url, {"deed": "import"})
    assert "What was done" in client.get(page.url).content.decode()
    assert records(cast, "partner") == 2
    again = upload(client, FTM)
    client.post(again.url, {"deed": "import"})
    assert "Nothing new" in client.get(again.url).content.decode()
    assert records(cast, "partner") == 2


def test_refusals_as_csv(cast):
    client = cast.client("owner")
    page = upload(client, FTM)
    rows = b"".join(client.get(page.url + "refused.csv").streaming_content).decode("utf-8-sig")
    assert "not-record" in rows


def test_what_vanished_is_withdrawn_when_one_says_so(cast):
    client = cast.client("owner")
    client.post(upload(client, FTM).url, {"deed": "import"})
    shorter = upload(client, FTM.splitlines()[0], snapshot="on")
    assert "Nazarova Zebo" in client.get(shorter.url).content.decode()
    client.post(shorter.url, {"deed": "withdraw"})  # not before the import
    client.post(shorter.url, {"deed": "import"})
    assert records(cast, "partner") == 2
    client.post(shorter.url, {"deed": "withdraw"})
    assert records(cast, "partner") == 1


def test_an_unreadable_file_says_why(cast):
    client = cast.client("owner")
    page = client.get(upload(client, b"\x00\x01\x02 nothing").url).content.decode()
    assert 'role="alert"' in page
    assert records(cast, "owner") == 0


def test_uploads_of_others_are_nothing(cast):
    page = upload(cast.client("owner"), FTM).url
    assert cast.client("colleague").get(page).status_code == 200
    for who in ("partner", "auditor"):
        assert cast.client(who).get(page).status_code == 404
        assert cast.client(who).post(page, {"deed": "import"}).status_code == 404


def test_a_file_is_dropped_when_asked_and_after_a_day(cast, monkeypatch):
    client = cast.client("owner")
    first, second = upload(client, FTM).url, upload(client, FTM).url
    client.post(first, {"deed": "drop"})
    assert client.get(first).status_code == 404
    now = time.time()
    monkeypatch.setattr(uploads.time, "time", lambda: now + 2 * uploads.DAY)
    uploads.sweep()
    assert cast.client("owner").get(second).status_code == 404  # the first session is over by then


def test_work_that_was_cut_off_can_go_on(cast, monkeypatch):
    client = cast.client("owner")
    page = upload(client, FTM).url
    found = uploads.find(cast.reader("owner"), page.split("/")[2])
    found.state = "importing"
    found.save()
    assert "http-equiv" in client.get(page).content.decode()  # looks again by itself
    now = time.time()
    monkeypatch.setattr(uploads.time, "time", lambda: now + 2 * uploads.SILENT)
    assert "cut off" in client.get(page).content.decode()
    client.post(page, {"deed": "import"})
    assert records(cast, "owner") == 2


def test_a_bad_mapping_is_refused_with_its_reason(cast):
    client = cast.client("owner")
    mapping = SimpleUploadedFile("own.yml", b"entities: [")
    answer = client.post(
        "/import/", {**FORM, "file": SimpleUploadedFile("a.csv", b"a\n1"), "mapping_file": mapping}
    )
    assert "mapping" in answer.context["form"].errors["mapping_file"][0]
