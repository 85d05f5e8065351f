"""Mappings: what the columns of a table become.

The vocabulary is FollowTheMoney's (`entities`, `schema`, `key`, `keys`, `key_literal`, `id_column`, `properties`
with `column`, `columns`, `literal`, `template`, `join`, `split`, `entity`, `required`; `filters`). Around it stands
what real files need: see `docs/import.md`. This module reads and checks; `binding` applies to the rows of a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from sarhad.access.grades import SCHEMES
from sarhad.collect.errors import BadFile, BadMapping
from sarhad.collect.readers import files
from sarhad.collect.readers.table import Layout
from sarhad.collect.records import Input, Source
from sarhad.kernel import model
from sarhad.kernel.dates import Calendar, Order
from sarhad.kernel.units import DecimalSign

FOLDER = Path(__file__).parent / "mappings"
MAX_SIZE = 2**20  # bytes of a mapping file
READERS = {"table": ("table", "xlsx"), "ftm": ("json",), "un-list": ("xml",)}
"""What a mapping reads, and the kinds of file that hold it."""

TOP = {
    "name", "label", "label_ru", "source", "reader", "format", "headers", "missing", "dates", "calendar",
    "decimal", "country", "grade", "stated", "entities", "filters", "filters_not", "csv_url", "csv_urls",
}  # fmt: skip
ENTITY = {"schema", "key", "keys", "key_literal", "id_column", "properties"}
PROPERTY = {
    "column", "columns", "literal", "literals", "template", "join", "split", "entity", "required", "format",
    "fuzzy", "values", "missing", "dates", "calendar", "decimal", "country", "part",
}  # fmt: skip
FORMAT = {"encoding", "delimiter", "sheet", "header_row"}
CHOICES: dict[str, tuple[Any, ...]] = {
    "dates": ("dmy", "mdy", "ymd"),
    "calendar": ("gregorian", "solar-hijri"),
    "decimal": (",", "."),
    "part": ("amount", "unit"),
    "reader": tuple(READERS),
}
PLACEHOLDER = re.compile(r"{{([^{}]*)}}")


@dataclass(frozen=True, slots=True)
class Local:
    """How the values of a column are written; what a property does not declare, the mapping does."""

    dates: Order | None = None
    calendar: Calendar = "gregorian"
    decimal: DecimalSign | None = None
    country: str | None = None  # ISO code of where national phone numbers are dialled
    missing: frozenset[str] = frozenset()  # folded texts that mean "not given"


@dataclass(frozen=True, slots=True)
class PropertyMap:
    name: str
    type: str  # FollowTheMoney's: date, number, entity, ...
    columns: tuple[str, ...]
    literals: tuple[str, ...]
    template: str
    join: str | None
    split: str | None
    entity: str
    required: bool
    part: str  # amount or unit of a column that holds both
    values: dict[str, str]  # folded text in the file -> value
    local: Local


@dataclass(frozen=True, slots=True)
class EntityMap:
    name: str
    schema: str
    keys: tuple[tuple[str, ...], ...]  # alternatives, the first whose columns are all filled; empty: the whole row
    literal: str
    id_column: bool  # the key is the cell itself
    properties: tuple[PropertyMap, ...]
    ends: tuple[str, ...]  # of a link: the entities at its ends, which make its key if it has none


@dataclass(slots=True)
class Mapping:
    """A mapping file, checked. `reader` says what it reads: table, ftm or un-list."""

    name: str
    label_en: str
    label_ru: str
    source: str  # name of the source, unless the user gives another
    reader: str
    layout: Layout = Layout()  # noqa: RUF009 - immutable
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)  # column -> other names for it
    entities: tuple[EntityMap, ...] = ()  # in the order in which they need each other's keys
    grade_column: str = ""
    grade_scheme: str = ""
    stated_column: str = ""
    filters: tuple[tuple[str, frozenset[str], bool], ...] = ()  # column, values, whether they are wanted
    local: Local = Local()

    @property
    def label(self) -> str:
        return self.label_ru if (get_language() or "en").startswith("ru") and self.label_ru else self.label_en

    @property
    def columns(self) -> list[str]:
        """Every column that the mapping reads, as it names it."""
        used = [c for e in self.entities for keys in e.keys for c in keys]
        used += [c for e in self.entities for p in e.properties for c in p.columns]
        used += [column for column, _values, _wanted in self.filters]
        return list(dict.fromkeys(filter(None, [*used, self.grade_column, self.stated_column])))

    def open(self, source: Source, dates: Order | None = None) -> Input:
        """The file, ready to be read. Raises BadFile."""
        found = files.kind(source.path)
        if found not in READERS[self.reader]:
            raise BadFile("wrong-format", mapping=self.name, expected=self.reader, found=found)
        if self.reader == "ftm":
            from sarhad.collect.readers.ftm import FtmInput

            return FtmInput(source.path)
        if self.reader == "un-list":
            from sarhad.collect.readers.un_list import UnListInput

            return UnListInput(source.path)
        from sarhad.collect.binding import TableInput

        return TableInput(source.path, self, dates)


def fold(header: str) -> str:
    """What must agree for two column names to be the same: letters and figures, whatever their case."""
    text = unicodedata.normalize("NFKC", header).casefold().replace("ё", "е")
    return " ".join("".join(char if char.isalnum() else " " for char in text).split()) or text.strip()


# Loading


def load(name_or_path: str | Path) -> Mapping:
    """A shipped mapping by its name, or a file. Raises BadMapping."""
    path = Path(name_or_path)
    known = sorted(each.stem for each in FOLDER.glob("*.yml"))
    if str(name_or_path) in known:
        path = FOLDER / f"{name_or_path}.yml"
    try:
        text = path.read_bytes()
    except (OSError, ValueError) as error:
        raise BadMapping("no-mapping", name=name_or_path, known=", ".join(known)) from error
    return parse(text, path.stem)


@cache
def shipped() -> tuple[Mapping, ...]:
    """The mappings that come with Sarhad."""
    return tuple(load(path) for path in sorted(FOLDER.glob("*.yml")))


def guess(path: Path) -> Mapping | None:
    """The shipped mapping that fits a file best, by its content; None if none does. Raises BadFile."""
    found = files.kind(path)
    fitting = [each for each in shipped() if found in READERS[each.reader]]
    if found in READERS["table"]:
        from sarhad.collect.binding import fitness

        scored = [(fitness(path, each), each) for each in fitting]
        best = max(scored, key=lambda pair: pair[0], default=(0, None))
        return best[1] if best[0] else None
    return fitting[0] if fitting else None


def parse(text: bytes | str, name: str = "") -> Mapping:
    """A mapping from YAML. Raises BadMapping, which says what is wrong with it and where."""
    if len(text) > MAX_SIZE:
        raise BadMapping("broken-mapping", why=f"> {MAX_SIZE}")
    try:
        data = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadMapping("broken-mapping", why=" ".join(str(error).split())) from error
    return _mapping(_unwrapped(data), name)


class _Loader(yaml.SafeLoader):
    """Without aliases, which let a small file grow into a huge one."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases (*) are not read")
        return super().compose_node(parent, index)


def _unwrapped(data: Any) -> dict[str, Any]:
    """FollowTheMoney's own files put a data set's name around the queries."""
    data = _dict(data, "mapping")
    if len(data) == 1 and isinstance(inner := next(iter(data.values())), dict) and "entities" not in data:
        queries = inner.get("queries", [inner["query"]] if "query" in inner else [])
        if isinstance(queries, list) and len(queries) == 1:
            return {"name": next(iter(data)), "label": inner.get("label", ""), **_dict(queries[0], "queries")}
    return data


def _mapping(data: dict[str, Any], name: str) -> Mapping:
    if "database" in data or str(data.get("csv_url", "")).startswith(("http:", "https:")):
        raise BadMapping("mapping-web")
    _only(data, TOP, "mapping")
    reader = _choice(data, "reader", "mapping") or "table"
    grade, stated = _column_of(data, "grade", {"column", "scheme"}), _column_of(data, "stated", {"column"})
    local = _local(data, Local(), "mapping")
    found = Mapping(
        name=_str(data, "name", "mapping") or name,
        label_en=_str(data, "label", "mapping") or name,
        label_ru=_str(data, "label_ru", "mapping"),
        source=_str(data, "source", "mapping") or _str(data, "name", "mapping") or name,
        reader=reader,
        layout=_layout(_dict(data.get("format", {}), "format")),
        headers={
            key: tuple(_strs(value, "headers")) for key, value in _dict(data.get("headers", {}), "headers").items()
        },
        entities=_entities(data, local) if reader == "table" else (),
        grade_column=grade.get("column", ""),
        grade_scheme=grade.get("scheme", ""),
        stated_column=stated.get("column", ""),
        filters=(*_filters(data, "filters", True), *_filters(data, "filters_not", False)),
        local=local,
    )
    if found.grade_column and found.grade_scheme not in SCHEMES:
        raise BadMapping("mapping-value", where="grade: scheme", expected=", ".join(SCHEMES))
    return found


def _layout(data: dict[str, Any]) -> Layout:
    _only(data, FORMAT, "format")
    row = data.get("header_row", 0)
    if not isinstance(row, int) or not 0 <= row <= 1000:
        raise BadMapping("mapping-value", where="format: header_row", expected="1–1000")
    delimiter = _str(data, "delimiter", "format")
    if len(delimiter) > 1 or delimiter in ('"', "\n", "\r"):
        raise BadMapping("mapping-value", where="format: delimiter", expected=", ; | \\t")
    return Layout(_str(data, "encoding", "format"), delimiter, _str(data, "sheet", "format"), row)


def _column_of(data: dict[str, Any], key: str, allowed: set[str]) -> dict[str, str]:
    value = _dict(data.get(key, {}), key)
    _only(value, allowed, key)
    return {name: _str(value, name, key) for name in value}


def _filters(data: dict[str, Any], key: str, wanted: bool) -> Iterable[tuple[str, frozenset[str], bool]]:
    for column, values in _dict(data.get(key, {}), key).items():
        yield str(column), frozenset(_strs(values, key)), wanted


def _local(data: dict[str, Any], outer: Local, where: str) -> Local:
    missing = frozenset(map(fold, _strs(data.get("missing", []), f"{where}: missing")))
    return Local(
        dates=_choice(data, "dates", where) or outer.dates,
        calendar=_choice(data, "calendar", where) or outer.calendar,
        decimal=_choice(data, "decimal", where) or outer.decimal,
        country=_str(data, "country", where) or outer.country,
        missing=missing | outer.missing,
    )


# Entities


def _entities(data: dict[str, Any], local: Local) -> tuple[EntityMap, ...]:
    given = _dict(data.get("entities"), "entities")
    if not given:
        raise BadMapping("mapping-value", where="entities", expected="schema, keys, properties")
    found = {str(name): _entity(str(name), _dict(each, str(name)), local) for name, each in given.items()}
    for each in found.values():
        for prop in each.properties:
            _check_link(each, prop, found)
    return tuple(_in_order(found))


def _entity(name: str, data: dict[str, Any], local: Local) -> EntityMap:
    _only(data, ENTITY, name)
    spec = model.schema(_str(data, "schema", name))
    if spec is None or spec.abstract:
        raise BadMapping("mapping-schema", schema=data.get("schema", ""))
    props = _dict(data.get("properties", {}), f"{name}: properties")
    properties = tuple(_property(name, spec, str(key), each, local) for key, each in props.items())
    links = {prop.name: prop.entity for prop in properties if prop.entity}
    id_column = _str(data, "id_column", name)
    keys = [id_column] if id_column else _list(data.get("keys", data.get("key", [])))
    return EntityMap(
        name=name,
        schema=spec.name,
        keys=_alternatives(keys, f"{name}: keys"),
        literal=_str(data, "key_literal", name),
        id_column=bool(id_column),
        properties=properties,
        ends=tuple(links.get(end, "") for end in spec.edge) if spec.edge else (),
    )


def _alternatives(keys: list[Any], where: str) -> tuple[tuple[str, ...], ...]:
    """`[a, b]` is one key of two columns, as in FollowTheMoney; `[[a], [b, c]]` are two alternatives."""
    if any(isinstance(key, list) for key in keys):
        return tuple(tuple(_strs(key, where)) for key in keys)
    return (tuple(_strs(keys, where)),) if keys else ()


def _property(entity: str, spec: model.Spec, name: str, given: Any, local: Local) -> PropertyMap:
    where = f"{entity}: {name}"
    data = {"column": given} if isinstance(given, str) else _dict(given, where)
    _only(data, PROPERTY, where)
    prop = spec.properties.get(name)
    if prop is None or prop.stub:
        raise BadMapping("mapping-property", schema=spec.name, property=name)
    template = _str(data, "template", where)
    columns = _strs(data.get("columns", data.get("column", [])), where)
    values = {fold(key): str(value) for key, value in _dict(data.get("values", {}), where).items()}
    return PropertyMap(
        name=name,
        type=prop.type,
        columns=(*columns, *PLACEHOLDER.findall(template)),
        literals=tuple(_strs(data.get("literals", data.get("literal", [])), where)),
        template=template,
        join=_str(data, "join", where) if "join" in data else None,
        split=_str(data, "split", where) or None,
        entity=_str(data, "entity", where),
        required=data.get("required") is True,
        part=_choice(data, "part", where) or "",
        values=values,
        local=_local(data, local, where),
    )


def _check_link(entity: EntityMap, prop: PropertyMap, found: dict[str, EntityMap]) -> None:
    if not prop.entity:
        return
    spec, target = model.schema(entity.schema), found.get(prop.entity)
    wanted = spec.properties[prop.name].range if spec else None
    there = model.schema(target.schema) if target else None
    if not (wanted and there and there.is_a(wanted)):
        raise BadMapping("mapping-link", property=f"{entity.name}: {prop.name}", entity=prop.entity)


def _in_order(found: dict[str, EntityMap]) -> Iterable[EntityMap]:
    """Links come after what they link, since their keys may be made from it."""
    waiting, done = list(found.values()), set()
    while waiting:
        ready = [each for each in waiting if {prop.entity for prop in each.properties} - {""} <= done]
        if not ready:
            raise BadMapping("mapping-circle")
        yield from ready
        done |= {each.name for each in ready}
        waiting = [each for each in waiting if each not in ready]


# Types of what YAML holds


def _only(data: dict[str, Any], known: set[str], where: str) -> None:
    for key in data:
        if key not in known:
            raise BadMapping("mapping-key", key=key, where=where)


def _dict(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadMapping("mapping-value", where=where, expected="key: value")
    return value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _str(data: dict[str, Any], key: str, where: str) -> str:
    value = data.get(key, "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadMapping("mapping-value", where=f"{where}: {key}", expected="text")
    return str(value)


def _strs(value: Any, where: str) -> list[str]:
    values = _list(value)
    if any(isinstance(each, dict | list) or each is None for each in values):
        raise BadMapping("mapping-value", where=where, expected="text")
    return [str(each) for each in values]


def _choice(data: dict[str, Any], key: str, where: str) -> Any:
    value = data.get(key)
    if value is not None and value not in CHOICES[key]:
        raise BadMapping("mapping-value", where=f"{where}: {key}", expected=", ".join(CHOICES[key]))
    return value
