"""Reading operations. Every read is recorded; what one may not see answers as what is not there."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.desk import clocks
from sarhad.entities.records import Summary
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId
from sarhad.links.charts.saved import charts_of
from sarhad.systems.operations import actions, joining, planning, queries, shown, tallies, tasks, wording
from sarhad.systems.operations.guards import may_work
from sarhad.systems.operations.records import Operation, Phase
from sarhad.web.gate import page
from sarhad.web.paging import page_of

TABS = {
    "": pgettext_lazy("operations", "Open"),
    "deliveries": pgettext_lazy("operations", "Controlled deliveries"),
    "ended": pgettext_lazy("operations", "Ended"),
}


class Row(NamedTuple):
    """An operation in the list."""

    it: Operation
    phase: Phase | None  # that runs today
    tasks: list[tasks.Task]


@page(Does.READ)
def operations(request: HttpRequest) -> HttpResponse:
    """What runs, what is planned, what is still to be closed; what has ended stands on a page of its own."""
    audit.record(request.reader, "read-operations")
    tab = request.GET.get("show", "")
    tab = tab if tab in TABS else ""
    deliveries = True if tab == "deliveries" else None
    every = queries.operations(request.reader, ended=None, deliveries=deliveries)
    if tab == "ended":
        found = [each for each in every if each.state.over]
        context: dict[str, Any] = {"page": page_of(request, found, 25)}
    else:
        found = [each for each in every if not each.state.over or (each.group and not each.state.closed)]
        context = {"parts": _parts([_row(request, each) for each in found])}
    context |= {"tab": tab, "tabs": TABS.items(), "count": len(found), "may_open": request.reader.may(Does.RELEASE)}
    return render(request, "operations/operations.html", context)


def _parts(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """(heading, operations) of what is open, empty parts left out."""
    parts = [
        (_("Running now"), [row for row in rows if row.it.state.running]),
        (_("Being planned"), [row for row in rows if not row.it.state.running and not row.it.state.over]),
        (_("Ended, to be debriefed and closed"), [row for row in rows if row.it.state.over]),
    ]
    return [(heading, found) for heading, found in parts if found]


def _row(request: HttpRequest, found: Operation) -> Row:
    reader, today = request.reader, clocks.today(request.reader).isoformat()
    running = (each for each in found.phases if each.start[:10] <= today <= (each.end or each.start)[:10])
    briefs = queries.briefs(reader, found) if found.ours else []
    return Row(found, next(running, None), tasks.tasks(reader, found, briefs))


def opened(request: HttpRequest, id: EntityId) -> Operation:
    """The operation, once the audit says that it was opened; 404 where there is nothing for this reader."""
    audit.record(request.reader, "read-operation", id)
    found = queries.operation(request.reader, id, request.GET.get("by", ""))
    if found is None:
        raise Http404
    return found


@page(Does.READ)
def operation(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """Where it stands, who takes part, who commands, and what is to be done next."""
    found, reader = opened(request, operation), request.reader
    briefs, today = queries.briefs(reader, found), clocks.today(reader)
    forces = tallies.strengths(found)
    context = {
        **shared(request, found), "tab": "overview",
        "life": shown.life(found), "lands": shown.by_state(found, briefs), "chain": shown.chain(found),
        "line": shown.time_line(found.phases, today), "forces": forces, "all": tallies.together(forces),
        "todo": tasks.tasks(reader, found, briefs), "stages": tasks.stages(found, briefs),
        "late": planning.late_checks(found, timezone.now()) if found.held else [],
        "rests_on": _named(request, found.legal_basis), "against": _named(request, found.against),
        "cases": _named(request, found.cases), "part_of": _named(request, (found.part_of,)),
        "parts": queries.parts_of(reader, found), "charts": charts_of(reader, found.id),
    }  # fmt: skip
    return render(request, "operations/operation.html", context)


def shared(request: HttpRequest, found: Operation) -> dict[str, Any]:
    """What every page about an operation needs; give `tab` besides."""
    steps = actions.may_take(request.reader, found)
    return {
        "operation": found,
        "steps": [each for each in steps if each not in ("approved", "returned")],
        "decides": "approved" in steps,
        "returns": "returned" in steps,
        "works": may_work(request.reader, found),
        "leads": may_work(request.reader, found, lead=True),
    }


def _named(request: HttpRequest, ids: tuple[EntityId, ...]) -> list[Summary]:
    """Those that the reader sees."""
    return Sight(request.reader).summaries(ids)


@page(Does.READ)
def plan(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """Phases, command, forces, checks and the use of sources."""
    found, reader = opened(request, operation), request.reader
    briefs = queries.briefs(reader, found)
    context = {
        **shared(request, found), "tab": "plan",
        "stages": tasks.stages(found, briefs), "chain": shown.chain(found),
        "line": shown.time_line(found.phases, clocks.today(reader)), "forces": _planned(found, reader.office),
        "kinds": shown.checked(found), "required": [e for e in planning.open_checks(found) if e.required],
        "sources": queries.sources(reader, found), "in_words": wording.in_words(found),
    }  # fmt: skip
    return render(request, "operations/plan.html", context)


def _planned(found: Operation, office: str) -> list[tuple[Any, Phase | None, bool]]:
    """(forces, their phase, whether this reader's office may change them)."""
    phases = {each.id: each for each in found.phases}
    rows = [each for each in found.forces if each.kind == "planned"]
    rows.sort(key=lambda each: (each.office, each.phase, each.by))
    return [(each, phases.get(each.phase), each.by == office) for each in rows]


@page(Does.READ)
def results(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """What each office reports of each phase, and which forces it sent."""
    found = opened(request, operation)
    forces = tallies.strengths(found)
    context = {
        **shared(request, found), "tab": "results", "forces": forces, "all": tallies.together(forces),
        "rows": tallies.reported(found), "totals": tallies.totals(found), "own": request.reader.office,
        "seizures": joining.seizures(request.reader, found),
    }  # fmt: skip
    return render(request, "operations/results.html", context)
