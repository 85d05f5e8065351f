"""Which entities are one thing for a reader: a walk over the judgements and entities that it sees.

No cluster is stored: an id for it would tell that something hidden links its members.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sarhad.entities.records import Dispute, Judgement
from sarhad.entities.sight import Sight
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId

MEMBERS = 200
SAME, DIFFERENT = "same", "different"


@dataclass(slots=True)
class Cluster:
    """Entities that are one for this reader, in the order in which the walk found them."""

    members: list[EntityId]
    schema: str
    blocked: set[tuple[EntityId, EntityId]] = field(default_factory=set)  # held to be the same by some, kept apart
    truncated: bool = False

    def admit(self, sight: Sight, frontier: Iterable[EntityId]) -> list[EntityId]:
        """Let in what is judged the same as one of the frontier and agrees with all members."""
        known = len(self.members)
        for entity in frontier:
            for other, judgements in sorted(pairs(sight, entity).items()):
                if other in self.members or verdict(judgements) != SAME:
                    continue
                schema = model.common(self.schema, sight.schema(other))
                if len(self.members) >= MEMBERS:
                    self.truncated = True
                elif apart := self._apart(sight, other):
                    self.blocked.add(apart)
                elif schema:
                    self.schema = schema
                    self.members.append(other)
        return self.members[known:]

    def _apart(self, sight: Sight, other: EntityId) -> tuple[EntityId, EntityId] | None:
        """The member that somebody holds to be different from it, whatever path led there."""
        for member, judgements in sorted(pairs(sight, other).items()):
            if member in self.members and verdict(judgements) == DIFFERENT:
                return member, other
        return None


def clusters(sight: Sight, starts: Iterable[EntityId]) -> dict[EntityId, Cluster]:
    """The cluster around each of these entities; invisible ones are left out. Breadth first, all at once."""
    starts = list(dict.fromkeys(starts))
    sight.see(starts)
    found = {start: Cluster([start], sight.schema(start)) for start in starts if sight.statements(start)}
    frontier = {start: [start] for start in found}
    while frontier:
        sight.weigh(entity for entities in frontier.values() for entity in entities)
        near = {other for entities in frontier.values() for entity in entities for other in pairs(sight, entity)}
        sight.weigh(near)
        grown = {start: found[start].admit(sight, entities) for start, entities in frontier.items()}
        frontier = {start: new for start, new in grown.items() if new}
    return found


def pairs(sight: Sight, entity: EntityId) -> dict[EntityId, list[Judgement]]:
    """What is judged between it and each other entity, as far as the reader sees."""
    found: dict[EntityId, list[Judgement]] = defaultdict(list)
    for judgement in sight.judgements(entity):
        found[judgement.b].append(judgement)
    return found


def verdict(judgements: Iterable[Judgement]) -> str:
    """What holds for a reader: its own office's verdict first; else one “different” splits; else “same” joins."""
    every = list(judgements)
    own = {judgement.verdict for judgement in every if judgement.held} & {SAME, DIFFERENT}
    said = own or {judgement.verdict for judgement in every}
    return DIFFERENT if DIFFERENT in said else SAME if SAME in said else ""


def disputes(sight: Sight, cluster: Cluster) -> tuple[Dispute, ...]:
    """Pairs with one of its members on which verdicts contradict each other, or the paths that lead there."""
    found = {}
    for member in cluster.members:
        for other, judgements in pairs(sight, member).items():
            a, b = sorted((member, other))
            verdicts = {judgement.verdict for judgement in judgements}
            if {SAME, DIFFERENT} <= verdicts or {(a, b), (b, a)} & cluster.blocked:
                merged = verdict(judgements) == SAME
                found[a, b] = Dispute(a, b, tuple(judgements), merged)
    return tuple(found[pair] for pair in sorted(found))
