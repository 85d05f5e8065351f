"""What handling stops when a chart leaves the screen, and whom to ask. Who reads it is decided elsewhere.

A file or a print of what is under H2 or H3 needs its owner's consent. So the export stops, says whose consent and
of how much, and offers the chart without those things.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sarhad.access.handling import Answer, Use, may
from sarhad.kernel.claim import Handling
from sarhad.links.charts.picture import Picture
from sarhad.links.graph.records import Asks, Link, Node


@dataclass(slots=True)
class Stop:
    """One office that must be asked first."""

    office: str
    level: int  # the strictest handling of what it must be asked about
    nodes: list[Node] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    @property
    def about(self) -> str:
        """A record of it, to begin a request with; "" where only links or values stop."""
        return next((node.id for node in self.nodes if node.schema), "")


def stops(picture: Picture, use: Use = Use.EXPORT) -> list[Stop]:
    """Whom the reader must ask before this picture may be put to this use; the hidden things of it too."""
    found: dict[str, Stop] = {}
    for node in (*picture.nodes, *picture.hidden):
        for office, level in asked(node.asks, use):
            _stop(found, office, level).nodes.append(node)
    for link in picture.links:
        for office, level in asked(link.asks, use):
            _stop(found, office, level).links.append(link)
    return [found[office] for office in sorted(found)]


def _stop(found: dict[str, Stop], office: str, level: int) -> Stop:
    stop = found.setdefault(office, Stop(office, level))
    stop.level = max(stop.level, level)
    return stop


def asked(asks: Asks, use: Use) -> list[tuple[str, int]]:
    """Those of whom consent is needed for this use. What the reader's own office holds is not among `asks`."""
    if use is Use.EXPORT:
        return [(office, level) for office, level in asks if may(use, Handling(level)) is Answer.ASK]
    return list(asks)


def without(picture: Picture, found: Iterable[Stop]) -> Picture:
    """The picture without what the stops are about, and without links that lead to it."""
    gone = {node.id for stop in found for node in stop.nodes}
    cut = {id(link) for stop in found for link in stop.links}
    kept = tuple(link for link in picture.links if id(link) not in cut and not {link.source, link.target} & gone)
    return replace(
        picture,
        nodes=tuple(node for node in picture.nodes if node.id not in gone),
        hidden=tuple(node for node in picture.hidden if node.id not in gone),
        links=kept,
        found=kept,
    )
