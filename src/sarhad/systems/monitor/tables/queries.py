"""Reading published tables. All start from a reader; whoever calls them records the read in the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sarhad.access.handling import strictest
from sarhad.access.reader import Reader, anonymous
from sarhad.entities.lists import ids_listed
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first
from sarhad.kernel.claim import Attachment, EntityId, Handling
from sarhad.ledger.derive import is_id
from sarhad.ledger.naming import resolve
from sarhad.systems.monitor.store.follower import TABLE, path_of
from sarhad.systems.monitor.store.records import Source
from sarhad.systems.monitor.tables.columns import Columns, columns_of, digest_of
from sarhad.systems.monitor.tables.words import SEIZURES


@dataclass(frozen=True, slots=True)
class Published:
    """A table, as far as the reader sees it."""

    source: Source
    by: Statement  # the statement that holds the file
    handling: Handling
    columns: str  # JSON
    file: Attachment | None

    @property
    def id(self) -> EntityId:
        return self.source.id

    @property
    def seizures(self) -> Columns | None:
        """How its columns are understood, if its rows are seizures."""
        return columns_of(self.columns) if self.source.kind == SEIZURES else None

    @property
    def path(self) -> Path | None:
        """What the node has made of the file; None: not yet."""
        path = path_of(self.source.fragment)
        return path if path.exists() else None


def tables(reader: Reader) -> list[Published]:
    """The tables that the reader sees, by name."""
    sight = Sight(reader)
    listed = dict.fromkeys(entity for entity, _fragment in ids_listed(sight, TABLE))
    sight.see(listed)
    everyone = {entity for entity, _fragment in ids_listed(Sight(anonymous()), TABLE)}
    found = [_published(sight, entity, entity in everyone) for entity in listed]
    return sorted((each for each in found if each), key=lambda each: (each.source.name.casefold(), each.id))


def table(reader: Reader, id: EntityId) -> Published | None:
    """One table. None: absent or invisible, alike."""
    if not is_id(id):
        return None
    return _published(Sight(reader), id, bool(Sight(anonymous()).statements(id)))


def _published(sight: Sight, id: EntityId, public: bool) -> Published | None:
    said = [each for each in sight.statements(id) if each.schema == TABLE]
    if not said:
        return None
    by = min(said, key=lambda each: (not each.attachments, not each.held, each.ref))
    own = by.properties
    columns = first(own, "columns")
    digest = digest_of([each.digest for each in by.attachments], columns)
    rows = first(own, "rowsRead")
    source = Source(
        id, first(own, "name"), first(own, "tableType"), resolve([by.ref])[0], first(own, "publisher"),
        first(own, "missing"), tuple(sorted(own.get("lacks", ()))), first(own, "startDate"), first(own, "endDate"),
        int(rows) if rows.isdecimal() else 0, first(own, "licence"), first(own, "sourceUrl"),
        first(own, "publishedOn"), public,
    )  # fmt: skip
    file = next((each for each in by.attachments if each.digest == digest), None)
    return Published(source, by, strictest(each.handling for each in said), columns, file)


def sources(found: Sequence[Published]) -> list[Source]:
    return [each.source for each in found]
