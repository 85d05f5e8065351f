"""What of an answer may leave the office as a file or a paper: handling decides, see `access.handling`.

Inside `begun` every question to the store, and to what officers stated of prices, leaves out what its owner has to
be asked for first, and notes under which marks the rest may leave.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from sarhad.access.handling import Answer, Use, may, strictest
from sarhad.kernel.claim import Handling


@dataclass(slots=True)
class Taking:
    """One file or paper in the making."""

    marks: set[Handling] = field(default_factory=set)  # of what is in it
    owners: set[str] = field(default_factory=set)  # to be asked for what is not

    def lets(self, owner: str, handling: Handling, held: bool) -> bool:
        """Whether something of this owner goes in."""
        if free(handling, held):
            self.marks.add(handling)
            return True
        self.owners.add(owner)
        return False

    @property
    def handling(self) -> Handling | None:
        """That of the whole; None where nothing came from a record or table."""
        by = lambda each: (each.level, each.text, each.secrecy, each.tlp)
        return strictest(sorted(self.marks, key=by)) if self.marks else None


def free(handling: Handling, held: bool) -> bool:
    """Whether something may leave the office without asking its owner."""
    return may(Use.EXPORT, handling, held) in (Answer.YES, Answer.MARKED)


_now: ContextVar[Taking | None] = ContextVar("taking", default=None)


def now() -> Taking | None:
    """None where an answer is only looked at."""
    return _now.get()


@contextmanager
def begun() -> Iterator[Taking]:
    """Until its end, answers are to leave the office."""
    token = _now.set(made := Taking())
    try:
        yield made
    finally:
        _now.reset(token)


def left_out(taken: Taking) -> str:
    """Who has to be asked for what is missing."""
    return _("Left out, since the owner is to be asked first: records of %(offices)s.") % {
        "offices": ", ".join(sorted(taken.owners))
    }
