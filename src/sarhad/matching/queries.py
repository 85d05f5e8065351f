"""What one reader sees that may be a given subject."""

from __future__ import annotations

from sarhad.access.reader import Reader
from sarhad.entities import queries
from sarhad.entities.records import Query
from sarhad.kernel import model
from sarhad.matching.records import NONE, Match, Subject
from sarhad.matching.scoring import score


def match(reader: Reader, probe: Subject, limit: int = 10, owner: str = "") -> list[Match]:
    """The profiles that may be the subject, likeliest first; those that are none are left out. Not audited here.

    What the reader does not see has no influence on it: not by order, score or number. With `owner`, only what
    that office states finds a profile. Stub: asks the search.
    """
    texts = [*model.names(probe.schema, probe.properties), *(key for _kind, key in _numbers(probe))]
    found = {}
    for text in texts:
        for result in queries.search(reader, Query(text, owner=owner)).results:
            scored = score(probe, Subject(result.summary.schema, result.properties))
            if scored.verdict != NONE:
                found[result.summary.id] = Match(
                    (result.summary.id,), result.summary, result.names, result.properties, scored
                )
    return sorted(found.values(), key=lambda each: (-each.score, each.summary.id))[:limit]


def _numbers(probe: Subject) -> list[tuple[str, str]]:
    return model.identifiers(probe.schema, probe.properties)
