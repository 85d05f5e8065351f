"""How likely two records mean one thing: the sum of what each feature finds, as a probability, and a verdict."""

from __future__ import annotations

from sarhad.kernel import model
from sarhad.matching.features import FEATURES, Prepared, dates_agree, name, weights
from sarhad.matching.records import NONE, POSSIBLE, STRONG, Reason, Scored, Subject

NOTHING = Scored(0.0, NONE, ())
VETO = -8.0  # bits: what counts so much against contradicts by nature
MOST_HOPELESS = -3.0  # bits: less than one in nine
TELLING = 4.5  # bits of one thing beyond the name, without which no match is strong
NUMBER = 6.0  # bits of a number that is worth a look whatever contradicts: somebody else uses it


def score(one: Subject, other: Subject) -> Scored:
    """Compare two subjects; symmetric but for the reasons' sides. Without a common schema they score nothing."""
    return score_prepared(Prepared(one), Prepared(other))


def score_prepared(one: Prepared, other: Prepared) -> Scored:
    """The same for subjects that are compared often."""
    if not model.common(one.schema, other.schema):
        return NOTHING
    reasons = [reason for feature in FEATURES for reason in feature(one, other)]
    bits = weights()["prior"] + sum(reason.weight for reason in reasons)
    if _hopeless(bits, reasons):
        return Scored(0.0, NONE, tuple(reasons))
    named = list(name(one, other))
    reasons += named
    bits += sum(reason.weight for reason in named)
    probability = 1 / (1 + 2 ** -max(-60.0, min(60.0, bits)))
    verdict = _verdict(probability, reasons)
    ordered = sorted(reasons, key=lambda reason: (-abs(reason.weight), reason.feature, reason.left, reason.right))
    return Scored(
        round(probability if verdict != NONE else min(probability, weights()["possible"]), 4),
        verdict,
        tuple(ordered),
    )


def contradicted(one: Prepared, other: Prepared) -> bool:
    """Whether their birth dates contradict and they share no number: then the verdict is none whatever else they
    say. For searches, which look at many such."""
    bits = weights()["birthDate"]
    if not (one.dates and other.dates):
        return False
    if any(bits[dates_agree(left, right)] > VETO for left in one.dates for right in other.dates):
        return False
    return not (one.numbers and one.numbers & other.numbers)


def _hopeless(bits: float, reasons: list[Reason]) -> bool:
    """Whether no name could make it possible, so that none need be compared: comparing names is what costs."""
    best = bits + weights()["name"]["steps"][-1][1]
    return best < MOST_HOPELESS and not any(reason.weight >= NUMBER for reason in reasons)


def _verdict(probability: float, reasons: list[Reason]) -> str:
    """A name alone is never more than possible; nor is what contradicts, and that only if a number agrees, or
    the whole birth date and enough else."""
    vetoes = any(reason.weight <= VETO for reason in reasons)
    beyond = [reason for reason in reasons if reason.feature != "name"]
    if any(reason.weight >= NUMBER and reason.feature != "birthDate" for reason in beyond):
        floor = POSSIBLE
    else:
        dated = any(reason.note == "date-same" for reason in beyond)
        floor = POSSIBLE if probability >= weights()["possible"] and (dated or not vetoes) else NONE
    telling = any(reason.weight >= TELLING and reason.note != "date-month" for reason in beyond)
    return STRONG if probability >= weights()["strong"] and telling and not vetoes else floor
