"""What one reader sees that may be a given subject."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

import orjson

from sarhad.access.reader import Reader
from sarhad.entities import index
from sarhad.entities.clusters import clusters
from sarhad.entities.profiles import names_in
from sarhad.entities.sight import Sight, common_schema, hex_of, marks, together, without_links
from sarhad.kernel.claim import ACTS, EntityId
from sarhad.matching.candidates import candidates
from sarhad.matching.features import Prepared
from sarhad.matching.records import NONE, Match, Scored, Subject
from sarhad.matching.scoring import contradicted, score_prepared

CANDIDATES = 75  # fragments that the reader sees and that are scored
DOOR = 500  # ids asked for in one statement
CACHED = 10_000  # fragments kept as they are compared


class _Seen(NamedTuple):
    entity: Any  # as the database gives it
    schema: str
    data: str


def match(reader: Reader, probe: Subject, limit: int = 10, owner: str = "") -> list[Match]:
    """The profiles that may be the subject, likeliest first; those that are none are left out. Not audited here.

    What the reader does not see has no influence on it: not by order, score or number. With `owner`, only what
    that office states finds a profile.
    """
    sight, wanted = Sight(reader), Prepared(probe)
    likely: dict[EntityId, Scored] = {}
    for seen in _visible(sight, probe, owner):
        held = _prepared(seen.schema, seen.data)
        if not contradicted(wanted, held) and (scored := score_prepared(wanted, held)).verdict != NONE:
            entity = hex_of(seen.entity)
            likely[entity] = max(scored, likely.get(entity, scored), key=lambda each: each.score)
    entities = sorted(likely, key=lambda entity: (-likely[entity].score, entity))
    profiles = _profiles(sight, entities)
    found = [(members, scored) for members in profiles if (scored := _scored(sight, members, wanted, likely))]
    found.sort(key=lambda each: (-each[1].score, each[0][0]))
    return [_match(sight, members, scored) for members, scored in found[:limit]]


def _visible(sight: Sight, probe: Subject, owner: str) -> list[_Seen]:
    """The first candidates that the reader sees. Those that the index finds equal come by their ids, and go on
    until enough of them are visible: how many others there are makes no difference."""
    found: dict[int, _Seen] = {}
    ids, size = candidates(index.reading(), probe), CANDIDATES
    while len(found) < CANDIDATES and (part := list(islice(ids, size))):
        seen = _through_door(sight, part, owner)
        found.update((id, seen[id]) for id in part if id in seen)
        size = DOOR
    return list(found.values())[:CANDIDATES]


def _through_door(sight: Sight, ids: list[int], owner: str) -> dict[int, _Seen]:
    tables, where, params = "ledger_fragment f", f"f.id IN ({marks(ids)})", list[int | str](ids)
    if owner:
        tables += " CROSS JOIN ledger_scope s"
        where += " AND s.id = f.scope_id AND s.owner = %s"
        params.append(owner)
    rows = sight.through_door('f.id, f.entity, f."schema", f.data', tables, where, params)
    return {row[0]: _Seen(*row[1:]) for row in rows if row[2] not in ACTS}


@lru_cache(maxsize=CACHED)
def _prepared(schema: str, data: str) -> Prepared:
    return Prepared(Subject(schema, orjson.loads(data)["properties"]))


def _profiles(sight: Sight, entities: list[EntityId]) -> list[list[EntityId]]:
    """Entities that the reader holds to be one together, each once."""
    judged = clusters(sight, sight.judged(entities))
    taken: set[EntityId] = set()
    found = []
    for entity in entities:
        members = judged[entity].members if entity in judged else [entity]
        if not taken.intersection(members):
            found.append(members)
        taken.update(members)
    sight.see(member for members in found for member in members)
    return found


def _scored(
    sight: Sight, members: list[EntityId], wanted: Prepared, likely: dict[EntityId, Scored]
) -> Scored | None:
    """A profile's score by all that the reader sees of it together; of one statement it is known already."""
    said = [statement for entity in members for statement in sight.statements(entity)]
    if len(said) == 1:
        return likely[said[0].entity]
    schema, properties = common_schema(said), together(said)
    scored = score_prepared(wanted, Prepared(Subject(schema, without_links(schema, properties))))
    return scored if scored.verdict != NONE else None


def _match(sight: Sight, members: list[EntityId], scored: Scored) -> Match:
    said = [statement for entity in members for statement in sight.statements(entity)]
    schema, properties = common_schema(said), together(said)
    summary = sight.summary(members)
    assert summary is not None  # its statements were scored
    names = names_in(schema, properties, summary.caption)
    return Match(tuple(members), summary, names, without_links(schema, properties), scored)
