"""Search by name, identifier and free text: the same answer whatever the reader may not see.

Candidates come in the order of their fragments, are checked at the door, and only those that the reader sees
are counted, capped, scored and sorted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sarhad.access.grades import SCHEMES
from sarhad.access.reader import Reader
from sarhad.entities.clusters import clusters
from sarhad.entities.matching import Terms, Tier, tiers
from sarhad.entities.profiles import names_in
from sarhad.entities.ranking import best
from sarhad.entities.records import Page, Query, Reason, Result, Statement
from sarhad.entities.sight import TABLES, Sight, common_schema, marks, together
from sarhad.kernel import model, names
from sarhad.kernel.claim import ACTS, EntityId, Grade

CAP = 300  # candidates of one tier that a reader sees; then the query matches too much
FEW = 50  # candidates; loose tiers are asked only where there are not so many
DOOR = 250  # candidates checked in one statement
REASONS = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A visible fragment that matches. `key` sorts the same on every node: tier, score, name of the fragment."""

    by: Statement
    tier: int
    score: int
    reason: Reason

    @property
    def key(self) -> tuple[int, int, str]:
        return self.tier, -self.score, str(self.by.ref)


@dataclass(slots=True)
class Group:
    """The candidates that are one thing for the reader, best first."""

    members: list[EntityId]
    candidates: list[Candidate]


def search(reader: Reader, query: Query, limit: int = 50, after: str | None = None) -> Page:
    """The best `limit` results behind the cursor `after`, one for each profile."""
    sight = Sight(reader)
    candidates, capped = _candidates(sight, query)
    groups = _groups(sight, sorted(candidates, key=lambda each: each.key))
    start = _key_of(after)
    rest = [group for group in groups if group.candidates[0].key > start]
    sight.see(entity for group in rest[:limit] for entity in group.members)
    results = [_result(sight, group) for group in rest[:limit]]
    cursor = results[-1].cursor if len(rest) > limit and results else ""
    return Page(results, len(groups), capped, _facets(groups), cursor)


# Candidates


def _candidates(sight: Sight, query: Query) -> tuple[list[Candidate], bool]:
    words, terms, found_in = tiers(query.text)
    found: dict[int, Candidate] = {}
    capped = False
    for number, tier in enumerate(found_in):
        if capped or (tier.loose and len(found) >= FEW):
            break
        fragments = (id for id in tier.fragments if id not in found)
        visible = list(islice(_visible(sight, fragments, query), CAP + 1))
        capped = len(visible) > CAP
        for id, statement in visible[:CAP]:
            score, reason = _why(tier, words, terms, statement)
            found[id] = Candidate(statement, number, score, reason)
    return list(found.values()), capped


def _visible(sight: Sight, fragments: Iterator[int], query: Query) -> Iterator[tuple[int, Statement]]:
    """Those that the reader sees and the filters let through, in their order."""
    while ids := list(islice(fragments, DOOR)):
        for row in sight.through_door(TABLES, f"f.id IN ({marks(ids)})", ids):
            statement = sight.statement(row)
            if statement.schema not in ACTS and _passes(query, statement):
                yield row[0], statement


def _passes(query: Query, statement: Statement) -> bool:
    if query.owner and statement.owner != query.owner:
        return False
    if query.since and not statement.stated >= query.since:
        return False
    if query.grade and not at_least(statement.grade, query.grade):
        return False
    spec = model.schema(statement.schema)
    return not query.schema or query.schema == statement.schema or bool(spec and spec.is_a(query.schema))


def at_least(grade: Grade | None, wanted: Grade) -> bool:
    """Whether source and information are both as good as wanted, in the same scheme: none is converted."""
    if grade is None or grade.scheme != wanted.scheme or grade.scheme not in SCHEMES:
        return False
    parts = SCHEMES[grade.scheme].parts[:2]
    order = [{sign: place for place, sign in enumerate(part.meanings)} for part in parts]
    return all(
        place.get(is_, len(place)) <= place.get(should, -1)
        for place, is_, should in zip(order, grade.code, wanted.code, strict=False)
    )


# Why


def _why(tier: Tier, words: list[str], terms: Terms, statement: Statement) -> tuple[int, Reason]:
    if tier.kind == "identifier":
        return 1000, _identifier(terms, statement)
    score, name = best(words, model.names(statement.schema, statement.properties))
    if tier.kind == "text":
        return score, _text(words, statement)
    return score, Reason(tier.kind, name, _property_of(name, statement))


def _identifier(terms: Terms, statement: Statement) -> Reason:
    for name, values in statement.properties.items():
        for value in values:
            if terms & set(model.identifiers(statement.schema, {name: [value]})):
                return Reason("identifier", value, name)
    return Reason("identifier", "", "")


def _text(words: Iterable[str], statement: Statement) -> Reason:
    """The value that holds most of the words."""
    values = [(name, value) for name, values in statement.properties.items() for value in values]
    wanted = set(words)
    held = lambda pair: len(wanted & set(names.text_words(pair[1])))
    name, value = max(sorted(values), key=held)
    return Reason("text", value, name)


def _property_of(value: str, statement: Statement) -> str:
    return next((name for name, values in sorted(statement.properties.items()) if value in values), "name")


# Results


def _groups(sight: Sight, candidates: list[Candidate]) -> list[Group]:
    """One group for each profile, in the order of its best candidate."""
    entities = [candidate.by.entity for candidate in candidates]
    sight.weigh(entities)
    judged = clusters(sight, (entity for entity in entities if sight.judgements(entity)))
    found: dict[EntityId, Group] = {}
    groups = []
    for candidate in candidates:
        entity = candidate.by.entity
        if entity not in found:
            members = judged[entity].members if entity in judged else [entity]
            groups.append(Group(members, []))
            for member in members:
                found.setdefault(member, groups[-1])
        found[entity].candidates.append(candidate)
    return groups


def _result(sight: Sight, group: Group) -> Result:
    said = [statement for entity in group.members for statement in sight.statements(entity)]
    schema, properties = common_schema(said), together(said)
    summary = sight.summary(group.members)
    assert summary is not None  # its candidates were seen
    links = {name for name, _ in model.links(schema, properties)}
    first = group.candidates[0]
    return Result(
        summary=summary,
        names=names_in(schema, properties, summary.caption),
        properties={name: values for name, values in properties.items() if name not in links},
        reasons=tuple(dict.fromkeys(candidate.reason for candidate in group.candidates))[:REASONS],
        score=first.score,
        cursor=f"{first.tier}.{first.score}.{first.by.ref}",
    )


def _key_of(cursor: str | None) -> tuple[int, int, str]:
    """The reverse of a cursor; of none, or of what is none, the beginning."""
    tier, _, rest = (cursor or "").partition(".")
    score, _, ref = rest.partition(".")
    return (int(tier), -int(score), ref) if tier.isdecimal() and score.isdecimal() else (-1, 0, "")


def _facets(groups: Iterable[Group]) -> dict[str, dict[str, int]]:
    """How many results have a matching statement of each schema and owner."""
    found: dict[str, Counter[str]] = {"schema": Counter(), "owner": Counter()}
    for group in groups:
        found["schema"].update({candidate.by.schema for candidate in group.candidates})
        found["owner"].update({candidate.by.owner for candidate in group.candidates})
    return {facet: dict(sorted(counts.items())) for facet, counts in found.items()}
