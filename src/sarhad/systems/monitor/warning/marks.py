"""Which warnings an officer has seen. Local to the node."""

from __future__ import annotations

import re

from sarhad.access.reader import Reader
from sarhad.systems.monitor.models import WarningMark

KEY = re.compile(r"[0-9a-f]{16}")
MOST = 5000  # marks of one officer in one office; the oldest go


def seen(reader: Reader) -> set[str]:
    return set(_own(reader).values_list("key", flat=True)) if reader.office else set()


def mark(reader: Reader, key: str, *, undo: bool = False) -> None:
    """What is no key of a warning changes nothing."""
    if not KEY.fullmatch(key):
        return
    if undo:
        _own(reader).filter(key=key).delete()
        return
    WarningMark.objects.get_or_create(officer=reader.officer, office=reader.office, key=key)
    old = _own(reader).order_by("-at", "-id").values_list("id", flat=True)[MOST:]
    WarningMark.objects.filter(id__in=list(old)).delete()


def _own(reader: Reader):  # type: ignore[no-untyped-def]
    return WarningMark.objects.filter(officer=reader.officer, office=reader.office)
