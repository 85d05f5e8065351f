"""The event chart and the flow chart of a chart draft: what its things did when, and what went where."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sarhad.access.roles import Does
from sarhad.kernel import dates
from sarhad.links.charts.views import frame, opened
from sarhad.links.pictures import events as event_chart
from sarhad.links.pictures import flows as flow_chart
from sarhad.links.pictures import layers, timeline
from sarhad.web.forms import Form
from sarhad.web.gate import page
from sarhad.web.paging import page_of
from sarhad.web.templatetags.look import day, lang

ROWS = 50
MOST_GROUPS = 12


class PeriodForm(Form):
    since = forms.CharField(label=pgettext_lazy("date", "From"), required=False, max_length=40)
    until = forms.CharField(
        label=pgettext_lazy("date", "To"), required=False, max_length=40,
        help_text=_("Such as 25.01.2026, 01.2026 or 2026"),
    )  # fmt: skip

    def _date(self, name: str) -> str:
        text = self.cleaned_data[name]
        try:
            return dates.parse(text, "dmy").iso[:10] if text else ""
        except dates.DateError as error:
            raise ValidationError(gettext(dates.MESSAGES[error.key]) % error.values) from error

    def clean_since(self) -> str:
        return self._date("since")

    def clean_until(self) -> str:
        return self._date("until")


def _period(request: HttpRequest) -> tuple[PeriodForm, str, str]:
    form = PeriodForm(request.GET)
    form.is_valid()
    given = form.cleaned_data
    return form, given.get("since", ""), given.get("until", "")


@page(Does.READ)
def events(request: HttpRequest, number: int) -> HttpResponse:
    """What happened when, a lane for each thing of the chart."""
    draft, seen = opened(request, number)
    form, since, until = _period(request)
    found = event_chart.events(request.reader, seen, since, until)
    titles = {lane.id: lane.title for lane in found.lanes}
    rows = [
        (n, event, [titles[id] for id in event.lanes if id in titles]) for n, event in enumerate(found.events, 1)
    ]
    context: dict[str, Any] = frame(request, draft, seen, "events")
    context |= {
        "form": form, "found": found, "line": timeline.draw(found), "page": page_of(request, rows, ROWS),
        "titles": {n: event_title(event) for n, event in enumerate(found.events, 1)},
        "links": {n: event.entity for n, event in enumerate(found.events, 1)}, "strictest": found.handling,
        "zoomed": bool(since or until),
    }  # fmt: skip
    return render(request, "links/pictures/events.html", context)


def event_title(event: event_chart.Event) -> str:
    said = f"{day(event.start)}{' – ' + day(event.stop) if event.stop else ''}"
    return f"{said}: {event_chart.kind(event, lang())} {event.title}".strip()


@page(Does.READ)
def flows(request: HttpRequest, number: int) -> HttpResponse:
    """What went from where to where, with amounts."""
    draft, seen = opened(request, number)
    form, since, until = _period(request)
    found = flow_chart.flows(request.reader, seen, since, until)
    groups = [(group, layers.draw(group)) for group in found.groups[:MOST_GROUPS]]
    rows = [flow for group in found.groups for flow in group.flows]
    context: dict[str, Any] = frame(request, draft, seen, "flows")
    context |= {
        "form": form, "groups": groups, "rest": max(0, len(found.groups) - MOST_GROUPS), "found": found,
        "page": page_of(request, rows, ROWS), "strictest": found.handling, "zoomed": bool(since or until),
    }  # fmt: skip
    return render(request, "links/pictures/flows.html", context)
