"""The pages of an operation, as each office of the cast gets them."""

import re

import pytest

from sarhad.access.models import AuditEntry
from sarhad.systems.operations import actions, queries
from sarhad.systems.operations.tests import world
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db(databases="__all__")
PAGES = ("", "plan/", "briefing/", "results/")
FORMS = ("plan/add/?what=phase", "plan/checks/human-rights/", "plan/source/", "step/", "offices/")


def post(client, path, **fields):
    answer = client.post(path, fields)
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return answer


def test_from_a_form_to_approval_and_briefing():
    cast = Cast()
    owner, colleague, partner = (cast.client(who) for who in ("owner", "colleague", "partner"))
    opening = {
        "name": "Chashma", "operationType": "joint", "startDate": "10.11.2026", "purpose": "Close the road",
        "planning": "immediate", "offices": ["KZ-MIA", "UZ-NIAC"], "level": "1",
    }  # fmt: skip
    at = post(owner, "/operations/new/", **opening).url.removesuffix("plan/")
    id = at.split("/")[2]

    # The plan
    post(
        colleague,
        f"{at}plan/add/?what=phase",
        name="Watch",
        startDate="10.11.2026",
        endDate="20.11.2026",
        order="1",
    )
    phase = world.of(cast, id).phases[0]
    post(colleague, f"{at}plan/add/?what=phase&ref={phase.ref}", name="Watch the road", startDate="11.11.2026")
    assert [(each.name, each.start) for each in world.of(cast, id).phases] == [("Watch the road", "2026-11-11")]
    post(colleague, f"{at}plan/add/?what=command", level="strategic", office="TJ-DCA", commander="Deputy director")
    post(colleague, f"{at}plan/add/?what=forces", forceType="planned", office="KZ-MIA", officers="12", dogs="1")
    post(partner, f"{at}plan/add/?what=forces", forceType="planned", office="KZ-MIA", officers="10")
    post(partner, f"{at}step/?step=agreed", step="agreed", date="12.11.2026")
    answers = {f"{each.question.code}-answer": "met" for each in world.planning.open_checks(world.of(cast, id))}
    for kind in ("legal", "human-rights", "risk"):
        post(colleague, f"{at}plan/checks/{kind}/", **answers)
    shown = owner.get(f"{at}plan/").content.decode()
    assert "Deputy director" in shown
    assert "Basic Principles on the Use of Force" in shown

    # Laid, approved with the password, briefed
    post(colleague, f"{at}step/", step="planned", date="13.11.2026")
    assert "password" in owner.post(f"{at}plan/decide/", {"approve": "1", "password": "wrong one"}).content.decode()
    post(owner, f"{at}plan/decide/", approve="1", password=PASSWORD)
    assert world.of(cast, id).state.step == "approved"
    for office in ("TJ-DCA", "KZ-MIA", "UZ-NIAC"):
        parts = dict.fromkeys(queries.BRIEFED, f"Only for {office}")
        post(owner, f"{at}briefing/{office}/write/", **parts)
    post(partner, f"{at}briefing/", people="9", question="Which channel?")
    seen = owner.get(f"{at}briefing/").content.decode()
    assert "Which channel?" in seen
    assert "Only for KZ-MIA" in owner.get(f"{at}briefing/KZ-MIA/").content.decode()
    assert "Wait for the briefings" in owner.get(at).content.decode()

    # Each office its own
    read = partner.get(f"{at}briefing/").content.decode()
    assert "Only for KZ-MIA" in read
    assert "Only for UZ-NIAC" not in read
    assert partner.get(f"{at}briefing/UZ-NIAC/").status_code == 404
    assert partner.get(f"{at}briefing/KZ-MIA/write/").status_code == 404
    for path in (*PAGES, *FORMS):
        assert owner.get(at + path).status_code == 200, path
        expected = 404 if path in ("offices/", "plan/add/?what=phase", "step/") else 200
        assert partner.get(at + path).status_code == expected, path
        assert cast.client("centre").get(at + path).status_code == 404, path
    assert AuditEntry.objects.filter(act="read-operation", what__startswith=id, officer="partner").exists()

    # Results, an end, an office that leaves
    post(owner, f"{at}step/", step="started", date="14.11.2026")
    post(partner, f"{at}plan/add/?what=result", date="20.11.2026", detained="3", crimesDetected="2")
    post(partner, f"{at}plan/add/?what=forces&of=deployed", forceType="deployed", office="KZ-MIA", officers="9")
    assert "<b>9</b>" in owner.get(f"{at}results/").content.decode()
    post(owner, f"{at}offices/KZ-MIA/end/", password=PASSWORD)
    for path in PAGES:
        assert partner.get(at + path).status_code == 404
    assert "Chashma" not in partner.get("/operations/").content.decode()
    assert "Chashma" not in partner.get("/").content.decode()
    assert "3" in owner.get(f"{at}results/").content.decode()


def test_what_others_are_told_changes_no_byte():
    """Briefings and sources of others: not their texts, not their number, not that there are any."""
    cast = Cast()
    id = world.opened(cast, ("KZ-MIA", "UZ-NIAC"))
    owner, partner = cast.reader("owner"), cast.client("partner")
    actions.brief(owner, world.of(cast, id), "KZ-MIA", {"method": ["Hold the lorry"]})
    addresses = ["/", "/operations/", f"/e/{id}/", f"/e/{id}/relations/", f"/e/{id}/history/"]
    addresses += [f"/operations/{id}/{page}" for page in PAGES]

    def look():
        texts = [partner.get(each).content.decode() for each in addresses]
        return [re.sub('name="csrfmiddlewaretoken" value="[^"]+"', "", each) for each in texts]

    before = look()
    for text in ("Wait at the depot", "Wait at the mill"):
        actions.brief(owner, world.of(cast, id), "UZ-NIAC", {"method": [text]})
    third, seen = cast.reader("third"), world.of(cast, id, "third")
    actions.briefed(third, seen, queries.briefs(third, seen)[0], 7)
    actions.source(owner, world.of(cast, id), {"reference": ["S-1"], "mayKnow": ["UZ-NIAC"], "use": ["lead"]})
    actions.source(third, seen, {"reference": ["U-9"], "use": ["evidence"]})
    assert look() == before


def test_a_controlled_delivery_is_part_of_an_operation():
    cast = Cast()
    whole = world.opened(cast)
    fields = {
        "name": "Leg", "operationType": "controlled-delivery", "startDate": "12.11.2026", "purpose": "Find it",
        "planning": "urgent", "offices": ["UZ-NIAC"], "level": "2", "substance": "heroin", "loadType": "substitute",
        "loadAmount": "14.73", "loadUnit": "kg", "stopCriteria": "Out of sight for 15 minutes",
    }  # fmt: skip
    at = post(cast.client("owner"), f"/operations/new/?part={whole}", **fields).url
    found = world.of(cast, at.split("/")[2])
    assert (found.delivery, found.part_of, found.amount) == (True, whole, "14.73")
    assert cast.client("partner").get(at).status_code == 404
    assert "Leg" not in cast.client("partner").get(f"/operations/{whole}/").content.decode()
    assert "Leg" in cast.client("owner").get(f"/operations/{whole}/").content.decode()
