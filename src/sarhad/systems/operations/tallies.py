"""What offices planned, sent and reported, as tables and bars of one operation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from sarhad.systems.operations.records import Force, Operation, Phase, Result

T = TypeVar("T", Force, Result)

# Forces


def forces_of(operation: Operation, office: str, kind: str) -> list[Force]:
    """Of one office, newest first; where the lead planned for it and it planned itself, its own word."""
    found = [each for each in operation.forces if each.office == office and each.kind == kind]
    own = [each for each in found if each.by == office] or found
    return sorted(own, key=lambda each: (each.date, each.ref), reverse=True)


class Strength(NamedTuple):
    """Planned and deployed of one kind of forces; widths in percent of the largest."""

    planned: int | None
    deployed: int | None
    planned_width: str
    deployed_width: str


class Forces(NamedTuple):
    office: str
    officers: Strength
    dogs: Strength
    vehicles: Strength
    equipment: str


def strengths(operation: Operation) -> list[Forces]:
    """What each office planned and sent."""
    named = [*operation.offices, *(each.office for each in operation.forces)]
    rows = [(office, _numbers(operation, office)) for office in dict.fromkeys(named)]
    rows = [(office, found) for office, found in rows if any(value is not None for value in found.values())]
    officers = (value for _o, found in rows for (_k, name), value in found.items() if name == "officers" and value)
    top = max(officers, default=1)
    return [_forces(operation, office, found, top) for office, found in rows]


def _numbers(operation: Operation, office: str) -> dict[tuple[str, str], int | None]:
    return {
        (kind, name): added(newest(forces_of(operation, office, kind)[::-1]), name)
        for kind in ("planned", "deployed")
        for name in ("officers", "dogs", "vehicles")
    }


def newest(rows: Iterable[T]) -> list[T]:
    """Of what one office says, oldest first, the newest of each phase and of the whole."""
    return list({each.phase: each for each in rows}.values())


def added(rows: Iterable[T], name: str) -> int | None:
    """The numbers of the phases, added up; the one of the whole operation where there is none by phase.

    None: nobody gave a number. The same rule as in `figures.operations`, so that both pages say the same.
    """
    given = [(each.phase, value) for each in rows if (value := getattr(each, name)) is not None]
    by_phase = [value for phase, value in given if phase]
    return sum(by_phase) if by_phase else sum(value for _phase, value in given) if given else None


def _forces(operation: Operation, office: str, found: dict[tuple[str, str], int | None], top: int) -> Forces:
    def strength(name: str) -> Strength:
        planned, deployed = found["planned", name], found["deployed", name]
        return Strength(
            planned, deployed, *(f"{100 * (each or 0) / max(top, 1):.1f}" for each in (planned, deployed))
        )

    kinds = ("deployed", "planned")
    rows = [each for kind in kinds for each in forces_of(operation, office, kind) if each.equipment]
    equipment = rows[0].equipment if rows else ""
    return Forces(office, strength("officers"), strength("dogs"), strength("vehicles"), equipment)


def together(rows: Iterable[Forces]) -> dict[str, int | None]:
    """All offices added up, by kind and name (`planned_officers`); None where nobody has said."""
    rows, found = list(rows), {}
    for name in ("officers", "dogs", "vehicles"):
        for kind in ("planned", "deployed"):
            given = [value for each in rows if (value := getattr(getattr(each, name), kind)) is not None]
            found[f"{kind}_{name}"] = sum(given) if given else None
    return found


# Results


class Reported(NamedTuple):
    """What one office reports of one phase; of several reports the newest counts, the others are `before`."""

    result: Result
    phase: Phase | None
    left: bool  # the office takes no part any more


def reported(operation: Operation) -> list[Reported]:
    """The newest report of each office on each phase, by phase."""
    phases = {each.id: each for each in operation.phases}
    order = [*phases, ""]
    found = {(each.office, each.phase): each for each in operation.results}  # they come by date
    rows = sorted(found.values(), key=lambda e: (order.index(e.phase) if e.phase in order else -1, e.office))
    left = {each.office for each in rows if operation.group and each.office not in operation.offices}
    return [Reported(each, phases.get(each.phase), each.office in left) for each in rows]


class Totals(NamedTuple):
    """Sums over what was reported; None where nobody gave a number."""

    detained: int | None
    crimes: int | None
    silent: list[str]  # offices that have reported nothing


def totals(operation: Operation) -> Totals:
    """What the offices report, added up."""
    by_office: dict[str, list[Result]] = defaultdict(list)
    for each in reported(operation):
        by_office[each.result.office].append(each.result)
    silent = [each for each in operation.offices if each not in by_office]
    return Totals(_sum(by_office, "detained"), _sum(by_office, "crimes"), silent)


def _sum(by_office: dict[str, list[Result]], name: str) -> int | None:
    given = [value for rows in by_office.values() if (value := added(rows, name)) is not None]
    return sum(given) if given else None
