"""Exports: what a reader may see and take out, as FtM JSON lines, CSV or XLSX; stamped and recorded.

Each fragment is a record of its own, with its owner, grade and handling: two offices may state different things
about one person, under different handling, and whoever gets the file must see that.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

import orjson
from django.db.models import QuerySet
from django.utils import timezone

from sarhad.access import audit
from sarhad.access.guards import require
from sarhad.access.handling import Answer, Use, may, strictest
from sarhad.access.queries import handling_of, owns, visible
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.collect.claims import link_names
from sarhad.collect.current import names
from sarhad.entities.arranged import named_in, without_unseen
from sarhad.entities.sight import Sight
from sarhad.kernel import model
from sarhad.kernel.claim import ACTS, EntityId, Handling
from sarhad.ledger.derive import is_id
from sarhad.ledger.models import EffectiveScope, Fragment

Form = Literal["ftm", "csv", "xlsx"]
BATCH = 500  # records held at a time

MEDIA_TYPES: dict[Form, str] = {
    "ftm": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SUFFIXES: dict[Form, str] = {"ftm": "ftm.json", "csv": "csv", "xlsx": "xlsx"}


class Stamp(NamedTuple):
    """Who took it out, when and for what: on every record."""

    office: str
    officer: str
    at: str  # ISO 8601, UTC
    purpose: str


def stamped(reader: Reader, at: datetime) -> Stamp:
    return Stamp(reader.office, reader.officer, at.isoformat(timespec="seconds"), reader.purpose)


class Record(NamedTuple):
    """A fragment on its way out."""

    id: EntityId
    ref: str
    schema: str
    caption: str
    properties: dict[str, list[str]]
    owner: str
    handling: Handling
    fields: dict[str, Any]  # raw, grade, source, stated, count, as the ledger keeps them


@dataclass(slots=True)
class Export:
    """A file on its way out: iterate for its bytes."""

    name: str  # a name for the file
    media_type: str
    records: int
    handling: Handling  # strictest of all that is in it
    left_out: dict[str, int] = field(default_factory=dict)  # owner -> records that need its consent first
    chunks: Iterator[bytes] = field(default_factory=lambda: iter(()))

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks


@dataclass(slots=True)
class Chosen:
    """What goes out, found before the first byte does."""

    ids: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))  # schema -> fragments
    columns: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # schema -> properties held
    left_out: Counter[str] = field(default_factory=Counter)
    handling: Handling = Handling()  # noqa: RUF009 - immutable

    @property
    def count(self) -> int:
        return sum(map(len, self.ids.values()))


def export(reader: Reader, form: Form, entities: Iterable[EntityId] | None = None) -> Export:
    """What the reader sees of these entities (None: of all), as one file.

    What an owner must be asked for is left out and counted for its owner; the reader sees those records anyway.
    Recorded in the audit before the first byte leaves.

    Raises:
        PermissionDenied: the reader's roles do not let it read.
    """
    require(reader, Does.READ)
    from sarhad.collect.export_forms import WRITERS

    at = timezone.now()
    stamp = stamped(reader, at)
    desk = Desk(reader)
    chosen = desk.choose(_wanted(reader, entities))
    name = f"sarhad-{reader.office.lower() or 'public'}-{at:%Y%m%d-%H%M%S}.{SUFFIXES[form]}"
    made = Export(name, MEDIA_TYPES[form], chosen.count, chosen.handling, dict(chosen.left_out))
    made.chunks = WRITERS[form](desk, chosen, stamp)
    digest = hashlib.sha256(repr(sorted(chosen.ids.items())).encode()).hexdigest()[:32]
    audit.record(reader, "export", f"{form} {chosen.count} {digest}")
    return made


def _wanted(reader: Reader, entities: Iterable[EntityId] | None) -> Iterator[QuerySet[Fragment]]:
    rows = visible(reader).exclude(schema__in=ACTS).order_by("id")
    if entities is None:
        yield rows
        return
    ids = sorted({entity for entity in entities if is_id(entity)})
    for start in range(0, len(ids), BATCH):
        yield rows.filter(entity__in=ids[start : start + BATCH])


class Desk:
    """One reader's exports. Everything passes `visible`, twice: when it is chosen and when it is written."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._scopes: dict[int, tuple[str, Handling, bool]] = {}

    def choose(self, wanted: Iterable[QuerySet[Fragment]]) -> Chosen:
        chosen = Chosen()
        marks: set[Handling] = set()
        for rows in wanted:
            for id, schema, scope, data in rows.values_list("id", "schema", "scope_id", "data").iterator(2000):
                owner, handling, allowed = self._scope(scope)
                if not allowed:
                    chosen.left_out[owner] += 1
                    continue
                chosen.ids[schema].append(id)
                chosen.columns[schema].update(orjson.loads(data)["properties"])
                marks.add(handling)
        chosen.ids = dict(sorted((schema, sorted(ids)) for schema, ids in chosen.ids.items()))
        chosen.handling = strictest(sorted(marks, key=repr)) if marks else Handling()
        return chosen

    def records(self, ids: Sequence[int]) -> Iterator[Record]:
        """In this order. What the reader lost sight of in the meantime is not there any more."""
        for start in range(0, len(ids), BATCH):
            part = ids[start : start + BATCH]
            yield from self._records(list(visible(self.reader).filter(id__in=part).order_by("id")))

    def _records(self, rows: list[Fragment]) -> Iterator[Record]:
        refs = names([row.pk for row in rows])
        held = [(row, orjson.loads(row.data)) for row in rows]
        seen = self._seen(
            {value for row, data in held for _n, value in model.links(row.schema, data["properties"])}
        )
        arranged = Sight(self.reader).seen_of(
            name for row, data in held for name in named_in(row.schema, data["properties"])
        )
        for row, data in held:
            owner, handling, allowed = self._scope(row.scope_id)
            if allowed:
                properties = _without(row.schema, data["properties"], seen)
                properties = without_unseen(row.schema, properties, arranged)
                data["raw"] = without_unseen(row.schema, _without(row.schema, data.get("raw", {}), set()), ())
                caption = model.caption(row.schema, properties)
                yield Record(row.entity, str(refs[row.pk]), row.schema, caption, properties, owner, handling, data)

    def _seen(self, targets: set[str]) -> set[str]:
        """Those of the entities pointed to that the reader sees something of."""
        ids = sorted(target for target in targets if is_id(target))
        found: set[str] = set()
        for start in range(0, len(ids), BATCH):
            rows = visible(self.reader).filter(entity__in=ids[start : start + BATCH])
            found.update(rows.values_list("entity", flat=True))
        return found

    def _scope(self, id: int) -> tuple[str, Handling, bool]:
        """(owner, handling that binds the reader, whether it may be taken out)"""
        if id not in self._scopes:
            scope = EffectiveScope.objects.get(id=id)
            handling, own = handling_of(scope, self.reader), owns(scope, self.reader)
            allowed = may(Use.EXPORT, handling, own) in (Answer.YES, Answer.MARKED)
            self._scopes[id] = scope.owner, handling, allowed
        return self._scopes[id]


def _without(schema: str, properties: dict[str, list[str]], seen: set[str]) -> dict[str, list[str]]:
    """The properties without links to what the reader does not see: invisible and absent alike."""
    links = link_names(schema)
    kept = {
        name: [value for value in values if value in seen] if name in links else values
        for name, values in properties.items()
    }
    return {name: values for name, values in kept.items() if values}
