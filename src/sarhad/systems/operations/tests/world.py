"""An operation of two states in the cast: TJ-DCA leads, KZ-MIA takes part."""

from __future__ import annotations

from sarhad.kernel.claim import Handling
from sarhad.systems.operations import actions, planning, queries
from sarhad.systems.operations.records import Operation
from tests.cast import Cast

NAMED = {
    "name": ["Chain 2026"], "operationType": ["joint"], "purpose": ["Stop the heroin from the south"],
    "startDate": ["2026-11-10"], "endDate": ["2026-12-10"], "country": ["tj", "kz"],
}  # fmt: skip


def opened(cast: Cast, offices=("KZ-MIA",), **more: str) -> str:
    values = NAMED | {name: [value] for name, value in more.items()}
    return actions.open_operation(cast.reader("owner"), values, offices, Handling(1))


def of(cast: Cast, id: str, who: str = "owner") -> Operation:
    found = queries.operation(cast.reader(who), id)
    assert found
    return found


def answer_all(cast: Cast, id: str) -> None:
    """Every check of the plan is met."""
    for each in planning.open_checks(of(cast, id)):
        question = each.question
        values = {"checkType": question.kind, "item": question.code, "question": question.en, "answer": "met"}
        listed = {name: [value] for name, value in values.items()}
        actions.add(cast.reader("colleague"), of(cast, id), "OperationCheck", listed)


def approved(cast: Cast, id: str) -> None:
    """Planned by an analyst, every check met, approved by the head."""
    answer_all(cast, id)
    actions.take_step(cast.reader("colleague"), of(cast, id, "colleague"), "planned")
    actions.take_step(cast.reader("owner"), of(cast, id), "approved")
