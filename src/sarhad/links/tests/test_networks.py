"""Pages of a chart as a network: each reader's own figures, marks of the matrix, and nothing of what is hidden."""

import re

import pytest
from django.core.cache import cache

from sarhad.kernel.claim import Grade
from sarhad.links.charts import changes, drafts
from sarhad.links.charts.changes import Spot
from sarhad.links.charts.colours import coloured, sized
from sarhad.links.charts.picture import Picture, picture
from sarhad.links.charts.state import State
from sarhad.links.measures.matrix import MOST, matrix
from sarhad.links.measures.measuring import measure
from sarhad.links.measures.network import of_picture
from sarhad.links.tests.people import PUBLIC, TO_MEMBERS, A, B, C, D, E, F, numbered, thing, tie
from tests.cast import OWNER_ALONE, Cast

EVERY = (A, B, C, D, E, F)
DOUBTFUL = Grade("4x4", "D4")


@pytest.fixture
def case(cast) -> Cast:
    """A – B for all, B – C for members, C – D for TJ-DCA; E has no link, F is linked to B twice, doubtfully."""
    cast.contribute("TJ-DCA", [thing(A), thing(B), thing(E), tie("2" * 32, A, B, "UnknownLink", times="7")], PUBLIC)
    cast.contribute("TJ-DCA", [thing(C), tie("3" * 32, B, C, grade=DOUBTFUL), thing(F)], TO_MEMBERS)
    weak = [tie(numbered(n, "5"), B, F, "UnknownLink", strength="tentative") for n in (1, 2)]
    cast.contribute(
        "TJ-DCA", [*weak, tie("6" * 32, B, F, "Family", relationship="cousin", grade=DOUBTFUL)], TO_MEMBERS
    )
    cast.contribute("TJ-DCA", [thing(D), tie("4" * 32, C, D)], OWNER_ALONE)
    return cast


def drawn(cast: Cast, who: str, *ids: str) -> int:
    spots = {id: Spot(100 * n, 50) for n, id in enumerate(ids or EVERY)}
    return drafts.begin(cast.reader(who), "The case", changes.add(State(), spots))


def seen(cast: Cast, who: str, number: int) -> Picture:
    return picture(cast.reader(who), drafts.draft(cast.reader(who), number))


def text(cast: Cast, who: str, path: str) -> str:
    page = cast.client(who).get(path)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", page.content.decode()))


SAID = {
    "owner": "6 things and 4 linked pairs: 27% of all pairs there could be.",
    "partner": "5 things and 3 linked pairs: 30% of all pairs there could be.",
    "outsider": "3 things and 1 linked pair: 33% of all pairs there could be.",
}


@pytest.mark.parametrize("who", SAID)
def test_each_reader_measures_what_it_sees(case, who):
    number = drawn(case, who)
    for path in ("measures/", f"without/?e={B}", "matrix/"):
        page = case.client(who).get(f"/charts/{number}/{path}").content.decode()
        for id in (C, D, F):
            assert (f"Person {id[-1]}" in page) == (id in {node.id for node in seen(case, who, number).nodes})
    assert SAID[who] in text(case, who, f"/charts/{number}/measures/")


def test_what_others_write_unseen_changes_no_byte(case):
    """Not the order, not a figure: the hidden ones would join A, C and E and move everybody's place."""
    number = drawn(case, "partner")
    paths = [
        f"/charts/{number}/{path}" for path in ("measures/?sort=degree", f"without/?e={B}", "matrix/", "data/")
    ]

    def answers() -> list[bytes]:
        cache.clear()
        client = case.client("partner")
        found = [client.get(path).content for path in paths]
        return [re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", each) for each in found]

    before = answers()
    hidden = [tie(numbered(n, "7"), *ends) for n, ends in enumerate([(A, C), (A, E), (C, E), (D, E), (D, F)])]
    case.contribute("TJ-DCA", hidden, OWNER_ALONE)
    assert answers() == before
    assert SAID["owner"] not in text(case, "owner", f"/charts/{drawn(case, 'owner')}/measures/")


def test_hidden_things_and_filtered_links_do_not_count(case):
    number = drawn(case, "owner")
    reader = case.reader("owner")
    drafts.change(reader, number, lambda state: changes.hide(state, [F]))
    assert "5 things and 3 linked pairs" in text(case, "owner", f"/charts/{number}/measures/")
    assert case.client("owner").get(f"/charts/{number}/without/?e={F}").status_code == 404
    drafts.change(reader, number, lambda state: changes.only(state, ["Associate"]))
    assert "5 things and 2 linked pairs" in text(case, "owner", f"/charts/{number}/measures/")


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 404), ("?e=nobody", 404), (f"?e={D}", 404), (f"?e={A}&e=%00", 200), (f"?e={B}&e={B}&e={A}", 200)],
)
def test_only_what_is_drawn_can_be_taken_out(case, query, status):
    number = drawn(case, "partner")
    assert case.client("partner").get(f"/charts/{number}/without/{query}").status_code == status


def test_nobody_measures_the_draft_of_another(case):
    number = drawn(case, "owner")
    for path in ("measures/", f"without/?e={B}", "matrix/"):
        assert case.client("colleague").get(f"/charts/{number}/{path}").status_code == 404


def test_an_empty_chart_says_what_to_do(case):
    number = drafts.begin(case.reader("owner"), "Nothing", State())
    for path in ("measures/", "matrix/"):
        assert "Put records on it first" in text(case, "owner", f"/charts/{number}/{path}")


def test_the_matrix_tells_confirmed_from_suspected(case):
    shown = seen(case, "owner", drawn(case, "owner"))
    found = matrix(shown.nodes, shown.links, measure(of_picture(shown.nodes, shown.links)))
    rows = {row.node.id: row for row in found.rows}
    at = {row.node.id: row.number - 1 for row in found.rows}
    marks = {id: {other: rows[id].cells[at[other]] for other in EVERY if rows[id].cells[at[other]]} for id in EVERY}
    assert {
        id: {other: (cell.confirmed, cell.times) for other, cell in row.items()} for id, row in marks.items()
    } == {
        A: {B: (True, 7)},
        B: {A: (True, 7), C: (False, 1), F: (False, 3)},
        C: {B: (False, 1), D: (True, 1)},
        D: {C: (True, 1)},
        E: {},
        F: {B: (False, 3)},
    }
    assert [row.links for row in found.rows] == [
        measure(of_picture(shown.nodes, shown.links)).of[i].degree for i in at
    ]
    assert found.rows[-1].node.id == E
    few = matrix(shown.nodes, shown.links, measure(of_picture(shown.nodes, shown.links)), most=2)
    assert ({row.node.id for row in few.rows}, few.count) == ({B, C}, 6)


def test_a_large_matrix_says_what_it_leaves_out(case):
    ids = [numbered(n) for n in range(MOST + 3)]
    case.contribute("TJ-DCA", [thing(id) for id in ids], OWNER_ALONE)
    number = drawn(case, "owner", *ids)
    said = text(case, "owner", f"/charts/{number}/matrix/")
    assert f"Shown: the {MOST} with most links, of {MOST + 3}." in said


def test_the_chart_is_drawn_by_measures(case):
    shown = seen(case, "owner", drawn(case, "owner"))
    sizes = sized("between", shown.nodes, shown.links)
    assert (sizes[B], sizes[C], sizes[A]) == (3, 2, 0)
    tones, legend = coloured("community", shown.nodes, shown.links)
    assert tones[A] == tones[B] != 0
    assert tones[E] == 0
    assert legend[0].label == "Person b"


def test_the_margin_of_the_chart_says_what_the_selected_one_is_for(case):
    number = drawn(case, "owner")
    said = text(case, "owner", f"/charts/{number}/?e={B}")
    assert "Of all pairs of others, 50% have their shortest way through it" in said
    assert "Show without it" in said
    assert "Show without it" not in text(case, "owner", f"/charts/{number}/?e={E}")


@pytest.mark.parametrize(
    "sort", ["name", "-name", "degree", "times", "between", "cut", "constraint", "community", "x%00"]
)
def test_the_table_is_sorted_as_asked(case, sort):
    number = drawn(case, "owner")
    page = case.client("owner").get(f"/charts/{number}/measures/?sort={sort}&page=1&e=%00").content.decode()
    names = re.findall(r'<th scope="row"><a [^>]*><bdi>(.*?)</bdi>', page)
    assert len(names) == 6
    first = {"name": "Person a", "-name": "Person f"}.get(sort, "Person b")
    assert names[0] == first


def test_in_russian(case):
    number = drawn(case, "owner")
    officer = case.seat("owner").officer
    officer.language = "ru"
    officer.save()
    assert "Больше всего кратчайших путей" in text(case, "owner", f"/charts/{number}/measures/")
    assert "Матрица связей" in text(case, "owner", f"/charts/{number}/matrix/")
