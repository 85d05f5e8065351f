"""The live log: what offices wrote down, and beside it what their other acts say, in one order of time.

A line that is corrected keeps what it was, for everybody who could read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.queries import history
from sarhad.access.reader import Reader
from sarhad.desk.writing import filled, name_of
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.lists import pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first
from sarhad.kernel.calendars import zone
from sarhad.kernel.claim import EntityId, Handling
from sarhad.ledger.models import Entry, State
from sarhad.systems.operations import times
from sarhad.systems.operations.guards import must_work
from sarhad.systems.operations.hearing import heard
from sarhad.systems.operations.journeys import Journey
from sarhad.systems.operations.legs import Leg
from sarhad.systems.operations.records import Operation
from sarhad.systems.operations.stating import must_have_been, state_once

PAGE = 40  # rows
LATE = 10  # minutes
LONGEST = 4000  # characters of a line


class Was(NamedTuple):
    """What a line said before it was corrected."""

    text: str
    at: datetime
    stated: str  # when it was written


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened: a line, an event on a leg, a word on a permission, or a step of the operation."""

    at: datetime
    ref: str  # "contribution.index"
    sort: str  # line, leg, permission or step
    kind: str  # a code of OperationLogLine's `logType`, whatever the sort
    office: str
    handling: Handling
    held: bool
    code: str = ""  # of a leg its step, of a permission its status, of a step its name
    text: str = ""
    zone: str = ""
    place: str = ""
    level: str = ""
    leg: Leg | None = None
    country: str = ""  # of a permission
    author: str = ""
    written: str = ""  # when it was signed
    exact: bool = True  # the time of day is known
    entity: EntityId = ""
    was: tuple[Was, ...] = ()  # oldest first

    @property
    def late_by(self) -> int:
        """Minutes from when it happened to when it was written down, if that is long."""
        signed = times.read(self.written, zone("")) if self.exact else None
        minutes = int((signed - self.at).total_seconds() // 60) if signed else 0
        return minutes if minutes >= LATE else 0

    @property
    def key(self) -> tuple[str, str]:
        """Its place in the log: time, then name, the same on every node."""
        return self.at.astimezone(UTC).isoformat(), self.ref


KINDS = {
    "handed-over": "handover", "taken-over": "handover", "seized": "seizure", "stopped": "stop", "lost": "stop",
    "paused": "stop", "returned": "decision", "approved": "decision",
}  # fmt: skip
"""What kind of line an event on a leg or a step of the operation is; "event" if it is not here."""


def rows(reader: Reader, journey: Journey, *, kind: str = "", office: str = "") -> list[Row]:
    """Everything in the log, newest first, or what is of this kind and office."""
    found = [*_lines(Sight(reader), journey), *_events(journey), *_papers(journey), *_steps(journey)]
    kept = [each for each in found if kind in ("", each.kind) and office in ("", each.office)]
    return sorted(kept, key=lambda each: each.key, reverse=True)


def page(found: Sequence[Row], before: str = "", size: int = PAGE) -> tuple[list[Row], str]:
    """Those that come after a key in the order of the list, and the key of the next page; "" at the end."""
    at, _sign, ref = before.partition("~")
    later = [each for each in found if not before or each.key < (at, ref)]
    shown = later[:size]
    return shown, "~".join(shown[-1].key) if len(later) > size else ""


def offices(found: Iterable[Row]) -> list[str]:
    return sorted({each.office for each in found})


# What it is made of


def _lines(sight: Sight, journey: Journey) -> Iterator[Row]:
    operation = journey.operation
    legs = {leg.id: leg for leg in journey.legs}
    lines = pointing(sight, "OperationLogLine.operation", [operation.id])[operation.id]
    for said in heard(sight, operation.group, journey.offices, lines):
        values = said.properties
        leg = legs.get(first(values, "leg"))
        where = first(values, "zone")
        at = times.read(first(values, "date"), times.named(where, leg.country if leg else ""))
        if at:
            texts = {name: first(values, name) for name in ("text", "place", "level", "author")}
            kind = first(values, "logType") or "event"
            yield Row(
                at, str(said.ref), "line", kind, said.owner, said.handling, said.held,
                zone=where, leg=leg, written=said.stated, entity=said.entity, **texts,
            )  # fmt: skip


def _events(journey: Journey) -> Iterator[Row]:
    operation = journey.operation
    for leg in journey.legs:
        for each in leg.events:
            yield Row(
                each.at, each.ref, "leg", KINDS.get(each.step, "event"), each.office, operation.handling, False,
                code=each.step, text=each.note, zone=each.zone or zone(leg.country).key, place=each.place, leg=leg,
                author=each.author,
            )  # fmt: skip


def _papers(journey: Journey) -> Iterator[Row]:
    for paper in journey.papers:
        for word in paper.words:
            if word.at:
                where = zone(paper.country).key
                yield Row(
                    word.at, str(word.ref), "permission", "contact", word.office, journey.operation.handling, False,
                    code=word.status, text=paper.number, zone=where, country=paper.country,
                )  # fmt: skip


def _steps(journey: Journey) -> Iterator[Row]:
    for step in journey.operation.steps:
        if step.office not in journey.offices:
            continue
        at = times.read(step.date, zone(""))
        if at:
            yield Row(
                at, step.ref, "step", KINDS.get(step.step, "event"), step.office, journey.operation.handling, False,
                code=step.step, text=step.note, author=step.author, exact="T" in step.date,
            )  # fmt: skip


# What lines were before


def with_past(reader: Reader, shown: Sequence[Row]) -> list[Row]:
    """The same rows, each corrected line with what it said before."""
    ids = {each.entity for each in shown if each.sort == "line"}
    old = history(reader).filter(entity__in=ids, schema="OperationLogLine")
    past: dict[tuple[EntityId, str], list[Statement]] = defaultdict(list)
    for said in Sight(reader).statements_of(old.filter(state=State.SUPERSEDED)):
        past[said.entity, said.owner].append(said)
    return [replace(each, was=_past(each, past.get((each.entity, each.office), ()))) for each in shown]


def _past(row: Row, said: Iterable[Statement]) -> tuple[Was, ...]:
    found = []
    for each in said:
        values = each.properties
        at = times.read(first(values, "date"), times.named(first(values, "zone")))
        found.append(Was(first(values, "text"), at or row.at, each.stated))
    return tuple(sorted(found, key=lambda was: was.stated))


# Writing


class Line(NamedTuple):
    """A line as typed."""

    text: str
    at: datetime
    kind: str = "event"
    why: str = ""  # of a decision
    zone: str = "UTC"
    place: str = ""
    level: str = ""
    leg: EntityId = ""


def write(reader: Reader, operation: Operation, line: Line, *, once: str) -> EntityId:
    """Sign a line for every office of the operation; the same again with the same `once` is one line.

    Raises PermissionDenied where the role does not allow it, ValidationError where it says nothing, where a
    decision does not say why, and where it has not happened yet.
    """
    must_work(reader, operation)
    return state_once(reader, operation, "OperationLogLine", _values(reader, operation, line), once)


def correct(reader: Reader, operation: Operation, row: Row, line: Line, why: str) -> Entry:
    """Replace a line of the own office. What it said before stays in the log."""
    must_work(reader, operation)
    [said] = [each for each in Sight(reader).statements(row.entity) if str(each.ref) == row.ref]
    return actions.correct(reader, said.ref, Draft("OperationLogLine", _values(reader, operation, line)), why)


def _values(reader: Reader, operation: Operation, line: Line) -> dict[str, list[str]]:
    if not line.text.strip():
        raise ValidationError(_("Write what happened."))
    if line.kind == "decision" and not line.why.strip():
        raise ValidationError(_("Write why it was decided so."))
    must_have_been(line.at)
    why = f"\n{_('Why')}: {line.why.strip()}" if line.why.strip() else ""
    values = {
        "operation": operation.id, "date": times.written(line.at), "logType": line.kind, "zone": line.zone,
        "text": line.text.strip() + why, "place": line.place, "level": line.level, "leg": line.leg,
        "office": reader.office, "author": name_of(reader),
    }  # fmt: skip
    return filled(values)
