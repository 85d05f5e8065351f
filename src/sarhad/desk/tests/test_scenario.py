"""The life of one request, told as a table: who does what, and what each side then sees of it."""

from __future__ import annotations

from datetime import date

import pytest

from sarhad.access.sharing import accept
from sarhad.desk import queries
from sarhad.desk.requests import Ask, Reply, answer, ask, end, register, step
from sarhad.entities.queries import profile
from sarhad.kernel.claim import FragmentRef, Handling
from tests.cast import person

pytestmark = pytest.mark.django_db

PERIOD = (date(2026, 1, 1), date(2026, 12, 31))
ENTITY, THEIRS = "a1" * 16, "b2" * 16


@pytest.fixture
def asked(cast):
    [fact] = cast.contribute("TJ-DCA", [person("KARIMOV Rustam", ENTITY, passportNumber="SIM 1")])
    [held] = cast.contribute("KZ-MIA", [person("Каримов Рустам", THEIRS, idNumber="SIM 2")])
    given = Ask(
        "Who is this man?", subjects=(ENTITY,), to=("KZ-MIA", "UZ-NIAC"), via="CENTRE", facts=(fact,),
        purpose="case 7", handling=Handling(level=1),
    )  # fmt: skip
    return cast, ask(cast.reader("owner"), given), held


def test_story(asked):
    cast, request, held = asked
    owner, partner, third, centre = (cast.reader(name) for name in ("owner", "partner", "third", "centre"))
    [to_kz, to_uz] = queries.request(owner, request).legs
    assert (to_kz.to, to_kz.number[:26]) == ("KZ-MIA", "TJ-DCA/CENTRE/KZ-MIA/2026/")
    assert [leg.to for leg in queries.request(partner, request).legs] == ["KZ-MIA"]
    assert [leg.to for leg in queries.request(centre, request).legs] == ["KZ-MIA", "UZ-NIAC"]
    assert profile(partner, ENTITY) is not None
    assert profile(centre, ENTITY) is None
    register(partner, to_kz.letter)
    step(partner, to_kz.letter, "accepted")
    answer(partner, to_kz.letter, Reply("full", "See the record.", records=(held,), conditions="Not in court"))
    answer(third, to_uz.letter, Reply("nothing-held"))
    seen = queries.request(owner, request)
    assert [(leg.state.step, leg.state.outcome) for leg in seen.legs] == [
        ("answered", "full"),
        ("answered", "nothing-held"),
    ]
    [reply] = seen.legs[0].replies
    assert profile(owner, THEIRS) is None
    accept(owner, grant=FragmentRef.parse(reply.grants[0]))
    assert profile(owner, THEIRS) is not None
    [through, _] = queries.request(centre, request).legs
    assert through.replies[0].text == "See the record."
    assert through.replies[0].grants == ()
    step(owner, to_kz.letter, "outcome", "Identified. Thank you.")
    end(owner, request, "closed")
    assert queries.request(partner, request).legs[0].state.ended
    assert sorted(line.box for line in queries.journal(partner, 2026)) == ["in", "out"]
    [kz, _uz] = queries.balance(owner, *PERIOD)
    assert (len(kz.asked), kz.got.keys(), len(kz.outcomes)) == (1, {"full"}, 1)
