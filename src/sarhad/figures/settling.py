"""Sorts seizures into those that the database can add up and those that are weighed, and keeps how these count.

Plain: one office reports it once, and nothing else is about it. Settled: weighed by the rules from all current
lines and judgements, whoever sees them; that stands only for whoever sees each of them, see `models.Settled`. What
verdicts contradict, or whose items were judged, is weighed at every read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from sarhad.entities.sight import BATCH, hex_of, marks
from sarhad.entities.sight import rows as select
from sarhad.figures.claims import (
    COUNTED,
    ITEM,
    MOST,
    RESULT,
    SAMPLE,
    SEIZURE,
    Said,
    day_of,
    group_of,
    month_of,
    said_of,
)
from sarhad.figures.counting import Bundle, Decided, count, pack
from sarhad.figures.models import Key, Line, Settled

KIND = {schema: n for n, schema in enumerate(COUNTED)}
JUDGEMENT = len(COUNTED)  # lines of acts, so that a set of lines tells who sees what joins it
CURRENT = "f.state = 0"


class Kept(NamedTuple):
    """A line as it stands."""

    fragment: int
    current: bool
    mark: int
    said: Said


class Verdict(NamedTuple):
    fragment: int
    a: str
    b: str
    verdict: str


def mark_of(fragment: int) -> int:
    """Spreads numbers, so that two sets of lines do not add up to the same."""
    return fragment * 0x9E3779B97F4A7C15 % 2**40


def sort_out(touched: Iterable[str]) -> None:
    """Of these seizures, and of all that judgements link to them."""
    near = _near(touched)
    entities = sorted(near)
    lines = {SEIZURE: _kept("l.entity", SEIZURE, entities), ITEM: _kept("l.parent", ITEM, entities)}
    items = sorted({each.said.entity for kept in lines[ITEM].values() for each in kept})
    lines[SAMPLE] = _kept("l.parent", SAMPLE, items)
    samples = sorted({each.said.entity for kept in lines[SAMPLE].values() for each in kept})
    lines[RESULT] = _kept("l.parent", RESULT, samples)
    doubtful, keys = _doubtful(items, lines), _Keys()
    _write("DELETE FROM figures_settled WHERE id = %s", [(id,) for id in _settled_before(entities)])
    for members in _components(entities, near):
        one = _One(members, lines, [v for id in members for v in near.get(id, ())])
        if one.lines and not (one.plain and one.keep_plain(keys, doubtful)):
            one.settle(bool(doubtful.intersection(each.said.entity for each in one.items)))


def _near(touched: Iterable[str]) -> dict[str, list[Verdict]]:
    """Verdicts on these seizures, on all that judgements link to them, and on what was weighed with any of them: a
    judgement that is withdrawn links it no more."""
    found, wanted = dict[str, list[Verdict]](), set(touched)
    while wanted - found.keys():
        found = _verdicts(wanted)
        wanted = found.keys() | _weighed_with(sorted(found))
    return found


def _weighed_with(entities: Sequence[str]) -> set[str]:
    sql = (
        "SELECT DISTINCT m.entity FROM figures_line l JOIN figures_line m ON m.settled = l.settled"
        " WHERE l.entity IN (%s) AND l.settled > 0 AND m.settled > 0 AND m.kind = 0"
    )
    return {hex_of(row[0]) for row in _in_batches(sql, entities)}


def _verdicts(entities: Iterable[str]) -> dict[str, list[Verdict]]:
    """Current judgements on these seizures and on whatever is held to be the same."""
    found: dict[str, list[Verdict]] = {}
    frontier = sorted(set(entities))
    while frontier:
        found.update((each, []) for each in frontier)
        sql = (
            "SELECT j.fragment_id, j.a, j.b, j.verdict FROM ledger_judgement j"  # noqa: S608
            f" JOIN ledger_fragment f ON f.id = j.fragment_id WHERE {CURRENT} AND j.a IN (%s)"
        )
        for fragment, a, b, verdict in _in_batches(sql, frontier):
            found[hex_of(a)].append(Verdict(fragment, hex_of(a), hex_of(b), verdict))
        frontier = sorted({v.b for each in frontier for v in found[each] if v.verdict == "same"} - found.keys())
    return found


def _components(entities: Sequence[str], near: dict[str, list[Verdict]]) -> list[list[str]]:
    found, done = [], set[str]()
    for start in entities:
        if start not in done:
            component, frontier = {start}, [start]
            while frontier:
                frontier = [v.b for a in frontier for v in near[a] if v.verdict == "same" and v.b not in component]
                component.update(frontier)
            done |= component
            found.append(sorted(component))
    return found


def _kept(column: str, schema: str, ids: Sequence[str]) -> dict[str, list[Kept]]:
    """Lines by that column, whatever their state."""
    kind, by_entity = KIND[schema], column.endswith("entity")
    found: dict[str, list[Kept]] = defaultdict(list)
    sql = (
        f"SELECT f.state, l.mark, {COLUMNS} FROM figures_line l JOIN ledger_fragment f ON f.id = l.fragment"  # noqa: S608
        f" JOIN ledger_entry n ON n.pos = l.fragment / 1024 WHERE {column} IN (%s) AND +l.kind = {kind}"
        " ORDER BY l.fragment"
    )
    for state, mark, *row in _in_batches(sql, ids):
        said = said_of(kind, row)
        found[said.entity if by_entity else said.values.parent].append(Kept(row[1], state == 0, mark, said))
    return found


COLUMNS = (
    "n.id, l.fragment, l.entity, l.owner, l.stated, l.grade, l.count, l.parent, l.date, l.first, l.last, l.country,"
    " l.cause, l.operation, l.detained, l.substance, l.ug, l.amount, l.unit"
)
"""What `claims.said_of` wants."""


def _doubtful(items: Sequence[str], lines: dict[str, dict[str, list[Kept]]]) -> set[str]:
    """Items that somebody judged, or that stand in other seizures too."""
    sql = "SELECT a FROM ledger_judgement WHERE a IN (%s)"
    judged = {hex_of(row[0]) for row in _in_batches(sql, items)}
    parents: dict[str, set[str]] = defaultdict(set)
    sql = f"SELECT entity, parent FROM figures_line WHERE entity IN (%s) AND +kind = {KIND[ITEM]}"  # noqa: S608
    for entity, parent in _in_batches(sql, items):
        parents[hex_of(entity)].add(hex_of(parent) if parent else "")
    return judged | {entity for entity, of in parents.items() if len(of) > 1}


def _settled_before(entities: Sequence[str]) -> set[int]:
    sql = "SELECT settled FROM figures_line WHERE entity IN (%s) AND settled > 0"
    return {row[0] for row in _in_batches(sql, entities)}


class _One:
    """One seizure, as all that is in the ledger makes it."""

    def __init__(
        self, members: list[str], lines: dict[str, dict[str, list[Kept]]], verdicts: list[Verdict]
    ) -> None:
        get = lambda schema, ids: [each for id in ids for each in lines[schema].get(id, ())]
        self.members, self.verdicts = members, verdicts
        self.seizures, self.items = get(SEIZURE, members), get(ITEM, members)
        self.samples = get(SAMPLE, sorted({each.said.entity for each in self.items}))
        self.results = get(RESULT, sorted({each.said.entity for each in self.samples}))
        self.lines = [*self.seizures, *self.items, *self.samples, *self.results] if self.seizures else []

    @property
    def plain(self) -> bool:
        """One office, every item once, no two of a group, and all of it once."""
        groups = [group_of(each.said.values.substance) for each in self.items if each.said.values.substance]
        return (
            len(self.seizures) == 1
            and not (self.verdicts or self.samples)
            and bool(self.seizures[0].said.values.first)
            and self.seizures[0].said.count == 1
            and all(each.said.owner == self.seizures[0].said.owner for each in self.items)
            and len({each.said.entity for each in self.items}) == len(self.items)
            and len(set(groups)) == len(groups)
        )

    def keep_plain(self, keys: _Keys, doubtful: set[str]) -> bool:
        """Let the database add it up, unless items are doubtful."""
        if doubtful.intersection(each.said.entity for each in self.items):
            return False
        [above] = self.seizures
        said = above.said.values
        month = month_of(said.first, said.last)
        one = (said.country, above.said.owner, said.cause, said.operation)
        columns = "plain = %s, settled = NULL, month = %s, key = %s"
        _update(columns, [(True, month, keys[(*one, "")], above.fragment)])
        values = [
            (
                True,
                month,
                keys[(*one, each.said.values.substance)],
                above.fragment,
                *_repeated(above),
                each.fragment,
            )
            for each in self.items
        ]
        _update(f"{columns}, above = %s, {REPEATED}", values)
        return True

    def settle(self, doubtful: bool) -> None:
        """Weigh it and keep the outcome, unless it depends on who asks."""
        current = [each for each in self.lines if each.current]
        counted = None if doubtful or not self.sure else count(self._bundle(current))
        fits = counted and all((each.high or 0) <= MOST for each in counted.items)
        id = self.seizures[0].fragment if fits else None
        _update("plain = %s, settled = %s", [(False, id, each.fragment) for each in self.lines])
        _update(REPEATED, [(*_repeated(self.seizures[0]), each.fragment) for each in self.items])
        if id is not None and counted:
            self._keep(id, current, counted)

    @property
    def sure(self) -> bool:
        """Everybody who sees all of it holds it to be one. A judgement joins nothing to what is withdrawn."""
        there = {each.said.entity for each in self.seizures if each.current}
        return there == set(self.members) and all(each.verdict == "same" for each in self.verdicts)

    def _keep(self, id: int, current: Sequence[Kept], counted: Decided) -> None:
        acts = {each.fragment: each for each in self.verdicts}
        judged = [
            Line(fragment=n, kind=JUDGEMENT, entity=v.a, parent=v.b, settled=id, mark=mark_of(n))
            for n, v in acts.items()
        ]
        Line.objects.bulk_create(judged, ignore_conflicts=True)
        _update("settled = %s", [(id, n) for n in acts])
        days = [each.said.values for each in current if each.said.schema == SEIZURE and each.said.values.first]
        Settled.objects.create(
            id=id,
            lines=len(current) + len(acts),
            mark=sum(each.mark for each in current) + sum(map(mark_of, acts)),
            first=min((each.first for each in days), default=""),
            last=max((each.last for each in days), default=""),
            counted=pack(counted),
        )

    def _bundle(self, current: Sequence[Kept]) -> Bundle:
        said: dict[str, list[Said]] = defaultdict(list)
        for each in current:
            said[each.said.schema].append(each.said)
        results: dict[str, list[Said]] = defaultdict(list)
        for sample in said[SAMPLE]:
            results[sample.values.parent] += [e for e in said[RESULT] if e.values.parent == sample.entity]
        members = tuple(sorted({each.entity for each in said[SEIZURE]}))
        return Bundle(members, said[SEIZURE], said[ITEM], results)


REPEATED = "first = %s, last = %s, day = %s, country = %s, cause = %s, operation = %s"
"""What an item repeats of its seizure."""


def _repeated(above: Kept) -> tuple[Any, ...]:
    said = above.said.values
    return said.first, said.last, day_of(said), said.country, said.cause, said.operation


class _Keys(dict[tuple[str, ...], int]):
    """Numbers of rows of `Key`, made as they are needed."""

    def __missing__(self, key: tuple[str, ...]) -> int:
        names = ("country", "owner", "cause", "operation", "substance")
        self[key] = Key.objects.get_or_create(**dict(zip(names, key, strict=True)))[0].id
        return self[key]


# The database


def _in_batches(sql: str, ids: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    for start in range(0, len(ids), BATCH):
        part = [bytes.fromhex(id) for id in ids[start : start + BATCH]]
        yield from select(sql % marks(part), part)


def _update(columns: str, values: Sequence[tuple[Any, ...]]) -> None:
    _write(f"UPDATE figures_line SET {columns} WHERE fragment = %s", values)  # noqa: S608


def _write(sql: str, values: Sequence[tuple[Any, ...]]) -> None:
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)
