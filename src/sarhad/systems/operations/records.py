"""What queries of operations return. Each is what one reader sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sarhad.entities.records import Statement
from sarhad.kernel.claim import EntityId, FragmentRef, Handling


class Step(NamedTuple):
    """One step in the life of an operation, as one office states it."""

    step: str  # a code of OperationStep's `step`
    date: str  # ISO 8601 at its own precision
    ref: str  # "contribution.index", the same on every node
    office: str
    author: str = ""
    note: str = ""


class State(NamedTuple):
    """What the steps that a reader sees come to."""

    step: str  # the last one that counts
    date: str
    approved: bool = False  # the plan, and it was not sent back since
    started: str = ""  # the day, "" before
    ended: str = ""  # the day on which it was stopped or completed, "" before
    closed: bool = False
    disputed: bool = False  # stopped and completed, both

    @property
    def running(self) -> bool:
        return bool(self.started) and not self.ended and not self.closed

    @property
    def over(self) -> bool:
        return bool(self.ended) or self.closed


class Phase(NamedTuple):
    """A stretch of an operation, as its lead sets it."""

    id: EntityId
    name: str
    order: int
    start: str
    end: str
    task: str
    ref: FragmentRef


class Command(NamedTuple):
    """Who commands at one level."""

    id: EntityId
    level: str  # strategic, operational, tactical
    office: str
    commander: str
    deputy: str
    decides: str
    contact: str
    ref: FragmentRef


class Check(NamedTuple):
    """The answer of one office to one question that a plan must answer."""

    id: EntityId
    kind: str  # a code of OperationCheck's `checkType`
    item: str  # its code in the list of questions, "" of one that the office asked itself
    question: str
    answer: str  # met, partly, not-met, not-applicable
    measure: str
    office: str
    author: str
    date: str
    ref: FragmentRef


class Force(NamedTuple):
    """Officers, dogs and vehicles of one office. None: not given, which is not zero."""

    id: EntityId
    office: str  # whose they are
    by: str  # who says so: the office itself, or of a plan the lead
    kind: str  # planned, deployed
    phase: EntityId
    officers: int | None
    dogs: int | None
    vehicles: int | None
    equipment: str
    date: str
    ref: FragmentRef


class Result(NamedTuple):
    """What one office reports of one phase. None: not given, which is not zero."""

    id: EntityId
    office: str
    phase: EntityId
    date: str
    detained: int | None
    crimes: int | None
    note: str
    ref: FragmentRef


class Receipt(NamedTuple):
    """That an office was briefed, as it says itself."""

    office: str
    date: str
    people: int | None
    question: str
    author: str
    ref: FragmentRef


@dataclass(frozen=True, slots=True)
class Brief:
    """What the lead tells one office. To the lead also who has confirmed it."""

    id: EntityId
    to: str
    date: str
    parts: dict[str, str]  # information, intention, method, ... as far as they were written
    author: str
    ref: FragmentRef
    handling: Handling
    receipts: tuple[Receipt, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The use of a source, for those who may know of it."""

    id: EntityId
    reference: str
    handler: str
    may_know: tuple[str, ...]
    use: str  # lead, corroborate, evidence
    protection: str
    office: str  # that states it
    held: bool
    ref: FragmentRef


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation or a controlled delivery, as its lead states it, with what its offices state of it.

    `offices`, `phases` and so on hold what the reader sees, from offices that may say so; briefs and sources are
    asked for apart (`queries.briefs`, `queries.sources`). `steps` come in order of stage and date.
    """

    id: EntityId
    name: str
    office: str  # that signed it: the lead
    held: bool  # by the reader's own office, which then leads
    ours: bool  # the reader's office takes part, the lead included
    state: State
    kind: str = ""  # a code of Operation's `operationType`
    purpose: str = ""
    planning: str = "deliberate"
    group: str = ""  # of its offices; "": recorded by hand, nobody works on it here
    offices: tuple[str, ...] = ()  # the lead first
    agreed: dict[str, str] = field(default_factory=dict)  # office -> day on which it agreed
    start: str = ""
    end: str = ""
    countries: tuple[str, ...] = ()
    legal_basis: tuple[EntityId, ...] = ()
    cases: tuple[EntityId, ...] = ()
    against: tuple[EntityId, ...] = ()
    part_of: EntityId = ""
    substance: str = ""
    load: str = ""  # real, substitute, partly
    amount: str = ""
    unit: str = ""
    stop_criteria: tuple[str, ...] = ()
    summary: str = ""
    handling: Handling = Handling()  # noqa: RUF009 - immutable
    ref: FragmentRef | None = None
    steps: tuple[Step, ...] = ()
    phases: tuple[Phase, ...] = ()
    command: tuple[Command, ...] = ()
    checks: tuple[Check, ...] = ()
    forces: tuple[Force, ...] = ()
    results: tuple[Result, ...] = ()
    alone: bool = True  # nobody else states an operation under this id
    statements: tuple[Statement, ...] = field(default=(), repr=False)

    @property
    def delivery(self) -> bool:
        return self.kind == "controlled-delivery"

    @property
    def query(self) -> str:
        """What an address needs besides the id, where several offices state something under it."""
        return "" if self.alone else f"?by={self.office}"
