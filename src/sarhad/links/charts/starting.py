"""Beginning a chart from records, or putting them onto one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.links.charts import changes, drafts
from sarhad.links.charts.layouts import force
from sarhad.links.charts.picture import picture
from sarhad.links.charts.placing import added, named
from sarhad.links.charts.state import MOST, State
from sarhad.links.charts.words import title_of
from sarhad.links.graph import queries as graph
from sarhad.links.graph.records import Link, Node

AROUND = 60  # things that a new chart brings around those that it starts from
ASKED = 500


def wanted(reader: Reader, ids: Iterable[str]) -> list[Node]:
    """The records that a chart is to start from, as far as the reader sees them."""
    return named(reader, list(ids)[:ASKED])


def title(nodes: Sequence[Node]) -> str:
    return ", ".join(title_of(node) for node in nodes[:2])[: drafts.TITLE]


def start(reader: Reader, nodes: Sequence[Node], given: QueryDict) -> int:
    """The number of the chart. Raises ValidationError."""
    links: Sequence[Link] = ()
    if given.get("around") and nodes:
        found = graph.expand(reader, [node.id for node in nodes], limit=AROUND)
        nodes, links = _once([*nodes, *found.nodes]), found.links
    audit.record(reader, "begin-chart", " ".join(node.id for node in nodes))
    on = given.get("on", "")
    if on.isascii() and on.isdecimal():
        return _onto(reader, int(on[:18]), nodes)
    return begin(reader, given.get("title", ""), nodes, links)


def begin(reader: Reader, title: str, nodes: Sequence[Node], links: Sequence[Link] = ()) -> int:
    """A new draft that holds these, laid out by what links them (found out, where nothing is given)."""
    ids = [node.id for node in nodes]
    if len(ids) > MOST:
        raise ValidationError(_("A chart holds at most %(most)d records.") % {"most": MOST})
    links = links or (graph.between(reader, ids) if ids else ())
    spots = force(ids, [(link.source, link.target) for link in links if {link.source, link.target} <= set(ids)], {})
    return drafts.begin(reader, title, changes.add(State(), spots))


def _onto(reader: Reader, number: int, nodes: Sequence[Node]) -> int:
    draft = drafts.draft(reader, number)
    if draft is None:
        raise ValidationError(_("That chart is not there any more."))
    seen = picture(reader, draft)
    links = graph.between(reader, [node.id for node in (*seen.nodes, *nodes)])
    spots = added(seen, nodes, links)
    drafts.change(reader, number, lambda state: changes.add(state, spots))
    return number


def _once(nodes: Iterable[Node]) -> list[Node]:
    return list({node.id: node for node in nodes}.values())
