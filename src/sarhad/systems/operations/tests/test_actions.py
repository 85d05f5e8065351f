"""Who may do what with an operation, and what its offices and others then see."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sarhad.access.queries import history
from sarhad.systems.operations import actions, queries
from sarhad.systems.operations.tests import world
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def cast():
    return Cast()


def test_its_offices_see_it_and_nobody_else(cast):
    id = world.opened(cast)
    seen = {who: queries.operation(cast.reader(who), id) for who in ("owner", "partner", "centre", "outsider")}
    assert (seen["centre"], seen["outsider"]) == (None, None)
    assert (seen["owner"].held, seen["partner"].held, seen["partner"].ours) == (True, False, True)
    assert seen["partner"].offices == ("TJ-DCA", "KZ-MIA")
    assert [each.id for each in queries.operations(cast.reader("partner"))] == [id]
    assert queries.operations(cast.reader("third")) == []


def test_only_a_head_opens_one(cast):
    with pytest.raises(PermissionDenied):
        actions.open_operation(cast.reader("colleague"), world.NAMED, [], world.Handling(1))
    with pytest.raises(ValidationError, match="NOWHERE"):
        actions.open_operation(cast.reader("owner"), world.NAMED, ["NOWHERE"], world.Handling(1))


def test_a_whole_life(cast):
    id = world.opened(cast)
    actions.take_step(cast.reader("partner"), world.of(cast, id, "partner"), "agreed", "10.11.2026")
    world.approved(cast, id)
    for step in ("briefed", "started", "completed", "debriefed", "closed"):
        actions.take_step(cast.reader("colleague"), world.of(cast, id, "colleague"), step, "2026-11-20")
    seen = world.of(cast, id, "partner")
    assert (seen.state.step, seen.state.started, seen.state.ended) == ("closed", "2026-11-20", "2026-11-20")
    assert seen.agreed == {"KZ-MIA": "2026-11-10"}


def test_who_laid_the_plan_does_not_approve_it(cast):
    id = world.opened(cast)
    world.answer_all(cast, id)
    actions.take_step(cast.reader("owner"), world.of(cast, id), "planned")
    with pytest.raises(ValidationError, match="laid it yourself"):
        actions.take_step(cast.reader("owner"), world.of(cast, id), "approved")
    assert "approved" not in actions.may_take(cast.reader("colleague"), world.of(cast, id, "colleague"))


def test_open_checks_keep_a_plan_from_approval(cast):
    id = world.opened(cast)
    actions.take_step(cast.reader("colleague"), world.of(cast, id, "colleague"), "planned")
    with pytest.raises(ValidationError, match="firearms"):
        actions.take_step(cast.reader("owner"), world.of(cast, id), "approved")
    assert actions.may_take(cast.reader("owner"), world.of(cast, id)) == ["approved", "returned", "closed"]


def test_who_left_sees_nothing_of_it(cast):
    id = world.opened(cast, ("KZ-MIA", "UZ-NIAC"))
    owner = cast.reader("owner")
    for text in ("Watch the lorry", "Hold the lorry"):
        actions.brief(owner, world.of(cast, id), "KZ-MIA", {"intention": [text]})
    values = {"reference": ["S-12"], "mayKnow": ["KZ-MIA", "UZ-NIAC"], "use": ["lead"]}
    actions.source(owner, world.of(cast, id), values)
    partner, before = cast.reader("partner"), world.of(cast, id, "partner")
    assert len(queries.briefs(partner, before)) == len(queries.sources(partner, before)) == 1
    actions.dismiss(owner, world.of(cast, id), "KZ-MIA")
    partner = cast.reader("partner")
    assert queries.operation(partner, id) is None
    left = set(history(partner).values_list("schema", flat=True))
    assert not left & {"Operation", "OperationStep", "OperationBrief", "SourceUse"}
    assert queries.briefs(partner, before) == queries.sources(partner, before) == []
    assert [each.may_know for each in queries.sources(cast.reader("third"), before)] == [("TJ-DCA", "UZ-NIAC")]
