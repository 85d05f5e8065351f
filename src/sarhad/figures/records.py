"""What queries of this room take and return. Each is what one reader sees.

Weights are kilograms (Decimal). Days are ISO dates. Codes of figures, of how they are counted and of why a claim
does not count have their words in `words`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sarhad.kernel.claim import EntityId, Grade, Handling

CODES = (
    "seizures", "kg", "detained", "groups-dismantled", "channels-dismantled", "cases-opened", "cases-to-court",
    "convicted", "operations", "deliveries", "requests-sent", "requests-answered", "crimes", "officers", "dogs",
    "vehicles",
)  # fmt: skip
"""Every figure, in the order in which a page shows them."""

COOPERATION = ("shared", "request", "operation", "controlled-delivery")
"""Causes that are cooperation between offices; the first two are information that another office shared."""
SHARED = COOPERATION[:2]
TOGETHER = {"cooperation": COOPERATION, "information": SHARED}
"""Codes that stand for several causes, wherever a cause is asked for."""


def causes(code: str) -> tuple[str, ...]:
    """The causes that a code stands for: itself, or several together."""
    return TOGETHER.get(code, (code,))


NO_AMOUNT, UNKNOWN_UNIT, VAGUE_DATE = "no-amount", "unknown-unit", "vague-date"
"""Why something is left out of a sum."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Of what figures are wanted. Days are inclusive; an empty filter filters nothing.

    `office` is the office whose word is taken, `country` a code (`tj`), `operation` an entity with the controlled
    deliveries that are part of it, `cause` a code of Seizure's `cause` or one of `TOGETHER`, `substance` a group or
    substance code.
    """

    since: str = "2026-01-01"
    until: str = "2026-12-31"
    office: str = ""
    country: str = ""
    operation: EntityId = ""
    cause: str = ""
    substance: str = ""


class Claim(NamedTuple):
    """One office's word for one thing that is counted: an item's weight, persons detained, a step."""

    ref: str  # "contribution.index" of the statement
    entity: EntityId
    office: str  # who signed it
    stated: str
    grade: Grade | None
    kind: str  # reported, laboratory
    value: Decimal | None  # kilograms, persons, 1; None: no amount, or one that cannot be converted
    amount: str = ""  # as reported, with its unit
    unit: str = ""
    substance: str = ""  # code, or the text where it is not known
    why: str = ""  # why it does not count: lower-grade, older, later-ref, laboratory, no-amount; empty: it does


@dataclass(frozen=True, slots=True)
class Weighed:
    """One number of a seizure with all claims for it; `value` is None where nobody gave an amount."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    taken: tuple[Claim, ...]  # what the value is made of: several where one office reported several items
    others: tuple[Claim, ...]  # they stay visible
    substance: str = ""  # of an item: the code, after the laboratory's word
    group: str = ""  # of an item: the substance group
    unit: str = ""  # where the amount cannot be converted: its unit, and the amount beside
    amount: Decimal | None = None
    how: str = ""  # laboratory, only, grade, newest, ref: what decided


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing behind a figure: a seizure, group, channel, case, operation or letter, counted once."""

    id: EntityId  # the first member by id
    members: tuple[EntityId, ...]  # held to be the same, in order
    schema: str
    caption: str
    value: Decimal  # what it adds to the figure asked for
    low: Decimal
    high: Decimal
    date: str  # as stated
    office: str  # whose word is taken
    offices: tuple[str, ...]  # all that state it
    country: str = ""
    cause: str = ""
    operation: EntityId = ""
    taken: tuple[Claim, ...] = ()
    others: tuple[Claim, ...] = ()
    items: tuple[Weighed, ...] = ()  # of a seizure: one for each substance
    detained: Weighed | None = None  # of a seizure: the persons of its own claims
    suspected: tuple[EntityId, ...] = ()  # seizures that look alike and on which nobody has judged
    refs: tuple[str, ...] = ()  # every statement behind it
    why: str = ""  # how it was counted: a code of `words.HOW`
    handling: Handling = Handling()  # noqa: RUF009 - immutable


class Figure(NamedTuple):
    """One number with how it came about."""

    code: str
    value: Decimal
    low: Decimal  # the least and the most that the claims allow
    high: Decimal
    n: int  # things counted behind it
    how: str = ""  # a code of `words.HOW`; "not-asked": it makes no sense under these filters


class Weight(NamedTuple):
    """What was seized of one group of substances."""

    group: str  # code of `kernel.substances.groups()`; "unknown": named in words that nobody knows
    kg: Decimal
    low: Decimal
    high: Decimal
    n: int  # seizures with it
    other: tuple[tuple[str, Decimal], ...] = ()  # (unit, amount) of what cannot be converted


class Row(NamedTuple):
    """A line of a table by cause, country, office or month."""

    key: str  # "" where nobody said
    n: int  # seizures
    kg: Decimal
    detained: int


class LeftOut(NamedTuple):
    """What a sum does not hold, and why."""

    why: str  # no-amount, unknown-unit, vague-date
    n: int
    unit: str = ""


class Requests(NamedTuple):
    """Letters with a question that were sent in the period, and what became of them."""

    sent: int = 0
    answered: int = 0  # by more than an interim answer
    in_time: int = 0
    days: float | None = None  # median from sending to that answer


class Alike(NamedTuple):
    """Two seizures that look like one, which is for people to judge."""

    a: EntityId
    b: EntityId
    day: str
    country: str
    substance: str
    kg: Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a page of results shows."""

    ask: Ask
    by_code: dict[str, Figure]
    weights: tuple[Weight, ...] = ()
    requests: Requests = Requests()  # noqa: RUF009 - immutable
    by_cause: tuple[Row, ...] = ()
    by_country: tuple[Row, ...] = ()
    by_office: tuple[Row, ...] = ()
    by_month: tuple[Row, ...] = ()  # key: "2026-03"
    left_out: tuple[LeftOut, ...] = ()
    suspected: tuple[Alike, ...] = ()
    behind: bool = False  # this node is catching up: what came last is not counted yet

    def __getitem__(self, code: str) -> Figure:
        return self.by_code[code]

    @property
    def seizures(self) -> Figure:
        return self.by_code["seizures"]

    @property
    def kg_total(self) -> Decimal:
        return self.by_code["kg"].value

    @property
    def detained(self) -> Figure:
        return self.by_code["detained"]

    @property
    def cooperation(self) -> Row:
        """Seizures that cooperation between offices led to, of `kg_total`."""
        return _sum("cooperation", [row for row in self.by_cause if row.key in COOPERATION])

    @property
    def shared(self) -> Row:
        """Seizures that information shared by another office led to."""
        return _sum("information", [row for row in self.by_cause if row.key in SHARED])


def _sum(key: str, rows: list[Row]) -> Row:
    kg = sum((row.kg for row in rows), Decimal(0))
    return Row(key, sum(row.n for row in rows), tidy(kg), sum(row.detained for row in rows))


def tidy(value: Decimal) -> Decimal:
    """Without superfluous zeros. Format it with `f`: very small ones would show an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


class Cell(NamedTuple):
    """One fixed cell for whoever may only count. Texts, since a cell may be “fewer than 5”."""

    country: str
    period: str  # "2026" or "2026-Q1"
    group: str
    n: int  # rounded to 5; 0: fewer than 5
    kg: Decimal | None  # rounded; None with fewer than 5


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the life of a group, channel or case, as one office states it."""

    step: str
    date: str
    ref: str
    office: str
    entity: EntityId = ""
    operation: EntityId = ""
    note: str = ""
    number: Decimal | None = None  # of a judged case: persons convicted
    acquitted: Decimal | None = None
    stated: str = ""
    grade: Grade | None = None
    statement: object = field(default=None, repr=False, compare=False)
