"""Seizures that look like one and on which nobody has judged: for people to look at. No machine merges them."""

from __future__ import annotations

from sarhad.figures.records import Alike
from sarhad.figures.view import View


def alike(view: View) -> tuple[Alike, ...]:
    """Pairs of other offices in the same state, within a day, with a substance whose weights differ by 5 %."""
    return ()
