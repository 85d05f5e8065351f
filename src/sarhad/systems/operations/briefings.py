"""Pages of briefings: to each office its own part, and its word that its people were briefed."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sarhad.access.roles import Does
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId
from sarhad.systems.operations import actions, queries, wording
from sarhad.systems.operations.records import Brief, Operation
from sarhad.systems.operations.steering_forms import BriefForm, ReceiptForm
from sarhad.systems.operations.tasks import address, signed
from sarhad.systems.operations.views import opened, shared
from sarhad.systems.operations.wording import Part
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.templatetags.look import lang


class Row(NamedTuple):
    """One office and its briefing, for the lead."""

    office: str
    brief: Brief | None
    signed: bool


@page(Does.READ)
def briefing(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """The own part; for the lead who has been briefed and who has not."""
    found, reader = opened(request, operation), request.reader
    briefs = queries.briefs(reader, found)
    own = next((each for each in briefs if each.to == reader.office), None)
    form = ReceiptForm(request.POST or None)
    works = shared(request, found)["works"]
    if request.method == "POST" and own and works and form.is_valid():
        people, question = form.cleaned_data["people"], form.cleaned_data["question"]
        if attempt(form, lambda: actions.briefed(reader, found, own, people, question)):
            messages.success(request, _("Signed. The lead sees that your people were briefed."))
            return redirect(address("operation-brief", found))
    context = {
        **shared(request, found), "tab": "brief", "own": own, "parts": parts_of(own) if own else [],
        "own_signed": own and signed(own), "form": form, "rows": _rows(found, briefs) if found.held else [],
    }  # fmt: skip
    return render(request, "operations/briefing.html", context)


def _rows(operation: Operation, briefs: list[Brief]) -> list[Row]:
    by = {each.to: each for each in briefs}
    return [Row(each, by.get(each), each in by and signed(by[each])) for each in operation.offices]


def parts_of(brief: Brief) -> list[tuple[str, str]]:
    """(heading, text) in the order in which it is read out."""
    spec = model.schema("OperationBrief")
    assert spec is not None
    return [(spec.properties[name].label(lang()), text) for name, text in brief.parts.items()]


@page(Does.CONTRIBUTE)
def write(request: HttpRequest, operation: EntityId, office: str) -> HttpResponse:
    """Write the part of one office, or write it anew."""
    found = opened(request, operation)
    if not shared(request, found)["leads"] or office not in found.offices:
        raise Http404
    briefs = queries.briefs(request.reader, found)
    before = next((each for each in briefs if each.to == office), None)
    asked = wording.parts_of_brief(request.reader.office, lang())
    initial = before.parts if before else _first(found, asked)
    form = BriefForm(request.POST or None, asked=asked, initial=initial)
    deed = lambda: actions.brief(request.reader, found, office, form.values())
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        messages.success(request, _("Signed. %(office)s reads it now, and nobody else.") % {"office": office})
        return redirect(address("operation-brief", found))
    context = {**shared(request, found), "tab": "brief", "form": form, "office": office, "before": before}
    return render(request, "operations/brief_write.html", context)


def _first(operation: Operation, asked: dict[str, Part]) -> dict[str, str]:
    """What is the same for all, to begin with: the office's own texts, and the purpose."""
    return {"intention": operation.purpose} | {name: each.text for name, each in asked.items() if each.text}


@page(Does.READ)
def one(request: HttpRequest, operation: EntityId, office: str) -> HttpResponse:
    """One briefing as its office reads it: for the lead, and for the office itself."""
    found = opened(request, operation)
    brief = next((each for each in queries.briefs(request.reader, found) if each.to == office), None)
    if brief is None:
        raise Http404
    context = {**shared(request, found), "tab": "brief", "brief": brief, "parts": parts_of(brief)}
    return render(request, "operations/brief_one.html", context)
