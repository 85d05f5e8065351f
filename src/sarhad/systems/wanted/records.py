"""What queries of the wanted list return. Each is what one reader sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sarhad.entities.records import Statement
from sarhad.kernel.claim import Attachment, EntityId, FragmentRef, Handling


class Step(NamedTuple):
    """One step in the life of a notice, as one office states it."""

    step: str  # a code of NoticeStep's `step`
    date: str  # ISO 8601 at its own precision
    ref: str  # "contribution.index", the same on every node
    office: str
    place: str = ""
    note: str = ""


class State(NamedTuple):
    """What the steps that a reader sees come to."""

    step: str
    date: str
    disputed: bool = False  # offices name different ends, or one that the issuing office has not confirmed
    ended: bool = False  # by the issuing office


@dataclass(frozen=True, slots=True)
class Notice:
    """A wanted notice, or an entry of an official list that somebody imported.

    Of an entry of a list, `id` is the listed person or thing itself and `listed` names the list.
    """

    id: EntityId
    subjects: tuple[EntityId, ...]  # as the notice names them; the reader may see none of them
    colour: str  # red, blue, green, yellow, black, orange, purple, silver, un, other
    state: State
    office: str  # that issued it, or imported the list
    held: bool  # by the reader's own office
    number: str = ""
    wanted_by: str = ""  # country code
    agency: str = ""
    offence: str = ""
    legal_basis: str = ""
    warrant: str = ""
    court: str = ""
    instructions: str = ""  # in the issuer's words; `words.what_to_do` adds what the colour asks
    contact: str = ""
    phone: str = ""
    dangers: tuple[str, ...] = ()  # codes of WantedNotice's `dangers`
    caution: str = ""
    description: str = ""
    extradition: str = ""
    issued: str = ""
    valid_until: str = ""
    review: str = ""
    listed: str = ""  # the list, such as "un-sc"; "" of a notice
    handling: Handling = Handling()  # noqa: RUF009 - immutable
    ref: FragmentRef | None = None  # of its newest statement by the issuing office
    attachments: tuple[Attachment, ...] = ()
    statements: tuple[Statement, ...] = field(default=(), repr=False)
    steps: tuple[Step, ...] = ()
    unconfirmed: tuple[Step, ...] = ()  # ends that only other offices state: the notice stays in force

    def valid(self, today: date) -> bool:
        """Whether one may still act on it: neither ended nor run out."""
        return not self.state.ended and not (self.valid_until and self.valid_until < today.isoformat())

    def review_in(self, today: date) -> int | None:
        """Days until review is due, negative when overdue; None without a day for it."""
        try:
            return (date.fromisoformat(self.review) - today).days
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Seen:
    """A sighting, as a post reported it."""

    id: EntityId
    notice: EntityId
    subjects: tuple[EntityId, ...]
    date: str
    place: str
    direction: str
    measures: str
    document: str
    companions: str
    note: str
    by: Statement
