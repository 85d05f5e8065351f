"""Filled-in forms come in: signed at once, or kept for a person where they break a rule of the form.

One transaction holds the submission and what it states: after a crash both are there or neither is, and a client
that was not answered sends it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.models import Officer
from sarhad.access.queries import own_offices, rule_of
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.collect.answers.drafting import Made, Sender, local_key, make
from sarhad.collect.answers.parties import as_read_by
from sarhad.collect.errors import BadMapping
from sarhad.collect.forms import Fault, Form, Instance, form_of
from sarhad.collect.models import FormDraft, State, Submission, SubmissionFile
from sarhad.collect.outcomes import REFUSED, Conflict, Outcome, Via
from sarhad.collect.publishing import mapping_of
from sarhad.entities.actions import contribute
from sarhad.entities.drafts import Draft, File
from sarhad.entities.signing import about, must
from sarhad.kernel import keys
from sarhad.kernel.claim import EntityId, Scope
from sarhad.kernel.keys import KeyFault
from sarhad.ledger.models import Entry, Party
from sarhad.ledger.node import keystore, writer
from sarhad.ledger.scopes import scope_from, scope_json


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
    sent: bytes | None = None,
) -> Outcome:
    """Take a filled-in form for the reader's office.

    What keeps all rules of the form is signed as a Report and what it speaks of, together. What breaks one: from a
    page or sheet nothing is kept ("refused", with the faults to show); from a phone it waits for a person. The same
    instance id with the same bytes gives the same outcome again, also with further files that the answers name.

    Args:
        files: by the name that the answers give them.
        scope: who may read; None: as its answers say.
        lang: of the faults, and of answers that the ledger keeps as text.
        draft: of the page; dropped when the form is accepted.
        sent: the bytes as they came, which tell a repetition; None: the instance's own.

    Raises:
        Conflict: the same instance id came with other answers.
        PermissionDenied: the reader's roles do not let it contribute.
    """
    must(reader, Does.CONTRIBUTE)
    instance = as_read_by(reader, instance, lang)
    given = instance.xml() if sent is None else sent
    digest = hashlib.sha256(given).hexdigest()
    if not instance.instance_id:
        instance.set_instance_id(f"sha256:{digest}")
    with writer():
        known = _known(reader, instance.instance_id)
        if known:
            outcome = _again(reader, known, digest, files, lang)
        else:
            row = Submission(
                office=reader.office, report=_report(reader, reader.office, instance.instance_id), digest=digest,
                form=form.id, version=form.version, via=via, officer=reader.officer,
                scope=scope_json(scope) if scope else None,
            )  # fmt: skip
            outcome = _take(reader, row, instance, dict(files), lang)
        if outcome.state == State.ACCEPTED and draft:
            FormDraft.objects.filter(id=draft, office=reader.office, officer=reader.officer).delete()
    return outcome


def retry(
    reader: Reader, submission: int, instance: Instance | None = None, *, files: Mapping[str, bytes] | None = None,
    without: bool = False, lang: str = "en",
) -> Outcome:  # fmt: skip
    """Take one that waited, as it is or with answers put right. Still breaking a rule, it waits on.

    Args:
        files: beside those that came with it.
        without: files that never came are given up.
    """
    must(reader, Does.CONTRIBUTE)
    with writer():
        row = _waiting(reader, submission)
        given = as_read_by(reader, instance or _instance(row), lang)
        held = {file.name: bytes(file.data) for file in row.files.all()}
        row.by, row.at = reader.officer, timezone.now()
        return _take(reader, row, given, held | dict(files or {}), lang, without)


def dismiss(reader: Reader, submission: int, why: str) -> None:
    """Put one that waited aside, for a reason that is kept with it: it is no report, or came twice."""
    must(reader, Does.CONTRIBUTE)
    if not why.strip():
        raise ValidationError(_("Give the reason."))
    with writer():
        row = _waiting(reader, submission)
        row.state, row.by, row.why, row.at = State.DISMISSED, reader.officer, why.strip(), timezone.now()
        row.save()
        audit.record(reader, "dismiss-submission", str(row.id), why)


def _waiting(reader: Reader, submission: int) -> Submission:
    """The same words for what is absent, another office's, or decided already."""
    open_states = (State.QUARANTINED, State.INCOMPLETE)
    row = Submission.objects.filter(id=submission, office__in=offices(reader), state__in=open_states).first()
    if row is None:
        raise ValidationError(_("Nothing waits here under this number."))
    return row


def _instance(row: Submission) -> Instance:
    form = form_of(row.form, row.version, row.office)
    if form is None:
        raise ValidationError(_("The form “%(form)s” is not here any more.") % {"form": row.form})
    return Instance(form, bytes(row.xml or b""))


# What came before


def offices(reader: Reader) -> list[str]:
    """The reader's own first, then the closed ones whose reports it took over."""
    return sorted(own_offices(reader, "Report"), key=lambda office: (office != reader.office, office))


def _id_key(reader: Reader, office: str) -> bytes:
    return keystore().id_key(office if office == reader.office else f"{reader.office}.from.{office}")


def _report(reader: Reader, office: str, instance_id: str) -> EntityId:
    return keys.entity_id(_id_key(reader, office), *local_key(instance_id))


def came(reader: Reader, instance_id: str) -> Outcome | None:
    """What became of the submission of this instance id, if the office has one."""
    row = _known(reader, instance_id) if instance_id else None
    return _outcome(row) if row else None


def _known(reader: Reader, instance_id: str) -> Submission | None:
    """What the office, or one whose heir it is, has under this instance id."""
    for office in offices(reader):
        with suppress(KeyFault):  # an heir of an heir has no key of the first office, and cannot tell
            row = Submission.objects.filter(office=office, report=_report(reader, office, instance_id)).first()
            if row:
                return row
    return None


def _again(reader: Reader, row: Submission, digest: str, files: Mapping[str, bytes], lang: str) -> Outcome:
    if row.digest != digest:
        raise Conflict(row.report)
    if row.state == State.ACCEPTED:
        late = {name: data for name, data in files.items() if _digest(data) not in row.taken}
        if late:
            _attach(reader, row.report, late)
            row.taken = [*row.taken, *map(_digest, late.values())]
            row.save()
    elif row.state != State.DISMISSED and _keep_files(row, files):
        instance = as_read_by(reader, _instance(row), lang)
        all_files = {file.name: bytes(file.data) for file in row.files.all()}
        return _take(reader, row, instance, all_files, lang)
    return replace(_outcome(row), known=True)


def _attach(reader: Reader, report: EntityId, files: Mapping[str, bytes]) -> None:
    """Photos that came after their report, for whoever reads it; of one that was withdrawn, for the office."""
    seen = about(reader, report).filter(schema="Report").first()
    scope = rule_of(seen.scope).own if seen else Scope()
    given = tuple(File(name, data, True) for name, data in files.items())
    contribute(reader, [Draft("Report", entity=report, files=given)], scope)


def _outcome(row: Submission) -> Outcome:
    faults = tuple(Fault(**each) for each in row.faults)
    return Outcome(row.state, False, row.id, row.entry, row.report if row.entry else "", faults)


# Taking it


def _take(
    reader: Reader, row: Submission, instance: Instance, files: dict[str, bytes], lang: str, without: bool = False
) -> Outcome:
    missing = [] if without else sorted(instance.files() - files.keys())
    faults = [_file_fault(name) for name in missing] or instance.faults(lang)
    if row._state.adding or row.state == State.INCOMPLETE:  # later a person has seen them and let them pass
        faults += [_stranger_fault(name) for name in instance.strangers()]
    if not faults:
        try:
            with transaction.atomic():
                return _sign(reader, row, instance, files, lang)
        except (ValidationError, ValueError, BadMapping) as error:
            faults = [_record_fault(error)]
    if row.via in REFUSED and row._state.adding:
        return Outcome("refused", faults=tuple(faults))
    return _wait(reader, row, State.INCOMPLETE if missing else State.QUARANTINED, instance, files, faults)


def _sign(reader: Reader, row: Submission, instance: Instance, files: dict[str, bytes], lang: str) -> Outcome:
    made = _made(reader, row, instance, files, lang)
    entry: Entry = contribute(reader, made.drafts, made.scope)
    row.state, row.entry, row.xml, row.faults, row.scope = State.ACCEPTED, entry.id, None, [], None
    row.taken = sorted({_digest(data) for data in files.values()})
    row.save()
    row.files.all().delete()
    return _outcome(row)


def scope_of(reader: Reader, instance: Instance, lang: str = "en") -> Scope | None:
    """Who would read it if it were signed now; None: its answers cannot be signed as they are."""
    row = Submission(office=reader.office, officer=reader.officer)
    try:
        return _made(reader, row, as_read_by(reader, instance, lang), {}, lang).scope
    except (ValidationError, ValueError, BadMapping):
        return None


def _made(reader: Reader, row: Submission, instance: Instance, files: Mapping[str, bytes], lang: str) -> Made:
    form = instance.form
    id_key = _id_key(reader, row.office)
    author = Officer.objects.filter(username=row.officer).values_list("name", flat=True).first()
    country = Party.objects.filter(id=reader.office).values_list("country", flat=True).first()
    sender = Sender(reader.office, author or row.officer, country or None, partial(keys.entity_id, id_key))
    scope = scope_from(row.scope) if row.scope else None
    return make(sender, form, mapping_of(form, row.office), instance, files, scope, lang)


def _wait(
    reader: Reader,
    row: Submission,
    state: State,
    instance: Instance,
    files: Mapping[str, bytes],
    faults: list[Fault],
) -> Outcome:
    row.state, row.xml, row.faults = state, instance.xml(whole=True), [asdict(each) for each in faults]
    new = row._state.adding
    row.save()
    _keep_files(row, files)
    if new:
        audit.record(reader, "keep-submission", str(row.id))
    return _outcome(row)


def _keep_files(row: Submission, files: Mapping[str, bytes]) -> bool:
    """Whether any of them is new."""
    held = set(row.files.values_list("name", flat=True))
    new = [SubmissionFile(submission=row, name=name, data=files[name]) for name in files if name not in held]
    SubmissionFile.objects.bulk_create(new)
    return bool(new)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _file_fault(name: str) -> Fault:
    return Fault("", "", name, _("The file has not come yet."), "file")


def _stranger_fault(name: str) -> Fault:
    return Fault("", "", name, _("This version of the form does not ask for it."), "stranger")


def _record_fault(error: Exception) -> Fault:
    message = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return Fault("", "", "", message, "record")
