"""Bulk import: read a file twice, clean, sign what is new or changed, say what was refused and what vanished."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.collect import current
from sarhad.collect.chunks import MANY, batched, rarely_collected
from sarhad.collect.claims import Claims, merge
from sarhad.collect.errors import SHOWN, BadFile, BadRow, Fault
from sarhad.collect.mapping import Mapping
from sarhad.collect.records import Input, Source, Stated
from sarhad.collect.report import SAMPLE, Report
from sarhad.entities.actions import release_again, retract
from sarhad.entities.signing import must, must_exist, sign
from sarhad.kernel.claim import Claim, FragmentRef, Grade, Kind, Scope
from sarhad.kernel.dates import Order
from sarhad.kernel.envelope import MAX_ITEMS
from sarhad.ledger.followers import head
from sarhad.ledger.models import Entry, Party
from sarhad.ledger.node import keystore, roomy, writer
from sarhad.ledger.queries import predecessors
from sarhad.ledger.scopes import Rule

STEP = 1000  # rows between two calls of `progress`

Progress = Callable[[int, int], None]
"""(rows done, rows in all); both passes over the file count."""


def import_(
    reader: Reader,
    source: Source,
    mapping: Mapping,
    scope: Scope,
    *,
    grade: Grade | None = None,
    check: bool = False,
    snapshot: bool = False,
    dates: Order | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import one file for the reader's office.

    Runs again after a crash where it stopped: what is in already is unchanged.

    Args:
        scope: who may read what is imported, and its handling.
        grade: of everything that the mapping gives no grade.
        check: write nothing, only report.
        snapshot: the file is the whole source; list what it no longer holds.
        dates: order of dates such as 03/04/1983, where the mapping declares none.

    Raises:
        BadFile: the file cannot be read; nothing was written.
        PermissionDenied: the reader's roles do not let it contribute.
        ValidationError: the scope names no office or group that is there.
    """
    must(reader, Does.CONTRIBUTE)
    must_exist(reader, scope)
    _must_name(source)
    report = Report(source.file, source.name, mapping.name, check)
    audit.record(reader, "check-import" if check else "import", "", f"{source.name} {source.file} {mapping.name}")
    try:
        run = _Import(
            reader, source, scope, report, mapping.open(source, dates, _country(reader.office)), snapshot, progress
        )
        run.survey()
        run.write(_claims_of(reader, source, grade, dates, run))
    except BadFile as error:
        error.fault = replace(error.fault, file=source.file)
        raise
    if snapshot:
        report.vanished = current.vanished(source.name, reader.office, run.owners, run.seen)
    if not check:
        audit.record(reader, "imported", f"{report.added} {report.corrected} {' '.join(report.entries[:3])}")
    return report


def retract_vanished(reader: Reader, refs: Sequence[FragmentRef], why: str) -> list[Entry]:
    """Withdraw what an import with `snapshot` found to be gone from its source."""
    return [retract(reader, refs[at : at + MAX_ITEMS], why) for at in range(0, len(refs), MAX_ITEMS)]


def _must_name(source: Source) -> None:
    name = source.name
    if not name.strip() or len(name) > 100 or not name.isprintable():
        raise ValidationError(_("Name the source in at most 100 letters; later imports need the same name."))


def _claims_of(reader: Reader, source: Source, grade: Grade | None, dates: Order | None, run: _Import) -> Claims:
    return Claims(_id_key(reader.office, source.name), source.name, grade, dates, run.remark)


def _country(office: str) -> str | None:
    """Where an office dials its national numbers."""
    return Party.objects.filter(id=office).values_list("country", flat=True).first() or None


def _id_key(office: str, source: str) -> bytes:
    """The office's own, or that of a closed office whose import of the same source it carries on."""
    for gone in sorted(predecessors(office)):
        if current.knows(source, office, [gone]):
            return keystore().id_key(f"{office}.from.{gone}")
    return keystore().id_key(office)


class _Import:
    """One run. Rows that share a key wait in memory until the last of them has come; everything else streams."""

    def __init__(
        self,
        reader: Reader,
        source: Source,
        scope: Scope,
        report: Report,
        input: Input,
        snapshot: bool,
        progress: Progress | None,
    ) -> None:
        self.reader, self.source, self.scope, self.report, self.input = reader, source, scope, report, input
        self.owners = (reader.office, *sorted(predecessors(reader.office)))
        self.snapshot = snapshot
        self.progress = progress or (lambda done, total: None)
        self.seen: set[bytes] = set()  # entities that the file states
        self.fresh_until = 0  # position up to which the office certainly holds nothing of this source
        self.total = self.row = 0
        self.columns: abc.Mapping[str, str] = {}  # of the entity at hand: property -> column
        self.expected: dict[int, int] = {}  # hash of a key -> how often it is still to come
        self.waiting: dict[str, Claim] = {}  # by entity
        report.columns, report.missing = input.columns, input.missing

    # First pass

    def survey(self) -> None:
        """Read the file once: is it whole, how long is it, which keys and rows come again?"""
        keys: set[int] = set()
        rows: set[int] = set()
        refused: list[int] = []
        for row in self.input.rows(lambda row, code, *args, **values: refused.append(row)):
            self.total += 1
            if row.digest in rows:
                self.report.duplicates += 1
            rows.add(row.digest)
            for key in map(hash, row.keys):
                if key in keys:
                    self.expected[key] = self.expected.get(key, 1) + 1
                keys.add(key)
            if self.total % STEP == 0:
                self.progress(0, self.total)
        self.report.details = self.input.details
        self.total += len(refused)
        if not self.total:
            raise BadFile("no-rows")

    # Second pass

    def write(self, claims: Claims) -> None:
        if self.total > MANY:
            last = head()
            known = current.knows(self.source.name, self.reader.office, self.owners)
            self.fresh_until = 0 if known else last
        with rarely_collected(), roomy():
            for chunks in batched(self._claims(claims), self.total):
                with nullcontext() if self.report.check else writer():
                    for chunk in chunks:
                        self._chunk(chunk)
        self.progress(self.total, self.total)

    def _claims(self, claims: Claims) -> Iterator[Claim]:
        """What the rows state, one claim for each entity."""
        for row in self.input.rows(self.refuse):
            self.row = row.number
            self.report.read += 1
            if self.report.read % STEP == 0:
                self.progress(self.report.read, self.total)
            try:
                made = [self._made(claims, stated) for stated in row.stated()]
            except BadRow as bad:  # a row goes in as a whole or not at all
                self._refused(bad)
                if self.snapshot:
                    self.seen.update(bytes.fromhex(claims.id(key)) for key in row.keys)
                continue
            for key, keyed, claim in made:
                if key not in self.expected:
                    yield claim
                elif (merged := self._merged(key, claim, keyed)) is not None:
                    yield merged
        yield from self.waiting.values()

    def _made(self, claims: Claims, stated: Stated) -> tuple[int, bool, Claim]:
        """(hash of the key, whether the file gave it, claim)"""
        self.columns = stated.fields
        claim = claims.make(stated)
        if self.waiting and stated.keyed and claim.entity in self.waiting:
            merge(self.waiting[claim.entity], claim)  # refuses the row if that cannot be
        return hash(stated.key), stated.keyed, claim

    def _merged(self, key: int, claim: Claim, keyed: bool) -> Claim | None:
        """The entity once all of its rows have come."""
        self.expected[key] -= 1
        known = self.waiting.get(claim.entity)
        if known is None:
            self.waiting[claim.entity] = claim
        elif keyed:
            self.waiting[claim.entity] = merge(known, claim)
        else:
            known.count += 1
        return self.waiting.pop(claim.entity) if self.expected[key] == 0 else None

    def _chunk(self, chunk: list[Claim]) -> None:
        if self.snapshot:
            self.seen.update(bytes.fromhex(claim.entity) for claim in chunk)
        room = SAMPLE - len(self.report.sample)
        self.report.sample += chunk[:room] if room > 0 else []
        new, corrections = self._sorted(chunk)
        if self.report.check:
            return
        if new:
            entry = sign(self.reader, Kind.CONTRIBUTE, new, self.scope)
            self.report.entries.append(entry.id)
            if self.fresh_until == entry.pos - 1:
                self.fresh_until = entry.pos
        if corrections:
            self._correct(corrections)

    def _correct(self, corrections: list[tuple[Claim, tuple[int, ...]]]) -> None:
        """Replace what the source said before. Whoever was let in later reads the new record."""
        refs = current.names([id for _claim, ids in corrections for id in ids])
        releases = current.releases(refs)
        items = [replace(claim, refs=tuple(refs[id] for id in ids)) for claim, ids in corrections]
        entry = sign(self.reader, Kind.CORRECT, items, self.scope)
        self.report.entries.append(entry.id)
        given: dict[Rule, list[FragmentRef]] = {}
        for index, (_claim, ids) in enumerate(corrections):
            for rule in {releases[id] for id in ids if id in releases}:
                given.setdefault(rule, []).append(FragmentRef(entry.id, index))
        for rule, again in given.items():
            release_again(self.reader, rule, again)

    def _is_fresh(self) -> bool:
        """A large file of a source that is new to the office need not be looked up, as long as only this run
        writes: the ids of its entities are the source's own."""
        return self.fresh_until > 0 and self.fresh_until == head()

    def _sorted(self, chunk: list[Claim]) -> tuple[list[Claim], list[tuple[Claim, tuple[int, ...]]]]:
        """What is new, and what corrects which fragments; what is unchanged is counted and left out."""
        known = {}
        if not self._is_fresh():
            known = current.stored([claim.entity for claim in chunk], self.reader.office, self.owners)
        new: list[Claim] = []
        changed: list[tuple[Claim, tuple[int, ...]]] = []
        for claim in chunk:
            rows = known.get(claim.entity)
            if rows is None:
                new.append(claim)
                continue
            verdict = current.judge(claim, self.scope, rows)
            if verdict.same:
                self.report.unchanged += 1
            elif verdict.corrects:
                changed.append((claim, verdict.corrects))
            else:
                new.append(claim)
        self.report.added += len(new)
        self.report.corrected += len(changed)
        return new, changed

    # What was refused

    def refuse(self, row: int, code: str, field: str = "", value: str = "", **values: object) -> None:
        """A row that the reader could not even take apart."""
        self.report.read += 1
        self.report.unread += code not in ("heading", "nothing")
        self.report.refuse(BadRow(code, field, value, **values).fault(self.source.file, row))

    def _refused(self, bad: BadRow) -> None:
        bad.field = self.columns.get(bad.field, bad.field)
        self.report.refuse(bad.fault(self.source.file, self.row))

    def remark(self, code: str, name: str, value: str, values: dict[str, str]) -> None:
        field = self.columns.get(name, name)
        self.report.remarks.add(Fault(code, self.source.file, self.row, field, value[:SHOWN], values))
