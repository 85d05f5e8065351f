"""Pages of laboratory results. Every read is recorded; what one may not see answers as what is not there."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.roles import Does, Role
from sarhad.ledger.derive import is_id
from sarhad.systems.lab import actions, queries
from sarhad.systems.lab.forms import RESULT, SAMPLE, ResultForm
from sarhad.web.forms import attempt
from sarhad.web.gate import page


@page(Does.READ)
def results(request: HttpRequest) -> HttpResponse:
    """What the office's laboratory found, and what others found of what the office seized."""
    audit.record(request.reader, "read-lab-results")
    before, own = request.GET.get("before", ""), request.GET.get("show") == "made"
    found, more = queries.results(request.reader, own=own, before=before if is_id(before) else "")
    context = {"rows": found, "more": more, "before": before, "show": "made" if own else ""}
    return render(request, "lab/results.html", context)


@page(Does.CONTRIBUTE)
def new(request: HttpRequest) -> HttpResponse:
    """A result about one seized item (`?item=`)."""
    id = request.GET.get("item", "")
    if not id:
        messages.info(
            request, _("Open the seizure first; “Add laboratory result” stands beside each of its items.")
        )
        return redirect("lab")
    audit.record(request.reader, "read-profile", id)
    item = queries.item(request.reader, id)
    if item is None:
        raise Http404
    chemist = request.user.get_full_name() if Role.CHEMIST in request.reader.roles else ""
    form = ResultForm(request.POST or None, request.FILES or None, item=item, chemist=chemist)
    if request.method == "POST" and form.is_valid():
        sample, result, files = form.values(SAMPLE), form.values(RESULT), tuple(form.cleaned_data["files"])
        if attempt(form, lambda: actions.add(request.reader, item, sample, result, files)):
            messages.success(request, _("The result is signed. Figures now count its net weight."))
            return redirect("profile", item.seizure or item.id)
    context = {"form": form, "item": item, "readers": actions.readers(request.reader, item)}
    return render(request, "lab/new.html", context)
