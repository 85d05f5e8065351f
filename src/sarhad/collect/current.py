"""What an office has stated before: makes importing again a no-op, and tells what has vanished from a source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import orjson
from django.db import connection

from sarhad.access.queries import rule_of
from sarhad.collect.report import Vanished
from sarhad.kernel import model
from sarhad.kernel.claim import Claim, FragmentRef, Scope
from sarhad.ledger.derive import claim_digest
from sarhad.ledger.models import ITEMS_PER_ENTRY, Entry, Fragment, Level, State
from sarhad.ledger.scopes import Rule

BATCH = 2000  # rows held at a time
ESCAPE = str.maketrans({"!": "!!", "%": "!%", "_": "!_"})


HELD = """EXISTS (
    SELECT 1 FROM ledger_scopeparty p WHERE p.party = %s AND p.level = %s AND p.scope_id = f.scope_id)"""
"""Of a closed office's records, an heir holds those that passed to it; of others it must not learn here."""


class Stored(NamedTuple):
    """A fragment that the office holds."""

    id: int
    digest: bytes
    state: int
    data: str

    @property
    def fields(self) -> dict[str, object]:
        found: dict[str, object] = orjson.loads(self.data)
        return found


class Verdict(NamedTuple):
    """What to do with a claim."""

    same: bool  # the source said this last time too
    corrects: tuple[int, ...] = ()  # fragments that it replaces; none and not the same: it is new


def stored(entities: Sequence[str], office: str, owners: Sequence[str]) -> dict[str, list[Stored]]:
    """What the office holds of these entities, oldest first; `owners`: itself and whom it inherited from."""
    found: dict[str, list[Stored]] = defaultdict(list)
    marks, ours = ", ".join(["%s"] * len(entities)), ", ".join(["%s"] * len(owners))
    sql = f"""
        SELECT f.entity, f.id, f.digest, f.state, f.data
        FROM ledger_fragment f JOIN ledger_scope s ON s.id = f.scope_id
        WHERE f.entity IN ({marks}) AND s.owner IN ({ours}) AND {HELD} ORDER BY f.id"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*map(bytes.fromhex, entities), *owners, office, int(Level.READ)])
        for entity, id, digest, state, data in cursor.fetchall():
            found[bytes(entity).hex()].append(Stored(id, bytes(digest), state, data))
    return found


def judge(claim: Claim, scope: Scope, rows: Sequence[Stored]) -> Verdict:
    """Whether the source has changed its mind.

    What counts is what it said last: if an officer has corrected that by hand since, the same row changes nothing.
    What was withdrawn and is in the file again is stated anew.
    """
    if rows and rows[-1].state == State.CURRENT and rows[-1].digest == claim_digest(claim, scope):
        return Verdict(True)
    ours = [row for row in rows if row.fields.get("source") == claim.source]
    if not ours or ours[-1].state == State.RETRACTED:
        return Verdict(False)
    if _says(ours[-1], claim, scope):
        return Verdict(True)
    return Verdict(False, tuple(row.id for row in ours if row.state == State.CURRENT))


def _says(row: Stored, claim: Claim, scope: Scope) -> bool:
    """The digest covers what a fragment corrected or was before a purge; the source knows nothing of that."""
    if row.digest == claim_digest(claim, scope):
        return True
    fields = row.fields
    refs, was = (tuple(map(FragmentRef.parse, fields.get(name, ()))) for name in ("refs", "was"))  # type: ignore[arg-type]
    return bool(refs or was) and row.digest == claim_digest(replace(claim, refs=refs, was=was), scope)


def names(ids: Sequence[int]) -> dict[int, FragmentRef]:
    """What refs call these fragments."""
    entries = Entry.objects.filter(pos__in={id // ITEMS_PER_ENTRY for id in ids})
    contributions = dict(entries.values_list("pos", "id"))
    return {id: FragmentRef(contributions[id // ITEMS_PER_ENTRY], id % ITEMS_PER_ENTRY) for id in ids}


def releases(ids: Iterable[int]) -> dict[int, Rule]:
    """The effective scopes of those of these fragments that were released further after they were contributed."""
    rows = Fragment.objects.filter(id__in=list(ids)).select_related("scope")
    rules = ((row.pk, rule_of(row.scope)) for row in rows)
    return {id: rule for id, rule in rules if rule.grants}


def knows(source: str, office: str, owners: Sequence[str]) -> bool:
    """Whether the office holds something that one of these, itself or closed, has ever stated from this source."""
    return next(_of_source(source, office, owners, tuple(State)), None) is not None


def vanished(source: str, office: str, owners: Sequence[str], seen: set[bytes]) -> list[Vanished]:
    """Current statements of a source about entities that it does not hold any more."""
    rows = [row for row in _of_source(source, office, owners) if row[1] not in seen]
    refs = names([row[0] for row in rows])
    return [
        Vanished(refs[id], entity.hex(), schema, model.caption(schema, orjson.loads(data)["properties"]))
        for id, entity, schema, data in rows
    ]


def _of_source(
    source: str, office: str, owners: Sequence[str], states: Sequence[int] = (State.CURRENT,)
) -> Iterator[tuple[int, bytes, str, str]]:
    text = '"source":' + orjson.dumps(source).decode()
    like, ours = f"%{text.translate(ESCAPE)}%", ", ".join(["%s"] * len(owners))
    among = ", ".join(str(int(state)) for state in states)
    sql = f"""
        SELECT f.id, f.entity, f."schema", f.data
        FROM ledger_fragment f JOIN ledger_scope s ON s.id = f.scope_id
        WHERE s.owner IN ({ours}) AND {HELD} AND f.state IN ({among}) AND f.data LIKE %s ESCAPE '!'
        ORDER BY f.id"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*owners, office, int(Level.READ), like])
        while rows := cursor.fetchmany(BATCH):
            for id, entity, schema, data in rows:
                if orjson.loads(data).get("source") == source:  # LIKE may not tell capitals apart
                    yield id, bytes(entity), schema, data
