"""How alike two names are, with the reasons. Stub: the words folded by `kernel.names` that agree."""

from __future__ import annotations

from typing import NamedTuple

from sarhad.entities.ranking import similarity
from sarhad.kernel import names
from sarhad.matching.records import Reason

SAME, POSSIBLE, DIFFERENT = "same", "possible", "different"


class Compared(NamedTuple):
    """What two *names* come to; whether they are one person's is another question."""

    score: float  # 0 to 1
    verdict: str  # same, possible, different
    reasons: tuple[Reason, ...]


def compare(one: str, other: str, schema: str = "Person") -> Compared:
    """Compare two names of persons, companies or vessels, in any scripts. Symmetric."""
    score = min(similarity(names.words(one), other), similarity(names.words(other), one)) / 1000
    verdict = SAME if score > 0.9 else POSSIBLE if score > 0.75 else DIFFERENT
    return Compared(score, verdict, (Reason("name", "agrees" if score > 0.9 else "similar", 0.0, one, other),))
