"""How likely two records mean one thing. Stub: the name, the birth date and equal numbers."""

from __future__ import annotations

from sarhad.kernel import model
from sarhad.matching.names import compare
from sarhad.matching.records import NONE, POSSIBLE, STRONG, Reason, Scored, Subject


def score(one: Subject, other: Subject) -> Scored:
    """Compare two subjects; symmetric. Schemata without a common one score nothing."""
    if not model.common(one.schema, other.schema):
        return Scored(0.0, NONE, ())
    reasons, best = [], 0.0
    shared = set(model.identifiers(one.schema, one.properties)) & set(
        model.identifiers(other.schema, other.properties)
    )
    for left in model.names(one.schema, one.properties):
        for right in model.names(other.schema, other.properties):
            compared = compare(left, right, one.schema)
            if compared.score > best:
                best, reasons = compared.score, list(compared.reasons)
    dates = set(one.properties.get("birthDate", ())) & set(other.properties.get("birthDate", ()))
    reasons += [Reason("birthDate", "agrees", 5.0, date, date) for date in sorted(dates)]
    reasons += [Reason(kind, "agrees", 10.0, key, key) for kind, key in sorted(shared)]
    score = 0.99 if shared else 0.95 if dates and best > 0.9 else min(best, 1.0) * 0.7
    verdict = STRONG if score > 0.9 else POSSIBLE if score > 0.5 else NONE
    return Scored(score, verdict, tuple(reasons))
