"""Pages on which an officer decides which rows are one seizure, or takes that back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access.roles import Does
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.systems.monitor.tables import actions, decisions, equal, queries, rows
from sarhad.systems.monitor.tables.actions import Verdict
from sarhad.systems.monitor.tables.decisions import ALIKE, EQUAL
from sarhad.systems.monitor.tables.forms import DecideForm
from sarhad.systems.monitor.tables.queries import Published
from sarhad.systems.monitor.tables.views import about, opened
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.words import lang


@page(Does.JUDGE)
def decide(request: HttpRequest, entity: EntityId) -> HttpResponse:
    """On all equal rows; on one group of them (`?twin=`); on a row and what it may repeat (`?row=`)."""
    reader, found = opened(request, entity)
    if not reader.may(Does.CONTRIBUTE) or found.seizures is None or found.path is None:
        raise Http404
    asked, shown = _asked(request, found)
    whole = asked.rule == EQUAL and not asked.rows
    form = DecideForm(request.POST or None, table=actions.may_reach_all(found, asked), whole=whole)
    if request.method == "POST" and form.is_valid():
        given = Verdict(
            asked.rule,
            form.cleaned_data["verdict"],
            form.cleaned_data["reason"],
            asked.rows,
            asked.seizure,
            asked.other,
        )
        if attempt(form, lambda: actions.decide(reader, found, given, form.cleaned_data["reach"])):
            messages.success(request, _("The decision is signed."))
            return redirect("monitor-table-alike" if asked.rule == ALIKE else "monitor-table-equal", entity)
    context = {"form": form, "whole": whole, "verdict": asked, **shown}
    return render(request, "monitor/table_decide.html", about(request, reader, found, "") | context)


def _asked(request: HttpRequest, found: Published) -> tuple[Verdict, dict[str, Any]]:
    """What the address is about, and what there is to see of it; 404 for what the reader does not see."""
    columns, path = found.seizures, found.path
    assert columns is not None  # looked at before
    assert path is not None
    if "row" in request.GET:
        return _pair(request, found)
    twin = _number(request.GET.get("twin", ""))
    if "twin" not in request.GET:
        return Verdict(EQUAL, "", ""), {"changes": equal.changes(path, decisions.Once(every=True))[:1]}
    group = equal.group(path, columns, lang(), twin) if twin else None
    if group is None:
        raise Http404
    return Verdict(EQUAL, "", "", group.numbers), {"group": group, "row": group.row}


def _pair(request: HttpRequest, found: Published) -> tuple[Verdict, dict[str, Any]]:
    number = _number(request.GET["row"])
    own = _row(found, number)
    seizure, other = request.GET.get("seizure", ""), request.GET.get("other", "")
    table, _colon, there = other.partition(":")
    if seizure:
        said = Sight(request.reader).summary([seizure]) if is_id(seizure) else None
        if said is None or said.schema != "Seizure":
            raise Http404
        return Verdict(ALIKE, "", "", (number,), seizure), {"row": own, "case": said}
    beside = queries.table(request.reader, table)
    if beside is None:
        raise Http404
    theirs = _row(beside, _number(there))
    return Verdict(ALIKE, "", "", (number,), "", (table, theirs.number)), {
        "row": own,
        "theirs": theirs,
        "beside": beside,
    }


def _row(found: Published, number: int) -> rows.Row:
    columns, path = found.seizures, found.path
    listed = rows.some(path, columns, lang(), rows.within([number])) if columns and path and number else []
    if not listed:
        raise Http404
    return listed[0]


def _number(text: str) -> int:
    """0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 and int(text) < 2**31 * 2**31 else 0


@require_POST
@page(Does.JUDGE)
def undo(request: HttpRequest, entity: EntityId) -> HttpResponse:
    """Take back one's own office's decision."""
    reader, found = opened(request, entity)
    every = decisions.every(Sight(reader), [entity]).get(entity, [])
    wanted = next((each for each in every if str(each.ref) == request.POST.get("ref") and each.held), None)
    if wanted is None:
        raise Http404
    actions.undo(reader, wanted)
    messages.success(request, _("The decision is taken back."))
    return redirect("monitor-table-alike" if wanted.rule == ALIKE else "monitor-table-equal", found.id)
