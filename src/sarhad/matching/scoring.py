"""How likely two records mean one thing: the sum of what each feature finds, as a probability, and a verdict."""

from __future__ import annotations

from sarhad.kernel import model
from sarhad.matching.features import FEATURES, Prepared, prepared, weights
from sarhad.matching.records import NONE, POSSIBLE, STRONG, Reason, Scored, Subject

NOTHING = Scored(0.0, NONE, ())
VETO = -8.0  # bits: what counts so much against contradicts by nature
TELLING = 4.0  # bits beyond the name without which no match is strong
NUMBER = 8.0  # bits of a number that stands against a contradiction


def score(one: Subject, other: Subject) -> Scored:
    """Compare two subjects; symmetric but for the reasons' sides. Without a common schema they score nothing."""
    return score_prepared(prepared(one), prepared(other))


def score_prepared(one: Prepared, other: Prepared) -> Scored:
    """The same for subjects that are compared often."""
    if not model.common(one.schema, other.schema):
        return NOTHING
    reasons = [reason for feature in FEATURES for reason in feature(one, other)]
    bits = weights()["prior"] + sum(reason.weight for reason in reasons)
    probability = 1 / (1 + 2 ** -max(-60.0, min(60.0, bits)))
    verdict = _verdict(probability, reasons)
    ordered = sorted(reasons, key=lambda reason: (-abs(reason.weight), reason.feature, reason.left, reason.right))
    return Scored(
        round(probability if verdict != NONE else min(probability, weights()["possible"]), 4),
        verdict,
        tuple(ordered),
    )


def _verdict(probability: float, reasons: list[Reason]) -> str:
    """A name alone is never more than possible; a contradiction leaves no more than possible, and that only if
    a number or the whole birth date agrees."""
    vetoes = [reason for reason in reasons if reason.weight <= VETO]
    holds = [reason for reason in reasons if reason.weight >= NUMBER and reason.feature != "name"]
    if vetoes:
        return POSSIBLE if holds and (probability >= weights()["possible"] or _is_number(holds)) else NONE
    if probability < weights()["possible"]:
        return NONE
    beyond = sum(reason.weight for reason in reasons if reason.feature != "name")
    return STRONG if probability >= weights()["strong"] and beyond >= TELLING else POSSIBLE


def _is_number(holds: list[Reason]) -> bool:
    return any(reason.feature != "birthDate" for reason in holds)
