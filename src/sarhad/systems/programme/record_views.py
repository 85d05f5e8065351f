"""The records behind a number, and how one seizure is counted. Every read is recorded."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import audit
from sarhad.access.handling import strictest
from sarhad.access.roles import Does
from sarhad.desk.clocks import today
from sarhad.entities.lists import pointing
from sarhad.entities.records import Judgement
from sarhad.entities.sight import Sight
from sarhad.figures import queries
from sarhad.figures.claims import span
from sarhad.figures.records import CODES, Ask, Counted
from sarhad.kernel.claim import EntityId
from sarhad.systems.programme import asking, behind, taking, words
from sarhad.systems.programme.forms import ResultsForm
from sarhad.systems.programme.lines import Number
from sarhad.systems.programme.periods import part_of
from sarhad.systems.programme.views import operation_name
from sarhad.web.gate import page
from sarhad.web.locking import MANY, asked_first

KEY = re.compile(r"(0|[0-9]{4}-[0-9]{2}-[0-9]{2}) [0-9a-f]{32}")
"""Of a page of a list: a day and an id."""
TIME = re.compile(r"([12][0-9]{3}(-(0[1-9]|1[0-2]))?)?")
"""A line of a table by time: a month, a year, or no one month."""


def asked(request: HttpRequest, data: Any) -> tuple[Ask, str, dict[str, str]]:
    """What is asked for, the figure and the line of a table; 404 for what no page leads to."""
    form = ResultsForm(data, today=today(request.reader))
    figure, row = data.get("figure", "seizures"), asking.row_asked(data)
    if figure not in CODES or not form.is_valid() or not TIME.fullmatch(row.get("month", "")):
        raise Http404
    return form.ask(), figure, row


@page(Does.READ)
def records(request: HttpRequest) -> HttpResponse:
    """What is behind one figure, or behind what stands of it in one line of a table."""
    ask, figure, row = asked(request, request.GET)
    reader, sight = request.reader, Sight(request.reader)
    audit.record(reader, "read-records", asking.recorded(ask, figure), " ".join(row.values()))
    after = request.GET.get("after", "")
    after = after if KEY.fullmatch(after) else ""
    found, more = queries.records(reader, ask, figure, after, **row)
    line = {"row": next(iter(row)), "key": next(iter(row.values()))} if row else {}
    context = {
        "ask": ask, "figure": figure, "label": words.figure(figure), "how": words.how(figure),
        "period": asking.period_of(ask), "filters": asking.filters(ask, operation_name(sight, ask.operation)),
        "row": asking.row_words(row), "rows": behind.behind(sight, found, figure), "first": not after,
        "next": asking.records_address(ask, figure, **line, after=more) if more else "",
        "start": asking.records_address(ask, figure, **line), "back": asking.results_address(ask),
        "asked": {**ask_fields(ask), "figure": figure, **line},
        "forms": taking.FORMS, "seizures": any(each.schema == "Seizure" for each in found),
        "strictest": strictest([each.handling for each in found]) if found else None,
    }  # fmt: skip
    return render(request, "programme/results_records.html", context)


def ask_fields(ask: Ask) -> dict[str, str]:
    """As hidden fields of a form."""
    return {name: value for name, value in asdict(ask).items() if value}


@page(Does.READ)
@require_POST
def records_export(request: HttpRequest) -> HttpResponse:
    """The same as a table, as far as each record may leave the office."""
    ask, figure, row = asked(request, request.POST)
    form = request.POST.get("form", "")
    if form not in dict(taking.FORMS):
        raise Http404
    if queries.records(request.reader, ask, figure, "", MANY, **row)[1] and (waits := asked_first(request)):
        return waits
    made = taking.take(request.reader, ask, figure, row, form)
    for owner in made.left_out:
        text = _("Ask %(owner)s first: its records may not leave your office.")
        messages.warning(request, text % {"owner": owner})
    if not made.records:
        line = {"row": next(iter(row)), "key": next(iter(row.values()))} if row else {}
        return redirect(asking.records_address(ask, figure, **line))
    response = StreamingHttpResponse(made.chunks, content_type=made.media_type)
    response["Content-Disposition"] = content_disposition_header(True, made.name)
    return response


# One seizure


@page(Does.READ)
def seizure(request: HttpRequest, id: EntityId) -> HttpResponse:
    """Which claim counts and why, what is held to be the same, and which figures it is part of."""
    audit.record(request.reader, "read-count", id)
    found = queries.seizure(request.reader, id)
    if found is None:
        raise Http404
    sight = Sight(request.reader)
    sight.see([*found.members, *found.suspected])
    reports = pointing(sight, "Report.subject", found.members)
    context = {
        "it": found, "label": behind.label(sight, found), "weighings": behind.weighings(found),
        "cause": words.cause(found.cause), "informed": _informed(sight, found),
        "members": sight.summaries(found.members),
        "judged": _judged(sight, found), "alike": sight.summaries(found.suspected),
        "reports": sight.summaries(sorted({each.entity for said in reports.values() for each in said})),
        "operation": next(iter(sight.summaries([found.operation])), None),
        "parts": part_of_figures(found),
    }  # fmt: skip
    return render(request, "programme/results_seizure.html", context)


def _informed(sight: Sight, found: Counted) -> list[str]:
    """The offices whose information led to it, as whoever states it says."""
    said = (each for id in found.members for each in sight.statements(id))
    return sorted({office for each in said for office in each.properties.get("causeOffice", ())})


def _judged(sight: Sight, found: Counted) -> list[Judgement]:
    """What was judged between its members, each once."""
    inside = set(found.members)
    every = (each for id in found.members for each in sight.judgements(id) if each.b in inside)
    return list({each.ref: each for each in every}.values())


def part_of_figures(found: Counted) -> list[Number]:
    """The results that it is part of: those of its year, and the narrower ones."""
    if len(found.date) < 7 or not span(found.date)[0]:
        return []
    year, month = int(found.date[:4]), f"m{found.date[5:7]}"
    ask = Ask(since=part_of(year, "year").since.isoformat(), until=part_of(year, "year").until.isoformat())
    short = part_of(year, month)
    narrow: list[tuple[str, dict[str, str]]] = [
        (str(part_of(year, "year")), {}),
        (str(short), {"since": short.since.isoformat(), "until": short.until.isoformat()}),
        (found.country and words.state(found.country), {"country": found.country}),
        (found.office, {"office": found.office}),
        (found.cause and words.cause(found.cause), {"cause": found.cause}),
    ]
    return [Number(label, asking.results_address(ask, **change)) for label, change in narrow if label]
