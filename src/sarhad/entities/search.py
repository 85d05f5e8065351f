"""Search by name, identifier and free text: the same answer whatever the reader may not see.

Candidates come in the order of their fragments, are checked at the door, and only those that the reader sees
are counted, capped, scored and sorted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import orjson

from sarhad.access.grades import SCHEMES
from sarhad.access.reader import Reader
from sarhad.entities.arranged import arrangements
from sarhad.entities.clusters import clusters
from sarhad.entities.matching import Terms, Tier, tiers
from sarhad.entities.profiles import names_in
from sarhad.entities.ranking import best
from sarhad.entities.records import Page, Query, Reason, Result
from sarhad.entities.sight import Sight, common_schema, hex_of, marks, together, without_links
from sarhad.kernel import model, names
from sarhad.kernel.claim import ACTS, EntityId, Grade
from sarhad.ledger.models import ITEMS_PER_ENTRY, Entry

DOOR, MOST_DOOR = 250, 8000  # candidates checked in one statement: at first, and at most
REASONS = 3

Properties = dict[str, list[str]]


class Match(NamedTuple):
    """A visible fragment among the candidates: as much of it as is needed to rank and filter it."""

    id: int
    entity: EntityId
    schema: str
    owner: str
    properties: Properties
    grade: Grade | None
    stated: str


@dataclass(slots=True)
class Candidate:
    """A match with its place. `key` sorts the same on every node: tier, score, name of the fragment."""

    match: Match
    tier: int
    score: int
    reason: Reason
    name: str = ""  # of the fragment

    @property
    def key(self) -> tuple[int, int, str]:
        return self.tier, -self.score, self.name


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
        if capped or len(found) >= tier.below:
            continue
        fragments = (id for id in tier.fragments if id not in found)
        matches = list(islice(_visible(sight, fragments, query), tier.most + 1))
        capped = len(matches) > tier.most
        for match in matches[: tier.most]:
            found[match.id] = Candidate(match, number, *_why(tier, words, terms, match))
    return _named(list(found.values())), capped


def _visible(sight: Sight, fragments: Iterator[int], query: Query) -> Iterator[Match]:
    """Those that the reader sees and the filters let through, in their order."""
    size, ids = DOOR, list(islice(fragments, DOOR))
    while ids:
        found = _through_door(sight, ids)
        yield from (match for match in found if match.schema not in ACTS and _passes(query, match))
        if len(found) == DOOR:  # the rest of these ids next
            ids = [id for id in ids if id > found[-1].id]
        else:
            size = min(4 * size, MOST_DOOR)
            ids = []
        ids = ids or list(islice(fragments, size))


def _through_door(sight: Sight, ids: list[int]) -> list[Match]:
    """The first `DOOR` of these that the reader sees."""
    columns = 'f.id, f.entity, f."schema", f.data, s.owner'
    tables = "ledger_fragment f CROSS JOIN ledger_scope s"
    where = f"f.id IN ({marks(ids)}) AND s.id = f.scope_id"
    return [_match(*row) for row in sight.through_door(columns, tables, where, ids, tail=f" LIMIT {DOOR}")]


def _match(id: int, entity: bytes, schema: str, data: str, owner: str) -> Match:
    fields = orjson.loads(data)
    grade = Grade(*fields["grade"]) if "grade" in fields else None
    held = arrangements(schema)  # names what its reader may not see, and is no text that one looks for
    told = {name: values for name, values in fields["properties"].items() if name not in held}
    return Match(id, hex_of(entity), schema, owner, told, grade, fields.get("stated", ""))


def _named(candidates: list[Candidate]) -> list[Candidate]:
    places = {candidate.match.id // ITEMS_PER_ENTRY for candidate in candidates}
    names = dict(Entry.objects.filter(pos__in=places).values_list("pos", "id"))
    for candidate in candidates:
        pos, index = divmod(candidate.match.id, ITEMS_PER_ENTRY)
        candidate.name = f"{names[pos]}.{index}"
    return candidates


def _passes(query: Query, match: Match) -> bool:
    if query.owner and match.owner != query.owner:
        return False
    if query.since and not match.stated >= query.since:
        return False
    if query.grade and not at_least(match.grade, query.grade):
        return False
    spec = model.schema(match.schema)
    return not query.schema or query.schema == match.schema or bool(spec and spec.is_a(query.schema))


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


def _why(tier: Tier, words: list[str], terms: Terms, match: Match) -> tuple[int, Reason]:
    if tier.kind == "identifier":
        return 1000, _identifier(terms, match)
    score, name = best(words, model.names(match.schema, match.properties))
    if tier.kind == "text":
        return score, _text(words, match.properties)
    return score, Reason(tier.kind, name, _property_of(name, match.properties))


def _identifier(terms: Terms, match: Match) -> Reason:
    for name, values in match.properties.items():
        for value in values:
            if terms & set(model.identifiers(match.schema, {name: [value]})):
                return Reason("identifier", value, name)
    return Reason("identifier", "", "")


def _text(words: Iterable[str], properties: Properties) -> Reason:
    """The value that holds most of the words."""
    values = [(name, value) for name, values in properties.items() for value in values]
    wanted = set(words)
    name, value = max(sorted(values), key=lambda pair: len(wanted & set(names.text_words(pair[1]))))
    return Reason("text", value, name)


def _property_of(value: str, properties: Properties) -> str:
    return next((name for name, values in sorted(properties.items()) if value in values), "name")


# Results


def _groups(sight: Sight, candidates: list[Candidate]) -> list[Group]:
    """One group for each profile, in the order of its best candidate."""
    judged = clusters(sight, sight.judged(candidate.match.entity for candidate in candidates))
    found: dict[EntityId, Group] = {}
    groups = []
    for candidate in candidates:
        entity = candidate.match.entity
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
    first = group.candidates[0]
    return Result(
        summary=summary,
        names=names_in(schema, properties, summary.caption),
        properties=without_links(schema, properties),
        reasons=tuple(dict.fromkeys(candidate.reason for candidate in group.candidates))[:REASONS],
        score=first.score,
        cursor=f"{first.tier}.{first.score}.{first.name}",
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
        found["schema"].update({candidate.match.schema for candidate in group.candidates})
        found["owner"].update({candidate.match.owner for candidate in group.candidates})
    return {facet: dict(sorted(counts.items())) for facet, counts in found.items()}
