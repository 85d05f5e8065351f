"""Law 1: everything derived follows from the entries, whatever the order in which they arrived."""

from random import Random

import pytest

from sarhad.kernel import envelope
from sarhad.ledger import store
from sarhad.ledger.actions import ingest
from sarhad.ledger.models import Body, Entry, Feed
from sarhad.ledger.rebuild import digests, rebuild
from sarhad.ledger.verify import verify
from tests.seeds import seeds
from tests.worlds import World

pytestmark = pytest.mark.django_db


def everything():
    """(feed, stub, salt, text) of every entry, as another node would get them."""
    bodies = {row.pos: row for row in Body.objects.all()}
    for entry in Entry.objects.order_by("pos"):
        body = bodies[entry.pos]
        text = envelope.decompress(bytes(body.data)) if body.data else None
        yield entry.feed_id, bytes(entry.stub), body.salt and bytes(body.salt), text


def empty_node():
    for model in (Body, Entry, Feed):
        model.objects.all().delete()
    store.clear()


def interleaved(entries, random: Random):
    """Feeds in any order, each feed in its own."""
    queues = {}
    for feed, *entry in entries:
        queues.setdefault(feed, []).append(entry)
    while queues:
        feed = random.choice(sorted(queues))
        yield queues[feed].pop(0)
        if not queues[feed]:
            del queues[feed]


def check_replay(seed: int, steps: int) -> None:
    World(seed).grow(steps)
    before = digests()
    assert not list(verify(derived=True))
    rebuild()
    assert digests() == before, "rebuild"
    assert not list(verify(derived=True))


def check_order(seed: int, steps: int) -> None:
    World(seed).grow(steps)
    before, entries = digests(), list(everything())
    empty_node()
    for stub, salt, text in interleaved(entries, Random(seed)):
        ingest(stub, salt, text)
    assert digests() == before
    assert not list(verify(derived=True))


@pytest.mark.parametrize("seed", seeds(18))
def test_rebuild_equals_what_was_there(seed):
    check_replay(seed, 40)


@pytest.mark.parametrize("seed", seeds(18))
def test_any_order_of_arrival_gives_the_same_state(seed):
    check_order(seed + 1000, 40)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(500))
def test_replay_long(seed):
    check_replay(seed + 10_000, 120)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(500))
def test_order_long(seed):
    check_order(seed + 20_000, 120)
