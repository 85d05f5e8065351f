"""The records behind a number as a table to take away. What may not leave the office is left out and named."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.handling import Answer, Use, may, strictest
from sarhad.access.queries import handling_of, owns, visible
from sarhad.access.reader import Reader
from sarhad.collect.current import names
from sarhad.collect.export_forms import csv_line, mark, mark_pages, sheet_cell
from sarhad.collect.exports import MEDIA_TYPES, SUFFIXES, Stamp, stamped
from sarhad.collect.safe import cell
from sarhad.entities.sight import Sight
from sarhad.figures import queries
from sarhad.figures.records import Ask, Counted
from sarhad.kernel.claim import FragmentRef, Handling
from sarhad.ledger.naming import resolve
from sarhad.systems.programme import asking, behind, words

FORMS = (("xlsx", "XLSX"), ("csv", "CSV"))
BATCH = 500
CHUNK = 64 * 1024
COLUMNS = (
    "id", "kind", "name", "date", "country", "office", "offices", "cause", "substances", "value", "lowest",
    "highest", "decided_by", "counted_claims", "other_claims", "handling",
)  # fmt: skip
NUMBERS = frozenset({"value", "lowest", "highest"})


@dataclass(slots=True)
class Taken:
    """A table on its way out."""

    name: str
    media_type: str
    records: int = 0
    left_out: Counter[str] = field(default_factory=Counter)  # owner -> records that need its consent first
    marks: set[Handling] = field(default_factory=set)
    chunks: Iterator[bytes] = field(default_factory=lambda: iter(()))

    @property
    def handling(self) -> Handling:
        """The strictest of all that is in it."""
        return strictest(sorted(self.marks, key=repr)) if self.marks else Handling()


def take(reader: Reader, ask: Ask, figure: str, row: dict[str, str], form: str) -> Taken:
    """All records behind a figure as CSV or XLSX; recorded in the audit before the first byte leaves."""
    at = timezone.now()
    stamp = stamped(reader, at)
    name = f"results-{figure}-{ask.since}-{ask.until}-{at:%H%M%S}.{SUFFIXES[form]}"
    made, table, sight = Taken(name, MEDIA_TYPES[form]), TABLES[form](), Sight(reader)
    for part in _pages(reader, ask, figure, row):
        lines = behind.behind(sight, part, figure)
        for line, (owners, marks) in zip(lines, checked(reader, part), strict=True):
            made.left_out.update(owners)
            if not owners:
                made.records += 1
                made.marks |= marks
                table.add([*_texts(line), *stamp])
    audit.record(reader, "export", f"{form} {made.records} {asking.recorded(ask, figure)}")
    made.chunks = table.end(made, stamp, f"{words.figure(figure)} · {asking.period_of(ask)}")
    return made


def _pages(reader: Reader, ask: Ask, figure: str, row: dict[str, str]) -> Iterator[list[Counted]]:
    after = ""
    while True:
        found, after = queries.records(reader, ask, figure, after, BATCH, **row)
        yield found
        if not after:
            return


def checked(reader: Reader, part: Sequence[Counted]) -> list[tuple[set[str], set[Handling]]]:
    """Of each record the owners that must be asked before it leaves the office, and the handlings that it bears."""
    every = sorted({ref for each in part for ref in each.refs})
    known: dict[str, tuple[str, Handling, bool]] = {}
    for start in range(0, len(every), BATCH):
        ids = resolve(FragmentRef.parse(ref) for ref in every[start : start + BATCH])
        rows = list(visible(reader).filter(id__in=ids).select_related("scope"))
        called = names([row.pk for row in rows])
        for row in rows:
            handling, own = handling_of(row.scope, reader), owns(row.scope, reader)
            allowed = may(Use.EXPORT, handling, own) in (Answer.YES, Answer.MARKED)
            known[str(called[row.pk])] = row.scope.owner, handling, allowed
    found = [[known[ref] for ref in each.refs if ref in known] for each in part]
    return [
        ({owner for owner, _mark, allowed in said if not allowed}, {mark for _owner, mark, _allowed in said})
        for said in found
    ]


def _texts(line: behind.Behind) -> list[str]:
    it, claims = line.it, lambda said: "; ".join(f"{each.office} {each.text}" for each in said)
    return [
        it.id, it.schema, line.label, it.date, it.country, it.office, ", ".join(it.offices), it.cause,
        line.substances, str(it.value), str(it.low), str(it.high), it.why, claims(line.taken), claims(line.others),
        mark(it.handling),
    ]  # fmt: skip


HEAD = [*COLUMNS, *(f"exported_{name}" for name in ("by_office", "by_officer", "at", "for"))]


class Csv:
    """With a byte order mark, so that Excel takes it for UTF-8."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been read
        self.file.write(b"\xef\xbb\xbf" + csv_line(HEAD))

    def add(self, texts: Sequence[str]) -> None:
        self.file.write(csv_line([*map(cell, texts)]))

    def end(self, made: Taken, stamp: Stamp, title: str) -> Iterator[bytes]:
        return read_out(self.file)


class Xlsx:
    """A sheet that says what this is, then the records."""

    def __init__(self) -> None:
        import openpyxl

        self.book = openpyxl.Workbook(write_only=True)
        self.cover = self.book.create_sheet(_("About this file"))
        self.sheet = self.book.create_sheet(_("Records"))
        self.sheet.freeze_panes = "A2"
        self.sheet.append(HEAD)

    def add(self, texts: Sequence[str]) -> None:
        self.sheet.append([self._cell(name, text) for name, text in zip(HEAD, texts, strict=True)])

    def _cell(self, name: str, text: str) -> Any:
        return float(text) if name in NUMBERS else sheet_cell(self.sheet, text)

    def end(self, made: Taken, stamp: Stamp, title: str) -> Iterator[bytes]:
        for sheet in (self.cover, self.sheet):
            mark_pages(sheet, made.handling, stamp)
        rows = [
            (_("Figure"), title), (_("Handling"), mark(made.handling)), (_("Conditions"), made.handling.text),
            (_("Office"), stamp.office), (_("Officer"), stamp.officer), (_("Date"), stamp.at),
            (_("Purpose"), stamp.purpose), (_("Records"), str(made.records)),
            *((_("Ask %(owner)s first") % {"owner": owner}, str(n)) for owner, n in sorted(made.left_out.items())),
        ]  # fmt: skip
        for row in rows:
            self.cover.append([sheet_cell(self.cover, text) for text in row])
        file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been read
        self.book.save(file)
        return read_out(file)


TABLES: dict[str, type[Csv] | type[Xlsx]] = {"csv": Csv, "xlsx": Xlsx}


def read_out(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    with file:
        while data := file.read(CHUNK):
            yield data
