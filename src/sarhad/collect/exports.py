"""Exports: what a reader may see and take out, as FtM JSON lines, CSV or XLSX; stamped and recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from sarhad.access.reader import Reader
from sarhad.kernel.claim import EntityId, Handling

Form = Literal["ftm", "csv", "xlsx"]


@dataclass(slots=True)
class Export:
    """A file on its way out: iterate for its bytes."""

    name: str  # a name for the file
    media_type: str
    records: int
    handling: Handling  # strictest of all that is in it
    left_out: dict[str, int] = field(default_factory=dict)  # owner -> records that need its consent first
    chunks: Iterator[bytes] = field(default_factory=lambda: iter(()))

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks


def export(reader: Reader, form: Form, entities: Iterable[EntityId] | None = None) -> Export:
    """What the reader sees of these entities (None: of all), as one file.

    Each fragment is a record of its own, with its owner, grade and handling. Recorded in the audit before the
    first byte leaves. Raises PermissionDenied.
    """
    raise NotImplementedError
