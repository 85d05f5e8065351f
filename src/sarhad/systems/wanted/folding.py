"""The state of a notice: a pure function of the set of its steps, whatever their order of arrival."""

from __future__ import annotations

from collections.abc import Iterable

from sarhad.kernel import model
from sarhad.systems.wanted.records import State, Step

ENDS = frozenset({"identified", "recovered", "deceased", "extradited", "withdrawn"})
"""Steps after which nobody acts on the notice any more."""
ISSUERS = frozenset({"issued", "confirmed", "withdrawn"})
"""Steps that only the issuing office, or its heir, can take."""


def stages() -> list[str]:
    """The steps in the order of the schema."""
    spec = model.schema("NoticeStep")
    return list(spec.properties["step"].options) if spec else []


def in_order(steps: Iterable[Step]) -> list[Step]:
    """By stage, then date, then name; steps that this version does not know come first."""
    order = {step: n for n, step in enumerate(stages())}
    return sorted(steps, key=lambda each: (order.get(each.step, -1), each.date, each.ref))


def fold(steps: Iterable[Step], issued: str = "") -> State:
    """How far a notice has come. Without steps it was issued on the day that it names itself.

    Ends that differ are a dispute, unless the issuing office has withdrawn the notice: that settles it.
    """
    known = in_order(steps)
    if not known:
        return State("issued", issued)
    last, ends = known[-1], {each.step for each in known} & ENDS
    return State(last.step, last.date, len(ends) > 1 and "withdrawn" not in ends, bool(ends))
