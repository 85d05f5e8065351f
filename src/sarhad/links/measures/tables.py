"""The measures of a chart's things as a table, sorted as the address says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sarhad.kernel.names import display_key
from sarhad.links.charts.picture import Picture
from sarhad.links.charts.tables import Column
from sarhad.links.charts.words import title_of
from sarhad.links.graph.records import Node
from sarhad.links.measures.measuring import Measures, Standing
from sarhad.links.measures.sentences import estimate
from sarhad.web.paging import Page, page_of

ROWS = 30


class Row(NamedTuple):
    node: Node
    one: Standing
    share: str  # betweenness with its uncertainty
    width: int  # of its bar, in hundredths of the longest


class Table(NamedTuple):
    columns: list[Column]
    by: str
    page: Page[Row]


Key = Callable[[Node, Standing], Any]
COLUMNS: dict[str, tuple[str | Promise, Key, bool]] = {
    "name": (_("Name"), lambda node, one: display_key(title_of(node)), False),
    "degree": (pgettext_lazy("column", "Linked to"), lambda node, one: one.degree, True),
    "times": (_("Observed"), lambda node, one: one.times, True),
    "between": (_("Shortest ways through it"), lambda node, one: one.between, True),
    "cut": (_("Cut off without it"), lambda node, one: one.cut_off, True),
    "constraint": (_("Constraint"), lambda node, one: one.constraint or 9, False),
    "community": (_("Community"), lambda node, one: one.group or 1_000_000, False),
}
"""Columns: heading, what one sorts by, and whether the largest comes first."""


def table(request: HttpRequest, seen: Picture, measures: Measures) -> Table:
    wanted = request.GET.get("sort", "")
    name, turned = wanted.removeprefix("-"), wanted.startswith("-")
    if name not in COLUMNS:
        name, turned = "between", False
    _label, key, most_first = COLUMNS[name]
    # Equals stand in the order of the other measures, whichever way it is sorted.
    nodes = sorted(seen.nodes, key=lambda node: _order(measures.of[node.id]))
    nodes.sort(key=lambda node: key(node, measures.of[node.id]), reverse=most_first != turned)
    longest = max((one.between for one in measures.of.values()), default=0) or 1
    page = page_of(request, nodes, ROWS)
    rows = [_row(node, measures.of[node.id], longest) for node in page.items]
    shown = Page(rows, page.number, page.first, page.last, page.more)
    return Table([_column(each, name, turned) for each in COLUMNS], name, shown)


def _order(one: Standing) -> tuple[float, int, int, str]:
    return (-one.between, -one.degree, -one.times, one.id)


def _row(node: Node, one: Standing, longest: float) -> Row:
    return Row(node, one, estimate(one), round(100 * one.between / longest))


def _column(name: str, sorted_by: str, turned: bool) -> Column:
    label, _key, most_first = COLUMNS[name]
    here = name == sorted_by
    address = f"?{urlencode({'sort': f'-{name}' if here and not turned else name})}#table"
    sort = ("descending" if most_first != turned else "ascending") if here else ""
    return Column(name, label, address, sort, name not in ("name", "community"))
