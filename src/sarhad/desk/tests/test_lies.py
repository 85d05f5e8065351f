"""Offices that sign lies in others' requests: nothing of it counts, nothing of it keeps a page from opening."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from sarhad.desk import queries
from sarhad.desk.models import Proposal
from sarhad.desk.requests import Ask, ask
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.queries import profile
from sarhad.kernel.claim import FragmentRef, Handling, Scope
from sarhad.ledger.models import Fragment
from sarhad.ledger.naming import resolve
from tests.cast import PASSWORD, person

pytestmark = pytest.mark.django_db

FAKE = "f0" * 16
LIES = ["received", "passed-on", "accepted", "answered", "refused", "outcome", "closed", "withdrawn", "extended"]


def say(reader, *drafts: Draft, to: str = "TJ-DCA") -> None:
    actions.contribute(reader, list(drafts), Scope(read=(to,)))


def seen(cast, request):
    [leg] = queries.request(cast.reader("owner"), request).legs
    return leg


def test_what_others_sign_about_a_letter_moves_nothing(cast):
    """Not its state, its clock, its history, its answers, its numbers, the balance, what came."""
    owner, outsider = cast.reader("owner"), cast.reader("outsider")
    request = ask(owner, Ask("Who?", to=("KZ-MIA",)))
    before, year = seen(cast, request), timezone.localdate().year
    period = date(year - 1, 1, 1), date(year + 1, 1, 1)
    figures = queries.balance(owner, *period), queries.came(owner)
    about = {"request": [request], "letter": [before.letter], "date": ["2020-01-01"], "dueDate": ["2020-01-02"]}
    say(outsider, *(Draft("RequestStep", {**about, "step": [lie], "office": ["KZ-MIA"]}) for lie in LIES))
    say(outsider, Draft("LetterReceipt", {"letter": [before.letter], "number": ["1"], "office": ["KZ-MIA"]}))
    reply = {
        "number": ["OUTSIDE/TJ-DCA/1"],
        "date": ["2020-01-01"],
        "toOffice": ["TJ-DCA"],
        "fromOffice": ["OUTSIDE"],
    }
    say(
        outsider,
        Draft("Letter", {**reply, "inReplyTo": [before.letter], "about": [FAKE]}),
        Draft("Answer", {"request": [request], "outcome": ["nothing-held"], "date": ["2020-01-01"]}, FAKE),
    )
    after = seen(cast, request)
    assert after.state == before.state
    assert (after.steps, after.replies, after.receipts) == (before.steps, before.replies, before.receipts)
    assert (after.due, after.asks_until, after.late) == (before.due, before.asks_until, before.late)
    assert (queries.balance(owner, *period), queries.came(owner)) == figures


def test_an_office_asked_cannot_pass_a_letter_off_as_its_own(cast):
    owner, partner = cast.reader("owner"), cast.reader("partner")
    request = ask(owner, Ask("Who?", to=("KZ-MIA",)))
    letter = seen(cast, request).letter
    stolen = {"number": ["9"], "date": ["2020-01-01"], "fromOffice": ["KZ-MIA"], "toOffice": ["TJ-DCA"]}
    say(partner, Draft("Letter", {**stolen, "about": [request]}, letter))
    assert (seen(cast, request).asker, seen(cast, request).to) == ("TJ-DCA", "KZ-MIA")


@pytest.mark.parametrize("day", ["2026", "2026-11-20", "", "9999-12-31T23:59:59-05:00"])
def test_days_of_any_precision_keep_no_page_from_opening(cast, day):
    owner, partner, letters = cast.reader("owner"), cast.reader("partner"), ["c1" * 16, "c2" * 16]
    dated = {"date": [day]} if day else {}
    side = {"fromOffice": ["KZ-MIA"], "toOffice": ["TJ-DCA"], "number": ["1"], **dated}
    for letter, end in zip(letters, ("withdrawn", "sent"), strict=True):
        request = letter[::-1]
        step = {"letter": [letter], "step": [end], "dueDate": [day or "2026"], **dated}
        say(
            partner,
            Draft("Request", {"question": ["?"], "name": ["?"], **dated}, request),
            Draft("Letter", {**side, "about": [request]}, letter),
            Draft("RequestStep", step),
        )
    mine = seen(cast, ask(owner, Ask("Who?", to=("KZ-MIA",)))).letter
    answered = Draft("Letter", {**side, "about": [FAKE], "inReplyTo": [mine]})
    say(partner, answered, Draft("Answer", {"outcome": ["full"], **dated}, FAKE))
    lists = ["/", "/requests/?box=in&state=", "/requests/?box=out&state=", "/balance/", "/journal/"]
    ones = [address for id in letters for address in (f"/requests/{id}/", f"/letters/{id}/letter.pdf")]
    for address in (*lists, *ones):
        assert cast.client("owner").get(address).status_code == 200, address


def test_only_what_the_head_looked_at_is_released(cast):
    """An asker points its letter to another record once the answer is drafted: nothing goes out."""
    lent, secret = (
        cast.contribute("TJ-DCA", [person(name)], Scope(read=read, handling=Handling(2)))[0]
        for name, read in (("Lent", ("KZ-MIA",)), ("Secret", ()))
    )
    partner, head, analyst = cast.reader("partner"), cast.client("owner"), cast.client("colleague")
    wanted = Ask("May UZ-NIAC?", to=("TJ-DCA",), kind="release", record=str(lent), release_to="UZ-NIAC")
    [leg] = queries.request(partner, ask(partner, wanted)).legs
    page = analyst.get(f"/requests/{leg.letter}/answer/").content.decode()
    assert "release of “Lent” to UZ-NIAC" in page
    asked = re.search(r'name="asked" value="([^"]+)"', page)[1]
    for _twice in range(2):
        given = {"outcome": "full", "reply": "Yes.", "level": "2", "asked": asked, "once": uuid4().hex}
        assert analyst.post(f"/requests/{leg.letter}/answer/", given).status_code == 302
    first, second = (f"/requests/approvals/{row.pk}/" for row in Proposal.objects.order_by("made_at"))
    assert "release of “Lent” to UZ-NIAC" in head.get(first).content.decode()
    [said] = leg.statements
    other = {**said.properties, "record": [str(secret)]}
    letter = actions.correct(partner, said.ref, Draft("Letter", other))
    sign = {"approve": "1", "password": PASSWORD}
    assert "not what you looked at" in head.post(first, sign).content.decode()
    assert profile(cast.reader("third"), _entity(secret)) is None
    actions.correct(partner, FragmentRef(letter.id, 0), Draft("Letter", dict(said.properties)))
    assert head.post(second, sign).status_code == 302
    seen_now = [profile(cast.reader("third"), _entity(ref)) is not None for ref in (lent, secret)]
    assert seen_now == [True, False]


def _entity(ref: FragmentRef) -> str:
    return Fragment.objects.get(id__in=resolve([ref])).entity
