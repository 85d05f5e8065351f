"""The post's own page: traffic of a day, assets that donors handed over. Who works there, what is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.models import Seat
from sarhad.access.reader import Reader
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.lists import ids_listed
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight
from sarhad.kernel import keys
from sarhad.kernel.claim import EntityId, Handling, Scope
from sarhad.ledger.models import Entry, Party
from sarhad.ledger.node import keystore, writer
from sarhad.systems.border.week import counts, day_of, number, offices_of

DIRECTIONS = ("entry", "exit")
COUNTED = ("people", "vehicles", "refused")
HANDLING = Handling(level=0)


# Traffic


class Day(NamedTuple):
    """What passed on one day, at all crossings that were counted."""

    date: str
    counted: dict[str, int]  # "people", "entry people", … -> sum; absent: nobody counted

    @property
    def people(self) -> int | None:
        return self.counted.get("people")


def days(reader: Reader, last: date, n: int = 14) -> list[Day]:
    """The last days, oldest first; those on which nothing was counted too."""
    wanted = [(last - timedelta(days=back)).isoformat() for back in reversed(range(n))]
    found: dict[str, dict[str, int]] = {day: defaultdict(int) for day in wanted}
    for said in counts(Sight(reader), offices_of(reader), wanted[0], wanted[-1]):
        direction = next(iter(said.properties.get("direction", ())), "")
        for name in (each for each in COUNTED if each in said.properties):
            found[day_of(said)][name] += number(said, name)
            found[day_of(said)][f"{direction} {name}".strip()] += number(said, name) if direction else 0
    return [Day(day, dict(found[day])) for day in wanted]


def crossings(reader: Reader) -> list[tuple[EntityId, str]]:
    """Every crossing that the reader sees, those where its office works first."""
    sight = Sight(reader)
    ids = list(dict.fromkeys(id for id, _local in ids_listed(sight, "BorderCrossing")))
    sight.see(ids)

    def elsewhere(id: EntityId) -> bool:
        return not any(reader.office in said.properties.get("office", ()) for said in sight.statements(id))

    named = [(id, found.caption) for id in ids if (found := sight.summary([id]))]
    return sorted(named, key=lambda each: (elsewhere(each[0]), each[1], each[0]))


def count(
    reader: Reader, crossing: EntityId, day: date, given: Mapping[tuple[str, str], int], *, released: bool
) -> list[Entry]:
    """State what passed a crossing on a day; stated again for the same day, it corrects what was stated before.

    Args:
        crossing: "" where the post has one only that nobody has described.
        given: (direction, people/vehicles/refused) -> number; what is not there was not counted.
        released: to the office above, too.

    Raises PermissionDenied where the role does not allow it, ValidationError where there is no number to state.
    """
    if not given:
        raise ValidationError(_("Enter at least one number. Leave empty what nobody counted."))
    scope = Scope(read=_above(reader) if released else (), handling=HANDLING)
    drafts = [_draft(reader, crossing, day, way, given) for way in DIRECTIONS if any(w == way for w, _n in given)]
    with writer():
        sight = Sight(reader)
        before = {draft.entity: _own(reader, sight.statements(draft.entity)) for draft in drafts}
        new = [draft for draft in drafts if not before[draft.entity]]
        entries = [actions.contribute(reader, new, scope)] if new else []
        for draft in drafts:
            held = before[draft.entity]
            if held and not _says(held, draft):
                entries.append(actions.correct(reader, held.ref, draft, _("Counted again")))
    return entries


def _draft(reader: Reader, crossing: EntityId, day: date, way: str, given: Mapping[tuple[str, str], int]) -> Draft:
    """The same day, crossing and direction are the same count."""
    named = f"{crossing}|{day.isoformat()}|{way}"
    values = {"date": [day.isoformat()], "direction": [way], "office": [reader.office]}
    values |= {"crossing": [crossing]} if crossing else {}
    values |= {name: [str(n)] for (direction, name), n in given.items() if direction == way}
    return Draft("TrafficCount", values, keys.entity_id(keystore().id_key(reader.office), "traffic", named))


def _own(reader: Reader, said: Iterable[Statement]) -> Statement | None:
    return next((each for each in said if each.owner == reader.office), None)


def _says(held: Statement, draft: Draft) -> bool:
    return {name: sorted(values) for name, values in draft.properties.items()} == {
        name: sorted(values) for name, values in held.properties.items()
    }


def _above(reader: Reader) -> tuple[str, ...]:
    """The office that the reader's is part of."""
    parent = Party.objects.filter(id=reader.office).values_list("parent", flat=True).first()
    is_open = parent and Party.objects.filter(id=parent, kind="office", closed="").exists()
    return (str(parent),) if is_open else ()


# Staff


def staff(reader: Reader) -> list[Seat]:
    """Who works in the own office now, by name."""
    seats = Seat.objects.current().filter(office=reader.office).select_related("officer")
    return sorted(seats, key=lambda seat: (seat.officer.name, seat.pk))


# Assets

WORKS = frozenset({"working", "idle"})
GONE = frozenset({"lost", "written-off"})


@dataclass(frozen=True, slots=True)
class Asset:
    """What a donor handed over, as its keeper states it."""

    id: EntityId
    name: str
    said: Statement

    def first(self, name: str) -> str:
        return next(iter(self.said.properties.get(name, ())), "")

    @property
    def condition(self) -> str:
        return self.first("condition")

    @property
    def works(self) -> bool:
        return not self.condition or self.condition in WORKS

    @property
    def gone(self) -> bool:
        return self.condition in GONE


def assets(reader: Reader, show: str = "") -> list[Asset]:
    """What the own office and those below it keep, by category and name; "faulty": only what does not work."""
    sight, offices = Sight(reader), set(offices_of(reader))
    ids = list(dict.fromkeys(id for id, _local in ids_listed(sight, "DonatedAsset")))
    sight.see(ids)
    found = (asset for id in ids if (asset := _asset(sight, id)) and _kept(asset, offices))
    kept = [each for each in found if _shown(each, show)]
    return sorted(kept, key=lambda each: (each.first("category"), each.name, each.id))


def _asset(sight: Sight, id: EntityId) -> Asset | None:
    said = [each for each in sight.statements(id) if each.schema == "DonatedAsset"]
    own = min(said, key=lambda each: (not each.held, each.ref), default=None)
    return Asset(id, next(iter(own.properties.get("name", ())), ""), own) if own else None


def _kept(asset: Asset, offices: set[str]) -> bool:
    return asset.first("keeper") in offices or (not asset.first("keeper") and asset.said.owner in offices)


def _shown(asset: Asset, show: str) -> bool:
    if show == "faulty":
        return not asset.works and not asset.gone
    return asset.gone if show == "gone" else not asset.gone


def asset(reader: Reader, id: EntityId) -> Asset | None:
    """One asset. None: absent or invisible, alike."""
    return _asset(Sight(reader), id)


def add_asset(reader: Reader, values: Mapping[str, Iterable[str]], *, released: bool) -> EntityId:
    """Put on record what was handed over. Raises as `entities.actions.contribute` does."""
    id = actions.new_entity(reader)
    scope = Scope(read=_above(reader) if released else (), handling=HANDLING)
    actions.contribute(reader, [Draft("DonatedAsset", values, id, date_order="dmy")], scope)
    return id


def change_asset(reader: Reader, found: Asset, values: Mapping[str, Iterable[str]], why: str = "") -> Entry:
    """Condition, keeper or handler as they are now; whoever was let in reads the new statement."""
    given = {name: list(held) for name, held in values.items() if any(held)}
    draft = Draft("DonatedAsset", {**found.said.properties, **given}, date_order="dmy")
    return actions.correct(reader, found.said.ref, replace(draft, grade=found.said.grade), why)
