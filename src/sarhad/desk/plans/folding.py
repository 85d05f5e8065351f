"""How far a recommendation has come: a pure function of the set of its steps, whatever their order of arrival."""

from __future__ import annotations

from collections.abc import Container, Iterable

from sarhad.desk.plans.records import State, Step
from sarhad.kernel import model

MAKERS = frozenset({"made", "confirmed", "dropped"})
"""Steps that only the office which made the recommendation, or its heir, can take."""
DOERS = frozenset({"accepted", "under-way", "postponed", "done", "rejected"})
"""Steps that only the office in charge, or its heir, can take. Where nobody is in charge, the maker takes them."""
ENDS = frozenset({"confirmed", "rejected", "dropped"})
"""After these nothing is left to do. “Done” is not one: it waits for the maker's word."""


def stages() -> list[str]:
    """The steps in the order of the schema."""
    spec = model.schema("RecommendationStep")
    return list(spec.properties["step"].options) if spec else []


def in_order(steps: Iterable[Step]) -> list[Step]:
    """By stage, then date, then name; steps that this version does not know come first."""
    order = {step: n for n, step in enumerate(stages())}
    return sorted(steps, key=lambda each: (order.get(each.step, -1), each.date, each.ref))


def counted(steps: Iterable[Step], makers: Container[str], doers: Container[str]) -> list[Step]:
    """The steps that each came from an office which may take it."""
    allowed = {**dict.fromkeys(MAKERS, makers), **dict.fromkeys(DOERS, doers)}
    return [each for each in in_order(steps) if each.office in allowed.get(each.step, ())]


def fold(
    steps: Iterable[Step], makers: Container[str], doers: Container[str], made: str = "", due: str = ""
) -> State:
    """The state of a recommendation. Without steps it was made on the day that it names itself.

    Args:
        makers, doers: the office that made it and the one in charge, each with its heirs.
        due: the term that it was made with.
    """
    known = counted(steps, makers, doers)
    moved = [each for each in known if each.step == "postponed" and each.due]
    term = max(moved, key=lambda each: (each.date, each.ref)).due if moved else due
    ends = {each.step for each in known} & ENDS
    said_done = any(each.step == "done" for each in known)
    disputed = len(ends - {"dropped"}) > 1 or (said_done and "rejected" in ends)
    if not known:
        return State("made", made, term)
    return State(known[-1].step, known[-1].date, term, bool(ends), disputed)
