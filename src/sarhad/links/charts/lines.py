"""The lines of a drawing: as wide as often, dashed where doubtful, with a head where direction matters."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.html import escape

from sarhad.links.charts import marks
from sarhad.links.charts.changes import Spot
from sarhad.links.charts.picture import Picture
from sarhad.links.graph.records import Link, NodeId
from sarhad.web.templatetags.look import lang

LETTERS = 24  # of a label
LABELLED = 150  # links; more labels than that hide the picture
LETTER = 6.2  # pixels of one in a word on a link
BOW = 26  # between links of several kinds between the same two


class Mark(NamedTuple):
    """What is drawn as one: a thing, or a folded group."""

    id: str
    x: float
    y: float
    radius: float
    icon: str
    label: str
    sub: str
    note: str
    tone: int
    pin: bool


def lines(picture: Picture, drawn: Mapping[NodeId, Mark]) -> Iterable[str]:
    between: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in picture.links:
        one, other = sorted((drawn[link.source].id, drawn[link.target].id))
        if one != other:
            between[one, other].append(link)
    worded = picture.state.look.labels and len(picture.links) <= LABELLED
    for links in between.values():
        for n, link in enumerate(links):
            bow = (n - (len(links) - 1) / 2) * BOW * (1 if link.source < link.target else -1)
            yield _line(link, drawn[link.source], drawn[link.target], bow, worded)


def _line(link: Link, one: Mark, other: Mark, bow: float, worded: bool) -> str:
    far = math.hypot(other.x - one.x, other.y - one.y) or 1
    across = Spot(-(other.y - one.y) / far, (other.x - one.x) / far)
    middle = Spot((one.x + other.x) / 2 + across.x * bow, (one.y + other.y) / 2 + across.y * bow)
    bend = Spot(2 * middle.x - (one.x + other.x) / 2, 2 * middle.y - (one.y + other.y) / 2)
    dash = ' stroke-dasharray="5 4"' if marks.dashed(link) else ""
    way = f"M{one.x:.0f} {one.y:.0f}Q{bend.x:.0f} {bend.y:.0f} {other.x:.0f} {other.y:.0f}" if bow else (
        f"M{one.x:.0f} {one.y:.0f}L{other.x:.0f} {other.y:.0f}"
    )  # fmt: skip
    wide = 0.8 + 0.7 * marks.width(link)
    line = f'<path d="{way}" fill="none" stroke="var(--edge)" stroke-width="{wide:.1f}"{dash}/>'
    arrow = _arrow(bend if bow else one, other) if link.directed else ""
    text = link.label(lang()) + (f" ×{link.times}" if link.times > 1 else "")
    word = (
        f'<text x="{middle.x:.0f}" y="{middle.y - 4:.0f}" text-anchor="middle" font-size="11" stroke="var(--well)"'
        f' stroke-width="4" paint-order="stroke">{escape(cut(text))}</text>'
    )
    room = far - one.radius - other.radius > LETTER * len(cut(text))  # else it would hide what it joins
    return line + arrow + (word if worded and room else "")


def _arrow(start: Spot | Mark, end: Mark) -> str:
    """A head where the line meets the rim of the thing that it points to."""
    far = math.hypot(end.x - start.x, end.y - start.y) or 1
    dx, dy = (end.x - start.x) / far, (end.y - start.y) / far
    tip = Spot(end.x - dx * (end.radius + 2), end.y - dy * (end.radius + 2))
    back = Spot(tip.x - dx * 9, tip.y - dy * 9)
    left, right = Spot(back.x - dy * 4, back.y + dx * 4), Spot(back.x + dy * 4, back.y - dx * 4)
    way = "L".join(f"{spot.x:.1f} {spot.y:.1f}" for spot in (tip, left, right))
    return f'<path d="M{way}Z" fill="var(--edge)"/>'


def cut(text: str, most: int = LETTERS) -> str:
    first = " ".join(text.split())
    return first if len(first) <= most else first[: most - 1].rstrip() + "…"
