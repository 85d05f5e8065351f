"""All links and values at once, and what has changed since: for the follower that keeps the graph's arrays.

As `followers.all_fragments`, without a reader: a test lists the callers, and what they make of it reaches people
through the door.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

from sarhad.kernel.claim import Act, FragmentRef, Kind
from sarhad.ledger.models import ITEMS_PER_ENTRY, State
from sarhad.ledger.naming import resolve

CHUNK = 50_000  # rows at once
SOME = 500  # ids in one statement
HIDDEN = -1
"""In place of a scope: the fragment is corrected or withdrawn."""

SCOPE = f"CASE WHEN f.state = {State.CURRENT:d} THEN f.scope_id ELSE {HIDDEN} END"


EDGES = 'SELECT fragment_id, source, target, kind, "start", "end" FROM ledger_edge'


def first_after(pos: int) -> int:
    """The smallest fragment id behind an entry."""
    return (pos + 1) * ITEMS_PER_ENTRY


def all_scopes(head: int, without: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
    """(fragment, scope or HIDDEN, entity; None where its schema is left out), by fragment, in chunks."""
    sql = (
        f'SELECT f.id, {SCOPE}, CASE WHEN f."schema" IN ({_marks(without)}) THEN NULL ELSE f.entity END'  # noqa: S608
        " FROM ledger_fragment f WHERE f.id < %s ORDER BY f.id"
    )
    return _chunks(sql, [*without, first_after(head)])


def all_listed(mark: str) -> list[tuple[int, Any, str, Any]]:
    """(fragment, entity, data, entry) of everything current that stands in a list, whoever may read it."""
    sql = (
        "SELECT f.id, f.entity, f.data, n.id FROM ledger_term t JOIN ledger_fragment f ON f.id = t.fragment_id"  # noqa: S608
        f" JOIN ledger_entry n ON n.pos = f.id / {ITEMS_PER_ENTRY}"
        " WHERE t.value = %s AND t.kind = 'list' AND f.state = %s ORDER BY f.id"
    )
    with connection.cursor() as db:
        db.execute(sql, [mark, State.CURRENT])
        return list(db.fetchall())


def all_edges(head: int) -> Iterator[list[tuple[Any, ...]]]:
    """(fragment, source, target, kind, start, end) of every edge, in chunks."""
    return _chunks(f"{EDGES} WHERE fragment_id < %s", [first_after(head)])


def all_shared(head: int, kinds: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
    """(value, kind, fragment) of every value of these kinds that more than one fragment bears, in chunks."""
    shared = f"SELECT value, kind FROM ledger_term WHERE kind IN ({_marks(kinds)}) GROUP BY value, kind"  # noqa: S608
    sql = (
        f"SELECT t.value, t.kind, t.fragment_id FROM ({shared} HAVING COUNT(*) > 1) s"  # noqa: S608
        " JOIN ledger_term t ON t.value = s.value AND t.kind = s.kind WHERE t.fragment_id < %s"
    )
    return _chunks(sql, [*kinds, first_after(head)])


def all_judged(after: int, head: int) -> Iterator[list[tuple[Any, ...]]]:
    """(entity,) of everything that anybody compared with something else, in chunks."""
    sql = "SELECT DISTINCT a FROM ledger_judgement WHERE fragment_id >= %s AND fragment_id < %s"
    return _chunks(sql, [first_after(after), first_after(head)])


def last_scope() -> int:
    """The largest id of a scope; they are given in order and never again."""
    return int(_rows("SELECT COALESCE(MAX(id), 0) FROM ledger_scope", [])[0][0])


# What has changed


class New(NamedTuple):
    id: int
    scope: int  # or HIDDEN
    entity: bytes
    schema: str
    data: str


def all_new(after: int, head: int) -> list[New]:
    """The fragments of entries behind `after`, acts included, up to `head`."""
    sql = (
        f'SELECT f.id, {SCOPE}, f.entity, f."schema", f.data FROM ledger_fragment f'  # noqa: S608
        " WHERE f.id >= %s AND f.id < %s ORDER BY f.id"
    )
    bounds = [first_after(after), first_after(head)]
    return [New(id, scope, bytes(entity), *more) for id, scope, entity, *more in _rows(sql, bounds)]


def count_new(after: int, head: int) -> int:
    sql = "SELECT COUNT(*) FROM ledger_fragment WHERE id >= %s AND id < %s"
    return int(_rows(sql, [first_after(after), first_after(head)])[0][0])


def edges_naming(entities: Sequence[bytes], head: int) -> list[tuple[Any, ...]]:
    """The edges at either end of which one of these entities stands, as `all_edges` gives them."""
    found = []
    for end in ("source", "target"):
        for some in _some(entities):
            sql = f"{EDGES} WHERE {end} IN ({_marks(some)}) AND fragment_id < %s"
            found += _rows(sql, [*some, first_after(head)])
    return found


def edges_of(after: int, head: int) -> list[tuple[Any, ...]]:
    """The edges of entries behind `after`, as `all_edges` gives them."""
    return _rows(f"{EDGES} WHERE fragment_id >= %s AND fragment_id < %s", [first_after(after), first_after(head)])


def holders_of(values: Sequence[tuple[str, str]], head: int) -> list[tuple[Any, ...]]:
    """(kind, value, fragment, entity, schema) of all fragments that bear one of these (kind, value)."""
    found = []
    for some in _some(values):
        pairs = ", ".join(["(%s, %s)"] * len(some))
        sql = (  # CROSS JOIN makes SQLite look each one up
            f"WITH wanted (kind, value) AS (VALUES {pairs})"  # noqa: S608
            ' SELECT t.kind, t.value, f.id, f.entity, f."schema" FROM wanted w CROSS JOIN ledger_term t'
            " CROSS JOIN ledger_fragment f"
            " WHERE t.value = w.value AND t.kind = w.kind AND f.id = t.fragment_id AND f.id < %s"
        )
        found += _rows(sql, [*(part for pair in some for part in pair), first_after(head)])
    return found


def all_changed(after: int, head: int) -> set[int] | None:
    """Fragments whose state or scope entries behind `after` may have changed, other than their own.

    None: more than can be told one by one has changed (a purge, a lost device, an office that was closed).
    """
    bounds = [first_after(after), first_after(head)]
    sql = 'SELECT 1 FROM ledger_fragment WHERE id >= %s AND id < %s AND "schema" IN (%s, %s) LIMIT 1'
    purge = "SELECT 1 FROM ledger_ref WHERE item >= %s AND item < %s AND kind = %s LIMIT 1"
    if _rows(sql, [*bounds, Act.HEIR, Act.REVOCATION]) or _rows(purge, [*bounds, int(Kind.PURGE)]):
        return None
    found, waiting = set[int](), _named_by("item >= %s AND item < %s", bounds)
    while waiting:  # a release that is withdrawn changes what it named, and so on
        found |= waiting
        further = (_named_by(f"item IN ({_marks(some)})", some) for some in _some(sorted(waiting)))
        waiting = {id for ids in further for id in ids} - found
    return None if _heirs(found) else found


def _named_by(where: str, params: Sequence[Any]) -> set[int]:
    """Fragments that these items name."""
    refs = _rows(f'SELECT contribution, "index" FROM ledger_ref WHERE {where}', params)  # noqa: S608
    return set(resolve(FragmentRef(bytes(contribution).hex(), index) for contribution, index in refs))


def _heirs(fragments: set[int]) -> bool:
    return any(
        _rows(f'SELECT 1 FROM ledger_fragment WHERE id IN ({_marks(some)}) AND "schema" = %s', [*some, Act.HEIR])  # noqa: S608
        for some in _some(sorted(fragments))
    )


def scopes_of(fragments: Sequence[int]) -> list[tuple[int, int, bytes]]:
    """(fragment, scope or HIDDEN, entity) as they stand now."""
    found = []
    for some in _some(fragments):
        sql = f"SELECT f.id, {SCOPE}, f.entity FROM ledger_fragment f WHERE f.id IN ({_marks(some)})"  # noqa: S608
        found += [(id, scope, bytes(entity)) for id, scope, entity in _rows(sql, some)]
    return found


def scopes_about(entities: Sequence[bytes], without: Sequence[str]) -> list[tuple[bytes, int]]:
    """(entity, scope) of everything current about these entities, but for fragments of some schemata."""
    found = []
    for some in _some(entities):
        sql = (
            f"SELECT f.entity, f.scope_id FROM ledger_fragment f WHERE f.entity IN ({_marks(some)})"  # noqa: S608
            f' AND f.state = {State.CURRENT:d} AND f."schema" NOT IN ({_marks(without)})'
        )
        found += [(bytes(entity), scope) for entity, scope in _rows(sql, [*some, *without])]
    return found


# SQL


def _chunks(sql: str, params: Sequence[Any]) -> Iterator[list[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:  # PostgreSQL would send all at once otherwise
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(CHUNK):
            yield rows


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _some(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    yield from (values[start : start + SOME] for start in range(0, len(values), SOME))


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))
