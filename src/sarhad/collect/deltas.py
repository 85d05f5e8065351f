"""What has changed for a reader since an earlier export: rows for link charts, new, changed and withdrawn.

The earlier export is known by the ids and digests of its rows alone. What was in it and is not there now is
withdrawn: the reader was given it, so that saying so tells nothing new (law 2), and no text of it is kept.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from typing import NamedTuple

import orjson
from django.conf import settings

from sarhad.access.guards import require
from sarhad.access.handling import strictest
from sarhad.access.queries import visible
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.collect.current import names
from sarhad.collect.exports import Desk, Record
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId, Handling

DESK_WORK = frozenset({
    "Answer", "DonatedAsset", "Feedback", "Instrument", "InstrumentParty", "Meeting", "Plan", "Recommendation",
    "Request",
})  # fmt: skip
"""Records of offices' own work, which belong on no chart."""


class Row(NamedTuple):
    """One entity or one link, as a chart takes it; of all statements that the reader may take out."""

    id: str  # 32 hexadecimal characters; of a link that is a value, made from both ends
    type: str  # a schema, or schema.property of a link that is a value
    label: str
    ends: tuple[EntityId, EntityId] | None  # of a link
    properties: dict[str, list[str]]
    owners: tuple[str, ...]
    handling: Handling
    grades: tuple[str, ...]
    sources: tuple[str, ...]


class Mark(NamedTuple):
    """What is remembered of a row."""

    digest: str  # 16 hexadecimal characters
    type: str


@dataclass(slots=True)
class Delta:
    """Rows by id, so that the same records give the same files."""

    new: list[Row]
    changed: list[Row]
    withdrawn: list[tuple[str, str]]  # (id, type)
    held: dict[str, Mark]  # every row there is now: the next delta begins here
    left_out: dict[str, int]  # owner -> statements that need its consent first
    handling: Handling  # the strictest of what is in it
    upto: str  # the statement that came last, "contribution.index"; "" if there is none
    rows: dict[str, Row]  # all of them: labels of the ends of links

    def counts(self) -> dict[str, dict[str, int]]:
        """By type: how many are new, changed and withdrawn."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for name, rows in (("new", self.new), ("changed", self.changed)):
            for row in rows:
                found[row.type][name] += 1
        for _id, type in self.withdrawn:
            found[type]["withdrawn"] += 1
        return {type: {n: c[n] for n in ("new", "changed", "withdrawn")} for type, c in sorted(found.items())}


def delta(reader: Reader, before: Mapping[str, Mark]) -> Delta:
    """Compare what the reader sees now, and may take out, with the rows of an earlier export.

    Raises PermissionDenied where the reader's roles do not let it read.
    """
    require(reader, Does.READ)
    desk = Desk(reader)
    chosen = desk.choose([visible(reader).filter(schema__in=charted()).order_by("id")])
    grouped: dict[EntityId, list[Record]] = defaultdict(list)
    for ids in chosen.ids.values():
        for record in desk.records(ids):
            grouped[record.id].append(record)
    rows = {row.id: row for row in _rows(grouped)}
    held = {id: Mark(_digest(rows[id]), rows[id].type) for id in sorted(rows)}
    new = [rows[id] for id in held if id not in before]
    changed = [rows[id] for id, mark in held.items() if id in before and before[id].digest != mark.digest]
    gone = [(id, mark.type) for id, mark in sorted(before.items()) if id not in held]
    marks = {row.handling for row in (*new, *changed)}
    last = max((id for ids in chosen.ids.values() for id in ids), default=None)
    return Delta(
        new, changed, gone, held, dict(sorted(chosen.left_out.items())),
        strictest(sorted(marks, key=repr)) if marks else Handling(),
        str(names([last])[last]) if last is not None else "", rows,
    )  # fmt: skip


@cache
def charted() -> tuple[str, ...]:
    """Schemata of things and of links between them."""
    specs = [each for each in model.schemata() if not each.abstract and each.name not in DESK_WORK]
    return tuple(sorted(each.name for each in specs if each.edge or each.is_a("Thing")))


def _rows(grouped: Mapping[EntityId, list[Record]]) -> Iterator[Row]:
    """Things, then links whose two ends are both there: a chart has no line that ends in nothing."""
    whole = {id: _row(id, records) for id, records in grouped.items()}
    things = {id for id, row in whole.items() if not _edge(row.type)}
    for id, row in whole.items():
        if id in things:
            yield row
            yield from _value_links(row, things)
        else:
            yield from _edges(row, things)


def _row(id: EntityId, records: list[Record]) -> Row:
    schema = reduce(lambda one, other: model.common(one, other) or one, sorted({each.schema for each in records}))
    values: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for name, held in record.properties.items():
            values[name].update(held)
    properties = {name: sorted(values[name]) for name in sorted(values)}
    grades = {" ".join(each.fields["grade"]) for each in records if each.fields.get("grade")}
    return Row(
        id, schema, model.caption(schema, properties), None, properties,
        tuple(sorted({each.owner for each in records})),
        strictest(sorted({each.handling for each in records}, key=repr)),
        tuple(sorted(grades)), tuple(sorted({each.fields.get("source", "") for each in records} - {""})),
    )  # fmt: skip


def _edge(schema: str) -> tuple[str, str] | None:
    spec = model.schema(schema)
    return spec.edge if spec else None


def _edges(row: Row, things: set[EntityId]) -> Iterator[Row]:
    """The link that an entity is; more than one where it names several at an end."""
    ends = _edge(row.type) or ("", "")
    pairs = [(a, b) for a in row.properties.get(ends[0], ()) for b in row.properties.get(ends[1], ())]
    pairs = [pair for pair in pairs if set(pair) <= things]
    rest = {name: values for name, values in row.properties.items() if name not in ends}
    for n, pair in enumerate(pairs):
        yield row._replace(id=row.id if n == 0 else _linked(row.id, *pair), ends=pair, properties=rest)


def _value_links(row: Row, things: set[EntityId]) -> Iterator[Row]:
    """The links that a thing holds as values: a vehicle's owner."""
    for name, target in model.links(row.type, row.properties):
        if target in things:
            type = f"{row.type}.{name}"
            yield row._replace(
                id=_linked(row.id, name, target), type=type, label="", ends=(row.id, target), properties={}
            )


def _linked(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def _digest(row: Row) -> str:
    """Under the node's secret: who finds it later cannot try what the row may have said."""
    key = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    text = orjson.dumps([part for part in row if part is not row.handling], option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(text + repr(row.handling).encode(), key=key, digest_size=8).hexdigest()


# What is remembered between two exports


def pack(held: Mapping[str, Mark]) -> bytes:
    lines: Iterable[str] = (f"{id} {mark.digest} {mark.type}" for id, mark in sorted(held.items()))
    return zlib.compress("\n".join(lines).encode())


def unpack(packed: bytes) -> dict[str, Mark]:
    lines = zlib.decompress(packed).decode().splitlines() if packed else []
    return {id: Mark(digest, type) for id, digest, type in (line.split(" ") for line in lines)}
