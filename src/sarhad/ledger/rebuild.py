"""All derived tables again from the entries: what is there must be what they say, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from django.db import connection

from sarhad.ledger import actions, store
from sarhad.ledger.bodies import bodies
from sarhad.ledger.models import ITEMS_PER_ENTRY, Entry
from sarhad.ledger.node import writer
from sarhad.ledger.succession import Successions

Progress = Callable[[int, int], None]
"""Called with (entries done, entries in all)."""


def rebuild(progress: Progress = lambda done, total: None) -> None:
    """Clear the derived tables and replay every entry by its position, in one transaction.

    Readers keep seeing the old rows until it commits; stopped half-way it changes nothing.
    """
    with writer():
        store.clear()
        successions = Successions([])
        total = Entry.objects.count()
        for done, (entry, feed, body) in enumerate(bodies(), 1):
            successions = actions.apply(entry, feed, body, successions)
            progress(done, total)


# Digests: local ids are replaced by names that every node shares, so that two nodes can be compared.

NAMED = {
    "fragment": 'f.id, f.entity, s.digest, f."schema", f.digest, f.state, f.data',
    "term": "t.fragment_id, t.kind, t.value",
    "edge": 't.fragment_id, t.source, t.target, t.kind, t."start", t."end"',
    "judgement": "t.fragment_id, t.a, t.b, t.office, t.verdict",
    "ref": 't.item, t.contribution, t."index", t.kind, t.office',
    "membership": "t.fragment_id, t.party, t.member",
    "inheritance": "t.fragment, t.office, t.heir, t.schemata, t.received",
    "attachment": "t.fragment_id, t.digest, t.media_type, t.size, t.name",
}


def digests() -> dict[str, str]:
    """One digest for each derived table, equal on every node that holds the same set of entries.

    Each is the sum, modulo 2**256, of the SHA-256 of the table's rows: no sort of millions of rows, and
    independent of the order of arrival. A count stands before it.
    """
    names = dict(Entry.objects.values_list("pos", "id"))
    found = {}
    for table, columns in NAMED.items():
        alias = "f" if table == "fragment" else "t"
        join = " JOIN ledger_scope s ON s.id = f.scope_id" if table == "fragment" else ""
        rows = _rows(f"SELECT {columns} FROM ledger_{table} {alias}{join}")  # noqa: S608
        found[table] = _sum((names[row[0] // ITEMS_PER_ENTRY], row[0] % ITEMS_PER_ENTRY, *row[1:]) for row in rows)
    doors = "SELECT s.digest, p.party, p.level FROM ledger_scopeparty p JOIN ledger_scope s ON s.id = p.scope_id"
    used = " WHERE EXISTS (SELECT 1 FROM ledger_fragment f WHERE f.scope_id = s.id)"
    found["scope_party"] = _sum(_rows(doors + used))
    party = "SELECT id, kind, name_en, name_ru, country, parent, sort, root_key, opened, closed FROM ledger_party"
    found["party"] = _sum(_rows(party))
    return found


def _rows(sql: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(10_000):
            yield from rows


def _sum(rows: Iterator[tuple[Any, ...]]) -> str:
    count = total = 0
    for row in rows:
        plain = [bytes(cell).hex() if isinstance(cell, (bytes, memoryview)) else cell for cell in row]
        plain = [int(cell) if isinstance(cell, bool) else cell for cell in plain]
        total += int.from_bytes(hashlib.sha256(orjson.dumps(plain)).digest(), "big")
        count += 1
    return f"{count}:{total % 2**256:064x}"
