"""Figures that others have printed: a list of them, and a form to put one on record."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.sight import Sight
from sarhad.systems.programme.asking import period_of, results_address
from sarhad.systems.programme.printed import bound_words
from sarhad.systems.programme.published import beside, published
from sarhad.systems.programme.report_forms import FigureForm
from sarhad.systems.programme.showing import what_words
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.paging import page_of


@page(Does.READ)
def published_figures(request: HttpRequest) -> HttpResponse:
    """What was printed, by period; what contradicts each other stands side by side."""
    audit.record(request.reader, "read-published")
    sight = Sight(request.reader)
    found = beside(published(sight))
    found.sort(key=lambda each: (each.what.until, each.what.since), reverse=True)
    chosen = page_of(request, found, 30)
    rows = [
        {
            "what": what_words(sight, each.what), "period": str(period_of(each.what.ask)),
            "contradict": each.contradict,
            "count": results_address(each.what.ask),
            "printed": [(bound_words(one), one) for one in each.printed],
        }
        for each in chosen.items
    ]  # fmt: skip
    context = {"page": chosen._replace(items=rows), "count": len(found)}
    return render(request, "programme/report_figures.html", context)


@page(Does.CONTRIBUTE)
def published_new(request: HttpRequest) -> HttpResponse:
    """Put a printed figure on record, as it was printed."""
    form = FigureForm(request.POST or None, reader=request.reader, initial=request.GET.dict())
    draft = lambda: Draft("PublishedFigure", form.values(), date_order="dmy")
    if request.method == "POST" and form.is_valid():
        entry = attempt(form, lambda: actions.contribute(request.reader, [draft()], form.scope()))
        if entry:
            messages.success(request, _("Signed as %(id)s.") % {"id": entry.id[:8]})
            return redirect("published-figures")
    context = {"form": form, "heading": _("Record a printed figure"), "back": reverse("published-figures")}
    return render(request, "web/written.html", context)
