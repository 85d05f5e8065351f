"""What queries of plans and recommendations return. Each is what one reader sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sarhad.entities.records import Statement
from sarhad.kernel.claim import Attachment, EntityId, FragmentRef, Handling


class Step(NamedTuple):
    """One step of a recommendation, as one office states it."""

    step: str  # a code of RecommendationStep's `step`
    date: str  # ISO 8601 at its own precision
    ref: str  # "contribution.index", the same on every node
    office: str
    due: str = ""  # the new term, where it is postponed
    evidence: str = ""
    note: str = ""
    files: tuple[Attachment, ...] = ()


class State(NamedTuple):
    """What the steps that a reader sees come to."""

    step: str
    date: str
    due: str  # the term that holds: the last one that the office in charge has named, else the first
    ended: bool = False  # nothing is left to do
    disputed: bool = False  # who made it and who is in charge name different ends


@dataclass(frozen=True, slots=True)
class Item:
    """A recommendation, a decision or a step of a plan."""

    id: EntityId
    name: str
    state: State
    maker: str  # the office that signed it
    held: bool  # by the reader's own office
    office: str = ""  # in charge; empty: nobody was named
    ours: bool = False  # the reader's office is in charge, or heir of the one that was
    kind: str = "recommendation"  # recommendation, decision, action
    responsible: str = ""
    first_due: str = ""  # the term that it was made with
    priority: str = ""
    text: str = ""
    made: str = ""
    source: EntityId = ""  # the meeting, assessment, operation or report that it comes from
    plan: EntityId = ""
    handling: Handling = Handling()  # noqa: RUF009 - immutable
    ref: FragmentRef | None = None
    statements: tuple[Statement, ...] = field(default=(), repr=False)
    steps: tuple[Step, ...] = ()

    def days_left(self, today: date) -> int | None:
        """Until the term, negative when it is past; None without a term or when nothing is left to do."""
        if self.state.ended or self.state.step == "done":
            return None
        try:
            return (date.fromisoformat(self.state.due) - today).days
        except ValueError:
            return None

    def late(self, today: date) -> bool:
        left = self.days_left(today)
        return left is not None and left < 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What an office means to do in a period."""

    id: EntityId
    name: str
    office: str
    maker: str
    held: bool
    start: str = ""
    end: str = ""
    purpose: str = ""
    ref: FragmentRef | None = None
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting, exercise, assessment mission, debriefing or session."""

    id: EntityId
    name: str
    kind: str  # a code of Meeting's `meetingType`
    date: str
    maker: str
    held: bool
    offices: tuple[str, ...] = ()
    participants: str = ""
    place: str = ""
    crossing: EntityId = ""
    operation: EntityId = ""  # of a debriefing
    agenda: str = ""
    minutes: str = ""
    handling: Handling = Handling()  # noqa: RUF009 - immutable
    ref: FragmentRef | None = None
    attachments: tuple[Attachment, ...] = ()
