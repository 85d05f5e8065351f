"""What an office has more of costs its pages no more questions to the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sarhad.access import sharing
from sarhad.desk import queries
from sarhad.desk.plans import actions as plans
from sarhad.desk.plans.queries import item
from sarhad.desk.requests import Ask, Reply, answer, ask, propose
from sarhad.kernel.claim import FragmentRef, Scope
from sarhad.systems.border import line
from tests.cast import Cast, person

pytestmark = pytest.mark.django_db

PAGES = [
    "/requests/?box=in&state=", "/requests/?box=out&state=", "/journal/", "/balance/", "/requests/approvals/",
    "/recalls/", "/recalls/?show=ours", "/line/", "/recommendations/", "/meetings/", "/plans/", "/post/",
]  # fmt: skip
SLACK = 3  # lists of one kind or another that are empty at first


def work(cast: Cast, n: int) -> None:
    """A request with its answer, which is recalled; a draft, a message, what was recommended, met for, planned."""
    owner, partner, word = cast.reader("owner"), cast.reader("partner"), f"{n:032x}"
    [held] = cast.contribute("KZ-MIA", [person("KARIMOV Rustam")])
    id = ask(owner, Ask(word, to=("KZ-MIA", "UZ-NIAC"), via="CENTRE"))
    letter = queries.request(owner, id).legs[0].letter
    answer(partner, letter, Reply("full", "See the record.", records=(held,), conditions="Not in court"))
    grant = FragmentRef.parse(queries.request(owner, id).legs[0].replies[0].grants[0])
    sharing.accept(owner, grant=grant)
    sharing.recall(partner, grant=grant)
    propose(cast.reader("colleague"), Ask(word, to=("KZ-MIA",)))
    line.send(owner, "KZ-MIA", word, once=word)
    task = plans.recommend(owner, {"name": [word], "office": ["KZ-MIA"]}, Scope())
    plans.take_step(partner, item(partner, task), "accepted", "2026-11-21")
    within = {"name": [word], "plan": [plans.plan(owner, {"name": [word]}, Scope(read=("KZ-MIA",)))]}
    plans.meet(owner, {"name": [word], "date": ["2026-11-01"]}, [within], Scope(read=("KZ-MIA",)))


def asked(cast: Cast) -> dict[tuple[str, str], int]:
    found = {}
    for who in ("owner", "partner"):
        client = cast.client(who)
        for address in PAGES:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200, address
            found[who, address] = len(captured)
    return found


def test_pages_ask_as_often_for_many_as_for_one(cast):
    work(cast, 0)
    before = asked(cast)
    for n in range(1, 3 + SLACK):
        work(cast, n)
    after = asked(cast)
    assert {page: (before[page], n) for page, n in after.items() if n > before[page] + SLACK} == {}
