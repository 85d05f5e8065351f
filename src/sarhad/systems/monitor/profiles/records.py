"""An issued profile."""

from __future__ import annotations

from typing import NamedTuple

from sarhad.entities.records import Statement
from sarhad.kernel.claim import Attachment, EntityId
from sarhad.systems.monitor.profiles.composing import Said


class Edition(NamedTuple):
    """A profile as an office issued it on a day; it stays so."""

    id: EntityId
    name: str
    country: str
    date: str
    edition: int
    office: str
    held: bool
    said: Said
    papers: dict[str, Attachment]  # by language
    by: Statement
