"""Submissions and drafts as pages show them: only those of the reader's own office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sarhad.access.reader import Reader

if TYPE_CHECKING:
    from sarhad.collect.forms import Fault, Form, Instance


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission that nobody has decided about, or that was dismissed."""

    id: int
    form: str
    version: str
    officer: str
    via: str
    received: datetime
    state: str  # quarantined, incomplete, dismissed
    faults: tuple[Fault, ...]
    files: tuple[str, ...]  # names of those that came
    why: str  # of a dismissal


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that the officer has begun."""

    id: int
    form: str
    version: str
    saved: datetime


def quarantined(reader: Reader, dismissed: bool = False) -> list[Waiting]:
    """What waits for a person in the reader's office, oldest first; with `dismissed`, what was put aside."""
    raise NotImplementedError


def opened(reader: Reader, submission: int) -> tuple[Waiting, Form | None, Instance | None] | None:
    """One of them with its answers to put right; None for what is absent or another office's."""
    raise NotImplementedError


def save_draft(
    reader: Reader, form: Form, instance: Instance, files: Mapping[str, bytes] | None = None, draft: int = 0
) -> int:
    """Keep what an officer has filled in so far; `files` are added. Returns the draft's id (a new one if 0)."""
    raise NotImplementedError


def drafts(reader: Reader) -> list[Draft]:
    """The officer's own in this office, newest first."""
    raise NotImplementedError


def draft(reader: Reader, id: int) -> tuple[Form, Instance, dict[str, bytes]] | None:
    """The officer's own draft to go on with: form, answers, files; None for what is absent or another's."""
    raise NotImplementedError


def drop_draft(reader: Reader, id: int) -> None:
    raise NotImplementedError
