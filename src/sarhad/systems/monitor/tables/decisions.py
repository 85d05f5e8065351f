"""What people decided of a table's rows: which are one seizure and count once, as far as a reader sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sarhad.access.reader import Reader
from sarhad.entities.lists import pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first
from sarhad.kernel.claim import EntityId, FragmentRef
from sarhad.ledger.derive import is_id
from sarhad.ledger.naming import resolve
from sarhad.systems.monitor.store.records import Source

SCHEMA = "RowDecision"
EQUAL, ALIKE = "equal", "alike"
"""Rules by which rows look like one seizure: equal in all columns read; alike across sources."""
SAME, DIFFERENT = "same", "different"


class Once(NamedTuple):
    """Which rows of a table count: not those in `left`; if `every`, of equal ones the first and those in `kept`."""

    every: bool = False  # equal rows count once
    kept: frozenset[int] = frozenset()  # but these are different seizures
    left: frozenset[int] = frozenset()  # counted by an equal row or by another source


@dataclass(frozen=True, slots=True)
class Decision:
    """One office's word, in force for this reader or not."""

    ref: FragmentRef
    table: EntityId
    rule: str
    rows: tuple[int, ...]  # of this table; none: all equal ones
    verdict: str
    reason: str
    office: str
    held: bool
    stated: str
    seizure: EntityId = ""
    other: tuple[EntityId, int] | None = None  # a row of another table
    basis: tuple[FragmentRef, ...] = ()

    @property
    def about(self) -> tuple[object, ...]:
        return self.table, self.rule, self.rows, self.seizure, self.other


def decisions(reader: Reader, sources: Iterable[Source], cases: bool = True) -> dict[EntityId, Once]:
    """For each of these tables on which the reader sees a decision, which rows count.

    Args:
        sources: the tables that an answer is made of: a row is left out for one of a table among them only.
        cases: whether it is made of cases, too.
    """
    found: dict[EntityId, Once] = {}
    given = list(sources)
    seen = {each.id for each in given}
    sight = Sight(reader)
    by_table = in_force(sight, given)
    sight.see(each.seizure for said in by_table.values() for each in said if cases and each.seizure)
    for table, said in by_table.items():
        once = Once()
        for each in said:
            there = bool(cases and each.seizure and sight.statements(each.seizure))
            once = _with(once, each, there or bool(each.other and each.other[0] in seen))
        if once != Once():
            found[table] = once
    return found


def _with(once: Once, said: Decision, there: bool) -> Once:
    """`there`: whether what the rows repeat is counted."""
    same, rows = said.verdict == SAME, frozenset(said.rows)
    if said.rule == ALIKE:
        return once._replace(left=once.left | rows) if same and there else once
    if not rows:
        return once._replace(every=same)
    return once._replace(left=once.left | rows - {min(rows)}) if same else once._replace(kept=once.kept | rows)


def in_force(sight: Sight, sources: Sequence[Source]) -> dict[EntityId, list[Decision]]:
    """By table, the word that counts on each set of rows: the own office's, else “different” before “same”.

    What was decided of single rows holds for the edition that it was decided on.
    """
    fragments = {each.id: each.fragment for each in sources}
    found: dict[EntityId, list[Decision]] = defaultdict(list)
    for table, said in every(sight, list(fragments)).items():
        fitting = [each for each in said if not each.rows or fragments[table] in resolve(each.basis)]
        groups: dict[tuple[object, ...], list[Decision]] = defaultdict(list)
        for each in fitting:
            groups[each.about].append(each)
        found[table] = [_weighed(group) for _about, group in sorted(groups.items(), key=lambda pair: str(pair[0]))]
    return found


def _weighed(said: Sequence[Decision]) -> Decision:
    own = [each for each in said if each.held]
    newest: dict[str, Decision] = {}
    for each in sorted(own or said, key=lambda each: (each.stated, each.ref)):
        newest[each.office] = each
    return min(newest.values(), key=lambda each: (each.verdict != DIFFERENT, each.stated, each.ref))


def every(sight: Sight, tables: Sequence[EntityId]) -> dict[EntityId, list[Decision]]:
    """All decisions on these tables that the reader sees, the oldest first."""
    found: dict[EntityId, list[Decision]] = {}
    for table, said in pointing(sight, f"{SCHEMA}.table", tables).items():
        read = [made for each in sight.shown(said) if (made := _decision(table, each))]
        found[table] = sorted(read, key=lambda each: (each.stated, each.ref))
    return found


def _decision(table: EntityId, said: Statement) -> Decision | None:
    own = said.properties
    rule, verdict = first(own, "rule"), first(own, "verdict")
    rows, others = _rows(own.get("rows", ()))
    if rule not in (EQUAL, ALIKE) or verdict not in (SAME, DIFFERENT) or (rule == ALIKE and not rows):
        return None
    return Decision(
        said.ref, table, rule, rows, verdict, first(own, "reason"), said.owner, said.held, said.stated,
        first(own, "seizure"), others[0] if others else None, said.basis,
    )  # fmt: skip


def _rows(values: Iterable[str]) -> tuple[tuple[int, ...], list[tuple[EntityId, int]]]:
    """Rows of the table itself, and of others."""
    own, others = set[int](), set[tuple[EntityId, int]]()
    for value in values:
        table, _colon, row = value.rpartition(":")
        if not (row.isascii() and row.isdecimal() and len(row) < 9):
            continue
        if not table:
            own.add(int(row))
        elif is_id(table):
            others.add((table, int(row)))
    return tuple(sorted(own)), sorted(others)
