"""What an office has to do about an operation next, and how far its plan has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.systems.operations import actions, queries
from sarhad.systems.operations.guards import may_work
from sarhad.systems.operations.loading import LEVELS
from sarhad.systems.operations.planning import answers, asked, is_answered, late_checks, open_checks
from sarhad.systems.operations.records import Brief, Operation


class Stage(NamedTuple):
    """One stage of planning, and how much of it there is."""

    code: str
    label: str
    have: int
    need: int

    @property
    def done(self) -> bool:
        return self.have >= self.need > 0


def stages(operation: Operation, briefs: Sequence[Brief]) -> list[Stage]:
    """The stages of planning in the order in which they are taught; briefings for the lead, who alone sees all."""
    others = [each for each in operation.offices if each != operation.office]
    given = answers(operation.checks, operation.office)
    questions = asked(operation)
    planned = {each.office for each in operation.forces if each.kind == "planned"}
    based = bool(operation.legal_basis) or is_answered(given.get("legal-basis"))
    levels = {each.level for each in operation.command}
    found = [
        Stage("aim", _("Aim and legal basis"), bool(operation.purpose) + based, 2),
        Stage("offices", _("Offices agree"), sum(each in operation.agreed for each in others), len(others)),
        Stage("command", _("Command at each level"), len(levels & set(LEVELS)), len(LEVELS)),
        Stage("phases", _("Phases"), len(operation.phases), max(len(operation.phases), 1)),
        Stage("forces", _("Forces of each office"), len(planned & set(operation.offices)), len(operation.offices)),
        Stage("checks", _("Checks"), sum(is_answered(given.get(each.code)) for each in questions), len(questions)),
    ]
    if operation.held:
        told = {each.to for each in briefs}
        found.append(Stage("briefs", _("Briefings written"), len(told), len(operation.offices)))
    return [each for each in found if each.need]


class Task(NamedTuple):
    """One thing to do, with the page where it is done."""

    text: str
    address: str
    urgent: bool = False
    more: str = ""


def address(name: str, operation: Operation, **query: str) -> str:
    """Of a page about an operation."""
    more = query | ({} if operation.alone else {"by": operation.office})
    return reverse(name, args=[operation.id]) + (f"?{urlencode(more)}" if more else "")


def step_at(operation: Operation, step: str) -> str:
    return address("operation-step", operation, step=step)


def tasks(reader: Reader, operation: Operation, briefs: Sequence[Brief], now: datetime | None = None) -> list[Task]:
    """What waits for the reader's office, the most urgent first."""
    if not may_work(reader, operation):
        return []
    own = [*_own(reader, operation, briefs)]
    led = [*_led(reader, operation, briefs, now or timezone.now())] if operation.held else []
    return sorted([*own, *led], key=lambda each: not each.urgent)


def _own(reader: Reader, operation: Operation, briefs: Sequence[Brief]) -> Iterable[Task]:
    """What any office of the operation has to do."""
    state, office = operation.state, reader.office
    if "agreed" in actions.may_take(reader, operation):
        yield Task(_("Agree to take part"), step_at(operation, "agreed"))
    if not state.over and any(each.to == office and not signed(each) for each in briefs):
        yield Task(_("Brief your people and sign"), address("operation-brief", operation), urgent=state.running)
    planned = any(each.office == office and each.kind == "planned" for each in operation.forces)
    if not planned and not state.started and not state.over:
        yield Task(_("Say which forces you send"), address("operation-add", operation, what="forces", of="planned"))
    if state.ended and not any(each.office == office for each in operation.results):
        yield Task(_("Report your results"), address("operation-add", operation, what="result"))


def signed(brief: Brief) -> bool:
    """Whether the office has confirmed the briefing as it stands now."""
    return any(each.date >= brief.date for each in brief.receipts)


def _led(reader: Reader, operation: Operation, briefs: Sequence[Brief], now: datetime) -> Iterable[Task]:
    """What the lead has to do besides."""
    state, possible = operation.state, actions.may_take(reader, operation)
    late = late_checks(operation, now)
    if late:
        yield Task(_("Answer the checks that were left open"), address("operation-plan", operation), True)
    if state.step in ("proposed", "returned"):
        yield from _to_plan(operation, briefs)
    if state.step == "planned" and reader.may(Does.APPROVE):
        yield Task(_("Decide on the plan"), address("operation-decide", operation), urgent=True)
    if state.approved and not state.started:
        yield from _to_begin(operation, briefs)
    if state.ended and "debriefed" in possible:
        yield Task(_("Hold the debriefing"), address("operation-debrief", operation))
    if state.step == "debriefed":
        yield Task(_("Close the operation"), step_at(operation, "closed"))


def _to_plan(operation: Operation, briefs: Sequence[Brief]) -> Iterable[Task]:
    missing = [each for each in stages(operation, briefs) if not each.done and each.code != "briefs"]
    if missing:
        text = ", ".join(f"{each.label.lower()} {each.have}/{each.need}" for each in missing)
        yield Task(_("Complete the plan"), address("operation-plan", operation), more=text)
    if not any(each.required for each in open_checks(operation)):
        yield Task(_("Lay the plan before the head"), step_at(operation, "planned"))


def _to_begin(operation: Operation, briefs: Sequence[Brief]) -> Iterable[Task]:
    unwritten = set(operation.offices) - {each.to for each in briefs}
    unsigned = [each.to for each in briefs if not signed(each)]
    if unwritten:
        told = ", ".join(sorted(unwritten))
        yield Task(_("Write the briefings"), address("operation-brief", operation), more=told)
    elif unsigned:
        told = ", ".join(unsigned)
        yield Task(_("Wait for the briefings to be signed"), address("operation-brief", operation), more=told)
    elif operation.state.step != "briefed":
        yield Task(_("State that all are briefed"), step_at(operation, "briefed"))
    if operation.state.step == "briefed" or operation.planning != "deliberate":
        yield Task(_("Start the operation"), step_at(operation, "started"))


class Waiting(NamedTuple):
    """An operation with what waits for the reader's office about it."""

    operation: Operation
    tasks: list[Task]


def waiting(reader: Reader) -> list[Waiting]:
    """Operations in which the reader's office has something to do, the urgent first; for its inbox."""
    if not reader.may(Does.CONTRIBUTE):
        return []
    own = [each for each in queries.operations(reader, ended=None) if may_work(reader, each)]
    found = [Waiting(each, tasks(reader, each, queries.briefs(reader, each))) for each in own]
    return sorted((each for each in found if each.tasks), key=lambda each: not each.tasks[0].urgent)
