"""Issuing notices, the steps of their lives, and sightings. Each signs an entry and stands in the audit.

All raise PermissionDenied where the role does not allow the act, ValidationError where its arguments do not fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.queries import history, owns, visible
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities import actions
from sarhad.entities.actions import Draft, File
from sarhad.entities.drafts import claim
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight
from sarhad.entities.signing import about, must, offices_of, reach, sign, withdrawals
from sarhad.kernel.claim import ACTS, PUBLIC, Claim, EntityId, Grade, Handling, Kind, Scope
from sarhad.ledger.models import ITEMS_PER_ENTRY, Edge, Entry, Fragment, Ref, State
from sarhad.ledger.naming import names_of
from sarhad.ledger.node import writer
from sarhad.systems.wanted.folding import CUSTODY, ENDS, ISSUERS, stages
from sarhad.systems.wanted.records import Notice

Values = Mapping[str, Iterable[str]]


@dataclass(frozen=True, slots=True)
class Issue:
    """A notice as typed, before it is cleaned and signed."""

    notice: Values
    subject: EntityId = ""  # empty: somebody new, whom `about` describes
    schema: str = "Person"  # of somebody new
    about: Values = field(default_factory=dict)  # what is stated about the subject together with the notice
    files: tuple[File, ...] = ()  # photos of the subject
    grade: Grade | None = None
    country: str | None = None  # where national phone numbers are dialled
    stated: str = ""


def issue(reader: Reader, given: Issue, scope: Scope) -> EntityId:
    """Sign a notice with what it says about its subject; returns the notice's id.

    Subject, notice and first step reach the same readers, and go together when the notice is withdrawn.
    """
    must(reader, Does.CONTRIBUTE)
    subject, notice = given.subject or actions.new_entity(reader), actions.new_entity(reader)
    schema = _schema_of(reader, given)
    day = (given.stated or today())[:10]
    values = {"startDate": [day], "agency": [reader.office], **given.notice, "subject": [subject]}
    common = {"grade": given.grade, "country": given.country, "date_order": "dmy", "stated": given.stated}
    drafts = [
        Draft("WantedNotice", values, notice, **common),
        Draft("NoticeStep", {"notice": [notice], "step": ["issued"], "date": [day]}, **common),
    ]
    if given.about or given.files:
        drafts.append(Draft(schema, given.about, subject, files=given.files, **common))
    actions.contribute(reader, drafts, scope)
    return notice


def _schema_of(reader: Reader, given: Issue) -> str:
    if not given.subject:
        return given.schema
    seen = about(reader, given.subject).first()
    if seen is None:
        raise ValidationError(_("Nothing here for you."))
    return seen.schema


def today() -> str:
    return timezone.localdate().isoformat()


# Steps


def may_take(reader: Reader, notice: Notice) -> list[str]:
    """The steps that this reader's office can state."""
    if notice.listed or not reader.may(Does.CONTRIBUTE):
        return []
    return [each for each in stages() if each not in ISSUERS]  # those have acts of their own


def take_step(
    reader: Reader, notice: Notice, step: str, day: str, *, place: str = "", note: str = "", kept: bool = False,
    told: bool = False,
) -> Entry:  # fmt: skip
    """State a step. The issuing office's reaches whom the notice reaches; another office's reaches the issuing one
    and the groups by which that office sees the notice. The public hears of ends, never of places and notes.

    Args:
        day: when it happened, as typed.
        kept: the issuing office keeps it to itself for now; not possible for an end.
        told: of a public notice, that the public hears of it although it is no end.
    """
    if step not in may_take(reader, notice):
        raise ValidationError(_("Your office cannot take this step."))
    ends = ENDS | {CUSTODY} if notice.held else ENDS
    if kept and step in ends:
        raise ValidationError(_("An end must reach everyone whom the notice reaches."))
    reach = Scope() if kept else _reach(reader, notice)
    partners = replace(reach, read=tuple(party for party in reach.read if party != PUBLIC))
    entity = actions.new_entity(reader)
    bare = {"notice": [notice.id], "step": [step], "date": [day]}
    full = bare | {name: [value] for name, value in {"place": place, "note": note}.items() if value}
    drafts = [Draft("NoticeStep", full, entity, scope=partners, date_order="dmy")]
    if reach != partners and (told or step in ends):
        drafts.append(Draft("NoticeStep", bare, entity, scope=reach, date_order="dmy"))
    return actions.contribute(reader, drafts, partners)


def is_public(reader: Reader, notice: Notice) -> bool:
    """Whether the issuing office has released it to everyone."""
    return notice.held and PUBLIC in _reach(reader, notice).read


def renew(reader: Reader, notice: Notice, review: str, valid_until: str = "") -> Entry:
    """Confirm at review that the notice is still needed, with new dates (ISO 8601)."""
    _must_hold(notice)
    newest = notice.statements[-1]
    dates = {"reviewDate": [review], **({"validUntil": [valid_until]} if valid_until else {})}
    draft = Draft("WantedNotice", {**newest.properties, **dates}, grade=newest.grade, source=newest.source)
    values = {"notice": [notice.id], "step": ["confirmed"], "date": [today()]}
    with writer():
        entry = actions.correct(reader, newest.ref, draft, _("Confirmed at review"))
        actions.contribute(reader, [Draft("NoticeStep", values)], _reach(reader, notice))
    return entry


def _reach(reader: Reader, notice: Notice) -> Scope:
    """Whom a step about it must reach, as far as this reader knows, under the notice's handling."""
    rows = [row for row in _rows(reader, notice) if row.state == State.CURRENT]
    return Scope(read=reach(reader, rows, notice.office), handling=notice.handling)


def _rows(reader: Reader, notice: Notice) -> list[Fragment]:
    """Every statement of the notice that the reader sees, earlier versions included."""
    rows = history(reader).filter(entity=notice.id, schema="WantedNotice").select_related("scope")
    return [row for row in rows.order_by("id") if row.scope.owner == notice.office]


def _must_hold(notice: Notice) -> None:
    if not notice.held or notice.listed:
        raise ValidationError(_("Only the office that issued the notice can do this."))


# Withdrawing


def withdraw(reader: Reader, notice: Notice, why: str) -> Entry:
    """The end of a notice: nobody sees it any more, nor what was stated about its subject together with it.

    What remains to others is a step that names no person, so that a copy on paper can be checked; to the office,
    its history. What it knows of the subject it keeps, for itself.
    """
    must(reader, Does.CONTRIBUTE)
    _must_hold(notice)
    values = {"notice": [notice.id], "step": ["withdrawn"], "date": [today()]}
    step = claim(reader, Draft("NoticeStep", values))
    rows = _with_it(reader, notice)
    kept = [_for_ourselves(each) for each in Sight(reader).statements_of(_subjects(reader, notice, rows))]
    with writer():
        sign(reader, Kind.CONTRIBUTE, [step, *kept], _reach(reader, notice), why)
        entry = sign(reader, Kind.RETRACT, withdrawals(rows), why=why)
        audit.record(reader, "withdraw-notice", f"{notice.id} {entry.id}")
    return entry


def _with_it(reader: Reader, notice: Notice) -> list[Fragment]:
    """Own statements, earlier versions included, that stand or fall with it: the notice, its steps, and what the
    entries that issued or corrected it said of its subject."""
    own = _rows(reader, notice)
    starts = {row.id - row.id % ITEMS_PER_ENTRY for row in own}
    beside = Q()
    for start in starts:
        beside |= Q(id__range=(start, start + ITEMS_PER_ENTRY - 1), entity__in=notice.subjects)
    steps = Edge.objects.filter(target=notice.id, kind="NoticeStep.notice").values("fragment")
    wanted = Q(id__in=[row.id for row in own]) | Q(id__in=steps) | beside
    found: dict[int, Fragment] = {}
    while new := [row for row in _held(reader, wanted) if row.id not in found]:
        found.update((row.id, row) for row in new)
        wanted = Q(id__in=_corrections(new))  # in entries of their own, which do not name the notice
    kept = [found[id] for id in sorted(found)]
    return [row for row in kept if row.state != State.RETRACTED]


def _held(reader: Reader, wanted: Q) -> list[Fragment]:
    rows = history(reader).filter(wanted).exclude(schema__in=ACTS).select_related("scope")
    return [row for row in rows if owns(row.scope, reader)]


def _corrections(rows: Sequence[Fragment]) -> list[int]:
    """Local ids of what corrects these."""
    names = {(ref.contribution, ref.index) for refs in names_of(list(rows)).values() for ref in refs}
    refs = Ref.objects.filter(contribution__in={contribution for contribution, _ in names}, kind=Kind.CORRECT)
    return [ref.item for ref in refs if (ref.contribution, ref.index) in names]


def _subjects(reader: Reader, notice: Notice, rows: Sequence[Fragment]) -> QuerySet[Fragment]:
    ids = [row.id for row in rows if row.state == State.CURRENT and row.entity in notice.subjects]
    return visible(reader).filter(id__in=ids)


def _for_ourselves(said: Statement) -> Claim:
    return Claim(
        entity=said.entity, schema=said.schema, properties=said.properties, raw=said.raw, grade=said.grade,
        source=said.source, stated=said.stated, count=said.count, attachments=said.attachments,
        scope=Scope(handling=said.handling),
    )  # fmt: skip


# Sightings


def report(
    reader: Reader, found: Notice, values: Values, *, files: tuple[File, ...] = (), country: str | None = None
) -> Entry:
    """Report that the subject of a notice was seen: for the office that issued it, which has it at once."""
    sight = Sight(reader)
    seen = [each for each in found.subjects if sight.statements(each)]  # ids of others would be news to this reader
    named = {"subject": seen, **({} if found.listed else {"notice": [found.id]})}
    draft = Draft("Sighting", {**values, **named}, files=files, country=country, date_order="dmy")
    to = tuple(party for party in offices_of(found.office) if party != reader.office)
    return actions.contribute(reader, [draft], Scope(read=to, handling=Handling(level=1)))
