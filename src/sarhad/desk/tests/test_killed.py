"""Kill -9 between any two steps of what posts and desks do: nothing acknowledged is lost, nothing is half there."""

from __future__ import annotations

import pytest

from sarhad.ledger.tests.test_durability import run, url

__all__ = ["url"]  # a fixture


def check(done: dict, tried: int) -> None:
    assert (done["lost"], done["half"], done["uneven"]) == ([], [], [])
    assert done["tried"] >= tried, "hardly anything was killed; this test shows nothing"


def test_kill_9_between_two_steps_of_the_work(tmp_path):
    check(run(tmp_path / "home", "killing", 1, 0.4), 40)


@pytest.mark.soak
def test_kill_9_before_every_statement(tmp_path, url):
    check(run(tmp_path / "home", "killing", 2, "all", url=url), 1000)
