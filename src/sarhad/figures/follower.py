"""Keeps one line for each statement on seizures, a follower of the ledger; see `models`.

A line tells nothing of who may read it. It also notes which seizures are plain: reported once by one office, with
nothing to weigh, so that the database can add them up; that is never undone, since it only says how they are added.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
from django.db import connection, transaction

from sarhad.entities.sight import BATCH, hex_of, marks
from sarhad.entities.sight import rows as select
from sarhad.figures import claims
from sarhad.figures.claims import COUNTED, ITEM, RESULT, SAMPLE, SEIZURE
from sarhad.figures.models import Line, Pair
from sarhad.figures.pairs import note_pairs
from sarhad.kernel.claim import Act
from sarhad.kernel.data import FOLDER
from sarhad.ledger import followers
from sarhad.ledger.derive import is_id
from sarhad.ledger.followers import Progress, Row, quiet
from sarhad.ledger.models import ITEMS_PER_ENTRY

NAME = "figures"
VERSION = "1"  # of what a line holds
KIND = {schema: n for n, schema in enumerate(COUNTED)}


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
        Pair.objects.all().delete()
        Line.objects.all().delete()
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
    return Line(
        fragment=row.id, kind=KIND[row.schema], entity=entity, owner=owner, stated=data.get("stated", ""),
        grade=" ".join(data.get("grade", ())), count=data.get("count", 1),
        family=claims.group_of(values.substance) if values.substance else "", day=claims.day_of(values), **given,
    )  # fmt: skip


# Which seizures are plain


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


def sort_out(entities: Sequence[str]) -> None:
    """Note of these seizures whether the database may add them up, and what their items repeat of them."""
    seizures, items = defaultdict(list), defaultdict(list)
    for line in Line.objects.filter(entity__in=entities, kind=KIND[SEIZURE]).order_by("fragment"):
        seizures[line.entity].append(line)
    for line in Line.objects.filter(parent__in=entities, kind=KIND[ITEM]).order_by("fragment"):
        items[line.parent].append(line)
    doubtful = _doubtful(entities, [line.entity for lines in items.values() for line in lines])
    for entity, lines in seizures.items():
        own = items[entity]
        plain = len(lines) == 1 and _plain(lines[0], own) and not doubtful & {entity, *(e.entity for e in own)}
        _write("plain = %s", [(plain, line.fragment) for line in lines if line.plain != plain])
        above = lines[0]
        said = (
            plain, above.fragment if plain else None, above.first, above.last, above.day, above.country,
            above.cause, above.operation,
        )  # fmt: skip
        _write(
            REPEATED, [(*said, line.fragment) for line in own if line.first != above.first or line.plain != plain]
        )


REPEATED = "plain = %s, above = %s, first = %s, last = %s, day = %s, country = %s, cause = %s, operation = %s"
"""What an item repeats of its seizure."""


def _write(columns: str, values: Sequence[tuple[Any, ...]]) -> None:
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE figures_line SET {columns} WHERE fragment = %s", values)  # noqa: S608


def _plain(seizure: Line, items: Sequence[Line]) -> bool:
    """One office, every item once, no two of a group, and all of it once."""
    groups = [each.family for each in items if each.family]
    return (
        bool(seizure.first)
        and seizure.count == 1
        and all(each.owner == seizure.owner for each in items)
        and len({each.entity for each in items}) == len(items)
        and len(set(groups)) == len(groups)
    )


DOUBTS = (
    "SELECT a FROM ledger_judgement WHERE a IN (%s)",
    f"SELECT parent FROM figures_line WHERE kind = {KIND[SAMPLE]} AND parent IN (%s)",  # noqa: S608
    "SELECT entity FROM figures_line WHERE entity IN (%s) GROUP BY entity HAVING COUNT(*) > 1",
)


def _doubtful(seizures: Sequence[str], items: Sequence[str]) -> set[str]:
    """Those that somebody judged, items that were sampled, or that stand in other seizures too."""
    found = set[str]()
    ids = sorted({*seizures, *items})
    for start in range(0, len(ids), BATCH):
        part = [bytes.fromhex(id) for id in ids[start : start + BATCH]]
        found.update(hex_of(row[0]) for sql in DOUBTS for row in select(sql % marks(part), part))
    return found


def lagging() -> int:
    """How many entries are not taken in."""
    known = followers.cursor(NAME)
    return followers.head() - (known.pos if known.stamp == mark() else 0)
