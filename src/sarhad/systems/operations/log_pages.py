"""Pages of the live log: read, written, watched, corrected, printed, taken out as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import audit
from sarhad.access.handling import Answer, Use, may
from sarhad.access.middleware import WATCH
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.collect.export_forms import csv_line
from sarhad.collect.safe import cell
from sarhad.desk.clocks import country_of
from sarhad.kernel.calendars import zone
from sarhad.kernel.claim import EntityId
from sarhad.systems.operations import log, times
from sarhad.systems.operations.delivery_pages import act_on, worked_on
from sarhad.systems.operations.guards import may_work
from sarhad.systems.operations.journeys import Journey, journey
from sarhad.systems.operations.legs import Leg
from sarhad.systems.operations.live_forms import CorrectionForm, LineForm, typed
from sarhad.systems.operations.live_words import leg_name, row_title
from sarhad.systems.operations.log import Row
from sarhad.systems.operations.views import opened
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.words import option, options

EVERY = 60  # seconds between two looks at a log that is watched
WATCHED = 15  # rows of it: little enough for a line of 64 kbit/s
MOST = 5000  # rows on paper or in a file


@page(Does.READ)
def log_page(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """The log, newest first; `?watch=1` loads itself again and again, short and without a form."""
    whole = opened(request, operation)
    found, reader, watch = journey(request.reader, whole), request.reader, WATCH in request.GET
    form = None
    if may_work(reader, whole) and not watch:
        form = LineForm(request.POST or None, here=_here(reader), legs=leg_choices(found))
        given = request.method == "POST" and form.is_valid()
        if given and attempt(form, lambda: log.write(reader, whole, form.line(), once=form.drawn())):
            messages.success(request, _("Signed. Every office of the operation reads it."))
            return redirect(_address(whole))
    kind, office = request.GET.get("kind", ""), request.GET.get("office", "")
    every = log.rows(reader, found)
    chosen = [each for each in every if kind in ("", each.kind) and office in ("", each.office)]
    shown, more = log.page(chosen, request.GET.get("before", ""), WATCHED if watch else log.PAGE)
    context = {
        "operation": whole, "tab": "log", "form": form, "rows": log.with_past(reader, shown), "more": more,
        "count": len(chosen), "watch": watch, "every": EVERY, "here": _here(reader), "now": timezone.now(),
        "kinds": options("OperationLogLine", "logType"), "kind": kind, "office": office,
        "offices": log.offices(every), "works": may_work(reader, whole), "before": request.GET.get("before", ""),
    }  # fmt: skip
    return render(request, "operations/log.html", context)


def leg_choices(found: Journey) -> list[tuple[str, str]]:
    return [(leg.id, leg_name(n, leg)) for n, leg in enumerate(found.legs, 1)]


@page(Does.CONTRIBUTE)
def line(request: HttpRequest, operation: EntityId, line: EntityId) -> HttpResponse:
    """Correct a line of the own office."""
    whole = worked_on(request, operation)
    found = journey(request.reader, whole)
    own = [each for each in log.rows(request.reader, found) if each.entity == line and each.held]
    if not own:
        raise Http404
    row = own[0]
    form = CorrectionForm(request.POST or None, here=_zone_of(row, request.reader), legs=leg_choices(found))
    form.initial |= _of_row(row, request.reader)

    def deed() -> Any:
        return log.correct(request.reader, whole, row, form.line(), form.cleaned_data["because"])

    return act_on(
        request, whole, form, deed, _("Correct a line"), _("Sign the correction"),
        back="operation-log", tab="log",
    )  # fmt: skip


def _of_row(row: Row, reader: Reader) -> dict[str, Any]:
    at = typed(row.at, _zone_of(row, reader))
    leg = row.leg.id if isinstance(row.leg, Leg) else ""
    kept = {"kind": row.kind, "text": row.text, "place": row.place, "level": row.level, "leg": leg}
    return kept | {"at": at, "zone": row.zone if row.zone in times.zones() else ""}


def _zone_of(row: Row, reader: Reader) -> Any:
    return times.named(row.zone, country_of(reader.office))


@page(Does.READ)
def printed(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """The whole log for paper, as far as it may leave the office."""
    whole = opened(request, operation)
    audit.record(request.reader, "print-log", whole.id)
    kept, left_out = _may_leave(log.rows(request.reader, journey(request.reader, whole)))
    rows = log.with_past(request.reader, kept[:MOST][::-1])
    context = {"operation": whole, "tab": "log", "rows": rows, "left_out": left_out, "here": _here(request.reader)}
    return render(request, "operations/log_print.html", context | {"now": timezone.now()})


@page(Does.READ)
@require_POST
def csv_page(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """The whole log as CSV, as far as it may leave the office."""
    whole = opened(request, operation)
    kept, left_out = _may_leave(log.rows(request.reader, journey(request.reader, whole)))
    if not kept:
        for office in left_out:
            text = _("Ask %(owner)s first: its records may not leave your office.")
            messages.warning(request, text % {"owner": office})
        return redirect(_address(whole))
    audit.record(request.reader, "export", f"csv {len(kept)} {whole.id}")
    rows = log.with_past(request.reader, kept[:MOST][::-1])
    lines = [b"\xef\xbb\xbf", csv_line(HEADINGS), *(csv_line([*map(cell, each)]) for each in _cells(rows, request))]
    response = HttpResponse(b"".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"log-{whole.id[:8]}.csv")
    return response


HEADINGS = (
    "time_utc", "time_office", "time_place", "zone_place", "kind", "what", "text", "place", "leg", "level",
    "office", "author", "signed_at", "corrected_from", "contribution", "exported_by_office", "exported_by_officer",
    "exported_at", "exported_for",
)  # fmt: skip


def _cells(rows: list[Row], request: HttpRequest) -> Iterator[list[str]]:
    reader, here = request.reader, _here(request.reader)
    stamp = [reader.office, reader.officer, timezone.now().isoformat(timespec="seconds"), reader.purpose]
    for row in rows:
        there = times.named(row.zone) if row.zone else here
        zones = [times.written(row.at.astimezone(each)) for each in (zone(""), here, there)]
        kind = option("OperationLogLine", "logType", row.kind)
        level = option("CommandPost", "level", row.level)
        place = row.leg.country.upper() if row.leg else row.country.upper()
        yield [
            *zones, there.key, kind, row_title(row), row.text, row.place, place, level, row.office, row.author,
            row.written, " | ".join(was.text for was in row.was), row.ref, *stamp,
        ]  # fmt: skip


def _may_leave(rows: list[Row]) -> tuple[list[Row], list[str]]:
    """Those whose handling lets them out, and the offices that must be asked for the others."""
    kept = [each for each in rows if may(Use.EXPORT, each.handling, each.held) in (Answer.YES, Answer.MARKED)]
    refs = {each.ref for each in kept}
    return kept, sorted({each.office for each in rows if each.ref not in refs})


def _here(reader: Reader) -> Any:
    return zone(country_of(reader.office))


def _address(whole: Any) -> str:
    return reverse("operation-log", args=[whole.id]) + whole.query
