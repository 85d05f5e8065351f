"""What stands in a list (all notices, all letters), and what points to something, as far as a reader sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sarhad.entities.records import Statement
from sarhad.entities.sight import BATCH, COLUMNS, JOINED, TABLES, Sight, hex_of, marks
from sarhad.kernel.claim import EntityId, FragmentRef


def ids_listed(
    sight: Sight, mark: str, limit: int = 1_000_000, owners: Sequence[str] = ()
) -> list[tuple[EntityId, int]]:
    """(entity, local id) of what stands in a list: a schema or a topic, see `model.lists`; by local id.

    Args:
        owners: only what these offices stated; none: whoever.
    """
    tables = "ledger_term t CROSS JOIN ledger_fragment f CROSS JOIN ledger_scope s"
    where = "t.value = %s AND t.kind = 'list' AND f.id = t.fragment_id AND s.id = f.scope_id"
    if owners:
        where += f" AND s.owner IN ({marks(owners)})"
    rows = sight.through_door("f.entity, f.id", tables, where, [mark, *owners], tail=f" LIMIT {limit:d}")
    return [(hex_of(entity), id) for entity, id in rows]


def newest_listed(sight: Sight, mark: str, limit: int, below: int = 0) -> list[tuple[int, Statement]]:
    """(local id, statement) of what came last of what stands in a list, newest first.

    By arrival, so that a list of any length is read from its end. Not for anything that is folded.

    Args:
        below: a local id, from `last_listed` or an answer of this; only what came before it.
    """
    where = f"t.value = %s AND t.kind = 'list' AND f.id = t.fragment_id AND {JOINED}"
    values: list[Any] = [mark]
    if below:
        where += " AND f.id < %s"
        values.append(below)
    tables = f"ledger_term t CROSS JOIN {TABLES}"
    rows = sight.through_door(COLUMNS, tables, where, values, tail=f" DESC LIMIT {limit:d}")
    return [(row[0], sight.statement(row)) for row in rows]


def last_listed(sight: Sight, mark: str, entity: EntityId) -> int:
    """The local id of what came last about an entity in a list, as far as the reader sees it; 1: nothing."""
    tables = "ledger_fragment f CROSS JOIN ledger_term t"
    where = "f.entity = %s AND t.value = %s AND t.kind = 'list' AND t.fragment_id = f.id"
    found = sight.through_door("f.id", tables, where, [bytes.fromhex(entity), mark])
    return found[-1][0] if found else 1


def pointing(sight: Sight, kind: str, targets: Iterable[EntityId]) -> dict[EntityId, list[Statement]]:
    """Visible statements whose property `kind` (schema.property) names these entities."""
    found: dict[EntityId, list[Statement]] = defaultdict(list)
    ids = [bytes.fromhex(each) for each in dict.fromkeys(targets)]
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        tables = f"ledger_edge e CROSS JOIN {TABLES}"
        where = f"e.target IN ({marks(part)}) AND e.kind = %s AND f.id = e.fragment_id AND {JOINED}"
        for row in sight.through_door(f"{COLUMNS}, e.target", tables, where, [*part, kind]):
            found[hex_of(row[8])].append(sight.statement(row[:8]))
    return found


def oldest_first(said: Statement) -> tuple[str, FragmentRef]:
    return said.stated, said.ref


def by_office(
    said: Iterable[Statement], schema: str, order: Callable[[Statement], Any] = oldest_first
) -> list[list[Statement]]:
    """What each office states of an entity as of this schema: nobody speaks for another.

    The reader's own first, then who said it first; of each office in this order, the oldest first if none is given.
    """
    found: dict[str, list[Statement]] = defaultdict(list)
    for each in sorted((each for each in said if each.schema == schema), key=order):
        found[each.owner].append(each)
    return sorted(found.values(), key=lambda own: not own[0].held)
