"""Who may ask, answer and read what of a request: the other offices asked, the centre, heirs, third parties."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from difflib import unified_diff
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from sarhad.access import actions as access
from sarhad.access.actions import Heir
from sarhad.access.reader import operator
from sarhad.desk import queries
from sarhad.desk.models import Counter, Proposal
from sarhad.desk.proposals import draft_of, proposals
from sarhad.desk.requests import (
    Ask,
    Reply,
    answer,
    approve,
    ask,
    end,
    may_take,
    propose,
    refuse_proposal,
    register,
    step,
)
from sarhad.entities.actions import Draft
from sarhad.entities.queries import profile
from sarhad.kernel.claim import FragmentRef, Handling, Scope
from sarhad.ledger import actions as ledger
from sarhad.ledger.models import Entry
from sarhad.matching.models import Pointer
from tests.cast import person

pytestmark = pytest.mark.django_db

ENTITY, THEIRS = "a1" * 16, "b2" * 16
NOW = datetime(2027, 11, 19, 8, 0, tzinfo=UTC)  # a Friday, later than any seat that a test has just made
TO_BOTH = ("KZ-MIA", "UZ-NIAC")


@pytest.fixture
def clock(monkeypatch):
    """Sets the time; it stands still."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        monkeypatch.setattr(ledger, "time", SimpleNamespace(time=moment.timestamp))

    at(NOW)
    return at


# Law 2 between those who are asked


def test_an_office_asked_reads_the_same_bytes_whoever_else_was_asked(cast, clock):
    """Pages, journal, letter, entries: what KZ-MIA gets when it is asked alone, and with another."""
    [fact] = cast.contribute("TJ-DCA", [person("KARIMOV Rustam", ENTITY)])
    alone = _seen_by_partner(cast, Ask("Who?", subjects=(ENTITY,), to=("KZ-MIA",), facts=(fact,)))
    beside = _seen_by_partner(cast, Ask("Who?", subjects=(ENTITY,), to=TO_BOTH, facts=(fact,)))
    assert alone.keys() == beside.keys()
    for address, content in alone.items():
        assert "\n".join(unified_diff(content.splitlines(), beside[address].splitlines(), n=0)) == "", address
    assert any("KARIMOV" in content for content in alone.values())


def _seen_by_partner(cast, given: Ask) -> dict[str, str]:
    """What the partner gets at each address, and then nothing of it ever happened."""
    with transaction.atomic():
        id = ask(cast.reader("owner"), given)
        reader, client = cast.reader("partner"), cast.client("partner")
        [leg] = queries.request(reader, id).legs
        entries = [Entry.objects.get(id=ref.ref.contribution) for ref in (*leg.statements, *_request(reader, id))]
        register(reader, leg.letter)
        answer(reader, leg.letter, Reply("nothing-held"))
        addresses = [
            "/", "/requests/?box=in&state=", f"/requests/{id}/", f"/e/{id}/", f"/e/{id}/history/", f"/e/{id}/who/",
            f"/e/{ENTITY}/", f"/e/{ENTITY}/who/", "/journal/", "/journal/export.csv", "/balance/", "/releases/",
            f"/letters/{leg.letter}/letter.pdf",
            *(f"/c/{each.id}/" for each in entries),
        ]  # fmt: skip
        found = {
            f"{n} {_plain(address.encode())!r}": _plain(_get(client, address))
            for n, address in enumerate(addresses)
        }
        transaction.set_rollback(True)
    return found


def _request(reader, id):
    return queries.request(reader, id).statements


def _get(client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content


def _plain(content: bytes) -> str:
    """Random ids by the order in which they appear, tokens of forms out."""
    names: dict[bytes, bytes] = {}
    content = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", content)
    named = re.sub(rb"\b[0-9a-f]{8,64}\b", lambda m: names.setdefault(m[0][:8], b"#%d" % len(names)), content)
    return named.decode("latin-1")


# The centre in between


def test_the_centre_reads_what_it_may_and_no_release(cast):
    """(it reads the question; it reads the answer; it knows the number; what is released it never sees)"""
    [held] = cast.contribute("KZ-MIA", [person("Каримов", THEIRS)])
    told = {}
    for reads in (True, False):
        id = ask(cast.reader("owner"), Ask("Who?", to=("KZ-MIA",), via="CENTRE", centre_reads=reads))
        [leg] = queries.request(cast.reader("owner"), id).legs
        reply = Reply("refused" if reads else "full", "A secret text.", "not ours", legal_basis="article 5")
        answer(
            cast.reader("partner"), leg.letter, reply if reads else Reply("full", "A secret text.", records=(held,))
        )
        step(cast.reader("owner"), leg.letter, "outcome", "Thank you, he is arrested.")
        found = queries.request(cast.reader("centre"), leg.letter)
        page = cast.client("centre").get(f"/requests/{found.id}/").content.decode()
        words = [word in page for word in ("Who?", "A secret text.", "he is arrested", leg.number)]
        told[reads] = words, [each.grants for each in found.legs[0].replies], found.legs[0].state.step
        passed = queries.journal(cast.reader("centre"), timezone.now().year)
        assert {(line.box, line.kind) for line in passed} == {("through", "request"), ("through", "answer")}
    assert told == {
        True: ([True, True, True, True], [()], "refused"),
        False: ([False, False, False, True], [], "answered"),
    }
    assert profile(cast.reader("centre"), THEIRS) is None


def test_who_is_not_asked_sees_nothing(cast):
    id = ask(cast.reader("owner"), Ask("Who?", to=("KZ-MIA",)))
    [leg] = queries.request(cast.reader("owner"), id).legs
    for name in ("third", "centre", "outsider", "liaison"):  # the last one is the asker's own post
        client = cast.client(name)
        assert queries.request(cast.reader(name), id) is None
        gone = (f"/requests/{leg.letter}/", f"/letters/{leg.letter}/letter.pdf", f"/requests/{leg.letter}/answer/")
        assert {client.get(address).status_code for address in gone} == {404}


# Time


def test_late_is_late_to_both_sides(cast, clock):
    id = ask(cast.reader("owner"), Ask("Who?", to=("KZ-MIA",), urgency="flash"))
    for hours, late, near in ((1, False, False), (7, False, True), (9, True, False)):
        clock(NOW + timedelta(hours=hours))
        for name in ("owner", "partner"):
            [leg] = queries.request(cast.reader(name), id).legs
            assert (leg.late, leg.clock.near) == (late, near)
            assert ("1 hour late" in cast.client(name).get(f"/requests/{id}/").content.decode()) == late
    [leg] = queries.request(cast.reader("partner"), id).legs
    step(cast.reader("partner"), leg.letter, "extended", "archive", "2027-12-01")
    assert queries.request(cast.reader("owner"), id).legs[0].late  # until the asker agrees
    step(cast.reader("owner"), leg.letter, "extended", due="2027-12-01")
    [leg] = queries.request(cast.reader("partner"), id).legs
    assert (leg.late, leg.due, leg.asks_until) == (False, "2027-12-01", "")
    clock(NOW + timedelta(days=20))
    answer(cast.reader("partner"), leg.letter, Reply("nothing-held"))
    [balance] = queries.balance(cast.reader("owner"), NOW.date(), NOW.date())
    assert (len(balance.late), balance.waiting, balance.hours) == (1, [], 480)


# Succession


def test_heirs_take_over_what_was_asked_and_what_was_answered(cast):
    """KZ-MIA is abolished: UZ-NIAC takes over what it had received, OUTSIDE its vehicles and nothing else."""
    owner = cast.reader("owner")
    open_, done = (ask(owner, Ask(text, to=("KZ-MIA",))) for text in ("open?", "done?"))
    answer(cast.reader("partner"), queries.request(owner, done).legs[0].letter, Reply("nothing-held"))
    theirs = ask(cast.reader("partner"), Ask("Asked by the one that closes?", to=("TJ-DCA",)))
    heirs = [Heir("UZ-NIAC"), Heir("OUTSIDE", ("Vehicle",), received=False)]
    access.close_office(operator(), heirs=heirs, office="KZ-MIA")
    heir, other = cast.reader("third"), cast.reader("outsider")
    assert [each.id for each in queries.due(heir)] == [open_]
    assert {each.id for each in queries.requests(heir, "in")} == {open_, done}
    [leg] = queries.request(heir, open_).legs
    answer(heir, leg.letter, Reply("full", "From the heir."))
    [leg] = queries.request(owner, open_).legs
    assert (leg.state.outcome, leg.replies[0].office, leg.replies[0].number) == (
        "full", "UZ-NIAC", f"UZ-NIAC/TJ-DCA/{timezone.now().year}/1",
    )  # fmt: skip
    [asked] = queries.requests(heir, "out")
    assert asked.id == theirs
    answer(owner, asked.legs[0].letter, Reply("full", "To the heir."))
    assert queries.request(heir, theirs).legs[0].replies[0].text == "To the heir."
    end(heir, theirs, "closed")
    for box in queries.BOXES:
        assert queries.requests(other, box) == []
    assert queries.journal(other, timezone.now().year) == []


# What is given, and by whom


@pytest.mark.parametrize(
    ("reply", "fits"),
    [
        (Reply("refused", refusal="no"), False),  # without the rule
        (Reply("refused", refusal="no", legal_basis="Law 5, article 3"), True),
        (Reply("full"), False),
        (Reply("interim", "We look."), True),
        (Reply("nothing-held", records=(FragmentRef("0" * 32, 0),)), False),
        (Reply("perhaps"), False),
        (Reply("full", "Here.", statements=(Draft("Person", {"name": ["Said anew"]}),)), True),
    ],
)
def test_an_answer_says_what_its_outcome_needs(cast, reply, fits):
    id = ask(cast.reader("owner"), Ask("Who?", to=("KZ-MIA",)))
    letter = queries.request(cast.reader("owner"), id).legs[0].letter
    before = Entry.objects.count(), Counter.objects.count()
    if fits:
        answer(cast.reader("partner"), letter, reply)
    else:
        with pytest.raises(ValidationError):
            answer(cast.reader("partner"), letter, reply)
        assert (Entry.objects.count(), Counter.objects.count()) == before
    with pytest.raises(ValidationError):
        answer(cast.reader("third"), letter, Reply("full", "Not asked."))


@pytest.mark.parametrize(("level", "passes"), [(0, True), (1, True), (2, False), (3, False)])
def test_what_others_own_goes_further_only_as_they_allow(cast, level, passes):
    handling = Handling(level, "as told" if level == 3 else "")
    [lent] = cast.contribute("UZ-NIAC", [person("Каримов", THEIRS)], Scope(read=("KZ-MIA",), handling=handling))
    id = ask(cast.reader("owner"), Ask("Who?", to=("KZ-MIA",)))
    letter = queries.request(cast.reader("owner"), id).legs[0].letter
    if not passes:
        with pytest.raises(ValidationError, match="UZ-NIAC"):
            answer(cast.reader("partner"), letter, Reply("full", "Here.", records=(lent,)))
        return
    answer(cast.reader("partner"), letter, Reply("full", "Here.", records=(lent,)))
    [said] = profile(cast.reader("owner"), THEIRS).statements
    assert (said.owner, said.source, said.handling.level) == ("KZ-MIA", "UZ-NIAC", level)


def test_a_further_release_asks_the_owner_again(cast):
    """TJ-DCA reads a record under H2 and wants KZ-MIA to read it: its owner, UZ-NIAC, is asked and grants it."""
    [record] = cast.contribute(
        "UZ-NIAC", [person("Каримов", THEIRS)], Scope(read=("TJ-DCA",), handling=Handling(2))
    )
    owner = cast.reader("owner")
    wanted = Ask("May KZ-MIA read it?", to=("UZ-NIAC",), kind="release", record=str(record), release_to="KZ-MIA")
    with pytest.raises(ValidationError, match="UZ-NIAC"):
        ask(owner, Ask("May it?", to=("KZ-MIA",), kind="release", record=str(record)))
    id = ask(owner, wanted)
    letter = queries.request(cast.reader("third"), id).legs[0].letter
    assert profile(cast.reader("partner"), THEIRS) is None
    answer(cast.reader("third"), letter, Reply("full", "Yes.", handling=Handling(2), asked=f"{record} KZ-MIA"))
    [said] = profile(cast.reader("partner"), THEIRS).statements
    assert (said.owner, said.ref, said.handling.level) == ("UZ-NIAC", record, 2)


def test_a_pointer_is_quoted_to_its_holder_alone(cast):
    Pointer.objects.create(
        token="c3" * 16, office="TJ-DCA", entity=ENTITY, holder="KZ-MIA", shown_at=timezone.now()
    )
    cast.contribute("TJ-DCA", [person("KARIMOV", ENTITY)])
    given = Ask("What do you hold?", subjects=(ENTITY,), to=TO_BOTH, pointer="c3" * 16)
    legs = queries.request(cast.reader("owner"), ask(cast.reader("owner"), given)).legs
    assert [(leg.to, leg.pointer) for leg in legs] == [("KZ-MIA", "c3" * 16), ("UZ-NIAC", "")]
    with pytest.raises(ValidationError):  # somebody else's
        ask(cast.reader("partner"), Ask("What?", to=("UZ-NIAC",), pointer="c3" * 16))


# Drafts


def test_who_may_not_send_lays_it_before_the_head(cast):
    analyst, head, post = cast.reader("colleague"), cast.reader("owner"), cast.reader("border")
    given = Ask("Who?", to=("KZ-MIA",), handling=Handling(1, "ours"), facts=())
    for reader in (analyst, post):
        with pytest.raises(PermissionDenied):
            ask(reader, given)
    with pytest.raises(PermissionDenied):
        propose(post, given)
    with pytest.raises(ValidationError):
        propose(analyst, Ask("", to=("KZ-MIA",)))
    first, second = propose(analyst, given), propose(analyst, given)
    assert draft_of(first) == given
    assert proposals(cast.reader("partner")) == []
    assert queries.requests(cast.reader("partner"), "in") == []
    with pytest.raises(PermissionDenied):
        approve(analyst, first)
    refuse_proposal(head, second, "Ask more precisely.")
    id = approve(head, first)
    with pytest.raises(ValidationError):
        approve(head, first)
    [leg] = queries.request(cast.reader("partner"), id).legs
    assert (leg.signatory, Proposal.objects.get(pk=first.pk).became) == ("Owner", id)
    reply = Reply("full", "Yes.", statements=(Draft("Person", {"name": ["X"]}),))
    row = propose(cast.reader("partner-analyst"), reply, leg.letter)
    approve(cast.reader("partner"), row)
    assert queries.request(head, id).legs[0].replies[0].text == "Yes."


def test_a_post_takes_up_and_reminds_but_ends_nothing(cast):
    """Terms and ends are for those who may draft; so under a PIN, which leaves reading and contributing alone."""
    id = ask(cast.reader("owner"), Ask("Who?", to=("KZ-MIA",)))
    [leg] = queries.request(cast.reader("border"), id).legs
    assert may_take(cast.reader("border"), leg) == ["reminded"]
    assert set(may_take(cast.reader("colleague"), leg)) == {
        "reminded",
        "extended",
        "outcome",
        "closed",
        "withdrawn",
    }
    with pytest.raises(ValidationError):
        end(cast.reader("border"), id, "withdrawn")
