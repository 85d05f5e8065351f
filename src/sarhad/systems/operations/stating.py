"""What the acts of the live part share: things that are stated once however often the button is pressed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.desk import writing
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId
from sarhad.ledger.node import writer
from sarhad.systems.operations.guards import scope_of
from sarhad.systems.operations.records import Operation

AHEAD = timedelta(minutes=5)
"""How far clocks may differ: what lies further in the future has not happened yet."""


def state_once(
    reader: Reader, operation: Operation, schema: str, values: Mapping[str, list[str]], drawn: str
) -> EntityId:
    """Contribute to the operation's offices, unless this very thing was contributed before: a second tap, a line
    that broke before the answer came.

    Args:
        values: what makes it this thing; not `date`, which may be the moment at which the button was pressed.
        drawn: by the page that sends it, with a time that was typed; empty: it is new in any case.
    """
    id = writing.once(reader, drawn, operation.id, schema, *(each for each in values.items() if each[0] != "date"))
    with writer():
        if not Sight(reader).statements(id):
            actions.contribute(reader, [Draft(schema, values, id)], scope_of(operation))
    return id


def must_have_been(at: datetime) -> None:
    """Raises ValidationError."""
    if at > timezone.now() + AHEAD:
        raise ValidationError(_("This time lies in the future."))
