"""Controlled deliveries from the statements that a reader sees, in batches: legs with their events, permissions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sarhad.access.reader import Reader
from sarhad.entities.lists import by_office, ids_listed, pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first, together
from sarhad.kernel import model
from sarhad.kernel.calendars import zone
from sarhad.kernel.claim import EntityId
from sarhad.ledger.queries import family
from sarhad.systems.operations import delivery, times
from sarhad.systems.operations.hearing import heard
from sarhad.systems.operations.legs import Event, Leg, Speakers, counted
from sarhad.systems.operations.loading import operations
from sarhad.systems.operations.permissions import Paper, Word
from sarhad.systems.operations.records import Operation

Family = Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Journey:
    """The way of one load, as far as the reader sees it."""

    operation: Operation
    legs: tuple[Leg, ...]  # in order
    papers: tuple[Paper, ...]  # by state on the way, then beginning
    offices: frozenset[str]  # those that take part, and their heirs

    def gaps(self, now: datetime) -> list[delivery.Span]:
        return delivery.gaps(self.legs, self.papers, self.at(now))

    def at(self, now: datetime) -> datetime:
        """The moment that counts as now: of a delivery that is over, its end."""
        ended = times.read(self.operation.state.ended, zone(""), last=True)
        return min(now, ended) if ended else now

    def speakers(self, leg: Leg) -> Speakers:
        return _speakers(self.operation, leg, cache(family))


def journey(reader: Reader, operation: Operation) -> Journey:
    return journeys(Sight(reader), [operation])[0]


def running(reader: Reader) -> list[Journey]:
    """Controlled deliveries on their way in which the reader's office takes part."""
    sight = Sight(reader)
    ids = [id for id, _local in ids_listed(sight, "Operation")]
    sight.see(ids)
    ours = [id for id in ids if any(map(_is_delivery, sight.statements(id)))]
    found = [each for each in operations(sight, ours) if each.delivery and each.state.running and each.ours]
    return journeys(sight, found)


def _is_delivery(said: Statement) -> bool:
    return "controlled-delivery" in said.properties.get("operationType", ())


class Warned(NamedTuple):
    """A delivery on its way that waits for somebody's act."""

    operation: Operation
    gap: delivery.Span | None  # that it is in, or the next
    minutes: int  # until then
    ending: list[delivery.Ending]


def warnings(reader: Reader, now: datetime) -> list[Warned]:
    """Running deliveries with a gap ahead, or a permission that ends soon; the most urgent first."""
    found = []
    for each in running(reader):
        clock = delivery.clock(each.gaps(now), now)
        ending = delivery.ending(each.legs, each.papers, now)
        if clock.gap or ending:
            found.append(Warned(each.operation, *clock, ending))
    return sorted(found, key=lambda each: (not each.gap, each.minutes, each.operation.name, each.operation.id))


def journeys(sight: Sight, found: Iterable[Operation]) -> list[Journey]:
    found = list(found)
    ids, kin = [each.id for each in found], cache(family)
    legs = _pointing(sight, "DeliveryLeg.operation", ids)
    papers = _pointing(sight, "DeliveryPermission.operation", ids)
    events = pointing(sight, "LegStep.leg", (each.entity for said in legs.values() for each in said))
    made = []
    for each in found:
        members = _members(each, kin)
        own = [leg for said in _entities(legs.get(each.id, ()), members) for leg in _legs(said)]
        told = {leg.id: heard(sight, each.group, members, events.get(leg.id, ())) for leg in own}
        legs_now = [_with_events(each, leg, told[leg.id], kin) for leg in delivery.in_order(own)]
        valid = _papers(papers.get(each.id, ()), members, [leg.country for leg in legs_now])
        made.append(Journey(each, tuple(legs_now), valid, frozenset(members)))
    return made


def _pointing(sight: Sight, kind: str, ids: Sequence[EntityId]) -> dict[EntityId, list[Statement]]:
    """Without links to what the reader does not see."""
    return {id: sight.shown(said) for id, said in pointing(sight, kind, ids).items()}


def _members(operation: Operation, kin: Family) -> set[str]:
    return {each for office in operation.offices for each in kin(office)}


def _entities(said: Iterable[Statement], members: Collection[str]) -> list[list[Statement]]:
    found: dict[EntityId, list[Statement]] = defaultdict(list)
    for each in said:
        if each.owner in members:
            found[each.entity].append(each)
    return list(found.values())


# Legs


def _legs(said: Iterable[Statement]) -> list[Leg]:
    """What several offices plan under one id is a leg of each."""
    return [_leg(own) for own in by_office(said, "DeliveryLeg")]


def _leg(own: list[Statement]) -> Leg:
    values = model.present("DeliveryLeg", together(own))
    country = first(values, "country")
    texts = {field: first(values, name) for field, name in TEXTS.items()}
    return Leg(
        id=own[0].entity,
        country=country,
        since=times.read(first(values, "startDate"), zone(country)),
        until=times.read(max(values.get("endDate", ()), default=""), zone(country), last=True),
        order=_number(first(values, "order")),
        **texts,
        office=own[0].owner,
        held=own[0].held,
        ref=own[-1].ref,
    )


TEXTS = {
    "from_place": "fromPlace", "to_place": "toPlace", "hands_over": "handsOver", "takes_over": "takesOver",
    "transport": "transport", "vehicle": "vehicle", "note": "note",
}  # fmt: skip


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        return 0
    return found if abs(found) < 1e6 else 0  # nan and infinity have no place in an order


def _with_events(operation: Operation, leg: Leg, said: Iterable[Statement], kin: Family) -> Leg:
    told = [event for each in said if (event := _event(each, leg))]
    who = _speakers(operation, leg, kin)
    once = who._replace(offices={*who.offices, *(each.office for each in told)})  # also who has left since
    return replace(leg, events=counted(told, once))


def _event(said: Statement, leg: Leg) -> Event | None:
    values = said.properties
    where = first(values, "zone")
    at = times.read(first(values, "date"), times.named(where, leg.country))
    if at is None:
        return None
    place, to, author, note = (first(values, name) for name in ("place", "toOffice", "author", "note"))
    return Event(first(values, "step"), at, said.owner, str(said.ref), leg.id, where, place, to, author, note)


def _speakers(operation: Operation, leg: Leg, kin: Family) -> Speakers:
    """Who may state what of a leg. For an office that takes no part in the operation, its lead may speak too."""
    offices, leads = _members(operation, kin), kin(operation.office)
    givers = kin(leg.hands_over) | (set() if leg.hands_over in offices else leads)
    takers = kin(leg.takes_over) | (set() if leg.takes_over in offices else leads) if leg.takes_over else set()
    return Speakers(givers, takers, leads, offices)


# Permissions


def _papers(said: Iterable[Statement], members: Collection[str], way: list[str]) -> tuple[Paper, ...]:
    """In the order in which the load comes to their states."""
    found = [paper for each in _entities(said, members) for paper in _paper(each)]

    def place(paper: Paper) -> tuple[int, str, float, str]:
        since = paper.valid[0] if paper.valid else None
        there = way.index(paper.country) if paper.country in way else len(way)
        return there, paper.country, since.timestamp() if since else 0, paper.id

    return tuple(sorted(found, key=place))


def _paper(said: list[Statement]) -> list[Paper]:
    """One permission; of each state, should offices name different ones."""
    states: dict[str, list[Statement]] = defaultdict(list)
    for each in said:
        if country := first(each.properties, "country"):
            states[country].append(each)
    return [_of_state(country, own) for country, own in sorted(states.items())]


def _of_state(country: str, said: list[Statement]) -> Paper:
    values: Mapping[str, list[str]] = together(said)
    texts = {name: "; ".join(values.get(name, ())) for name in ("authority", "number", "conditions")}
    words = sorted((_word(each, country) for each in said), key=lambda word: (word.status, str(word.ref)))
    return Paper(said[0].entity, country, tuple(words), request=first(values, "request"), **texts)


def _word(said: Statement, country: str) -> Word:
    values, where = said.properties, zone(country)
    since = times.read(first(values, "startDate"), where)
    until = times.read(max(values.get("endDate", ()), default=""), where, last=True)
    at = times.read(first(values, "date"), where)
    return Word(first(values, "permissionStatus"), since, until, at, said.owner, said.ref)
