"""Laboratory results: who signs them, whom they reach, and that the reported figure stays beside them."""

from __future__ import annotations

import pytest

from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.kernel.claim import Handling, Scope
from sarhad.systems.lab import queries
from tests.cast import MEMBERS, Cast

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
GIVEN = {
    "sampleNumber": "S-1",
    "laboratory": "State laboratory",
    "date": "21.11.2026",
    "netWeight": "14,73",
    "netUnit": "kg",
    "substance": "heroin",
    "purity": "61",
    "uncertainty": "2",
    "reportNumber": "77",
}


@pytest.fixture
def cast() -> Cast:
    return Cast()


def seized(cast: Cast, read: tuple[str, ...] = (MEMBERS,)) -> tuple[str, str]:
    """A seizure of TJ-DCA with one item; their ids."""
    owner = cast.reader("owner")
    seizure, item = actions.new_entity(owner), actions.new_entity(owner)
    drafts = [
        Draft("Seizure", {"date": ["2026-11-20"], "country": ["tj"]}, seizure),
        Draft(
            "SeizedItem",
            {"seizure": [seizure], "substance": ["heroin"], "reportedAmount": ["14.9"], "reportedUnit": ["kg"]},
            item,
        ),
    ]
    actions.contribute(owner, drafts, Scope(read=read, handling=Handling(2)))
    return seizure, item


def post(cast: Cast, who: str, item: str, **more: str):
    return cast.client(who).post(f"/lab/new/?item={item}", GIVEN | more)


def test_the_laboratorys_weight_stands_beside_the_reported_one(cast):
    seizure, item = seized(cast)
    answer = post(cast, "partner", item)
    assert answer.status_code == 302, answer.content.decode()
    assert answer.url == f"/e/{seizure}/"
    found = queries.item(cast.reader("owner"), item)
    [result] = found.results
    assert (found.reported[0].amount, found.net.amount, str(found.differs)) == ("14.9", "14.73", "-1.1")
    assert (result.by.owner, result.by.handling.level, result.sample_number) == ("KZ-MIA", 2, "S-1")
    for entity in (seizure, item):
        text = cast.client("owner").get(f"/e/{entity}/").content.decode()
        assert "14.9 kg" in text
        assert "14.73 kg" in text
        assert "61 ± 2 %" in text


def test_whom_a_result_reaches(cast):
    """Of the owner: all whom it let read the item, not the public. Of a partner: the owner and the group that it
    sees it by."""
    _seizure, item = seized(cast, (MEMBERS, "BLO-NP", "public"))
    own = {"owner": 1, "third": 1, "liaison": 1, "outsider": 0, "anonymous": 0}
    assert post(cast, "colleague", item).status_code == 302
    assert {who: seen(cast, who, item) for who in own} == own
    assert post(cast, "partner", item, sampleNumber="S-2").status_code == 302
    assert {who: seen(cast, who, item) for who in own} == own | {"owner": 2, "third": 2}


def seen(cast: Cast, who: str, item: str) -> int:
    return len(queries.item(cast.reader(who), item).results)


def test_who_may_add_one(cast):
    _seizure, item = seized(cast)
    for who, status in (
        ("outsider", 404),
        ("liaison", 404),
        ("auditor", 404),
        ("researcher", 404),
        ("border", 302),
    ):
        assert post(cast, who, item).status_code == status, who
    assert cast.client("owner").get("/lab/new/").url == "/lab/"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"netUnit": ""}, "netUnit"),
        ({"netUnit": "stones"}, "netUnit"),
        ({"netUnit": "tablets"}, "netUnit"),
        ({"netWeight": "heavy"}, "netWeight"),
        ({"netWeight": "0"}, "netWeight"),
        ({"purity": "161"}, "purity"),
        ({"purity": ""}, "purity"),
        ({"date": "31.02.2026"}, "date"),
        ({"sampleNumber": ""}, "sampleNumber"),
    ],
)
def test_what_cannot_be_is_named(cast, wrong, field):
    _seizure, item = seized(cast)
    answer = post(cast, "owner", item, **wrong)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert "State laboratory" in answer.content.decode()


def test_the_list_holds_own_results_and_those_on_own_seizures(cast):
    _seizure, item = seized(cast)
    post(cast, "partner", item)
    for who, query, n in [
        ("owner", "", 1),
        ("owner", "?show=made", 0),
        ("partner", "", 1),
        ("partner", "?show=made", 1),
        ("third", "", 0),  # sees the result on the seizure, but it is neither's business of its own
    ]:
        assert len(cast.client(who).get(f"/lab/{query}").context["rows"]) == n, (who, query)


def test_a_second_result_of_a_sample_does_not_state_the_sample_again(cast):
    _seizure, item = seized(cast)
    post(cast, "owner", item)
    post(cast, "owner", item, netWeight="14,6", date="22.11.2026")
    one, other = queries.item(cast.reader("owner"), item).results
    assert one.sample == other.sample
    assert one.net.amount == "14.6"


def test_a_list_longer_than_a_page_goes_on(cast, monkeypatch):
    monkeypatch.setattr(queries, "SIZE", 1)
    monkeypatch.setattr(queries, "CHUNK", 2)
    _seizure, item = seized(cast)
    for n in range(3):
        post(cast, "owner", item, sampleNumber=f"S-{n}")
    client, before, numbers = cast.client("owner"), "", []
    for _ in range(5):
        context = client.get("/lab/" + (f"?before={before}" if before else "")).context
        numbers += [row.sample_number for row, _item in context["rows"]]
        before = context["more"]
        if not before:
            break
    assert numbers == ["S-2", "S-1", "S-0"]
