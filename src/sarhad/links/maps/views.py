"""The map of some records, or of a chart."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sarhad.access import audit
from sarhad.access.handling import strictest
from sarhad.access.roles import Does
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.links.charts.views import frame, opened
from sarhad.links.maps.drawing import draw, extent
from sarhad.links.maps.forms import PeriodForm
from sarhad.links.maps.queries import scene
from sarhad.links.maps.siting import vague
from sarhad.links.maps.words import EXACTNESS
from sarhad.web.gate import page
from sarhad.web.words import lang

LIBRARY = Path(__file__).parent.parent / "static/links/maplibre.js"
ASKED = 200  # records in one address
NAMED = 3  # of them, in the heading


@page(Does.READ)
def map_page(request: HttpRequest) -> HttpResponse:
    """`/map/?e=ID&e=ID`: where these records and what is linked to them were."""
    given = list(dict.fromkeys(request.GET.getlist("e")))
    ids = [id for id in given if is_id(id)][:ASKED]
    named = Sight(request.reader).summaries(ids)
    audit.record(request.reader, "read-map", " ".join(each.id for each in named))
    about: dict[str, Any] = {"named": named[:NAMED], "more": len(named[NAMED:]), "cut": len(given) > ASKED}
    return render(request, "links/map.html", about | shown(request, [each.id for each in named]))


@page(Does.READ)
def chart_map(request: HttpRequest, number: int) -> HttpResponse:
    """The map of what stands on a draft, and of what is linked to it."""
    draft, seen = opened(request, number, "read-map")
    ids = (member for node in seen.nodes for member in node.members)
    context = {**frame(request, draft, seen, "map"), **shown(request, ids), "asked": (), "on_chart": True}
    return render(request, "links/chart_map.html", context)


def shown(request: HttpRequest, ids: Iterable[EntityId]) -> dict[str, Any]:
    """What the page of a map needs."""
    form = PeriodForm(request.GET)
    found = scene(request.reader, ids, **form.period())
    pins = found.pins()
    numbers = {id(mark): pin.number for pin in pins for mark in pin.marks}
    things = [each.thing for each in (*found.marks, *found.ways, *found.lost)]
    return {
        "form": form,
        "asked": [id for id in request.GET.getlist("e") if is_id(id)][:ASKED],
        "scene": found,
        "map": draw(found, pins, lang()),
        "rows": [(numbers[id(mark)], mark) for mark in found.marks],
        "exactness": EXACTNESS,
        "extent": " ".join(f"{x:.4f},{y:.4f}" for x, y in extent(found)),
        "guessed": any(not way.told for way in found.ways),
        "vague": any(vague(mark.at.spot) for mark in found.marks),
        "handling": strictest(thing.handling for thing in things) if things else None,
        "island": LIBRARY.exists(),
        "empty": not (found.marks or found.ways),
    }
