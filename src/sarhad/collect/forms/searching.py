"""Choices of ODK Collect's `search()`: rows of a file, filtered, with the columns that the written items name."""

from __future__ import annotations

from collections.abc import Callable

from sarhad.collect.forms.model import Choice
from sarhad.collect.forms.texts import words
from sarhad.collect.forms.tree import Element

_HOW: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda cell, text: text in cell,
    "startswith": lambda cell, text: cell.startswith(text),
    "endswith": lambda cell, text: cell.endswith(text),
    "matches": lambda cell, text: cell == text,
}


def rows(table: Element, arguments: list[str], items: tuple[Choice, ...]) -> list[Choice]:
    """`arguments` are those behind the file: how, column or columns, text; perhaps a column and text more."""
    columns = {child.name for child in table.children[0].children} if table.children else set()
    named = next((item for item in items if item.name in columns), None)
    fixed = [item for item in items if item is not named]
    if named is None:
        return fixed
    found = [row for row in table.children if _fits(row, arguments)]
    shown = [one.strip() for one in named.label().split(",")]
    return [*fixed, *(_choice(row, named.name, shown) for row in found)]


def _choice(row: Element, name: str, shown: list[str]) -> Choice:
    labels = [_cell(row, column) for column in shown]
    return Choice(_cell(row, name), words(", ".join(label for label in labels if label)))


def _fits(row: Element, arguments: list[str]) -> bool:
    if len(arguments) == 2:  # a filter alone
        return _cell(row, arguments[0]) == arguments[1]
    if len(arguments) < 3:
        return True
    how, column, text, *more = arguments
    test = _HOW.get(how.lower(), _HOW["contains"])
    cells = [_cell(row, one.strip()) for one in column.split(",")]
    fits = any(test(cell.lower(), text.lower()) for cell in cells)
    return fits and (len(more) < 2 or _cell(row, more[0]) == more[1])


def _cell(row: Element, column: str) -> str:
    found = row.child(column)
    return found.text if found else ""
