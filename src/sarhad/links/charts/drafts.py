"""Drafts of charts: beginning, changing, undoing. An officer has its own; others are as if not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities.signing import must
from sarhad.links.charts.models import ChartDraft
from sarhad.links.charts.state import State, dump, load

UNDO = 50  # states that one can go back
KEPT = 4_000_000  # characters of these: of a very large chart it is fewer
MOST = 200  # drafts of one officer
TITLE = 200  # characters


@dataclass(frozen=True, slots=True)
class Draft:
    """A chart on the table."""

    number: int
    title: str
    state: State
    version: int
    undo: bool  # whether there is a state before this one
    redo: bool
    saved: str  # entity of the Chart that it was saved as; ""
    ref: str
    changed: datetime


def own(reader: Reader) -> QuerySet[ChartDraft]:
    """The reader's, the one last worked on first. A seat at another office has others."""
    if not (reader.office and reader.may(Does.READ)):
        return ChartDraft.objects.none()
    return ChartDraft.objects.filter(office=reader.office, officer=reader.officer).order_by("-changed", "number")


def draft(reader: Reader, number: int) -> Draft | None:
    """None: absent or somebody else's, alike."""
    row = own(reader).filter(pk=number).first() if number < 2**63 else None
    return _draft(row) if row else None


def _draft(row: ChartDraft) -> Draft:
    steps = dict(row.steps.filter(number__gte=row.at - 1, number__lte=row.at + 1).values_list("number", "state"))
    state = load(steps[row.at])
    undo, redo = row.at - 1 in steps, row.at + 1 in steps
    return Draft(row.pk, row.title, state, row.version, undo, redo, row.saved, row.ref, row.changed)


def begin(reader: Reader, title: str, state: State, *, saved: str = "", ref: str = "") -> int:
    """A new draft; its number. Raises PermissionDenied at a shared terminal, whose officers read and report."""
    _must_draw(reader)
    if own(reader).count() >= MOST:
        raise ValidationError(_("You have %(most)d charts open. Delete one first.") % {"most": MOST})
    with transaction.atomic():
        row = ChartDraft.objects.create(
            office=reader.office, officer=reader.officer, title=titled(title), saved=saved, ref=ref
        )
        row.steps.create(number=0, state=dump(state))
    return int(row.pk)


def change(reader: Reader, number: int, by: Callable[[State], State]) -> Draft | None:
    """Make the next state; what had been undone before is gone then. None: no such draft."""
    _must_draw(reader)
    with transaction.atomic():
        row = own(reader).select_for_update().filter(pk=number).first()
        if row is None:
            return None
        before = _draft(row).state
        after = by(before)
        if after != before:
            text = dump(after)
            row.steps.filter(number__gt=row.at).delete()
            row.steps.filter(number__lte=row.at - max(5, min(UNDO, KEPT // len(text)))).delete()
            row.steps.create(number=row.at + 1, state=text)
            _note(row, at=row.at + 1)
        return _draft(row)


def undo(reader: Reader, number: int, by: int = -1) -> Draft | None:
    """Go back one state, or forward with `by` 1; where there is none, nothing happens."""
    _must_draw(reader)
    with transaction.atomic():
        row = own(reader).select_for_update().filter(pk=number).first()
        if row and row.steps.filter(number=row.at + by).exists():
            _note(row, at=row.at + by)
        return _draft(row) if row else None


def rename(reader: Reader, number: int, title: str) -> None:
    _must_draw(reader)
    own(reader).filter(pk=number).update(title=titled(title))


def is_saved(reader: Reader, number: int, saved: str, ref: str) -> None:
    """Note as what it was saved."""
    own(reader).filter(pk=number).update(saved=saved, ref=ref)


def delete(reader: Reader, number: int) -> None:
    """The draft and its steps; what it was saved as stays."""
    _must_draw(reader)
    own(reader).filter(pk=number).delete()


def titled(text: str) -> str:
    return " ".join(text.split())[:TITLE] or _("Chart without a title")


def _note(row: ChartDraft, at: int) -> None:
    row.at, row.version, row.changed = at, row.version + 1, timezone.now()
    row.save(update_fields=["at", "version", "changed"])


def _must_draw(reader: Reader) -> None:
    must(reader, Does.READ)
    if reader.terminal:
        raise PermissionDenied
