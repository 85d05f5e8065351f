"""What is wrong with a form, with a submission as a whole, or with one answer."""

from __future__ import annotations

from dataclasses import dataclass


class Unpublishable(ValueError):
    """A form that cannot be used; the message gives the reason in words, in the active language."""


class Unreadable(ValueError):
    """Bytes that are no submission of the form at all; the message gives the reason in the active language."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer that breaks a rule of its form."""

    path: str  # with positions inside repeats: "/data/persons[2]/name"
    number: str  # of the question: "3.2"
    label: str
    message: str  # the form's own, if it has one in some language; else ours
    kind: str  # required, type, constraint, choice

    def __str__(self) -> str:
        where = " ".join(part for part in (self.number, self.label or self.path) if part)
        return f"{where}: {self.message}"
