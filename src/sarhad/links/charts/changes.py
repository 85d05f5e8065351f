"""What can be done to a chart: each makes the next state from one, without looking at facts.

What a change names and the chart does not hold is passed over: another window of the same officer may have taken
it off. Nothing here raises, except for what a person typed too much of: ValidationError.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.links.charts.state import FAR, MOST, Group, LinkKey, Look, Note, Placed, State
from sarhad.links.graph.records import NodeId

LONGEST = 2000  # characters of a note
APART = 240  # between two charts that become one


class Spot(NamedTuple):
    x: float
    y: float


MIDDLE = Spot(0, 0)


# Things


def add(state: State, spots: Mapping[NodeId, Spot]) -> State:
    """Put these on the chart; what stands there already stays where it is, and is shown again."""
    there = set(state.nodes)
    if len(there | spots.keys()) > MOST:
        raise ValidationError(_("A chart holds at most %(most)d records.") % {"most": MOST})
    new = {id: Placed(*_near(spot)) for id, spot in spots.items() if id not in there}
    shown = show(state, [id for id in spots if id in there])
    return replace(shown, nodes={**shown.nodes, **new})


def remove(state: State, ids: Collection[NodeId]) -> State:
    gone = set(ids)
    kept = {id: placed for id, placed in state.nodes.items() if id not in gone}
    links = frozenset(key for key in state.left_out if not {key[0], key[2]} & gone)
    return _tidy(replace(state, nodes=kept, left_out=links))


def hide(state: State, ids: Iterable[NodeId]) -> State:
    return _placed(state, {id: {"hide": True} for id in ids})


def show(state: State, ids: Iterable[NodeId] = ()) -> State:
    """None named: everything that is hidden, links too."""
    wanted = list(ids)
    if not wanted:
        state = replace(state, left_out=frozenset())
    return _placed(state, {id: {"hide": False} for id in wanted or state.nodes})


def move(state: State, spots: Mapping[NodeId, Spot]) -> State:
    """Of things and of notes."""
    moved = _placed(state, {id: _near(spot)._asdict() for id, spot in spots.items()})
    notes = {
        id: replace(note, **_near(spots[id])._asdict()) if id in spots else note for id, note in state.notes.items()
    }
    return replace(moved, notes=notes)


def pin(state: State, ids: Iterable[NodeId], on: bool = True) -> State:
    return _placed(state, {id: {"pin": on} for id in ids})


def leave_out(state: State, links: Iterable[LinkKey]) -> State:
    """Do not draw these links."""
    kept = {key for key in links if key[0] in state.nodes and key[2] in state.nodes}
    return replace(state, left_out=state.left_out | kept)


# Groups


def group(state: State, ids: Iterable[NodeId], title: str) -> State:
    """Frame these together, out of any group in which they were."""
    wanted = [id for id in ids if id in state.nodes]
    if not wanted:
        return state
    name = _next("g", state.groups)
    framed = _placed(state, {id: {"group": name} for id in wanted})
    return _tidy(replace(framed, groups={**state.groups, name: Group(_short(title))}))


def ungroup(state: State, ids: Iterable[NodeId] = (), groups: Iterable[str] = ()) -> State:
    """Take these out of their groups; take the frames of these groups away."""
    gone = set(groups)
    out = {*ids, *(id for id, placed in state.nodes.items() if placed.group in gone)}
    return _tidy(_placed(state, {id: {"group": ""} for id in out}))


def fold(state: State, groups: Iterable[str], on: bool = True) -> State:
    """Draw a group as one thing, or as its things again."""
    known = {name: replace(state.groups[name], folded=on) for name in groups if name in state.groups}
    return replace(state, groups={**state.groups, **known})


# Words


def note(state: State, text: str, *, on: NodeId = "", id: str = "", at: Spot = MIDDLE) -> State:
    """Write beside a thing, or on the chart; an empty text takes the note away."""
    if on:
        return _placed(state, {on: {"note": _short(text)}})
    if not text.strip():
        return unnote(state, [id])
    name = id if id in state.notes else _next("n", state.notes)
    before = state.notes.get(name, Note("", *_near(at)))
    return replace(state, notes={**state.notes, name: replace(before, text=_short(text))})


def unnote(state: State, ids: Iterable[str]) -> State:
    gone = set(ids)
    return replace(state, notes={id: note for id, note in state.notes.items() if id not in gone})


# Looks


def look(state: State, **values: str | bool) -> State:
    """Fields of `Look`."""
    return replace(state, look=replace(state.look, **values))


def only(state: State, kinds: Iterable[str], since: str = "", until: str = "") -> State:
    """Draw links of these kinds and this time only; none named: all."""
    return replace(state, kinds=tuple(sorted(set(kinds))), since=since, until=until)


def merge(state: State, other: State) -> State:
    """What stands on either. What both hold stands where it stood here; the other's things come to its right."""
    aside = _right_of(state.nodes.values()) - _left_of(other.nodes.values()) + APART if state.nodes else 0
    names = {name: f"g{_number(state.groups) + n}" for n, name in enumerate(sorted(other.groups), 1)}
    new = {
        id: replace(placed, x=placed.x + aside, group=names.get(placed.group, ""))
        for id, placed in other.nodes.items() if id not in state.nodes
    }  # fmt: skip
    if len(state.nodes) + len(new) > MOST:
        raise ValidationError(_("A chart holds at most %(most)d records.") % {"most": MOST})
    kept = {id: _both(placed, other.nodes.get(id)) for id, placed in state.nodes.items()}
    first = _number(state.notes)
    notes = {f"n{first + n}": replace(each, x=each.x + aside) for n, each in enumerate(other.notes.values(), 1)}
    groups = {names[name]: each for name, each in other.groups.items()}
    return _tidy(replace(
        state, nodes={**kept, **new}, groups={**state.groups, **groups}, notes={**state.notes, **notes},
        left_out=state.left_out | other.left_out,
    ))  # fmt: skip


def _both(placed: Placed, other: Placed | None) -> Placed:
    """Both notes; hidden where both hide it."""
    if other is None:
        return placed
    notes = dict.fromkeys(text for text in (placed.note, other.note) if text)
    return replace(placed, note="\n".join(notes)[:LONGEST], hide=placed.hide and other.hide)


def _right_of(placed: Iterable[Placed]) -> float:
    return max((each.x for each in placed), default=0)


def _left_of(placed: Iterable[Placed]) -> float:
    return min((each.x for each in placed), default=0)


# Parts


def _placed(state: State, values: Mapping[NodeId, Mapping[str, object]]) -> State:
    known = {id: replace(state.nodes[id], **each) for id, each in values.items() if id in state.nodes}  # type: ignore[arg-type]
    return replace(state, nodes={**state.nodes, **known}) if known else state


def _tidy(state: State) -> State:
    """Without groups that nothing stands in any more."""
    used = {placed.group for placed in state.nodes.values()}
    return replace(state, groups={name: each for name, each in state.groups.items() if name in used})


def _near(spot: Spot) -> Spot:
    return Spot(*(max(-FAR + 1.0, min(FAR - 1.0, float(each))) for each in spot))


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise ValidationError(_("At most %(most)d characters.") % {"most": LONGEST})
    return text.strip()


def _next(letter: str, taken: Iterable[str]) -> str:
    return f"{letter}{_number(taken) + 1}"


def _number(taken: Iterable[str]) -> int:
    """The highest number among names such as g7."""
    return max((int(name[1:]) for name in taken if name[1:].isdecimal() and len(name) < 8), default=0)


__all__ = [
    "Look", "Spot",
    "add", "fold", "group", "hide", "leave_out", "look", "merge", "move", "note", "only", "pin", "remove", "show",
    "ungroup", "unnote",
]  # fmt: skip
