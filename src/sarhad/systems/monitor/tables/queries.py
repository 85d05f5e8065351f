"""Reading published tables. All start from a reader; whoever calls them records the read in the audit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sarhad.access.reader import Reader
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first
from sarhad.kernel.claim import Attachment, EntityId, Handling
from sarhad.systems.monitor.store import files
from sarhad.systems.monitor.store.records import Source
from sarhad.systems.monitor.store.sources import sources
from sarhad.systems.monitor.tables.columns import Columns, columns_of, digest_of
from sarhad.systems.monitor.tables.words import SEIZURES


@dataclass(frozen=True, slots=True)
class Published:
    """A table, as far as the reader sees it."""

    source: Source
    by: Statement  # the statement that holds the file
    columns: str  # JSON
    file: Attachment | None

    @property
    def id(self) -> EntityId:
        return self.source.id

    @property
    def handling(self) -> Handling:
        return self.by.handling

    @property
    def seizures(self) -> Columns | None:
        """How its columns are understood, if its rows are seizures."""
        return columns_of(self.columns) if self.source.kind == SEIZURES else None

    @property
    def path(self) -> Path | None:
        """What the node has made of the file; None: not yet, or nothing can be."""
        standing = files.standing(files.kind_of(self.source.kind)).get(self.source.file)
        return standing[0] if standing else None


def tables(reader: Reader) -> list[Published]:
    """The tables that the reader sees, by name."""
    found = _published(reader, sources(reader))
    return sorted(found, key=lambda each: (each.source.name.casefold(), each.id))


def table(reader: Reader, id: EntityId) -> Published | None:
    """One table. None: absent or invisible, alike."""
    found = _published(reader, (each for each in sources(reader) if each.id == id))
    return found[0] if found else None


def _published(reader: Reader, found: Iterable[Source]) -> list[Published]:
    by_table = {each.id: each for each in found}
    said = Sight(reader).select("f.id", [each.fragment for each in by_table.values()])
    return [_one(by_table[each.entity], each) for each in said]


def _one(source: Source, by: Statement) -> Published:
    columns = first(by.properties, "columns")
    digest = digest_of([each.digest for each in by.attachments], columns)
    return Published(source, by, columns, next((each for each in by.attachments if each.digest == digest), None))
