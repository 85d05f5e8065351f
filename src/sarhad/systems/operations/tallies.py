"""What offices planned, sent and reported, as tables and bars of one operation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sarhad.systems.operations.records import Force, Operation, Phase, Result

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
    """What each office planned and sent: its greatest number in a phase, for the same people serve in several."""
    named = [*operation.offices, *(each.office for each in operation.forces)]
    rows = [(office, _most(operation, office)) for office in dict.fromkeys(named)]
    rows = [(office, most) for office, most in rows if any(value is not None for value in most.values())]
    top = max(
        (value for _o, most in rows for (_k, name), value in most.items() if name == "officers" and value),
        default=1,
    )
    return [_forces(operation, office, most, top) for office, most in rows]


def _most(operation: Operation, office: str) -> dict[tuple[str, str], int | None]:
    found: dict[tuple[str, str], int | None] = {}
    for kind in ("planned", "deployed"):
        rows = forces_of(operation, office, kind)
        for name in ("officers", "dogs", "vehicles"):
            values = [value for each in newest_by_phase(rows) if (value := getattr(each, name)) is not None]
            found[kind, name] = max(values, default=None)
    return found


def newest_by_phase(rows: Iterable[Force]) -> list[Force]:
    """Of rows that come newest first, the first of each phase."""
    found: dict[str, Force] = {}
    for each in rows:
        found.setdefault(each.phase, each)
    return list(found.values())


def _forces(operation: Operation, office: str, most: dict[tuple[str, str], int | None], top: int) -> Forces:
    def strength(name: str) -> Strength:
        planned, deployed = most["planned", name], most["deployed", name]
        return Strength(
            planned, deployed, *(f"{100 * (each or 0) / max(top, 1):.1f}" for each in (planned, deployed))
        )

    kinds = ("deployed", "planned")
    rows = [each for kind in kinds for each in forces_of(operation, office, kind) if each.equipment]
    equipment = rows[0].equipment if rows else ""
    return Forces(office, strength("officers"), strength("dogs"), strength("vehicles"), equipment)


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
    newest = {(each.office, each.phase): each for each in operation.results}  # they come by date
    rows = sorted(newest.values(), key=lambda e: (order.index(e.phase) if e.phase in order else -1, e.office))
    return [Reported(each, phases.get(each.phase), each.office not in operation.offices) for each in rows]


class Totals(NamedTuple):
    """Sums over what was reported; None where nobody gave a number."""

    detained: int | None
    crimes: int | None
    silent: list[str]  # offices that have reported nothing


def totals(operation: Operation) -> Totals:
    """Of each office the newest number for each phase; where it reports the whole too, the larger stands."""
    by_office: dict[str, list[Result]] = defaultdict(list)
    for each in reported(operation):
        by_office[each.result.office].append(each.result)
    detained = [_one(rows, "detained") for rows in by_office.values()]
    crimes = [_one(rows, "crimes") for rows in by_office.values()]
    silent = [each for each in operation.offices if each not in by_office]
    return Totals(_sum(detained), _sum(crimes), silent)


def _one(rows: Sequence[Result], name: str) -> int | None:
    whole = _sum([getattr(each, name) for each in rows if not each.phase])
    phases = _sum([getattr(each, name) for each in rows if each.phase])
    return max((each for each in (whole, phases) if each is not None), default=None)


def _sum(numbers: Iterable[int | None]) -> int | None:
    given = [each for each in numbers if each is not None]
    return sum(given) if given else None
