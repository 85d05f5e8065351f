"""Joining a seizure to an operation: its offices count it there, nobody else learns that it belongs to it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from sarhad.desk.clocks import today
from sarhad.entities import actions as facts
from sarhad.entities.actions import Draft
from sarhad.entities.sight import Sight
from sarhad.figures.queries import figures
from sarhad.figures.records import Ask
from sarhad.kernel.claim import Handling, Scope
from sarhad.systems.operations import actions, joining, queries
from tests.cast import MEMBERS, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cast: Cast):
    """An operation of owner and partner, and a seizure of the owner that all members see."""
    owner, day = cast.reader("owner"), today(cast.reader("owner")).isoformat()
    values = {"name": ["Pass"], "operationType": ["joint"], "startDate": [day]}
    id = actions.open_operation(owner, values, [cast.reader("partner").office], Handling(1))
    seizure, item = facts.new_entity(owner), facts.new_entity(owner)
    facts.contribute(
        owner,
        [
            Draft("Seizure", {"date": [day], "country": ["tj"], "cause": ["shared"]}, seizure),
            Draft("SeizedItem", {"seizure": [seizure], "substance": ["heroin"], "reportedAmount": ["2"],
                                 "reportedUnit": ["kg"]}, item),
        ],
        Scope(read=(MEMBERS,)),
    )  # fmt: skip
    return id, seizure, day


def joined_by(cast: Cast, who: str, id: str, seizure: str) -> None:
    reader = cast.reader(who)
    joining.join(reader, queries.operation(reader, id), seizure)


@pytest.mark.parametrize("who", ["owner", "partner"])
def test_either_office_joins_it_and_both_count_it(cast, made, who):
    id, seizure, day = made
    reader = cast.reader(who)
    assert [each.id for each in joining.offered(reader, queries.operation(reader, id))] == [seizure]
    joined_by(cast, who, id, seizure)
    for each in ("owner", "partner"):
        reader = cast.reader(each)
        assert [one.id for one in joining.seizures(reader, queries.operation(reader, id))] == [seizure]
        assert joining.offered(reader, queries.operation(reader, id)) == []
        assert figures(reader, Ask(day, day, operation=id))["kg"].value == 2
        assert figures(reader, Ask(day, day))["seizures"].value == 1


def test_others_who_see_the_seizure_do_not_learn_of_the_operation(cast, made):
    id, seizure, _day = made
    joined_by(cast, "partner", id, seizure)
    for who in ("centre", "third"):
        said = Sight(cast.reader(who)).statements(seizure)
        assert said
        assert all("operation" not in each.properties for each in said)


def test_what_cannot_be_joined(cast, made):
    id, seizure, _day = made
    joined_by(cast, "owner", id, seizure)
    for wrong in (seizure, id, "0" * 32):
        with pytest.raises(ValidationError):
            joined_by(cast, "owner", id, wrong)
