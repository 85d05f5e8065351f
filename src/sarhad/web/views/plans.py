"""Pages of plans, recommendations and meetings: who does what by when, and the proof that it was done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.desk.plans import actions, queries
from sarhad.desk.plans.records import Item
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.paging import page_of
from sarhad.web.planning import MeetingForm, PlanForm, RecommendationForm, StepForm

TABS = {
    "": gettext_lazy("For us to do"),
    "made": gettext_lazy("Made by us"),
    "all": gettext_lazy("All open"),
    "ended": gettext_lazy("Finished"),
}


# Recommendations


@page(Does.READ)
def recommendations(request: HttpRequest) -> HttpResponse:
    """What is to be done, by term: by the own office, by others for it, or all that it sees."""
    audit.record(request.reader, "read-recommendations")
    tab = request.GET.get("show", "")
    tab = tab if tab in TABS else ""
    found = queries.items(request.reader, ended=tab == "ended")
    kept = [each for each in found if tab in ("all", "ended") or (each.held if tab == "made" else each.ours)]
    context = {"page": page_of(request, kept, 25), "tabs": TABS.items(), "tab": tab, "count": len(kept)}
    return render(request, "web/recommendations.html", context | {"today": timezone.localdate()})


@page(Does.READ)
def recommendation(request: HttpRequest, id: EntityId) -> HttpResponse:
    found = _opened(request, id)
    source = Sight(request.reader).summary([found.source]) if is_id(found.source) else None
    context = {
        "item": found,
        "today": timezone.localdate(),
        "source": source,
        "plan": queries.plan(request.reader, found.plan),
        "steps": actions.may_take(request.reader, found),
    }
    return render(request, "web/recommendation.html", context)


def _opened(request: HttpRequest, id: EntityId) -> Item:
    audit.record(request.reader, "read-recommendations", id)
    found = queries.item(request.reader, id, request.GET.get("by", ""))
    if found is None:
        raise Http404
    return found


@page(Does.CONTRIBUTE)
def recommendation_new(request: HttpRequest) -> HttpResponse:
    """With `source`, made at a meeting or on a report; with `plan`, a step of a plan."""
    links, kind = _links(request)
    form = RecommendationForm(request.POST or None, reader=request.reader, kind=kind)
    if request.method == "POST" and form.is_valid():
        given = form.values() | {name: [value] for name, value in links.items()}
        if id := attempt(form, lambda: actions.recommend(request.reader, given, form.scope())):
            messages.success(request, _("Signed. The office in charge is told."))
            return redirect("recommendation", id)
    return _written(request, form, _("New recommendation"), reverse("recommendations"))


def _links(request: HttpRequest) -> tuple[dict[str, EntityId], str]:
    """What it comes from, which must be there for this reader, and the kind that this makes it."""
    reader, given = request.reader, {name: request.GET.get(name, "") for name in ("source", "plan")}
    links = {name: id for name, id in given.items() if id}
    for name, id in links.items():
        there = queries.plan(reader, id) if name == "plan" else is_id(id) and Sight(reader).summary([id])
        if not there:
            raise Http404
    return links, "action" if "plan" in links else "recommendation"


@page(Does.CONTRIBUTE)
def recommendation_step(request: HttpRequest, id: EntityId) -> HttpResponse:
    found = _opened(request, id)
    if not actions.may_take(request.reader, found):
        raise Http404
    form = StepForm(request.POST or None, request.FILES or None, reader=request.reader, item=found)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        more = {name: given[name] for name in ("due", "evidence", "note")} | {"files": tuple(given["files"])}
        entry = attempt(
            form, lambda: actions.take_step(request.reader, found, given["step"], given["date"], **more)
        )
        if entry:
            messages.success(request, _("Signed as %(id)s.") % {"id": entry.id[:8]})
            return redirect("recommendation", id)
    heading = _("What became of it: %(name)s") % {"name": found.name}
    context = {"form": form, "heading": heading, "deed": _("Sign the step")}
    return render(request, "web/act.html", context | {"back": reverse("recommendation", args=[id])})


def _written(request: HttpRequest, form: Any, heading: str, back: str) -> HttpResponse:
    return render(request, "web/written.html", {"form": form, "heading": heading, "back": back})


# Meetings


@page(Does.READ)
def meetings(request: HttpRequest) -> HttpResponse:
    audit.record(request.reader, "read-meetings")
    found = queries.gatherings(request.reader)
    return render(request, "web/meetings.html", {"page": page_of(request, found, 25), "count": len(found)})


@page(Does.READ)
def meeting(request: HttpRequest, id: EntityId) -> HttpResponse:
    audit.record(request.reader, "read-meetings", id)
    found = queries.gathering(request.reader, id, request.GET.get("by", ""))
    if found is None:
        raise Http404
    items = queries.items_from(request.reader, found.operation or id)
    looks_back_on = Sight(request.reader).summary([found.operation]) if is_id(found.operation) else None
    context = {"meeting": found, "items": items, "today": timezone.localdate(), "operation": looks_back_on}
    return render(request, "web/meeting.html", context)


@page(Does.CONTRIBUTE)
def meeting_new(request: HttpRequest) -> HttpResponse:
    form = MeetingForm(request.POST or None, request.FILES or None, reader=request.reader)
    if request.method == "POST" and form.is_valid():
        files = tuple(form.cleaned_data["files"])
        deed = lambda: actions.meet(request.reader, form.values(), form.decided(), form.scope(), files=files)
        if id := attempt(form, deed):
            messages.success(request, _("Signed. The offices in charge are told."))
            return redirect("meeting", id)
    return _written(request, form, _("Put a meeting on record"), reverse("meetings"))


# Plans


@page(Does.READ)
def plans(request: HttpRequest) -> HttpResponse:
    audit.record(request.reader, "read-plans")
    found = queries.plans(request.reader)
    context = {"page": page_of(request, found, 25), "count": len(found), "today": timezone.localdate()}
    return render(request, "web/plans.html", context)


@page(Does.READ)
def plan(request: HttpRequest, id: EntityId) -> HttpResponse:
    audit.record(request.reader, "read-plans", id)
    found = queries.plan(request.reader, id, request.GET.get("by", ""))
    if found is None:
        raise Http404
    return render(request, "web/plan.html", {"plan": found, "items": found.items, "today": timezone.localdate()})


@page(Does.CONTRIBUTE)
def plan_new(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, reader=request.reader)
    deed = lambda: actions.plan(request.reader, form.values(), form.scope())
    if request.method == "POST" and form.is_valid() and (id := attempt(form, deed)):
        messages.success(request, _("Signed. Add its steps now."))
        return redirect("plan", id)
    return _written(request, form, _("New plan"), reverse("plans"))
