"""Two officers at once, and one who presses the button twice: it happens once, and nothing typed is lost."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from sarhad.access import sharing
from sarhad.desk import queries, steps
from sarhad.desk.models import Proposal
from sarhad.desk.requests import Ask, Reply, answer, ask, end, propose, register, step
from sarhad.kernel.claim import FragmentRef, Scope
from sarhad.ledger.models import Entry
from sarhad.systems.exchange import recalls
from tests.cast import person

pytestmark = pytest.mark.django_db
ONCE = "0" * 32


@pytest.fixture
def letter(cast) -> str:
    """Of the owner's request to KZ-MIA."""
    return _leg(cast, ask(cast.reader("owner"), Ask("Who is he?", to=("KZ-MIA",)))).letter


def _leg(cast, request: str):
    found = queries.request(cast.reader("owner"), request)
    assert found
    return found.legs[0]


def _recalled(cast) -> FragmentRef:
    [ref] = cast.contribute("TJ-DCA", [person("KARIMOV Rustam")])
    given = sharing.grant(cast.reader("owner"), refs=[ref], scope=Scope(read=("KZ-MIA",)))
    sharing.recall(cast.reader("owner"), grant=FragmentRef(given.id, 0))
    [told] = recalls.received(cast.reader("partner"))
    return told.ref


ACTS = {
    "register": (steps, lambda cast, letter, _: register(cast.reader("partner"), letter)),
    "accept": (steps, lambda cast, letter, _: step(cast.reader("partner"), letter, "accepted")),
    "close": (steps, lambda cast, letter, _: end(cast.reader("owner"), _leg(cast, letter).letter, "closed")),
    "sign": (recalls, lambda cast, _, recall: recalls.sign_removal(cast.reader("partner"), recall, "removed")),
}


@pytest.mark.parametrize("name", ACTS)
def test_of_two_at_once_one_is_told_that_it_is_done(cast, letter, monkeypatch, name):
    """The other one gets the writer's lock just before: all that is looked at must be looked at behind it."""
    (room, act), recall = ACTS[name], _recalled(cast)
    usual, begun = room.writer, []

    @contextmanager
    def later():
        if not begun:
            begun.append(True)
            act(cast, letter, recall)
            begun.append(Entry.objects.count())
        with usual():
            yield

    monkeypatch.setattr(room, "writer", later)
    with pytest.raises(ValidationError):
        act(cast, letter, recall)
    assert begun == [True, Entry.objects.count()]


def test_what_is_sent_twice_is_sent_once(cast, letter):
    owner, partner, given = (
        cast.reader("owner"),
        cast.reader("partner"),
        Ask("Whose car?", to=("KZ-MIA",), once=ONCE),
    )
    reply = Reply("full", "See the record.", once=ONCE)
    first = ask(owner, given), answer(partner, letter, reply).id
    count = Entry.objects.count()
    assert (ask(owner, given), answer(partner, letter, reply).id) == first
    assert Entry.objects.count() == count
    drafts = [propose(cast.reader("colleague"), given).pk for _ in range(2)]
    assert drafts == [Proposal.objects.get().pk] * 2


def test_gone_back_to_and_changed_it_is_another(cast, letter):
    owner, partner, given = (
        cast.reader("owner"),
        cast.reader("partner"),
        Ask("Whose car?", to=("KZ-MIA",), once=ONCE),
    )
    asked = {ask(owner, replace(given, question=text)) for text in ("Whose car?", "Whose lorry?")}
    answered = {answer(partner, letter, Reply("full", text, once=ONCE)).id for text in ("A's", "B's")}
    assert (len(asked), len(answered)) == (2, 2)


def test_pages_draw_it(cast, letter):
    for who, address in {"owner": "/requests/new/", "partner": f"/requests/{letter}/answer/"}.items():
        assert 'name="once" value="' in cast.client(who).get(address).content.decode()
