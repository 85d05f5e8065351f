"""Purging: what was stated is erased from every file of this node, and only then said to be gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sarhad.access.reader import Reader
from sarhad.kernel.claim import FragmentRef


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a purge did and found. Holds no purged text."""

    contribution: str  # id of the purge entry
    fragments: int  # purged, earlier versions included
    survivors: int  # of the same entries, stated again under new names
    attachments: int  # whose bytes were erased
    texts: int  # of queries in the audit, erased because they held a purged value
    files: int  # scanned
    size: int  # bytes scanned
    found: tuple[str, ...]  # files that still hold a purged text: empty means gone
    told: tuple[str, ...]  # what the operator must know: backups, other nodes, PostgreSQL's log

    @property
    def gone(self) -> bool:
        return not self.found


def purge(reader: Reader, refs: Sequence[FragmentRef], why: str, approver: Reader) -> Receipt:
    """Erase statements of the own office, with the versions that they had corrected.

    Args:
        reader: may release; `approver` is a second officer of the same office who may approve.

    Raises:
        PermissionDenied: not their act. ValidationError: the office holds no such statements, or no reason given.
    """
    raise NotImplementedError
