"""Seizures that are to be weighed, for one reader: several statements, judgements or laboratories are about them.

From the follower's lines, each joined with its fragment through the door.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple, cast

from sarhad.access.queries import door
from sarhad.access.reader import Reader
from sarhad.entities.sight import BATCH, Sight, hex_of, marks, rows
from sarhad.figures.claims import COUNTED, ITEM, RESULT, SAMPLE, SEIZURE, Said, group_of, said_of
from sarhad.figures.counting import Bundle, Decided, count, unpack
from sarhad.figures.plain import keys_of
from sarhad.figures.records import Ask
from sarhad.figures.same import Members, once
from sarhad.figures.settling import COLUMNS, JUDGEMENT
from sarhad.kernel.claim import EntityId
from sarhad.ledger.models import ITEMS_PER_ENTRY, Level

TABLES = "figures_line l CROSS JOIN ledger_fragment f CROSS JOIN ledger_entry n"
JOINED = f"f.id = l.fragment AND n.pos = l.fragment / {ITEMS_PER_ENTRY}"


class Judged(NamedTuple):
    """A verdict, with what `clusters` asks of it."""

    b: EntityId
    verdict: str
    held: bool


class Held(NamedTuple):
    """Plain seizures with one group of substances, added up."""

    country: str
    group: str
    month: int  # 12 times the year, and the month from 0; 0 where the date tells none
    n: int
    ug: int
    largest: int


class Light:
    """What `same.once` asks of a `Sight`, from lines: entities of one kind, and the verdicts on them."""

    def __init__(self, sight: Sight, schema: str, every: bool = False) -> None:
        """With `every`, judgements count whoever sees them: of aggregates that show nobody's records."""
        self.sight, self.kind = sight, COUNTED.index(schema)
        self.judgements_through = "f.state = 0" if every else sight.door
        self.judgement_params = [] if every else sight.door_params
        self.said: dict[EntityId, list[Said]] = {}
        self._judged: dict[EntityId, list[Judged]] = {}

    def see(self, entities: Iterable[EntityId]) -> None:
        missing = [each for each in dict.fromkeys(entities) if each not in self.said]
        self.said.update((each, []) for each in missing)
        for each in lines(self.sight, "l.entity", self.kind, missing):
            self.said[each.entity].append(each)

    def statements(self, entity: EntityId) -> list[Said]:
        if entity not in self.said:
            self.see([entity])
        return self.said[entity]

    def schema(self, entity: EntityId) -> str:
        return COUNTED[self.kind]

    def weigh(self, entities: Iterable[EntityId]) -> None:
        missing = [each for each in dict.fromkeys(entities) if each not in self._judged]
        self._judged.update((each, []) for each in missing)
        for part in batches(missing):
            where = f"j.a IN ({marks(part)}) AND f.id = j.fragment_id AND s.id = f.scope_id"
            tables = "ledger_judgement j CROSS JOIN ledger_fragment f CROSS JOIN ledger_scope s"
            sql = (
                f"SELECT j.a, j.b, j.verdict, f.scope_id, s.rule FROM {tables}"  # noqa: S608
                f" WHERE {where} AND {self.judgements_through} ORDER BY f.id"
            )
            for a, b, verdict, scope, rule in rows(sql, [*part, *self.judgement_params]):
                held = self.sight.held(scope, rule)
                self._judged[hex_of(a)].append(Judged(hex_of(b), verdict, held))
        self.see(each.b for entity in missing for each in self._judged[entity])

    def judgements(self, entity: EntityId) -> list[Judged]:
        self.weigh([entity])
        return [each for each in self._judged[entity] if self.said[each.b]]


def weighed(sight: Sight, ask: Ask) -> Iterator[Decided]:
    """Seizures that are not plain and of which somebody says that they may be of the period, each once.

    Those that are settled, for whoever sees all that they rest on, come without their claims. One after the other:
    thousands of them at once would set the garbage collector to work.
    """
    found, others = _settled(ask, sight.door, sight.door_params)
    yield from map(unpack, found)
    yield from map(count, bundles(sight, [*others, *_unsettled(ask)]))


def countable(reader: Reader, ask: Ask) -> Iterator[Decided]:
    """What a reader may count of a period and is not plain; judgements count whoever sees them."""
    sight = Sight(reader)
    sight.door, sight.door_params = door("f", reader, Level.COUNT)
    through = f"f.state = 0 AND ({sight.door} OR l.kind = {JUDGEMENT})"  # in this order indexes answer most of it
    found, others = _settled(ask, through, sight.door_params)
    yield from map(unpack, found)
    yield from map(count, bundles(sight, [*others, *_unsettled(ask)], every=True))


def countable_plain(reader: Reader, ask: Ask) -> Iterator[Held]:
    """The same of plain seizures that are all of the period, added up by substance and month."""
    item, params = door("f", reader, Level.COUNT)
    above, more = door("g", reader, Level.COUNT)
    sql = (
        "SELECT l.key, l.month, COUNT(*), SUM(l.ug * l.count / 1000), SUM(l.ug * l.count %% 1000),"  # noqa: S608
        " MAX(l.ug * l.count) FROM figures_line l CROSS JOIN ledger_fragment f CROSS JOIN ledger_fragment g"
        " WHERE l.kind = 1 AND l.plain AND l.first >= %s AND l.first <= %s AND l.last <= %s"
        f" AND f.id = l.fragment AND {item} AND g.id = l.above AND {above} GROUP BY 1, 2"
    )
    found = rows(sql, [ask.since, ask.until, ask.until, *params, *more])
    keys = keys_of(row[0] for row in found)
    for id, month, n, large, small, largest in found:
        country, *_, substance = keys[id]
        if substance:
            ug = int(large or 0) * 1000 + int(small or 0)
            yield Held(country, group_of(substance), month, n, ug, largest or 0)


def _settled(ask: Ask, through: str, params: Sequence[Any]) -> tuple[list[str], list[EntityId]]:
    """(those of which `through` lets all lines pass, packed; the seizures of which it lets some pass)."""
    # `l.settled > 0` lets SQLite use the index for it; the texts are fetched after the lines are added up.
    sql = (
        "SELECT c.id, c.counted, (c.lines = s.seen AND c.mark = s.mark) FROM"  # noqa: S608
        " (SELECT c.id, COUNT(*) AS seen, SUM(l.mark) AS mark"
        " FROM figures_settled c CROSS JOIN figures_line l CROSS JOIN ledger_fragment f"
        " WHERE c.first <= %s AND c.last >= %s AND l.settled = c.id AND l.settled > 0 AND f.id = l.fragment"
        f" AND {through} GROUP BY c.id) s CROSS JOIN figures_settled c WHERE c.id = s.id"
    )
    found, others = list[str](), list[int]()
    for id, counted, whole in rows(sql, [ask.until, ask.since, *params]):
        if whole:
            found.append(counted)
        else:
            others.append(id)
    return found, list(_of(others))


def _of(settled: Sequence[int]) -> Iterator[EntityId]:
    for start in range(0, len(settled), BATCH):
        part = settled[start : start + BATCH]
        sql = f"SELECT l.entity FROM figures_line l WHERE l.settled IN ({marks(part)}) AND +l.kind = 0"  # noqa: S608
        yield from (hex_of(row[0]) for row in rows(sql, part))


def _unsettled(ask: Ask) -> list[EntityId]:
    """What has to be weighed for every reader."""
    sql = (
        "SELECT l.entity FROM figures_line l"
        " WHERE l.kind = 0 AND NOT l.plain AND l.settled IS NULL AND l.first <= %s AND l.last >= %s"
    )
    return [hex_of(row[0]) for row in rows(sql, [ask.until, ask.since])]


def bundles(sight: Sight, seizures: Iterable[EntityId], every: bool = False) -> list[Bundle]:
    """What the reader sees of these seizures, and of what is held to be the same, each once.

    Args:
        every: judgements count whoever sees them.
    """
    light = Light(sight, SEIZURE, every)
    groups = once(cast(Sight, light), seizures)
    items = _below(sight, ITEM, [id for members in groups for id in members])
    found = sorted({each.entity for said in items.values() for each in said})
    samples = _below(sight, SAMPLE, found)
    results = _below(sight, RESULT, sorted({each.entity for said in samples.values() for each in said}))
    twins = _twins(sight, items, every)
    return [_bundle(light, members, items, samples, results, twins) for members in groups]


def _below(sight: Sight, schema: str, parents: Sequence[EntityId]) -> dict[EntityId, list[Said]]:
    found: dict[EntityId, list[Said]] = defaultdict(list)
    for each in lines(sight, "l.parent", COUNTED.index(schema), parents):
        found[each.values.parent].append(each)
    return found


def _twins(sight: Sight, items: dict[EntityId, list[Said]], every: bool) -> dict[EntityId, EntityId]:
    """Of each item that is held to be the same as another the first of them."""
    light = Light(sight, ITEM, every)
    for each in chain.from_iterable(items.values()):
        light.said.setdefault(each.entity, []).append(each)
    groups = once(cast(Sight, light), list(light.said))
    return {id: members[0] for members in groups if len(members) > 1 for id in members}


def _bundle(
    light: Light,
    members: Members,
    items: dict[EntityId, list[Said]],
    samples: dict[EntityId, list[Said]],
    results: dict[EntityId, list[Said]],
    twins: dict[EntityId, EntityId],
) -> Bundle:
    own = [each for id in members for each in items.get(id, ())]
    measured = {
        each.entity: [result for s in samples[each.entity] for result in results.get(s.entity, ())]
        for each in own
        if each.entity in samples
    }
    return Bundle(members, [each for id in members for each in light.statements(id)], own, measured, twins)


def lines(sight: Sight, column: str, kind: int, values: Sequence[EntityId]) -> Iterator[Said]:
    """Statements of a kind whose `column` holds one of these ids."""
    for part in batches(values):
        where = f"{column} IN ({marks(part)}) AND +l.kind = {kind} AND {JOINED}"
        for row in sight.through_door(COLUMNS, TABLES, where, part):
            yield said_of(kind, row)


def batches(values: Sequence[EntityId]) -> Iterator[list[bytes]]:
    for start in range(0, len(values), BATCH):
        yield [bytes.fromhex(each) for each in values[start : start + BATCH]]
