"""Whatever is changed behind the ledger's back, `verify` finds it and names the place."""

from random import Random

import pytest

from sarhad.kernel import envelope
from sarhad.kernel.claim import Kind
from sarhad.kernel.envelope import BadEntry, Header
from sarhad.ledger.actions import append, feed_of, ingest
from sarhad.ledger.models import Blob, Body, EffectiveScope, Entry, Feed, Fragment, ScopeParty, Term
from sarhad.ledger.node import keystore
from sarhad.ledger.verify import verify
from tests.cast import person
from tests.seeds import seeds
from tests.worlds import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Each entry of TJ-DCA begins with a fact that has names to search by, whatever a seed draws for the rest."""
    world = World(7)
    for n in range(6):
        world.sign("TJ-DCA", Kind.CONTRIBUTE, [person(f"Каримов {n}"), world.claim()], world.scope())
        world.contribute("UZ-SCC")
    assert not list(verify(derived=True))
    return world


def flip(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) * 8)
    changed = bytearray(data)
    changed[at // 8] ^= 1 << (at % 8)
    return bytes(changed)


def target(office="TJ-DCA", seq=3) -> Entry:
    return Entry.objects.get(feed__office=office, seq=seq)


def faults() -> list[str]:
    return [str(fault) for fault in verify(derived=True)]


PLACES = [(Entry, "stub"), (Entry, "hash"), (Entry, "id"), (Body, "salt"), (Body, "data"), (Fragment, "digest")]


@pytest.mark.parametrize(("table", "column"), PLACES)
def test_any_flipped_bit_is_found(world, table, column):
    entry, random = target(), Random(column)
    rows = table.objects.filter(pk=entry.pos * 1024 if table is Fragment else entry.pos)
    before = rows.values_list(column, flat=True).get()
    for _ in seeds(12):
        hexadecimal = isinstance(before, str)
        changed = flip(bytes.fromhex(before) if hexadecimal else bytes(before), random)
        rows.update(**{column: changed.hex() if hexadecimal else changed})
        assert any(fault.startswith("TJ-DCA/") and "entry 3" in fault for fault in faults())
        rows.update(**{column: before})


CHANGES = {
    "an entry dropped": lambda e: e.delete(),
    "a body dropped": lambda e: Body.objects.filter(pos=e.pos).delete(),
    "a body emptied": lambda e: Body.objects.filter(pos=e.pos).update(salt=None, data=None),
    "a fact rewritten": lambda e: Fragment.objects.filter(id=e.pos * 1024).update(data='{"properties":{}}'),
    "a fact withdrawn": lambda e: Fragment.objects.filter(id=e.pos * 1024).update(state=2),
    "a fact opened": lambda e: Fragment.objects.filter(id=e.pos * 1024).update(scope_id=opened()),
    "a search word added": lambda e: Term.objects.create(kind="name", value="x", fragment_id=e.pos * 1024),
    "search words dropped": lambda e: Term.objects.filter(fragment_id=e.pos * 1024).delete(),
    "an entry renumbered": lambda e: Entry.objects.filter(pos=e.pos).update(seq=77),
}


def opened() -> int:
    return EffectiveScope.objects.filter(owner="UZ-SCC").first().id


@pytest.mark.parametrize("change", CHANGES)
def test_changes_by_hand_are_found(world, change):
    CHANGES[change](target())
    assert any("TJ-DCA/" in fault and "entry 3" in fault for fault in faults()), faults()


def test_the_last_entry_dropped_is_found(world):
    last = Entry.objects.filter(feed__office="TJ-DCA").order_by("seq").last()
    last.delete()
    assert any("missing at the end" in fault for fault in faults())


def test_swapped_entries_are_found(world):
    one, other = target(seq=2), target(seq=3)
    Entry.objects.filter(pos=one.pos).update(seq=99)
    Entry.objects.filter(pos=other.pos).update(seq=2)
    Entry.objects.filter(pos=one.pos).update(seq=3)
    found = faults()
    assert {2, 3} <= {seq for seq in range(9) if any(f"entry {seq}:" in fault for fault in found)}


def test_swapped_bodies_are_found(world):
    one, other = (Body.objects.get(pos=target(seq=seq).pos) for seq in (2, 3))
    Body.objects.filter(pos=one.pos).update(salt=bytes(other.salt), data=bytes(other.data))
    assert any("entry 2: its body is not the one that was signed" in fault for fault in faults())


def test_a_door_held_open_is_found(world):
    scope = Fragment.objects.get(id=target().pos * 1024).scope
    ScopeParty.objects.create(party="OUTSIDE", level=0, scope=scope)
    assert any("lets in others" in fault for fault in faults())


def test_a_changed_attachment_is_found(world):
    Blob.objects.create(digest="ab" * 32, data=b"something else")
    assert any("attachments" in fault for fault in faults())


def forge(feed: Feed, *, seq: int, prev: str, signer: str) -> tuple[bytes, bytes, bytes]:
    """An entry for `feed`, signed with another office's key or put at another place."""
    body = envelope.Body(Kind.CONTRIBUTE, "m", "x", [World(7).claim()], World(7).scope())
    text, salt = envelope.encode_body(body), envelope.new_salt()
    header = Header(feed.id, seq, bytes.fromhex(prev), 0, envelope.commit(salt, text))
    signature = keystore().sign(signer, "node", envelope.to_be_signed(header))
    return envelope.stub_of(header, signature), salt, text


@pytest.mark.parametrize(
    ("seq", "prev", "signer", "fault"),
    [
        (0, "head", "UZ-SCC", "signature does not verify"),
        (1, "head", "TJ-DCA", None),
        (2, "head", "TJ-DCA", "does not follow"),
        (0, "head", "TJ-DCA", "does not follow"),
        (1, "other", "TJ-DCA", "has forked"),
    ],
)
def test_forged_entries_are_refused(world, seq, prev, signer, fault):
    feed = feed_of("TJ-DCA")
    previous = feed.head_hash if prev == "head" else target().hash
    stub, salt, text = forge(feed, seq=feed.head_seq + seq, prev=previous, signer=signer)
    count = Entry.objects.count()
    if fault is None:
        ingest(stub, salt, text)
        assert Entry.objects.count() == count + 1
        return
    with pytest.raises(BadEntry, match=fault):
        ingest(stub, salt, text)
    assert Entry.objects.count() == count


def test_a_body_swapped_on_the_way_is_refused(world):
    feed = feed_of("TJ-DCA")
    stub, salt, text = forge(feed, seq=feed.head_seq + 1, prev=feed.head_hash, signer="TJ-DCA")
    with pytest.raises(BadEntry, match="commitment"):
        ingest(stub, salt, text + b" ")


def check_mutations(seeds: range) -> None:
    """No mutated entry gets in, and none is answered by anything but a clear refusal."""
    feed = feed_of("TJ-DCA")
    entry = forge(feed, seq=feed.head_seq + 1, prev=feed.head_hash, signer="TJ-DCA")
    for seed in seeds:
        random, parts = Random(seed), list(entry)
        which = random.randrange(3)
        for _ in range(random.randint(1, 3)):
            cut = random.random() < 0.3 and len(parts[which]) > 1
            parts[which] = (
                parts[which][: random.randrange(len(parts[which]))] if cut else flip(parts[which] or b"x", random)
            )
        if parts != list(entry):
            with pytest.raises(BadEntry):
                ingest(*parts)


def test_mutated_entries_never_get_in_and_never_crash(world):
    check_mutations(range(1000))


@pytest.mark.soak
def test_mutated_entries_long(world):
    check_mutations(range(1000, 60_000))


def test_the_same_entry_twice_is_no_change(world):
    feed = feed_of("TJ-DCA")
    entry = forge(feed, seq=feed.head_seq + 1, prev=feed.head_hash, signer="TJ-DCA")
    assert ingest(*entry).pos == ingest(*entry).pos


def test_an_append_to_a_closed_office_is_refused(world):
    world.succeed()
    with pytest.raises(Exception, match="closed"):
        append(feed_of("KG-DCS"), kind=Kind.CONTRIBUTE, items=[world.claim()], officer="x")
