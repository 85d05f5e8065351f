"""What a form or the script asks to do to a chart, turned into a change of its state.

Fields of the form: `do` names the deed; `e` things (several); `group`, `note`, `link` what else is meant; `at`
places as “x y id”; the rest belongs to one deed each. A link is “source kind target”, ends percent-encoded.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.kernel import dates
from sarhad.links.charts import changes
from sarhad.links.charts.changes import Spot
from sarhad.links.charts.colours import COLOURS, SIZES
from sarhad.links.charts.drafts import Draft
from sarhad.links.charts.layouts import LAYOUTS
from sarhad.links.charts.picture import Picture, picture
from sarhad.links.charts.placing import added, everywhere, laid_out, named
from sarhad.links.charts.state import LinkKey, State
from sarhad.links.graph import queries as graph
from sarhad.links.graph.records import Link, Node, NodeId

AT_ONCE = 200  # things that one expansion brings


class Done(NamedTuple):
    """The change, and what to tell: empty where one sees it anyway."""

    change: Callable[[State], State]
    said: str = ""


@dataclass(frozen=True)
class Asked:
    reader: Reader
    draft: Draft
    given: QueryDict

    @cached_property
    def picture(self) -> Picture:
        return picture(self.reader, self.draft)

    @cached_property
    def things(self) -> list[Node]:
        """Those that are meant, as far as the reader sees them."""
        return named(self.reader, self.given.getlist("e"))

    @cached_property
    def ids(self) -> list[NodeId]:
        """Their ids as the chart holds them."""
        held = self.draft.state.nodes
        return [id for node in self.things for id in dict.fromkeys((node.id, *node.members)) if id in held]

    def text(self, name: str) -> str:
        return self.given.get(name, "").strip()

    def date(self, name: str) -> str:
        """As ISO 8601. Raises ValidationError."""
        try:
            return dates.parse(self.text(name), "dmy").iso if self.text(name) else ""
        except dates.DateError as error:
            raise ValidationError(_(dates.MESSAGES[error.key]) % error.values) from error


def deed(asked: Asked) -> Done:
    """Raises ValidationError for a deed that is none, or that lacks what it needs."""
    known = DEEDS.get(asked.text("do"))
    if known is None:
        raise ValidationError(_("Choose what to do with the chart."))
    return known(asked)


def _ids_needed(asked: Asked) -> list[NodeId]:
    if not asked.ids:
        raise ValidationError(_("Choose a record on the chart or in the table first."))
    return asked.ids


# What comes onto the chart


def _add(asked: Asked) -> Done:
    new = [node.id for node in asked.things]
    if not new:
        raise ValidationError(_("Choose at least one record to put on the chart."))
    links = graph.between(asked.reader, [*(node.id for node in asked.picture.nodes), *new])
    return _come(asked, asked.things, links)


def _expand(asked: Asked) -> Done:
    _ids_needed(asked)
    kinds, since, until = asked.given.getlist("kind"), asked.date("since"), asked.date("until")
    ids = [node.id for node in asked.things]
    found = graph.expand(asked.reader, ids, kinds=kinds, since=since, until=until, limit=AT_ONCE)
    audit.record(asked.reader, "expand-chart", " ".join(node.id for node in found.nodes))
    done = _come(asked, found.nodes, found.links)
    said = [done.said] if done.said else [_("Nothing more is released to you there.")]
    if found.more:
        said.append(_("There is more: choose kinds or dates to see the rest."))
    return Done(done.change, " ".join(said))


def _come(asked: Asked, nodes: Sequence[Node], links: Sequence[Link]) -> Done:
    spots = added(asked.picture, nodes, links)
    again = [id for node in nodes for id in (node.id, *node.members) if id in asked.draft.state.nodes]
    said = ngettext("%(n)d record came onto the chart.", "%(n)d records came onto the chart.", len(spots))
    return Done(
        lambda state: changes.show(changes.add(state, spots), again) if again else changes.add(state, spots),
        said % {"n": len(spots)} if spots else "",
    )


# What becomes of what stands there


def _move(asked: Asked) -> Done:
    spots = dict(filter(None, map(_spot, asked.given.getlist("at"))))
    of = {id: node for node in named(asked.reader, spots) for id in (node.id, *node.members)}
    held = asked.draft.state
    found = {
        id: spot for name, spot in spots.items()
        for id in ((of[name].id, *of[name].members) if name in of else (name,))
        if id in held.notes or (name in of and id in held.nodes)
    }  # fmt: skip
    return Done(lambda state: changes.move(state, found))


def _spot(text: str) -> tuple[str, Spot] | None:
    """“x y id”; None for what is none."""
    try:
        x, y, id = text.split(" ", 2)
        spot = Spot(float(x), float(y))
    except ValueError:
        return None
    return (id, spot) if all(map(math.isfinite, spot)) else None


def _remove(asked: Asked) -> Done:
    ids = _ids_needed(asked)
    return Done(lambda state: changes.remove(state, ids))


def _hide(asked: Asked) -> Done:
    links = _links(asked)
    if links:
        return Done(lambda state: changes.leave_out(state, links))
    ids = _ids_needed(asked)
    return Done(lambda state: changes.hide(state, ids))


def _links(asked: Asked) -> list[LinkKey]:
    keys = [tuple(text.split(" ")) for text in asked.given.getlist("link")]
    return [(unquote(key[0]), key[1], unquote(key[2])) for key in keys if len(key) == 3]


def _show(asked: Asked) -> Done:
    return Done(lambda state: changes.show(state, asked.ids))


def _pin(on: bool) -> Callable[[Asked], Done]:
    def pin(asked: Asked) -> Done:
        ids = _ids_needed(asked)
        return Done(lambda state: changes.pin(state, ids, on))

    return pin


def _group(asked: Asked) -> Done:
    ids = _ids_needed(asked)
    title = asked.text("title") or _("Group of %(n)d") % {"n": len(asked.things)}
    return Done(lambda state: changes.group(state, ids, title))


def _ungroup(asked: Asked) -> Done:
    return Done(lambda state: changes.ungroup(state, asked.ids, asked.given.getlist("group")))


def _fold(on: bool) -> Callable[[Asked], Done]:
    return lambda asked: Done(lambda state: changes.fold(state, asked.given.getlist("group"), on))


def _note(asked: Asked) -> Done:
    text, id = asked.text("text"), asked.text("note")
    if asked.ids:
        return Done(lambda state: changes.note(state, text, on=asked.ids[0]))
    if not (text or id):
        raise ValidationError(_("Write what the note is to say."))
    at = _spot(asked.text("at") + " -") or ("", _beside(asked.picture))
    return Done(lambda state: changes.note(state, text, id=id, at=at[1]))


def _beside(seen: Picture) -> Spot:
    """Above everything, to the left."""
    every = [*seen.places.values(), *seen.notes.values()]
    return Spot(min((each.x for each in every), default=0), min((each.y for each in every), default=0) - 110)


# How it is drawn


def _layout(asked: Asked) -> Done:
    how = asked.text("how")
    if how not in LAYOUTS:
        raise ValidationError(_("Choose a layout: force, tree or time."))
    spots = everywhere(asked.draft.state, asked.picture, laid_out(asked.reader, asked.picture, how))
    return Done(lambda state: changes.look(changes.move(state, spots), layout=how))


def _look(asked: Asked) -> Done:
    colour, size = asked.text("colour"), asked.text("size")
    values = {
        "colour": colour if colour in COLOURS else "", "size": size if size in SIZES else "",
        "labels": bool(asked.text("labels")),
    }  # fmt: skip
    return Done(lambda state: changes.look(state, **values))


def _filter(asked: Asked) -> Done:
    kinds, since, until = asked.given.getlist("kind"), asked.date("since"), asked.date("until")
    if since and until and until[: len(since)] < since[: len(until)]:
        raise ValidationError(_("The end lies before the beginning."))
    return Done(lambda state: changes.only(state, kinds, since, until))


DEEDS: dict[str, Callable[[Asked], Done]] = {
    "add": _add, "expand": _expand, "remove": _remove, "hide": _hide, "show": _show, "move": _move,
    "pin": _pin(True), "unpin": _pin(False), "group": _group, "ungroup": _ungroup, "fold": _fold(True),
    "unfold": _fold(False), "note": _note, "layout": _layout, "look": _look, "filter": _filter,
}  # fmt: skip
