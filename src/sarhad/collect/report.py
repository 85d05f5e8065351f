"""What an import says afterwards: counts, every refusal, what vanished. Printable, and as JSON or CSV."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import orjson
from django.utils.translation import gettext as _

from sarhad.collect.errors import Fault
from sarhad.collect.safe import cell
from sarhad.kernel.claim import Claim, FragmentRef

FIRST = 100  # faults kept in memory and shown; the others go to a nameless file that dies with the report
SAMPLE = 20  # records of a preview


class Faults:
    """A list of faults of any length: `len`, iteration, and the first ones at hand."""

    def __init__(self) -> None:
        self.first: list[Fault] = []
        self._count = 0
        self._rest: IO[bytes] | None = None

    def add(self, fault: Fault) -> None:
        self._count += 1
        if len(self.first) < FIRST:
            self.first.append(fault)
            return
        if self._rest is None:
            self._rest = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the report
        f = fault
        self._rest.write(orjson.dumps([f.code, f.file, f.row, f.field, f.value, dict(f.values)]) + b"\n")

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Fault]:
        yield from self.first
        if self._rest is not None:
            self._rest.seek(0)
            for line in self._rest:
                yield Fault(*orjson.loads(line))
            self._rest.seek(0, 2)


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A column whose dates can be read in two orders. A page asks; a command needs `--dates`."""

    field: str
    example: str
    readings: tuple[str, str]  # ISO, day first, then month first
    row: int


@dataclass(frozen=True, slots=True)
class Vanished:
    """A record that the source stated before and this file does not."""

    ref: FragmentRef
    entity: str
    schema: str
    caption: str


@dataclass(slots=True)
class Report:
    """What an import did, or with `check` would do.

    `read`, `duplicates` and `refused` count rows (lines, records of a list); the others count entities. A row may
    hold several entities.
    """

    file: str
    source: str
    mapping: str
    check: bool
    read: int = 0
    duplicates: int = 0  # rows wholly equal to an earlier one
    added: int = 0
    corrected: int = 0
    unchanged: int = 0
    refused: Faults = field(default_factory=Faults)
    remarks: Faults = field(default_factory=Faults)  # values kept as given; their rows went in
    ambiguous: dict[str, Ambiguity] = field(default_factory=dict)  # by field
    vanished: list[Vanished] | None = None  # None: not asked for (`snapshot`)
    unread: int = 0  # refused rows whose records could not even be named: what vanished may stand in them
    sample: list[Claim] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)  # (column, what it becomes); "" is not imported
    missing: list[str] = field(default_factory=list)  # columns that the mapping knows and the file lacks
    details: dict[str, str] = field(default_factory=dict)  # encoding, delimiter, sheet as found
    entries: list[str] = field(default_factory=list)  # ids of the contributions made

    @property
    def empty(self) -> bool:
        """Whether the import changed nothing."""
        return not (self.added or self.corrected)

    def refuse(self, fault: Fault) -> None:
        self.refused.add(fault)
        if fault.code == "date-ambiguous" and fault.field not in self.ambiguous:
            readings = fault.values["first"], fault.values["second"]
            self.ambiguous[fault.field] = Ambiguity(fault.field, fault.value, readings, fault.row)

    def counts(self) -> dict[str, int]:
        found = {
            "read": self.read,
            "added": self.added,
            "corrected": self.corrected,
            "unchanged": self.unchanged,
            "duplicates": self.duplicates,
            "refused": len(self.refused),
            "remarks": len(self.remarks),
        }
        return found if self.vanished is None else {**found, "vanished": len(self.vanished)}

    def lines(self) -> list[str]:
        """The report as lines to print, in the active language."""
        return [*self._summary(), *self._refusals(), *self._gone()]

    def _summary(self) -> list[str]:
        would = _("Nothing was written: this was a check.") if self.check else ""
        texts = [
            _("%(n)s rows read from %(file)s") % {"n": self.read, "file": self.file},
            _("%(n)s records new") % {"n": self.added},
            _("%(n)s records corrected") % {"n": self.corrected},
            _("%(n)s records unchanged") % {"n": self.unchanged},
            _("%(n)s rows equal to an earlier row") % {"n": self.duplicates},
            _("%(n)s rows refused") % {"n": len(self.refused)},
            _("%(n)s values kept as given") % {"n": len(self.remarks)} if len(self.remarks) else "",
            would,
        ]
        return [text for text in texts if text]

    def _refusals(self) -> list[str]:
        shown = [str(fault) for fault in self.refused.first]
        more = len(self.refused) - len(shown)
        return shown + ([_("and %(n)s more") % {"n": more}] if more else [])

    def _gone(self) -> list[str]:
        if self.vanished is None:
            return []
        head = _("%(n)s records are no longer in the source") % {"n": len(self.vanished)}
        doubt = _("%(n)s rows could not be read: such records may stand in them.") % {"n": self.unread}
        gone = [f"{one.ref} {one.schema}: {one.caption}" for one in self.vanished[:FIRST]]
        return [head, *([doubt] if self.vanished and self.unread else []), *gone]

    def as_dict(self, faults: int | None = None) -> dict[str, Any]:
        """For JSON. `faults` limits how many refusals and remarks are listed; None lists all."""
        limit = faults if faults is not None else max(len(self.refused), len(self.remarks))
        return {
            "file": self.file,
            "source": self.source,
            "mapping": self.mapping,
            "check": self.check,
            **self.counts(),
            "unread": self.unread,
            "faults": [fault.as_dict() for fault, _n in zip(self.refused, range(limit), strict=False)],
            "kept": [fault.as_dict() for fault, _n in zip(self.remarks, range(limit), strict=False)],
            "ambiguous": [
                {"field": a.field, "example": a.example, "readings": list(a.readings), "row": a.row}
                for a in self.ambiguous.values()
            ],
            "gone": None
            if self.vanished is None
            else [
                {"ref": str(one.ref), "entity": one.entity, "schema": one.schema, "caption": one.caption}
                for one in self.vanished
            ],
            "columns": [list(pair) for pair in self.columns],
            "missing": self.missing,
            "details": self.details,
            "entries": self.entries,
        }

    def write_csv(self, out: IO[str]) -> None:
        """Every refusal and remark as a table, safe to open in a spreadsheet."""
        writer = csv.writer(out)
        writer.writerow([_("File"), _("Row"), _("Field"), _("Value"), _("Code"), _("Reason"), _("Remedy")])
        for faults in (self.refused, self.remarks):
            for f in faults:
                texts = (f.field, f.value, f.code, f.message, f.remedy)
                writer.writerow([cell(f.file), f.row or "", *map(cell, texts)])
