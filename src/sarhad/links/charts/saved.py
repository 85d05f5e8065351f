"""Charts that were saved: contributions like any other, which name what stands on them and say nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from sarhad.access.reader import Reader
from sarhad.entities.lists import by_office, ids_listed, pointing
from sarhad.entities.records import Statement, Summary
from sarhad.entities.sight import Sight, first
from sarhad.kernel.claim import EntityId, FragmentRef, Handling
from sarhad.ledger.derive import is_id
from sarhad.links.charts.picture import Picture
from sarhad.links.charts.state import MOST, Group, LinkKey, Look, Note, Placed, State, sparse, thaw
from sarhad.links.graph.records import is_node_id


@dataclass(frozen=True, slots=True)
class Saved:
    """A chart as one office saved it last, as far as the reader sees it."""

    id: EntityId
    name: str
    summary: str
    operation: Summary | None
    office: str
    held: bool
    stated: str
    handling: Handling
    ref: FragmentRef
    things: int  # that this reader sees
    said: Statement

    @property
    def state(self) -> State:
        return state_of(self.said)


def charts_listed(reader: Reader) -> list[Saved]:
    """Every saved chart that the reader may open, the newest first."""
    sight = Sight(reader)
    return _charts(sight, dict.fromkeys(id for id, _ in ids_listed(sight, "Chart")))


def charts_of(reader: Reader, operation: EntityId) -> list[Saved]:
    """Those that were drawn for an operation."""
    sight = Sight(reader)
    said = pointing(sight, "Chart.operation", [operation])[operation]
    found = _charts(sight, dict.fromkeys(each.entity for each in said))
    return [each for each in found if each.operation and each.operation.id == operation]


def saved_chart(reader: Reader, id: EntityId, by: str = "") -> Saved | None:
    """One chart, of the office `by` or of the first. None: absent or invisible, alike."""
    found = _charts(Sight(reader), [id]) if is_id(id) else []
    return next((each for each in found if each.office == by), found[-1] if found else None)


def _charts(sight: Sight, ids: Iterable[EntityId]) -> list[Saved]:
    """Of each office that states a chart of this id, what it said last."""
    ids = list(ids)
    sight.see(ids)
    said = [own[-1] for id in ids for own in by_office(sight.statements(id), "Chart")]
    found = [_saved(sight, each) for each in sight.shown(said)]
    return sorted(found, key=lambda each: (each.stated, each.id, each.office), reverse=True)


def _saved(sight: Sight, said: Statement) -> Saved:
    values = said.properties
    operations = sight.summaries(id for id in sorted(values.get("operation", ())) if is_id(id))
    shows = [id for id in dict.fromkeys(values.get("shows", ())) if is_id(id)]
    sight.see(shows)
    return Saved(
        id=said.entity,
        name=first(values, "name"),
        summary=first(values, "summary"),
        operation=operations[0] if operations else None,
        office=said.owner,
        held=said.held,
        stated=said.stated,
        handling=said.handling,
        ref=said.ref,
        things=sum(1 for id in shows if sight.statements(id)),
        said=said,
    )


# What a contribution holds


def properties(state: State, seen: Picture) -> dict[str, list[str]]:
    """The arrangement of all that its author sees, as values of a Chart; name and summary are not in it."""
    ids = {id for node in (*seen.nodes, *seen.hidden) for id in (node.id, *node.members)} & state.nodes.keys()
    look = {**sparse(state.look), "kinds": state.kinds, "since": state.since, "until": state.until}
    return {
        "shows": sorted(id for id in ids if is_id(id)),
        "item": sorted(_json(item) for item in _items(state, ids)),
        "look": [_json({name: value for name, value in look.items() if value not in ("", ())})],
    }


def _items(state: State, ids: set[str]) -> Iterator[dict[str, Any]]:
    """Whatever names a thing does so by `id` or `to` and nowhere else: see `entities.arranged`."""
    used = {state.nodes[id].group for id in ids}
    yield from ({"id": id, **sparse(state.nodes[id])} for id in ids)
    yield from ({"group": name, **sparse(each)} for name, each in state.groups.items() if name in used)
    yield from ({"note": name, **sparse(each)} for name, each in state.notes.items())
    yield from ({"id": s, "kind": kind, "to": t} for s, kind, t in state.left_out if {s, t} <= ids)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def state_of(said: Statement) -> State:
    """The arrangement as far as its reader sees it. Others write contributions too: what does not fit is passed
    over."""
    items = [item for each in said.properties.get("item", ()) if (item := _read(each)) is not None]
    looks = [look for each in said.properties.get("look", ()) if (look := _read(each)) is not None]
    look = looks[0] if looks else {}
    placed = {id: thaw(Placed, item) for item in items if is_node_id(id := _text(item, "id")) and "to" not in item}
    bare = {id: Placed() for id in said.properties.get("shows", ()) if is_id(id)}
    nodes = dict(sorted({**bare, **placed}.items())[:MOST])
    return State(
        nodes=nodes,
        groups={name: thaw(Group, item) for item in items if (name := _named(item, "group", "g"))},
        notes={name: thaw(Note, item) for item in items if (name := _named(item, "note", "n"))},
        left_out=frozenset(_links(items, nodes.keys())),
        kinds=tuple(sorted(kind for kind in _texts(look.get("kinds")))),
        since=_text(look, "since"),
        until=_text(look, "until"),
        look=thaw(Look, look),
    )


def _read(text: str) -> dict[str, Any] | None:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _named(item: dict[str, Any], what: str, letter: str) -> str:
    """The name of a group (g1) or note (n1) that an item is; "" of one that is a thing with such a value."""
    name = _text(item, what)
    return name if "id" not in item and name[:1] == letter and name[1:].isdecimal() and len(name) < 8 else ""


def _links(items: Sequence[dict[str, Any]], known: Iterable[str]) -> Iterator[LinkKey]:
    known = set(known)
    for item in items:
        key = (_text(item, "id"), _text(item, "kind"), _text(item, "to"))
        if all(key) and {key[0], key[2]} <= known:
            yield key


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name, "")
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
