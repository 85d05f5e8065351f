"""Operations and controlled deliveries: which of them count in a period, and what offices report of them.

Of persons detained, crimes, officers, dogs and vehicles each office's newest number for each phase counts, and
they are added up; where an office gives numbers by phase, one of its that names no phase is not added to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sarhad.entities.lists import ids_listed, pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first, together
from sarhad.figures.claims import span, whole
from sarhad.figures.counting import newest
from sarhad.figures.records import Ask
from sarhad.figures.same import Members, once
from sarhad.kernel.claim import EntityId
from sarhad.ledger.models import Party

DELIVERY = "controlled-delivery"
NUMBERS = {  # figure: where offices report it, by which name; the operation's own statement has the same names
    "detained": ("OperationResult", "detained"),
    "crimes": ("OperationResult", "crimesDetected"),
    "officers": ("OperationForce", "officers"),
    "dogs": ("OperationForce", "dogs"),
    "vehicles": ("OperationForce", "vehiclesDeployed"),
}


class Number(NamedTuple):
    """One office's number that counts."""

    by: Statement
    value: int
    date: str  # the day that it is of: its own, its phase's, or the first day of the operation


@dataclass(frozen=True, slots=True)
class Deed:
    """One operation or controlled delivery, once."""

    id: EntityId
    members: Members
    caption: str
    statements: tuple[Statement, ...]
    values: dict[str, list[str]]
    steps: tuple[Statement, ...]
    offices: frozenset[str]  # that state it, lead it, take part, or took a step
    first: str
    last: str
    numbers: dict[str, tuple[Number, ...]] = field(default_factory=dict)  # by figure

    @property
    def delivery(self) -> bool:
        return DELIVERY in self.values.get("operationType", ())

    @property
    def exercise(self) -> bool:
        return "exercise" in self.values.get("operationType", ())

    @property
    def wholes(self) -> list[EntityId]:
        return self.values.get("partOf", [])


class Deeds:
    """Every operation that a reader sees."""

    def __init__(self, sight: Sight) -> None:
        ids = [id for id, _ in ids_listed(sight, "Operation")]
        groups = once(sight, ids)
        every = [id for members in groups for id in members]
        pointed = {
            name: pointing(sight, f"{name}.operation", every)
            for name in ("OperationStep", "OperationPhase", "OperationResult", "OperationForce")
        }
        self.all = [_deed(sight, members, pointed) for members in groups]
        self.of = {id: deed for deed in self.all for id in deed.members}

    def within(self, operation: EntityId) -> set[EntityId]:
        """The ids of an operation and of all that is part of it.

        None of one that the reader does not see: nobody learns what names it.
        """
        found: set[EntityId] = set()
        new = set(self.of[operation].members) if operation in self.of else set()
        while new:
            found |= new
            parts = (deed for deed in self.all if found.intersection(deed.wholes))
            new = {id for deed in parts for id in deed.members} - found
        return found

    def reported(self, code: str) -> set[EntityId]:
        """Operations of which offices have reported this figure, with the deliveries that are part of them."""
        return {id for deed in self.all if deed.numbers.get(code) for id in self.within(deed.id)}

    def counted(self, ask: Ask, *, deliveries: bool) -> list[Deed]:
        """Those that ran in the period. One that consists of operations counts by its parts."""
        frames = {id for deed in self.all if not deed.delivery for id in deed.wholes}
        return [
            deed
            for deed in self.asked(ask)
            if deed.delivery is deliveries and not deed.exercise and _ran(deed, ask)
            and (deliveries or not frames.intersection(deed.members))
        ]  # fmt: skip

    def asked(self, ask: Ask) -> Iterator[Deed]:
        """Of the office, state and operation asked for, whenever they were."""
        inside = self.within(ask.operation) if ask.operation else set()
        home = countries(office for deed in self.all for office in deed.offices) if ask.country else {}
        for deed in self.all:
            states = {*deed.values.get("country", ()), *(home.get(office, "") for office in deed.offices)}
            if (
                (not ask.operation or deed.id in inside)
                and (not ask.office or ask.office in deed.offices)
                and (not ask.country or ask.country in states)
            ):
                yield deed

    def numbers(self, ask: Ask, code: str) -> Iterator[tuple[Deed, Number]]:
        """What offices report of a figure, each number on its day, of the offices and states asked for."""
        inside = self.within(ask.operation) if ask.operation else set()
        home = countries(n.by.owner for deed in self.all for n in deed.numbers.get(code, ()))
        for deed in self.all:
            for number in deed.numbers.get(code, ()):
                first, last = span(number.date)
                if (
                    (not ask.operation or deed.id in inside)
                    and (not ask.office or ask.office == number.by.owner)
                    and (not ask.country or ask.country == home.get(number.by.owner, ""))
                    and (ask.since <= first and last <= ask.until if first else bool(ask.operation))
                ):
                    yield deed, number


def countries(offices: Iterable[str]) -> dict[str, str]:
    """The country of each office."""
    rows = Party.objects.filter(id__in=set(offices)).values_list("id", "country")
    return dict(rows)


def _deed(sight: Sight, members: Members, pointed: dict[str, dict[EntityId, list[Statement]]]) -> Deed:
    said = [each for id in members for each in sight.statements(id) if each.schema == "Operation"]
    own = {name: [each for id in members for each in found.get(id, ())] for name, found in pointed.items()}
    values, steps = together(said), own["OperationStep"]
    days = _days(values, steps)
    return Deed(
        id=members[0],
        members=members,
        caption=sight.caption("Operation", values),
        statements=tuple(sorted(said, key=_order)),
        values=values,
        steps=tuple(steps),
        offices=frozenset(
            {each.owner for each in (*said, *steps)}
            | set(values.get("lead", ()))
            | set(values.get("participant", ()))
        ),
        first=min(days, default=""),
        last=max(days, default=""),
        numbers={code: tuple(_numbers(code, said, own, min(days, default=""))) for code in NUMBERS},
    )


def _days(values: dict[str, list[str]], steps: Sequence[Statement]) -> list[str]:
    """When it ran: by its steps; one that was only planned did not, and one without steps ran as it says itself."""
    if steps:
        ran = [each for each in steps if {"started", "completed"}.intersection(each.properties.get("step", ()))]
        return [day for each in ran for date in each.properties.get("date", ()) for day in span(date) if day]
    if values.get("operationStatus") == ["planned"]:
        return []
    return [day for name in ("startDate", "endDate") for date in values.get(name, ()) for day in span(date) if day]


def _ran(deed: Deed, ask: Ask) -> bool:
    return bool(deed.first) and deed.first <= ask.until and deed.last >= ask.since


def _numbers(code: str, said: Sequence[Statement], own: dict[str, list[Statement]], begun: str) -> Iterator[Number]:
    """One for each office and phase; where no office reports any, what the operation's own statement says."""
    schema, name = NUMBERS[code]
    phases = {each.entity: each for each in own["OperationPhase"]}
    claims: dict[tuple[str, EntityId], list[Statement]] = defaultdict(list)
    for each in own[schema]:
        if whole(first(each.properties, name)) is not None and first(each.properties, "forceType") != "planned":
            claims[each.owner, first(each.properties, "phase")].append(each)
    by_phase = {office for office, phase in claims if phase}
    for (office, phase), stated in sorted(claims.items()):
        if phase or office not in by_phase:
            best = min(stated, key=_order)
            of_phase = first(phases[phase].properties, "startDate") if phase in phases else ""
            day = first(best.properties, "date") or of_phase or begun
            yield Number(best, whole(first(best.properties, name)) or 0, day)
    if not claims:
        stated = [each for each in said if whole(first(each.properties, name)) is not None]
        for best in sorted(stated, key=_order)[:1]:
            day = begun or first(best.properties, "startDate")
            yield Number(best, whole(first(best.properties, name)) or 0, day)


def _order(said: Statement) -> tuple[list[int], list[int], str]:
    """The newest first."""
    return newest(said.stated), newest(first(said.properties, "date")), str(said.ref)
