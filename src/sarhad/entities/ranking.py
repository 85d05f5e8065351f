"""How alike a query and a name are: shipped weights, no statistics of what is in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from sarhad.kernel import names

ASKED, UNASKED = 0.85, 0.15
"""Words of the query that the name has count for most; words that only the name has count a little against it."""

SAME_SOUND = 0.9
"""The most that two words count which are not equal."""


def distance(word: str) -> int:
    """How many letters of a folded word may differ: short words become others too easily, numbers always."""
    return 0 if len(word) < 3 or not word.isalpha() else 1 if len(word) < 5 else 2


def best(words: Sequence[str], candidates: Collection[str]) -> tuple[int, str]:
    """The name that fits best, with its score; the first by alphabet where several do; (0, "") if there is none."""
    scored = ((similarity(tuple(words), name), name) for name in sorted(candidates))
    return max(scored, default=(0, ""), key=lambda pair: pair[0])


@lru_cache(maxsize=100_000)
def similarity(words: tuple[str, ...], name: str) -> int:
    """0 to 1000: how well a name fits the folded words of a query."""
    other = names.words(name)
    if not words or not other:
        return 0
    asked = sum(max(alike(word, each) for each in other) for word in words) / len(words)
    unasked = sum(max(alike(word, each) for word in words) for each in other) / len(other)
    return round(1000 * (ASKED * asked + UNASKED * unasked))


def alike(one: str, other: str) -> float:
    """0 to 1: letters that agree, the beginning counting more."""
    return 1.0 if one == other else SAME_SOUND * JaroWinkler.similarity(one, other, score_cutoff=0.6)
