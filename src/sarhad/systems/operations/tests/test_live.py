"""A load on its way through the pages: who plans, permits, tells and reads what."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from sarhad.kernel.claim import Claim, Handling, Scope
from sarhad.systems.exchange import recalls
from sarhad.systems.operations import actions, delivering, delivery, journeys, log, times
from sarhad.systems.operations.legs import outcome
from sarhad.systems.operations.tests import world
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases="__all__")
ONCE = "0" * 32
NOW = timezone.now()  # the same for all that one journey is made of


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def id(cast) -> str:
    """A controlled delivery of TJ-DCA with KZ-MIA, on paper so far."""
    return world.opened(cast, operationType="controlled-delivery", loadType="substitute", planning="immediate")


def at(hours: float) -> str:
    """So many hours from NOW, by the clock of Dushanbe, as typed."""
    return (NOW + timedelta(hours=hours + 5)).strftime("%d.%m.%Y %H:%M")


def url(name: str, *ids: str) -> str:
    return reverse(f"operation-{name}", args=ids)


def journey(cast: Cast, id: str, who: str = "owner") -> journeys.Journey:
    return journeys.journey(cast.reader(who), world.of(cast, id, who))


LEG = {"country": "tj", "from_place": "Khorog", "to_place": "Fotehobod", "hands_over": "TJ-DCA", "zone": ""}


def plan(cast: Cast, id: str) -> None:
    """Two legs: three hours in Tajikistan, from now on, then four in Kazakhstan."""
    client = cast.client("owner")
    legs = [
        {**LEG, "since": at(0), "until": at(3), "order": "1", "takes_over": "KZ-MIA"},
        {**LEG, "country": "kz", "since": at(3), "until": at(7), "order": "2", "hands_over": "KZ-MIA",
         "zone": "Asia/Dushanbe"},
    ]  # fmt: skip
    for leg in legs:
        assert client.post(url("leg-new", id), leg).status_code == 302


def permit(cast: Cast, id: str, country: str, hours: float, who: str = "owner") -> None:
    given = {"country": country, "status": "granted", "number": f"{country}-7", "zone": "Asia/Dushanbe"}
    answer = cast.client(who).post(url("permission-new", id), given | {"since": at(-1), "until": at(hours)})
    assert answer.status_code == 302, answer.content.decode()


def test_planned_permitted_started_handed_over(cast, id):
    owner, partner = cast.client("owner"), cast.client("partner")
    plan(cast, id)
    page = owner.get(url("delivery", id)).content.decode()
    assert "The load would be without permission in Kazakhstan" in page
    permit(cast, id, "tj", 5)
    permit(cast, id, "kz", 5, "partner")
    [gap] = journey(cast, id).gaps(timezone.now())
    assert (gap.leg.country, round((gap.until - gap.since).total_seconds() / 60)) == ("kz", 120)
    world.approved(cast, id)
    with pytest.raises(ValidationError, match="without permission in Kazakhstan"):
        actions.take_step(cast.reader("owner"), world.of(cast, id), "started")
    actions.take_step(cast.reader("owner"), world.of(cast, id), "started", note="Almaty has promised it by noon")
    assert "Almaty has promised it by noon" in owner.get(url("log", id)).content.decode()
    first, second = journey(cast, id).legs
    for client, leg, step, answers in [
        (owner, first, "departed", 302),
        (partner, first, "handed-over", 200),  # TJ-DCA hands over
        (owner, first, "handed-over", 302),
        (owner, first, "handed-over", 302),  # pressed twice: one event
        (partner, first, "taken-over", 302),
        (partner, second, "departed", 302),
    ]:
        answer = client.post(url("event", id, leg.id), {"step": step, "once": ONCE})
        assert answer.status_code == answers, step
    first, second = journey(cast, id, "partner").legs
    assert [each.step for each in first.events] == ["departed", "handed-over", "taken-over"]
    assert outcome(first).done
    [warned] = journeys.warnings(cast.reader("partner"), timezone.now())
    assert (warned.gap.leg.id, [each.paper.country for each in warned.ending]) == (second.id, ["kz"])
    for client in (owner, partner):
        assert "Deliveries on their way" in client.get("/").content.decode()
    assert "Deliveries on their way" not in cast.client("centre").get("/").content.decode()


def test_a_state_that_refuses_forbids(cast, id):
    plan(cast, id)
    owner = cast.client("owner")
    asked = {"country": "kz", "status": "requested", "authority": "Prosecutor General"}
    assert owner.post(url("permission-new", id), asked).status_code == 302
    [paper] = journey(cast, id).papers
    page = owner.get(url("permission", id, paper.id)).content.decode()
    assert 'value="requested"' not in page
    assert cast.client("partner").post(url("permission", id, paper.id), {"status": "refused"}).status_code == 302
    [paper] = journey(cast, id).papers
    assert (paper.status, paper.authority, len(paper.words)) == ("refused", "Prosecutor General", 2)
    assert "Forbidden: Kazakhstan has refused" in owner.get(url("delivery", id)).content.decode()
    mistaken = next(str(word.ref) for word in paper.words if word.office == "KZ-MIA")
    assert owner.get(url("permission", id, paper.id) + f"?fix={mistaken}").status_code == 404, "not its word"
    meant = {"status": "granted", "until": at(9), "zone": "Asia/Dushanbe"}
    assert (
        cast.client("partner").post(url("permission", id, paper.id) + f"?fix={mistaken}", meant).status_code == 302
    )
    [paper] = journey(cast, id).papers
    assert (paper.status, len(paper.words)) == ("granted", 2)


def test_a_plan_is_changed_by_who_made_it(cast, id):
    plan(cast, id)
    leg = journey(cast, id).legs[1]
    page = url("leg", id, leg.id)
    assert cast.client("partner").get(page).status_code == 404
    form = cast.client("owner").get(page).context["form"]
    assert form.initial["since"] == leg.since.astimezone(times.named("Asia/Almaty")).strftime("%d.%m.%Y %H:%M")
    given = {**form.initial, "until": at(8), "zone": "Asia/Dushanbe", "since": at(4)}
    assert cast.client("owner").post(page, given).status_code == 302
    changed = journey(cast, id).legs[1]
    assert (changed.until - changed.since, changed.hands_over) == (timedelta(hours=4), "KZ-MIA")
    assert recalls.received(cast.reader("partner"), waiting=True) == [], "nobody signs for an old plan"


BAD = [
    ("leg-new", {**LEG, "since": "tomorrow"}, "is not a date"),
    ("leg-new", {**LEG, "since": "14.04.2026 18:00", "until": "14.04.2026 17:00"}, "It ends before it begins."),
    ("leg-new", {**LEG, "country": "de", "since": "29.03.2026 02:30"}, "The clocks there go forward"),
    ("leg-new", {**LEG, "country": ""}, "This field is required"),
    ("permission-new", {"country": "kz", "status": "granted"}, "Say until when it is valid, day and time."),
    ("log", {"kind": "event", "text": "", "once": ONCE}, "This field is required"),
    ("log", {"kind": "decision", "text": "On we go", "once": ONCE}, "Write why it was decided so."),
    (
        "log",
        {"kind": "event", "text": "x", "at": "01.01.2099 10:00", "once": ONCE},
        "This time lies in the future.",
    ),
]


def test_bad_input_is_told_and_kept(cast, id):
    client = cast.client("owner")
    for page, given, told in BAD:
        answer = client.post(url(page, id), given)
        assert answer.status_code == 200, (page, given)
        assert told in answer.content.decode(), told
        assert not journey(cast, id).legs
    assert not [row for row in log.rows(cast.reader("owner"), journey(cast, id)) if row.sort == "line"]


def test_the_log(cast, id):
    owner, partner = cast.client("owner"), cast.client("partner")
    wrote = {"kind": "decision", "text": "We let it pass", "why": "The driver suspects nothing", "once": ONCE}
    for _twice in range(2):
        assert owner.post(url("log", id), wrote | {"zone": "Asia/Kabul"}).status_code == 302
    far = {"kind": "contact", "text": "Kabul called", "at": "21.11.2025 10:00", "zone": "Asia/Kabul", "once": ONCE}
    assert partner.post(url("log", id), far).status_code == 302
    rows = [row for row in log.rows(cast.reader("owner"), journey(cast, id)) if row.sort == "line"]
    assert [(row.office, row.kind) for row in rows] == [("TJ-DCA", "decision"), ("KZ-MIA", "contact")]
    assert rows[1].at == datetime(2025, 11, 21, 5, 30, tzinfo=UTC)
    page = owner.get(url("log", id)).content.decode()
    assert "Why: The driver suspects nothing" in page
    assert "10:00 Kabul · 05:30 UTC" in page
    assert "10:30</time>" in page
    assert "Kabul called" not in owner.get(url("log", id) + "?kind=decision").content.decode()
    assert "Kabul called" not in owner.get(url("log", id) + "?office=TJ-DCA").content.decode()
    watched = owner.get(url("log", id) + "?watch=1").content.decode()
    assert 'http-equiv="refresh"' in watched
    assert "<textarea" not in watched
    # a correction: of the own office's lines alone, and what was said before stays for everybody
    assert owner.get(url("log-line", id, rows[1].entity)).status_code == 404
    again = {"kind": "contact", "text": "Herat called", "once": ONCE, "because": "The other town"}
    assert partner.post(url("log-line", id, rows[1].entity), again | {"at": far["at"]}).status_code == 302
    page = owner.get(url("log", id)).content.decode()
    assert all(each in page for each in ("Herat called", "<del", "Kabul called"))
    made = owner.post(url("log-csv", id))
    table = list(csv.DictReader(io.StringIO(made.content.decode("utf-8-sig"))))
    assert [row["corrected_from"] for row in table if row["text"] == "Herat called"] == ["Kabul called"]
    assert "Kabul called" in owner.get(url("log-print", id)).content.decode()


def test_paging_by_key_names_every_row_once(cast, id):
    for n in range(5):
        line = log.Line(f"line {n}", timezone.now() - timedelta(minutes=n % 2))
        log.write(cast.reader("owner"), world.of(cast, id), line, once="")
    rows = log.rows(cast.reader("owner"), journey(cast, id))
    seen, before = [], ""
    while True:
        shown, before = log.page(rows, before, 2)
        seen += shown
        if not before:
            break
    assert [each.ref for each in seen] == [each.ref for each in rows]
    assert log.page(rows, "~", 2) == ([], "")


def test_an_office_that_left_sees_nothing_new_and_others_never_did(cast, id):
    plan(cast, id)
    pages = [url(each, id) for each in ("delivery", "log", "log-print", "leg-new", "permission-new")]
    first = journey(cast, id).legs[0]
    pages.append(url("event", id, first.id))
    partner, told = cast.reader("partner"), {"note": "seen at the bridge"}
    delivering.tell(partner, journey(cast, id, "partner"), first, "lost", NOW, once="", more=told)
    log.write(partner, world.of(cast, id, "partner"), log.Line("We have lost it", NOW), once="")
    actions.dismiss(cast.reader("owner"), world.of(cast, id), "KZ-MIA")
    for who in ("partner", "centre", "outsider", "auditor", "administrator"):
        client = cast.client(who)
        assert {client.get(page).status_code for page in pages} == {404}, who
    nobody = cast.client("anonymous")
    assert all(nobody.get(page).url.startswith("/sign-in/") for page in pages)
    assert all(cast.client("colleague").get(page).status_code == 200 for page in pages)
    kept = cast.client("owner").get(url("log", id)).content.decode()
    assert all(each in kept for each in ("seen at the bridge", "We have lost it")), "what it said before stays"


def test_nobody_speaks_for_an_office_and_no_stranger_is_heard(cast, id):
    """Statements that other offices release to the operation's offices, about its legs and permissions."""
    plan(cast, id)
    first, _second = journey(cast, id).legs
    now = timezone.now().isoformat(timespec="minutes")
    words = [
        ("OUTSIDE", "DeliveryPermission", {"country": "kz", "permissionStatus": "granted"}),
        ("OUTSIDE", "DeliveryLeg", {"country": "uz"}),
        ("OUTSIDE", "OperationLogLine", {"date": now, "text": "All is well"}),
        ("KZ-MIA", "DeliveryLeg", {"country": "uz"}),  # as KZ-MIA plans that very leg: one of its own
    ]
    for n, (office, schema, values) in enumerate(words):
        entity = first.id if office == "KZ-MIA" else f"{n:032x}"
        given = {name: [value] for name, value in {**values, "operation": id}.items()}
        scope = Scope(read=("TJ-DCA", "KZ-MIA"), handling=Handling(1))
        cast.contribute(office, [Claim(entity, schema, given)], scope)
    step = {"leg": [first.id], "step": ["handed-over"], "date": [now]}
    cast.contribute("KZ-MIA", [Claim("f" * 32, "LegStep", step)], Scope(read=("TJ-DCA",)))
    found = journey(cast, id)
    assert not found.papers
    assert not [each for each in found.legs if each.events]
    assert sorted((leg.office, leg.country) for leg in found.legs if leg.id == first.id) == [
        ("KZ-MIA", "uz"), ("TJ-DCA", "tj"),
    ]  # fmt: skip
    assert "All is well" not in cast.client("owner").get(url("log", id)).content.decode()


def test_what_lies_ahead_of_a_delivery_that_ended(cast, id):
    plan(cast, id)
    world.approved(cast, id)
    for step in ("started", "completed"):
        actions.take_step(cast.reader("owner"), world.of(cast, id), step, note="as agreed")
    assert journeys.warnings(cast.reader("owner"), timezone.now()) == []
    assert delivery.clock([], timezone.now()).gap is None
    page = cast.client("owner").get(url("delivery", id)).content.decode()
    assert "would be without permission" not in page
    found, more = journey(cast, id, "partner"), {"zone": "Asia/Almaty"}
    with pytest.raises(ValidationError, match="cannot state this event"):
        delivering.tell(
            cast.reader("partner"), found, found.legs[0], "departed", timezone.now(), once="", more=more
        )
