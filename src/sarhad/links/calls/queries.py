"""Reading call records. All start from a reader; whoever calls them records the read in the audit."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sarhad.access.handling import strictest
from sarhad.access.reader import Reader
from sarhad.entities.attachments import open_attachment
from sarhad.entities.lists import last_listed, newest_listed
from sarhad.entities.records import Statement, Summary
from sarhad.entities.sight import BATCH, Sight, first, hex_of, marks, together
from sarhad.kernel import names as ordering
from sarhad.kernel.claim import ACTS, Attachment, EntityId, Handling
from sarhad.ledger.derive import is_id
from sarhad.links.calls import reading
from sarhad.links.calls.records import Calls, Columns, columns_of

SIZE, CHUNK, FAR = 25, 200, 2000  # of the list: rows of a page, statements read at once and in all
NAMED, MATCHES = 3, 2000  # names beside one number; records looked through for the numbers of one page
KEPT = 4  # files that a process keeps read


@dataclass(frozen=True, slots=True)
class Records:
    """A file of calls, as far as the reader sees it."""

    id: EntityId
    name: str
    operator: str
    legal_basis: str
    start: str
    stop: str
    by: Statement  # the statement that holds the file
    handling: Handling
    subject: Summary | None
    columns: Columns | None  # None: it does not say how the file is read
    file: Attachment | None

    @property
    def size(self) -> int:
        return self.file.size if self.file else 0


def listed(reader: Reader, before: EntityId = "") -> tuple[list[Records], EntityId]:
    """Call records that the reader sees, the last to arrive first; and the one behind which to go on, or ""."""
    sight, read = Sight(reader), 0
    below = last_listed(sight, "CallRecords", before) if is_id(before) else 0
    found: dict[EntityId, None] = {}
    while read < FAR:
        part = newest_listed(sight, "CallRecords", CHUNK, below)
        found.update(dict.fromkeys(said.entity for _id, said in part))
        read, below = read + len(part), part[-1][0] if part else 1
        if len(found) > SIZE or len(part) < CHUNK:
            break
    ids = list(found)
    sight.see(ids[:SIZE])
    return [each for id in ids[:SIZE] if (each := _records(sight, id))], ids[SIZE - 1] if len(ids) > SIZE else ""


def records(reader: Reader, id: EntityId) -> Records | None:
    """One file of calls. None: absent or invisible, alike."""
    return _records(Sight(reader), id) if is_id(id) else None


def _records(sight: Sight, id: EntityId) -> Records | None:
    said = [each for each in sight.statements(id) if each.schema == "CallRecords"]
    if not said:
        return None
    shown = sight.shown(said)
    by = min(shown, key=lambda each: (not each.attachments, not each.held, each.ref))
    own, every = by.properties, together(shown)
    subject = first(own, "subject")
    return Records(
        id=id,
        name=sight.caption("CallRecords", own) or sight.caption("CallRecords", every),
        operator=first(own, "operator"),
        legal_basis=first(own, "legalBasis"),
        start=first(own, "startDate"),
        stop=first(own, "endDate"),
        by=by,
        handling=strictest(each.handling for each in said),
        subject=sight.summary([subject]) if is_id(subject) else None,
        columns=columns_of(first(own, "columns")),
        file=by.attachments[0] if by.attachments else None,
    )


def calls(reader: Reader, found: Records) -> Calls | None:
    """All calls of a file, which comes through the door each time. None: no file, or not said how it is read.

    Raises BadFile.
    """
    opened = open_attachment(reader, found.file.digest) if found.file else None
    if opened is None or found.columns is None or found.file is None:
        return None
    return _read(found.file.digest, found.columns.json(), _Bytes(opened[1]))


class _Bytes:
    """A file's content, which its digest names: equal to any other, so that the cache asks for the digest alone."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bytes)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=KEPT)
def _read(digest: str, columns: str, content: _Bytes) -> Calls:
    understood = columns_of(columns)
    assert understood is not None  # made from one
    with tempfile.NamedTemporaryFile() as file:
        file.write(content.data)
        file.flush()
        content.data = b""  # the cache keeps its arguments
        return reading.read(Path(file.name), understood)


# Who has a number


@dataclass(frozen=True, slots=True)
class Known:
    """What the reader sees recorded of a number."""

    phone: EntityId = ""
    names: tuple[Summary, ...] = ()


def known(reader: Reader, numbers: Sequence[str]) -> dict[str, Known]:
    """Who or what else has these numbers: holders of the phone, persons and companies with it."""
    sight = Sight(reader)
    ids: dict[str, set[EntityId]] = defaultdict(set)
    asked = [number for number in dict.fromkeys(numbers) if number.startswith("+")]
    for start in range(0, len(asked), BATCH):
        part = asked[start : start + BATCH]
        where = f"t.value IN ({marks(part)}) AND t.kind = 'phone' AND f.id = t.fragment_id"
        tables = "ledger_term t CROSS JOIN ledger_fragment f"
        for value, entity, schema in sight.through_door(
            't.value, f.entity, f."schema"', tables, where, part, tail=f" LIMIT {MATCHES}"
        ):
            if schema not in ACTS:
                ids[value].add(hex_of(entity))
    sight.see(sorted({id for found in ids.values() for id in found}))
    return {number: _who(sight, found) for number, found in ids.items()}


def _who(sight: Sight, found: set[EntityId]) -> Known:
    phones = sorted(id for id in found if sight.schema(id) == "Phone")
    holders = {
        id for phone in phones for each in sight.statements(phone) for id in each.properties.get("holder", ())
    }
    others = [*(found - set(phones)), *(id for id in holders if is_id(id) and id not in found)]
    named = sight.summaries(sorted(others))
    named.sort(key=lambda each: (ordering.display_key(each.caption), each.id))
    return Known(phones[0] if phones else "", tuple(named[:NAMED]))
