"""Laws of the store over random worlds, with tables, decisions on rows and cases in them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from sarhad.access.reader import Reader
from sarhad.access.roles import Role
from sarhad.figures.follower import FigureLines, drop
from sarhad.kernel.claim import Claim
from sarhad.ledger.queries import groups_of
from sarhad.systems.monitor.store import files, queries
from sarhad.systems.monitor.store.cases import cases
from sarhad.systems.monitor.store.follower import Monitor
from sarhad.systems.monitor.store.records import Where
from tests.contract.test_noninterference import undone
from tests.seeds import seeds
from tests.worlds import World

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
WORLDS, STEPS = 2, 40
OFTEN = ("Seizure", "SeizedItem", "StatisticalTable", "RowDecision")


class Statistics(World):
    """Most of what is stated here is of the monitor."""

    def claim(self) -> Claim:
        for _ in range(20):
            if (made := super().claim()).schema in OFTEN:
                break
        return made


def answers(reader: Reader) -> list[Any]:
    """Everything that pages are made of, in order."""
    path = cases(reader).path
    return [
        queries.sources(reader),
        queries.rows(reader, Where(), size=500),
        queries.rows(reader, Where(once="none"), size=500),
        queries.sums(reader, Where(once="all"), ("country", "month", "substance"), tuple(queries.MEASURES)),
        queries.span(reader),
        queries.series(reader, "prices"),
        path and path.name,
        path and path.read_bytes(),
    ]


def readers(world: World) -> Iterator[Reader]:
    for office in world.random.sample(["TJ-DCA", "KG-DCS", "KG-MIA", "UZ-SCC", "CENTRE"], 2):
        yield Reader("x", office, groups_of(office), frozenset({Role.ANALYST}), "test")


@pytest.mark.parametrize("seed", seeds(WORLDS, 900))
def test_what_is_hidden_changes_no_answer_and_neither_does_any_lag(seed: int) -> None:
    check_world(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(900 + WORLDS, 1900))
def test_what_is_hidden_changes_no_answer_and_neither_does_any_lag_long(seed: int) -> None:
    check_world(seed)


def check_world(seed: int) -> None:
    world, random = Statistics(seed), Random(seed)
    world.grow(STEPS)
    for reader in readers(world):
        if random.random() < 0.5:
            Monitor().catch_up()
        before = answers(reader)
        with undone():
            world.grow_unseen(STEPS, reader)
            if random.random() < 0.5:
                Monitor().catch_up()
            assert answers(reader) == before, f"seed {seed}: {reader}"
        drop()
        for path in (*files.place(files.SEIZURES).iterdir(), *files.place(files.CASES).iterdir()):
            path.unlink()
        assert answers(reader) == before, f"seed {seed}: {reader}"
        FigureLines().catch_up()
        Monitor().catch_up()
        assert answers(reader) == before, f"seed {seed}: {reader}"
    assert before[1].rows or before[0] or seed % 2, "some worlds show something"
