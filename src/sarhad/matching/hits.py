"""Finds who else holds something on what was just contributed: a follower of the ledger and of the name index.

Whatever an entry of up to `SINGLE` items states is compared with everything that was there before it. Larger
entries come from imports and are left to `sarhad xref`; of these only what corrects or restates an earlier
fragment takes over, compared anew, the hits of that one. So a pair is found or not by its two fragments alone.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import orjson
from django.db import transaction
from django.db.models import Q

from sarhad.entities import index
from sarhad.entities.index import Reading
from sarhad.entities.sight import hex_of, marks, rows, without_links
from sarhad.kernel import model, names, parts
from sarhad.kernel.claim import FragmentRef
from sarhad.kernel.data import FOLDER
from sarhad.ledger import followers
from sarhad.ledger.followers import Progress, Row, quiet
from sarhad.ledger.models import ITEMS_PER_ENTRY
from sarhad.ledger.naming import resolve
from sarhad.matching.candidates import MOST_NAMES, candidates
from sarhad.matching.features import Prepared
from sarhad.matching.models import Hit
from sarhad.matching.records import NONE, STRONG, Scored, Subject
from sarhad.matching.scoring import score, score_prepared

NAME = "hits"
VERSION = "1"  # of what is compared with what
SINGLE = 100  # items of an entry, at most, that is matched at once
BATCH = 500  # fragments in one statement
RENEWED = 2000  # old hits scored anew in one transaction
COMPARING = ("scoring", "names", "features", "spelling", "organisation*")  # modules that a score depends on


class Side(NamedTuple):
    """A fragment as a machine compares it."""

    id: int
    entity: str
    owner: str
    subject: Subject


class Hits:
    """The follower. It stays behind the name index, since only that finds names that are written otherwise."""

    name = NAME

    def catch_up(self, progress: Progress = quiet) -> int:
        """Compare what is new; everything again if the scoring has changed. Returns how many fragments it was."""
        if followers.cursor(NAME).stamp != mark():
            renew(progress)
            followers.advance(NAME, 0, mark())
        done = 0
        while True:
            reading, pos = index.reading(), followers.cursor(NAME).pos
            reached = min(followers.head(), reading.pos)
            if pos >= reached:
                return done
            batch = followers.all_fragments(NAME)
            done += _take(batch.rows, reached, reading, progress)
            followers.advance(NAME, min(batch.pos, reached), mark())
            progress(followers.cursor(NAME).pos, reached)
            assert followers.cursor(NAME).pos > pos


def _take(batch: Sequence[Row], reached: int, reading: Reading, progress: Progress) -> int:
    """Entry by entry, the cursor together with what was found: a stop loses nothing and does nothing twice."""
    done = 0
    for pos, group in groupby(batch, key=lambda row: row.id // ITEMS_PER_ENTRY):
        if pos > reached:
            break
        entry = list(group)
        found = list(_found(entry, reading))
        if found:
            with transaction.atomic():
                store(found)
                followers.advance(NAME, pos, mark())
        progress(pos, reached)
        done += len(entry)
    return done


def _found(entry: Sequence[Row], reading: Reading) -> Iterator[Hit]:
    carried = _carried(entry)
    wanted = {row.id: set(carried.get(row.id, ())) for row in entry}
    if len(entry) <= SINGLE:
        for row in entry:
            if _matchable(row.schema):
                subject = subject_of(row.schema, row.data)
                wanted[row.id] |= _alike(reading, subject, row.id) | _about_the_same(row.id)
    for id, others in wanted.items():
        if others:
            yield from compared(id, others)


def _matchable(schema: str) -> bool:
    spec = model.schema(schema)
    return spec is not None and spec.matchable


def _alike(reading: Reading, subject: Subject, before: int) -> set[int]:
    """All earlier candidates, without a limit: what is hidden would use it up."""
    return {id for part in _by_names(subject) for id in candidates(reading, part) if id < before}


def _by_names(subject: Subject) -> Iterator[Subject]:
    """The same subject with as many names at a time as candidates are looked for by."""
    known = model.names(subject.schema, dict(subject.properties))
    if len(known) <= MOST_NAMES:
        yield subject
        return
    others = {name: values for name, values in subject.properties.items() if not set(values) <= set(known)}
    for start in range(0, len(known), MOST_NAMES):
        yield Subject(subject.schema, {**others, "name": known[start : start + MOST_NAMES]})


def _about_the_same(id: int) -> set[int]:
    """Earlier fragments about the same entity; those of another owner hit without a look at what they say."""
    sql = "SELECT o.id FROM ledger_fragment f CROSS JOIN ledger_fragment o WHERE f.id = %s AND o.entity = f.entity"
    return {other for (other,) in rows(f"{sql} AND o.id < f.id", [id])}


def _carried(entry: Sequence[Row]) -> dict[int, set[int]]:
    """What the fragments that these correct or restate had been found to be like."""
    replaced = {row.id: _replaces(row) for row in entry if '"refs"' in row.data or '"was"' in row.data}
    found: dict[int, set[int]] = {}
    for id, refs in replaced.items():
        before = [old for old in resolve(refs) if old != id]
        pairs = Hit.objects.filter(Q(left__in=before) | Q(right__in=before)).values_list("left", "right")
        found[id] = {side for pair in pairs for side in pair if side not in before}
    return found


def _replaces(row: Row) -> list[FragmentRef]:
    data = orjson.loads(row.data)
    return [FragmentRef.parse(name) for name in (*data.get("refs", ()), *data.get("was", ()))]


# Pairs


def compared(id: int, others: Iterable[int]) -> Iterator[Hit]:
    """The hits among one fragment and others, whatever their state: whether they stand is asked at the door."""
    one = next(sides([id]), None)
    if one is None:  # purged meanwhile
        return
    wanted = Prepared(one.subject)
    for other in sides(other for other in others if other != id):
        found = _without_a_look(one, other) or score_prepared(wanted, Prepared(other.subject))
        if found.verdict != NONE:
            yield hit(one, other, found)


def verdict(one: Side, other: Side) -> Scored:
    """How likely two fragments mean one thing."""
    return _without_a_look(one, other) or score(one.subject, other.subject)


def _without_a_look(one: Side, other: Side) -> Scored | None:
    """About one entity, two fragments of one owner are no news; of two owners they need no comparison."""
    if one.entity != other.entity:
        return None
    return Scored(0.0, NONE, ()) if one.owner == other.owner else Scored(1.0, STRONG, ())


def hit(one: Side, other: Side, scored: Scored) -> Hit:
    """A row to store; `sarhad xref` makes its rows by this, too."""
    left, right = sorted((one, other), key=lambda side: side.id)
    return Hit(
        left=left.id,
        right=right.id,
        left_owner=left.owner,
        right_owner=right.owner,
        score=scored.score,
        verdict=scored.verdict,
        model=scoring(),
    )


def store(found: Iterable[Hit]) -> None:
    """Keep these hits; one that is known takes the new score."""
    Hit.objects.bulk_create(
        found,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["left", "right"],
        update_fields=["score", "verdict", "model"],
    )


def sides(ids: Iterable[int]) -> Iterator[Side]:
    """These fragments, as far as they are there, in the order of their ids."""
    ids = sorted(set(ids))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        sql = (
            'SELECT f.id, f.entity, s.owner, f."schema", f.data FROM ledger_fragment f CROSS JOIN ledger_scope s'  # noqa: S608
            f" WHERE f.id IN ({marks(part)}) AND s.id = f.scope_id ORDER BY f.id"
        )
        for id, entity, owner, schema, data in rows(sql, part):
            yield Side(id, hex_of(entity), owner, subject_of(schema, data))


def subject_of(schema: str, data: str) -> Subject:
    """What is compared: the values, without those that point to other entities."""
    return Subject(schema, without_links(schema, orjson.loads(data)["properties"]))


# When the scoring changes


@cache
def scoring() -> str:
    """Changes with whatever a score depends on."""
    folder = Path(__file__).parent
    files = [path for name in COMPARING for path in sorted(folder.glob(f"{name}.py"))]
    files += [*sorted(folder.rglob("*.yml")), FOLDER / "organisations.yml"]
    content = b"".join(path.read_bytes() for path in files)
    return hashlib.sha256(f"{names.stamp()}{parts.stamp()}".encode() + content).hexdigest()[:12]


def mark() -> str:
    """Of the rules by which hits are found."""
    return f"{VERSION}.{scoring()}"


def renew(progress: Progress = quiet) -> None:
    """Score hits of another model anew; what is none by this one goes. May be stopped and begun again."""
    total = Hit.objects.exclude(model=scoring()).count()
    done = 0
    while old := list(Hit.objects.exclude(model=scoring()).order_by("left", "right")[:RENEWED]):
        known = {side.id: side for side in sides(id for each in old for id in (each.left, each.right))}
        fresh = []
        gone: dict[int, list[int]] = defaultdict(list)
        for each in old:
            one, other = known.get(each.left), known.get(each.right)
            found = verdict(one, other) if one and other else Scored(0.0, NONE, ())
            if one and other and found.verdict != NONE:
                fresh.append(hit(one, other, found))
            else:
                gone[each.left].append(each.right)
        with transaction.atomic():
            store(fresh)
            for left, rights in gone.items():
                Hit.objects.filter(left=left, right__in=rights).delete()
        done += len(old)
        progress(done, total)
