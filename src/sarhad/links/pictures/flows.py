"""The flow chart: what went from where to where, and how much of it. An unknown amount is never 0.

Goods by seizures (with what was seized), consignments and legs of deliveries; money by payments; people by
sightings at crossings and trips.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from sarhad.access.handling import strictest
from sarhad.access.reader import Reader
from sarhad.entities.lists import by_office, pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first, together
from sarhad.kernel import display, model
from sarhad.kernel.claim import Handling
from sarhad.kernel.units import unit as unit_of
from sarhad.ledger.derive import is_id
from sarhad.links.charts.picture import Picture
from sarhad.links.pictures.gathering import around, dates_of, entities_of
from sarhad.web.words import lang, option

GOODS, MONEY, PEOPLE = "goods", "money", "people"
KINDS = (GOODS, MONEY, PEOPLE)
KILOGRAMS = "kg"


@dataclass(frozen=True, slots=True)
class Flow:
    """One record's word for something that went from one place or person to another."""

    kind: str
    what: str  # the substance, or ""
    unit: str  # kg, a currency, what was reported; "" of people, and where nobody says
    source: str
    target: str
    amount: Decimal | None  # None: unknown
    date: str
    intended: bool  # it never arrived: seized before
    differs: bool  # offices give different amounts; the first one's is taken
    by: Statement
    title: str


@dataclass(frozen=True, slots=True)
class Band:
    """All of one kind from one place to another."""

    source: str
    target: str
    amount: Decimal | None  # of those that say; None: none does
    unknown: int  # records that do not say how much
    intended: bool
    records: int


@dataclass(frozen=True, slots=True)
class Group:
    """What can be added up: one kind of thing in one unit."""

    kind: str
    what: str
    unit: str
    bands: tuple[Band, ...]
    flows: tuple[Flow, ...]


@dataclass(frozen=True, slots=True)
class Flows:
    groups: tuple[Group, ...]
    handling: Handling
    unread: bool


def flows(reader: Reader, seen: Picture, since: str = "", until: str = "") -> Flows:
    """What moved, by the things of a chart and one step around them."""
    sight = Sight(reader)
    found = around(sight, entities_of((node.id, node.members) for node in seen.nodes))
    said = _with_parts(sight, found.said)
    made = [flow for id in sorted(said) for flow in _of(sight, said, id)]
    made.sort(key=lambda each: each.date)
    made = [each for each in made if not (since and each.date < since[: len(each.date)])]
    made = [each for each in made if not (until and each.date[: len(until)] > until)]
    grouped: dict[tuple[str, str, str], list[Flow]] = defaultdict(list)
    for each in made:
        grouped[each.kind, each.what, each.unit].append(each)
    groups = [Group(*key, tuple(_bands(each)), tuple(each)) for key, each in grouped.items()]
    groups.sort(key=lambda each: (KINDS.index(each.kind), each.what, each.unit))
    marked = strictest((seen.handling, *(each.by.handling for each in made)))
    return Flows(tuple(groups), marked, found.more)


def _with_parts(sight: Sight, said: dict[str, list[Statement]]) -> dict[str, list[Statement]]:
    """With what was seized, and the legs of operations."""
    every = dict(said)
    seizures = sorted(id for id, each in said.items() if each and each[0].schema == "Seizure")
    operations = sorted(id for id, each in said.items() if each and each[0].schema == "Operation")
    for kind, ids in (("SeizedItem.seizure", seizures), ("DeliveryLeg.operation", operations)):
        for each in sight.shown(one for found in pointing(sight, kind, ids).values() for one in found):
            if each.ref not in {one.ref for one in every.get(each.entity, ())}:
                every[each.entity] = [*every.get(each.entity, ()), each]
    return every


def _bands(found: Sequence[Flow]) -> Iterator[Band]:
    grouped: dict[tuple[str, str, bool], list[Flow]] = defaultdict(list)
    for each in found:
        grouped[each.source, each.target, each.intended].append(each)
    for (source, target, intended), part in sorted(grouped.items()):
        known = [each.amount for each in part if each.amount is not None]
        yield Band(
            source, target, sum(known, Decimal()) if known else None, len(part) - len(known), intended, len(part)
        )


# One record each


def _of(sight: Sight, said: dict[str, list[Statement]], id: str) -> Iterator[Flow]:
    """One office speaks for each record: the reader's own, else the first that stated it."""
    schema = said[id][0].schema if said[id] else ""
    read = READERS.get(schema)
    offices = by_office(said[id], schema) if read else []
    if read and offices:
        yield from read(sight, said, offices)


def _differ(
    offices: Iterable[Sequence[Statement]], amount: str = "reportedAmount", unit: str = "reportedUnit"
) -> bool:
    """Whether those that say how much say different things: 15 kg and 15,000 g are the same, 15 kg and 15 g not."""
    said = (_measured(model.present(own[0].schema, together(own)), amount, unit) for own in offices)
    return len({(number, unit.upper()) for number, unit in said if number is not None}) > 1


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() and found >= 0 else None


def _measured(values: model.Properties, amount: str, unit: str) -> tuple[Decimal | None, str]:
    """In kilograms where the unit is one of weight; else as reported."""
    number, written = _number(first(values, amount)), first(values, unit)
    known = unit_of(written) if written else None
    converted = known.to_kilograms(str(number)) if known and number is not None else None
    if converted:
        return converted.amount, KILOGRAMS
    return number, (known.label(lang()) if known else written) if number is not None else ""


def _country(code: str) -> str:
    return display.country(code, lang()) if code else ""


Said = dict[str, list[Statement]]


def _item(sight: Sight, said: Said, offices: list[list[Statement]]) -> Iterator[Flow]:
    """Something seized: from its origin, over what is known, to where it was seized, and where it was to go."""
    values = model.present("SeizedItem", together(offices[0]))
    seizure = first(values, "seizure")
    stated = list(said.get(seizure, sight.statements(seizure) if is_id(seizure) else []))
    seized = by_office(stated, "Seizure")  # nothing where an item names what is no seizure
    where = model.present("Seizure", together(seized[0])) if seized else {}
    amount, unit = _measured(values, "reportedAmount", "reportedUnit")
    what = option("SeizedItem", "substance", first(values, "substance")) or first(values, "goods")
    start = next((dates_of(each)[0] for each in stated if dates_of(each)[0]), "")
    title = sight.caption("Seizure", where) if where else ""
    for source, target, intended in _stages(where):
        yield Flow(
            GOODS, what, unit, source, target, amount, start, intended, _differ(offices), offices[0][-1], title
        )


def _stages(where: model.Properties) -> Iterator[tuple[str, str, bool]]:
    seized = _country(first(where, "country")) or first(where, "settlement")
    before = [_country(first(where, name)) for name in ("originCountry", "departureCountry")]
    stops = list(dict.fromkeys(place for place in (*before, seized) if place))
    yield from ((one, other, False) for one, other in itertools.pairwise(stops))
    beyond = _country(first(where, "destinationCountry"))
    if seized and beyond and beyond != seized:
        yield seized, beyond, True


def _seizure(sight: Sight, said: Said, offices: list[list[Statement]]) -> Iterator[Flow]:
    """Only one of which nobody says what was seized: its items speak for every other one."""
    id, values = offices[0][0].entity, model.present("Seizure", together(offices[0]))
    items = (each for each in said.values() if each and each[0].schema == "SeizedItem")
    if any(id in one.properties.get("seizure", ()) for each in items for one in each):
        return
    by = offices[0][-1]
    for source, target, intended in _stages(values):
        yield Flow(
            GOODS,
            "",
            "",
            source,
            target,
            None,
            dates_of(by)[0],
            intended,
            False,
            by,
            sight.caption("Seizure", values),
        )


def _consignment(sight: Sight, said: Said, offices: list[list[Statement]]) -> Iterator[Flow]:
    values = model.present("Consignment", together(offices[0]))
    source, target = (_country(first(values, name)) for name in ("departureCountry", "destinationCountry"))
    amount, unit = _measured(values, "reportedAmount", "reportedUnit")
    if source and target and source != target:
        by, what = offices[0][-1], first(values, "goods")
        title = sight.caption("Consignment", values)
        yield Flow(GOODS, what, unit, source, target, amount, "", False, _differ(offices), by, title)


def _leg(sight: Sight, said: Said, offices: list[list[Statement]]) -> Iterator[Flow]:
    """A leg of a controlled delivery: how much was on it stands with the seizure at its end."""
    values, by = model.present("DeliveryLeg", together(offices[0])), offices[0][-1]
    source, target = first(values, "fromPlace"), first(values, "toPlace")
    if source and target and source != target:
        yield Flow(GOODS, _("controlled delivery"), "", source, target, None, dates_of(by)[0], False, False, by, "")


def _payment(sight: Sight, said: Said, offices: list[list[Statement]]) -> Iterator[Flow]:
    values, by = model.present("Payment", together(offices[0])), offices[0][-1]
    ends = [sight.summaries(values.get(name, ()))[:1] for name in ("payer", "beneficiary")]
    if all(ends):
        source, target = (each[0].caption or _("unnamed record") for each in ends)
        amount, differs = _number(first(values, "amount")), _differ(offices, "amount", "currency")
        unit = first(values, "currency").upper()
        yield Flow(
            MONEY, "", unit, source, target, amount, dates_of(by)[0], False, differs, by, first(values, "purpose")
        )


def _sighting(sight: Sight, said: Said, offices: list[list[Statement]]) -> Iterator[Flow]:
    """Somebody at a crossing: into its country or out of it."""
    values, by = model.present("Sighting", together(offices[0])), offices[0][-1]
    crossing, way = first(values, "crossing"), first(values, "direction")
    there = together(sight.statements(crossing)) if is_id(crossing) else {}
    here, beyond = _country(first(there, "country")), _country(first(there, "neighbour"))
    if here and beyond and way in ("entry", "exit"):
        source, target = (beyond, here) if way == "entry" else (here, beyond)
        about = sight.summaries(values.get("subject", ()))[:1]
        title = about[0].caption if about else ""
        yield Flow(PEOPLE, "", "", source, target, Decimal(1), dates_of(by)[0], False, False, by, title)


def _trip(sight: Sight, said: Said, offices: list[list[Statement]]) -> Iterator[Flow]:
    values, by = model.present("Trip", together(offices[0])), offices[0][-1]
    ends = [sight.summaries(values.get(name, ()))[:1] for name in ("startLocation", "endLocation")]
    if all(ends) and ends[0][0].id != ends[1][0].id:
        people = len(sight.summaries(values.get("involved", ())))
        amount = Decimal(people) if people else None
        source, target = (each[0].caption or _("unnamed record") for each in ends)
        title = sight.caption("Trip", values)
        yield Flow(PEOPLE, "", "", source, target, amount, dates_of(by)[0], False, False, by, title)


READERS = {
    "SeizedItem": _item, "Seizure": _seizure, "Consignment": _consignment, "DeliveryLeg": _leg,
    "Payment": _payment, "Sighting": _sighting, "Trip": _trip,
}  # fmt: skip
