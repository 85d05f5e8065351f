"""Operations from the statements that a reader sees, in batches: with what their offices state of them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import cache
from typing import TypeVar

from sarhad.access.handling import strictest
from sarhad.access.queries import members_known
from sarhad.entities.lists import by_office, pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first, together
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId
from sarhad.ledger.queries import family, predecessors
from sarhad.systems.operations.folding import counted, fold
from sarhad.systems.operations.records import Check, Command, Force, Operation, Phase, Result, Step

PARTS = (
    "OperationStep", "OperationPhase", "CommandPost", "OperationCheck", "OperationForce", "OperationResult",
)  # fmt: skip
"""What is loaded with every operation; each kind points to it by its property `operation`."""
LEVELS = ("strategic", "operational", "tactical")
TOLD = {"running": "started", "completed": "completed", "stopped": "stopped"}
"""What the state that an operation recorded by hand tells would be as a step."""

T = TypeVar("T")
Sides = Callable[[str], frozenset[str]]
"""An office with its heirs."""
Parts = Mapping[str, Mapping[EntityId, Sequence[Statement]]]


def operations(sight: Sight, ids: Iterable[EntityId]) -> list[Operation]:
    """The operations among these entities. What several offices state under one id is an operation of each."""
    ids = list(dict.fromkeys(ids))
    sight.see(ids)
    parts = {name: pointing(sight, f"{name}.operation", ids) for name in PARTS}
    sides: Sides = cache(family)
    return [
        _operation(sight, sides, id, own, parts, alone=len(offices) == 1)
        for id in ids
        for offices in [by_office(sight.statements(id), "Operation")]
        for own in offices
    ]


def _operation(
    sight: Sight, sides: Sides, id: EntityId, own: Sequence[Statement], parts: Parts, *, alone: bool
) -> Operation:
    values, lead = model.present("Operation", together(own)), own[0].owner
    leads = sides(lead)
    group = _group(lead, first(values, "group"))
    members = members_known(sight.reader, group) if group else ()
    offices = tuple(dict.fromkeys([lead, *members]))
    theirs = frozenset().union(*map(sides, offices))
    said = {name: parts[name].get(id, ()) for name in PARTS}
    led = {name: [each for each in found if each.owner in leads] for name, found in said.items()}
    checks = [each for each in said["OperationCheck"] if each.owner in theirs]
    steps = [step_of(each) for each in said["OperationStep"]]
    return Operation(
        id=id,
        name=first(values, "name"),
        office=lead,
        held=own[0].held,
        ours=own[0].held or sight.reader.office in theirs,
        state=fold(steps, leads, theirs, _told(values)),
        kind=first(values, "operationType"),
        planning=first(values, "planning") or "deliberate",
        group=group,
        offices=offices,
        agreed=_agreed(counted(steps, leads, theirs)),
        start=first(values, "startDate") or first(values, "date"),
        end=max(values.get("endDate", ()), default=""),
        countries=tuple(values.get("country", ())),
        legal_basis=tuple(values.get("legalBasis", ())),
        cases=tuple(values.get("criminalCase", ())),
        against=tuple(values.get("targetGroup", ())),
        **{field: "\n".join(values.get(name, ())) for field, name in TEXTS.items()},
        part_of=first(values, "partOf"),
        load=first(values, "loadType"),
        amount=first(values, "loadAmount"),
        unit=first(values, "loadUnit"),
        stop_criteria=tuple(line for text in values.get("stopCriteria", ()) for line in text.splitlines() if line),
        handling=strictest(each.handling for each in own),
        ref=own[-1].ref,
        steps=tuple(counted(steps, leads, theirs)),
        phases=tuple(sorted(_each(led["OperationPhase"], _phase), key=lambda e: (e.order, e.start, e.name, e.id))),
        command=tuple(sorted(_each(led["CommandPost"], _command), key=_place)),
        checks=tuple(sorted(_each(checks, _check), key=lambda e: (e.kind, e.item, e.date, e.ref))),
        forces=tuple(each for each in _each(said["OperationForce"], _force) if _may_say(each, leads)),
        results=tuple(sorted(_each(said["OperationResult"], _result), key=lambda e: (e.date, e.office, e.ref))),
        alone=alone,
        statements=tuple(own),
    )


TEXTS = {"purpose": "purpose", "substance": "substance", "summary": "summary"}


def _group(lead: str, group: str) -> str:
    """A group counts as that of an operation only if the lead founded it: what is said to the operation would
    otherwise go to whomever the lead names."""
    founder = group.partition("/")[0]
    return group if founder == lead or (group and founder in predecessors(lead)) else ""


def _told(values: model.Properties) -> tuple[str, str]:
    step = TOLD.get(first(values, "operationStatus"), "")
    return step, (max(values.get("endDate", ()), default="") or first(values, "startDate")) if step else ""


def _agreed(steps: Iterable[Step]) -> dict[str, str]:
    return {each.office: each.date for each in steps if each.step == "agreed"}


def step_of(said: Statement) -> Step:
    values = said.properties
    texts = (first(values, name) for name in ("author", "note"))
    return Step(first(values, "step"), first(values, "date"), str(said.ref), said.owner, *texts)


def _each(said: Iterable[Statement], make: Callable[[EntityId, model.Properties, Statement], T]) -> list[T]:
    """One thing of each statement; of a correction the old one is not seen any more."""
    return [make(each.entity, each.properties, each) for each in said]


def number(values: model.Properties, name: str) -> int | None:
    """A whole number as somebody stated it; None where it was not given or cannot be read, which is not zero."""
    try:
        found = int(float(first(values, name)))
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < 10**9 else None


def _phase(id: EntityId, values: model.Properties, by: Statement) -> Phase:
    name, start, end, task = (first(values, key) for key in ("name", "startDate", "endDate", "task"))
    return Phase(id, name, number(values, "order") or 0, start, end, task, by.ref)


def _command(id: EntityId, values: model.Properties, by: Statement) -> Command:
    names = ("level", "office", "commander", "deputy", "decides", "contact")
    return Command(id, *(first(values, key) for key in names), by.ref)


def _place(post: Command) -> tuple[int, str, str]:
    return LEVELS.index(post.level) if post.level in LEVELS else len(LEVELS), post.office, post.id


def _check(id: EntityId, values: model.Properties, by: Statement) -> Check:
    names = ("checkType", "item", "question", "answer", "measure")
    texts = (first(values, key) for key in names)
    return Check(id, *texts, by.owner, first(values, "author"), first(values, "date") or by.stated[:10], by.ref)


def _force(id: EntityId, values: model.Properties, by: Statement) -> Force:
    numbers = (number(values, key) for key in ("officers", "dogs", "vehiclesDeployed"))
    kind, office = first(values, "forceType") or "planned", first(values, "office") or by.owner
    rest = (first(values, "equipment"), first(values, "date") or by.stated[:10], by.ref)
    return Force(id, office, by.owner, kind, first(values, "phase"), *numbers, *rest)


def _may_say(force: Force, leads: Container[str]) -> bool:
    """Each office of its own people, also one that has left since; of others' the lead may plan, never report."""
    return force.by == force.office or (force.kind == "planned" and force.by in leads)


def _result(id: EntityId, values: model.Properties, by: Statement) -> Result:
    numbers = (number(values, key) for key in ("detained", "crimesDetected"))
    return Result(
        id, by.owner, first(values, "phase"), first(values, "date"), *numbers, first(values, "note"), by.ref
    )
