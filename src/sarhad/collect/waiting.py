"""Submissions and drafts as pages show them: only those of the reader's own office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.collect.forms import Fault, Form, Instance, form_of
from sarhad.collect.models import DraftFile, FormDraft, State, Submission
from sarhad.collect.submissions import offices
from sarhad.entities.signing import must
from sarhad.ledger.node import writer


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


@dataclass(frozen=True, slots=True)
class Sent:
    """What an officer sent: one line of the personal log."""

    submission: int
    form: str
    version: str
    via: str
    received: datetime
    state: str
    report: str  # entity of the Report once accepted; ""


def quarantined(reader: Reader, dismissed: bool = False) -> list[Waiting]:
    """What waits for a person in the reader's office, oldest first; with `dismissed`, what was put aside."""
    if not (reader.office and reader.may(Does.CONTRIBUTE)):
        return []
    states = [State.DISMISSED] if dismissed else [State.QUARANTINED, State.INCOMPLETE]
    rows = Submission.objects.filter(office__in=offices(reader), state__in=states)
    return [_shown(row) for row in rows.order_by("received", "id").prefetch_related("files")]


def _shown(row: Submission) -> Waiting:
    faults = tuple(Fault(**each) for each in row.faults)
    files = tuple(sorted(file.name for file in row.files.all()))
    return Waiting(
        row.id, row.form, row.version, row.officer, row.via, row.received, row.state, faults, files, row.why
    )


def opened(reader: Reader, submission: int) -> tuple[Waiting, Form | None, Instance | None] | None:
    """One of them with its answers to put right; None for what is absent, accepted or another office's.

    No form: the one that it was filled in on is not here any more. Stands in the audit.
    """
    must(reader, Does.CONTRIBUTE)
    rows = Submission.objects.filter(id=submission, office__in=offices(reader)).exclude(state=State.ACCEPTED)
    row = rows.first()
    if row is None:
        return None
    audit.record(reader, "read-submission", str(row.id))
    form = form_of(row.form, row.version, row.office)
    return _shown(row), form, Instance(form, bytes(row.xml or b"")) if form else None


def sent(reader: Reader, limit: int = 100) -> list[Sent]:
    """What the officer sent for this office, newest first: the personal log."""
    rows = Submission.objects.filter(office=reader.office, officer=reader.officer).order_by("-received", "-id")
    return [
        Sent(row.id, row.form, row.version, row.via, row.received, row.state, row.report if row.entry else "")
        for row in rows[:limit]
    ]


# Drafts


def save_draft(
    reader: Reader, form: Form, instance: Instance, files: Mapping[str, bytes] | None = None, draft: int = 0
) -> int:
    """Keep what an officer has filled in so far; `files` are added, those that no answer names any more dropped.

    Returns the draft's id (a new one if 0, or if the draft is gone).
    """
    must(reader, Does.CONTRIBUTE)
    with writer():
        row = _own(reader).filter(id=draft).first() or FormDraft(office=reader.office, officer=reader.officer)
        row.form, row.version, row.xml, row.saved = form.id, form.version, instance.xml(whole=True), timezone.now()
        row.save()
        for name, data in (files or {}).items():
            DraftFile.objects.update_or_create(draft=row, name=name, defaults={"data": data})
        row.files.exclude(name__in=instance.files()).delete()
    return row.id


def drafts(reader: Reader) -> list[Draft]:
    """The officer's own in this office, newest first."""
    return [Draft(row.id, row.form, row.version, row.saved) for row in _own(reader).order_by("-saved", "-id")]


def draft(reader: Reader, id: int) -> tuple[Form, Instance, dict[str, bytes]] | None:
    """The officer's own draft to go on with: form, answers, files; None for what is absent or another's."""
    row = _own(reader).filter(id=id).first()
    form = form_of(row.form, row.version, row.office) if row else None
    if row is None or form is None:
        return None
    return form, Instance(form, bytes(row.xml)), {file.name: bytes(file.data) for file in row.files.all()}


def drop_draft(reader: Reader, id: int) -> None:
    _own(reader).filter(id=id).delete()


def _own(reader: Reader) -> QuerySet[FormDraft]:
    return FormDraft.objects.filter(office=reader.office, officer=reader.officer)
