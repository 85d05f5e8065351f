"""What the API gives out of an inbox."""

from __future__ import annotations

from typing import Any

from ninja import Field

from sarhad.api.shapes import JudgementOut, Shape, StatementOut
from sarhad.matching.words import say


class HitReasonOut(Shape):
    feature: str
    finding: str = Field(description="agrees, similar, differs or vetoes")
    weight: float
    left: str
    right: str
    text: str = Field(description="The same in words")

    @staticmethod
    def resolve_text(reason: Any) -> str:
        return say(reason)


class HitOut(Shape):
    """Two entities that may be one; `own` is your office's, or the one that you asked about."""

    own: str
    other: str
    score: float = Field(description="How likely they mean one thing, 0 to 1")
    verdict: str = Field(description="strong or possible")
    reasons: list[HitReasonOut]
    yours: StatementOut
    theirs: StatementOut
    disputed: bool
    judgements: list[JudgementOut]
    handled_by: str = Field(description="Officer of your office; empty: it waits")

    @staticmethod
    def resolve_own(line: Any) -> str:
        return str(line.hit.pair.own)

    @staticmethod
    def resolve_other(line: Any) -> str:
        return str(line.hit.pair.other)

    @staticmethod
    def resolve_score(line: Any) -> float:
        return float(line.hit.pair.score)

    @staticmethod
    def resolve_verdict(line: Any) -> str:
        return str(line.hit.pair.verdict)

    @staticmethod
    def resolve_reasons(line: Any) -> Any:
        return line.hit.scored.reasons

    @staticmethod
    def resolve_yours(line: Any) -> Any:
        return line.hit.yours

    @staticmethod
    def resolve_theirs(line: Any) -> Any:
        return line.hit.theirs

    @staticmethod
    def resolve_disputed(line: Any) -> bool:
        return bool(line.hit.disputed)

    @staticmethod
    def resolve_judgements(line: Any) -> Any:
        return line.hit.judgements

    @staticmethod
    def resolve_handled_by(line: Any) -> str:
        return line.hit.handled[0] if line.hit.handled else ""


class PointerOut(Shape):
    """An office holds something on an entity of yours. Nothing more is told."""

    token: str = Field(description="To be quoted when you ask; the same for the same pair")
    entity: str
    holder: str
    handled_by: str

    @staticmethod
    def resolve_entity(hit: Any) -> str:
        return str(hit.own.id)

    @staticmethod
    def resolve_handled_by(hit: Any) -> str:
        return hit.handled[0] if hit.handled else ""


class InboxOut(Shape):
    hits: list[HitOut]
    pointers: list[PointerOut]
    total: int = Field(description="Of hits and pointers on all pages, of what you see")
    capped: bool = Field(description="There are more than are listed")
    crowded: dict[str, int] = Field(description="Own entities that match too much, with how many records")
