"""What stands beside a chart: the selected thing, what it may be expanded by, a path to another, and the look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest

from sarhad.access import audit
from sarhad.entities import queries as entities
from sarhad.entities.records import Query
from sarhad.kernel.names import display_key
from sarhad.links.charts.colours import COLOURS, SIZES
from sarhad.links.charts.drafts import Draft
from sarhad.links.charts.layouts import LAYOUTS
from sarhad.links.charts.picture import Picture
from sarhad.links.charts.words import kinds_word, title_of
from sarhad.links.graph import queries as graph
from sarhad.links.graph.records import Node, Path
from sarhad.links.measures.measuring import measure
from sarhad.links.measures.network import of_picture
from sarhad.links.measures.sentences import in_short

FOUND = 8  # results of a search for a record to put on the chart
MEASURED = 500  # things, whose measures take no time worth speaking of
FEW = 12  # things that are named one by one
OTHERS = 60  # that a path may be looked for to


class Kind(NamedTuple):
    """A kind of links that one can expand by, or leave out."""

    name: str
    label: str
    count: int
    chosen: bool


def beside_the_chart(request: HttpRequest, draft: Draft, seen: Picture, selected: Sequence[Node]) -> dict[str, Any]:
    only = selected[0] if len(selected) == 1 else None
    look = draft.state.look
    return {
        "selected": selected[:FEW], "selected_more": max(0, len(selected) - FEW), "only": only,
        "placed": seen.places[only.id] if only else None, "degree": seen.degrees[only.id] if only else 0,
        "kinds": _around(request, only) if only else [], "meaning": _meaning(seen, only),
        "others": _others(seen, only) if only else [],
        **_paths(request, seen, selected), **_search(request, seen),
        "drawn_kinds": _drawn(seen), "colours": _choices(COLOURS, look.colour), "sizes": _choices(SIZES, look.size),
        "layouts": [(name, name == look.layout) for name in LAYOUTS], "groups": _groups(seen),
    }  # fmt: skip


def _meaning(seen: Picture, only: Node | None) -> list[str]:
    """Where the one selected thing stands among the others; of a large chart the page of its network says it."""
    if only is None or not seen.degrees[only.id] or len(seen.nodes) > MEASURED:
        return []
    return in_short(measure(of_picture(seen.nodes, seen.links)).of[only.id])


def _others(seen: Picture, only: Node) -> list[Node]:
    """Those with most links, to choose one from by name; any two can be selected on the chart or in the table."""
    most = sorted((node for node in seen.nodes if node != only), key=lambda node: (-seen.degrees[node.id], node.id))
    return sorted(most[:OTHERS], key=lambda node: (display_key(title_of(node)), node.id))


def _around(request: HttpRequest, node: Node) -> list[Kind]:
    found = graph.kinds_around(request.reader, node.id)
    return [Kind(kind, kinds_word(kind), count, True) for kind, count in found]


def _drawn(seen: Picture) -> list[Kind]:
    """The kinds of links among what is on the chart, those that are left out too."""
    counts: dict[str, int] = {}
    for link in seen.found:
        counts[link.kind] = counts.get(link.kind, 0) + 1
    kept = seen.state.kinds
    kinds = [Kind(kind, kinds_word(kind), count, not kept or kind in kept) for kind, count in counts.items()]
    return sorted(kinds, key=lambda each: (display_key(each.label), each.name))


def _choices(known: dict[str, Any], chosen: str) -> list[tuple[str, str, bool]]:
    return [(name, str(each[0]), name == chosen) for name, each in known.items()]


def _groups(seen: Picture) -> list[tuple[str, str, bool, int]]:
    """(id, title, folded, how many are in it)."""
    inside = [placed.group for node in seen.nodes if (placed := seen.places[node.id]).group]
    return [(id, each.title, each.folded, inside.count(id)) for id, each in seen.groups.items()]


# Paths


def _paths(request: HttpRequest, seen: Picture, selected: Sequence[Node]) -> dict[str, Any]:
    """The shortest ways from what is selected to `to`, or between two that are."""
    there = seen.node(request.GET.get("to", ""))
    ends = [*selected[:1], *([there] if there else selected[1:2])]
    if len(ends) < 2 or ends[0].id == ends[1].id:
        return {"there": there, "paths": None}
    found: list[Path] = list(graph.paths(request.reader, [node.id for node in ends]))
    on = " ".join(dict.fromkeys(node.id for path in found for node in path.nodes))
    audit.record(request.reader, "read-paths", on)
    return {"there": ends[1], "here": ends[0], "paths": found}


# A record to put on the chart


def _search(request: HttpRequest, seen: Picture) -> dict[str, Any]:
    text = request.GET.get("q", "").strip()[:200]
    if not text:
        return {"wanted": "", "results": []}
    found = entities.search(request.reader, Query(text), limit=FOUND)
    audit.record(request.reader, "search", " ".join(each.summary.id for each in found.results), text)
    return {"wanted": text, "results": [(each.summary, bool(seen.node(each.summary.id))) for each in found.results]}
