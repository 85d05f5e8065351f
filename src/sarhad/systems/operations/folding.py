"""How far an operation has come: a pure function of the set of its steps, whatever their order of arrival."""

from __future__ import annotations

from collections.abc import Container, Iterable

from sarhad.systems.operations.records import State, Step

STAGES = (
    ("proposed", "agreed"),
    ("planned", "approved", "returned"),
    ("briefed",),
    ("started", "paused", "resumed"),
    ("stopped", "completed"),
    ("debriefed",),
    ("closed",),
)
"""The stages of its life. Within one, a plan may be sent back and laid anew, a pause follow a pause: by date then.
Returned stands after approved: of two at one moment the one that lets begin does not win."""
RANK = {step: (stage, place) for stage, steps in enumerate(STAGES) for place, step in enumerate(steps)}

LEADS = frozenset(RANK) - {"agreed"}
"""Steps that only the lead, or its heir, can take; any office that takes part agrees for itself."""
ENDS = frozenset({"stopped", "completed"})

NEXT = {
    "proposed": ("planned", "closed"),
    "planned": ("approved", "returned", "closed"),
    "returned": ("planned", "closed"),
    "approved": ("briefed", "started", "returned", "closed"),
    "briefed": ("started", "returned", "closed"),
    "started": ("paused", "stopped", "completed"),
    "paused": ("resumed", "stopped", "completed"),
    "resumed": ("paused", "stopped", "completed"),
    "stopped": ("debriefed", "closed"),
    "completed": ("debriefed", "closed"),
    "debriefed": ("closed",),
    "closed": (),
}
"""What the lead can do next."""


def in_order(steps: Iterable[Step]) -> list[Step]:
    """By stage, then date, then place in the stage, then name; steps that this version does not know come first."""
    return sorted(steps, key=lambda e: (RANK.get(e.step, (-1, 0))[0], e.date, RANK.get(e.step, (-1, 0)), e.ref))


def counted(steps: Iterable[Step], leads: Container[str], offices: Container[str]) -> list[Step]:
    """The steps that each came from an office which may take it, in order.

    Args:
        leads: the lead and its heirs.
        offices: those that take part.
    """
    return [
        each
        for each in in_order(steps)
        if each.step in RANK and each.office in (leads if each.step in LEADS else offices)
    ]


def fold(
    steps: Iterable[Step], leads: Container[str], offices: Container[str], told: tuple[str, str] = ("", "")
) -> State:
    """How far an operation has come.

    A stage that was reached is not left by a date alone: who reports the start late has not undone the end. To stop
    and to complete contradict each other; both then stand, and the dispute is said.

    Args:
        told: (step, date) that the operation itself tells, where there is no step: what is recorded by hand.
    """
    known = [each for each in counted(steps, leads, offices) if each.step != "agreed"]
    if not known:
        step, day = told
        started = day if step in ENDS or step == "started" else ""
        return State(step or "proposed", day, started=started, ended=day if step in ENDS else "")
    plan = [each.step for each in known if each.step in STAGES[1]]
    ends = [each for each in known if each.step in ENDS]
    return State(
        step=known[-1].step,
        date=known[-1].date,
        approved=plan[-1:] == ["approved"],
        started=min((each.date for each in known if each.step == "started"), default=""),
        ended=ends[-1].date if ends else "",
        closed=any(each.step == "closed" for each in known),
        disputed=len({each.step for each in ends}) > 1,
    )
