"""Pages of charts that an officer works on. Each shows what its reader sees, on whomever's chart it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.links.charts import drafts, marks, starting, tables
from sarhad.links.charts.aside import beside_the_chart
from sarhad.links.charts.deeds import Asked, deed
from sarhad.links.charts.drafts import Draft
from sarhad.links.charts.drawing import drawing
from sarhad.links.charts.picture import Picture, picture
from sarhad.links.charts.saved import charts_listed
from sarhad.web.gate import page
from sarhad.web.paging import page_of

INLINE = 120  # things; a larger drawing is fetched apart, and only where no script paints the chart
NOTED = 300  # ids of what was shown that one line of the audit holds


@page(Does.READ)
def charts(request: HttpRequest) -> HttpResponse:
    """The reader's own drafts, and the charts that offices saved and let it read."""
    audit.record(request.reader, "read-charts")
    context = {
        "drafts": drafts.own(request.reader)[:50],
        "page": page_of(request, charts_listed(request.reader), 25),
    }
    return render(request, "links/charts.html", context)


@page(Does.READ)
def start(request: HttpRequest) -> HttpResponse:
    """Put records on a new chart, or on one of the reader's own. `e` names them; `around` brings what they are
    linked to."""
    given = request.POST if request.method == "POST" else request.GET
    nodes = starting.wanted(request.reader, given.getlist("e"))
    if request.method == "POST":
        try:
            number = starting.start(request.reader, nodes, given)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            return redirect("chart", number)
    context = {"nodes": nodes, "drafts": drafts.own(request.reader)[:8], "title": starting.title(nodes)}
    return render(
        request, "links/chart_start.html", context | {"around": given.get("around", "1" if nodes else "")}
    )


@page(Does.READ)
def chart(request: HttpRequest, number: int) -> HttpResponse:
    """The chart, its tools, what is selected (`e`), the tables.

    `part=aside`: only what stands beside it; `part=tables`: without the picture, for a script that has drawn it.
    """
    draft, seen = opened(request, number)
    selected = [node for id in request.GET.getlist("e") if (node := seen.node(id))]
    context = {**frame(request, draft, seen, "chart"), **beside_the_chart(request, draft, seen, selected)}
    if request.GET.get("part") == "aside":
        return render(request, "links/_aside.html", context)
    ids = [node.id for node in selected]
    whole = "part" not in request.GET
    inline = whole and len(seen.nodes) <= INLINE
    context |= {
        "drawing": drawing(seen, selected=ids, at=reverse("chart", args=[number])) if inline else "",
        "data": marks.data(draft, seen) if whole else None,
        "links": tables.links(request, seen), "things": tables.things(request, seen, ids),
    }  # fmt: skip
    return render(request, "links/chart.html", context)


def opened(request: HttpRequest, number: int, act: str = "read-chart") -> tuple[Draft, Picture]:
    """A draft of the reader's own with what it sees of it, once the audit says so; 404 otherwise."""
    draft = drafts.draft(request.reader, number)
    if draft is None:
        raise Http404
    seen = picture(request.reader, draft)
    audit.record(request.reader, act, " ".join([str(number), *(node.id for node in seen.nodes[:NOTED])]))
    return draft, seen


def frame(request: HttpRequest, draft: Draft, seen: Picture, tab: str) -> dict[str, Any]:
    """What every page about a draft needs: heading, tabs and the marking. `tab` names the page in `_tabs.html`."""
    return {
        "draft": draft, "picture": seen, "tab": tab, "strictest": seen.handling,
        "draws": not request.reader.terminal, "contributes": request.reader.may(Does.CONTRIBUTE),
    }  # fmt: skip


@page(Does.READ)
def data(request: HttpRequest, number: int) -> HttpResponse:
    """The chart for the script that paints it, see `marks.data`."""
    draft, seen = opened(request, number)
    return JsonResponse(marks.data(draft, seen))


@page(Does.READ)
def svg(request: HttpRequest, number: int) -> HttpResponse:
    """The drawing by itself."""
    _draft, seen = opened(request, number)
    return HttpResponse(drawing(seen, alone=True), content_type="image/svg+xml")


@page(Does.READ)
@require_POST
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Do something to the chart, see `deeds`. Answers with the page, or to a script with JSON: the whole of `data`,
    or with `brief` only what the tools need."""
    if request.reader.terminal:
        raise PermissionDenied
    try:
        draft, said = _changed(request, number)
    except ValidationError as refused:
        if _is_script(request):
            return JsonResponse({"error": " ".join(refused.messages)}, status=400)
        messages.error(request, " ".join(refused.messages))
        return redirect(_back(request, number))
    if _is_script(request):
        whole = "brief" not in request.POST
        answer = marks.data(draft, picture(request.reader, draft)) if whole else marks.brief(draft)
        return JsonResponse({**answer, "said": said})
    if said:
        messages.success(request, said)
    return redirect(_back(request, number))


def _changed(request: HttpRequest, number: int) -> tuple[Draft, str]:
    wanted, said = request.POST.get("do", ""), ""
    before = drafts.draft(request.reader, number)
    if before is None:
        raise Http404
    if wanted in ("undo", "redo"):
        after = drafts.undo(request.reader, number, -1 if wanted == "undo" else 1)
    else:
        done = deed(Asked(request.reader, before, request.POST))
        after, said = drafts.change(request.reader, number, done.change), done.said
    if after is None:
        raise Http404
    return after, said


def _is_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _back(request: HttpRequest, number: int) -> str:
    """The page with the same things selected."""
    ids = [("e", id) for id in request.POST.getlist("e")[:50]]
    return reverse("chart", args=[number]) + (f"?{urlencode(ids)}" if ids else "")


@page(Does.READ)
@require_POST
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a draft away. What it was saved as stays."""
    drafts.delete(request.reader, number)
    messages.success(request, _("Deleted. What was saved stays."))
    return redirect("charts")
