"""Signing a chart that came in: statements about what is new, and a draft with everything in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

import orjson

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities.actions import Draft, contribute
from sarhad.entities.signing import must
from sarhad.kernel import model
from sarhad.kernel.claim import Grade, Scope
from sarhad.kernel.specs import Spec
from sarhad.ledger.node import writer
from sarhad.links.charts import drafts
from sarhad.links.charts.changes import Spot
from sarhad.links.charts.layouts import ROOM, STEP, force
from sarhad.links.charts.state import Group, Look, Note, Placed, State, thaw
from sarhad.links.formats.anx_words import NAMED_BY
from sarhad.links.formats.columns import THING_NAMES
from sarhad.links.formats.networks import FACTS
from sarhad.links.formats.plain import Drawn, Thing, Tie
from sarhad.links.formats.planning import NewThing, NewTie, Plan
from sarhad.links.graph.records import NodeId

OURS = re.compile("g[1-9][0-9]{0,5}")  # a group's name, as charts have it
AT_ONCE = 1_000  # items of one entry
NOTED = 300  # ids that one line of the audit holds
WORDS = ("notes", "description", "summary")  # where what has no property of its own is written down


@dataclass(frozen=True, slots=True)
class Stated:
    """Under what the new statements are made."""

    scope: Scope
    source: str
    grade: Grade | None = None


def sign(reader: Reader, plan: Plan, title: str, stated: Stated) -> tuple[int, list[str]]:
    """State what is new and begin a chart with all of it: (number of the draft, ids of the entries).

    Raises:
        PermissionDenied: the reader's roles do not let it contribute or draw.
        ValidationError: a scope that does not fit, or too many charts open; nothing is signed then.
    """
    must(reader, Does.READ)
    entries = []
    with writer():
        number = drafts.begin(reader, title, state_of(plan))
        audit.record(reader, "begin-chart", " ".join(sorted(plan.ids.values())[:NOTED]))
        items = iter([*(_thing(each, stated) for each in plan.things), *(_tie(each, stated) for each in plan.ties)])
        while chunk := list(islice(items, AT_ONCE)):
            entries.append(contribute(reader, chunk, stated.scope).id)
    return number, entries


# Statements


def _thing(new: NewThing, stated: Stated) -> Draft:
    thing = new.thing
    spec = model.schema(new.schema)
    known = spec.properties if spec else {}
    label = thing.ours.partition(":")[2] if ":" in thing.ours else thing.label or thing.key
    name = next(each for each in (NAMED_BY.get(new.schema, "name"), "name", "summary") if each in known)
    found: dict[str, list[str]] = {name: [label]}
    words = [thing.note] if thing.note and not thing.ours else []
    for said, text in thing.facts:
        fits = said if said in FACTS else _fact(said)
        if fits in known:
            found.setdefault(fits, []).append(text)
        else:
            words.append(f"{said}: {text}")
    _write_down(found, known, words)
    return _draft(new.schema, found, new.entity, stated)


def _tie(new: NewTie, stated: Stated) -> Draft:
    tie, spec = new.tie, model.schema(new.schema)
    known = spec.properties if spec else {}
    source, target = spec.edge if spec and spec.edge else ("subject", "object")
    found: dict[str, list[str]] = {source: [new.source], target: [new.target]}
    words = [f"{name}: {text}" if name != "Description" else text for name, text in tie.facts]
    label = _words(tie, spec)
    for name in ("role", "relationship"):
        if label and name in known:
            found[name], label = [label], ""
    _put(found, known, words, "strength", tie.strength)
    _put(found, known, words, "times", str(tie.times) if tie.times != 1 else "")
    if tie.stop:
        _put(found, known, words, "startDate", tie.start)
        _put(found, known, words, "endDate", tie.stop)
    else:
        _put(found, known, words, "date", tie.start)
    _write_down(found, known, [*([label] if label else []), *words])
    return _draft(new.schema, found, new.entity, stated)


def _words(tie: Tie, spec: Spec | None) -> str:
    """What the file says that the link is, unless that is what its schema says anyway."""
    label = tie.label or (tie.kind if tie.kind != "Link" else "")
    usual = {spec.name, spec.label("en"), spec.label("ru")} if spec else set()
    return "" if label in usual else label


def _put(found: dict[str, list[str]], known: Mapping[str, Any], words: list[str], name: str, text: str) -> None:
    """As the property, or in words where the schema has none."""
    if text and name in known:
        found[name] = [text]
    elif text:
        words.append(f"{name}: {text}")


def _write_down(found: dict[str, list[str]], known: Mapping[str, Any], words: Sequence[str]) -> None:
    place = next((name for name in WORDS if name in known), "")
    if words and place:
        found.setdefault(place, []).append("\n".join(words))


def _fact(name: str) -> str:
    """The property that a name of another program means."""
    text = name.strip().lower()
    return next((role for role, words in THING_NAMES if role in FACTS and re.fullmatch(words, text)), "")


def _draft(schema: str, properties: dict[str, list[str]], entity: str, stated: Stated) -> Draft:
    return Draft(
        schema=schema, properties=properties, entity=entity, grade=stated.grade, source=stated.source,
        date_order="dmy",
    )  # fmt: skip


# The chart


def state_of(plan: Plan) -> State:
    """Everything of the plan in its place; where the file has none, as springs find it."""
    drawn = plan.drawn
    things = {plan.ids[thing.key]: thing for thing in reversed(drawn.things) if thing.key in plan.ids}
    spots, names = _spots(plan, things), _names(drawn)
    folded = {title for title in _list(_look(drawn), "folded") if isinstance(title, str)}
    return State(
        nodes={id: _placed(thing, spots[id], names) for id, thing in sorted(things.items())},
        groups={names[key]: Group(title, title in folded) for key, title in drawn.groups.items()},
        notes={f"n{number}": Note(each.text, each.x, each.y) for number, each in enumerate(drawn.remarks, 1)},
        **_filters(plan),
    )


def _names(drawn: Drawn) -> dict[str, str]:
    """Of groups: g1, g2; a chart that is saved knows no others. Ours keep theirs."""
    taken = {key for key in drawn.groups if OURS.fullmatch(key)}
    free = (name for number in count(1) if (name := f"g{number}") not in taken)
    return {key: key if key in taken else next(free) for key in drawn.groups}


def _placed(thing: Thing, spot: Spot, names: Mapping[str, str]) -> Placed:
    note = thing.note if thing.ours else ""  # of others, it stands in the record
    return Placed(spot.x, spot.y, thing.pinned, thing.hidden, names.get(thing.group, ""), note)


def _spots(plan: Plan, things: Mapping[NodeId, Thing]) -> dict[NodeId, Spot]:
    given = {id: Spot(thing.x, thing.y or 0.0) for id, thing in things.items() if thing.x is not None}
    scale = _scale(list(given.values()))
    fixed = {id: Spot(spot.x * scale, spot.y * scale) for id, spot in given.items()}
    if len(fixed) == len(things):
        return fixed
    pairs = {(plan.ids[tie.source], plan.ids[tie.target]) for tie in plan.drawn.ties if _both(plan, tie)}
    return force(sorted(things), pairs, fixed)


def _both(plan: Plan, tie: Tie) -> bool:
    return tie.source in plan.ids and tie.target in plan.ids


def _scale(spots: Sequence[Spot]) -> float:
    """1, but for a file that draws all of it on top of itself: coordinates from 0 to 1, say."""
    if len(spots) < 3:
        return 1.0
    wide = max(spot.x for spot in spots) - min(spot.x for spot in spots)
    high = max(spot.y for spot in spots) - min(spot.y for spot in spots)
    size, room = max(wide, high), len(spots) ** 0.5 * ROOM
    return 1.0 if size == 0 or size > room / 4 else len(spots) ** 0.5 * STEP / size


def _look(drawn: Drawn) -> dict[str, Any]:
    """What a file of ours says of filters and colours; of what is damaged, nothing."""
    try:
        said = orjson.loads(drawn.look or b"{}")
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _filters(plan: Plan) -> dict[str, Any]:
    said, by_ours = _look(plan.drawn), {thing.ours: plan.ids.get(thing.key) for thing in plan.drawn.things}
    return {
        "look": thaw(Look, said["look"]) if isinstance(said.get("look"), dict) else Look(),
        "kinds": tuple(kind for kind in _list(said, "kinds") if isinstance(kind, str)),
        "since": said["since"] if isinstance(said.get("since"), str) else "",
        "until": said["until"] if isinstance(said.get("until"), str) else "",
        "left_out": frozenset(_left_out(_list(said, "left_out"), by_ours)),
    }


def _list(said: dict[str, Any], name: str) -> list[Any]:
    return said[name] if isinstance(said.get(name), list) else []


def _left_out(keys: list[Any], by_ours: Mapping[str, NodeId | None]) -> Iterator[tuple[NodeId, str, NodeId]]:
    for key in keys:
        if isinstance(key, list) and len(key) == 3 and all(isinstance(part, str) for part in key):
            source, target = by_ours.get(key[0]), by_ours.get(key[2])
            if source and target:
                yield source, key[1], target
