"""What the acts of the live part share: things that are stated once however often the button is pressed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access.models import Officer
from sarhad.access.reader import Reader
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.sight import Sight
from sarhad.kernel import keys
from sarhad.kernel.claim import EntityId
from sarhad.ledger.node import keystore, writer
from sarhad.systems.operations.guards import scope_of
from sarhad.systems.operations.records import Operation

AHEAD = timedelta(minutes=5)
"""How far clocks may differ: what lies further in the future has not happened yet."""


def state_once(
    reader: Reader, operation: Operation, schema: str, values: Mapping[str, Iterable[str]], once: str
) -> EntityId:
    """Contribute to the operation's offices, unless this very thing was contributed before: a second tap, a line
    that broke before the answer came.

    Args:
        once: the same of the same act, and of no other.
    """
    id = keys.entity_id(keystore().id_key(reader.office), "operation", f"{operation.id} {schema} {once}")
    with writer():
        if not Sight(reader).statements(id):
            actions.contribute(reader, [Draft(schema, values, id)], scope_of(operation))
    return id


def must_have_been(at: datetime) -> None:
    """Raises ValidationError."""
    if at > timezone.now() + AHEAD:
        raise ValidationError(_("This time lies in the future."))


def name_of(reader: Reader) -> str:
    """The officer as colleagues read it."""
    return str(Officer.objects.values_list("name", flat=True).get(username=reader.officer))
