"""What appears in a place for the first time in years, and whether that was to be expected.

After Good, Biometrika 40 (1953) 237–264: the probability that the next one is of a kind not seen before is about
the share of kinds seen exactly once (Turing's estimate of what is not covered).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

PAST = 36  # months
FEWEST = 30  # records in the past of a place, below which everything would be new


class New(NamedTuple):
    """Of one place in one month."""

    codes: tuple[str, ...]  # what was not seen in the years before, with how often now: see `counts`
    counts: tuple[int, ...]
    chance: float  # of anything new in a month with so many records, if nothing changes


def newcomers(past: Mapping[str, int], now: Mapping[str, int]) -> New | None:
    """None where the past is too short. The empty code, not given, is nothing."""
    before = {code: n for code, n in past.items() if code and n}
    records = sum(before.values())
    if records < FEWEST:
        return None
    once = sum(n == 1 for n in before.values())
    rate = (once + 1) / (records + 1)  # one more: nothing seen once does not mean that nothing new will come
    seen = sum(n for code, n in now.items() if code)
    fresh = sorted((code, n) for code, n in now.items() if code and n and code not in before)
    codes, counts = zip(*fresh, strict=True) if fresh else ((), ())
    return New(tuple(codes), tuple(counts), 1 - (1 - min(rate, 1)) ** seen)
