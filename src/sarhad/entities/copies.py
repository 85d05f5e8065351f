"""Copies beside the ledger: rooms above keep drafts and forms that wait until they are signed or decided."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import orjson
from django.apps import apps
from django.db.models import Model

FACTS = frozenset({"ledger", "access"})  # purged, or erased from the audit, in ways of their own


def drop_copies(offices: Collection[str], needles: Collection[bytes]) -> int:
    """Delete decided rows of these offices that hold one of these texts; how many others hold one.

    Decided is what nobody needs any more: a form that was put aside, a draft that was signed or refused. What still
    waits is somebody's work and may be about another person of the same name: its office looks at it.
    """
    held = [(row, bool(getattr(row, "decided", False))) for row in _holding(offices, needles)]
    for row, decided in held:
        if decided:
            row.delete()
    return sum(not decided for _row, decided in held)


def _holding(offices: Collection[str], needles: Collection[bytes]) -> Iterator[Model]:
    for model in apps.get_models():
        path = _to_office(model) if model._meta.app_label not in FACTS else ""
        rows = model._default_manager.filter(**{f"{path}__in": offices}) if path else ()
        yield from (row for row in rows if _holds(row, needles))


def _to_office(model: type[Model]) -> str:
    """How a row says whose it is: by itself, or through the row that it belongs to."""
    fields = model._meta.concrete_fields
    if any(field.name == "office" for field in fields):
        return "office"
    owners = (
        f"{field.name}__{path}" for field in fields if field.many_to_one and (path := _own(field.related_model))
    )
    return next(owners, "")


def _own(model: object) -> str:
    meta = getattr(model, "_meta", None)
    return "office" if meta and any(field.name == "office" for field in meta.concrete_fields) else ""


def _holds(row: Model, needles: Collection[bytes]) -> bool:
    texts = [_bytes(getattr(row, field.attname)) for field in row._meta.concrete_fields]
    return any(needle in text for text in texts for needle in needles)


def _bytes(value: object) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return orjson.dumps(value) if isinstance(value, list | dict) else b""
