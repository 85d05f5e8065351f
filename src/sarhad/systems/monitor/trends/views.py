"""Pages of trends: the overview, counts and weights in time, the records behind a number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out import forms as out
from sarhad.systems.monitor.store.records import Where
from sarhad.systems.monitor.trends import drawing
from sarhad.systems.monitor.trends.overview import Asked, overview


@open_page
def index(request: HttpRequest) -> HttpResponse:
    """The overview."""
    reader = request.reading.reader
    scope = "all" if request.GET.get("scope") == "all" else "region"
    asked = Asked(Where.of(request.GET), scope, request.GET.get("reporters") != "all")
    audit.record(reader, "read-statistics", f"overview {asked.where.query()}"[:200])
    found = overview(reader, asked)
    if (file := out.answer(request, lambda: found.sheet)) is not None:
        return file
    return render(request, "monitor/overview.html", {
        "title": found.title, "lead": found.lead, "it": found,
        "form": pages.filter_form(asked.where, _own(asked), countries=found.countries),
        "picture": drawing.draw(found.chart) if found.chart else "",
        "key": drawing.key(found.chart.lines) if found.chart else "",
        "missing": found.missing, "downloads": out.offered(found.sheet),
        "permanent": pages.link(asked.meant, "monitor", reporters="" if asked.steady else "all"),
    })  # fmt: skip


def _own(asked: Asked) -> list[pages.Field]:
    scopes = [
        pages.Choice("", _("countries of the region"), asked.scope == "region"),
        pages.Choice("all", _("all countries"), asked.scope == "all"),
    ]
    reporters = [
        pages.Choice("", _("those that reported every year"), asked.steady),
        pages.Choice("all", _("all that reported"), not asked.steady),
    ]
    return [
        pages.Field("scope", _("Countries, if none is marked"), "select", scopes),
        pages.Field("reporters", _("Countries in the trend"), "select", reporters),
    ]
