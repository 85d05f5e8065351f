"""Who hears by e-mail of what. Local to the node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from sarhad.access import audit
from sarhad.access.guards import must_have_password, require
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.systems.monitor.models import Subscription
from sarhad.systems.monitor.news.digest import keys_of, look

SALT = "sarhad.monitor.subscription"
FIELDS = ("address", "language", "every", "news", "warnings", "country", "substance", "nudge")


def standing(reader: Reader) -> Subscription | None:
    """The one that the officer has in this office."""
    return _open().filter(officer=reader.officer, office=reader.office).first()


def _open() -> QuerySet[Subscription]:
    return Subscription.objects.filter(ended__isnull=True)


def failing() -> int:
    """How many could not be served at the last try."""
    return _open().filter(tries__gt=0).count()


def subscribe(reader: Reader, given: Mapping[str, Any]) -> Subscription:
    """Subscribe, or change it. What is there already is not told: it stands on the pages.

    Args:
        given: values of FIELDS.
    """
    require(reader, Does.READ, Does.COUNT)
    must_have_password(reader)
    values = {name: given[name] for name in FIELDS}
    with transaction.atomic():
        row = standing(reader) or Subscription(officer=reader.officer, office=reader.office)
        before = set[str]() if row._state.adding else keys_of(look(row, reader))
        for name, value in values.items():
            setattr(row, name, value)
        # What comes in by the change is not told; what was due before stays due.
        row.told = sorted({*row.told, *(keys_of(look(row, reader)) - before)})
        row.save()
        audit.record(reader, "subscribe", str(row.pk))
    return row


def end(reader: Reader) -> None:
    row = standing(reader)
    if row:
        _end(row)
        audit.record(reader, "unsubscribe", str(row.pk))


def _end(row: Subscription) -> None:
    """What it was told and where is nobody's business any more."""
    row.ended, row.told, row.address, row.fault = timezone.now(), [], "", ""
    row.save()


# By a link in a mail


def token(row: Subscription) -> str:
    """Names a subscription to this node alone, so that a mail can be answered without signing in."""
    return signing.dumps(row.pk, salt=SALT)


def named(text: str) -> Subscription | None:
    """The subscription, ended ones included, that such a link means; None for what this node has not signed."""
    try:
        return Subscription.objects.filter(pk=signing.loads(text, salt=SALT)).first()
    except signing.BadSignature:
        return None


def end_by_link(row: Subscription) -> None:
    if row.ended is None:
        _end(row)
