"""The state of a request at one office: a pure function of the set of its steps and answers, not of their order."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from sarhad.desk.records import Answered, State, Step
from sarhad.kernel import model

ASKERS = frozenset({"sent", "outcome", "closed", "withdrawn"})
"""Steps that count only from the office that asks, or its heir. `extended` too: others can ask for it only."""
ANSWERERS = frozenset({"received", "accepted", "answered", "refused"})
"""Steps that count only from the office asked, or its heir."""
ENDS = frozenset({"closed", "withdrawn"})
MARKS = frozenset({"reminded", "extended", "escalated", "outcome"})
"""They stand in the history and move nothing."""
INTERIM = "interim"


def stages() -> list[str]:
    """The steps in the order of the schema."""
    spec = model.schema("RequestStep")
    return list(spec.properties["step"].options) if spec else []


def in_order(steps: Iterable[Step]) -> list[Step]:
    """By date, then stage, then name: as they happened."""
    order = {step: n for n, step in enumerate(stages())}
    return sorted(steps, key=lambda each: (each.date, order.get(each.step, -1), each.ref))


def counts(step: Step, askers: Container[str], answerers: Container[str]) -> bool:
    """Whether the office may state this step: nobody answers, closes or withdraws for another one."""
    if step.step in ASKERS:
        return step.office in askers
    if step.step in ANSWERERS:
        return step.office in answerers
    return True


def fold(
    steps: Iterable[Step], replies: Sequence[Answered], askers: Container[str], answerers: Container[str], sent: str
) -> State:
    """How far a letter has come: the furthest stage, and of several dates of it the last.

    A final answer is followed by nothing but the asker's end; a later one of the same office takes its place.

    Args:
        askers, answerers: each side and its heirs.
        sent: the date of the letter, where its step is not seen.
    """
    order = {step: n for n, step in enumerate(stages())}
    counted = [each for each in steps if counts(each, askers, answerers) and each.step not in MARKS]
    outcomes = last_outcomes(replies, answerers)
    outcome, disputed = _outcome(outcomes), len({_kind(each.outcome) for each in outcomes}) > 1
    last = max(counted, key=lambda each: (order.get(each.step, -1), each.date, each.ref), default=None)
    if last is None:
        return State("sent", sent, outcome, disputed)
    return State(last.step, last.date, outcome, disputed, last.step in ENDS, _stopped(counted, replies, answerers))


def last_outcomes(replies: Iterable[Answered], answerers: Container[str]) -> list[Answered]:
    """The last word of each office that answers; interim answers only where there is no other."""
    found: dict[str, Answered] = {}
    for each in sorted(replies, key=lambda each: (each.outcome != INTERIM, each.date, str(each.ref))):
        if each.office in answerers:
            found[each.office] = each
    return [found[office] for office in sorted(found)]


def _outcome(last: Sequence[Answered]) -> str:
    newest = max(last, key=lambda each: (each.outcome != INTERIM, each.date, str(each.ref)), default=None)
    return newest.outcome if newest else ""


def _kind(outcome: str) -> str:
    """Answers that contradict each other: given, nothing held, refused, none yet."""
    return "given" if outcome in {"full", "partial"} else outcome


def _stopped(counted: Iterable[Step], replies: Iterable[Answered], answerers: Container[str]) -> str:
    """When the first answer came that is not interim, or the asker ended it; "" while an answer is waited for."""
    answered = [each.date for each in replies if each.office in answerers and each.outcome != INTERIM]
    ended = [each.date for each in counted if each.step in {"answered", "refused"} | ENDS]
    return min((*answered, *ended), default="")


def newest_due(steps: Iterable[Step], askers: Container[str]) -> str:
    """The day set by the asker's last word: when it sent the letter, or gave more time since."""
    given = [each for each in in_order(steps) if each.due and each.office in askers]
    return given[-1].due if given else ""


def asked_until(steps: Iterable[Step], askers: Container[str], due: str) -> str:
    """A later day that the office asked wants and the asker has not agreed to, since its last word on it."""
    asked = [each for each in in_order(steps) if each.step == "extended"]
    if not asked or asked[-1].office in askers:
        return ""
    return asked[-1].due if asked[-1].due != due else ""
