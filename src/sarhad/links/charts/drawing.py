"""A chart as SVG: in the page, where it works without a script, and on its own for files and paper.

In a page colours are the style sheet's custom properties and each thing is a link that selects it; on its own the
picture carries light colours and its icons with it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

import sarhad.web
from sarhad.links.charts.lines import Mark, cut, lines
from sarhad.links.charts.picture import Picture
from sarhad.links.charts.state import Placed
from sarhad.links.charts.words import icon_of, title_of
from sarhad.links.graph.records import Node, NodeId

WIDE, HIGH, EDGE = 760, 470, 60  # of the smallest picture, and its margin, in pixels
RADIUS, STEP = 17, 4  # of a thing, and for each class of size


class Box(NamedTuple):
    left: float
    top: float
    wide: float
    high: float


def drawing(picture: Picture, *, selected: Iterable[str] = (), alone: bool = False, at: str = "") -> SafeString:
    """Args:
    selected: ids of what is marked.
    alone: a file of its own, not a part of a page.
    at: address of the page whose `?e=` selects a thing; none: nothing is a link.
    """
    drawn, chosen = _marks(picture), {node.id for id in selected if (node := picture.node(id))}
    box, style = bounds(picture, drawn.values()), _style(picture)
    parts = [
        *(_frame(picture, name) for name, group in picture.groups.items() if not group.folded),
        *lines(picture, drawn),
        *(_thing(mark, mark.id in chosen, at) for mark in dict.fromkeys(drawn.values())),
        *(_note(note.text, note.x, note.y) for note in picture.notes.values()),
    ]
    view = f'viewBox="{box.left:.0f} {box.top:.0f} {box.wide:.0f} {box.high:.0f}"'
    if not alone:
        return mark_safe(f'<svg class="canvas plot" {view} {style}>{"".join(parts)}</svg>')  # noqa: S308  every text is escaped
    return mark_safe(_standing(f"{view} {style}", box, "".join(parts)))  # noqa: S308


def _style(picture: Picture) -> str:
    return 'role="group" aria-labelledby="cap"' if picture.nodes else 'aria-hidden="true"'


def bounds(picture: Picture, drawn: Iterable[Mark]) -> Box:
    """What holds everything, not smaller than a screen's part and not slimmer."""
    xs = [*(mark.x for mark in drawn)]
    ys = [*(mark.y for mark in drawn)]
    for note in picture.notes.values():
        xs, ys = [*xs, note.x, note.x + 180], [*ys, note.y, note.y + 60]
    left, top = min(xs, default=0) - EDGE * 1.3, min(ys, default=0) - EDGE
    wide, high = max(xs, default=0) + EDGE * 1.3 - left, max(ys, default=0) + EDGE - top
    more = max(WIDE, wide, high * WIDE / HIGH)
    tall = max(HIGH, high, more * HIGH / WIDE)
    return Box(left - (more - wide) / 2, top - (tall - high) / 2, more, tall)


# Things


def _marks(picture: Picture) -> dict[NodeId, Mark]:
    """What is drawn for each thing: itself, or the folded group that it stands in."""
    found, inside = {}, defaultdict(list)
    for node in picture.nodes:
        placed = picture.places[node.id]
        if placed.group in picture.groups and picture.groups[placed.group].folded:
            inside[placed.group].append(node)
        else:
            found[node.id] = _mark(picture, node, placed)
    for name, nodes in inside.items():
        spots = [picture.places[node.id] for node in nodes]
        x, y = sum(each.x for each in spots) / len(spots), sum(each.y for each in spots) / len(spots)
        title = f"{picture.groups[name].title or name} ({len(nodes)})"
        folded = Mark(name, x, y, RADIUS + 8, "chart", cut(title), "", "", 0, False)
        found.update(dict.fromkeys((node.id for node in nodes), folded))
    return found


def _mark(picture: Picture, node: Node, placed: Placed) -> Mark:
    tone = picture.colouring.tones.get(node.id, 0)
    radius = RADIUS + STEP * picture.sizes.get(node.id, 0)
    sub = (
        next((each.label for each in picture.legend if each.tone == tone), "") if picture.state.look.colour else ""
    )
    return Mark(
        node.id, placed.x, placed.y, radius, icon_of(node), cut(title_of(node)), sub, placed.note, tone, placed.pin
    )


def _thing(mark: Mark, chosen: bool, at: str) -> str:
    edge = f"var(--c{mark.tone})" if mark.tone else "var(--act)"
    fill, ink = ("var(--act)", "var(--on-act)") if chosen else ("var(--sheet)", "var(--ink)")
    below = mark.radius + 15
    texts = [_text(mark.label, below, ' font-weight="650"' if chosen else "")]
    texts += [_text(text, below + 14 * n, ' font-size="10" fill="var(--soft)"', paint="")
              for n, text in enumerate(filter(None, (mark.sub, cut(mark.note, 40))), 1)]  # fmt: skip
    pin = (
        f'<circle cx="{mark.radius * 0.75:.0f}" cy="{-mark.radius * 0.75:.0f}" r="4" fill="var(--ink)"/>'
        if mark.pin
        else ""
    )
    drawn = (
        f'<g transform="translate({mark.x:.0f} {mark.y:.0f})"><circle r="{mark.radius}" fill="{fill}"'
        f' stroke="{edge}" stroke-width="{3 if mark.tone or chosen else 2}"/><g color="{ink}">'
        f'<use class="i" href="icons#{mark.icon}" x="-10" y="-10"'
        ' width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.7"'
        f' stroke-linecap="round" stroke-linejoin="round"/></g>{pin}{"".join(texts)}</g>'
    ).replace("icons#", f"{static('web/icons.svg')}#")
    return f'<a href="{at}?e={quote(mark.id)}">{drawn}</a>' if at else drawn


def _text(text: str, y: float, more: str, paint: str = ' fill="var(--ink)"') -> str:
    return (
        f'<text y="{y:.0f}" text-anchor="middle"{paint} stroke="var(--well)" stroke-width="3" paint-order="stroke"'
        f"{more}>{escape(text)}</text>"
    )


# Frames and notes


def _frame(picture: Picture, name: str) -> str:
    inside = [picture.places[node.id] for node in picture.nodes if picture.places[node.id].group == name]
    left, top = min(each.x for each in inside) - 52, min(each.y for each in inside) - 46
    wide, high = max(each.x for each in inside) + 52 - left, max(each.y for each in inside) + 52 - top
    return (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{high:.0f}" rx="8"'
        ' fill="none" stroke="var(--edge)" stroke-dasharray="2 4"/>'
        f'<text x="{left + 8:.0f}" y="{top + 15:.0f}" font-weight="600"'
        f' fill="var(--soft)">{escape(cut(picture.groups[name].title, 40))}</text>'
    )


def _note(text: str, x: float, y: float) -> str:
    lines = [cut(line, 34) for line in text.splitlines()[:6]]
    wide = max(60, 7 * max(map(len, lines), default=0) + 16)
    rows = "".join(f'<text x="{x + 8:.0f}" y="{y + 18 + 15 * n:.0f}" fill="var(--ink)">{escape(line)}</text>'
                   for n, line in enumerate(lines))  # fmt: skip
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{wide}" height="{12 + 15 * len(lines)}" rx="3" fill="var(--warn-bg)"'
        f' stroke="var(--warn)"/>{rows}'
    )


# On its own

LIGHT = {
    "ink": "#13252b", "soft": "#4c5f66", "sheet": "#ffffff", "well": "#ffffff", "edge": "#74878d", "act": "#0a606c",
    "on-act": "#ffffff", "warn": "#7d4a00", "warn-bg": "#fcf0d9", "c0": "#646b70", "c1": "#632419", "c2": "#2151b0",
    "c3": "#3c9f53", "c4": "#133f45", "c5": "#ca6aa2", "c6": "#895719",
}  # fmt: skip
"""The style sheet's light colours on white paper."""


def _standing(style: str, box: Box, parts: str) -> str:
    sprite = static("web/icons.svg")
    used = sorted(set(re.findall(re.escape(sprite) + r"#([a-z]+)", parts)))
    symbols = "".join(_symbols().get(name, "") for name in used)
    drawn = re.sub(r"var\(--([a-z0-9-]+)\)", lambda found: LIGHT[found[1]], parts).replace(f"{sprite}#", "#")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {style} width="{box.wide:.0f}" height="{box.high:.0f}"'
        f' font-family="Noto Sans, Segoe UI, sans-serif" font-size="12"'
        f' fill="{LIGHT["soft"]}"><defs>{symbols}</defs>'
        f'<rect x="{box.left:.0f}" y="{box.top:.0f}" width="{box.wide:.0f}" height="{box.high:.0f}"'
        f' fill="#ffffff"/>{drawn}</svg>'
    )


@cache
def _symbols() -> dict[str, str]:
    """The sprite's symbols by name."""
    text = (Path(sarhad.web.__file__).parent / "static/web/icons.svg").read_text("utf-8")
    return {name: whole for whole, name in re.findall(r'(<symbol id="([a-z]+)".*?</symbol>)', text)}
