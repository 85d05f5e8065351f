"""What a chart that comes in would become: what the reader has already, what would be stated, what is left out.

Only what this reader sees counts as known. What it does not see is stated anew, exactly as if it were not there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sarhad.access.queries import visible
from sarhad.access.reader import Reader
from sarhad.collect.errors import Fault
from sarhad.kernel import keys, model
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.ledger.node import keystore
from sarhad.links.formats.anx_words import CHOICES, ICONS, LINK_CHOICES, VALUES, link_for, schema_for
from sarhad.links.formats.networks import COLUMN_KIND
from sarhad.links.formats.plain import Drawn, Thing, Tie
from sarhad.links.graph import queries as graph
from sarhad.links.graph.records import Node, NodeId, is_node_id
from sarhad.web.templatetags.look import lang

LEAVE_OUT = "-"
ANY_LINK = LINK_CHOICES[0]
USUAL = "Person"  # what networks are made of, where nothing says otherwise
MORE_LINKS = {*LINK_CHOICES, "Representation", "Debt", "Succession"}  # that a file of ours may bring
BATCH = 500
SIDES = {COLUMN_KIND: "Event", "true": "Event", "false": USUAL}
"""People and what they took part in: columns of a matrix, and what igraph calls the sides of such a network."""
TYPES = 60  # types of things and of links that can be chosen for; of more, the guess stands


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of the file, what it becomes, and of how many."""

    name: str
    schema: str
    count: int
    fixed: bool = False  # said by the file itself, one of ours


@dataclass(frozen=True, slots=True)
class NewThing:
    thing: Thing
    entity: EntityId
    schema: str


@dataclass(frozen=True, slots=True)
class NewTie:
    tie: Tie
    entity: EntityId
    schema: str
    source: EntityId
    target: EntityId


@dataclass(slots=True)
class Plan:
    """What would be done."""

    drawn: Drawn
    kinds: list[Kind] = field(default_factory=list)
    links: list[Kind] = field(default_factory=list)
    ids: dict[str, NodeId] = field(default_factory=dict)  # key in the file -> what stands on the chart
    known: int = 0  # things that the reader has already
    known_ties: int = 0
    things: list[NewThing] = field(default_factory=list)
    ties: list[NewTie] = field(default_factory=list)
    left_out: int = 0
    faults: list[Fault] = field(default_factory=list)
    strictest: int = 0  # the highest handling level that the file speaks of

    @property
    def new(self) -> int:
        return len(self.things) + len(self.ties)


def plan(
    reader: Reader, drawn: Drawn, source: str, chosen: Mapping[str, str], chosen_links: Mapping[str, str]
) -> Plan:
    """Args:
    source: name of the file's list or case: part of every id, so that the same file again states nothing new.
    chosen: schema by type of thing, LEAVE_OUT for those to leave out; chosen_links: by type of link.
    """
    made = Plan(drawn, strictest=_strictest(drawn))
    made.kinds, made.links = shown(drawn, chosen, chosen_links)
    schemata = {thing.key: _schema(thing, chosen) for thing in drawn.things}
    wanted = [thing for thing in drawn.things if schemata[thing.key] != LEAVE_OUT]
    made.left_out = len(drawn.things) - len(wanted)
    _place_things(reader, made, wanted, schemata, source)
    _place_ties(reader, made, schemata, source, chosen_links)
    return made


# Types


def shown(
    drawn: Drawn, chosen: Mapping[str, str], chosen_links: Mapping[str, str]
) -> tuple[list[Kind], list[Kind]]:
    """The types of things and of links, the most frequent first."""
    return _kinds(drawn, chosen), _link_kinds(drawn, chosen_links)


def type_of(thing: Thing) -> str:
    return thing.kind or thing.schema


def _schema(thing: Thing, chosen: Mapping[str, str]) -> str:
    kind = type_of(thing)
    return _fixed(thing) or chosen.get(kind) or guess(kind)


def guess(kind: str) -> str:
    return SIDES.get(kind.lower()) or schema_for(kind) or USUAL


def _fixed(thing: Thing) -> str:
    """What the file says for certain, being one of ours."""
    value_kind = thing.ours.partition(":")[0] if ":" in thing.ours else ""
    return thing.schema or VALUES.get(value_kind, "")


def statable(schema: str) -> bool:
    """Whether a chart may state one: people and things. Requests, operations, notices have acts of their own."""
    return schema in ICONS


def _kinds(drawn: Drawn, chosen: Mapping[str, str]) -> list[Kind]:
    counted = Counter((type_of(thing), _fixed(thing)) for thing in drawn.things)
    return [
        Kind(kind, fixed or chosen.get(kind) or guess(kind), n, bool(fixed))
        for (kind, fixed), n in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    ][:TYPES]


def tie_type(tie: Tie) -> str:
    return tie.kind if tie.kind and tie.kind != "Link" else tie.label


def guess_link(kind: str) -> str:
    """One of our own kinds of link as it is; of others, by its name."""
    spec = model.schema(kind) if kind else None
    return kind if spec and spec.edge and kind in MORE_LINKS else link_for(kind)


def _link_kinds(drawn: Drawn, chosen: Mapping[str, str]) -> list[Kind]:
    counted = Counter(tie_type(tie) for tie in drawn.ties)
    return [
        Kind(kind, chosen.get(kind) or guess_link(kind), n)
        for kind, n in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    ][:TYPES]


def offered() -> list[str]:
    return list(CHOICES)


# What is known


def _place_things(reader: Reader, made: Plan, wanted: list[Thing], schemata: dict[str, str], source: str) -> None:
    own = {thing.key: _entity(reader, source, f"thing {thing.key}") for thing in wanted}
    asked = {id for thing in wanted for id in (thing.ours, own[thing.key]) if is_node_id(id)}
    seen = _seen(reader, asked)
    for thing in wanted:
        node = next((seen[id] for id in (thing.ours, own[thing.key]) if id in seen), None)
        if node:
            made.known += 1
            schemata[thing.key] = node.schema or schemata[thing.key]
        elif not (thing.label or thing.key):
            made.faults.append(Fault("no-name", "", thing.row))
            continue
        elif not statable(schemata[thing.key]):
            made.left_out += 1
            made.faults.append(Fault("not-statable", "", thing.row, "", thing.label[:80]))
            continue
        else:
            made.things.append(NewThing(thing, own[thing.key], schemata[thing.key]))
        made.ids[thing.key] = node.id if node else own[thing.key]


def _seen(reader: Reader, ids: Iterable[str]) -> dict[str, Node]:
    """Those that the reader sees, by every id that they go by."""
    found: dict[str, Node] = {}
    for node in graph.nodes(reader, sorted(ids)):
        found.update(dict.fromkeys((node.id, *node.members), node))
    return {id: found[id] for id in ids if id in found}


def _place_ties(
    reader: Reader, made: Plan, schemata: Mapping[str, str], source: str, chosen: Mapping[str, str]
) -> None:
    ties = [tie for tie in made.drawn.ties if tie.source in made.ids and tie.target in made.ids]
    counted: Counter[str] = Counter()
    named = []
    for tie in ties:
        words = "\x1f".join((tie.source, tie.target, tie.kind, tie.label, tie.start, tie.stop))
        counted[words] += 1
        named.append((tie, _entity(reader, source, f"tie {words} {counted[words]}")))
    there = _stated(reader, [id for tie, own in named for id in (tie.ours, own) if is_id(id)])
    drawn_now = _linked(reader, made)
    for tie, own in named:
        ends = made.ids[tie.source], made.ids[tie.target]
        if own in there or tie.ours in there or (*ends, tie_type(tie)) in drawn_now:
            made.known_ties += 1
        elif ends[0] != ends[1]:
            made.ties.append(
                _new_tie(made, tie, own, schemata, chosen.get(tie_type(tie)) or guess_link(tie_type(tie)))
            )


def _new_tie(made: Plan, tie: Tie, own: EntityId, schemata: Mapping[str, str], schema: str) -> NewTie:
    ends = schemata[tie.source], schemata[tie.target]
    if not _fits(schema, *ends):
        made.faults.append(Fault("not-fitting", "", tie.row, tie.label[:80], "", {"schema": _word(schema)}))
        schema = ANY_LINK
    return NewTie(tie, own, schema, made.ids[tie.source], made.ids[tie.target])


def _word(schema: str) -> str:
    spec = model.schema(schema)
    return spec.label(lang()) if spec else schema


def _fits(schema: str, source: str, target: str) -> bool:
    spec = model.schema(schema)
    if spec is None or spec.edge is None:
        return False
    ranges = (spec.properties[end].range or "Thing" for end in spec.edge)
    kinds = (model.schema(source), model.schema(target))
    return all(kind is not None and kind.is_a(wanted) for kind, wanted in zip(kinds, ranges, strict=True))


def _linked(reader: Reader, made: Plan) -> set[tuple[NodeId, NodeId, str]]:
    """Links between the known things, both ways round: (source, target, kind or its name)."""
    new = {each.entity for each in made.things}
    ids = sorted({id for id in made.ids.values() if id not in new})
    links = graph.between(reader, ids) if len(ids) > 1 and any(tie_type(tie) for tie in made.drawn.ties) else ()
    return {
        (*ends, name)
        for link in links
        for ends in ((link.source, link.target), (link.target, link.source))
        for name in (link.kind, link.label("en"), link.label("ru"))
    }


def _stated(reader: Reader, ids: list[EntityId]) -> set[EntityId]:
    """Those of which the reader sees any statement."""
    found: set[EntityId] = set()
    for start in range(0, len(ids), BATCH):
        rows = visible(reader).filter(entity__in=ids[start : start + BATCH])
        found.update(rows.values_list("entity", flat=True))
    return found


def _entity(reader: Reader, source: str, key: str) -> EntityId:
    return keys.entity_id(keystore().id_key(reader.office), f"chart {source}", key)


def _strictest(drawn: Drawn) -> int:
    """What a file of ours says of the handling of what it holds."""
    return max((int(level) for level in _levels(drawn)), default=0)


def _levels(drawn: Drawn) -> Iterator[str]:
    for item in (*drawn.things, *drawn.ties):
        for name, text in item.facts:
            if name.lower() == "handling" and (found := re.match(r"H([0-3])\b", text)):
                yield found[1]
