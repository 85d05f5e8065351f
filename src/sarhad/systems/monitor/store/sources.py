"""The published tables that a reader sees, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sarhad.access.queries import door
from sarhad.access.reader import Reader, anonymous
from sarhad.entities.records import Statement
from sarhad.entities.sight import COLUMNS, JOINED, TABLES, Sight, first
from sarhad.kernel import substances
from sarhad.kernel.claim import EntityId
from sarhad.systems.monitor.store import files, follower, taking
from sarhad.systems.monitor.store.records import Lack, Source, Where

Stated = dict[EntityId, tuple[int, bool, Statement]]
"""By table: its fragment, whether everyone may read that, and what it says."""


def sources(reader: Reader) -> list[Source]:
    """The published tables that the reader sees, by name. In one question to the database, so never stale."""
    found: Stated = {}
    for fragment, public, said in _stated(reader):
        if said.entity not in found or _rank(said) > _rank(found[said.entity][2]):
            found[said.entity] = (fragment, public, said)
    made = _with_files(found)
    if waiting := {each.file for each in made if each.waiting}:
        follower.take_in(waiting)
        made = _with_files(found)
    return sorted(made, key=lambda each: (each.name, each.id))


def _with_files(found: Stated) -> list[Source]:
    standing = {kind: (files.standing(kind), files.standing(kind, files.FAULT)) for kind in files.KINDS}
    return [_source(said, fragment, public, *standing[_kind(said)]) for fragment, public, said in found.values()]


def _stated(reader: Reader) -> list[tuple[int, bool, Statement]]:
    """(fragment, whether everyone may read it, statement)"""
    sight = Sight(reader)
    public, params = door("f", anonymous())
    where = f"t.value = %s AND t.kind = 'list' AND f.id = t.fragment_id AND {JOINED}"
    columns = f"{COLUMNS}, CASE WHEN {public} THEN 1 ELSE 0 END"
    rows = sight.through_door(columns, f"ledger_term t CROSS JOIN {TABLES}", where, [*params, follower.TABLE])
    return [(row[0], bool(row[8]), sight.statement(row[:8])) for row in rows]


def _rank(said: Statement) -> tuple[bool, str, str]:
    """Of several statements about one table the newest counts that has a file."""
    return bool(said.attachments and said.properties.get("columns")), said.stated, str(said.ref)


def _kind(said: Statement) -> str:
    return files.kind_of(first(said.properties, "tableType"))


def _source(
    said: Statement, fragment: int, public: bool, ready: dict[str, list[Path]], faults: dict[str, list[Path]]
) -> Source:
    own = said.properties
    name = follower.file_of(said.ref)
    fault = files.fault_in(faults[name]) if name in faults and name not in ready else ""
    return Source(
        said.entity, first(own, "name"), first(own, "tableType"), fragment, first(own, "publisher"),
        first(own, "missing"), tuple(sorted(own.get("lacks", ()))), first(own, "startDate"), first(own, "endDate"),
        _whole(first(own, "rowsRead")), first(own, "licence"), first(own, "sourceUrl"), first(own, "publishedOn"),
        public, waiting=bool(said.attachments) and not fault and name not in ready, fault=fault, file=name,
        owner=said.owner, held=said.held, handling=said.handling,
    )  # fmt: skip


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def asked(found: Iterable[Source], where: Where, kind: str = files.SEIZURES) -> list[Source]:
    """Those of these tables that a question is about; on its way out without those whose owner is to be asked."""
    meant = [
        each for each in found if files.kind_of(each.kind) == kind and (not where.source or each.id in where.source)
    ]
    taken = taking.now()
    return [each for each in meant if taken.lets(each.owner, each.handling, each.held)] if taken else meant


def lacking(found: Iterable[Source], where: Where) -> list[Lack]:
    """What the answer to a question misses since these tables leave it out."""
    wanted = [(each, substances.within(each)) for each in where.substance]
    return [
        Lack(source, code)
        for source in asked(found, where)
        for code in source.lacks
        if not wanted or any(code in within or each in substances.within(code) for each, within in wanted)
    ]
