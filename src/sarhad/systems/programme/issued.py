"""What queries of published reports return. Each is what one reader sees."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sarhad.kernel.claim import Attachment, EntityId, FragmentRef, Handling
from sarhad.systems.programme.basis import Change
from sarhad.systems.programme.published import Published, What


@dataclass(frozen=True, slots=True)
class Issued:
    """A published report, as its office issued it."""

    id: EntityId
    office: str  # that signed it
    held: bool
    name: str
    kind: str  # a code of ResultsReport's `resultsType`
    number: str
    since: str  # ISO days
    until: str
    edition: int
    date: str  # of issue
    about_office: str = ""
    country: str = ""
    operation: EntityId = ""
    signatory: str = ""
    text: str = ""
    replaces: EntityId = ""
    replaced_by: EntityId = ""
    handling: Handling = Handling()  # noqa: RUF009 - immutable
    ref: FragmentRef | None = None
    attachments: tuple[Attachment, ...] = ()
    figures: tuple[Published, ...] = ()


class Compared(NamedTuple):
    """One figure, as it was issued and as it would be counted now; None: it does not stand there."""

    what: What
    then: Decimal | None
    now: Decimal | None

    @property
    def differs(self) -> bool:
        return self.then != self.now


class Since(NamedTuple):
    """What has changed since a report was issued."""

    figures: tuple[Compared, ...]
    records: tuple[Change, ...]
    behind: int  # entries that this node has not counted yet
