"""What an officer typed, before it is cleaned and signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import uuid4

from sarhad.access.reader import Reader
from sarhad.kernel import keys
from sarhad.kernel.claim import EntityId, Grade, Scope
from sarhad.ledger.node import keystore


class File(NamedTuple):
    name: str
    data: bytes


@dataclass(slots=True)
class Draft:
    """One statement as given. `entity` empty: a new one; take `new_entity` where drafts refer to each other."""

    schema: str
    properties: Mapping[str, Iterable[str]] = field(default_factory=dict)  # as typed; cleaned when signed
    entity: EntityId = ""
    grade: Grade | None = None
    source: str | None = None  # the case or list that it was taken from
    stated: str | None = None  # ISO 8601 at its own precision; None: now (of a correction: as it was)
    scope: Scope | None = None  # None: the entry's (of a correction: as it was)
    files: tuple[File, ...] = ()
    country: str | None = None  # where national phone numbers are dialled
    date_order: str | None = None  # how dates in figures are written, see `kernel.dates`


def new_entity(reader: Reader) -> EntityId:
    """An id for something that the reader's office is about to describe."""
    return keys.entity_id(keystore().id_key(reader.office), "hand", uuid4().hex)
