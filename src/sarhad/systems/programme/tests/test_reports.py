"""Published reports: signed whole, kept as issued, with what has changed since for their office alone."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from docx import Document

from sarhad.access import actions as access
from sarhad.access.sharing import ref_of
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.figures.queries import figures
from sarhad.figures.records import Ask
from sarhad.kernel.claim import FragmentRef, Handling, Scope
from sarhad.ledger.models import Fragment, State
from sarhad.systems.programme import reports
from sarhad.systems.programme.report_views import drawing
from tests.cast import MEMBERS, PASSWORD

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

YEAR = Ask("2026-01-01", "2026-12-31")
OPEN = Scope(read=(MEMBERS,), handling=Handling(0))
VALUES = {"name": "Results of 2026", "signatory": "Director N. N.", "resultsType": "results", "number": "12/3"}
PLACE = "/results/reports/new/?since=2026-01-01&until=2026-12-31"
TOLD = [  # office, state, operation, cause, substance
    ("", "", "", "", ""), ("TJ-DCA", "", "", "", ""), ("", "tj", "", "", ""), ("", "", "", "shared", ""),
    ("", "", "", "cooperation", ""), ("", "", "", "information", ""), ("", "", "", "", "heroin"),
]  # fmt: skip
IDS = re.compile(r"[0-9a-f]{32,64}")


def seize(cast, who, kg, scope=OPEN, day="2026-05-01", **more):
    """A seizure of heroin; (entity of the seizure, of the item, entry)."""
    reader = cast.reader(who)
    seizure, item = (actions.new_entity(reader) for _ in range(2))
    drafts = [
        Draft("Seizure", {"date": [day], "country": ["tj"], "cause": ["shared"], "detained": ["2"]}, seizure),
        heroin(seizure, item, kg),
    ]
    return seizure, item, actions.contribute(reader, drafts, scope, **more)


def heroin(seizure, item, kg):
    values = {"seizure": [seizure], "substance": ["heroin"], "reportedAmount": [kg], "reportedUnit": ["kg"]}
    return Draft("SeizedItem", values, item)


def publish(cast, who="centre", scope=OPEN, **values):
    reader, given = cast.reader(who), VALUES | values
    return reports.publish(reader, YEAR, given, scope, drawing(reader, given, 1))


def test_a_report_is_signed_with_its_figures_and_papers(cast):
    seize(cast, "owner", "14.73")
    id = publish(cast)
    seen = reports.report(cast.reader("partner"), id)
    stated = {each.what[:1] + each.what[3:]: each.value for each in seen.figures}
    assert [stated["kg", *key] for key in TOLD] == [Decimal("14.73")] * len(TOLD)
    assert stated["seizures", *TOLD[0]] == 1
    assert (seen.number, seen.edition, seen.signatory, seen.held) == ("12/3", 1, "Director N. N.", False)
    for lang, form in reports.PAPERS:
        assert reports.paper(cast.reader("partner"), seen, lang, form)[:4] in (b"%PDF", b"PK\x03\x04")
    word = Document(io.BytesIO(reports.paper(cast.reader("partner"), seen, "ru", "docx")))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "14,73" in cells
    assert reports.report(cast.reader("outsider"), id) is None


def test_only_who_may_release_publishes(cast):
    with pytest.raises(PermissionDenied):
        publish(cast, "colleague")
    assert cast.client("colleague").get(PLACE).status_code == 404


def test_what_has_changed_since_names_each_record(cast):
    """One corrected, one recalled, one judged to be another, one new: each with what it added and adds."""
    kept, kept_item, entry = seize(cast, "owner", "15")
    lost, _item, lost_entry = seize(cast, "owner", "3", Scope(), day="2026-03-01")
    refs = [FragmentRef(lost_entry.id, n) for n in range(2)]
    grant = access.grant(cast.reader("owner"), refs=refs, scope=Scope(read=("CENTRE",), handling=Handling(1)))
    twin, _item, _entry = seize(cast, "partner", "15", day="2026-05-02")
    id = publish(cast)
    centre = cast.reader("centre")
    before = reports.since(centre, reports.report(centre, id))
    assert not before.records
    assert not [each for each in before.figures if each.differs]

    actions.correct(cast.reader("owner"), FragmentRef(entry.id, 1), heroin(kept, kept_item, "14.73"), "laboratory")
    access.recall(cast.reader("owner"), grant=FragmentRef(grant.id, 0))
    actions.judge(cast.reader("owner"), kept, twin, "same", "one lorry")
    new, _item, _entry = seize(cast, "third", "2", day="2026-06-01")
    found = reports.report(centre, id)
    changed = reports.since(centre, found)
    one, other = sorted((kept, twin))
    told = {each.entity: (each.what, each.amounts.get("kg")) for each in changed.records}
    assert told[lost] == ("gone", (Decimal(3), None))
    assert told[new] == ("new", (None, Decimal(2)))
    assert told[other] == ("gone", (Decimal(15), None))
    assert next(each for each in changed.records if each.entity == other).counted_as == one
    figure = next(each for each in changed.figures if each.what.figure == "kg" and not any(each.what[3:]))
    assert figure.then == 33
    assert figure.now == figures(centre, YEAR).kg_total
    assert {each.what.figure for each in found.figures if each.value == 33} == {"kg"}  # as it was issued

    page = cast.client("centre").get(f"/results/reports/{id}/changes/").content.decode()
    assert f"/results/seizure/{new}/" in page
    assert lost[:8] in page
    assert f"/e/{lost}/" not in page


def test_others_get_the_report_and_nothing_of_its_basis(cast):
    """Two worlds that differ in the records behind, which others do not see: not a byte differs for them."""
    pages = []
    for secret in ("1", "2"):
        seizure, item, entry = seize(cast, "centre", "5", Scope())
        id = publish(cast)
        if secret == "2":
            actions.correct(
                cast.reader("centre"), FragmentRef(entry.id, 1), heroin(seizure, item, "5.0"), "as weighed"
            )
            seize(cast, "centre", "7", Scope())
        client = cast.client("partner")
        pages.append(IDS.sub("", client.get(f"/results/reports/{id}/").content.decode()))
        assert client.get(f"/results/reports/{id}/changes/").status_code == 404
        assert "What has changed" not in pages[-1]
        assert cast.client("centre").get(f"/results/reports/{id}/changes/").status_code == 200
        rows = Fragment.objects.filter(
            scope__owner="CENTRE", schema__in=["Seizure", "SeizedItem"], state=State.CURRENT
        )
        refs = [ref_of(row) for row in rows]
        actions.retract(cast.reader("centre"), refs, "for the next world")
    csrf = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
    assert csrf.sub("", pages[0]) == csrf.sub("", pages[1])
    assert not Fragment.objects.filter(schema="ReportBasis").exclude(scope__owner="CENTRE").exists()


def test_a_new_edition_leaves_the_old_one_readable(cast):
    seize(cast, "owner", "14")
    first = publish(cast)
    seize(cast, "owner", "1", day="2026-07-01")
    given = {"name": "Results, corrected", "signatory": "N. N.", "level": "0", "read": [MEMBERS]}
    address = f"{PLACE}&replaces={first}"
    client = cast.client("centre")
    assert client.post(address, {**given, "password": "wrong"}).status_code == 200
    second = client.post(address, {**given, "password": PASSWORD})["Location"].rstrip("/").rpartition("/")[2]
    partner = cast.reader("partner")
    old, new = reports.report(partner, first), reports.report(partner, second)
    assert (old.replaced_by, new.replaces, new.edition) == (second, first, 2)
    page = cast.client("partner").get(f"/results/reports/{first}/").content.decode()
    assert "Replaced by" in page
    assert "Results, corrected" in page
    with pytest.raises(ValidationError):
        publish(cast, "partner", replaces=first)


def test_owners_are_asked_before_their_records_go_out(cast):
    seize(cast, "owner", "14", Scope(read=("CENTRE",), handling=Handling(2)))
    with pytest.raises(ValidationError, match=r"TJ-DCA \(1\)"):
        publish(cast)
    assert publish(cast, agreed="letter 5 of 1 November")
    paper = cast.client("centre").get("/results/paper/?since=2026-01-01&until=2026-12-31&form=docx&lang=en")
    texts = [line.text for line in Document(io.BytesIO(paper.content)).paragraphs]
    assert any("ask the owners" in text and "TJ-DCA (1)" in text for text in texts)
    assert any("[H2]" in text for text in texts)
    own = cast.client("owner").get("/results/paper/?since=2026-01-01&until=2026-12-31&form=docx&lang=en")
    assert not any("ask the owners" in line.text for line in Document(io.BytesIO(own.content)).paragraphs)


def test_a_printed_figure_is_put_on_record(cast):
    client = cast.client("centre")
    given = {
        "figure": "kg", "bound": "more-than", "value": "162,5", "startDate": "2016", "publication": "Newsletter",
        "wording": "we seized more than 162.5 kg", "level": "0", "read": [MEMBERS],
    }  # fmt: skip
    refused = client.post("/results/published/new/", {**given, "value": "many"}).content.decode()
    assert "Give a number, such as 162 or 14.73." in refused
    assert client.post("/results/published/new/", given).status_code == 302
    assert (
        client.post("/results/published/new/", {**given, "value": "200", "bound": "less-than"}).status_code == 302
    )
    assert client.post("/results/published/new/", {**given, "value": "150", "bound": "exact"}).status_code == 302
    page = cast.client("partner").get("/results/published/").content.decode()
    assert "we seized more than 162.5 kg" in page
    assert "the sources differ" in page
    assert "more than 162.5" not in cast.client("outsider").get("/results/published/").content.decode()
