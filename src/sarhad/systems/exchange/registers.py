"""The journal of letters and the balance of the exchange. Every read is recorded."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.collect.safe import cell
from sarhad.desk import queries
from sarhad.desk.records import Line
from sarhad.systems.exchange.forms import PeriodForm
from sarhad.systems.exchange.views import tabs
from sarhad.web.gate import page
from sarhad.web.paging import page_of

COLUMNS = ("box", "number", "date", "sender", "receiver", "via", "incoming", "incoming_date", "kind", "signatory")


@page(Does.READ)
def journal(request: HttpRequest) -> HttpResponse:
    """Outgoing and incoming letters of a year, as the office's register of correspondence."""
    year, box = _year(request), request.GET.get("box", "")
    found = _journal(request, year, box)
    boxes = {"": _("All"), "out": _("Outgoing"), "in": _("Incoming"), "through": _("Passed through")}
    context = {
        "page": page_of(request, found, 100), "year": year, "box": box, "boxes": boxes.items(), "count": len(found),
        "years": range(timezone.now().year, timezone.now().year - 5, -1), **tabs(request.reader),
    }  # fmt: skip
    return render(request, "exchange/journal.html", context)


def _journal(request: HttpRequest, year: int, box: str) -> list[Line]:
    audit.record(request.reader, "read-journal", str(year))
    return [line for line in queries.journal(request.reader, year) if box in {"", line.box}]


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else timezone.now().year


@page(Does.READ)
def journal_export(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    year = _year(request)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for line in _journal(request, year, request.GET.get("box", "")):
        writer.writerow([cell(str(getattr(line, name))) for name in COLUMNS])
    response = HttpResponse("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"journal-{year}.csv")
    return response


# The balance


@page(Does.READ)
def balance(request: HttpRequest) -> HttpResponse:
    """What the own office and each other asked and gave in a period; each figure leads to its list."""
    form = PeriodForm(request.GET or None)
    since, until = form.period()
    audit.record(request.reader, "read-balance", f"{since} {until}")
    found = queries.balance(request.reader, since, until)
    shown = PeriodForm(initial={"since": since, "until": until})
    context = {
        "form": shown, "rows": found, "since": since, "until": until, **tabs(request.reader),
        "asked": [row for row in found if row.asked], "were_asked": [row for row in found if row.was_asked],
    }  # fmt: skip
    return render(request, "exchange/balance.html", context)
