"""Operations as their pages show them: the stages of a life, who takes part by state, phases and forces as bars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from sarhad.desk.clocks import instant
from sarhad.ledger.models import Party
from sarhad.systems.operations import planning, words
from sarhad.systems.operations.loading import LEVELS
from sarhad.systems.operations.planning import Question
from sarhad.systems.operations.records import Brief, Check, Command, Force, Operation, Phase
from sarhad.systems.operations.tallies import forces_of
from sarhad.systems.operations.tasks import signed
from sarhad.web.templatetags.look import country, party_name
from sarhad.web.words import option

# The life of an operation


class Stop(NamedTuple):
    """One stage in the row of stages."""

    label: str
    date: str = ""
    more: str = ""
    done: bool = False
    current: bool = False


def life(operation: Operation) -> list[Stop]:
    """From proposal to closing; the stage at which it stands is the current one."""
    first = {step.step: step.date for step in reversed(operation.steps)}
    end = "stopped" if operation.state.step == "stopped" or "stopped" in first else "completed"
    codes = ["proposed", "agreed", "planned", "approved", "briefed", "started", end, "debriefed", "closed"]
    here = _here(operation, end)
    found = []
    for n, code in enumerate(codes):
        day = first.get(code, "") if code not in ("agreed", "planned", "approved") else _last(operation, code)
        passed = n < here and bool(day)
        found.append(Stop(_label(code, operation), day, _more(code, operation), passed, n == here))
    return found


def _here(operation: Operation, end: str) -> int:
    at = {"proposed": 0, "returned": 2, "planned": 2, "approved": 3, "briefed": 4, "started": 5, "paused": 5}
    return {**at, "resumed": 5, end: 6, "debriefed": 7, "closed": 8}.get(operation.state.step, 0)


def _last(operation: Operation, code: str) -> str:
    if code == "approved" and not operation.state.approved:
        return ""
    days = [each.date for each in operation.steps if each.step == code and each.office in operation.offices]
    return max(days, default="")


def _label(code: str, operation: Operation) -> str:
    if code == "agreed":
        return _("Agreed")
    if code == "planned":
        return words.step_name("returned") if operation.state.step == "returned" else _("Plan laid")
    if code == "started" and operation.state.step == "paused":
        return words.step_name("paused")
    return words.step_name(code)


def _more(code: str, operation: Operation) -> str:
    others = len(operation.offices) - 1
    if code != "agreed" or not others:
        return ""
    return _("%(n)d of %(all)d") % {"n": sum(each in operation.agreed for each in operation.offices), "all": others}


# Who takes part


class Part(NamedTuple):
    """One office of the operation. `briefed` is None where the reader is not to know."""

    office: str
    name: str
    lead: bool
    agreed: str
    planned: Force | None
    briefed: bool | None


class Land(NamedTuple):
    state: str
    parts: list[Part]


def by_state(operation: Operation, briefs: Sequence[Brief]) -> list[Land]:
    """Offices by state, the lead's first."""
    parties = {each.id: each for each in Party.objects.filter(id__in=operation.offices)}
    found: dict[str, list[Part]] = defaultdict(list)
    for office in operation.offices:
        party = parties.get(office)
        found[party.country if party else ""].append(_part(operation, office, party_name(party), briefs))
    return [Land(country(code) or _("No state"), parts) for code, parts in found.items()]


def _part(operation: Operation, office: str, name: str, briefs: Sequence[Brief]) -> Part:
    own = [each for each in briefs if each.to == office]
    known = bool(own) or operation.held
    return Part(
        office=office,
        name=name,
        lead=office == operation.office,
        agreed=operation.agreed.get(office, ""),
        planned=next(iter(forces_of(operation, office, "planned")), None),
        briefed=bool(own) and all(map(signed, own)) if known else None,
    )


class Level(NamedTuple):
    """One level of command with its posts."""

    code: str
    label: str
    posts: list[Command]


def chain(operation: Operation) -> list[Level]:
    """The levels of command from the top down; one without a post stays, for it is to be filled."""
    return [
        Level(code, option("CommandPost", "level", code), [e for e in operation.command if e.level == code])
        for code in LEVELS
    ]


# Bars, in percent of the width


class Bar(NamedTuple):
    """A phase on the time line."""

    phase: Phase
    x: str
    width: str
    past: bool
    running: bool


class Line(NamedTuple):
    """Phases on one time line; `now` in percent, "" outside of it."""

    bars: list[Bar]
    start: str
    end: str
    now: str


def time_line(phases: Sequence[Phase], today: date) -> Line | None:
    """None where no phase has days."""
    spans = {each.id: _span(each) for each in phases}
    known = [span for span in spans.values() if span]
    if not known:
        return None
    first, last = min(span[0] for span in known), max(span[1] for span in known)
    days = max((last - first).days + 1, 1)

    def at(day: date) -> str:
        return f"{100 * (day - first).days / days:.2f}"

    bars = []
    for each in phases:
        span = spans[each.id]
        if span:
            width = f"{max(100 * ((span[1] - span[0]).days + 1) / days, 1):.2f}"
            bars.append(Bar(each, at(span[0]), width, span[1] < today, span[0] <= today <= span[1]))
        else:
            bars.append(Bar(each, "0", "0", False, False))
    return Line(bars, first.isoformat(), last.isoformat(), at(today) if first <= today <= last else "")


def _span(phase: Phase) -> tuple[date, date] | None:
    if not phase.start:
        return None
    start = instant(phase.start).date()
    end = instant(phase.end).date() if phase.end else start
    return (start, max(start, end)) if end - start < timedelta(days=36_500) else None


# Checks


class Answer(NamedTuple):
    question: Question
    needed: bool  # before approval
    check: Check | None  # the lead's
    others: list[Check]  # what other offices answer for themselves


class Kind(NamedTuple):
    """The checks of one kind with their answers."""

    code: str
    label: str
    answers: list[Answer]
    done: int


def checked(operation: Operation) -> list[Kind]:
    """Every question that concerns the operation, by kind, with the lead's answer and those of other offices."""
    given, found = planning.answers(operation.checks, operation.office), []
    for code in planning.KINDS:
        rows = [_answer(operation, each, given) for each in planning.asked(operation) if each.kind == code]
        done = sum(planning.is_answered(each.check) for each in rows)
        found.append(Kind(code, option("OperationCheck", "checkType", code), rows, done))
    return found


def _answer(operation: Operation, question: Question, given: dict[str, Check]) -> Answer:
    others = [each for each in operation.checks if each.item == question.code and each.office != operation.office]
    return Answer(question, operation.planning in question.required, given.get(question.code), others)
