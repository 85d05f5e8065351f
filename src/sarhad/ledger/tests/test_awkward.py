"""Entries that are damaged, gone, void or odd: they stop no purge and no revocation, and leave no rows behind."""

import pytest

from sarhad.kernel.claim import Act, Claim, Kind
from sarhad.ledger import store
from sarhad.ledger.actions import act, append, certify_device, feed_of, revoke_device
from sarhad.ledger.models import ITEMS_PER_ENTRY, Body, Entry, Fragment, Term
from sarhad.ledger.verify import verify
from tests.cast import OWNER_ALONE, PASSWORD, person

pytestmark = pytest.mark.django_db
A = "a" * 32


@pytest.fixture
def stated(cast):
    """(name, entry) of one record."""
    [ref] = cast.contribute("TJ-DCA", [person("Bad One", A)], OWNER_ALONE)
    return ref, Entry.objects.get(id=ref.contribution)


def purge(ref) -> None:
    append(feed_of("TJ-DCA"), kind=Kind.PURGE, items=[act(Act.WITHDRAWAL, {}, refs=(ref,))], officer="x")


def revoke(entry, last_seq: int) -> None:
    """The device that signed it, from another one."""
    certify_device(office="TJ-DCA", device="second", passphrase=PASSWORD)
    revoke_device(office="TJ-DCA", device=entry.feed.device, passphrase=PASSWORD, last_seq=last_seq, officer="x")


def rows_left(entry) -> int:
    first = entry.pos * ITEMS_PER_ENTRY
    terms = Term.objects.filter(fragment_id__gte=first, fragment_id__lt=first + ITEMS_PER_ENTRY)
    return terms.count() + Fragment.objects.filter(id__gte=first, id__lt=first + ITEMS_PER_ENTRY).count()


DAMAGE = {
    "garbage": lambda pos: Body.objects.filter(pos=pos).update(data=b"garbage"),
    "missing": lambda pos: Body.objects.filter(pos=pos).delete(),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_body_stops_no_purge(stated, damage):
    ref, entry = stated
    DAMAGE[damage](entry.pos)
    purge(ref)
    assert rows_left(entry) == 0


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_body_stops_no_revocation(stated, damage):
    entry = stated[1]
    DAMAGE[damage](entry.pos)
    revoke(entry, last_seq=entry.seq - 1)
    assert rows_left(entry) == 0


def test_what_a_void_purge_took_is_no_fault(stated):
    ref, entry = stated
    purge(ref)
    revoke(entry, last_seq=entry.seq)
    assert list(verify(derived=True)) == []


def test_what_arrives_while_verifying_is_no_fault(cast, monkeypatch):
    count = store.terms_of

    def terms_of():
        found = count()
        cast.contribute("TJ-DCA", [person("Meanwhile", A)], OWNER_ALONE)
        return found

    monkeypatch.setattr(store, "terms_of", terms_of)
    assert list(verify(derived=True)) == []


ODD = {
    "a certificate in a contribution": lambda ref: (Kind.CONTRIBUTE, Claim(A, Act.CERTIFICATE, {})),
    "one name twice": lambda ref: (Kind.RETRACT, act(Act.WITHDRAWAL, {}, refs=(ref, ref))),
    "one earlier self twice": lambda ref: (Kind.CONTRIBUTE, Claim(A, "Person", {}, was=(ref, ref))),
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_items_do_no_harm(stated, odd):
    kind, item = ODD[odd](stated[0])
    append(feed_of("TJ-DCA"), kind=kind, items=[item], officer="x")
    assert list(verify(derived=True)) == []
