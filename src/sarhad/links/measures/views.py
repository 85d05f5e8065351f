"""Pages about a chart as a network. What they say follows from what their reader sees drawn, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sarhad.access.roles import Does
from sarhad.links.charts.colours import SIZES
from sarhad.links.charts.picture import Picture
from sarhad.links.charts.views import frame, opened
from sarhad.links.charts.words import title_of
from sarhad.links.measures import matrix as matrices
from sarhad.links.measures import sentences
from sarhad.links.measures.measuring import Measures, leaders, measure, without
from sarhad.links.measures.network import of_picture
from sarhad.links.measures.tables import table
from sarhad.web.gate import page

NAMED = 40  # of each part that a network falls into
SHOWN = 12  # parts


@page(Does.READ)
def network(request: HttpRequest, number: int) -> HttpResponse:
    """The measures of all that is drawn, in sentences and as a table; `e` names the one that is looked at."""
    draft, seen = opened(request, number, "read-measures")
    found = measure(of_picture(seen.nodes, seen.links))
    one = seen.node(request.GET.get("e", ""))
    if one is None or one.id not in found.of:
        top = leaders(found, 1) or leaders(found, 1, "degree")
        one = seen.by_id[top[0].id] if top else None
    context = {
        "measures": found, "whole": sentences.of_all(found, _names(seen)), "caveats": sentences.caveats(found),
        "one": one, "said": sentences.of_one(found.of[one.id], found) if one else [],
        "standing": found.of[one.id] if one else None, "communities": _communities(seen, found),
        "sizes": [(name, label) for name, (label, _size) in SIZES.items() if name in ("links", "between")],
        "table": table(request, seen, found),
    }  # fmt: skip
    return render(request, "links/measures.html", {**frame(request, draft, seen, "measures"), **context})


def _names(seen: Picture) -> Callable[[str], str]:
    return lambda id: title_of(seen.by_id[id])


def _communities(seen: Picture, found: Measures) -> list[tuple[int, str, str, int]]:
    """(number, id of who has most links, name, members) of the largest; none where they are hardly set apart."""
    if found.modularity < sentences.MARKED:
        return []
    heads = [(sentences.group_head(group, found), len(group)) for group in found.groups[:SHOWN]]
    return [(number, id, _names(seen)(id), size) for number, (id, size) in enumerate(heads, 1)]


@page(Does.READ)
def removed(request: HttpRequest, number: int) -> HttpResponse:
    """What the network falls into without those that `e` names."""
    draft, seen = opened(request, number, "read-measures")
    wanted = [node for id in request.GET.getlist("e") if (node := seen.node(id))]
    gone = [node for node in dict.fromkeys(wanted) if node in seen.nodes]
    if not gone:
        raise Http404
    whole = of_picture(seen.nodes, seen.links)
    found = without(whole, [node.id for node in gone])
    parts = [part for part in found.parts if len(part) > 1]
    left = {node.id for node in gone}
    also = [one for one in leaders(measure(whole), len(left) + 5) if one.id not in left]
    context: dict[str, Any] = {
        "gone": gone, "said": sentences.of_removal(found, _names(seen)), "caveat": sentences.removal_caveat(),
        "parts": [_part(seen, part) for part in parts[:SHOWN]], "more": len(parts[SHOWN:]),
        "more_things": sum(len(part) for part in parts[SHOWN:]), "untouched": found.untouched,
        "alone": _part(seen, tuple(part[0] for part in found.parts if len(part) == 1)),
        "also": [seen.by_id[one.id] for one in also[:5]],
    }  # fmt: skip
    return render(request, "links/without.html", {**frame(request, draft, seen, "measures"), **context})


def _part(seen: Picture, ids: tuple[str, ...]) -> tuple[int, list[Any], int]:
    """(how many, those with most links, how many are not named)."""
    ordered = sorted(ids, key=lambda id: (-seen.degrees[id], id))
    return len(ids), [seen.by_id[id] for id in ordered[:NAMED]], len(ids[NAMED:])


@page(Does.READ)
def matrix(request: HttpRequest, number: int) -> HttpResponse:
    """Who is linked to whom, as a table to read and to print."""
    draft, seen = opened(request, number, "read-measures")
    found = measure(of_picture(seen.nodes, seen.links))
    context = {"matrix": matrices.matrix(seen.nodes, seen.links, found), "most": matrices.MOST}
    return render(request, "links/matrix.html", {**frame(request, draft, seen, "matrix"), **context})
