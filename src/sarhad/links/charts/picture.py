"""What one reader sees of a chart: its things and links through the door, dressed with places and colours.

`picture` is what every page about a chart starts from; what the reader does not see is not in it in any way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sarhad.access.handling import strictest
from sarhad.access.reader import Reader
from sarhad.kernel.claim import Handling
from sarhad.links.charts.colours import Colouring, Legend, coloured, sized
from sarhad.links.charts.drafts import Draft
from sarhad.links.charts.state import Group, Note, Placed, State
from sarhad.links.graph import queries as graph
from sarhad.links.graph.records import Link, Node, NodeId


@dataclass(frozen=True)
class Picture:
    """A chart as its reader sees it.

    `nodes` and `links` are what is drawn: hidden things and filtered links are not among them, what stands in a
    folded group is.
    """

    state: State
    nodes: tuple[Node, ...]  # by id
    links: tuple[Link, ...]  # between these, by source, target and kind
    places: Mapping[NodeId, Placed]  # of every node, the hidden ones too
    hidden: tuple[Node, ...]  # taken off sight by the analyst
    colouring: Colouring
    sizes: Mapping[NodeId, int]
    found: tuple[Link, ...]  # all between these, those that filters leave out too

    @property
    def groups(self) -> dict[str, Group]:
        """Those in which anything stands that is drawn."""
        used = {self.places[node.id].group for node in self.nodes}
        return {name: each for name, each in self.state.groups.items() if name in used}

    @property
    def notes(self) -> Mapping[str, Note]:
        return self.state.notes

    @property
    def legend(self) -> Sequence[Legend]:
        return self.colouring.legend

    @cached_property
    def by_id(self) -> dict[NodeId, Node]:
        return {node.id: node for node in (*self.nodes, *self.hidden)}

    @cached_property
    def degrees(self) -> Counter[NodeId]:
        """Links of each."""
        return Counter(end for link in self.links for end in {link.source, link.target})

    @property
    def handling(self) -> Handling:
        """The strictest of all that is drawn."""
        every = [*(node.handling for node in self.nodes), *(link.handling for link in self.links)]
        return strictest(every) if every else Handling()

    def node(self, id: str) -> Node | None:
        """By its own id or by that of any record that is held to be the same."""
        return self.by_id.get(id) or self._members.get(id)

    @cached_property
    def _members(self) -> dict[str, Node]:
        return {member: node for node in self.by_id.values() for member in node.members}


def picture(reader: Reader, draft: Draft | State) -> Picture:
    """What the reader sees of a draft, or of a state from anywhere."""
    state = draft if isinstance(draft, State) else draft.state
    seen = graph.nodes(reader, list(state.nodes))
    places = {node.id: _place(state, node) for node in seen}
    nodes = tuple(node for node in seen if not places[node.id].hide)
    ids = [node.id for node in nodes]
    found = tuple(graph.among(reader, nodes)) if nodes else ()
    # Of several links of one kind only some may be of this time: they are asked for, not cut out of all of them.
    timed = bool(nodes and (state.since or state.until))
    of_time = graph.between(reader, ids, since=state.since, until=state.until) if timed else found
    links = tuple(link for link in of_time if drawn(state, link))
    colouring, sizes = coloured(state.look.colour, nodes, links), sized(state.look.size, nodes, links)
    hidden = tuple(node for node in seen if places[node.id].hide)
    return Picture(state, nodes, links, places, hidden, colouring, sizes, found)


def _place(state: State, node: Node) -> Placed:
    """Of several records that are one thing to this reader: where the first of them stands; hidden if all are."""
    placed = [state.nodes[id] for id in (node.id, *node.members) if id in state.nodes]
    return replace(placed[0], hide=all(each.hide for each in placed), pin=any(each.pin for each in placed))


def drawn(state: State, link: Link) -> bool:
    """Whether the chart lets a link of its time through."""
    if (link.source, link.kind, link.target) in state.left_out:
        return False
    return not state.kinds or link.kind in state.kinds


def placed_ids(state: State, picture: Picture, ids: Iterable[str]) -> list[NodeId]:
    """Every id under which the chart holds these: several records may be one thing to this reader."""
    wanted = [node for id in ids if (node := picture.node(id))]
    return [id for node in wanted for id in dict.fromkeys((node.id, *node.members)) if id in state.nodes]
