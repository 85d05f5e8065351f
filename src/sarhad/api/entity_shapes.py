"""Entities and answers in the form of OpenSanctions' API (yente), for clients that were written for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from ninja import Field, Schema

from sarhad.api.datasets import name_of
from sarhad.entities.records import Profile, Relation, Summary
from sarhad.kernel import model
from sarhad.matching.records import STRONG, Match, Reason
from sarhad.matching.words import say

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class EntityOut(Schema):
    id: str
    caption: str
    schema_: str = Field(alias="schema")
    properties: dict[str, list[str | dict[str, Any]]]
    datasets: list[str] = Field(description="Who states it, as names of datasets")
    referents: list[str] = Field(description="Ids of other entities that were judged to be this one")
    target: bool = Field(description="It bears a topic, such as crime or sanction")
    first_seen: str | None
    last_seen: str | None
    last_change: str | None = Field(description="Its newest statement, where the day is known")


class ExplanationOut(Schema):
    detail: str = Field(description="The reasons in words")
    score: float = Field(description="What they add to the odds, in bits; below zero, what they take away")
    query: str | None
    candidate: str | None


class ScoredOut(EntityOut):
    score: float = Field(description="How likely both are one: 0 to 1")
    match: bool = Field(description="The verdict is strong")
    verdict: str = Field(description="strong or possible")
    features: dict[str, float]
    explanations: dict[str, ExplanationOut]


class TotalOut(Schema):
    value: int
    relation: str = Field(description="eq, or gte where there are more than are counted")


class ExampleOut(Schema):
    id: str | None
    schema_: str = Field(alias="schema")
    properties: dict[str, list[str]] = Field(description="As they were read")


class MatchesOut(Schema):
    status: int
    results: list[ScoredOut]
    total: TotalOut = Field(description="How many of the results match")
    query: ExampleOut
    ignored: dict[str, list[str]] = Field(description="What was sent and could not be used")


class BatchOut(Schema):
    responses: dict[str, MatchesOut]
    limit: int


class FacetValueOut(Schema):
    name: str
    label: str
    count: int


class FacetOut(Schema):
    label: str
    values: list[FacetValueOut]


class FoundOut(Schema):
    results: list[EntityOut]
    facets: dict[str, FacetOut]
    total: TotalOut
    limit: int
    offset: int


Values = Mapping[str, Sequence[Any]]


def entity(summary: Summary, properties: Values, members: Sequence[str] = ()) -> dict[str, Any]:
    """One entity. `members` are all ids of its profile."""
    changed = f"{summary.stated[:10]}T00:00:00" if DAY.match(summary.stated) else None
    return {
        "id": summary.id,
        "caption": summary.caption or summary.schema,
        "schema": summary.schema,
        "properties": properties,
        "datasets": [name_of(owner) for owner in summary.owners],
        "referents": [member for member in members if member != summary.id],
        "target": bool(properties.get("topics")),
        "first_seen": None,
        "last_seen": None,
        "last_change": changed,
    }


def scored(match: Match, threshold: float) -> dict[str, Any]:
    explanations = explained(match.scored.reasons)
    return {
        **entity(match.summary, match.properties, match.entities),
        "score": round(match.score, 4),
        "match": match.verdict == STRONG and match.score >= threshold,
        "verdict": match.verdict,
        "features": {feature: told["score"] for feature, told in explanations.items()},
        "explanations": explanations,
    }


def explained(reasons: Iterable[Reason]) -> dict[str, dict[str, Any]]:
    """By feature: what its reasons add together, and in words; the values are those of the heaviest."""
    found: dict[str, dict[str, Any]] = {}
    for reason in reasons:
        told = found.setdefault(
            reason.feature, {"detail": "", "score": 0.0, "query": reason.left, "candidate": reason.right}
        )
        told["detail"] = "; ".join(filter(None, (told["detail"], say(reason))))
        told["score"] = round(told["score"] + reason.weight, 4)
    return found


def facet(label: str, counts: Mapping[str, int], labels: Mapping[str, str]) -> dict[str, Any]:
    """The commonest first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    values = [{"name": name, "label": labels.get(name, name), "count": count} for name, count in ordered]
    return {"label": label, "values": values}


def facets(schemata: Mapping[str, int], owners: Mapping[str, int], lang: str) -> dict[str, Any]:
    specs = {name: model.schema(name) for name in schemata}
    labels = {name: spec.label(lang) for name, spec in specs.items() if spec}
    offices = {name_of(owner): owner for owner in owners}
    stated = {name: owners[owner] for name, owner in offices.items()}
    return {"datasets": facet(_("Stated by"), stated, offices), "schema": facet(_("Kind"), schemata, labels)}


# One entity with what it is linked to


def whole(profile: Profile, relations: Iterable[Relation] = ()) -> dict[str, Any]:
    """A profile; with `relations`, what they lead to stands nested in its properties, instead of ids."""
    properties = values(profile.facts, links=False)
    for relation in relations:
        name, nested = _nested(relation)
        if name:
            properties.setdefault(name, []).append(nested)
    return entity(_summary(profile), properties, profile.members)


def values(facts: Iterable[Any], links: bool) -> dict[str, list[Any]]:
    """Cleaned values by property; what points to other entities only if wanted."""
    found = {}
    for fact in facts:
        kept = [value.value for value in fact.values if value.value]
        if kept and (links or not (fact.prop and fact.prop.type == "entity")):
            found[fact.name] = sorted(dict.fromkeys(kept))
    return found


def _summary(profile: Profile) -> Summary:
    stated = max(statement.stated for statement in profile.statements)
    return Summary(profile.id, profile.schema, profile.caption, profile.owners, stated, profile.handling)


def _nested(relation: Relation) -> tuple[str, dict[str, Any]]:
    """(property, what stands there): the link's own entity with the other one in it, or else the other one."""
    schema, _dot, name = relation.kind.partition(".")
    spec = model.schema(schema)
    other = entity(relation.other, {"name": [relation.other.caption]} if relation.other.caption else {})
    prop = spec.properties.get(relation.end) if spec else None
    if spec is None or prop is None:
        return "", {}
    if name:
        return (name if relation.outgoing else prop.reverse or ""), other
    far = next(end for end in spec.edge or () if end != relation.end)
    link = Summary(
        relation.entity,
        schema,
        spec.label("en"),
        tuple(sorted({statement.owner for statement in relation.statements})),
        max(statement.stated for statement in relation.statements),
        relation.handling,
    )
    return prop.reverse or "", entity(link, {**values(relation.facts, links=False), far: [other]})
