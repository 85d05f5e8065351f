"""The tables beside a chart's picture: its links and its things, sorted as the address says, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sarhad.kernel.claim import Grade
from sarhad.kernel.names import display_key
from sarhad.links.charts.marks import dashed
from sarhad.links.charts.picture import Picture
from sarhad.links.charts.words import title_of
from sarhad.links.graph.records import Link, Node, place
from sarhad.web.paging import Page, page_of
from sarhad.web.templatetags.look import lang

ROWS = 25


class Row(NamedTuple):
    """A link with its two ends."""

    link: Link
    source: Node
    target: Node
    doubtful: bool


class Column(NamedTuple):
    name: str
    label: str | Promise
    address: str  # of the same table sorted by it
    sort: str  # ascending, descending; "" where it is not sorted by this one
    number: bool


class Table(NamedTuple):
    columns: list[Column]
    page: Page[Any]
    count: int


Key = Callable[[Any], Any]
LINKS: dict[str, tuple[str | Promise, Key, bool]] = {
    "from": (pgettext_lazy("end of a link", "From"), lambda row: display_key(title_of(row.source)), False),
    "link": (pgettext_lazy("noun", "Link"), lambda row: row.link.label(lang()), False),
    "to": (pgettext_lazy("end of a link", "To"), lambda row: display_key(title_of(row.target)), False),
    "times": (_("Times"), lambda row: row.link.times, True),
    "first": (pgettext_lazy("date", "First"), lambda row: row.link.start, False),
    "last": (pgettext_lazy("date", "Last"), lambda row: row.link.stop, True),
    "owner": (_("Owner"), lambda row: row.link.owners, False),
    "grade": (_("Grade"), lambda row: _graded(row.link.grade), False),
    "handling": (_("Handling"), lambda row: row.link.handling.level, True),
}
"""Columns: heading, what one sorts by, and whether the largest comes first."""


def rows(picture: Picture) -> list[Row]:
    """Every link that is drawn, between its two ends."""
    return [
        Row(link, picture.by_id[link.source], picture.by_id[link.target], dashed(link)) for link in picture.links
    ]


def links(request: HttpRequest, picture: Picture) -> Table:
    wanted = request.GET.get("sort", "").removeprefix("-")
    name = wanted if wanted in LINKS else "times"
    turned = request.GET.get("sort", "").startswith("-")
    _label, key, most_first = LINKS[name]
    found = sorted(rows(picture), key=key, reverse=most_first != turned)
    columns = [_column(request, each, name, turned) for each in LINKS]
    return Table(columns, page_of(request, found, ROWS), len(found))


def _column(request: HttpRequest, name: str, sorted_by: str, turned: bool) -> Column:
    label, _key, most_first = LINKS[name]
    here = name == sorted_by
    kept = [(key, value) for key, values in request.GET.lists() for value in values if key in ("e", "to")]
    address = f"?{urlencode([*kept, ('sort', f'-{name}' if here and not turned else name)])}#links"
    sort = ("descending" if most_first != turned else "ascending") if here else ""
    return Column(name, label, address, sort, name == "times")


def _graded(grade: Grade | None) -> tuple[float, str]:
    return (place(grade), grade.code) if grade else (2.0, "")


class Thing(NamedTuple):
    node: Node
    links: int
    chosen: bool
    note: str
    pin: bool
    group: str


def things(request: HttpRequest, picture: Picture, chosen: Sequence[str]) -> Table:
    """Everything that is drawn, what has most links first; those chosen above all."""
    ordered = sorted(
        picture.nodes,
        key=lambda node: (node.id not in chosen, -picture.degrees[node.id], display_key(title_of(node)), node.id),
    )
    part = page_of(request, ordered, ROWS, "things")
    found = [_thing(picture, node, node.id in chosen) for node in part.items]
    return Table([], part._replace(items=found), len(ordered))


def _thing(picture: Picture, node: Node, chosen: bool) -> Thing:
    placed = picture.places[node.id]
    group = picture.groups[placed.group].title if placed.group in picture.groups else ""
    return Thing(node, picture.degrees[node.id], chosen, placed.note, placed.pin, group)
