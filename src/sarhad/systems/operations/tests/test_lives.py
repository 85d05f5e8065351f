"""Groups, channels, cases: each office has its own word, ends reach all who know, cases hold what is joined."""

from __future__ import annotations

import pytest

from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.sight import Sight
from sarhad.figures.lives import CASE, CHANNEL, GROUP, life
from sarhad.kernel.claim import Handling, Scope
from sarhad.systems.lab.tests.test_lab import seized
from sarhad.systems.operations import life_actions as lives
from sarhad.systems.operations.life_queries import around
from sarhad.systems.operations.tests.world import opened
from tests.cast import MEMBERS, Cast

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
FORM = {"step": "active", "since": "01.10.2026", "level": "1", "scheme": "4x4", "read": MEMBERS}
NAMED = {"group": {"p-name": "Lynx"}, "channel": {"p-name": "Panj to Osh", "p-originCountry": "af"}}


@pytest.fixture
def cast() -> Cast:
    return Cast()


def known(cast: Cast, who: str, id: str):
    return life(Sight(cast.reader(who)), id)


def recorded(cast: Cast, schema: str = GROUP, read=(MEMBERS,), step: str = "active") -> str:
    names = {CASE: {"caseNumber": ["12/26"], "fileDate": ["2026-10-01"]}}.get(schema, {"name": ["Lynx"]})
    scope = Scope(read=tuple(read), handling=Handling(1))
    return lives.record(
        cast.reader("owner"), Draft(schema, names), scope, "" if schema == CASE else step, "2026-10-01"
    )


def take(cast: Cast, who: str, id: str, step: str, day: str, **more) -> None:
    kept = more.pop("kept", False)
    lives.take_step(cast.reader(who), known(cast, who, id), step, day, more, kept=kept)


@pytest.mark.parametrize("kind", ["group", "channel"])
def test_put_on_record_and_dismantled_through_the_pages(cast, kind):
    client, operation = cast.client("owner"), opened(cast)
    made = client.post(f"/groups-and-channels/new/{kind}/", FORM | NAMED[kind])
    assert made.status_code == 302, made.content.decode()
    step = client.post(
        f"{made.url}step/",
        {"step": "dismantled", "date": "14.11.2026", "operation": operation, "note": "leader held"},
    )
    assert step.status_code == 302, step.content.decode()
    for who, names_it in (("partner", True), ("third", False)):  # only those of the operation know its name
        text = cast.client(who).get(made.url).content.decode()
        assert "Dismantled" in text
        assert "leader held" in text
        assert ("Chain 2026" in text) is names_it
    assert cast.client("outsider").get(made.url).status_code == 404


def test_offices_that_contradict_each_other_are_shown_with_both_words(cast):
    id = recorded(cast)
    take(cast, "owner", id, "dismantled", "2026-11-01")
    take(cast, "partner", id, "active", "2026-11-05")
    text = cast.client("third").get(f"/groups-and-channels/{id}/").content.decode()
    assert "Offices contradict each other." in text
    rows = cast.client("third").get("/groups-and-channels/?state=disputed").context["page"].items
    assert [each.id for each in rows] == [id]


REACH = [  # who takes it, kept -> who then sees a step of that name
    ("owner", False, {"owner", "partner", "third", "liaison"}),
    ("owner", True, {"owner"}),
    ("partner", False, {"owner", "partner", "third"}),  # knows it by the group of members, and its owner
]


@pytest.mark.parametrize(("who", "kept", "sees"), REACH)
def test_whom_a_step_reaches(cast, who, kept, sees):
    id = recorded(cast, read=(MEMBERS, "BLO-NP"))
    take(cast, who, id, "weakened", "2026-11-01", kept=kept)
    found = {each for each in ("owner", "partner", "third", "liaison") if _steps(cast, each, id) > 1}
    assert found == sees


def _steps(cast: Cast, who: str, id: str) -> int:
    found = known(cast, who, id)
    return len(found.steps) if found else 0


def test_the_public_hears_of_an_end_and_of_nothing_else(cast):
    id = recorded(cast, read=(MEMBERS, "public"))
    take(cast, "owner", id, "weakened", "2026-11-01", note=["two held"])
    take(cast, "owner", id, "dismantled", "2026-11-02", note=["all held"])
    told = known(cast, "anonymous", id).steps
    assert [(each.step, each.note) for each in told] == [("active", ""), ("dismantled", "")]
    assert [each.note for each in known(cast, "partner", id).steps] == ["", "two held", "all held"]
    assert told[-1].ref.endswith(".0"), "a later place would tell that something stands before it"


@pytest.mark.parametrize(
    ("schema", "step", "more", "says"),
    [
        (CASE, "judged", {}, "none is 0"),
        (GROUP, "dismantled", {"kept": True}, "An end must reach"),
        (GROUP, "revived", {}, "cannot take this step"),
        (CHANNEL, "judged", {}, "cannot take this step"),
    ],
)
def test_steps_that_are_refused(cast, schema, step, more, says):
    id = recorded(cast, schema)
    with pytest.raises(Exception, match=says):
        take(cast, "owner", id, step, "2026-11-01", **more)


def test_a_case_with_what_is_joined_to_it(cast):
    id, client = recorded(cast, CASE), cast.client("owner")
    seizure, item = seized(cast)
    cast.client("partner").post(
        f"/lab/new/?item={item}",
        {"sampleNumber": "1", "laboratory": "x", "date": "21.11.2026", "substance": "heroin"}
        | {"netWeight": "14.73", "netUnit": "kg"},
    )
    for record in (seizure, opened(cast)):
        answer = client.post(f"/cases/{id}/join/", {"record": f"https://node/e/{record}/"})
        assert answer.status_code == 302, answer.content.decode()
    again = client.post(f"/cases/{id}/join/", {"record": seizure})
    assert "joined to this case already" in again.content.decode()
    for step, more in (("court", {"court": "City court"}), ("judged", {"convicted": "3", "acquitted": "0"})):
        answer = client.post(f"/cases/{id}/step/", {"step": step, "date": "2026-11-20"} | more)
        assert answer.status_code == 302, answer.content.decode()
    text = client.get(f"/cases/{id}/").content.decode()
    for part in ("12/26", "14.73 kg", "Chain 2026", "convicted: 3", "acquitted: 0", "Judged"):
        assert part in text, part
    near = around(Sight(cast.reader("third")), known(cast, "third", id))
    assert ([each.id for each in near.seizures], near.operations) == ([seizure], [])


def test_of_anothers_seizure_the_own_office_says_that_it_belongs_to_the_case(cast):
    seizure, _item = seized(cast)
    partner = cast.reader("partner")
    draft = Draft(CASE, {"caseNumber": ["7"], "fileDate": ["2026-10-02"]})
    id = lives.record(partner, draft, Scope(read=("UZ-NIAC",)))
    lives.join(partner, known(cast, "partner", id), seizure)
    for who, n in (("partner", 1), ("third", 1), ("owner", 0)):
        said = [each for each in Sight(cast.reader(who)).statements(seizure) if each.owner == "KZ-MIA"]
        assert len(said) == n, who
    operation = opened(cast)
    with pytest.raises(Exception, match="Only the office that leads"):
        lives.join(cast.reader("partner"), known(cast, "partner", id), operation)


def test_lists_find_by_number_name_stage_and_kind(cast):
    case, group, channel = (recorded(cast, schema) for schema in (CASE, GROUP, CHANNEL))
    take(cast, "owner", channel, "dismantled", "2026-11-02")
    client = cast.client("partner")
    for address, ids in [
        ("/cases/?q=12/2", {case}),
        ("/cases/?q=13", set()),
        ("/cases/?state=opened", {case}),
        ("/cases/?state=court", set()),
        ("/groups-and-channels/", {group, channel}),
        ("/groups-and-channels/?kind=group", {group}),
        ("/groups-and-channels/?state=dismantled", {channel}),
        ("/groups-and-channels/?kind=group&state=dismantled", set()),
        ("/groups-and-channels/?q=lynx", {group, channel}),
        ("/groups-and-channels/?q=nobody", set()),
        ("/groups-and-channels/?kind=nonsense&state=nonsense", {group, channel}),
    ]:
        assert {each.id for each in client.get(address).context["page"].items} == ids, address
    [(_kind, kinds), (_state, states)] = client.get("/groups-and-channels/").context["filters"]
    assert [(each.label, each.count) for each in kinds] == [("Organised groups", 1), ("Trafficking channels", 1)]
    assert [(each.label, each.count) for each in states] == [("Active", 1), ("Dismantled", 1)]


def test_members_channels_and_seizures_of_a_group(cast):
    owner, group = cast.reader("owner"), recorded(cast)
    person, scope = actions.new_entity(owner), Scope(read=(MEMBERS,))
    channel = lives.record(
        owner, Draft(CHANNEL, {"name": ["Panj to Osh"], "group": [group]}), scope, "active", "2026"
    )
    seizure, _item = seized(cast)
    drafts = [
        Draft("Person", {"name": ["Karimov"]}, person),
        Draft("UnknownLink", {"subject": [person], "object": [group], "role": ["courier"]}),
        Draft("Seizure", {"channel": [channel]}, seizure),
    ]
    actions.contribute(owner, drafts, scope)
    near = around(Sight(cast.reader("third")), known(cast, "third", group))
    assert ">Karimov<" in cast.client("third").get(f"/groups-and-channels/{group}/").content.decode()
    assert [each.id for each in near.channels] == [channel]
    assert [each.id for each in near.seizures] == [seizure]
    text = cast.client("third").get(f"/groups-and-channels/{channel}/").content.decode()
    assert "Lynx" in text
