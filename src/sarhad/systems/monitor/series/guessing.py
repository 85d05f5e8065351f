"""Guesses how a file is understood: where each sheet has its heading, and what its columns say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sarhad.kernel import substances
from sarhad.systems.monitor.series import cells, fields
from sarhad.systems.monitor.series.grids import grids
from sarhad.systems.monitor.series.records import (
    MEASURES,
    Columns,
    Grid,
    Looked,
    Part,
    number_of,
    settings_of,
)

SEARCHED = 30  # rows in which a heading is looked for
FIRST = 300  # rows that a guess looks at
WORLD = re.compile(
    r"africa|america|asia|europe|oceania|caribbean|middle east|western europe|united states|world|transcaucas"
)
CROPS = ("opium poppy", "coca bush", "cannabis")


def looked_at(path: Path, kind: str, name: str = "") -> Looked:
    """What is guessed of a file of one of `records.KINDS`. Raises BadFile.

    Args:
        name: of the file as its user knows it, which often tells what its numbers are.
    """
    sheets, _torn = grids(path)
    named = name or path.name
    parts = [part for n, grid in enumerate(sheets) if (part := _part(grid, n, kind, named))]
    fixed = {"decimal": cells.decimal_of(cell for grid in sheets for _n, row in grid.rows[:FIRST] for cell in row)}
    return Looked(Columns(kind, tuple(parts), fixed), sheets)


def _part(grid: Grid, place: int, kind: str, name: str) -> Part | None:
    """A sheet without a column of numbers is none."""
    at = _heading(grid)
    if at is None:
        return None
    number, above = grid.rows[at]
    roles, headings = [fields.role(cell) for cell in above], 1
    below = grid.rows[at + 1][1] if at + 1 < len(grid.rows) else []
    if _continues(below):
        roles, headings = fields.heading(above, below), 2
    body = [row for _number, row in grid.rows[at + headings :][:FIRST]]
    title = " ".join(str(cell) for _number, row in grid.rows[:at] for cell in row if cell)
    roles = _settled(roles, [str(cell) for cell in above], body)
    if not any(number_of(role) for role in roles):
        return None
    said = _Said(grid.name, title, name, [str(cell) for cell in above])
    fixed = _fixed(kind, roles, said)
    return Part(place, number, tuple(roles), headings, {key: value for key, value in fixed.items() if value})


def _heading(grid: Grid) -> int | None:
    """The place of the first row that most of all looks like a heading: two named columns at least."""
    marks = [len({fields.role(cell) for cell in row} - {""}) for _number, row in grid.rows[:SEARCHED]]
    best = max(marks, default=0)
    return marks.index(best) if best > 1 else None


def _continues(row: list[Any]) -> bool:
    """Whether a row goes on with the heading above: several words of it, and no number."""
    said = [cell for cell in row if cell]
    words = [cell for cell in said if isinstance(cell, str) and (fields.settings(cell) or fields.role(cell))]
    numbers = [cell for cell in said if (found := cells.number(cell)) and found.value is not None]
    years = [cell for cell in said if fields.year_of(cell)]
    return len(words) > 1 and len(words) > len(said) / 2 and len(numbers) == len(years)


def _settled(roles: list[str], header: list[str], body: list[list[Any]]) -> list[str]:
    """One column for each field but notes; parts of the world are no provinces; a label without a heading."""
    roles, seen = list(roles), set[str]()
    for n, role in enumerate(roles):
        if (role != "note" and role in seen) or (role == "region" and _is_world(_column(body, n))):
            roles[n] = ""
        seen.add(role)
    numbers = [n for n, role in enumerate(roles) if number_of(role)]
    if not numbers:
        numbers = [n for n in range(len(header)) if not roles[n] and _is_numbers(_column(body, n))][-1:]
        roles = ["value" if n in numbers else role for n, role in enumerate(roles)]
    if "country" not in roles and not {"region", "area"} & set(roles) and numbers:
        free = [n for n in range(numbers[0]) if not roles[n] and _is_words(_column(body, n))]
        if free:
            roles[free[-1]] = "country"
    if any("year=" in role for role in roles):  # `Total` beside years is a sum of them, or of nothing
        roles = ["" if role in ("value", "year") else role for role in roles]
    return roles


def _column(body: list[list[Any]], place: int) -> list[Any]:
    return [row[place] for row in body if place < len(row) and row[place] != ""]


def _is_world(column: list[Any]) -> bool:
    found = sum(bool(WORLD.search(str(cell).casefold())) for cell in column)
    return bool(column) and found * 2 > len(column)


def _is_numbers(column: list[Any]) -> bool:
    told = [cell for cell in column if (found := cells.number(cell)) and found.value is not None]
    return len(told) > 1 and len(told) * 2 > len(column)


def _is_words(column: list[Any]) -> bool:
    words = [cell for cell in column if isinstance(cell, str) and any(char.isalpha() for char in cell)]
    return len(words) > 1 and len(words) * 2 > len(column)


class _Said:
    """The words around a table: its sheet, what stands above the heading, the file's name, the headings."""

    def __init__(self, sheet: str, title: str, name: str, header: list[str]) -> None:
        self.sheet, self.title, self.header = sheet, title, header
        self.all = " ".join((title, sheet, name.rpartition(".")[0].replace("_", " "), *header))


def _fixed(kind: str, roles: list[str], said: _Said) -> dict[str, str]:
    """What the words around the table say of all its numbers."""
    given = set(roles) | {name for role in roles for name in settings_of(role)}
    fixed: dict[str, str] = {}
    if "measure" not in given:
        told = fields.measure(said.all)
        fixed["measure"] = told if told in MEASURES[kind] else MEASURES[kind][0]
    if "substance" not in given:
        fixed["substance"] = _substance(kind, said)
    if kind == "prices":
        fixed["market"] = "" if "market" in given else fields.market(said.all)
        fixed["currency"] = "usd" if "currency" not in given and fields.dollars(said.all) else ""
        fixed["unit"] = "" if "unit" in given else fields.unit(said.all)
    if kind == "cultivation" and "country" not in given:
        fixed["country"] = next(
            (code for word in said.all.split() if len(word) > 4 and (code := cells.country(word))), ""
        )
    return fixed


def _substance(kind: str, said: _Said) -> str:
    """From the words around; what a table of cultivation means where it says nothing is opium poppy."""
    for text in (said.sheet, said.title.split("(")[0], *CROPS):
        known = substances.substance(text.strip())
        if known and (text not in CROPS or text.split()[-1] in said.all.casefold()):
            return known.code
    if said.sheet and not re.fullmatch(r"(sheet|лист|table)? ?\d*", said.sheet.casefold()) and kind == "users":
        return said.sheet
    return "opium-poppy" if kind == "cultivation" else ""


def with_roles(columns: Columns, place: int, roles: list[str], fixed: dict[str, str]) -> Columns:
    """The same with other roles for one sheet, and other words for the whole."""
    parts = tuple(
        Part(each.sheet, each.header_row, tuple(roles), each.headings, each.fixed) if n == place else each
        for n, each in enumerate(columns.parts)
    )
    return Columns(columns.kind, parts, {**columns.fixed, **fixed})
