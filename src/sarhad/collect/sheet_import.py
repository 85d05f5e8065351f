"""A filled-in template comes back: each row of its first sheet is a report of its own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.collect.answers.parties import for_reader
from sarhad.collect.answers.places import Places
from sarhad.collect.answers.sheet_cells import BadCell, answer
from sarhad.collect.answers.sheets import HEAD, KEY, MARK, PARENT
from sarhad.collect.answers.starting import begin
from sarhad.collect.errors import BadFile
from sarhad.collect.forms import Form, Question, form_of
from sarhad.collect.outcomes import Conflict
from sarhad.collect.readers.sheet import every_sheet
from sarhad.collect.readers.table import Cell
from sarhad.collect.submissions import submit
from sarhad.entities.signing import must

MOST_ROWS = 20_000  # of one sheet


class SheetFault(NamedTuple):
    """What is wrong with one cell or row, and what to do."""

    sheet: str
    row: int
    question: str  # "3.2 Surname"; "" for the row as a whole
    message: str

    def __str__(self) -> str:
        place = _("Sheet “%(sheet)s”, row %(row)s") % {"sheet": self.sheet, "row": self.row}
        return ": ".join(filter(None, (place, self.question, self.message)))


@dataclass(slots=True)
class SheetReport:
    """What became of the rows."""

    form: str
    accepted: list[str] = field(default_factory=list)  # entity ids of the Reports
    known: int = 0  # imported before, unchanged
    refused: int = 0  # reports not taken
    faults: list[SheetFault] = field(default_factory=list)

    def lines(self) -> list[str]:
        n = len(self.accepted)
        return [
            ngettext("%(n)s report taken", "%(n)s reports taken", n) % {"n": n},
            ngettext("%(n)s report known, unchanged", "%(n)s reports known, unchanged", self.known)
            % {"n": self.known},
            ngettext("%(n)s report not taken", "%(n)s reports not taken", self.refused) % {"n": self.refused},
            *map(str, self.faults),
        ]


class _Line(NamedTuple):
    """One row of a sheet."""

    sheet: str
    row: int
    key: str
    parent: str
    cells: dict[str, Cell]  # by path of the question


def import_sheet(reader: Reader, path: Path, lang: str = "en") -> SheetReport:
    """Take every report of a workbook that keeps the rules of its form; the same file again changes nothing.

    Raises:
        BadFile: it is no template of a form that is here.
        PermissionDenied: the reader's roles do not let it contribute.
    """
    must(reader, Does.CONTRIBUTE)
    sheets = every_sheet(path, MOST_ROWS)
    form, mark = _form(reader, sheets, lang)
    book = _Book(form, sheets)
    report = SheetReport(form.id, faults=book.strays())
    report.refused = len(report.faults)
    for line in book.reports:
        faults = _take(reader, form, book, line, f"sheet:{mark}:{reader.officer}:{line.key}", lang, report)
        report.refused += bool(faults)
        report.faults += faults
    return report


def _form(reader: Reader, sheets: dict[str, list[tuple[int, list[Cell]]]], lang: str) -> tuple[Form, str]:
    says = [str(cells[0]) for _n, cells in sheets.get(MARK, []) if cells]
    if len(says) < 3:
        raise BadFile("no-template")
    form = form_of(says[0], says[1], reader.office)
    if form is None:
        raise BadFile("old-template", form=says[0], version=says[1])
    return for_reader(reader, form, lang), says[2]


class _Book:
    """The rows of all sheets, by report."""

    def __init__(self, form: Form, sheets: dict[str, list[tuple[int, list[Cell]]]]) -> None:
        self.places = Places(form)
        self.reports: list[_Line] = []
        self.parts: dict[str, dict[str, list[_Line]]] = defaultdict(lambda: defaultdict(list))  # repeat -> key
        for title, rows in sheets.items():
            if len(rows) >= HEAD and KEY in rows[HEAD - 1][1]:
                self._read(title, rows)

    def _read(self, title: str, rows: list[tuple[int, list[Cell]]]) -> None:
        paths = [str(cell) for cell in rows[HEAD - 1][1]]
        asked = [path for path in paths if path in self.places.questions]
        repeat = self.places.row(asked[0]) if asked else ""
        for number, cells in rows[HEAD:]:
            by_path = {path: cell for path, cell in zip(paths, cells, strict=False) if path and cell != ""}
            if not by_path:
                continue
            key, parent = _key(by_path.pop(KEY, "")), _key(by_path.pop(PARENT, ""))
            line = _Line(title, number, key, parent, by_path)
            if repeat:
                self.parts[repeat][key].append(line)
            else:
                self.reports.append(line)

    def strays(self) -> list[SheetFault]:
        """Rows without a report."""
        known = {line.key for line in self.reports}
        lines = [
            line
            for keys in self.parts.values()
            for key, found in keys.items()
            if key not in known
            for line in found
        ]
        text = _("There is no report No. “%(key)s” on the first sheet. Write the number of its report.")
        return [SheetFault(line.sheet, line.row, "", text % {"key": line.key}) for line in lines]


def _key(cell: Cell) -> str:
    return str(cell).strip()


def _take(
    reader: Reader, form: Form, book: _Book, line: _Line, instance_id: str, lang: str, report: SheetReport
) -> list[SheetFault]:  # fmt: skip
    """What is wrong with one report; nothing: it is in."""
    if not line.key:
        return [SheetFault(line.sheet, line.row, "", _("Give the report a number in the first column."))]
    if sum(each.key == line.key for each in book.reports) > 1:
        return [
            SheetFault(line.sheet, line.row, "", _("Another row has the same number. Give each report its own."))
        ]
    filled = _Filled(reader, form, book, line, lang)
    filled.instance.set_instance_id(instance_id)
    faults = [*filled.bad, *filled.unasked(), *filled.faults()]
    if faults:
        return faults
    try:
        found = submit(reader, form, filled.instance, {}, via="sheet", lang=lang, sent=filled.digested())
    except Conflict:
        text = _("A report with this number was imported with other content. Give a new report a new number.")
        return [SheetFault(line.sheet, line.row, "", text)]
    if found.known:
        report.known += 1
    elif found.report:
        report.accepted.append(found.report)
    return [SheetFault(line.sheet, line.row, each.label, each.message) for each in found.faults]


class _Filled:
    """An instance made of the rows of one report."""

    def __init__(self, reader: Reader, form: Form, book: _Book, line: _Line, lang: str) -> None:
        self.form, self.book, self.line, self.lang = form, book, line, lang
        self.instance = begin(reader, form)
        self.where: dict[str, tuple[_Line, Question]] = {}  # by path with positions
        self.bad: list[SheetFault] = []
        self.lines = [line]
        self._set(line, "", "")
        for repeat in sorted(book.places.repeats.values(), key=lambda path: path.count("/")):
            self._rows(repeat)
        self.instance.recalculate()

    def _rows(self, repeat: str) -> None:
        lines = self.book.parts[repeat].get(self.line.key, [])
        outer = self.book.places.row(repeat)
        for base in self._bases(outer):
            for _row in range(self.instance.count(base + repeat[len(outer) :])):
                self.instance.remove(f"{base}{repeat[len(outer) :]}[1]")
        for line in lines:
            base = f"{outer}[{line.parent}]" if outer else ""
            if outer and (not line.parent.isdecimal() or base not in self._bases(outer)):
                text = _("There is no row %(row)s for it. Write the place of the row that it belongs to: 1, 2, 3…")
                self.bad.append(SheetFault(line.sheet, line.row, "", text % {"row": line.parent or "–"}))
                continue
            at = self.instance.add(base + repeat[len(outer) :])
            self.lines.append(line)
            self._set(line, at, repeat)

    def _bases(self, outer: str) -> list[str]:
        return [f"{outer}[{n}]" for n in range(1, self.instance.count(outer) + 1)] if outer else [""]

    def _set(self, line: _Line, at: str, repeat: str) -> None:
        for path, cell in line.cells.items():
            question = self.book.places.questions.get(path)
            if question is None:
                text = _("The form has no question “%(path)s”. Fill in a new template.") % {"path": path}
                self.bad.append(SheetFault(line.sheet, line.row, "", text))
                continue
            full = at + path[len(repeat) :]
            self.where[full] = line, question
            try:
                self.instance.set(full, answer(question, cell))
            except BadCell as bad:
                self.bad.append(self._fault(full, str(bad)))

    def _fault(self, path: str, message: str) -> SheetFault:
        line, question = self.where[path]
        label = " ".join(filter(None, (question.number, question.label(self.lang) or question.name)))
        return SheetFault(line.sheet, line.row, label, message)

    def unasked(self) -> list[SheetFault]:
        """What was answered although the form does not ask it: it would be lost."""
        asked = {shown.path for shown in self.instance.walk()}
        text = _("This is not asked in such a report: empty the cell, or change the answers that it depends on.")
        return [self._fault(path, text) for path in self.where if path not in asked]

    def faults(self) -> list[SheetFault]:
        found = []
        for each in self.instance.faults(self.lang):
            if each.path in self.where:
                found.append(self._fault(each.path, each.message))
            else:
                line = self._line_of(each.path)
                label = " ".join(filter(None, (each.number, each.label)))
                found.append(SheetFault(line.sheet, line.row, label, each.message))
        return found

    def _line_of(self, path: str) -> _Line:
        """The row of an answer that is missing."""
        row = path.rpartition("/")[0]
        near = (line for known, (line, _q) in self.where.items() if known.rpartition("/")[0] == row)
        return next(near, self.line)

    def digested(self) -> bytes:
        """The same for the same cells, whatever the form computes by itself."""
        cells = [
            [line.parent, sorted((path, str(cell)) for path, cell in line.cells.items())] for line in self.lines
        ]
        return orjson.dumps(cells)
