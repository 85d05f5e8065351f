"""What the acts of the desk share: how things are written down."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access.models import Officer
from sarhad.access.reader import Reader
from sarhad.entities.drafts import new_entity
from sarhad.kernel import keys, model
from sarhad.kernel.calendars import deadline
from sarhad.kernel.claim import EntityId
from sarhad.ledger.node import keystore


def options(schema: str, **chosen: str) -> None:
    """Raises ValidationError for a code that the schema does not offer."""
    spec = model.schema(schema)
    assert spec is not None
    for name, code in chosen.items():
        if code not in spec.properties[name].options:
            raise ValidationError(
                _("“%(value)s” is not one of the choices for “%(field)s”.")
                % {"value": code, "field": spec.properties[name].label()}
            )


def check_due(due: str) -> None:
    if not due:
        return
    try:
        last = deadline(due, "")
    except ValueError:
        raise ValidationError(_("“%(day)s” is not a day, such as 2026-11-30.") % {"day": due[:40]}) from None
    if last < timezone.now():
        raise ValidationError(_("The last day for an answer is over already."))


def filled(values: dict[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in values.items() if value}


def once(reader: Reader, drawn: str, *content: object) -> EntityId:
    """An id for what a page sends, the same when the same is sent again. Sent back to and changed, it is another.

    Args:
        drawn: by the page; empty: a new id in any case.
    """
    if not drawn:
        return new_entity(reader)
    return keys.entity_id(keystore().id_key(reader.office), "once", repr((drawn, *content)))


def stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def short(text: str, most: int = 60) -> str:
    """The beginning of a text, whole words."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + "…"


def name_of(reader: Reader) -> str:
    """As colleagues read it; the user name of an officer who has none."""
    return Officer.objects.filter(username=reader.officer).values_list("name", flat=True).first() or reader.officer
