"""Who may do what with an operation, and what its offices and others then see."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sarhad.access.queries import history
from sarhad.entities.actions import Draft, contribute, new_entity
from sarhad.kernel.claim import Handling, Scope
from sarhad.systems.operations import actions, planning, queries
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


@pytest.mark.parametrize(("name", "group"), [("Black Tulip", "black-tulip"), ("Перевал", "pereval"), ("漢", "")])
def test_its_group_is_called_by_its_name(name, group):
    assert actions._slug(name, "0" * 32) == f"{group}-000000".strip("-")


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


def test_sent_twice_it_is_opened_once_and_an_approved_plan_can_be_sent_back(cast):
    values, drawn = world.NAMED, {"drawn": "0" * 32}
    ids = {actions.open_operation(cast.reader("owner"), values, ["KZ-MIA"], Handling(1), **drawn) for _ in range(2)}
    [id] = ids
    world.approved(cast, id)
    actions.take_step(cast.reader("owner"), world.of(cast, id), "returned", note="The route has changed")
    assert "started" not in actions.may_take(cast.reader("owner"), world.of(cast, id))


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


def test_nobody_speaks_for_another(cast):
    id = world.opened(cast)
    partner, seen = cast.reader("partner"), world.of(cast, id, "partner")
    for schema in ("OperationPhase", "CommandPost"):
        with pytest.raises(ValidationError, match="Only the lead"):
            actions.add(partner, seen, schema, {"name": ["Phase"], "level": ["tactical"]})
    with pytest.raises(ValidationError, match="its own forces"):
        actions.add(partner, seen, "OperationForce", {"office": ["TJ-DCA"], "officers": ["4"]})
    values = {"office": ["KZ-MIA"], "forceType": ["deployed"], "officers": ["4"]}
    with pytest.raises(ValidationError, match="its own forces"):  # the lead plans for others, but reports for none
        actions.add(cast.reader("owner"), world.of(cast, id), "OperationForce", values)
    for step in ("approved", "started", "completed"):
        with pytest.raises(ValidationError, match="cannot take this step"):
            actions.take_step(partner, seen, step)
    with pytest.raises(ValidationError, match="Only the lead"):
        actions.brief(partner, seen, "KZ-MIA", {"method": ["x"]})
    with pytest.raises(ValidationError, match="may know of its sources"):
        actions.source(partner, seen, {"reference": ["S"], "mayKnow": ["OUTSIDE"]})


def test_what_is_said_to_the_operation_goes_to_no_group_that_the_lead_did_not_found(cast):
    """Who could write any group into an operation would have its members' words sent to whomever it likes."""
    draft = Draft("Operation", {"name": ["Bait"], "group": ["CENTRE/members"]}, new_entity(cast.reader("third")))
    contribute(cast.reader("third"), [draft], Scope(read=("CENTRE/members",)))
    seen = world.of(cast, draft.entity, "partner")
    assert (seen.group, seen.offices, actions.may_take(cast.reader("partner"), seen)) == ("", ("UZ-NIAC",), [])


def test_what_haste_left_open_is_late_after_two_days(cast):
    id = world.opened(cast, planning="urgent")
    needed = [each.question.code for each in planning.open_checks(world.of(cast, id)) if each.required]
    actions.answer(cast.reader("colleague"), world.of(cast, id), dict.fromkeys(needed, ("met", "")))
    actions.take_step(cast.reader("colleague"), world.of(cast, id), "planned")
    actions.take_step(cast.reader("owner"), world.of(cast, id), "approved")
    left = {each.question.code for each in planning.open_checks(world.of(cast, id))}
    assert left
    assert not left & set(needed)
    actions.take_step(cast.reader("owner"), world.of(cast, id), "started", "2026-11-10")
    at = datetime(2026, 11, 11, 23, 59, tzinfo=UTC)
    assert planning.late_checks(world.of(cast, id), at) == []
    assert {
        each.question.code for each in planning.late_checks(world.of(cast, id), at + timedelta(minutes=2))
    } == left
    some = sorted(left)[0]
    actions.answer(cast.reader("owner"), world.of(cast, id), {some: ("partly", "A doctor stands by in Osh")})
    actions.answer(cast.reader("owner"), world.of(cast, id), {some: ("partly", "A doctor stands by in Bishkek")})
    assert {each.question.code for each in planning.open_checks(world.of(cast, id))} == left - {some}
    assert [each.measure for each in world.of(cast, id).checks if each.item == some] == [
        "A doctor stands by in Bishkek"
    ]


def test_an_office_that_joins_late_sees_what_was_said_before_but_nobodys_briefing(cast):
    id = world.opened(cast)
    owner = cast.reader("owner")
    actions.brief(owner, world.of(cast, id), "KZ-MIA", {"method": ["Hold the lorry"]})
    actions.add(owner, world.of(cast, id), "OperationPhase", {"name": ["Watch"]})
    assert queries.operation(cast.reader("third"), id) is None
    actions.admit(owner, world.of(cast, id), "UZ-NIAC")
    seen = world.of(cast, id, "third")
    assert [each.name for each in seen.phases] == ["Watch"]
    assert queries.briefs(cast.reader("third"), seen) == []
    actions.dismiss(owner, world.of(cast, id), "UZ-NIAC")
    actions.add(owner, world.of(cast, id), "OperationPhase", {"name": ["Strike"]})
    assert queries.operation(cast.reader("third"), id) is None
    with pytest.raises(ValidationError, match="lead cannot leave"):
        actions.dismiss(owner, world.of(cast, id), "TJ-DCA")
