"""Where a mapping's columns stand in a table, and what their cells say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sarhad.collect.errors import BadFile, BadRow
from sarhad.collect.mapping import Local, Mapping, PropertyMap, fold
from sarhad.collect.readers.table import Cell
from sarhad.kernel import dates, units

REMEMBERED = 20_000  # cells of one column

Values = dict[str, list[Any]]
Origins = dict[tuple[str, str], str]  # (property, value) -> the text that it was made from
Convert = Callable[[Cell], str]
"""What a cell says: the value to clean. Raises BadRow for what has two meanings."""


class Places:
    """Where the mapping's columns stand in a header."""

    def __init__(self, mapping: Mapping, header: list[str]) -> None:
        self._header = [fold(name) for name in header]
        self._names = mapping.headers
        self.missing = [column for column in mapping.columns if not self.all(column)]

    def all(self, column: str) -> tuple[int, ...]:
        """Several columns of one name are several values."""
        names = {fold(column), *map(fold, self._names.get(column, ()))}
        return tuple(place for place, name in enumerate(self._header) if name in names and name)

    def one(self, column: str) -> int | None:
        """None for no column. Raises BadFile where it is not clear which one is meant."""
        found = self.all(column) if column else ()
        if len(found) > 1:
            raise BadFile("double-column", column=column)
        return found[0] if found else None


@dataclass(slots=True)
class Column:
    """A property whose values come from cells. Cells of a column repeat, so what they say is remembered."""

    name: str
    places: tuple[int, ...]
    convert: tuple[Convert, ...]  # one for each place
    map: PropertyMap
    known: dict[Cell, tuple[list[str], list[tuple[str, str]]]] = field(default_factory=dict)

    def add(self, cells: list[Cell], values: Values, origins: Origins) -> None:
        texts: list[str] = []
        for place, convert in zip(self.places, self.convert, strict=True):
            cell = cells[place]
            if cell:
                found = self.known.get(cell) or self._read(cell, convert)
                texts += found[0]
                for value, text in found[1]:
                    origins[self.name, value] = text
        if texts:
            join = self.map.join
            values.setdefault(self.name, []).extend(texts if join is None else [join.join(texts)])

    def _read(self, cell: Cell, convert: Convert) -> tuple[list[str], list[tuple[str, str]]]:
        """(values, (value, text that it was made from)) of a cell."""
        if len(self.known) >= REMEMBERED:
            self.known.clear()
        parts = cell.split(self.map.split) if self.map.split and type(cell) is str else [cell]
        pairs = [(value, str(part)) for part in parts if (value := convert(part))]
        found = [value for value, _text in pairs], [pair for pair in pairs if not _alike(*pair)]
        self.known[cell] = found
        return found


def _alike(value: str, text: str) -> bool:
    """Whether a reader learns nothing from the text: the same, or the same number with zeros behind it."""
    return value == text or ("." in text and text.rstrip("0").rstrip(".") == value)


@dataclass(slots=True)
class Template:
    """A property made of several cells and words between them."""

    name: str
    places: tuple[int, ...]
    pattern: str
    columns: tuple[str, ...]

    def add(self, cells: list[Cell], values: Values, origins: Origins) -> None:
        text = self.pattern
        for column, place in zip(self.columns, self.places, strict=True):
            text = text.replace(f"{{{{{column}}}}}", text_of(cells, place if place >= 0 else None))
        if any(place >= 0 and cells[place] for place in self.places):
            values.setdefault(self.name, []).append(" ".join(text.split()))


def bound(prop: PropertyMap, places: Places, order: dates.Order | None) -> Column | Template:
    """A property of the mapping, with its columns found in this table; `places` is empty if it has none of them."""
    if prop.template:
        found = tuple(-1 if (place := places.one(column)) is None else place for column in prop.columns)
        return Template(prop.name, found if max(found) >= 0 else (), prop.template, prop.columns)
    local = replace(prop.local, dates=prop.local.dates or order)
    pairs = [(place, column) for column in prop.columns for place in places.all(column)]
    convert = tuple(_convert(prop, local, column) for _place, column in pairs)
    return Column(prop.name, tuple(place for place, _column in pairs), convert, prop)


# Values


def _convert(prop: PropertyMap, local: Local, column: str) -> Convert:
    if prop.part:
        inner: Convert = lambda cell: _part(str(cell), prop.part, local, column)
    elif prop.type == "date":
        inner = lambda cell: date_of(cell, local, column)
    elif prop.type == "number":
        inner = lambda cell: _number(str(cell), local, column)
    else:
        inner = _plain
    return inner if not (prop.values or local.missing) else _looked_up(prop.values, local.missing, inner)


def _looked_up(values: dict[str, str], missing: frozenset[str], inner: Convert) -> Convert:
    def convert(cell: Cell) -> str:
        if type(cell) is not str:
            return inner(cell)
        folded = fold(cell)
        if folded in missing:
            return ""
        return values[folded] if folded in values else inner(cell)

    return convert


def _plain(cell: Cell) -> str:
    return cell if type(cell) is str else str(cell)


def date_of(cell: Cell, local: Local, column: str, strict: bool = False) -> str:
    """ISO 8601; what is no date at all is left to cleaning, which keeps it as given."""
    try:
        return dates.parse(cell, local.dates, local.calendar).iso
    except dates.AmbiguousDate as error:
        raise BadRow("date-ambiguous", column, str(cell), **error.values) from error
    except dates.DateError as error:
        if strict:
            raise BadRow(f"date-{error.key}", column, str(cell), **error.values) from error
        return str(cell)


def _number(text: str, local: Local, column: str) -> str:
    try:
        return units.parse_number(text, local.decimal)
    except units.BadQuantity as error:
        return _unread(error, text, column)


def _part(text: str, part: str, local: Local, column: str) -> str:
    try:
        quantity = units.parse_quantity(text, local.decimal)
    except units.BadQuantity as error:
        return _unread(error, text, column) if part == "amount" else ""
    return quantity.value if part == "amount" else quantity.unit


def _unread(error: units.BadQuantity, text: str, column: str) -> str:
    if error.key == "ambiguous":
        raise BadRow("number-ambiguous", column, text, **error.values) from error
    return text


def text_of(cells: list[Cell], place: int | None) -> str:
    """A cell's text with single spaces; "" for none."""
    if place is None:
        return ""
    cell = cells[place]
    if type(cell) is not str:
        return cell.isoformat() if isinstance(cell, date) else ""
    return cell.strip() if "  " not in cell and "\n" not in cell else " ".join(cell.split())
