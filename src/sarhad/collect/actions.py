"""Bulk import: read a file twice, clean, sign what is new or changed, say what was refused and what vanished."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sarhad.access.reader import Reader
from sarhad.collect.mapping import Mapping
from sarhad.collect.records import Source
from sarhad.collect.report import Report
from sarhad.kernel.claim import FragmentRef, Grade, Scope
from sarhad.kernel.dates import Order
from sarhad.ledger.models import Entry

Progress = Callable[[int, int], None]
"""(rows done, rows in all)"""


def import_(
    reader: Reader,
    source: Source,
    mapping: Mapping,
    scope: Scope,
    *,
    grade: Grade | None = None,
    check: bool = False,
    snapshot: bool = False,
    dates: Order | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import one file for the reader's office.

    Args:
        scope: who may read what is imported, and its handling.
        grade: of everything that the mapping gives no grade.
        check: write nothing, only report.
        snapshot: the file is the whole source; list what it no longer holds.
        dates: order of dates such as 03/04/1983, where the mapping declares none.

    Raises:
        BadFile: the file cannot be read; nothing was written.
        PermissionDenied: the reader's roles do not let it contribute.
    """
    raise NotImplementedError


def retract_vanished(reader: Reader, refs: Sequence[FragmentRef], why: str) -> list[Entry]:
    """Withdraw what an import with `snapshot` found to be gone from its source."""
    raise NotImplementedError
