"""Pages that save a chart, open saved ones, and make one of two."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.kernel.claim import EntityId
from sarhad.links.charts import drafts, marks, saving, tables
from sarhad.links.charts.drawing import drawing
from sarhad.links.charts.picture import picture
from sarhad.links.charts.saved import charts_listed, saved_chart
from sarhad.links.charts.views import INLINE, NOTED, frame, opened
from sarhad.web.forms import attempt
from sarhad.web.gate import page

OFFERED = 50  # charts to merge with


@page(Does.CONTRIBUTE)
def save(request: HttpRequest, number: int) -> HttpResponse:
    """Sign the chart: first with who may open it, later as a correction; `as=new` makes another one."""
    reader = request.reader
    draft, seen = opened(request, number)
    before = saving.corrects(reader, draft)
    again = before is not None and request.GET.get("as") != "new"
    operation = before.operation.id if before and before.operation else request.GET.get("operation", "")
    initial = {"title": draft.title, "summary": before.summary if before else "", "operation": operation}
    kind = saving.NameForm if again else saving.SaveForm
    form = kind(request.POST or None, reader=reader, initial=initial)
    if request.method == "POST" and form.is_valid():
        scope = None if again else form.scope()
        id = attempt(form, lambda: saving.save(reader, draft, seen, form.values(), scope))
        if id:
            messages.success(request, _("Signed. Who may open it sees on it what is released to them."))
            return redirect("chart-saved", id)
    context = {**frame(request, draft, seen, "save"), "form": form, "again": again, "before": before}
    return render(request, "links/chart_save.html", context)


@page(Does.READ)
def saved(request: HttpRequest, chart: EntityId) -> HttpResponse:
    """A saved chart as its reader sees it; `POST` takes it onto the reader's own table."""
    found = saved_chart(request.reader, chart, request.GET.get("by", ""))
    if found is None:
        audit.record(request.reader, "read-chart", chart)
        raise Http404
    if request.method == "POST":
        if request.reader.terminal:
            raise PermissionDenied
        return redirect("chart", saving.work_on(request.reader, found))
    seen = picture(request.reader, found.state)
    audit.record(request.reader, "read-chart", " ".join([chart, *(node.id for node in seen.nodes[:NOTED])]))
    context = {
        "chart": found, "picture": seen, "strictest": seen.handling, "links": tables.links(request, seen),
        "things": tables.things(request, seen, []), "draws": False, "inline": len(seen.nodes) <= INLINE * 4,
        "drawing": drawing(seen), "data": marks.drawn(seen), "may_work": not request.reader.terminal,
    }  # fmt: skip
    return render(request, "links/chart_saved.html", context)


@page(Does.READ)
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Bring the things of another chart onto this one."""
    draft, seen = opened(request, number)
    if request.method == "POST":
        try:
            after = saving.merge(request.reader, number, request.POST.get("which", ""))
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            if after is None:
                raise Http404
            messages.success(request, _("Brought in, to the right of what stood there. Undo takes it back."))
            return redirect("chart", number)
    others = drafts.own(request.reader).exclude(pk=number)[:OFFERED]
    context = {
        **frame(request, draft, seen, "merge"),
        "others": others,
        "saved": charts_listed(request.reader)[:OFFERED],
    }
    return render(request, "links/chart_merge.html", context)
