"""Opening and planning operations, and the steps of their lives. Each signs an entry and stands in the audit.

All raise PermissionDenied where the role does not allow the act, ValidationError where its arguments do not fit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access import sharing
from sarhad.access.guards import must_be_open
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.desk.clocks import today
from sarhad.desk.writing import once
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.signing import must
from sarhad.kernel.claim import EntityId, FragmentRef, Handling, Scope
from sarhad.kernel.names import folded
from sarhad.ledger.models import Entry
from sarhad.ledger.node import writer
from sarhad.systems.operations import planning, queries
from sarhad.systems.operations.delivering import must_give_reason
from sarhad.systems.operations.folding import NEXT, STAGES
from sarhad.systems.operations.guards import must_work, now, scope_of
from sarhad.systems.operations.planning import Question, open_checks
from sarhad.systems.operations.records import Check, Operation
from sarhad.systems.operations.telling import brief, briefed, source, take_back
from sarhad.web.templatetags.look import lang

__all__ = [
    "add", "admit", "answer", "brief", "briefed", "dismiss", "may_take", "open_operation", "source", "take_step",
]  # fmt: skip

Values = Mapping[str, Iterable[str]]

LED = frozenset({"OperationPhase", "CommandPost"})
"""What the lead alone sets."""
ADDED = frozenset({"OperationPhase", "CommandPost", "OperationForce", "OperationResult", "OperationCheck"})
ENTERED = frozenset({*STAGES[1], "proposed"})
"""Steps that happen when they are signed, so that their order is not a matter of what somebody types."""


def open_operation(
    reader: Reader, values: Values, offices: Sequence[str], handling: Handling, *, drawn: str = ""
) -> EntityId:
    """Open an operation or a controlled delivery; returns its id.

    Its offices become a group that only they know of, and whatever is stated to the operation goes to the group.

    Args:
        values: of the schema Operation; `operationType` controlled-delivery makes it one.
        offices: those that take part besides the reader's own, which leads.
        drawn: by the page; the same sent twice opens one operation.
    """
    must(reader, Does.RELEASE)
    must(reader, Does.CONTRIBUTE)
    must_be_open(offices)
    id, [name] = once(reader, drawn, sorted(values.items()), sorted(offices)), list(values.get("name", ())) or [""]
    if drawn and queries.operation(reader, id):
        return id
    if not name.strip():
        raise ValidationError(_("Give the operation a name."))
    with writer():
        group = sharing.found_group(
            reader, name=_slug(name, id), names={"en": name, "ru": name}, members={reader.office, *offices}
        )
        given = {**values, "lead": [reader.office], "group": [group], "participant": sorted({*offices})}
        scope = Scope(read=(group,), handling=handling)
        actions.contribute(reader, [Draft("Operation", given, id, date_order="dmy")], scope)
        actions.contribute(reader, [_step(reader, id, "proposed", now())], scope)
    return id


def _slug(name: str, id: EntityId) -> str:
    """What the group is called: the name in Latin letters, and the beginning of the id, as names come twice."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall("[a-z0-9]+", plain if re.search("[a-z]", plain) else " ".join(folded(name)))
    return "-".join([*words[:4], id[:6]])


# Its life


def may_take(reader: Reader, operation: Operation) -> list[str]:
    """The steps that this officer can take now for the own office."""
    if not operation.group or not operation.ours or not reader.may(Does.CONTRIBUTE):
        return []
    state = operation.state
    if not operation.held:
        agrees = not state.over and reader.office not in operation.agreed and reader.may(Does.APPROVE)
        return ["agreed"] if agrees else []
    return [each for each in NEXT.get(state.step, ()) if _may_begin(operation, each) and _may_decide(reader, each)]


def _may_begin(operation: Operation, step: str) -> bool:
    return step not in ("briefed", "started") or operation.state.approved


def _may_decide(reader: Reader, step: str) -> bool:
    return step not in ("approved", "returned") or reader.may(Does.APPROVE)


def take_step(reader: Reader, operation: Operation, step: str, day: str = "", note: str = "") -> Entry:
    """State a step; it reaches every office of the operation.

    A plan is approved by somebody else than who laid it before, unless there is no time for it, and only once its
    required checks are met.

    Args:
        day: when it happened, as typed; plans are laid and decided on at the moment of signing.
        note: why; needed to send back, to pause, to stop, and to start a load towards a state without permission.
    """
    if step not in may_take(reader, operation):
        raise ValidationError(_("Your office cannot take this step."))
    if step in ("returned", "paused", "stopped") and not note.strip():
        raise ValidationError(_("Say why."))
    if step == "approved":
        _must_be_ready(reader, operation)
    if step == "started" and operation.delivery:
        must_give_reason(reader, operation, note)
    at = now() if step in ENTERED or not day else day
    if at[:10] > today(reader).isoformat():
        raise ValidationError(_("This day lies in the future."))
    return actions.contribute(reader, [_step(reader, operation.id, step, at, note)], scope_of(operation))


def _must_be_ready(reader: Reader, operation: Operation) -> None:
    laid = [each for each in operation.steps if each.step == "planned"]
    if operation.planning != "immediate" and laid and laid[-1].author == reader.officer:
        raise ValidationError(_("Somebody else approves the plan: you laid it yourself."))
    missing = [each for each in open_checks(operation) if each.required]
    if missing:
        listed = "; ".join(each.question.text(lang()) for each in missing)
        raise ValidationError(_("Answer these checks first: %(checks)s") % {"checks": listed})


def _step(reader: Reader, operation: EntityId, step: str, day: str, note: str = "") -> Draft:
    values = {"operation": operation, "step": step, "date": day, "office": reader.office, "author": reader.officer}
    given = values | ({"note": note} if note else {})
    return Draft("OperationStep", {name: [value] for name, value in given.items()}, date_order="dmy")


# Who takes part


def admit(reader: Reader, operation: Operation, office: str) -> Entry:
    """Let a further office take part: it sees what was ever stated to the operation."""
    must_work(reader, operation, lead=True)
    if office in operation.offices:
        raise ValidationError(_("This office takes part already."))
    return sharing.join(reader, group=operation.group, members=[office])


def dismiss(reader: Reader, operation: Operation, office: str) -> Entry:
    """End an office's part: it sees nothing of the operation any more, old or new, its briefing included."""
    must_work(reader, operation, lead=True)
    if office == operation.office:
        raise ValidationError(_("The lead cannot leave its operation."))
    with writer():
        take_back(reader, operation, office)
        return sharing.leave(reader, group=operation.group, member=office)


# The plan and what came of it


def add(
    reader: Reader, operation: Operation, schema: str, values: Values, *, ref: FragmentRef | None = None
) -> Entry:
    """State a phase, a level of command, forces, a check or a result to all offices of the operation.

    Args:
        ref: the own statement that it corrects.
    """
    must_work(reader, operation, lead=schema in LED)
    if schema not in ADDED:
        raise ValidationError(_("Nobody can state a “%(schema)s”.") % {"schema": schema})
    given = {**values, "operation": [operation.id], **_signed(reader, operation, schema, values)}
    draft = Draft(schema, {name: value for name, value in given.items() if any(value)}, date_order="dmy")
    if ref:
        return actions.correct(reader, ref, draft)
    return actions.contribute(reader, [draft], scope_of(operation))


def answer(reader: Reader, operation: Operation, given: Mapping[str, tuple[str, str]]) -> list[Entry]:
    """Answer questions of the list for the own office, or answer them anew.

    Args:
        given: (answer, measure) by the code of the question.
    """
    before = planning.answers(operation.checks, reader.office)
    with writer():
        return [_answer(reader, operation, each, *given[each.code], before.get(each.code)) for each in _of(given)]


def _of(given: Mapping[str, tuple[str, str]]) -> list[Question]:
    found = [each for each in planning.questions() if each.code in given]
    if len(found) != len(given):
        raise ValidationError(_("There is no such question."))
    return found


def _answer(
    reader: Reader, operation: Operation, question: Question, code: str, measure: str, before: Check | None
) -> Entry:
    texts = {
        "checkType": question.kind, "item": question.code, "question": question.text(lang()), "answer": code,
        "measure": measure,
    }  # fmt: skip
    values = {name: [text] for name, text in texts.items() if text}
    return add(reader, operation, "OperationCheck", values, ref=before.ref if before else None)


def _signed(reader: Reader, operation: Operation, schema: str, values: Values) -> dict[str, list[str]]:
    """Who says it. Of forces the lead may plan those of others; nobody reports for another."""
    own, day = {"office": [reader.office]}, [today(reader).isoformat()]
    if schema == "OperationForce":
        planned = list(values.get("forceType", ())) == ["planned"]
        named = list(values.get("office", ())) or [reader.office]
        if named != [reader.office] and not (planned and operation.held):
            raise ValidationError(_("Each office reports its own forces."))
        return {"office": named, "date": list(values.get("date", ())) or day}
    if schema == "OperationResult":
        return own
    if schema == "OperationCheck":
        return own | {"author": [reader.officer], "date": day}
    return {}
