"""The form of a single observed price; the other pages of published numbers stand in files of their own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sarhad.access.roles import Does
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.systems.monitor.series.forms import PriceForm
from sarhad.systems.monitor.series.queries import OBSERVED
from sarhad.web.forms import attempt
from sarhad.web.gate import page

OFFERED = ("substance", "market", "country")


@page(Does.CONTRIBUTE)
def price_new(request: HttpRequest) -> HttpResponse:
    """Put an observed price on record; it stands on the page of prices of whoever may read it at once."""
    initial = {name: request.GET[name][:200] for name in OFFERED if name in request.GET}
    form = PriceForm(request.POST or None, reader=request.reader, initial=initial)
    if request.method == "POST" and form.is_valid():
        draft = Draft(OBSERVED, form.values(), date_order="dmy")
        entry = attempt(form, lambda: actions.contribute(request.reader, [draft], form.scope()))
        if entry:
            messages.success(request, _("Signed as %(id)s.") % {"id": entry.id[:8]})
            return redirect("monitor-prices")
    context = {"form": form, "heading": _("Record a price"), "back": reverse("monitor-prices")}
    return render(request, "web/written.html", context)
