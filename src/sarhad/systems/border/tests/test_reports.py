"""Reports as their readers get them: the list, one of them, feedback."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from sarhad.access.models import AuditEntry
from sarhad.kernel.claim import Claim, Grade, Handling, Scope
from sarhad.systems.border import queries
from sarhad.systems.border.records import feedback_of
from tests.cast import MEMBERS, Cast, person

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
PARTNERS = Scope(read=(MEMBERS,), handling=Handling(1))


@pytest.fixture
def cast() -> Cast:
    return Cast()


def reported(cast: Cast, office: str = "BLO-NP", scope: Scope = PARTNERS, **properties: str) -> tuple[str, str]:
    """A report about a person; returns (report, person)."""
    report, who = uuid4().hex, uuid4().hex
    values = {"name": "A driver without papers", "date": "2026-11-20T06:40+05:00", "reportType": "refusal"}
    values |= {"subject": who, "urgency": "routine", "completeness": "60", "completenessReason": "3.2 Phone"}
    given = {key: [value] for key, value in (values | properties).items() if value}
    cast.contribute(
        office,
        [
            person("Karimov Farhod", who),
            Claim(report, "Report", given, grade=Grade("4x4", "B2"), stated="2026-11-20"),
        ],
        scope,
    )
    return report, who


def shown(client, query: str, *names: str) -> set[str]:
    text = client.get(f"/reports/?{query}").content.decode()
    return {name for name in names if name in text}


def test_the_list_and_its_filters(cast):
    reported(cast, name="First", reportType="seizure", urgency="flash", location="Lane 2", completeness="95")
    reported(cast, office="KZ-MIA", name="Northern", date="2026-09-01")
    reported(cast, name="Hidden", scope=Scope())
    client = cast.client("owner")
    for query, expected in [
        ("", {"First", "Northern"}),
        ("kind=seizure", {"First"}),
        ("office=kz-mia", {"Northern"}),
        ("place=lane", {"First"}),
        ("since=01.10.2026", {"First"}),
        ("until=01.09.2026", {"Northern"}),
        ("urgent=on", {"First"}),
        ("ours=on", set()),
        ("poor=on", {"Northern"}),
        ("kind=nonsense&since=never&before=zz", {"First", "Northern"}),  # counts as not given
        ("before=" + "0" * 32, set()),
    ]:
        assert shown(client, query, "First", "Northern", "Hidden") == expected, query
    assert AuditEntry.objects.filter(act="read-reports").exists()


def test_the_list_goes_on_from_the_last_one(cast, monkeypatch):
    monkeypatch.setattr(queries, "CHUNK", 3)
    made = [reported(cast, name=f"No {n}")[0] for n in range(8)]
    for n in (2, 7, 6):  # who wrote it is a statement of its own; it came last
        author = Claim(made[n], "Report", {"author": ["Somebody"]}, stated="2026-11-20")
        cast.contribute("BLO-NP", [author], PARTNERS)
    reader, found, before = cast.reader("owner"), [], ""
    while len(found) < 20:
        part, before = queries.reports(reader, lambda each: each.title != "No 4", 2, before)
        found += [each.id for each in part]
        if not before:
            break
    assert found == [made[n] for n in (6, 7, 2, 5, 3, 1, 0)]


def test_who_gets_a_report(cast):
    report, who = reported(cast)
    for name, status in [
        ("liaison", 200), ("owner", 200), ("border", 200), ("partner", 200), ("centre", 200),
        ("outsider", 404), ("auditor", 404), ("administrator", 404),
    ]:  # fmt: skip
        assert cast.client(name).get(f"/reports/{report}/").status_code == status, name
    text = cast.client("partner").get(f"/reports/{report}/").content.decode()
    assert all(each in text for each in ("A driver without papers", "Karimov Farhod", "60%", "3.2 Phone", "BLO-NP"))
    assert cast.client("owner").get(f"/reports/{who}/").status_code == 404  # a person is no report
    assert cast.client("anonymous").get("/reports/").url.startswith("/sign-in/")


def test_what_a_partner_may_not_see_changes_no_byte_of_its_pages(cast):
    report, who = reported(cast)
    pages = ("/reports/", f"/reports/{report}/", "/reports/log/", "/")
    before = [plain(cast.client("partner").get(page).content) for page in pages]
    hidden, other = reported(cast, scope=Scope(), name="Hidden", urgency="flash", date="2099-01-01")
    for about in (report, hidden):
        told = {"report": [about], "date": ["2026-11-21"], "usefulness": ["unusable"]}
        cast.contribute("UZ-NIAC", [Claim(uuid4().hex, "Feedback", told)], Scope(read=("BLO-NP",)))
    more = Claim(report, "Report", {"author": ["Somebody"], "subject": [other]}, stated="2026-11-20")
    cast.contribute("BLO-NP", [more, person("Nazarova Zebo", who)], Scope())
    assert [plain(cast.client("partner").get(page).content) for page in pages] == before
    text = cast.client("liaison").get(f"/reports/{report}/").content.decode()
    assert all(each in text for each in ("Somebody", "Cannot be used"))


def plain(content: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", content)


def test_feedback_reaches_the_office_that_reported_and_nobody_else(cast):
    report, _ = reported(cast)
    page = f"/reports/{report}/"
    told = {"usefulness": "incomplete", "text": "The plate number"}
    refused = cast.client("partner-analyst").post(page, {"usefulness": "incomplete"})
    assert "Say what is missing." in refused.content.decode()
    assert cast.client("partner-analyst").post(page, told).status_code == 302
    assert cast.client("border").post(page, told).status_code == 404  # does not judge
    for name, seen in [("liaison", True), ("partner", True), ("owner", False), ("centre", False)]:
        assert ("The plate number" in cast.client(name).get(page).content.decode()) is seen, name
    found = queries.report(cast.reader("liaison"), report)
    assert [(each.usefulness, each.office) for each in found.feedback] == [("incomplete", "KZ-MIA")]


def test_nobody_speaks_for_the_office_that_reported(cast):
    report, _ = reported(cast, urgency="")
    forged = {"name": ["Not ours"], "date": ["2026-11-19"], "completeness": ["100"]}
    cast.contribute("KZ-MIA", [Claim(report, "Report", forged, stated="2026-11-21")], PARTNERS)
    for name in ("liaison", "centre"):
        assert queries.report(cast.reader(name), report).office == "BLO-NP", name
    assert queries.report(cast.reader("partner"), report).office == "KZ-MIA"  # its own word first
    assert feedback_of([]) == []


def test_urgent_reports_stand_on_the_home_page(cast):
    from django.utils import timezone

    reported(cast, name="At once!", urgency="flash", date=timezone.localdate().isoformat())
    reported(cast, name="Long ago", urgency="flash", date="2020-01-01")
    text = cast.client("owner").get("/").content.decode()
    assert "At once!" in text
    assert "Long ago" not in text


def test_no_office_puts_its_word_in_the_place_of_a_report(cast):
    """(who reads a report can state one under the same id, dated before it: the alarm must still stand there)"""
    today = timezone.localdate().isoformat()
    report, _who = reported(cast, name="Convoy", date=today, urgency="flash", office="KZ-MIA")
    lie = Claim(report, "Report", {"name": ["Nothing"], "date": ["2020-01-01"]}, stated="2020-01-01")
    cast.contribute("UZ-NIAC", [lie], PARTNERS)
    client = cast.client("owner")
    assert shown(client, "", "Convoy", "Nothing") == {"Convoy", "Nothing"}
    assert [each.title for each in queries.urgent(cast.reader("owner"), timezone.localdate())] == ["Convoy"]
    assert "Convoy" in client.get(f"/reports/{report}/").content.decode()
    rows, _more = queries.reports(cast.reader("owner"), lambda each: True, size=1)
    assert {each.title for each in rows} == {"Convoy", "Nothing"}
