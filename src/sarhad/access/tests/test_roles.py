"""The two tables of the design, word for word, against the code."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from sarhad.access.handling import TABLE, TLP_LABELS, Answer, Use, may, strictest
from sarhad.access.reader import Reader, anonymous, operator
from sarhad.access.roles import ALONE, LABELS, ROLES, Does, Role, checked
from sarhad.kernel.claim import Handling

ROLE_TABLE = """
| role              | read | contribute | judge | release | propose | approve | manage | operate | audit | count |
| border-officer    | x    | x          |       |         |         |         |        |         |       |       |
| chemist           | x    | x          |       |         |         |         |        |         |       | x     |
| analyst           | x    | x          | x     |         |         |         |        |         |       | x     |
| liaison-officer   | x    | x          | x     |         | x       |         |        |         |       | x     |
| head              | x    | x          | x     | x       |         | x       | x      |         |       | x     |
| director          | x    | x          |       | x       |         | x       |        |         |       | x     |
| researcher        |      |            |       |         |         |         |        |         |       | x     |
| programme-manager |      |            |       |         |         |         |        |         |       | x     |
| administrator     |      |            |       |         |         |         | x      | x       |       |       |
| auditor           |      |            |       |         |         |         |        |         | x     |       |
| public            | x    |            |       |         |         |         |        |         |       | x     |
"""

HANDLING_TABLE = """
| handling | analysis | export | letter | onward |
| 0        | yes      | marked | yes    | yes    |
| 1        | yes      | marked | ask    | marked |
| 2        | yes      | ask    | ask    | ask    |
| 3        | text     | ask    | ask    | ask    |
| 9        | text     | ask    | ask    | ask    |
"""


def cells(table: str) -> list[tuple[str, str, str]]:
    """(row, column, content) of each cell."""
    head, *body = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()]
    return [(row[0], column, cell) for row in body for column, cell in zip(head[1:], row[1:], strict=True)]


@pytest.mark.parametrize(("role", "act", "cell"), cells(ROLE_TABLE))
def test_roles(role, act, cell):
    reader = Reader("somebody", "TJ-DCA", (), frozenset({role}), "test")
    assert reader.may(act) == (cell == "x")


def test_the_role_table_is_complete():
    assert {(row, column) for row, column, _ in cells(ROLE_TABLE)} == {(r, d) for r in ROLES for d in Does}
    assert set(LABELS) == set(Role) - {Role.PUBLIC}


@pytest.mark.parametrize("act", [*Does, "fly"])
def test_who_has_no_role_may_nothing(act):
    assert not Reader("somebody", "TJ-DCA", (), frozenset(), "test").may(act)
    assert not Reader("somebody", "TJ-DCA", (), frozenset({"unknown", ""}), "test").may(act)


@pytest.mark.parametrize("alone", sorted(ALONE))
def test_administrators_and_auditors_see_no_facts(alone):
    assert not ROLES[alone] & {Does.READ, Does.COUNT, Does.CONTRIBUTE, Does.JUDGE, Does.RELEASE}
    with pytest.raises(ValidationError):
        checked([alone, Role.ANALYST])


@pytest.mark.parametrize("roles", [[], ["unknown"], ["public"], ["analyst", "public"]])
def test_roles_that_no_seat_has(roles):
    with pytest.raises(ValidationError):
        checked(roles)


def test_roles_are_kept_in_the_order_of_the_table():
    assert checked(["head", "analyst", "head"]) == ["analyst", "head"]


def test_readers_without_an_office():
    assert anonymous().parties == operator().parties == ("public",)
    assert not operator().may(Does.READ)


@pytest.mark.parametrize(("level", "use", "answer"), cells(HANDLING_TABLE))
def test_handling(level, use, answer):
    assert may(Use(use), Handling(int(level))) == Answer[answer.upper()]


@pytest.mark.parametrize("level", TABLE)
def test_the_owner_is_not_bound_by_its_own_handling(level):
    answers = {use: may(use, Handling(level, tlp="red", secrecy="Секретно"), True) for use in Use}
    assert answers.pop(Use.EXPORT) == Answer.MARKED
    assert set(answers.values()) == {Answer.YES}


@pytest.mark.parametrize(
    ("handling", "use", "answer"),
    [
        (Handling(0, tlp="clear"), Use.ONWARD, Answer.YES),
        (Handling(0, tlp="green"), Use.ONWARD, Answer.MARKED),
        (Handling(0, tlp="amber"), Use.ONWARD, Answer.ASK),
        (Handling(0, tlp="red"), Use.ONWARD, Answer.ASK),
        (Handling(2, tlp="clear"), Use.ONWARD, Answer.ASK),
        (Handling(0, tlp="purple"), Use.ONWARD, Answer.ASK),
        (Handling(0, tlp="red"), Use.ANALYSIS, Answer.YES),
        (Handling(0, secrecy="Секретно"), Use.ONWARD, Answer.ASK),
        (Handling(0, secrecy="Секретно"), Use.LETTER, Answer.ASK),
        (Handling(0, secrecy="Секретно"), Use.EXPORT, Answer.MARKED),
    ],
)
def test_marks_add_to_handling(handling, use, answer):
    assert may(use, handling) == answer


@pytest.mark.parametrize(
    ("several", "one"),
    [
        ([], Handling(3)),
        ([Handling(1)], Handling(1)),
        ([Handling(0), Handling(2), Handling(1)], Handling(2)),
        ([Handling(0, "a"), Handling(1, "b"), Handling(1, "a")], Handling(1, "a\nb")),
        ([Handling(secrecy="ДСП"), Handling(secrecy="Secret")], Handling(secrecy="ДСП; Secret")),
        (
            [Handling(tlp="green"), Handling(tlp="amber+strict"), Handling(tlp="amber")],
            Handling(tlp="amber+strict"),
        ),
        ([Handling(tlp=""), Handling(tlp="clear")], Handling(tlp="clear")),
        ([Handling(tlp="red"), Handling(tlp="unknown")], Handling(tlp="unknown")),
    ],
)
def test_the_strictest_binds(several, one):
    assert strictest(several) == one


@pytest.mark.parametrize("tlp", TLP_LABELS)
def test_tlp_is_printed_as_first_does(tlp):
    assert TLP_LABELS[tlp] == f"TLP:{tlp.upper()}"
