"""How many alarms are false, decided before one looks: by share of the alarms, or by number in a year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

SHARE = 0.05
"""Of the alarms of one method in one month, the expected share of false ones at most. Where nothing at all has
changed, every alarm is false: then this is the probability that a method raises any in a month."""
A_YEAR = 6.0
"""False alarms of newcomers in a year, all places together, at most."""
RARE = 0.2
"""What comes more often than this in a month, changed or not, is no warning."""


def discoveries(p: Sequence[float], share: float = SHARE, of: int = 0) -> list[bool]:
    """Which of these tests are alarms, by Benjamini and Hochberg (1995).

    Args:
        of: how many tests there were, if only those with small `p` are given.
    """
    values = np.asarray(p, dtype=float)
    ranked = np.argsort(values, kind="stable")
    passed = np.flatnonzero(values[ranked] <= share * np.arange(1, len(values) + 1) / max(of, len(values), 1))
    found = np.zeros(len(values), dtype=bool)
    if len(passed):
        found[ranked[: passed[-1] + 1]] = True
    return found.tolist()


def affordable(rates: Sequence[float], most: float = A_YEAR / 12) -> list[bool]:
    """Which places may raise an alarm in a month so that `most` false ones are to be expected together.

    Args:
        rates: of each place, the probability of something new in the month if nothing changes. The places where
            it is rarest come first, for there it tells most.
    """
    values = np.asarray(rates, dtype=float)
    ranked = np.argsort(values, kind="stable")
    found = np.zeros(len(values), dtype=bool)
    found[ranked[np.cumsum(values[ranked]) <= most]] = True
    found &= values <= RARE
    return found.tolist()
