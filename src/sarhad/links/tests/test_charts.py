"""Charts on pages and in contributions: an officer's own drafts, what is saved, and what each reader gets of it."""

import orjson
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sarhad.entities import actions
from sarhad.entities.contributions import contribution
from sarhad.entities.records import Query
from sarhad.entities.search import search
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import FragmentRef, Scope
from sarhad.links.charts import changes, drafts, saving
from sarhad.links.charts.changes import Spot
from sarhad.links.charts.marks import data
from sarhad.links.charts.models import ChartStep
from sarhad.links.charts.picture import picture
from sarhad.links.charts.saved import charts_listed, saved_chart, state_of
from sarhad.links.charts.state import State
from sarhad.links.tests.people import PUBLIC, TO_MEMBERS, A, B, C, D, E, F, same, thing, tie
from tests.cast import OWNER_ALONE, Cast

PHONE = "phone:+992918000001"


@pytest.fixture
def case(cast) -> Cast:
    """A – B in the open, B – C for members, C – D for TJ-DCA; B and F share a phone that members see."""
    cast.contribute("TJ-DCA", [thing(A), thing(B), tie("2" * 32, A, B)], PUBLIC)
    cast.contribute("TJ-DCA", [thing(C), tie("3" * 32, B, C), thing(F)], TO_MEMBERS)
    cast.contribute("TJ-DCA", [thing(B, phone="+992918000001"), thing(F, phone="+992918000001")], TO_MEMBERS)
    cast.contribute("TJ-DCA", [thing(D), tie("4" * 32, C, D)], OWNER_ALONE)
    return cast


def drawn(cast: Cast, who: str = "owner", *ids: str) -> int:
    spots = {id: Spot(100 * n, 50) for n, id in enumerate(ids or (A, B, C, D, F, PHONE))}
    state = changes.note(changes.add(State(), spots), "seen with him", on=D)
    state = changes.leave_out(changes.group(state, [C, D], "The two"), [(C, "Associate", D)])
    return drafts.begin(cast.reader(who), "The case", state)


def kept(cast: Cast, scope: Scope = PUBLIC, who: str = "owner", number: int = 0) -> str:
    reader = cast.reader(who)
    draft = drafts.draft(reader, number or drawn(cast, who))
    return saving.save(reader, draft, picture(reader, draft), {"name": ["The case"]}, scope)


SEES = {"owner": {A, B, C, D, F, PHONE}, "partner": {A, B, C, F, PHONE}, "outsider": {A, B}}


@pytest.mark.parametrize("who", SEES)
def test_each_reader_gets_of_a_saved_chart_what_it_sees_anyway(case, who):
    chart = saved_chart(case.reader(who), kept(case))
    assert chart.state.nodes.keys() == SEES[who]
    assert {node.id for node in picture(case.reader(who), chart.state).nodes} == SEES[who]
    page = case.client(who).get(f"/charts/saved/{chart.id}/").content.decode()
    assert ("seen with him" in page) == (who == "owner")
    for told in (page, repr(chart.said), repr(contribution(case.reader(who), chart.ref.contribution))):
        assert all((id in told) == (id in SEES[who]) for id in (C, D, F))
        assert "918000001" not in told.replace(" ", "") or who != "outsider"


@pytest.mark.parametrize("who", SEES)
def test_a_frame_around_what_one_does_not_see_is_not_there(case, who):
    """Its title tells of them: C and D stand in it."""
    chart = saved_chart(case.reader(who), kept(case))
    sees = who != "outsider"
    assert bool(chart.state.groups) == sees
    for told in (repr(chart.said), repr(contribution(case.reader(who), chart.ref.contribution))):
        assert ("The two" in told) == sees


def test_neither_export_nor_search_tells_what_a_chart_arranges(case):
    chart = kept(case)
    answer = case.client("outsider").post("/export/", {"e": chart, "form": "ftm"})
    told = b"".join(answer.streaming_content)
    assert A.encode() in told
    assert all(each.encode() not in told for each in (C, D, "918000001", "seen with him"))
    assert not search(case.reader("outsider"), Query("seen with him")).results
    assert not search(case.reader("owner"), Query("seen with him")).results


def test_what_others_put_into_a_chart_is_read_with_care(case):
    """Contributions come by the API too."""
    item = [
        "not JSON", "[1]", '{"id": 7, "note": "secret"}', orjson.dumps({"id": D, "x": 1}).decode(),
        orjson.dumps({"id": A, "x": 1e9, "y": "far", "pin": "yes", "group": "g1"}).decode(),
        orjson.dumps({"id": A, "kind": "Associate", "to": D}).decode(), '{"group": "g1", "title": 5}',
        '{"note": "n1", "text": "open", "x": 3}', '{"note": "n1111111111", "text": "x"}',
    ]  # fmt: skip
    claim = thing(
        "9" * 32, "Chart", name="Odd", shows=[A, B], item=item, look=['{"colour": 3, "kinds": [1, "x"]}', "["]
    )
    case.contribute("TJ-DCA", [claim], PUBLIC)
    state = saved_chart(case.reader("outsider"), "9" * 32).state
    assert state.nodes.keys() == {A, B}
    assert [note.text for note in state.notes.values()] == ["open"]
    assert state.kinds == ("x",)
    assert state_of(Sight(case.reader("owner")).statements("9" * 32)[0]).left_out == {(A, "Associate", D)}
    for who in ("owner", "outsider"):
        assert case.client(who).get(f"/charts/saved/{'9' * 32}/").status_code == 200


# Drafts


@pytest.mark.parametrize(
    ("since", "until", "drawn_from"),
    [
        ("", "", ("2020", "")),
        ("2024", "", ("2023", "")),
        ("2022-01", "2022-06", None),
        ("", "2020", ("2020", "2021")),
    ],
)
def test_of_several_links_of_a_kind_those_of_the_time_are_drawn(case, since, until, drawn_from):
    """Colleagues until 2021, and again since 2023: together neither over by 2021 nor together in between."""
    case.contribute("TJ-DCA", [
        tie("7" * 32, A, F, "Family", startDate="2020", endDate="2021"),
        tie("8" * 32, A, F, "Family", startDate="2023"),
    ], PUBLIC)  # fmt: skip
    state = changes.only(changes.add(State(), {A: Spot(0, 0), F: Spot(9, 9)}), (), since, until)
    found = [(link.start, link.stop) for link in picture(case.reader("owner"), state).links]
    assert found == ([drawn_from] if drawn_from else [])


def test_a_draft_shows_what_its_officer_sees_today(case):
    number = drawn(case, "partner")
    reader = case.reader("partner")
    before = data(drafts.draft(reader, number), picture(reader, drafts.draft(reader, number)))
    assert {node["id"] for node in before["nodes"]} == SEES["partner"]
    case.contribute("TJ-DCA", [thing(E), tie("5" * 32, A, D), tie("6" * 32, A, C)], OWNER_ALONE)
    same(case, "TJ-DCA", A, C, scope=OWNER_ALONE)
    assert data(drafts.draft(reader, number), picture(reader, drafts.draft(reader, number))) == before


@pytest.mark.parametrize("which", ["", "x", "phone:", "-1", "9" * 32, "9" * 5000, "A" * 32, "\0"])
def test_a_chart_that_is_none_is_neither_merged_nor_drawn_on(case, which):
    number, client = drawn(case), case.client("owner")
    assert client.post(f"/charts/{number}/merge/", {"which": which}).status_code == 200
    assert client.post("/charts/start/", {"e": A, "on": which}).status_code in (200, 302)
    assert drafts.draft(case.reader("owner"), number).version == 0


@pytest.mark.parametrize("who", ["colleague", "partner", "outsider", "liaison"])
def test_a_draft_is_nobody_elses(case, who):
    number = drawn(case)
    client = case.client(who)
    for address in ("", "data/", "picture.svg", "merge/", "save/"):
        assert client.get(f"/charts/{number}/{address}").status_code == 404
    assert client.post(f"/charts/{number}/change/", {"do": "remove", "e": A}).status_code == 404
    client.post(f"/charts/{number}/delete/")
    assert drafts.draft(case.reader("owner"), number).state.nodes.keys() == SEES["owner"]


def test_what_was_done_is_undone_and_done_again(case):
    number, reader = drawn(case), case.reader("owner")
    first = drafts.draft(reader, number)
    assert not first.undo
    for n in range(drafts.UNDO + 5):
        after = drafts.change(reader, number, lambda state, n=n: changes.move(state, {A: Spot(n + 500, 0)}))
    assert drafts.change(reader, number, lambda state: state).version == after.version  # nothing was done
    for _ in range(drafts.UNDO + 5):
        back = drafts.undo(reader, number)
    assert back.state.nodes[A].x == 504
    assert not back.undo
    assert back.redo
    forward = drafts.undo(reader, number, 1)
    assert forward.state.nodes[A].x == 505
    branch = drafts.change(reader, number, lambda state: changes.remove(state, [A]))
    assert not branch.redo
    assert A not in branch.state.nodes
    assert {step.decided for step in ChartStep.objects.exclude(number=drafts.own(reader).get().at)} == {True}


def test_a_shared_terminal_only_looks(case):
    from dataclasses import replace

    reader = replace(case.reader("owner"), terminal="5")
    number = drawn(case)
    assert drafts.draft(reader, number)
    for deed in (
        lambda: drafts.begin(reader, "x", State()),
        lambda: drafts.change(reader, number, lambda state: State()),
        lambda: drafts.undo(reader, number),
        lambda: drafts.delete(reader, number),
    ):
        with pytest.raises(PermissionDenied):
            deed()


# Saving again, and merging


def test_a_chart_saved_again_keeps_its_readers_and_notices_a_colleague(case):
    mine, chart = case.reader("owner"), kept(case, TO_MEMBERS)
    theirs = case.reader("colleague")
    number, other = (saving.work_on(who, saved_chart(who, chart)) for who in (mine, theirs))
    assert saving.work_on(mine, saved_chart(mine, chart)) == number  # it lies on the table already
    drafts.change(theirs, other, lambda state: changes.add(state, {E: Spot(0, 0)}))
    draft = drafts.draft(theirs, other)
    assert saving.save(theirs, draft, picture(theirs, draft), {"name": ["Theirs"]}, None) == chart
    assert saved_chart(case.reader("partner"), chart).name == "Theirs"
    draft = drafts.draft(mine, number)
    with pytest.raises(ValidationError, match="colleague has saved"):
        saving.save(mine, draft, picture(mine, draft), {"name": ["Mine"]}, None)
    merged = saving.merge(mine, number, chart)
    saving.save(mine, drafts.draft(mine, number), picture(mine, merged), {"name": ["Both"]}, None)
    assert [each.name for each in charts_listed(mine)] == ["Both"]
    assert charts_listed(case.reader("outsider")) == []


def test_a_copy_of_anothers_chart_becomes_a_chart_of_its_own(case):
    chart, reader = kept(case), case.reader("partner")
    number = saving.work_on(reader, saved_chart(reader, chart))
    assert saving.corrects(reader, drafts.draft(reader, number)) is None
    with pytest.raises(ValidationError):
        saving.save(reader, drafts.draft(reader, number), picture(reader, State()), {"name": ["x"]}, None)
    copy = kept(case, who="partner", number=number)
    assert copy != chart
    said = Sight(reader).statements(copy)[0]
    assert said.basis == (saved_chart(reader, chart).ref,)
    assert D not in repr(said)


def test_withdrawing_a_chart_takes_it_from_the_lists(case):
    chart = saved_chart(case.reader("owner"), kept(case))
    actions.retract(case.reader("owner"), [FragmentRef(*chart.ref)])
    assert charts_listed(case.reader("owner")) == []
    assert case.client("owner").get(f"/charts/saved/{chart.id}/").status_code == 404


# Pages


def test_from_a_record_to_a_saved_chart_without_a_script(case):
    client = case.client("owner")
    answer = client.post("/charts/start/", {"e": [A], "around": "1", "title": "Around A"})
    at = answer["Location"]
    page = client.get(f"{at}?e={A}")
    assert page.status_code == 200
    assert "Person b" in page.content.decode()
    change = lambda **fields: client.post(f"{at}change/", fields, headers={"Accept": "application/json"})
    assert {n["id"] for n in change(do="expand", e=B).json()["nodes"]} == {A, B, C, PHONE}
    found = change(do="move", at=[f"33 44 {A}", "nan 1 x", "no place"]).json()
    assert next((n["x"], n["y"]) for n in found["nodes"] if n["id"] == A) == (33, 44)
    assert set(change(do="pin", e=A, brief="1").json()) == {"undo", "redo", "version", "said"}
    for how in ("force", "tree", "time"):
        assert next(n for n in change(do="layout", how=how).json()["nodes"] if n["id"] == A)["x"] == 33
    found = change(do="look", colour="owner", size="links").json()
    assert found["legend"] == [{"tone": 1, "label": "TJ-DCA"}]
    assert not found["look"]["labels"]
    assert change(do="group", e=[A, B], title="Pair").json()["groups"] == [
        {"id": "g1", "title": "Pair", "folded": False}
    ]
    assert change(do="fold", group="g1").json()["groups"][0]["folded"]
    assert b"Pair (2)" in client.get(f"{at}picture.svg").content
    assert change(do="hide", link=f"{A} Associate {B}").json()["links"] != found["links"]
    assert change(do="filter", since="2031-01-01", until="2030").status_code == 400
    for bad in ({"do": "rule"}, {"do": "expand"}, {"do": "pin", "e": "nothing"}, {"do": "layout", "how": "x"}, {}):
        assert change(**bad).status_code == 400
        assert client.post(f"{at}change/", bad).status_code == 302
    form = {"title": "Saved", "level": "1", "read": ["KZ-MIA"]}
    assert b'name="read"' in client.get(f"{at}save/").content
    there = client.post(f"{at}save/", form)["Location"]
    assert case.client("partner").get(there).status_code == 200
    assert case.client("outsider").get(there).status_code == 404
