"""Charts that were saved: contributions like any other, which name what stands on them and say nothing of it."""

from __future__ import annotations

from dataclasses import dataclass

from sarhad.access.reader import Reader
from sarhad.entities.lists import by_office, ids_listed
from sarhad.entities.records import Statement, Summary
from sarhad.entities.sight import Sight, first
from sarhad.kernel.claim import EntityId, FragmentRef, Handling
from sarhad.ledger.derive import is_id


@dataclass(frozen=True, slots=True)
class Saved:
    """A chart as one office saved it last, as far as the reader sees it."""

    id: EntityId
    name: str
    summary: str
    operation: Summary | None
    office: str
    held: bool
    stated: str
    handling: Handling
    ref: FragmentRef
    things: int  # that this reader sees


def charts_listed(reader: Reader) -> list[Saved]:
    """Every saved chart that the reader may open, the newest first."""
    sight = Sight(reader)
    ids = list(dict.fromkeys(id for id, _ in ids_listed(sight, "Chart")))
    sight.see(ids)
    said = [own[-1] for id in ids for own in by_office(sight.statements(id), "Chart")]
    found = [_saved(sight, each) for each in sight.shown(said)]
    return sorted(found, key=lambda each: (each.stated, each.id, each.office), reverse=True)


def _saved(sight: Sight, said: Statement) -> Saved:
    values = said.properties
    operations = sight.summaries(id for id in sorted(values.get("operation", ())) if is_id(id))
    shows = list(values.get("shows", ()))
    sight.see(id for id in shows if is_id(id))
    return Saved(
        id=said.entity,
        name=first(values, "name"),
        summary=first(values, "summary"),
        operation=operations[0] if operations else None,
        office=said.owner,
        held=said.held,
        stated=said.stated,
        handling=said.handling,
        ref=said.ref,
        things=sum(1 for id in shows if is_id(id) and sight.statements(id)),
    )
