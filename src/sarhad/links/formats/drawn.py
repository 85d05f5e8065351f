"""A picture as files take it: what its reader sees, with places, notes and groups, and the marking of all that."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from django.utils.translation import gettext as _

from sarhad.access.handling import Use, strictest
from sarhad.collect.export_forms import mark
from sarhad.collect.exports import Stamp
from sarhad.kernel.claim import Grade, Handling
from sarhad.links.charts.picture import Picture
from sarhad.links.charts.state import sparse
from sarhad.links.charts.words import title_of
from sarhad.links.formats.handled import asked
from sarhad.links.formats.plain import Drawn, Remark, Thing, Tie
from sarhad.links.graph.records import Link, Node
from sarhad.web.templatetags.look import lang


def drawn_of(picture: Picture, title: str, stamp: Stamp, *, hidden: bool = False) -> Drawn:
    """The chart for a file; with `hidden`, also what the analyst has taken off sight."""
    nodes = (*picture.nodes, *picture.hidden) if hidden else picture.nodes
    things = [_thing(picture, node) for node in nodes]
    used = {thing.group for thing in things}
    handling = handling_of([*(node.handling for node in nodes), *(link.handling for link in picture.links)])
    return Drawn(
        title=title,
        things=things,
        ties=[_tie(link) for link in picture.links],
        remarks=[Remark(note.text, note.x, note.y) for _id, note in sorted(picture.notes.items())],
        groups={id: group.title or id for id, group in sorted(picture.state.groups.items()) if id in used},
        look=_look(picture, used) if hidden else "",
        marking=mark(handling),
        handling=handling,
        said=(
            " · ".join(stamp),
            *filter(None, (handling.text,)),
            _("Exported from Sarhad. What it shows is what this officer may see."),
        ),
    )


def handling_of(every: Iterable[Handling]) -> Handling:
    found = list(every)
    return strictest(found) if found else Handling()


def _thing(picture: Picture, node: Node) -> Thing:
    placed = picture.places[node.id]
    return Thing(
        key=node.id,
        label=title_of(node),
        kind="" if node.schema else node.label("en"),
        schema=node.schema,
        x=placed.x,
        y=placed.y,
        group=placed.group,
        note=placed.note,
        pinned=placed.pin,
        hidden=placed.hide,
        ours=node.id,
        facts=_about(node.owners, node.grade, node.handling),
    )


def _tie(link: Link) -> Tie:
    return Tie(
        source=link.source,
        target=link.target,
        label=link.label(lang()),
        kind=link.kind,
        directed=link.directed,
        times=link.times,
        strength=link.strength,
        start=link.start,
        stop=link.stop,
        ours=link.entity,
        facts=_about(link.owners, link.grade, link.handling),
    )


def _about(owners: Iterable[str], grade: Grade | None, handling: Handling) -> tuple[tuple[str, str], ...]:
    said = (
        ("Owner", "; ".join(owners)),
        ("Grade", " ".join(grade) if grade else ""),
        ("Handling", mark(handling)),
        ("Conditions", handling.text),
    )
    return tuple((name, value) for name, value in said if value)


def _look(picture: Picture, used: set[str]) -> str:
    """Filters, colours and folded groups. Of what is not drawn, only links that this reader sees and may take out:
    nothing else stops the file because of them."""
    state = picture.state
    free = [link for link in picture.found if not asked(link.asks, Use.EXPORT)]
    seen = {(link.source, link.kind, link.target) for link in free}
    said = {
        "look": sparse(state.look),
        "kinds": list(state.kinds),
        "since": state.since,
        "until": state.until,
        "left_out": sorted(list(key) for key in state.left_out & seen),
        "folded": sorted({group.title or id for id, group in state.groups.items() if group.folded and id in used}),
    }
    return orjson.dumps(
        {name: value for name, value in said.items() if value}, option=orjson.OPT_SORT_KEYS
    ).decode()
