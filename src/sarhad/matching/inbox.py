"""The inbox of an office: what may be the same as something that it holds, as far as the reader sees both.

Everything is counted, capped and ordered among what the reader sees. Pointers, where it sees one side only, are
in `pointers`.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

from sarhad.access.queries import door, owns, visible
from sarhad.access.reader import Reader
from sarhad.entities.clusters import SAME
from sarhad.entities.records import Profile
from sarhad.entities.sight import Sight, hex_of, marks
from sarhad.kernel.claim import EntityId
from sarhad.ledger.models import Fragment
from sarhad.ledger.models import Judgement as Judged
from sarhad.ledger.queries import predecessors
from sarhad.matching.models import HitState
from sarhad.matching.pointers import PointerHit, pointers
from sarhad.matching.records import POSSIBLE, STRONG

MOST = 500  # pairs that one inbox lists; then it says that there are more
CROWD = 10  # of them about one own record; then it says that this one matches too much
CHUNK = 200  # pairs judged together
GROUP = 200  # entities that an office holds to be one, looked at for a pair
KINDS = (STRONG, POSSIBLE, "pointers", "done")


BY_OFFICE = ("matching_hit h", "ledger_fragment f", "ledger_fragment n")  # far side first: that is seldom seen
BY_ENTITY = ("ledger_fragment n", "matching_hit h", "ledger_fragment f")


class Pair(NamedTuple):
    """Two entities that the reader sees, by the two of their fragments that are most alike."""

    own: EntityId
    other: EntityId
    mine: int  # local ids of the fragments
    theirs: int
    score: float
    verdict: str


class Near(NamedTuple):
    """Which fragment of a pair has to be the near one: a condition on each side of `h`, or on `n` itself."""

    left: str
    right: str
    values: list[Any]
    members: frozenset[EntityId] = frozenset()  # entities that are one and the same, if a profile asks
    by_entity: bool = False  # the condition is on `n`, so that the walk begins there
    inherited: bool = False  # among them records of closed offices, not all of which need to be ours


@dataclass(slots=True)
class Inbox:
    """What waits for an office, or what it has done; strong ones first, then by score."""

    pairs: list[Pair] = field(default_factory=list)
    pointers: list[PointerHit] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)  # of each kind that waits, of what the reader sees
    crowded: dict[EntityId, int] = field(default_factory=dict)  # own records with more hits than are listed
    capped: bool = False  # there are more than `MOST`


def inbox(reader: Reader, kind: str = "") -> Inbox:
    """What waits for the reader's office.

    Args:
        kind: strong, possible, pointers, or done: what the office has judged or marked handled; empty: all that
            waits.
    """
    if not reader.office:
        return Inbox()
    done = kind == "done"
    found = _listed(reader, _done(reader) if done else _of_office(reader), done)
    pointed = pointers(reader, done)
    found.pointers, found.capped = pointed[:MOST], found.capped or len(pointed) > MOST
    if not done:
        found.counts = Counter(pair.verdict for pair in found.pairs)
        found.counts["pointers"] = len(found.pointers)
    if kind in (STRONG, POSSIBLE):
        found.pairs, found.pointers = [pair for pair in found.pairs if pair.verdict == kind], []
    elif kind == "pointers":
        found.pairs = []
    return found


def matches_of(reader: Reader, profile: Profile, done: bool = False) -> Inbox:
    """What may be the same as a profile that the reader sees, whoever holds it. No pointers."""
    members = [bytes.fromhex(member) for member in profile.members]
    here = f"n.entity IN ({marks(members)})"
    found = _listed(reader, Near(here, here, [*members], frozenset(profile.members), by_entity=True), done)
    found.counts = Counter(pair.verdict for pair in found.pairs)
    return found


def _of_office(reader: Reader) -> Near:
    offices = [reader.office, *sorted(predecessors(reader.office))]
    held = marks(offices)
    return Near(f"h.left_owner IN ({held})", f"h.right_owner IN ({held})", [*offices], inherited=len(offices) > 1)


def _done(reader: Reader) -> Near:
    """The same for what was dealt with last: that is where the walk begins."""
    mine = _of_office(reader)
    handled = HitState.objects.filter(office=reader.office, handled=True).order_by("-at").values_list("a", "b")
    judged = Judged.objects.filter(office__in=mine.values, fragment__in=visible(reader)).order_by("-fragment_id")
    entities = {*(id for pair in handled[:MOST] for id in pair), *judged.values_list("a", flat=True)[:MOST]}
    values = [bytes.fromhex(entity) for entity in sorted(entities)]
    here = f"n.entity IN ({marks(values)})" if values else "1 = 0"
    left, right = f"{here} AND {mine.left}", f"{here} AND {mine.right}"
    return Near(left, right, [*values, *mine.values], by_entity=True, inherited=mine.inherited)


# Pairs


def _listed(reader: Reader, near: Near, done: bool) -> Inbox:
    sight, found = Sight(reader), Inbox()
    by_own: Counter[EntityId] = Counter()
    for number, pair in enumerate(_standing(sight, near, done)):
        if number == MOST:
            found.capped = True
            break
        by_own[pair.own] += 1
        if near.members or by_own[pair.own] <= CROWD:
            found.pairs.append(pair)
    found.crowded = {own: count for own, count in by_own.items() if count > CROWD and not near.members}
    found.pairs.sort(key=lambda pair: pair.verdict != STRONG)  # keeps their order otherwise
    return found


def _standing(sight: Sight, near: Near, done: bool) -> Iterator[Pair]:
    """Each pair once, likeliest first; settled ones only where one asks for what is done."""
    known: set[frozenset[EntityId]] = set()
    stream = _rows(sight.reader, near, done)
    while chunk := list(islice(stream, CHUNK)):
        if near.inherited:
            chunk = _held(sight, chunk)
        sight.weigh(entity for pair in chunk for entity in (pair.own, pair.other))
        for pair in chunk:
            both = frozenset((pair.own, pair.other))
            if both in known or pair.other in near.members:
                continue
            known.add(both)
            if done or not settled(sight, pair.own, pair.other):
                yield pair


def _held(sight: Sight, chunk: list[Pair]) -> list[Pair]:
    """Of a closed office's records only those that came to this heir."""
    held = {row.id for row in Fragment.objects.filter(id__in={pair.mine for pair in chunk}).select_related("scope")
            if owns(row.scope, sight.reader)}  # fmt: skip
    return [pair for pair in chunk if pair.mine in held]


def _rows(reader: Reader, near: Near, done: bool) -> Iterator[Pair]:
    """Hits whose two fragments the reader sees, likeliest first; the near side is `own`."""
    # SQLite keeps to the order of CROSS JOIN.
    tables = " CROSS JOIN ".join(BY_ENTITY if near.by_entity else BY_OFFICE)
    left = f'{near.left} AND n.id = h."left" AND f.id = h."right"'
    right = f'{near.right} AND n.id = h."right" AND f.id = h."left"'
    sides = [_side(reader, tables, where, near.values, done) for where in (left, right)]
    return heapq.merge(
        *sides, key=lambda pair: (-pair.score, -max(pair.mine, pair.theirs), -min(pair.mine, pair.theirs))
    )


def _side(reader: Reader, tables: str, where: str, values: list[Any], done: bool) -> Iterator[Pair]:
    near_door, near_params = door("n", reader)
    far_door, far_params = door("f", reader)
    state, state_params = _state(reader, done)
    sql = (
        "SELECT n.entity, f.entity, n.id, f.id, h.score, h.verdict"  # noqa: S608
        f" FROM {tables} WHERE {where} AND n.entity <> f.entity"
        f" AND {near_door} AND {far_door} AND {state}"
        ' ORDER BY h.score DESC, h."right" DESC, h."left" DESC'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *near_params, *far_params, *state_params])
        while rows := cursor.fetchmany(CHUNK):
            for own, other, *rest in rows:
                yield Pair(hex_of(own), hex_of(other), *rest)


def _state(reader: Reader, done: bool) -> tuple[str, list[Any]]:
    """Whether the office has judged the two or marked them handled, as a condition on `n` and `f`."""
    offices = [reader.office, *sorted(predecessors(reader.office))]
    by_door, by_params = door("b", reader)
    sql = (
        "(EXISTS (SELECT 1 FROM matching_hitstate s WHERE s.office = %s AND s.handled"  # noqa: S608
        " AND ((s.a = n.entity AND s.b = f.entity) OR (s.a = f.entity AND s.b = n.entity)))"
        " OR EXISTS (SELECT 1 FROM ledger_judgement j CROSS JOIN ledger_fragment b"
        f" WHERE j.a = n.entity AND j.b = f.entity AND j.office IN ({marks(offices)})"
        f" AND b.id = j.fragment_id AND {by_door}))"
    )
    return f"{'' if done else 'NOT '}{sql}", [reader.office, *offices, *by_params]


# What the office has settled


def settled(sight: Sight, a: EntityId, b: EntityId) -> bool:
    """Whether the own office has judged these two, or others that it holds to be the same as they are."""
    ones, others = _own_group(sight, a), _own_group(sight, b)
    judged = {judgement.b for one in ones for judgement in sight.judgements(one) if judgement.held}
    return b in ones or bool(judged & others)


def _own_group(sight: Sight, entity: EntityId) -> set[EntityId]:
    """It, and what the own office judged to be the same."""
    group, frontier = {entity}, [entity]
    while frontier and len(group) < GROUP:
        sight.weigh(frontier)
        near = {each.b for one in frontier for each in sight.judgements(one) if each.held and each.verdict == SAME}
        frontier = sorted(near - group)
        group |= near
    return group


def stands(reader: Reader, one: EntityId, other: EntityId) -> bool:
    """Whether the reader sees a hit between two entities of which its office holds one, done with or not."""
    wanted = {one, other}
    near = Near("n.entity = %s", "n.entity = %s", [bytes.fromhex(one)], by_entity=True)
    pairs = (
        pair for done in (False, True) for pair in _rows(reader, near, done) if {pair.own, pair.other} == wanted
    )
    pair = next(pairs, None)
    if pair is None:
        return False
    rows = Fragment.objects.filter(id__in=(pair.mine, pair.theirs)).select_related("scope")
    return any(owns(row.scope, reader) for row in rows)
