"""The association matrix of the ANACAPA school: who is linked to whom, confirmed or suspected, and to how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sarhad.kernel.names import display_key
from sarhad.links.charts.marks import WIDTHS, dashed
from sarhad.links.charts.words import title_of
from sarhad.links.graph.records import Link, Node, NodeId
from sarhad.links.measures.measuring import Measures

MOST = 40  # things in one matrix: more is neither read nor printed


@dataclass(frozen=True, slots=True)
class Cell:
    """What links two things; `times`, all their links together."""

    confirmed: bool
    times: int

    @property
    def shade(self) -> int:
        """1 to 4: the more often, the darker."""
        return shade(self.times)


@dataclass(frozen=True, slots=True)
class Row:
    number: int  # from 1, as its column is called
    node: Node
    title: str
    cells: tuple[Cell | None, ...]  # one for each thing, in the same order; None where nothing links them
    links: int  # to how many it is linked, beyond the matrix too

    @property
    def before(self) -> tuple[Cell | None, ...]:
        """Left of the diagonal."""
        return self.cells[: self.number - 1]

    @property
    def after(self) -> tuple[Cell | None, ...]:
        return self.cells[self.number :]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows by community, the largest first, those with most links first in each."""

    groups: tuple[tuple[Row, ...], ...]
    count: int  # things on the chart

    @property
    def rows(self) -> list[Row]:
        return [row for some in self.groups for row in some]


def matrix(nodes: Sequence[Node], links: Sequence[Link], measures: Measures, most: int = MOST) -> Matrix:
    """Of the things with most links, if there are more than `most`."""
    of = measures.of
    kept = sorted(nodes, key=lambda node: (-of[node.id].degree, -of[node.id].between, node.id))[:most]
    ordered = sorted(kept, key=lambda node: _place(node, measures))
    cells = _cells(links)
    rows = [_row(number, node, ordered, cells, of[node.id].degree) for number, node in enumerate(ordered, 1)]
    groups = groupby(rows, key=lambda row: of[row.node.id].group)
    return Matrix(tuple(tuple(some) for _group, some in groups), len(nodes))


def shade(times: int) -> int:
    return 1 + sum(times >= least for least in WIDTHS)


def _place(node: Node, measures: Measures) -> tuple[int, int, str, NodeId]:
    """What is in no community comes last."""
    one = measures.of[node.id]
    return (one.group or len(measures.groups) + 1, -one.degree, display_key(title_of(node)), node.id)


def _cells(links: Sequence[Link]) -> dict[tuple[NodeId, NodeId], Cell]:
    found: dict[tuple[NodeId, NodeId], Cell] = {}
    for link in links:
        for pair in {(link.source, link.target), (link.target, link.source)}:
            before = found.get(pair, Cell(False, 0))
            found[pair] = Cell(before.confirmed or not dashed(link), before.times + link.times)
    return found


def _row(
    number: int, node: Node, ordered: Sequence[Node], cells: dict[tuple[NodeId, NodeId], Cell], links: int
) -> Row:
    return Row(number, node, title_of(node), tuple(cells.get((node.id, other.id)) for other in ordered), links)
