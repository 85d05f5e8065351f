"""What queries of the desk return. Each is what one reader sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sarhad.desk.clocks import Clock
from sarhad.entities.records import Statement
from sarhad.kernel.claim import EntityId, FragmentRef, Handling


class Step(NamedTuple):
    """One step about one letter, as one office states it."""

    step: str  # a code of RequestStep's `step`
    date: str  # ISO 8601, as a rule to the second
    ref: str  # "contribution.index", the same on every node
    office: str
    note: str = ""
    due: str = ""  # of `sent` and `extended`: the last day, or instant, for an answer


class State(NamedTuple):
    """What the steps and answers about one letter come to, for the reader who sees them."""

    step: str  # sent, passed-on, received, accepted, answered, refused, closed, withdrawn
    date: str
    outcome: str = ""  # of what was answered last: full, partial, interim, nothing-held, refused
    disputed: bool = False  # offices that took over from the one asked answer differently
    ended: bool = False  # nothing is waited for any more
    stopped: str = ""  # when the clock stopped: the first answer that is not interim, or the end


class Receipt(NamedTuple):
    """An incoming number that an office gave to a letter."""

    office: str
    number: str
    date: str
    by: str


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of one office, with the letter that carries it."""

    id: EntityId
    number: str
    date: str
    office: str
    outcome: str
    text: str
    refusal: str
    legal_basis: str
    signatory: str
    grants: tuple[str, ...]  # releases that go with it, "contribution.index"; seen by the asker and the answerer
    subjects: tuple[EntityId, ...]  # that the reader sees
    letter: EntityId
    receipts: tuple[Receipt, ...]  # under which numbers it was registered
    handling: Handling
    held: bool
    ref: FragmentRef
    statements: tuple[Statement, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Leg:
    """What became of a request at one of the offices asked: one letter with its steps and answers."""

    letter: EntityId
    number: str
    date: str
    asker: str
    to: str
    via: str
    via_reads: bool  # the office in between reads the question and the answers
    signatory: str
    pointer: str
    record: str
    state: State
    due: str
    clock: Clock | None
    steps: tuple[Step, ...] = ()
    replies: tuple[Answered, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    in_reply_to: EntityId = ""  # of a letter that answers: the letter with the question
    asks_until: str = ""  # the office asked wants this day; the asker has not agreed yet
    statements: tuple[Statement, ...] = field(default=(), repr=False)

    @property
    def late(self) -> bool:
        return bool(self.clock and self.clock.late)


@dataclass(frozen=True, slots=True)
class Request:
    """A request with the letters of it that the reader sees: the asker all, an office asked its own.

    For an office in between that may not read the question, `question` and what describes it are empty.
    """

    id: EntityId
    asker: str
    held: bool  # by the reader's office, as asker or its heir
    date: str
    legs: tuple[Leg, ...]
    name: str = ""
    question: str = ""
    kind: str = ""
    urgency: str = ""
    purpose: str = ""
    legal_basis: str = ""  # id of an Instrument that the reader sees
    legal_text: str = ""
    contact: str = ""
    subjects: tuple[EntityId, ...] = ()  # that the reader sees
    case: EntityId = ""
    release_to: str = ""  # of a request for further release: to whom
    handling: Handling = Handling()  # noqa: RUF009 - immutable
    ref: FragmentRef | None = None
    statements: tuple[Statement, ...] = field(default=(), repr=False)

    @property
    def readable(self) -> bool:
        return self.ref is not None


class Line(NamedTuple):
    """One line of the journal of letters."""

    box: str  # out, in, through
    letter: EntityId
    number: str
    date: str
    sender: str
    receiver: str
    via: str
    incoming: str  # the number under which the receiver (or, in between, the own office) registered it
    incoming_date: str
    kind: str  # request, answer
    about: EntityId  # the request, or "" where the reader does not see it
    signatory: str


@dataclass(slots=True)
class Balance:
    """The exchange with one office in a period, both ways. Lists hold letters' ids: each figure has its list."""

    office: str
    asked: list[EntityId] = field(default_factory=list)  # we asked them
    got: dict[str, list[EntityId]] = field(default_factory=dict)  # by outcome of their answers
    waiting: list[EntityId] = field(default_factory=list)
    late: list[EntityId] = field(default_factory=list)  # theirs, at any time in the period
    hours: float | None = None  # median of their answers, from sending to the first that is not interim
    was_asked: list[EntityId] = field(default_factory=list)  # they asked us
    gave: dict[str, list[EntityId]] = field(default_factory=dict)
    we_owe: list[EntityId] = field(default_factory=list)
    we_were_late: list[EntityId] = field(default_factory=list)
    our_hours: float | None = None
    outcomes: list[EntityId] = field(default_factory=list)  # where the asker told what came of it
