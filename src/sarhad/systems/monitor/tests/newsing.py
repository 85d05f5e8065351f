"""Seizure news of the cast, for tests."""

from __future__ import annotations

from sarhad.access.reader import Reader
from sarhad.entities.actions import Draft, contribute, new_entity
from sarhad.kernel.claim import PUBLIC, EntityId, Scope

EVERYONE = Scope(read=(PUBLIC,))


def item(reader: Reader, *, scope: Scope = EVERYONE, **values: str | list[str]) -> EntityId:
    """A signed item of news; what is not said is heroin in Tajikistan in March 2026."""
    said = {"name": "Heroin", "date": "2026-03-05", "country": "tj", "substance": "heroin"} | values
    made = new_entity(reader)
    drafts = [Draft("SeizureNews", {name: [v] if isinstance(v, str) else v for name, v in said.items()}, made)]
    contribute(reader, drafts, scope)
    return made
