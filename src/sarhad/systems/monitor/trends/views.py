"""Pages of trends: the overview, counts and weights in time, the records behind a number."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out import forms as out
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.records import Where
from sarhad.systems.monitor.trends import asking, behind, drawing, profile, season, sentences, trending
from sarhad.systems.monitor.trends.asking import Question
from sarhad.systems.monitor.trends.charts import Chart
from sarhad.systems.monitor.trends.overview import Asked, left_out, overview
from sarhad.systems.monitor.trends.reports import Reports
from sarhad.web.paging import page_of


@open_page
def index(request: HttpRequest) -> HttpResponse:
    """The overview."""
    reader = request.reading.reader
    scope = "all" if request.GET.get("scope") == "all" else "region"
    asked = Asked(Where.of(request.GET), scope, request.GET.get("reporters") != "all")
    audit.record(reader, "read-statistics", "overview", asked.where.query())
    found = overview(reader, asked)
    if (file := out.answer(request, lambda: found.sheet)) is not None:
        return file
    return render(request, "monitor/overview.html", {
        "title": found.title, "lead": found.lead, "it": found,
        "form": pages.filter_form(asked.where, _own(asked), countries=found.countries),
        **_drawn(found.chart),
        "missing": found.missing, "downloads": out.offered(found.sheet), "query": pages.query(request),
        "map": pages.link(asked.where, "monitor-map"),
        "trends": pages.link(asked.where, "monitor-trends", scope="all" if asked.scope == "all" else ""),
        **pages.basis(reader, asked.meant),
        "permanent": pages.link(asked.meant, "monitor", reporters="" if asked.steady else "all"),
    })  # fmt: skip


def _own(asked: Asked) -> list[pages.Field]:
    reporters = [
        pages.Choice("", _("those that reported every year"), asked.steady),
        pages.Choice("all", _("all that reported"), not asked.steady),
    ]
    return [
        asking.scope(asked.scope == "all"),
        pages.Field("reporters", _("Countries in the trend"), "select", reporters),
    ]


@open_page
def trends(request: HttpRequest) -> HttpResponse:
    """One measure in time, the profile of the year, countries side by side, who reported when."""
    reader, asked = request.reading.reader, Question.of(request.GET)
    audit.record(reader, "read-statistics", "trends", asked.where.query())
    it = trending.trend(reader, asked)
    sources = [each for each in queries.sources(reader) if each.kind == "seizures"]
    chart = trending.chart(it, left_out(reader, sources, asked.where))
    missing = pages.lacking(sources, asked.where)
    form = pages.filter_form(asked.where, asked.fields())
    about = [form.summary, sentences.measured(asked.measure), *(each.name for each in sources), *missing]
    sheet = trending.sheet(it, chart, about)
    if (file := out.answer(request, lambda: sheet)) is not None:
        return file
    return render(request, "monitor/trends.html", {
        "title": sentences.trend(asked.measure, asked.period, asked.where.country), "it": it,
        "lead": sentences.measured(asked.measure), "grid": trending.grid(it), **_drawn(chart),
        "panels": [(each, drawing.draw(each.chart)) for each in trending.panels(reader, asked)],
        "other_scale": pages.link(asked.where, "monitor-trends", **asked._replace(same=not asked.same).choices()),
        **_reporting(reader, asked), **pages.basis(reader, asked.meant),
        "missing": missing, "downloads": out.offered(sheet),
        "query": pages.query(request), "permanent": pages.link(asked.meant, "monitor-trends", **asked.choices()),
    })  # fmt: skip


def _drawn(chart: Chart | None) -> dict[str, Any]:
    return {"picture": drawing.draw(chart), "key": drawing.key(chart.lines)} if chart else {}


def _reporting(reader: Reader, asked: Question) -> dict[str, Any]:
    """Parts of the page that rest on which country reported in which month."""
    rows = queries.sums(reader, asked.meant, ("month", "country"), ("n",)).rows
    reports = Reports((month, country, "", n) for month, country, n in rows)
    found = season.season(profile.whole_years(rows, reports))
    last = reports.years[-1] if reports.years else 0
    there = [country for country in reports.countries if reports.part(country, last)]
    return {
        "season": found and drawing.draw(profile.chart(found)), "months": found and profile.grid(found),
        "season_said": profile.said(found), "coverage": trending.coverage(reports, asked.meant.country),
        "caption": [sentences.reporting(last, there)] if last else [],
        "form": pages.filter_form(asked.where, asked.fields(), countries=reports.countries),
    }  # fmt: skip


@open_page
def records(request: HttpRequest) -> HttpResponse:
    """The single records behind a number, the newest first."""
    reader, where = request.reading.reader, Where.of(request.GET)
    audit.record(reader, "read-statistics", "records", where.query())
    if (file := out.answer(request, lambda: behind.sheet(reader, where))) is not None:
        return file
    sources = queries.sources(reader)
    count = queries.sums(reader, where, (), ("n", "items", "kg", "unconverted")).dicts()
    rows = behind.Rows(reader, where, sources, reader.may(Does.READ))
    return render(request, "monitor/records.html", {
        "title": _("Seizures, one by one"), "page": page_of(request, rows), "count": count[0] if count else None,
        "form": pages.filter_form(where, fields=pages.EVERY),
        "missing": pages.lacking(sources, where), "downloads": out.offered(behind.EMPTY),
        "query": pages.query(request), "permanent": pages.link(where), **pages.basis(reader, where),
    })  # fmt: skip
