"""The auditor's one table: who read and did what in the own office, and whether the chain holds. No facts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import audit
from sarhad.access.models import AuditEntry
from sarhad.access.roles import Does
from sarhad.web.forms import AuditForm
from sarhad.web.gate import page
from sarhad.web.paging import page_of

COLUMNS = ("n", "at", "officer", "office", "purpose", "act", "what", "text", "digest", "prev", "hash")


@page(Does.AUDIT)
def audit_page(request: HttpRequest) -> HttpResponse:
    form = AuditForm(request.GET or None)
    rows = _rows(request, form)
    audit.record(request.reader, "read-audit", text=request.GET.urlencode())
    active = [form[name].label for name, value in _given(form).items() if value]
    return render(request, "web/audit.html", {"form": form, "page": page_of(request, rows), "active": active})


@page(Does.AUDIT)
def audit_export(request: HttpRequest) -> HttpResponse:
    """The same rows as CSV, with the hashes that let another program check the chain."""
    rows = _rows(request, AuditForm(request.GET or None))
    audit.record(request.reader, "export-audit", text=request.GET.urlencode())
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{request.reader.office}.csv"'
    return response


@page(Does.AUDIT)
@require_POST
def audit_verify(request: HttpRequest) -> HttpResponse:
    faults = audit.verify(request.reader.office)
    audit.record(request.reader, "verify-audit", str(len(faults)))
    for fault in faults[:20]:
        messages.error(request, _("Line %(n)d: %(what)s.") % {"n": fault.n, "what": fault.what})
    if not faults:
        n, hash = audit.head(request.reader.office)
        messages.success(
            request,
            _("All %(n)d lines follow each other. The last ends in %(hash)s.") % {"n": n, "hash": hash[-12:]},
        )
    return redirect("audit")


def _given(form: AuditForm) -> dict[str, Any]:
    return form.cleaned_data if form.is_valid() else {}


def _rows(request: HttpRequest, form: AuditForm) -> QuerySet[AuditEntry]:
    given = _given(form)
    since, until = given.pop("since", None), given.pop("until", None)
    bounds = {
        "since": datetime.combine(since, time.min, UTC) if since else None,
        "until": datetime.combine(until + timedelta(days=1), time.min, UTC) if until else None,
    }
    return audit.rows(request.reader, **{name: value or "" for name, value in given.items()}, **bounds)


def _lines(rows: QuerySet[AuditEntry]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for row in rows.iterator(2000):
        text = getattr(row, "text", None)
        values = {**vars(row), "at": row.at.isoformat(), "text": text.text if text else ""}
        writer.writerow([_harmless(str(values[name])) for name in COLUMNS])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _harmless(text: str) -> str:
    """A spreadsheet takes what begins like this for a formula."""
    return "'" + text if text[:1] in "=+-@\t\r" and text else text
