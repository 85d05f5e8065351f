"""Filled-in forms come in: signed at once, or kept for a person where they break a rule of the form.

One transaction holds the submission and what it states: after a crash both are there or neither is, and a client
that was not answered sends it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sarhad.access.reader import Reader
from sarhad.kernel.claim import EntityId, Scope

if TYPE_CHECKING:
    from sarhad.collect.forms import Fault, Form, Instance

Via = Literal["page", "openrosa", "sheet"]


class Conflict(Exception):
    """The office has another submission under the same instance id, with other answers."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a submission."""

    state: str  # accepted, quarantined, incomplete (files are still to come), dismissed; refused: nothing was kept
    known: bool = False  # it had come before; everything else is as it was then
    submission: int = 0  # 0: refused
    entry: str = ""  # id of the contribution, once accepted
    report: EntityId = ""
    faults: tuple[Fault, ...] = ()


def submit(
    reader: Reader,
    form: Form,
    instance: Instance,
    files: Mapping[str, bytes],
    *,
    scope: Scope | None = None,
    via: Via = "page",
    lang: str = "en",
    draft: int = 0,
) -> Outcome:
    """Take a filled-in form for the reader's office.

    What keeps all rules of the form is signed as a Report and what it speaks of, together. What breaks one: from a
    page nothing is kept ("refused", with the faults to show); from elsewhere it is kept for a person. The same
    instance id with the same bytes gives the same outcome again, also with further files that the answers name.

    Args:
        files: by the name that the answers give them.
        scope: who may read; None: as its answers say.
        lang: of the faults.
        draft: of the page; dropped when the form is accepted.

    Raises:
        Conflict: the same instance id came with other answers.
        PermissionDenied: the reader's roles do not let it contribute.
    """
    raise NotImplementedError


def retry(reader: Reader, submission: int, instance: Instance | None = None, *, without: bool = False) -> Outcome:
    """Take one that waited, as it is or with answers put right. Still breaking a rule, it waits on.

    Args:
        without: files that never came are given up.
    """
    raise NotImplementedError


def dismiss(reader: Reader, submission: int, why: str) -> None:
    """Put one that waited aside, for a reason that is kept with it: it is no report, or came twice."""
    raise NotImplementedError
