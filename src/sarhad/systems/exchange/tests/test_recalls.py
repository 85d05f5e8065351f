"""Recall: each holder is told, signs the removal, and the owner sees who has not; nobody else learns of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from sarhad.access import actions as access
from sarhad.entities import actions, queries
from sarhad.entities.actions import Draft
from sarhad.entities.basis import built
from sarhad.kernel.claim import FragmentRef, Handling, Scope
from sarhad.systems.exchange import recalls
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
LATE = 14  # days: three working days, whatever weekend or feast comes between
BUYER = {"name": ["Prokhorov Vadim"]}


def say(cast, who="owner", scope=Scope(), **fields):
    """One statement about a person, as (entity, name)."""
    reader = cast.reader(who)
    draft = Draft("Person", BUYER, **{"entity": actions.new_entity(reader), **fields})
    return draft.entity, FragmentRef(actions.contribute(reader, [draft], scope).id, 0)


def grant(cast, ref, *read, level=1, **more):
    scope = Scope(read=read, handling=Handling(level))
    entry = access.grant(cast.reader("owner"), refs=[ref], scope=scope, **more)
    return [FragmentRef(entry.id, n) for n in range(len(read))]


def told(cast, who, **more):
    return recalls.received(cast.reader(who), **more)


def later(monkeypatch, days):
    day = timezone.localdate() + timedelta(days=days)
    monkeypatch.setattr(timezone, "localdate", lambda at=None, zone=None: at.date() if at else day)


def test_a_recalled_release_is_told_to_its_party_and_signed(cast, monkeypatch):
    entity, ref = say(cast)
    to_partner, _to_third = grant(cast, ref, "KZ-MIA", "UZ-NIAC")
    _, built_ref = say(cast, "partner", Scope(read=("UZ-NIAC",)), entity=entity, basis=(ref,))
    access.recall(cast.reader("owner"), grant=to_partner)

    (mine,) = told(cast, "partner", waiting=True)
    assert (mine.owner, mine.what, mine.records) == ("TJ-DCA", "release", 1)
    assert [each.ref for each in mine.ours] == [built_ref]
    assert [each.statement.ref for each in built(cast.reader("partner-analyst"))] == [built_ref]
    for other in ("third", "centre", "liaison", "outsider", "owner"):
        assert told(cast, other) == []

    (own,) = recalls.given(cast.reader("colleague"))
    assert [each.office for each in own.holders] == ["KZ-MIA"]
    assert not own.late
    later(monkeypatch, LATE)
    assert [holder.office for _, holder in recalls.late(cast.reader("owner"))] == ["KZ-MIA"]

    with pytest.raises(PermissionDenied):
        recalls.sign_removal(cast.reader("partner-analyst"), mine.ref, "removed")
    with pytest.raises(ValidationError, match="to whom"):
        recalls.sign_removal(cast.reader("partner"), mine.ref, "partly")
    recalls.sign_removal(cast.reader("partner"), mine.ref, "partly", "UZ-NIAC had a print")
    assert told(cast, "partner", waiting=True) == []
    assert told(cast, "partner")[0].receipt.outcome == "partly"
    assert recalls.late(cast.reader("owner")) == []
    assert recalls.given(cast.reader("owner"))[0].holders[0].receipt.note == "UZ-NIAC had a print"
    with pytest.raises(ValidationError, match="Nothing waits"):
        recalls.sign_removal(cast.reader("partner"), mine.ref, "removed")
    with pytest.raises(ValidationError, match="Nothing waits"):
        recalls.sign_removal(cast.reader("third"), mine.ref, "removed")


def test_what_was_never_read_is_nobodys_to_remove(cast):
    _, ref = say(cast)
    (offer,) = grant(cast, ref, "KZ-MIA", on_accept=True, conditions="ask first")
    access.recall(cast.reader("owner"), grant=offer)
    assert told(cast, "partner") == []
    assert recalls.given(cast.reader("owner")) == []
    (offer,) = grant(cast, ref, "KZ-MIA", on_accept=True, conditions="ask first")
    access.accept(cast.reader("partner"), grant=offer)
    access.recall(cast.reader("owner"), grant=offer)
    assert len(told(cast, "partner")) == 1


def test_a_withdrawal_is_told_to_who_was_in_the_group_then(cast):
    _, ref = say(cast, scope=Scope(read=(MEMBERS, "public")))
    actions.retract(cast.reader("owner"), [ref], "wrong person")
    centre = cast.reader("centre")
    access.leave(centre, group=MEMBERS, member="UZ-NIAC")
    access.join(centre, group=MEMBERS, members=["OUTSIDE"])

    (own,) = recalls.given(cast.reader("owner"))
    assert [each.office for each in own.holders] == ["CENTRE", "KZ-MIA", "UZ-NIAC"]
    assert len(told(cast, "partner")) == 1
    assert told(cast, "liaison") == []  # had it as everybody had
    (theirs,) = told(cast, "centre")
    recalls.sign_removal(centre, theirs.ref, "none-made")
    assert [each.receipt is not None for each in recalls.given(cast.reader("owner"))[0].holders] == [
        True,
        False,
        False,
    ]
    assert told(cast, "partner")[0].receipt is None  # nobody learns who else has signed


@pytest.mark.parametrize(("level", "asked"), [(1, True), (0, False)])
def test_a_correction_is_told_where_copies_are_answered_for(cast, level, asked):
    _, ref = say(cast, scope=Scope(read=("KZ-MIA",), handling=Handling(level)))
    entry = actions.correct(cast.reader("owner"), ref, Draft("Person", {"name": ["Prokhorov Vadim Sergeevich"]}))
    found = told(cast, "partner")
    assert [(each.what, each.new) for each in found] == [("corrected", (FragmentRef(entry.id, 0),))] * asked
    assert len(recalls.given(cast.reader("owner"))) == asked
    assert told(cast, "third") == []


def test_a_correction_tells_whom_it_leaves_out(cast):
    _, ref = say(cast, scope=Scope(read=("KZ-MIA", "UZ-NIAC"), handling=Handling(1)))
    draft = Draft("Person", BUYER, scope=Scope(read=("UZ-NIAC",), handling=Handling(1)))
    actions.correct(cast.reader("owner"), ref, draft)
    assert [each.what for each in told(cast, "partner")] == ["records"]
    assert [each.what for each in told(cast, "third")] == ["corrected"]
    assert [each.office for each in recalls.given(cast.reader("owner"))[0].holders] == ["KZ-MIA", "UZ-NIAC"]


def test_the_heir_of_a_holder_signs_and_the_heir_of_the_owner_reads(cast):
    _, ref = say(cast)
    (to_partner,) = grant(cast, ref, "KZ-MIA")
    access.recall(cast.reader("owner"), grant=to_partner)
    access.close_office(cast.reader("partner"), heirs=[access.Heir("UZ-NIAC")])
    (theirs,) = told(cast, "third")
    (own,) = recalls.given(cast.reader("owner"))
    assert [(each.office, each.before) for each in own.holders] == [("UZ-NIAC", ("KZ-MIA",))]
    access.close_office(cast.reader("owner"), heirs=[access.Heir("BLO-NP")])
    recalls.sign_removal(cast.reader("third"), theirs.ref, "removed")
    assert [each.signed for each in recalls.given(cast.reader("liaison"))] == [1]


# What statements are made from


def test_a_basis_is_what_the_author_sees(cast):
    _, hidden = say(cast)
    texts = set()
    for ref in (hidden, FragmentRef("f" * 32, 0)):
        with pytest.raises(ValidationError) as refused:
            say(cast, "partner", basis=(ref,))
        texts |= set(refused.value.messages)
    assert len(texts) == 1


def test_a_basis_is_named_to_those_who_see_it_too(cast):
    entity, ref = say(cast, scope=Scope(read=("KZ-MIA", "UZ-NIAC")))
    _, open_to_all = say(cast, "partner", Scope(read=(MEMBERS,)), entity=entity, basis=(ref,))
    seen = {
        who: queries.contribution(cast.reader(who), open_to_all.contribution).statements[0].basis
        for who in ("partner", "third", "centre")
    }
    assert seen == {"partner": (ref,), "third": (ref,), "centre": ()}


def test_a_correction_stands_on_what_is_still_seen(cast):
    entity, ref = say(cast, scope=Scope(read=("KZ-MIA",)))
    _, other = say(cast, scope=Scope(read=("KZ-MIA",)), entity=entity)
    _, made = say(cast, "partner", entity=entity, basis=(ref, other))
    actions.correct(cast.reader("owner"), other, Draft("Person", {"name": ["Somebody Else"]}))
    actions.retract(cast.reader("owner"), [ref])
    (mark,) = built(cast.reader("partner"))
    assert (mark.gone, mark.corrected) == (1, (other,))
    entry = actions.correct(cast.reader("partner"), made, Draft("Person", BUYER))
    assert queries.contribution(cast.reader("partner"), entry.id).statements[0].basis == (other,)
    assert built(cast.reader("owner")) == []


# Pages


@pytest.mark.parametrize(("language", "words"), [("en", "To remove and sign"), ("ru", "Удалить и подписать")])
def test_the_pages(cast, language, words, monkeypatch):
    entity, ref = say(cast)
    (to_partner,) = grant(cast, ref, "KZ-MIA")
    say(cast, "partner", entity=entity, basis=(ref,))
    access.recall(cast.reader("owner"), grant=to_partner)
    later(monkeypatch, LATE)
    owner, partner, other = (cast.client(who) for who in ("owner", "partner", "third"))
    for client in (owner, partner, other):
        client.post("/language/", {"language": language, "next": "/"})
    sign = f"/recalls/{told(cast, 'partner')[0].ref.contribution}/0/sign/"
    assert words in partner.get("/").content.decode()
    assert "KZ-MIA" in owner.get("/").content.decode()
    assert sign in partner.get("/recalls/").content.decode()
    assert "Prokhorov" in partner.get("/recalls/?show=built").content.decode()
    shown = owner.get("/recalls/?show=ours").content.decode()
    assert "KZ-MIA" in shown
    assert "bad" in shown  # late
    assert other.get(sign).status_code == owner.get(sign).status_code == 404
    assert partner.post(sign, {"outcome": "partly"}).status_code == 200  # asks for the note
    assert partner.post(sign, {"outcome": "removed"}).status_code == 302
    assert sign not in partner.get("/recalls/").content.decode()
    assert words not in partner.get("/").content.decode()
