"""What offices state of a controlled delivery: legs, permissions, events. Each signs an entry for the whole group.

All raise PermissionDenied where the role does not allow the act, ValidationError where its arguments do not fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.desk.writing import filled, name_of
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.kernel import display
from sarhad.kernel.claim import EntityId, FragmentRef
from sarhad.ledger.models import Entry
from sarhad.systems.operations import times
from sarhad.systems.operations.guards import must_work, scope_of
from sarhad.systems.operations.journeys import Journey, journey
from sarhad.systems.operations.legs import Leg, may_state
from sarhad.systems.operations.permissions import Paper
from sarhad.systems.operations.records import Operation
from sarhad.systems.operations.stating import must_have_been, state_once
from sarhad.web.words import lang

Values = Mapping[str, Iterable[str]]


def leg(reader: Reader, operation: Operation, values: Values, ref: FragmentRef | None = None) -> Entry:
    """Plan a leg, or correct the own statement of one."""
    return _state(reader, operation, "DeliveryLeg", values, ref=ref)


def permission(
    reader: Reader, operation: Operation, values: Values, paper: Paper | None = None, ref: FragmentRef | None = None
) -> Entry:
    """State a permission that was asked for, granted, refused or revoked.

    Args:
        paper: a further word on this one: what others said of it stays.
        ref: the own statement of it that is corrected.
    """
    entity = paper.id if paper else ""
    return _state(reader, operation, "DeliveryPermission", values, entity=entity, ref=ref)


def _state(
    reader: Reader, operation: Operation, schema: str, values: Values, *, entity: EntityId = "",
    ref: FragmentRef | None = None,
) -> Entry:  # fmt: skip
    must_work(reader, operation)
    given = {name: value for name, value in values.items() if any(value)}
    draft = Draft(schema, {**given, "operation": [operation.id], **_office(reader, schema)}, entity)
    if ref:
        return actions.correct(reader, ref, draft)
    return actions.contribute(reader, [draft], scope_of(operation))


def _office(reader: Reader, schema: str) -> dict[str, list[str]]:
    return {"office": [reader.office]} if schema == "DeliveryPermission" else {}


def may_tell(reader: Reader, journey: Journey, on: Leg) -> list[str]:
    """The events on a leg that count from the reader's office."""
    return may_state(reader.office, journey.speakers(on))


def tell(
    reader: Reader, journey: Journey, on: Leg, step: str, at: datetime, *, once: str, more: Mapping[str, str]
) -> EntityId:
    """State that something happened on a leg; the same told again with the same `once` is one event.

    Args:
        more: zone, place, toOffice, note, as far as they are known.
    """
    must_work(reader, journey.operation)
    if step not in may_tell(reader, journey, on):
        raise ValidationError(_("Your office cannot state this event of this leg."))
    must_have_been(at)
    values = {
        "leg": on.id, "step": step, "date": times.written(at), "office": reader.office, "author": name_of(reader),
    }  # fmt: skip
    return state_once(reader, journey.operation, "LegStep", filled({**more, **values}), once)


# Beginning


def must_give_reason(reader: Reader, operation: Operation, reason: str) -> None:
    """Nobody lets a load set out towards a state that has not permitted it, or not knowing when to stop, without
    saying why. The reason stands in the log with the step.

    Raises ValidationError that names the first gap.
    """
    if reason.strip():
        return
    gaps = journey(reader, operation).gaps(timezone.now())
    if gaps:
        text = _(
            "The load would be without permission in %(country)s. Say why it starts all the same: it is logged."
        )
        raise ValidationError(text % {"country": display.country(gaps[0].leg.country, lang())})
    if not operation.stop_criteria:
        raise ValidationError(_("Nobody has laid down when to stop. Say why it starts all the same: it is logged."))
