"""What queries of this room return. Each is what one reader sees, and holds no more than that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sarhad.kernel import model
from sarhad.kernel.claim import Attachment, EntityId, FragmentRef, Grade, Handling, Kind
from sarhad.kernel.model import Prop
from sarhad.ledger.models import State


@dataclass(frozen=True, slots=True)
class Statement:
    """One fragment: what one office states about one entity, and under which handling it reaches the reader."""

    ref: FragmentRef
    entity: EntityId
    schema: str
    owner: str  # the office that signed it
    held: bool  # by the reader's office, as owner or heir: it may correct, retract and release
    handling: Handling  # the strictest that reaches the reader
    stated: str  # ISO 8601 at its own precision, or ""
    grade: Grade | None
    source: str
    count: int  # equal rows of a source without keys
    state: State
    properties: dict[str, list[str]]
    raw: dict[str, list[str]]
    attachments: tuple[Attachment, ...]
    refs: tuple[FragmentRef, ...]  # what it corrects
    was: tuple[FragmentRef, ...]  # its earlier names, after purges
    basis: tuple[FragmentRef, ...] = ()  # what it was made from; of others' statements, what the reader sees of it


class Said(NamedTuple):
    """One office's word for a value."""

    given: str  # as it was given, where that differs from the value; else ""
    by: Statement


@dataclass(frozen=True, slots=True)
class Value:
    """One value with everybody who states it, newest first.

    `value` is empty where cleaning refused it: `text` then is what was given. Of an entity-typed property,
    `value` is the entity's id and `text` its caption.
    """

    value: str
    text: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One property with its values."""

    name: str
    prop: Prop | None  # None: a property that this version does not know
    values: tuple[Value, ...]
    differs: bool  # the values contradict each other

    def label(self, lang: str = "en") -> str:
        return self.prop.label(lang) if self.prop else self.name

    def show(self, value: Value, lang: str = "en") -> str:
        """A value as a person reads it."""
        plain = self.prop is not None and self.prop.type != "entity" and value.value
        return self.prop.show(value.value, lang) if self.prop and plain else value.text


class Name(NamedTuple):
    text: str
    script: str  # "Latin", "Cyrillic", "Arabic", ...; "" if it has no letters


class Picture(NamedTuple):
    """An attachment and the statement that it belongs to."""

    attachment: Attachment
    by: Statement


@dataclass(frozen=True, slots=True)
class Judgement:
    """An office's verdict on two entities, both of which the reader sees."""

    ref: FragmentRef
    a: EntityId
    b: EntityId
    verdict: str  # same, different, unsure
    office: str
    held: bool  # by the reader's office: it may undo it
    stated: str
    handling: Handling


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two entities that some hold to be the same and others to be different."""

    a: EntityId
    b: EntityId
    judgements: tuple[Judgement, ...]
    merged: bool  # as this reader's own office decided


@dataclass(frozen=True, slots=True)
class Summary:
    """An entity in a list."""

    id: EntityId
    schema: str
    caption: str
    owners: tuple[str, ...]
    stated: str  # the newest date
    handling: Handling


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a reader sees of what it holds to be one thing."""

    id: EntityId  # the one that was asked for
    members: tuple[EntityId, ...]
    schema: str
    caption: str
    names: tuple[Name, ...]
    facts: tuple[Fact, ...]
    statements: tuple[Statement, ...]
    pictures: tuple[Picture, ...]
    judgements: tuple[Judgement, ...]  # what formed it, and what keeps others out
    disputes: tuple[Dispute, ...]
    handling: Handling  # the strictest of all
    truncated: bool  # more than `MEMBERS` were judged the same; the rest is left out

    @property
    def owners(self) -> tuple[str, ...]:
        return tuple(sorted({statement.owner for statement in self.statements}))

    def fact(self, name: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.name == name), None)

    def first(self, *names: str) -> str:
        """The first value of the first of these properties that has one."""
        facts = (self.fact(name) for name in names)
        return next((value.value for fact in facts if fact for value in fact.values if value.value), "")


@dataclass(frozen=True, slots=True)
class Relation:
    """A profile's link to another one, which the reader sees too."""

    kind: str  # schema of the edge entity (Ownership), or schema.property (Vehicle.owner)
    end: str  # the property at which this profile stands, or which it holds
    outgoing: bool
    entity: EntityId  # of the edge entity; "" where the link is a value
    other: Summary
    start: str
    stop: str
    facts: tuple[Fact, ...]  # the edge entity's own: role, share
    statements: tuple[Statement, ...]
    handling: Handling

    def label(self, lang: str = "en") -> str:
        """How the other one is named from here: “Owner”, “Assets and shares”."""
        schema, _, name = self.kind.partition(".")
        spec = model.schema(schema)
        prop = spec.properties.get(self.end) if spec else None
        if spec is None or prop is None:
            return name or schema
        if name and self.outgoing:
            return prop.label(lang)
        there = model.schema(prop.range or "")
        back = there.properties.get(prop.reverse or "") if there else None
        return back.label(lang) if back else spec.label(lang)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was said of a profile, for its history."""

    at: str  # when it was stated, or else when its entry was signed (ISO 8601)
    what: str  # stated, corrected, retracted, judged, undone
    office: str
    ref: FragmentRef
    replaces: tuple[FragmentRef, ...] = ()  # earlier versions, of those that the reader sees
    statement: Statement | None = None
    judgement: Judgement | None = None


class Proof(NamedTuple):
    """Where an entry stands in its feed. Depends on neighbours, so only its owner and auditor see it."""

    feed: str
    device: str
    seq: int
    prev: str
    hash: str
    stub: str  # hexadecimal


@dataclass(frozen=True, slots=True)
class Contribution:
    """One signed entry, as far as the reader sees it."""

    id: str
    kind: Kind | None  # None: its body was purged
    office: str
    made_at: int  # seconds since 1970 UTC, as the signer's clock said
    verified: bool  # signature and body agree with what is stored
    statements: tuple[Statement, ...]  # acts included: their schema is one of claim.ACTS
    held: bool
    officer: str = ""  # these three for the own office only
    why: str = ""
    approver: str = ""
    proof: Proof | None = None


# Search


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. Filters narrow what the text finds."""

    text: str
    schema: str = ""  # and everything that descends from it
    owner: str = ""
    grade: Grade | None = None  # at least as good in this scheme; other schemes are not converted, so left out
    since: str = ""  # stated on or after: ISO 8601


class Reason(NamedTuple):
    """Why something matches."""

    kind: str  # identifier, name (all words), similar (all but for a letter or two), partial (all but one), text
    text: str  # the value that matches
    property: str


@dataclass(frozen=True, slots=True)
class Result:
    """One profile among the answers."""

    summary: Summary
    names: tuple[Name, ...]
    properties: dict[str, list[str]]  # all that is stated, without what it points to
    reasons: tuple[Reason, ...]
    score: int  # 0 to 1000, within results of one kind
    cursor: str  # pass as `after` to go on behind it


@dataclass(frozen=True, slots=True)
class Page:
    """One page of answers. All counts are of what this reader sees."""

    results: Sequence[Result]
    total: int
    capped: bool  # the text matches more than is shown: it should say more
    facets: dict[str, dict[str, int]] = field(default_factory=dict)  # schema, owner -> value -> results
    after: str = ""  # cursor of the next page; "" on the last
