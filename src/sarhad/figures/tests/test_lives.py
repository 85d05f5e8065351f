"""Groups, channels and cases: folds over steps, and one life for what is judged the same."""

import pytest

from sarhad.entities.judging import judge
from sarhad.entities.sight import Sight
from sarhad.figures.lives import dismantlings, fold, life, lives
from sarhad.figures.records import Step
from sarhad.kernel.claim import Claim, Scope
from tests.cast import MEMBERS, Cast

ALL = Scope(read=(MEMBERS,))
G, H, S1 = "11" * 16, "22" * 16, "33" * 16


def step(step, date="2026-03-01", office="A", **more):
    return Step(step, date, f"{step}{date}{office}", office, **more)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([], ("", "", False)),
        ([step("active"), step("dismantled", "2026-04-01")], ("dismantled", "2026-04-01", False)),
        ([step("dismantled"), step("active", "2026-04-01", "B")], ("active", "2026-04-01", True)),
        (
            [step("dismantled", "2026-04-01"), step("active", "2026-03-01", "B")],
            ("dismantled", "2026-04-01", False),
        ),
        ([step("dismantled"), step("revived", "2026-04-01", "B")], ("revived", "2026-04-01", False)),
        ([step("opened"), step("court"), step("judged", "2026-05-01")], ("judged", "2026-05-01", False)),
        ([step("closed", "2026-04-01"), step("court", "2026-05-01", "B")], ("court", "2026-05-01", True)),
    ],
)
def test_the_last_word_stands_and_contradictions_show(steps, state):
    for given in (steps, steps[::-1]):
        found = fold(given)
        assert (found.step, found.date, found.disputed) == state


def test_a_thing_is_dismantled_once_until_it_is_active_again():
    said = [step("dismantled", "2026-03-01", "A"), step("dismantled", "2026-03-09", "B", stated="2026-03-09")]
    again = [step("revived", "2026-06-01"), step("dismantled", "2026-09-01", "A")]
    assert [each.date for each in dismantlings([*again, *said])] == ["2026-03-09", "2026-09-01"]


@pytest.mark.django_db(databases=["default", "audit"])
def test_groups_judged_the_same_have_one_life():
    cast = Cast()
    known = {"name": ["Northern road"], "groupStatus": ["active"]}
    cast.contribute("TJ-DCA", [Claim(G, "OrganisedGroup", known, stated="2026-01-05")], ALL)
    cast.contribute("KZ-MIA", [Claim(H, "OrganisedGroup", {"name": ["Severny put"]})], ALL)
    ended = {"subject": [H], "step": ["dismantled"], "date": ["2026-03-01"]}
    cast.contribute("KZ-MIA", [Claim(S1, "DisruptionStep", ended)], ALL)
    reader = cast.reader("owner")
    assert [each.state.step for each in lives(Sight(reader), "OrganisedGroup")] == ["active", "dismantled"]
    judge(reader, G, H, "same", "the same leader")
    [one] = lives(Sight(reader), "OrganisedGroup")
    assert one == life(Sight(reader), H)
    assert (one.members, one.state.step, one.offices) == ((G, H), "dismantled", ("KZ-MIA", "TJ-DCA"))
    assert life(Sight(cast.reader("outsider")), G) is None
    judge(cast.reader("partner"), G, H, "different", "no")
    assert len(lives(Sight(cast.reader("third")), "OrganisedGroup")) == 2
