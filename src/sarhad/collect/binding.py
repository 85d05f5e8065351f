"""A mapping applied to one table: which cells make which entities, and what their values say."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from sarhad.access import grades
from sarhad.collect.errors import BadFile, BadRow
from sarhad.collect.mapping import EntityMap, Local, Mapping, PropertyMap, fold
from sarhad.collect.readers.table import Cell, Known, open_table
from sarhad.collect.records import Refuse, Row, Stated
from sarhad.kernel import dates, units
from sarhad.kernel.claim import Grade

SEPARATOR = "\x1f"  # ASCII's own, which no cell holds
WHOLE_ROW = "\x1e"  # begins the keys that are made from a whole row
LONGEST_HEADER = 200  # characters; longer cells are no headers

REMEMBERED = 20_000  # cells of one column

Values = dict[str, list[Any]]
Origins = dict[tuple[str, str], str]  # (property, value) -> the text that it was made from
Convert = Callable[[Cell], str]
"""What a cell says: the value to clean. Raises BadRow for what has two meanings."""


class TableInput:
    """The rows of a table as a mapping reads them."""

    def __init__(self, path: Path, mapping: Mapping, order: dates.Order | None) -> None:
        self.mapping = mapping
        self.table = _open(path, mapping)
        self.details = self.table.details
        header = self.table.header
        self._places = places = Places(mapping, header)
        self._width = len(header)
        self._sorted = sorted(range(self._width), key=lambda place: (fold(header[place]), place))
        self._folded = [fold(name) for name in header]
        self._plans = [_Plan.make(entity, places, order) for entity in mapping.entities]
        self._grade = places.one(mapping.grade_column)
        self._stated = places.one(mapping.stated_column)
        self._filters = [(places.one(c), values, wanted) for c, values, wanted in mapping.filters]
        self.missing = places.missing
        self.columns = [(name, ", ".join(self._targets(place))) for place, name in enumerate(header)]

    def rows(self, refuse: Refuse) -> Iterator[Row]:
        for number, cells in self.table.rows(refuse):
            cells += [""] * (self._width - len(cells))
            if not self._wanted(cells):
                continue
            keys = self._keys(cells)
            if keys:
                yield Row(number, list(keys.values()), hash(tuple(cells)), partial(self._entities, cells, keys))
            else:
                refuse(number, "nothing")

    def _wanted(self, cells: list[Cell]) -> bool:
        return all((_text(cells, place) in values) is wanted for place, values, wanted in self._filters)

    def _keys(self, cells: list[Cell]) -> dict[str, str]:
        """Entity of the mapping -> its key, for those that this row says something about."""
        keys: dict[str, str] = {}
        row = ""
        for plan in self._plans:
            if plan.speaks(cells, keys):
                key = plan.key(cells, keys)
                if not key:
                    row = row or self._row_key(cells)
                    key = f"{WHOLE_ROW}{plan.name}{SEPARATOR}{row}"
                keys[plan.name] = key
        return keys

    def _entities(self, cells: list[Cell], keys: dict[str, str]) -> list[Stated]:
        grade, stated = self._grade_of(cells), self._stated_on(cells)
        found = []
        for plan in self._plans:
            if plan.name in keys:
                values, origins = plan.values(cells)
                if values or plan.links_all(keys):
                    found.append((plan, values, origins))
                else:
                    del keys[plan.name]
        if not found:
            raise BadRow("nothing")
        return [plan.stated(keys, values, origins, grade, stated) for plan, values, origins in found]

    def _row_key(self, cells: list[Cell]) -> str:
        """Of the whole row as it is: the same for equal rows, wherever their columns stand."""
        parts = [f"{self._folded[place]}={cells[place]}" for place in self._sorted if cells[place]]
        text = SEPARATOR.join(parts).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, digest_size=16).hexdigest()

    def _grade_of(self, cells: list[Cell]) -> Grade | None:
        text = _text(cells, self._grade)
        if not text:
            return None
        scheme = self.mapping.grade_scheme
        try:
            return grades.parse(text, scheme)
        except ValidationError as error:
            raise BadRow("grade", self.mapping.grade_column, text, text=text, scheme=scheme) from error

    def _stated_on(self, cells: list[Cell]) -> str:
        if self._stated is None or not cells[self._stated]:
            return ""
        local = self.mapping.local
        return _date(cells[self._stated], local, self.mapping.stated_column, strict=True)

    def _targets(self, place: int) -> Iterator[str]:
        """What a column becomes, for people: `person.name`."""
        for plan in self._plans:
            yield from (f"{plan.name}.{each.name}" for each in plan.columns if place in each.places)
        if place == self._grade:
            yield "grade"
        if place == self._stated:
            yield "stated"


def fitness(path: Path, mapping: Mapping) -> int:
    """How many columns of the table the mapping knows; 0 if it lacks one that a key needs."""
    try:
        found = TableInput(path, mapping, None)
    except BadFile as error:
        if error.fault.code in {"no-header", "missing-column", "double-column"}:
            return 0
        raise
    return sum(1 for _name, target in found.columns if target) * 1000 - len(found.missing)


def _open(path: Path, mapping: Mapping) -> Any:
    known = _known(mapping)
    try:
        return open_table(path, mapping.layout, known)
    except BadFile as error:
        if error.fault.code == "no-header":
            raise BadFile("no-header", expected=", ".join(mapping.columns[:20])) from error
        raise


def _known(mapping: Mapping) -> Known:
    names = {fold(name) for column in mapping.columns for name in (column, *mapping.headers.get(column, ()))}
    return lambda cell: 0 < len(cell) <= LONGEST_HEADER and fold(cell) in names


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

    def needed(self, column: str) -> int:
        place = self.one(column)
        if place is None:
            raise BadFile("missing-column", column=column)
        return place


@dataclass(slots=True)
class _Column:
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
class _Template:
    """A property made of several cells and words between them."""

    name: str
    places: tuple[int, ...]
    pattern: str
    columns: tuple[str, ...]

    def add(self, cells: list[Cell], values: Values, origins: Origins) -> None:
        text = self.pattern
        for column, place in zip(self.columns, self.places, strict=True):
            text = text.replace(f"{{{{{column}}}}}", _text(cells, place if place >= 0 else None))
        if any(place >= 0 and cells[place] for place in self.places):
            values.setdefault(self.name, []).append(" ".join(text.split()))


@dataclass(slots=True)
class _Plan:
    """An entity of the mapping, with its columns found in this table."""

    name: str
    schema: str
    keys: tuple[tuple[int, ...], ...]
    any_of_key: bool
    prefix: str
    id_column: bool
    columns: list[_Column | _Template]
    places: tuple[int, ...]  # all that its columns read
    literals: dict[str, list[str]]
    links: tuple[tuple[str, str], ...]
    ends: tuple[str, ...]
    required: tuple[tuple[str, str], ...]  # property, column
    country: str | None
    fields: dict[str, str]

    @classmethod
    def make(cls, entity: EntityMap, places: Places, order: dates.Order | None) -> _Plan:
        columns = [_column(prop, places, order) for prop in entity.properties if prop.columns]
        alternatives = [tuple(places.one(column) for column in keys) for keys in entity.keys]
        keys = tuple(keys for keys in alternatives if None not in keys)
        if entity.keys and not keys:
            places.needed(entity.keys[0][[place is None for place in alternatives[0]].index(True)])
        countries = [prop.local.country for prop in entity.properties if prop.local.country]
        return cls(
            name=entity.name,
            schema=entity.schema,
            keys=keys,  # type: ignore[arg-type]
            any_of_key=len(entity.keys) == 1,
            prefix=entity.literal,
            id_column=entity.id_column,
            columns=[column for column in columns if column.places],
            places=tuple({place for column in columns for place in column.places if place >= 0}),
            literals={prop.name: list(prop.literals) for prop in entity.properties if prop.literals},
            links=tuple((prop.name, prop.entity) for prop in entity.properties if prop.entity),
            ends=entity.ends,
            required=tuple((p.name, p.columns[0]) for p in entity.properties if p.required and p.columns),
            country=countries[0] if countries else None,
            fields={prop.name: prop.columns[0] for prop in entity.properties if prop.columns},
        )

    def speaks(self, cells: list[Cell], keys: dict[str, str]) -> bool:
        """Whether the row seems to say something about it; cells that mean "not given" are found out later."""
        return any(cells[place] for place in self.places) or self.links_all(keys)

    def values(self, cells: list[Cell]) -> tuple[Values, Origins]:
        """What the cells say, and the texts that were changed for it."""
        values: Values = {}
        origins: Origins = {}
        for column in self.columns:
            column.add(cells, values, origins)
        return values, origins

    def links_all(self, keys: dict[str, str]) -> bool:
        """Whether it is a link whose ends this row has: it needs no value of its own. Literals make no record."""
        return bool(self.ends) and all(end in keys for end in self.ends)

    def stated(
        self, keys: dict[str, str], values: Values, origins: Origins, grade: Grade | None, stated: str
    ) -> Stated:
        """With literals and links; raises BadRow where a required value is missing."""
        for name, column in self.required:
            if name not in values:
                raise BadRow("required", column)
        for name, texts in self.literals.items():
            values.setdefault(name, []).extend(texts)
        for name, entity in self.links:
            if entity in keys:
                values.setdefault(name, []).append(keys[entity])
        key = keys[self.name]
        keyed = not key.startswith(WHOLE_ROW)
        return Stated(key, self.schema, values, keyed, origins, self.fields, self.country, grade, stated)

    def key(self, cells: list[Cell], keys: dict[str, str]) -> str:
        for places in self.keys:
            parts = [_text(cells, place) for place in places]
            if any(parts) if self.any_of_key else all(parts):
                return parts[0] if self.id_column else SEPARATOR.join((self.prefix, *parts))
        if self.ends and all(end in keys for end in self.ends):
            return SEPARATOR.join((self.name, *(keys[end] for end in self.ends)))
        return ""


def _column(prop: PropertyMap, places: Places, order: dates.Order | None) -> _Column | _Template:
    if prop.template:
        found = tuple(-1 if (place := places.one(column)) is None else place for column in prop.columns)
        return _Template(prop.name, found if max(found) >= 0 else (), prop.template, prop.columns)
    local = replace(prop.local, dates=prop.local.dates or order)
    pairs = [(place, column) for column in prop.columns for place in places.all(column)]
    convert = tuple(_convert(prop, local, column) for _place, column in pairs)
    return _Column(prop.name, tuple(place for place, _column in pairs), convert, prop)


# Values


def _convert(prop: PropertyMap, local: Local, column: str) -> Convert:
    if prop.part:
        inner: Convert = lambda cell: _part(str(cell), prop.part, local, column)
    elif prop.type == "date":
        inner = lambda cell: _date(cell, local, column)
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


def _date(cell: Cell, local: Local, column: str, strict: bool = False) -> str:
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


def _text(cells: list[Cell], place: int | None) -> str:
    """A cell's text with single spaces; "" for none."""
    if place is None:
        return ""
    cell = cells[place]
    if type(cell) is not str:
        return cell.isoformat() if isinstance(cell, date) else ""
    return cell.strip() if "  " not in cell and "\n" not in cell else " ".join(cell.split())
