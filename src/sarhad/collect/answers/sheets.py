"""A form as a workbook: a sheet for the reports, one for each repeat, drop-down lists, and how to fill them in.

Three header rows: the question's number, its label, its path (grey, for the import). The first column of every
sheet is the report's number in this file; a repeat inside a repeat also has the number of the row it belongs to.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from sarhad.collect.forms import UNSEEN, UPLOADS, Form, Group, Node, Question
from sarhad.collect.safe import RUNS

MARK = "sarhad"  # title of the sheet that tells the import what the file is
LISTS = "lists"
HEAD = 3  # header rows
ROWS = 500  # with drop-down lists
TITLE = 31  # characters that a sheet's name may have
NOT_IN_SHEETS = UNSEEN | UPLOADS | {"note"}
KEY, PARENT = "sarhad:report", "sarhad:row"  # paths of the columns that are no questions
SHAPES = {"date": "dd.mm.yyyy", "datetime": "dd.mm.yyyy hh:mm", "time": "hh:mm", "text": "@", "barcode": "@"}
"""Of columns; text, or a spreadsheet makes numbers of 0012 and dates of 1-2."""
GREY = Font(color="8FA0A6", size=8)
HEADING = PatternFill("solid", fgColor="E3EEF0")


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: the questions outside every repeat ("") or those of one repeat."""

    repeat: str
    label: str
    questions: tuple[Question, ...]
    inner: bool  # whether its repeat stands inside another


def tables(form: Form, lang: str) -> list[Table]:
    """The sheets of a form; a sheet for each repeat, in the order of the form."""
    found = list(_tables(form.children, "", form.title(lang), lang, 0))
    return [each for each in found if each.questions or not each.repeat]


def _tables(nodes: tuple[Node, ...], repeat: str, label: str, lang: str, depth: int) -> Iterator[Table]:
    own, inner = list(_own(nodes)), list(_repeats(nodes))
    yield Table(repeat, label, tuple(own), depth > 1)
    for group in inner:
        yield from _tables(group.children, group.path, group.label(lang) or group.name, lang, depth + 1)


def _own(nodes: tuple[Node, ...]) -> Iterator[Question]:
    for node in nodes:
        if isinstance(node, Question):
            if node.kind not in NOT_IN_SHEETS and not node.read_only:
                yield node
        elif not node.repeat:
            yield from _own(node.children)


def _repeats(nodes: tuple[Node, ...]) -> Iterator[Group]:
    for node in nodes:
        if isinstance(node, Group):
            if node.repeat:
                yield node
            else:
                yield from _repeats(node.children)


def template(form: Form, lang: str) -> bytes:
    """The workbook, empty, as XLSX, in one language."""
    with translation.override(lang):
        book = Workbook()
        guide = book.active
        guide.title = _("How to fill it in")
        lists = _Lists(book.create_sheet(LISTS), lang)
        for table in tables(form, lang):
            _sheet(book, table, lists, lang)
        _guide(guide, form, lang)
        _mark(book.create_sheet(MARK), form)
        lists.sheet.sheet_state = "hidden"
        book.move_sheet(lists.sheet, len(book.sheetnames))
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def _sheet(book: Any, table: Table, lists: _Lists, lang: str) -> None:
    sheet = book.create_sheet(_title(book, table.label))
    columns: list[tuple[str, str, str]] = [("", _("Report No."), KEY)]
    if table.inner:
        columns.append(("", _("Row"), PARENT))
    columns += [(each.number, each.label(lang) or each.name, each.path) for each in table.questions]
    for place, texts in enumerate(columns, 1):
        for row, text in enumerate(texts, 1):
            made = _put(sheet, row, place, text)
            made.alignment = Alignment(wrap_text=True, vertical="top")
            made.fill = HEADING
            made.font = (Font(bold=True), Font(bold=True), GREY)[row - 1]
        sheet.column_dimensions[get_column_letter(place)].width = 12 if place == 1 else 24
    for place, question in enumerate(table.questions, len(columns) - len(table.questions) + 1):
        _column(sheet, place, question, lists, lang)
    sheet.freeze_panes = sheet.cell(HEAD + 1, 2)
    sheet.sheet_view.zoomScale = 100


def _column(sheet: Any, place: int, question: Question, lists: _Lists, lang: str) -> None:
    letter = get_column_letter(place)
    cells = f"{letter}{HEAD + 1}:{letter}{HEAD + ROWS}"
    hint = question.hint(lang)
    if question.choices and question.kind != "select-multiple":
        rule = DataValidation(type="list", formula1=lists.add(question), allow_blank=True)
        rule.error = _("Choose from the list.")
        sheet.add_data_validation(rule)
        rule.add(cells)
    elif question.kind == "select-multiple":
        offered = "; ".join(choice.label(lang) for choice in question.choices)
        hint = "\n".join(filter(None, (hint, _("Several, with a semicolon between them:"), offered)))
    sheet.column_dimensions[letter].number_format = SHAPES.get(question.kind, "General")
    if hint:
        sheet[f"{letter}2"].comment = Comment(hint[:2000], "Sarhad", width=320, height=120)


class _Lists:
    """The choices, a column each, on a sheet of their own: rules in cells hold 255 characters only."""

    def __init__(self, sheet: Any, lang: str) -> None:
        self.sheet, self.lang = sheet, lang
        self.known: dict[tuple[str, ...], str] = {}

    def add(self, question: Question) -> str:
        labels = tuple(choice.label(self.lang) for choice in question.choices)
        if labels not in self.known:
            place = len(self.known) + 1
            for row, label in enumerate(labels, 1):
                _put(self.sheet, row, place, label)
            letter = get_column_letter(place)
            self.known[labels] = f"{LISTS}!${letter}$1:${letter}${len(labels)}"
        return self.known[labels]


def _guide(sheet: Any, form: Form, lang: str) -> None:
    sheet.column_dimensions["A"].width = 110
    lines = [
        form.title(lang),
        _("Each row of the first sheet is one report. Give each its own number in the first column."),
        _("Never use a number twice in this file, also not for a report that was imported before."),
        _("Persons, vehicles and the like stand on sheets of their own: write there the number of their report."),
        _("Do not change the three header rows. Where a list is offered, choose from it."),
        _("Dates: 17.05.2026; times: 14:05; a position: latitude and longitude, such as 38.56 68.79."),
        _("Photos cannot stand in a table: add them to the report afterwards."),
        _("What breaks a rule is named with the reason and not taken; put it right and import the file again."),
    ]
    for row, line in enumerate(lines, 1):
        made = _put(sheet, row, 1, line)
        made.alignment = Alignment(wrap_text=True)
        made.font = Font(bold=row == 1, size=14 if row == 1 else 11)


def _mark(sheet: Any, form: Form) -> None:
    for row, text in enumerate((form.id, form.version, uuid4().hex), 1):
        _put(sheet, row, 1, text)
    sheet.sheet_state = "hidden"


def _put(sheet: Any, row: int, place: int, text: str) -> Any:
    """Text, whatever it begins with: no formula."""
    made = sheet.cell(row, place, text)
    made.data_type = "s"
    made.quotePrefix = text.startswith(RUNS)
    return made


def _title(book: Any, label: str) -> str:
    """No longer than Excel allows, none of the letters that it refuses, and no other sheet's."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", label).strip()[: TITLE - 3] or "?"
    number = 1
    while (title := plain if number == 1 else f"{plain} {number}") in book.sheetnames:
        number += 1
    return title
