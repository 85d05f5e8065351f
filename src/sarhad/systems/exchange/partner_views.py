"""The page of partners: who stands how since when, and what each standing may do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.systems.exchange.standing import ACT_LABELS, MAY, STANDING_LABELS, STANDINGS, Standings
from sarhad.web.gate import page


@page(Does.READ)
def partners(request: HttpRequest) -> HttpResponse:
    audit.record(request.reader, "read-partners")
    known = Standings(request.reader)
    context = {
        "partners": [(each, STANDING_LABELS[each.standing]) for each in known.all()],
        "standings": [STANDING_LABELS[each] for each in STANDINGS],
        "acts": [(ACT_LABELS[act], allowed) for act, allowed in MAY.items()],
    }
    return render(request, "exchange/partners.html", context)
