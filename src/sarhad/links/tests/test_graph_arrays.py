"""Arrays answer as the tables do, whenever they were written; and nobody notices what it may not see."""

from random import Random

import pytest

from sarhad.links.graph import follower
from sarhad.links.graph.follower import Graph
from sarhad.links.tests.tangle import Tangle
from tests.seeds import seeds

pytestmark = pytest.mark.django_db


@pytest.fixture
def tables(monkeypatch):
    """Asks something of the tables alone."""

    def ask(question, *args):
        with monkeypatch.context() as patch:
            patch.setattr(follower, "now", lambda: None)
            return question(*args)

    return ask


@pytest.mark.parametrize("seed", seeds(8))
def test_arrays_answer_as_the_tables_do(seed, tables):
    world = Tangle(1000 + seed)
    world.grow(15 + seed)
    Graph().catch_up()
    written = follower.followers.cursor("graph").pos
    for step in range(3):  # at once, with what came later, and with what came after that
        if follower.now() is None:  # an office was opened again
            break
        for reader in Random(seed + step).sample(world.readers(), 2):
            assert world.answers(reader, seed + step) == tables(world.answers, reader, seed + step)
        world.grow_one_by_one(8)
    assert follower.followers.cursor("graph").pos == written < follower.followers.head()


@pytest.mark.parametrize("seed", seeds(4))
def test_whatever_happens_arrays_are_right_or_not_asked(seed, tables):
    world = Tangle(2000 + seed)
    world.grow(20)
    Graph().catch_up()
    world.random.choice([world.purge, world.succeed, world.revoke, world.contribute])()
    world.grow(4)
    reader = Random(seed).choice(world.readers())
    assert world.answers(reader, seed) == tables(world.answers, reader, seed)
    Graph().catch_up()
    assert follower.now() is not None
    assert world.answers(reader, seed) == tables(world.answers, reader, seed)


@pytest.mark.parametrize("seed", seeds(6))
def test_nobody_notices_what_it_may_not_see(seed):
    world = Tangle(3000 + seed)
    world.grow(30)
    reader = Random(seed).choice(world.readers())
    if seed % 2:
        Graph().catch_up()
    before = world.answers(reader, seed)
    world.grow_unseen(12, reader)
    assert world.answers(reader, seed) == before
    Graph().catch_up()
    assert world.answers(reader, seed) == before
    follower.drop()
    Graph().catch_up()
    assert world.answers(reader, seed) == before
