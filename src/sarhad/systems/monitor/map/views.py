"""The map's page and its data. Open to everyone; what it shows is what its reader may read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.links.maps.base import base
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.map import queries, words
from sarhad.systems.monitor.map.layers import areas, clusters
from sarhad.systems.monitor.map.published import cultivation, prices, years
from sarhad.systems.monitor.map.records import MARKETS, MEASURES, SHOWS, WORLD, Look, Sight
from sarhad.systems.monitor.map.routes import routes
from sarhad.systems.monitor.map.scene import Scene
from sarhad.systems.monitor.map.sheets import OFFERED, sheet
from sarhad.systems.monitor.out import forms
from sarhad.systems.monitor.places import queries as places
from sarhad.systems.monitor.store import queries as store
from sarhad.systems.monitor.store.records import Source, Where, month_of

LIBRARY = Path(__file__).parents[3] / "links/static/links/maplibre.js"
LAYERS = {"areas": areas, "clusters": clusters, "routes": routes, "cultivation": cultivation, "prices": prices}
FILTER = (
    "substance", "country", "since", "until", "region", "transport", "concealment", "premises", "cause",
    "direction", "source", "once",
)  # fmt: skip
PUBLISHED = ("substance", "country", "since", "until", "region", "source")
DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,3})?")
SHOWN = 25  # rows of the table, unless all are asked for


@open_page
def map_page(request: HttpRequest) -> HttpResponse:
    """`/monitor/map/`: a layer as a picture and as a table."""
    reader, look = request.reading.reader, Look.of_address(request.GET)
    made = lambda: sheet(reader, look, LAYERS[look.show](reader, look))
    if (file := forms.answer(request, made)) is not None:
        return file
    audit.record(reader, "read-monitor-map", "", look.query())
    scene = LAYERS[look.show](reader, look)
    sources = store.sources(reader)
    context = {
        "look": look,
        "title": scene.title,
        "lead": _lead(scene, look),
        "scene": scene,
        "lines": scene.lines if look.full else scene.lines[:SHOWN],
        "form": _form(look, sources, _countries(reader, look)),
        "tabs": _tabs(look),
        "steps": _steps(reader, look),
        "faults": _faults(request),
        "left_out": [] if look.show in ("cultivation", "prices") else pages.lacking(sources, look.seen),
        "behind": store.behind(reader, look.where),
        "credits": _credits(sources, look),
        "reported": _reported(reader, look),
        "own": f"{request.path}?{look.query()}",
        "every": f"?{look.but(full=True).query()}",
        "query": look.query(),
        "downloads": forms.offered(OFFERED) if scene.lines else [],
        "data": f"{reverse('monitor-map-data')}?{look.query()}",
        "box": ",".join(f"{each:.2f}" for each in scene.picture.ground.box),
        "island": LIBRARY.exists(),
    }
    return render(request, "monitor/map.html", context)


def _lead(scene: Scene, look: Look) -> str:
    period = scene.period or _month(look.at) or pages.months(look.where)
    return f"{scene.subject[:1].upper()}{scene.subject[1:]} · {period}"


def _countries(reader: Reader, look: Look) -> list[str]:
    """What the filter offers beside the region's countries: on a map of the world, those with seizures."""
    if look.near != WORLD or look.show in ("cultivation", "prices"):
        return []
    found = store.sums(reader, look.where.but(country=(), region=()), ("country",), ("n",))
    return [row[0] for row in found.rows]


def _form(look: Look, sources: list[Source], countries: list[str]) -> pages.Form:
    chosen = lambda name, codes, labels, now: pages.Field(
        name, str(labels[0]), "select", [pages.Choice(code, str(label), code == now) for code, label in codes]
    )
    seizures = look.show not in ("cultivation", "prices")
    own = [pages.Field("show", "", "hidden", value=look.show)]
    if look.show in ("areas", "clusters"):
        own.append(chosen("of", [(each, words.MEASURES[each]) for each in MEASURES], [_("Measure")], look.of))
    if look.show == "prices":
        own.append(chosen("market", [(each, words.MARKETS[each]) for each in MARKETS], [_("Market")], look.market))
    own.append(chosen("near", _parts(look), [_("Part of the world")], look.near))
    regions = [
        (each.code, places.region_name(each.code, pages.lang()))
        for code in look.where.country
        for each in places.regions(code)
    ]
    kind = {"cultivation": "cultivation", "prices": "prices"}.get(look.show, "seizures")
    named = [(each.id, each.name) for each in sources if each.kind == kind]
    return pages.filter_form(
        look.where, own, FILTER if seizures else PUBLISHED, countries, {"region": regions, "source": named}
    )


def _parts(look: Look) -> list[tuple[str, str]]:
    """What a picture may show: one country of the region, the world, or what the filter means."""
    near = sorted((each.id for each in base().countries if each.near), key=pages.country)
    codes = dict.fromkeys([*near, *([look.near] if look.near not in ("", WORLD) else [])])
    start = _("as the filter says") if look.where.country or look.where.region else _("the region")
    return [("", start), (WORLD, _("the world")), *((code, pages.country(code)) for code in codes)]


def _tabs(look: Look) -> list[tuple[str, str, bool]]:
    """(address, label, whether it is this one)"""
    other = lambda show: look.but(show=show, at="", full=False)
    return [(f"?{other(show).query()}", str(words.SHOWS[show]), show == look.show) for show in SHOWS]


def _steps(reader: Reader, look: Look) -> list[tuple[str, str, str, bool]]:
    """(value, address, label, whether it is this one) of each step of time, the whole period first."""
    published = look.show in ("cultivation", "prices")
    found = years(reader, look) if published else queries.steps(reader, look.where)
    if len(found) < 2:
        return []
    whole = {"cultivation": _("last year"), "prices": _("last year of each")}.get(
        look.show, pgettext("period", "whole period")
    )
    step = lambda at: (at, f"?{look.but(at=at).query()}", _month(at) if at else whole, at == look.at)
    return [step(at) for at in ("", *found)]


def _month(at: str) -> str:
    return f"{at[5:7]}.{at[:4]}" if len(at) == 7 else at


def _faults(request: HttpRequest) -> list[str]:
    """What of the period could not be read."""
    found = []
    for name in ("since", "until"):
        typed = request.GET.get(name, "").strip()
        if typed and not month_of(typed, name):
            found.append(
                _("“%(typed)s” is no month. Write a year (2016) or a month (2016-05).") % {"typed": typed[:20]}
            )
    where = Where.of(request.GET)
    if where.since and where.until and where.since > where.until:
        found.append(_("The period ends before it begins. Swap the two dates or leave one out."))
    return found


def _reported(reader: Reader, look: Look) -> str:
    if look.show in ("cultivation", "prices"):
        return ""
    wanted = Where(since=look.seen.since, until=look.seen.until, source=look.seen.source)
    there = [row[0] for row in store.sums(reader, wanted, ("country",), ("n",)).rows if row[1]]
    return pages.reported(there)


def _credits(sources: list[Source], look: Look) -> list[str]:
    """What was counted, and on what terms it may be cited."""
    kind = {"cultivation": "cultivation", "prices": "prices"}.get(look.show, "seizures")
    used = [
        each for each in sources if each.kind == kind and (not look.where.source or each.id in look.where.source)
    ]
    return [" · ".join(part for part in (each.name, each.publisher, each.licence) if part) for each in used]


@open_page
def map_data(request: HttpRequest) -> HttpResponse:
    """`/monitor/map/data/`: what the moving map draws for the same address; discs of its sight (`zoom`, `box`)."""
    reader, look = request.reading.reader, Look.of_address(request.GET)
    audit.record(reader, "read-monitor-map", "", look.query())
    sight = _sight(request.GET.get("zoom", ""), request.GET.get("box", ""))
    scene = clusters(reader, look, sight) if look.show == "clusters" else LAYERS[look.show](reader, look)
    return JsonResponse(_drawn(scene), json_dumps_params={"separators": (",", ":"), "ensure_ascii": False})


def _sight(zoom: str, box: str) -> Sight:
    """What a moving map shows; the whole world where an address says nothing that can be read."""
    edges = box.split(",")
    good = len(edges) == 4 and all(DEGREES.fullmatch(each) for each in edges)
    level = min(11, int(zoom)) if re.fullmatch(r"[0-9]{1,2}", zoom) else 4
    return Sight(level, tuple(map(float, edges)) if good else queries.EVERYWHERE)


def _drawn(scene: Scene) -> dict[str, Any]:
    drawn = scene.picture
    return {
        "title": scene.title,
        "areas": {each.code: [each.shade, each.title, each.href] for each in drawn.patches},
        "discs": [
            [each.lon, each.lat, each.r, each.vague, each.text, each.title, each.href] for each in drawn.discs
        ],
        "lines": [
            [each.start, each.end, each.bend, each.width, each.dashed, each.meant, each.title, each.href]
            for each in drawn.ribbons
        ],
        "signs": [[each.lon, each.lat, each.shade, each.text, each.title, each.href] for each in drawn.signs],
    }
