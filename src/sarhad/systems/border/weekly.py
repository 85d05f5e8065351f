"""The weekly update: what is new, changed and withdrawn since the last one that arrived.

Until somebody confirms that an update arrived, it is made again from where the one before ended: a lost answer
loses nothing, and the same records give the same bytes. What it was made of is kept as ids and digests.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, NamedTuple, NoReturn

import orjson
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.guards import must_have_password, require
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.collect.charts import files
from sarhad.collect.deltas import Delta, delta, pack, unpack
from sarhad.collect.exports import Stamp
from sarhad.systems.border.models import WeeklyExport
from sarhad.web.templatetags.look import lang

TARGET = "i2"
TARGETS = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
RECEIPT = "receipt.json"


class Package(NamedTuple):
    """An update on its way out."""

    row: WeeklyExport
    files: dict[str, bytes]  # the receipt among them

    @property
    def name(self) -> str:
        return f"sarhad-{self.row.office.lower()}-{self.row.target}-{self.row.number:04d}"


def last(reader: Reader, target: str = TARGET) -> WeeklyExport | None:
    """The last update that arrived."""
    return _rows(reader, target).exclude(confirmed=None).order_by("-number").first()


def pending(reader: Reader, target: str = TARGET) -> WeeklyExport | None:
    """The update that was made and is not confirmed."""
    return _rows(reader, target).filter(confirmed=None).order_by("-number").first()


def _rows(reader: Reader, target: str) -> Any:
    require(reader, Does.READ)
    return WeeklyExport.objects.filter(office=reader.office, target=target)


def make(reader: Reader, target: str = TARGET) -> Package:
    """The update since the last confirmed one. Made again before it is confirmed, it is the same one, unless the
    records have changed: then it holds that too, and what was fetched before cannot be confirmed any more.

    Raises PermissionDenied where the reader may not read, ValidationError for a target that cannot be one.
    """
    must_have_password(reader)
    if not TARGETS.fullmatch(target):
        raise ValidationError(_("Name the target in small letters, digits and hyphens, such as i2."))
    row, named = _made(reader, target) or _made(reader, target) or _busy()
    audit.record(reader, "export", f"weekly {row.number} {row.receipt['checksum']}")
    return Package(row, {**named, RECEIPT: orjson.dumps(row.receipt, option=orjson.OPT_INDENT_2)})


def _made(reader: Reader, target: str) -> tuple[WeeklyExport, dict[str, bytes]] | None:
    """The row and its files; None where another officer made or confirmed one meanwhile. What takes long is read
    before anything is locked."""
    before = last(reader, target)
    found = delta(reader, unpack(bytes(before.held or b"")) if before else {})
    held = pack(found.held)
    try:
        with transaction.atomic():
            if last(reader, target) != before:
                return None
            row = pending(reader, target)
            if row is None or bytes(row.held or b"") != held or row.receipt["left_out"] != found.left_out:
                number = before.number + 1 if before else 1
                row = row or WeeklyExport(office=reader.office, target=target, number=number)
                row.officer, row.purpose, row.made, row.held = reader.officer, reader.purpose, timezone.now(), held
            spoken = (row.receipt or {}).get("language") or lang()
            with translation.override(spoken):
                named = files(found, _stamp(row))
            row.receipt = {**_receipt(row, before, found, named), "language": spoken}
            row.save()
            return row, named
    except IntegrityError:
        return None


def _busy() -> NoReturn:
    raise ValidationError(_("Another officer of your office is making this update. Try again."))


def _stamp(row: WeeklyExport) -> Stamp:
    return Stamp(row.office, row.officer, row.made.isoformat(timespec="seconds"), row.purpose)


def _receipt(
    row: WeeklyExport, before: WeeklyExport | None, found: Delta, named: dict[str, bytes]
) -> dict[str, Any]:
    """What the update holds, and how to tell that it arrived whole."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in named.items()}
    listed = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    counts = found.counts()
    sizes = {name: {"sha256": sums[name], "bytes": len(content)} for name, content in named.items()}
    return {
        "office": row.office, "target": row.target, "number": row.number, "made": _stamp(row).at, "by": row.officer,
        "since": before.made.isoformat(timespec="seconds") if before else "", "upto": found.upto, "counts": counts,
        "total": {name: sum(each[name] for each in counts.values()) for name in ("new", "changed", "withdrawn")},
        "left_out": found.left_out, "files": sizes,
        "checksum": hashlib.sha256(listed.encode()).hexdigest(),
    }  # fmt: skip


def confirm(reader: Reader, number: int, checksum: str, target: str = TARGET) -> WeeklyExport:
    """The update arrived whole: the next one begins where it ends.

    Raises ValidationError where this is not the update that was fetched last.
    """
    must_have_password(reader)
    with transaction.atomic():
        row = pending(reader, target)
        if row is None or row.number != number or row.receipt["checksum"] != checksum:
            raise ValidationError(_("This is not the update that was made last. Fetch it again, then confirm it."))
        row.confirmed, row.confirmed_by = timezone.now(), reader.officer
        row.save(update_fields=["confirmed", "confirmed_by"])
        _rows(reader, target).exclude(pk=row.pk).update(held=None)
        audit.record(reader, "confirm-update", f"{number} {checksum}")
    return row
