"""Where new things go on a chart, and what a layout moves. From what the reader sees, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sarhad.access.reader import Reader
from sarhad.entities.sight import Sight, together
from sarhad.kernel import model
from sarhad.links.charts.changes import Spot
from sarhad.links.charts.layouts import arrange, beside
from sarhad.links.charts.picture import Picture, placed_ids
from sarhad.links.charts.state import State
from sarhad.links.graph import queries as graph
from sarhad.links.graph.records import Link, Node, NodeId, is_node_id


def named(reader: Reader, ids: Iterable[str]) -> list[Node]:
    """The things of these ids that the reader sees, each once."""
    return list(graph.nodes(reader, [id for id in dict.fromkeys(ids) if is_node_id(id)]))


def added(picture: Picture, new: Sequence[Node], links: Iterable[Link]) -> dict[NodeId, Spot]:
    """Places for those of these that do not stand on the chart yet: beside what they are linked to."""
    on = {id for node in picture.by_id.values() for id in (node.id, *node.members)}
    fresh = [node.id for node in new if not on & {node.id, *node.members}]
    there = {id: Spot(placed.x, placed.y) for id, placed in picture.places.items()}
    return beside(*_hung(fresh, links, there), there)


def _hung(
    fresh: Sequence[NodeId], links: Iterable[Link], there: Mapping[NodeId, Spot]
) -> tuple[list[NodeId], dict[NodeId, NodeId]]:
    """(new ones so that what something hangs on comes before it, what each hangs on)."""
    near: dict[NodeId, list[NodeId]] = {}
    for link in links:
        near.setdefault(link.source, []).append(link.target)
        near.setdefault(link.target, []).append(link.source)
    order, anchors, left = [], {}, list(fresh)
    placed = set(there)
    while left:
        now = [id for id in left if placed & set(near.get(id, ()))] or left[:1]
        for id in now:
            anchors[id] = min(placed & set(near.get(id, ())), default="")
        placed.update(now)
        order += now
        left = [id for id in left if id not in placed]
    return order, anchors


def laid_out(reader: Reader, picture: Picture, how: str) -> dict[NodeId, Spot]:
    """New places of all that is drawn; what is pinned stays."""
    ids = [node.id for node in picture.nodes]
    fixed = {id: Spot(picture.places[id].x, picture.places[id].y) for id in ids if picture.places[id].pin}
    dates = first_dates(reader, picture) if how == "time" else {}
    return arrange(how, ids, [(link.source, link.target) for link in picture.links], dates, fixed)


def first_dates(reader: Reader, picture: Picture) -> dict[NodeId, str]:
    """When each thing was or began, or else the first date of its links."""
    sight = Sight(reader)
    sight.see(member for node in picture.nodes for member in node.members)
    found: dict[NodeId, str] = {}
    for link in picture.links:
        for end in (link.source, link.target):
            if link.start and (end not in found or link.start < found[end]):
                found[end] = link.start
    for node in picture.nodes:
        said = [each for member in node.members for each in sight.statements(member)]
        date = model.event_date(node.schema, together(said)) if said else None
        if date and not node.value_kind:
            found[node.id] = date
    return found


def everywhere(state: State, picture: Picture, spots: Mapping[NodeId, Spot]) -> dict[NodeId, Spot]:
    """The same places for every record that the chart holds of a thing."""
    return {id: spot for node, spot in spots.items() for id in placed_ids(state, picture, [node])}
