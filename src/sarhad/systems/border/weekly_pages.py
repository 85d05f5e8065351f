"""Pages of the weekly update and of the digest on paper."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.collect.charts import archive
from sarhad.desk.clocks import today
from sarhad.kernel import model
from sarhad.systems.border import digest, weekly
from sarhad.systems.border.models import WeeklyExport
from sarhad.web.gate import page
from sarhad.web.locking import confirmed
from sarhad.web.templatetags.look import lang, schema_label

PERIODS = (7, 14, 31, 92)  # days of a digest


@page(Does.READ)
def update(request: HttpRequest) -> HttpResponse:
    """What was made and waits to be confirmed, and what arrived last."""
    reader = request.reader
    audit.record(reader, "read-update")
    arrived, waits = weekly.last(reader), weekly.pending(reader)
    shown = waits or arrived
    context = {"last": arrived, "pending": waits, "shown": shown, "rows": _counted(shown), "periods": PERIODS}
    return render(request, "border/weekly.html", context)


def _counted(row: WeeklyExport | None) -> list[tuple[str, dict[str, int]]]:
    """Counts by kind, in the reader's language."""
    counts = row.receipt["counts"] if row else {}
    return sorted(((_kind(type), n) for type, n in counts.items()), key=lambda each: each[0])


def _kind(type: str) -> str:
    """“Vehicle → Owner” of a link that is a value."""
    schema, _dot, name = type.partition(".")
    spec = model.schema(schema)
    prop = spec.properties.get(name) if spec else None
    return f"{schema_label(schema)} → {prop.label(lang())}" if prop else schema_label(schema)


@page(Does.READ)
@require_POST
@confirmed
def file(request: HttpRequest) -> HttpResponse:
    """The update as one zip; again as often as it takes."""
    package = weekly.make(request.reader)
    response = HttpResponse(archive(package.files), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{package.name}.zip")
    return response


@page(Does.READ)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    number, checksum = request.POST.get("number", ""), request.POST.get("checksum", "")
    try:
        weekly.confirm(request.reader, int(number) if number.isdecimal() else 0, checksum)
        messages.success(request, _("Confirmed. The next update begins where this one ends."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("weekly")


@page(Does.READ)
def paper(request: HttpRequest) -> HttpResponse:
    """The digest as PDF, `?lang=` en or ru, `?days=`."""
    days = request.GET.get("days", "")
    length = int(days) if days in map(str, PERIODS) else PERIODS[0]
    chosen = request.GET.get("lang", "") if request.GET.get("lang") in ("en", "ru") else lang()
    until = today(request.reader)
    audit.record(request.reader, "print-digest", f"{length}")
    data = digest.draw(request.reader, until - timedelta(days=length - 1), until, chosen)
    response = HttpResponse(data, content_type="application/pdf")
    name = f"digest-{request.reader.office.lower()}-{until.isoformat()}-{chosen}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name)
    return response
