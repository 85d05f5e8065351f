"""A mapping applied to one table: which cells make which entities, and what their values say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from sarhad.access import grades
from sarhad.collect.cells import Column, Origins, Places, Template, Values, bound, date_of, text_of
from sarhad.collect.errors import BadFile, BadRow
from sarhad.collect.mapping import EntityMap, Mapping, fold
from sarhad.collect.readers.files import MAX_RECORD
from sarhad.collect.readers.table import Cell, Known, open_table
from sarhad.collect.records import Refuse, Row, Stated
from sarhad.kernel import dates
from sarhad.kernel.claim import Grade

SEPARATOR = "\x1f"  # ASCII's own, which no cell holds
WHOLE_ROW = "\x1e"  # begins the keys that are made from a whole row
LONGEST_HEADER = 200  # characters; longer cells are no headers


class TableInput:
    """The rows of a table as a mapping reads them."""

    def __init__(
        self, path: Path, mapping: Mapping, order: dates.Order | None = None, country: str | None = None
    ) -> None:
        self.mapping, self._order = mapping, order
        self.table = _open(path, mapping)
        self.details = self.table.details
        header = self.table.header
        self._places = places = Places(mapping, header)
        self._width = len(header)
        self._sorted = sorted(range(self._width), key=lambda place: (fold(header[place]), place))
        self._folded = [fold(name) for name in header]
        plans = (_Plan.make(entity, places, order, mapping.local.missing) for entity in mapping.entities)
        self._plans = [replace(plan, country=plan.country or country) for plan in plans if plan]
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
        return all((text_of(cells, place) in values) is wanted for place, values, wanted in self._filters)

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
        if len("".join(map(str, cells))) > MAX_RECORD:
            raise BadRow("record-too-large", most=MAX_RECORD)
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
        text = text_of(cells, self._grade)
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
        local = replace(self.mapping.local, dates=self.mapping.local.dates or self._order)
        return date_of(cells[self._stated], local, self.mapping.stated_column, strict=True)

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
        found = TableInput(path, mapping)
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


@dataclass(slots=True)
class _Plan:
    """An entity of the mapping, with its columns found in this table."""

    name: str
    schema: str
    keys: tuple[tuple[int | None, ...], ...]
    any_of_key: bool
    missing: frozenset[str]  # folded texts that mean "not given"
    longest: int  # characters of the longest of these
    prefix: str
    id_column: bool
    columns: list[Column | Template]
    places: tuple[int, ...]  # all that its columns read
    literals: dict[str, list[str]]
    links: tuple[tuple[str, str], ...]
    ends: tuple[str, ...]
    required: tuple[tuple[str, str], ...]  # property, column
    country: str | None
    fields: dict[str, str]

    @classmethod
    def make(
        cls, entity: EntityMap, places: Places, order: dates.Order | None, missing: frozenset[str]
    ) -> _Plan | None:
        """None if the table has none of its columns."""
        columns = [bound(prop, places, order) for prop in entity.properties if prop.columns]
        if not any(column.places for column in columns) and not entity.ends:
            return None
        countries = [prop.local.country for prop in entity.properties if prop.local.country]
        return cls(
            name=entity.name,
            schema=entity.schema,
            keys=_key_places(entity, places),
            any_of_key=len(entity.keys) == 1,
            missing=missing,
            longest=max(map(len, missing), default=0),
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
            parts = [self._given(cells, place) for place in places]
            if any(parts) if self.any_of_key else all(parts):
                return parts[0] if self.id_column else SEPARATOR.join((self.prefix, *parts))
        if self.ends and all(end in keys for end in self.ends):
            return SEPARATOR.join((self.name, *(keys[end] for end in self.ends)))
        return ""

    def _given(self, cells: list[Cell], place: int | None) -> str:
        text = text_of(cells, place)
        return "" if len(text) <= self.longest and fold(text) in self.missing else text


def _key_places(entity: EntityMap, places: Places) -> tuple[tuple[int | None, ...], ...]:
    """Alternatives whose columns are all there; one key of several columns can do with some of them."""
    found = [tuple(places.one(column) for column in keys) for keys in entity.keys]
    if len(found) == 1:
        if not any(place is not None for place in found[0]):
            raise BadFile("missing-column", column=entity.keys[0][0])
        return tuple(found)
    return tuple(keys for keys in found if None not in keys)
