"""What the API and `--json` give out: the records of `entities` as JSON, in the names that the docs use."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import get_language
from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict

Text = Annotated[str, BeforeValidator(str)]
"""Of a fragment's name, a lazy translation: whatever prints as it should."""
Name = Annotated[str, BeforeValidator(lambda value: value.name.lower() if hasattr(value, "name") else value)]
"""Of an enumeration's member."""


class Shape(Schema):
    """`schema` is a word of pydantic's, so fields of that name are called `schema_` in Python."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)


def as_json(shape: type[Shape], value: Any) -> Any:
    """A record, or a list of them, as plain JSON values."""
    if isinstance(value, list | tuple):
        return [as_json(shape, each) for each in value]
    return shape.from_orm(value).model_dump(mode="json", by_alias=True)


def _lang() -> str:
    return (get_language() or "en")[:2]


class HandlingOut(Shape):
    level: int = Field(description="0 to 3, shown as H0 to H3")
    text: str
    secrecy: str
    tlp: str


class GradeOut(Shape):
    scheme: str
    code: str


class AttachmentOut(Shape):
    digest: str = Field(description="SHA-256; GET /api/attachments/{digest}")
    media_type: str
    size: int
    name: str


class StatementOut(Shape):
    """What one office states about one entity."""

    ref: Text = Field(description="contribution.index: the statement's name on every node")
    entity: str
    schema_: str = Field(alias="schema")
    owner: str
    held: bool = Field(description="Your office may correct, retract and release it")
    handling: HandlingOut
    stated: str
    grade: GradeOut | None
    source: str
    count: int
    state: Name = Field(description="current, superseded or retracted")
    properties: dict[str, list[str]]
    raw: dict[str, list[str]] = Field(description="As given, where cleaning changed or refused a value")
    attachments: list[AttachmentOut]
    refs: list[Text]
    was: list[Text]
    basis: list[Text] = Field(description="What it was made from, as far as you see it")


class SaidOut(Shape):
    ref: Text
    owner: str
    given: str

    @staticmethod
    def resolve_ref(said: Any) -> str:
        return str(said.by.ref)

    @staticmethod
    def resolve_owner(said: Any) -> str:
        return str(said.by.owner)


class ValueOut(Shape):
    value: str
    text: str
    said: list[SaidOut]


class FactOut(Shape):
    name: str
    label: str
    differs: bool = Field(description="The values contradict each other")
    values: list[ValueOut]

    @staticmethod
    def resolve_label(fact: Any) -> str:
        return str(fact.label(_lang()))


class JudgementOut(Shape):
    ref: Text
    a: str
    b: str
    verdict: str
    office: str
    held: bool
    stated: str
    handling: HandlingOut


class DisputeOut(Shape):
    a: str
    b: str
    merged: bool
    judgements: list[JudgementOut]


class SummaryOut(Shape):
    id: str
    schema_: str = Field(alias="schema")
    caption: str
    owners: list[str]
    stated: str
    handling: HandlingOut


class ProfileOut(Shape):
    """All that you see of what you hold to be one thing."""

    id: str
    members: list[str] = Field(description="Ids of all entities that were judged to be this one")
    schema_: str = Field(alias="schema")
    caption: str
    owners: list[str]
    facts: list[FactOut]
    statements: list[StatementOut]
    judgements: list[JudgementOut]
    disputes: list[DisputeOut]
    handling: HandlingOut = Field(description="The strictest of all")
    truncated: bool


class RelationOut(Shape):
    kind: str
    label: str
    outgoing: bool
    entity: str
    other: SummaryOut
    start: str
    stop: str
    facts: list[FactOut]
    statements: list[StatementOut]
    handling: HandlingOut

    @staticmethod
    def resolve_label(relation: Any) -> str:
        return str(relation.label(_lang()))


class EventOut(Shape):
    at: str
    what: str = Field(description="stated, corrected, retracted, judged or undone")
    office: str
    ref: Text
    replaces: list[Text]
    statement: StatementOut | None
    judgement: JudgementOut | None


class ProofOut(Shape):
    feed: str
    device: str
    seq: int
    prev: str
    hash: str
    stub: str


class ContributionOut(Shape):
    id: str
    kind: Name | None
    office: str
    made_at: int = Field(description="Seconds since 1970 UTC by the signer's clock")
    verified: bool
    statements: list[StatementOut]
    officer: str
    why: str
    approver: str
    proof: ProofOut | None = Field(description="For the owner and its auditor only")


class ReasonOut(Shape):
    kind: str
    text: str
    property: str


class ResultOut(Shape):
    summary: SummaryOut
    properties: dict[str, list[str]]
    score: int
    reasons: list[ReasonOut]
    cursor: str


class PageOut(Shape):
    results: list[ResultOut]
    total: int = Field(description="Of what you see")
    capped: bool
    facets: dict[str, dict[str, int]]
    after: str = Field(description="Pass as `after` for the next page; empty on the last")


class WhyOut(Shape):
    """One way in which a statement reaches you."""

    kind: str
    text: str
    owner: str
    party: str
    handling: HandlingOut
    grant: str


class AudienceOut(Shape):
    party: str
    level: Name
    grants: list[str]


class SeenOut(Shape):
    ref: Text
    why: list[WhyOut]
    who: list[AudienceOut] | None = Field(description="Whom the owner let in: for the owner only")


class ReleaseOut(Shape):
    """One release to one party."""

    ref: Text = Field(description="To recall (DELETE) or accept")
    owner: str
    held: bool
    party: str
    level: str
    handling: HandlingOut
    records: int
    stated: str
    conditions: str
    on_accept: bool
    accepted: bool


class SignedOut(Shape):
    """What an act signed."""

    contribution: str
    refs: list[str] = Field(description="Names of its items, in the order given")
