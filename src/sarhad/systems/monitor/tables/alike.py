"""Rows that may repeat what another table or a case says: country, substance, a day apart at most, 5 % in weight.

They are shown to people; nothing is left out without a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sarhad.access.reader import Reader
from sarhad.figures.queries import every_seizure
from sarhad.figures.records import Ask, Counted
from sarhad.kernel.claim import EntityId
from sarhad.systems.monitor.store.engine import ask
from sarhad.systems.monitor.tables.decisions import ALIKE, Decision
from sarhad.systems.monitor.tables.queries import Published
from sarhad.systems.monitor.tables.rows import FROM, Found

WITHIN = 0.05  # of the larger weight
DAYS = 1
MOST = 500  # pairs that are listed
MOST_CASES = 2000  # the newest of the table's period


class Pair(NamedTuple):
    """A row, and the row of another table or the case that looks like it."""

    row: int
    day: date
    country: str
    substance: str
    kg: float
    there_day: date
    there_kg: float
    other: tuple[EntityId, int] | None = None
    seizure: EntityId = ""
    name: str = ""  # of the other table or of the case
    decision: Decision | None = None


def pairs(reader: Reader, found: Published, others: Sequence[Published], said: Iterable[Decision]) -> list[Pair]:
    """At most MOST, by row; those with cases first."""
    path = found.path
    if path is None:
        return []
    decided = {(each.rows, each.seizure, each.other): each for each in said if each.rule == ALIKE}
    made = [*_with_cases(reader, path), *_with_tables(path, found.id, others)][:MOST]
    return [each._replace(decision=decided.get(((each.row,), each.seizure, each.other))) for each in made]


ROW = "row, day, country, substance, kg"
USABLE = Found("kg > 0 AND substance <> '' AND country <> '' AND day IS NOT NULL AND day = last")


def _with_tables(path: Path, own: EntityId, others: Sequence[Published]) -> list[Pair]:
    known = {each.id: each for each in others if each.id != own and each.seizures and each.path}
    if not known:
        return []
    sql = (
        f"SELECT a.row, a.day, a.country, a.substance, a.kg, b.day, b.kg, b.source, b.row FROM"  # noqa: S608
        f" (SELECT {ROW}, unnest([day - 1, day, day + 1]) AS near {FROM} WHERE {USABLE.where}) a JOIN"
        f" (SELECT {ROW}, source {FROM} WHERE {USABLE.where}) b"
        " ON b.country = a.country AND b.substance = a.substance AND b.day = a.near"
        " AND abs(a.kg - b.kg) <= ? * greatest(a.kg, b.kg) ORDER BY a.row, b.source, b.row LIMIT ?"
    )
    told = ask(sql, [str(path), [str(each.path) for each in known.values()], WITHIN, MOST])
    return [
        Pair(*each[:7], (each[7], each[8]), "", known[each[7]].source.name) for each in told if each[7] in known
    ]


def _with_cases(reader: Reader, path: Path) -> list[Pair]:
    """Through figures: what the reader counts as one seizure is one here."""
    sql = f"SELECT MIN(day), MAX(day), list(DISTINCT country) {FROM} WHERE {USABLE.where}"
    first, last, countries = ask(sql, [str(path)])[0]
    if first is None:
        return []
    near = timedelta(days=DAYS)
    asked = Ask((first - near).isoformat(), (last + near).isoformat())
    cases = [each for each, _values in islice(every_seizure(reader, asked), MOST_CASES)]
    items = [item for case in cases if case.country in countries for item in _items(case)]
    if not items:
        return []
    sql = (
        "SELECT a.row, a.day, a.country, a.substance, a.kg, b.day, b.kg, b.n"  # noqa: S608
        f" FROM (SELECT {ROW} {FROM} WHERE {USABLE.where}) a"
        " JOIN (SELECT unnest(?) AS n, unnest(?) AS country, unnest(?) AS substance,"
        " unnest(?::DATE[]) AS day, unnest(?::DOUBLE[]) AS kg) b ON a.country = b.country"
        " AND a.substance = b.substance AND a.day BETWEEN b.day - 1 AND b.day + 1"
        " AND abs(a.kg - b.kg) <= ? * greatest(a.kg, b.kg) ORDER BY a.row, b.n LIMIT ?"
    )
    said = [[*range(len(items))], *([each[n] for each in items] for n in range(1, 5))]
    told = ask(sql, [str(path), *said, WITHIN, MOST])
    return [Pair(*each[:7], None, items[each[7]][0].id, items[each[7]][0].caption) for each in told]


def _items(case: Counted) -> Iterator[tuple[Counted, str, str, str, float]]:
    """(case, country, substance, day, kilograms) of what a case says with a day and a weight."""
    if case.schema != "Seizure" or len(case.date) < 10:
        return
    for item in case.items:
        if item.value and item.substance:
            yield case, case.country, item.substance, case.date[:10], float(item.value)
