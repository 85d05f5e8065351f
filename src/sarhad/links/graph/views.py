"""The page of paths: how two or more records are linked, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.entities import queries as entities
from sarhad.entities.records import Query, Result
from sarhad.links.graph import queries
from sarhad.links.graph.forms import MOST, Asked
from sarhad.links.graph.records import Link, Node, Path
from sarhad.links.graph.view import WIDE
from sarhad.web.gate import page

OFFERED = 8  # records to choose from
LONGEST = 8


class Step(NamedTuple):
    """One link of a path, as it is walked: from `here` to `there`."""

    here: Node
    link: Link
    there: Node
    back: bool  # the link points the other way


class Shown(NamedTuple):
    number: int
    path: Path
    start: Node
    goal: Node
    steps: list[tuple[Node, list[Step]]]  # each node but the first, with the links that lead to it
    chart: str  # address of the page that puts it onto a chart


@page(Does.READ)
def paths(request: HttpRequest) -> HttpResponse:
    """Ends are named by `e`; `q` looks for one more. Two of them are enough."""
    asked = Asked.read(request.GET)
    ends = queries.nodes(request.reader, asked.ends)
    found = _search(request, asked, ends)
    shown: list[Shown] = []
    if len(ends) > 1:
        audit.record(request.reader, "read-paths", *_told(ends))
        most = asked.most if len(ends) == 2 else 1
        ids = [node.id for node in ends]
        known = queries.paths(request.reader, ids, since=asked.since, until=asked.until, most=most, longest=LONGEST)
        shown = [_shown(number, path) for number, path in enumerate(known, 1)]
    context = {
        "asked": asked, "ends": [(node, _without(asked, ends, node)) for node in ends], "found": found,
        "shown": shown, "choices": MOST, "wide": WIDE, "longest": LONGEST,
        "all": _chart(shown) if len(shown) > 1 else "",
    }  # fmt: skip
    return render(request, "links/paths.html", context)


def _search(request: HttpRequest, asked: Asked, ends: Sequence[Node]) -> list[tuple[Result, str]] | None:
    """Records to choose from, each with the address where it is one more end; None: nothing was looked for."""
    if not asked.text:
        return None
    found = entities.search(request.reader, Query(asked.text), limit=OFFERED).results
    audit.record(request.reader, "search", " ".join(each.summary.id for each in found), asked.text)
    taken = {member for node in ends for member in node.members}
    ids = [node.id for node in ends]
    return [(each, asked.address([*ids, each.summary.id])) for each in found if each.summary.id not in taken]


def _told(ends: Sequence[Node]) -> tuple[str, str]:
    """Ids of entities, and values, which are text."""
    values = [node.id for node in ends if node.value_kind]
    return " ".join(node.id for node in ends if not node.value_kind), ", ".join(values)


def _without(asked: Asked, ends: Sequence[Node], node: Node) -> str:
    return asked.address([each.id for each in ends if each.id != node.id])


def _shown(number: int, path: Path) -> Shown:
    steps = [
        (there, [Step(here, link, there, link.source != here.id) for link in links])
        for (here, there), links in zip(pairwise(path.nodes), path.links, strict=True)
    ]
    return Shown(number, path, path.nodes[0], path.nodes[-1], steps, _start(node.id for node in path.nodes))


def _chart(shown: Sequence[Shown]) -> str:
    return _start(dict.fromkeys(node.id for each in shown for node in each.path.nodes))


def _start(ids: Any) -> str:
    return f"{reverse('chart-start')}?{urlencode([('e', id) for id in ids])}"
