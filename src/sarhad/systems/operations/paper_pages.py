"""Plans and briefings as PDF. Printing is recorded; what may not leave the office is not printed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.handling import Answer, Use, may
from sarhad.access.roles import Does
from sarhad.kernel.claim import EntityId, Handling
from sarhad.systems.operations import papers, queries
from sarhad.systems.operations.records import Operation
from sarhad.systems.operations.tasks import address
from sarhad.systems.operations.views import opened
from sarhad.systems.wanted.bulletin import language
from sarhad.web.gate import page


@page(Does.READ)
def plan(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """The plan, in English or Russian (`?lang=`)."""
    found = opened(request, operation)
    if not _may_print(found.handling, found.held):
        return _refused(request, found, "operation-plan")
    audit.record(request.reader, "print-plan", found.id)
    to = language(request.GET.get("lang", ""))
    return _pdf(papers.plan_paper(request.reader, found, to), f"plan-{found.id[:8]}-{to}.pdf")


@page(Does.READ)
def brief(request: HttpRequest, operation: EntityId, office: str) -> HttpResponse:
    """The briefing of one office: its own, or any for the lead."""
    found, reader = opened(request, operation), request.reader
    one = next((each for each in queries.briefs(reader, found) if each.to == office), None)
    if one is None:
        raise Http404
    if not _may_print(one.handling, found.held):
        return _refused(request, found, "operation-brief")
    audit.record(reader, "print-brief", f"{found.id} {one.id}")
    to = language(request.GET.get("lang", ""))
    return _pdf(papers.brief_paper(reader, found, one, to), f"briefing-{office}-{found.id[:8]}-{to}.pdf")


def _may_print(handling: Handling, held: bool) -> bool:
    return may(Use.EXPORT, handling, held) in (Answer.YES, Answer.MARKED)


def _refused(request: HttpRequest, found: Operation, back: str) -> HttpResponse:
    text = _("Ask %(owner)s first: its records may not leave your office.")
    messages.warning(request, text % {"owner": found.office})
    return redirect(address(back, found))


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    return response
