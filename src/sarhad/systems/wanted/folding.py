"""The state of a notice: a pure function of the set of its steps, whatever their order of arrival."""

from __future__ import annotations

from collections.abc import Container, Iterable

from sarhad.kernel import model
from sarhad.systems.wanted.records import State, Step

ENDS = frozenset({"identified", "recovered", "deceased", "extradited", "withdrawn"})
"""Steps after which nobody acts on the notice any more, if the issuing office or its heir states them."""
CUSTODY = "arrested"
"""Ends a notice when the issuing office says it: nobody has to look out any more. Extradition may still follow."""
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


def fold(steps: Iterable[Step], issuers: Container[str], issued: str = "") -> State:
    """How far a notice has come. Without steps it was issued on the day that it names itself.

    An end counts from the issuing office alone: nobody else can take its notice out of force. Ends that differ, or
    that it has not confirmed, are a dispute, unless it has withdrawn the notice: that settles it.

    Args:
        issuers: the office that issued the notice, and its heirs.
    """
    known, order = in_order(steps), stages()
    # What this version does not know has no place among the stages: it tells nothing of how far it has come.
    counted = [each for each in known if each.step in order and (each.step not in ENDS or each.office in issuers)]
    ends = {each.step for each in counted} & ENDS
    held = any(each.step == CUSTODY and each.office in issuers for each in counted)
    disputed = bool(unconfirmed(known, issuers)) or (len(ends) > 1 and "withdrawn" not in ends)
    if not counted:
        return State("issued", issued, disputed)
    return State(counted[-1].step, counted[-1].date, disputed, bool(ends) or held)


def unconfirmed(steps: Iterable[Step], issuers: Container[str]) -> list[Step]:
    """Ends that other offices state and the issuing office has not; none once it has withdrawn the notice."""
    known = in_order(steps)
    ends = {each.step for each in known if each.office in issuers} & ENDS
    if "withdrawn" in ends:
        return []
    return [each for each in known if each.step in ENDS - ends and each.office not in issuers]
