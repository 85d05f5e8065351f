"""Debriefings: what each office of an operation says of it afterwards, and what is to be done differently.

A debriefing is a meeting (`desk.plans`) that names its operation; each office signs its own, nobody speaks for
another. What is recommended names the operation as its source and is followed up like every recommendation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.guards import must_be_open
from sarhad.access.reader import Reader
from sarhad.desk.plans import actions as plans
from sarhad.entities import actions
from sarhad.entities.actions import Draft, File
from sarhad.entities.lists import pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first
from sarhad.kernel.claim import Attachment, EntityId, FragmentRef, Handling
from sarhad.ledger.node import writer
from sarhad.systems.operations.actions import may_take, take_step
from sarhad.systems.operations.guards import may_work, must_work, scope_of
from sarhad.systems.operations.records import Operation
from sarhad.systems.operations.wording import Part, parts, written

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Debrief:
    """What one office says of an operation."""

    id: EntityId
    office: str
    held: bool
    date: str
    place: str
    participants: str
    parts: tuple[Part, ...]
    handling: Handling
    ref: FragmentRef
    attachments: tuple[Attachment, ...]


def debriefs(reader: Reader, operation: Operation) -> list[Debrief]:
    """As far as the reader sees them, of offices that take part: the lead's first, then by office and day."""
    sight = Sight(reader)
    said = pointing(sight, "Meeting.operation", [operation.id])[operation.id]
    known = [_debrief(each) for each in said if each.owner in operation.offices and _is_one(each)]
    return sorted(known, key=lambda each: (each.office != operation.office, each.office, each.date, each.id))


def _is_one(said: Statement) -> bool:
    return "debriefing" in said.properties.get("meetingType", ())


def _debrief(said: Statement) -> Debrief:
    values = said.properties
    return Debrief(
        id=said.entity,
        office=said.owner,
        held=said.held,
        date=first(values, "date"),
        place=first(values, "location"),
        participants=first(values, "participants"),
        parts=tuple(parts("\n".join(values.get("minutes", ())))),
        handling=said.handling,
        ref=said.ref,
        attachments=said.attachments,
    )


def may_debrief(reader: Reader, operation: Operation) -> bool:
    """Whether the reader's office may write one: it takes part, and there is something to look back on."""
    return bool(operation.state.started) and may_work(reader, operation)


def ends(reader: Reader, operation: Operation) -> bool:
    """Whether a debriefing by this reader may be the step by which the operation counts as debriefed."""
    return "debriefed" in may_take(reader, operation)


def hold(
    reader: Reader, operation: Operation, values: Values, sections: list[tuple[str, str]],
    decided: Sequence[Values] = (), *, files: tuple[File, ...] = (), ended: bool = False,
) -> EntityId:  # fmt: skip
    """Sign the own office's debriefing with its recommendations, for all offices of the operation.

    Args:
        values: of the schema Meeting: date, location, participants.
        sections: (heading, text).
        decided: recommendations, each with `office` in charge and `dueDate`.
        ended: also state the step “debriefed”; the lead's alone.
    """
    must_work(reader, operation)
    if not may_debrief(reader, operation):
        raise ValidationError(_("The operation has not begun: there is nothing to look back on."))
    entity, scope = actions.new_entity(reader), scope_of(operation)
    fixed = {
        "name": [_("Debriefing: %(name)s") % {"name": operation.name}], "meetingType": ["debriefing"],
        "office": [reader.office], "operation": [operation.id], "minutes": [written(sections)],
    }  # fmt: skip
    must_be_open([office for each in decided for office in each.get("office", ())])
    with writer():
        draft = Draft("Meeting", {**values, **fixed}, entity, files=files, date_order="dmy")
        actions.contribute(reader, [draft], scope)
        for each in decided:
            made = {"date": list(values["date"]), **each, "source": [operation.id]}
            plans.recommend(reader, made, scope, inside=True)  # or an office that leaves would go on reading it
        if ended:
            take_step(reader, operation, "debriefed", next(iter(values["date"])))
    return entity
