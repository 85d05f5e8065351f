"""Keeps one line for each statement on seizures, a follower of the ledger; see `models`.

A line tells nothing of who may read it. What the lines of a seizure come to is sorted out by `settling`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
from django.db import transaction

from sarhad.entities.sight import BATCH, hex_of, marks
from sarhad.entities.sight import rows as select
from sarhad.figures import claims
from sarhad.figures.claims import ITEM, RESULT, SAMPLE, SEIZURE
from sarhad.figures.models import NAME, Key, Line, Pair, Settled
from sarhad.figures.pairs import note_pairs
from sarhad.figures.settling import KIND, mark_of, sort_out
from sarhad.kernel.claim import Act
from sarhad.kernel.data import FOLDER
from sarhad.ledger import followers
from sarhad.ledger.derive import is_id
from sarhad.ledger.followers import Progress, Row, quiet
from sarhad.ledger.models import ITEMS_PER_ENTRY

VERSION = "3"  # of what a line holds


class FigureLines:
    """The follower."""

    name = NAME

    def catch_up(self, progress: Progress = quiet) -> int:
        """Take in what is new; everything again if the rules have changed. Returns how many fragments it was."""
        if followers.cursor(NAME).stamp != mark():
            drop()
        done = 0
        while (pos := followers.cursor(NAME).pos) < followers.head():
            batch = followers.all_fragments(NAME)
            with transaction.atomic():
                self._take(batch.rows, pos, batch.pos)
                followers.advance(NAME, batch.pos, mark())
            done += len(batch.rows)
            progress(batch.pos, followers.head())
        return done

    def _take(self, batch: Sequence[Row], after: int, pos: int) -> None:
        wanted = [row for row in batch if row.schema in KIND]
        made = list(_lines(wanted))
        Line.objects.bulk_create(made, batch_size=1000, ignore_conflicts=True)
        touched = _seizures_of(made) | _judged(after, pos)
        for start in range(0, len(touched), BATCH):
            sort_out(sorted(touched)[start : start + BATCH])
        note_pairs(line.fragment for line in made if line.kind == KIND[ITEM])


def drop() -> None:
    """Forget everything; the next `catch_up` makes it anew."""
    with transaction.atomic():
        for model in (Pair, Settled, Line, Key):
            model.objects.all().delete()
        followers.advance(NAME, 0, mark())


def mark() -> str:
    """Of the rules by which lines are made."""
    h = hashlib.sha256(VERSION.encode())
    for path in (Path(claims.__file__), FOLDER / "units.yml", FOLDER / "substances.yml"):
        h.update(path.read_bytes())
    return h.hexdigest()[:16]


def _lines(batch: Sequence[Row]) -> Iterator[Line]:
    by_id = {row.id: row for row in batch}
    ids = list(by_id)
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        sql = (
            "SELECT f.id, f.entity, s.owner FROM ledger_fragment f JOIN ledger_scope s ON s.id = f.scope_id"  # noqa: S608
            f" WHERE f.id IN ({marks(part)})"
        )
        for id, entity, owner in select(sql, part):
            yield _line(by_id[id], hex_of(entity), owner)


def _line(row: Row, entity: str, owner: str) -> Line:
    data = orjson.loads(row.data)
    values = claims.values_of(row.schema, data["properties"])
    parent = values.parent if is_id(values.parent) else None
    given: dict[str, Any] = values._asdict() | {"parent": parent}
    times = min(data.get("count", 1), claims.OFTEN)
    if values.ug is not None and values.ug * times > claims.MOST:
        given["ug"] = None
    return Line(
        fragment=row.id, kind=KIND[row.schema], entity=entity, owner=owner, stated=data.get("stated", ""),
        grade=" ".join(data.get("grade", ())), count=times,
        family=claims.group_of(values.substance) if values.substance else "", day=claims.day_of(values),
        mark=mark_of(row.id), **given,
    )  # fmt: skip


# Which seizures they are about


def _seizures_of(made: Iterable[Line]) -> set[str]:
    """Seizures that these lines are about, through items and samples if need be."""
    found: dict[int, set[str]] = defaultdict(set)
    for line in made:
        found[line.kind].add(line.entity if line.kind == KIND[SEIZURE] else line.parent or "")
    items = found[KIND[SAMPLE]] | _parents(found[KIND[RESULT]], SAMPLE)
    # What samples belong to may have been taken in before, or is in this batch: both have lines by now.
    return (found[KIND[SEIZURE]] | found[KIND[ITEM]] | _parents(items, ITEM)) - {""}


def _parents(entities: Iterable[str], schema: str) -> set[str]:
    entities, found = sorted(set(entities) - {""}), set[str]()
    for start in range(0, len(entities), BATCH):
        lines = Line.objects.filter(entity__in=entities[start : start + BATCH], kind=KIND[schema])
        found.update(filter(None, lines.values_list("parent", flat=True)))
    return found


def _judged(after: int, pos: int) -> set[str]:
    """Seizures on which, or on whose items, these entries hold a judgement. A machine that tells nobody."""
    sql = (
        "SELECT DISTINCT l.kind, l.entity, l.parent FROM ledger_term t JOIN ledger_judgement j"
        " ON j.fragment_id = t.fragment_id JOIN figures_line l ON l.entity = j.a"
        " WHERE t.value = %s AND t.kind = 'act' AND t.fragment_id >= %s AND t.fragment_id < %s"
    )
    between = [(after + 1) * ITEMS_PER_ENTRY, (pos + 1) * ITEMS_PER_ENTRY]
    found = select(sql, [Act.JUDGEMENT, *between])
    return {
        hex_of(e if kind == KIND[SEIZURE] else parent)
        for kind, e, parent in found
        if kind < 2 and (kind == 0 or parent)
    }


def lagging() -> int:
    """How many entries are not taken in."""
    known = followers.cursor(NAME)
    return followers.head() - (known.pos if known.stamp == mark() else 0)
