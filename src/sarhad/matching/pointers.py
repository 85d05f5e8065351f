"""Pointers: an office is told that another one holds something on what it has contributed itself, and no more.

One line for each own entity and each holder, whatever stands behind it: not how much, how alike, since when, nor
which of the own statements it is about. Only contributions raise pointers, since only they become fragments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sarhad.access import audit
from sarhad.access.queries import door, own_offices, owns, scopes, visible
from sarhad.access.reader import Reader
from sarhad.entities.records import Summary
from sarhad.entities.sight import Sight, hex_of, marks, rows
from sarhad.entities.signing import names_of
from sarhad.kernel.claim import EntityId, FragmentRef
from sarhad.ledger.models import EffectiveScope, Fragment, Level, State
from sarhad.ledger.naming import resolve
from sarhad.ledger.queries import groups_of, predecessors
from sarhad.matching.models import Pointer

MOST = 500  # lines of one inbox
SCOPES = 10_000  # in one statement


@dataclass(frozen=True, slots=True)
class PointerHit:
    """“`holder` holds something” on an entity of the reader's office."""

    token: str  # what a request to the holder quotes; the same for the same pair
    own: Summary  # of all that the reader sees of the own entity, not of what the pointer is about
    holder: str
    handled: tuple[str, datetime] | None  # by whom of the own office, and when


class Resolved(NamedTuple):
    """What a token stands for, as its holder learns it from a request."""

    office: str  # that was shown the pointer
    records: tuple[FragmentRef, ...]  # the holder's own


def pointers(reader: Reader, done: bool = False) -> list[PointerHit]:
    """What the reader's office is pointed to, `MOST` and one at most; by the own entities' dates, newest first.

    Args:
        done: those that the office has marked handled, in place of the others.
    """
    pointing = scopes(reader, Level.POINT) - scopes(reader)
    if not reader.office or not pointing:
        return []
    sight = Sight(reader)
    pairs = _pairs(sight, pointing)
    known = {(row.entity, row.holder): row for row in Pointer.objects.filter(office=reader.office)}
    states = {pair: known.get(pair) for pair in pairs}
    wanted = [pair for pair, row in states.items() if bool(row and row.handled) == done]
    wanted = wanted[: MOST + 1]
    sight.see(entity for entity, _holder in wanted)
    found = [_hit(sight, entity, holder, states[entity, holder]) for entity, holder in wanted]
    found.sort(key=lambda hit: (hit.own.id, hit.holder))
    found.sort(key=lambda hit: hit.own.stated, reverse=True)
    return found


def _pairs(sight: Sight, pointing: set[int]) -> list[tuple[EntityId, str]]:
    """(own entity, holder), each once, in an order that says nothing: ids are drawn by a secret key."""
    offices = [sight.reader.office, *sorted(predecessors(sight.reader.office))]
    found = {
        (hex_of(entity), holder)
        for part in _batches(sorted(pointing))
        for mine, theirs in (("left", "right"), ("right", "left"))
        for entity, scope, rule, holder in rows(*_pointed(sight.reader, mine, theirs, offices, part))
        if len(offices) == 1 or owns(EffectiveScope(id=scope, rule=rule), sight.reader)
    }
    return sorted(found)


def _batches(scopes: list[int]) -> Iterator[list[int]]:
    yield from (scopes[start : start + SCOPES] for start in range(0, len(scopes), SCOPES))


def _pointed(
    reader: Reader, mine: str, theirs: str, offices: Sequence[str], pointing: Sequence[int]
) -> tuple[str, list[Any]]:
    """Own fragments with hits that stand under scopes by which the reader may be pointed to and may not read.

    Here IN is quicker than the door's EXISTS: few scopes, looked for in up to all hits of the office.
    """
    own_door, own_values = door("n", reader)
    sql = (
        "SELECT DISTINCT n.entity, n.scope_id, ns.rule, fs.owner"  # noqa: S608
        " FROM matching_hit h CROSS JOIN ledger_fragment f CROSS JOIN ledger_fragment n"
        " CROSS JOIN ledger_scope ns CROSS JOIN ledger_scope fs"
        f' WHERE h.{mine}_owner IN ({marks(offices)}) AND n.id = h."{mine}" AND f.id = h."{theirs}"'
        f" AND f.scope_id IN ({marks(pointing)}) AND f.state = {State.CURRENT:d}"
        f" AND ns.id = n.scope_id AND fs.id = f.scope_id AND {own_door}"
    )
    return sql, [*offices, *pointing, *own_values]


def _hit(sight: Sight, entity: EntityId, holder: str, row: Pointer | None) -> PointerHit:
    summary = sight.summary([entity])
    assert summary is not None  # its own office sees it
    token = row.token if row else token_of(sight.reader.office, entity, holder)
    handled = (row.officer, row.at) if row and row.handled and row.at else None
    return PointerHit(token, summary, holder, handled)


def token_of(office: str, entity: EntityId, holder: str) -> str:
    """32 hexadecimal characters, drawn by the node's secret from what the reader knows: they tell nothing more."""
    text = f"{len(office)}:{office}{entity}{holder}"
    return salted_hmac("sarhad.pointer", text, settings.SECRET_KEY, algorithm="sha256").hexdigest()[:32]


# The audit of both sides, see docs/decisions/0015


def note(reader: Reader, shown: Iterable[PointerHit]) -> None:
    """Keep what is being shown for the first time, so that its holder can resolve it; and tell the holder's audit.

    That of the reader's own office is the caller's, with all that the page shows.
    """
    shown = list(shown)
    kept = Pointer.objects.in_bulk([hit.token for hit in shown])
    new = [hit for hit in shown if hit.token not in kept]
    if new:
        now, office = timezone.now(), reader.office
        Pointer.objects.bulk_create(
            [
                Pointer(token=hit.token, office=office, entity=hit.own.id, holder=hit.holder, shown_at=now)
                for hit in new
            ],
            ignore_conflicts=True,
        )
    for hit in shown:
        if hit.token not in kept or not kept[hit.token].told:
            _tell(reader, hit)


def _tell(reader: Reader, hit: PointerHit) -> None:
    """A line for the holder, unless it would learn from it what the reader's office holds."""
    records = _records(reader.office, hit.own.id, hit.holder, known_to_holder=True)
    if not records:
        return
    nobody = Reader("", hit.holder, (), frozenset(), "")  # who asks is named by office only
    with transaction.atomic():
        if Pointer.objects.filter(token=hit.token, told=False).update(told=True):
            audit.record(nobody, "pointer-shown", f"{reader.office} {' '.join(map(str, records))}")


def _records(office: str, entity: EntityId, holder: str, *, known_to_holder: bool = False) -> list[FragmentRef]:
    """The holder's current fragments that hit this entity of the office.

    Args:
        known_to_holder: only by such fragments of the office as the holder may read or be pointed to.
    """
    nobody = Reader("", holder, groups_of(holder), frozenset({"head"}), "")
    seen = [door("n", nobody, level) for level in (Level.READ, Level.POINT)] if known_to_holder else [("1 = 1", [])]
    condition = " OR ".join(sql for sql, _values in seen)
    values = [value for _sql, part in seen for value in part]
    offices = [office, *sorted(predecessors(office))]
    found: set[int] = set()
    for mine, theirs in (("left", "right"), ("right", "left")):
        sql = (
            "SELECT DISTINCT f.id FROM ledger_fragment n CROSS JOIN matching_hit h"  # noqa: S608
            " CROSS JOIN ledger_fragment f CROSS JOIN ledger_scope ns CROSS JOIN ledger_scope fs"
            f' WHERE n.entity = %s AND h."{mine}" = n.id AND f.id = h."{theirs}" AND n.state = 0 AND f.state = 0'
            f" AND ns.id = n.scope_id AND ns.owner IN ({marks(offices)})"  # what others say of it raised nothing
            f" AND fs.id = f.scope_id AND fs.owner = %s AND ({condition})"
        )
        found.update(id for (id,) in rows(sql, [bytes.fromhex(entity), *offices, holder, *values]))
    return names_of(Fragment.objects.filter(id__in=found).order_by("id"))


def resolve_pointer(reader: Reader, token: str) -> Resolved | None:
    """What a quoted token stands for. None for everybody but its holder or the holder's heir, and if it is gone.

    Not audited here: the request that quotes it is.
    """
    row = Pointer.objects.filter(token=token).first() if _is_token(token) else None
    if row is None or row.holder not in own_offices(reader):
        return None
    records = _held(reader, _records(row.office, row.entity, row.holder))
    return Resolved(row.office, tuple(records)) if records else None


def _held(reader: Reader, refs: Sequence[FragmentRef]) -> list[FragmentRef]:
    rows = visible(reader).filter(id__in=resolve(refs)).select_related("scope").order_by("id")
    return names_of([row for row in rows if owns(row.scope, reader)])


def _is_token(text: str) -> bool:
    return len(text) == 32 and all(char in "0123456789abcdef" for char in text)
