"""What a chart is besides facts: which things stand on it and where, how they are grouped, what was noted.

Nothing here says anything about the world: ids, places and the analyst's own words. A state is never changed;
`changes` makes the next one from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

import orjson

from sarhad.links.graph.records import NodeId

MOST = 10_000
"""Things on one chart; beyond that nobody reads a picture."""
FAR = 1_000_000
"""Pixels from the middle that nothing is placed beyond."""

T = TypeVar("T", "Placed", "Group", "Note", "Look")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one thing stands, in pixels of a drawing that is not scaled, and what was noted beside it."""

    x: float = 0
    y: float = 0
    pin: bool = False  # layouts leave it where it is
    hide: bool = False
    group: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A text that stands on the chart by itself."""

    text: str = ""
    x: float = 0
    y: float = 0


@dataclass(frozen=True, slots=True)
class Look:
    layout: str = "force"  # one of layouts.LAYOUTS, the last that was asked for
    colour: str = ""  # one of colours.COLOURS
    size: str = ""  # one of colours.SIZES
    labels: bool = True  # of links


LinkKey = tuple[NodeId, str, NodeId]
"""A link on a chart: source, kind, target."""


@dataclass(frozen=True, slots=True)
class State:
    nodes: Mapping[NodeId, Placed] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    left_out: frozenset[LinkKey] = frozenset()  # links that are not drawn
    kinds: tuple[str, ...] = ()  # only links of these kinds are drawn; none: all
    since: str = ""  # only links that lasted into this time: ISO 8601 at its own precision
    until: str = ""
    look: Look = Look()


def dump(state: State) -> str:
    """As JSON; the same state gives the same bytes. What has its default value is left out."""
    plain = {
        "nodes": {id: sparse(placed) for id, placed in state.nodes.items()},
        "groups": {id: sparse(group) for id, group in state.groups.items()},
        "notes": {id: sparse(note) for id, note in state.notes.items()},
        "left_out": sorted(map(list, state.left_out)),
        "kinds": state.kinds,
        "since": state.since,
        "until": state.until,
        "look": sparse(state.look),
    }
    return orjson.dumps(
        {name: value for name, value in plain.items() if value}, option=orjson.OPT_SORT_KEYS
    ).decode()


def load(data: str) -> State:
    """What `dump` wrote. What this version does not know is passed over."""
    plain = orjson.loads(data)
    return State(
        nodes={id: thaw(Placed, each) for id, each in plain.get("nodes", {}).items()},
        groups={id: thaw(Group, each) for id, each in plain.get("groups", {}).items()},
        notes={id: thaw(Note, each) for id, each in plain.get("notes", {}).items()},
        left_out=frozenset((s, kind, t) for s, kind, t in plain.get("left_out", ())),
        kinds=tuple(plain.get("kinds", ())),
        since=plain.get("since", ""),
        until=plain.get("until", ""),
        look=thaw(Look, plain.get("look", {})),
    )


def sparse(thing: Any) -> dict[str, Any]:
    """A record's values without those that it has anyway; coordinates in whole pixels."""
    usual = {each.name: each.default for each in fields(thing)}
    found = {name: round(value) if isinstance(value, float) else value for name, value in asdict(thing).items()}
    return {name: value for name, value in found.items() if value != usual[name]}


def thaw(kind: type[T], values: Mapping[str, Any]) -> T:
    """The other way round. A value of another type than the record's is passed over: contributions bring these."""
    found = {each.name: values[each.name] for each in fields(kind) if _fits(each.type, values.get(each.name))}
    return kind(**found)


def _fits(wanted: Any, value: Any) -> bool:
    if wanted == "float":
        return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < FAR
    return isinstance(value, bool if wanted == "bool" else str)
