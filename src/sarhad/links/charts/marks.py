"""What the script that paints a chart gets: places, words and classes, as JSON. The tables say the same."""

from __future__ import annotations

from typing import Any

from sarhad.kernel.claim import Grade
from sarhad.links.charts.drafts import Draft
from sarhad.links.charts.picture import Picture
from sarhad.links.charts.words import icon_of, title_of
from sarhad.links.graph.records import Link, Node
from sarhad.web.templatetags.look import lang

WIDTHS = (2, 5, 20)  # times from which a line is drawn wider


def data(draft: Draft, picture: Picture) -> dict[str, Any]:
    """What is drawn, and what can be done to it."""
    return {**drawn(picture), **brief(draft)}


def drawn(picture: Picture) -> dict[str, Any]:
    """Ids of nodes are what a change names; `s` and `t` of links are such ids. `tone` is a class of the style
    sheet's colours `--c0` to `--c6`, `size` 0 to 3, `width` 1 to 4."""
    return {
        "nodes": [_node(picture, node, hide=False) for node in picture.nodes]
        + [_node(picture, node, hide=True) for node in picture.hidden],
        "links": [_link(link) for link in picture.links],
        "groups": [{"id": id, "title": each.title, "folded": each.folded} for id, each in picture.groups.items()],
        "notes": [{"id": id, "text": each.text, "x": each.x, "y": each.y} for id, each in picture.notes.items()],
        "legend": [{"tone": each.tone, "label": each.label} for each in picture.legend],
        "look": {"labels": picture.state.look.labels, "layout": picture.state.look.layout},
    }


def brief(draft: Draft) -> dict[str, Any]:
    """What has changed for the tools after a change whose effect the script has drawn itself."""
    return {"undo": draft.undo, "redo": draft.redo, "version": draft.version}


def _node(picture: Picture, node: Node, hide: bool) -> dict[str, Any]:
    placed = picture.places[node.id]
    return _said({
        "id": node.id, "x": placed.x, "y": placed.y, "icon": icon_of(node), "label": title_of(node),
        "sub": node.label(lang()), "schema": node.schema, "pin": placed.pin, "hide": hide, "group": placed.group,
        "note": placed.note, "owner": ", ".join(node.owners), "grade": _code(node.grade),
        "handling": f"H{node.handling.level}", "tone": picture.colouring.tones.get(node.id, 0),
        "size": picture.sizes.get(node.id, 0),
    })  # fmt: skip


def _link(link: Link) -> dict[str, Any]:
    return _said({
        "s": link.source, "t": link.target, "kind": link.kind, "label": link.label(lang()), "times": link.times,
        "directed": link.directed, "dash": dashed(link), "width": width(link), "first": link.start,
        "last": link.stop, "owner": ", ".join(link.owners), "grade": _code(link.grade),
        "handling": f"H{link.handling.level}",
    })  # fmt: skip


def _said(mark: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: there are thousands of them."""
    return {name: value for name, value in mark.items() if value != "" and value is not False}


def dashed(link: Link) -> bool:
    """Not confirmed, or from a source that every scheme calls unreliable or unknown: D or lower."""
    doubtful = link.grade is not None and link.grade.code[:1].upper() >= "D"
    return doubtful or link.strength in ("unconfirmed", "tentative")


def width(link: Link) -> int:
    """1 to 4: the more often, the wider."""
    return 1 + sum(link.times >= least for least in WIDTHS)


def _code(grade: Grade | None) -> str:
    return grade.code if grade else ""
