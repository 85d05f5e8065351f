"""Reads a mapping file and checks it; everything wrong is named with the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sarhad.access.grades import SCHEMES
from sarhad.collect.errors import BadMapping
from sarhad.collect.mapping import READERS, EntityMap, Local, Mapping, PropertyMap, fold
from sarhad.collect.readers.table import Layout
from sarhad.collect.yamls import a_dict, a_list, a_str, load, only, strs
from sarhad.kernel import model

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


def parse(text: bytes | str, name: str = "") -> Mapping:
    """A mapping from YAML. Raises BadMapping, which says what is wrong with it and where."""
    data = load(text)
    return _mapping(_unwrapped(data), name)


def _unwrapped(data: Any) -> dict[str, Any]:
    """FollowTheMoney's own files put a data set's name around the queries."""
    data = a_dict(data, "mapping")
    if len(data) == 1 and isinstance(inner := next(iter(data.values())), dict) and "entities" not in data:
        queries = inner.get("queries", [inner["query"]] if "query" in inner else [])
        if isinstance(queries, list) and len(queries) == 1:
            return {"name": next(iter(data)), "label": inner.get("label", ""), **a_dict(queries[0], "queries")}
    return data


def _mapping(data: dict[str, Any], name: str) -> Mapping:
    if "database" in data or str(data.get("csv_url", "")).startswith(("http:", "https:")):
        raise BadMapping("mapping-web")
    only(data, TOP, "mapping")
    reader = _choice(data, "reader", "mapping") or "table"
    grade, stated = _column_of(data, "grade", {"column", "scheme"}), _column_of(data, "stated", {"column"})
    local = _local(data, Local(), "mapping")
    found = Mapping(
        name=a_str(data, "name", "mapping") or name,
        label_en=a_str(data, "label", "mapping") or name,
        label_ru=a_str(data, "label_ru", "mapping"),
        source=a_str(data, "source", "mapping") or a_str(data, "name", "mapping") or name,
        reader=reader,
        layout=_layout(a_dict(data.get("format", {}), "format")),
        headers={
            key: tuple(strs(value, "headers")) for key, value in a_dict(data.get("headers", {}), "headers").items()
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
    only(data, FORMAT, "format")
    row = data.get("header_row", 0)
    if not isinstance(row, int) or not 0 <= row <= 1000:
        raise BadMapping("mapping-value", where="format: header_row", expected="1–1000")
    delimiter = a_str(data, "delimiter", "format")
    if len(delimiter) > 1 or delimiter in ('"', "\n", "\r"):
        raise BadMapping("mapping-value", where="format: delimiter", expected=", ; | \\t")
    return Layout(a_str(data, "encoding", "format"), delimiter, a_str(data, "sheet", "format"), row)


def _column_of(data: dict[str, Any], key: str, allowed: set[str]) -> dict[str, str]:
    value = a_dict(data.get(key, {}), key)
    only(value, allowed, key)
    return {name: a_str(value, name, key) for name in value}


def _filters(data: dict[str, Any], key: str, wanted: bool) -> Iterable[tuple[str, frozenset[str], bool]]:
    for column, values in a_dict(data.get(key, {}), key).items():
        yield str(column), frozenset(strs(values, key)), wanted


def _local(data: dict[str, Any], outer: Local, where: str) -> Local:
    missing = frozenset(map(fold, strs(data.get("missing", []), f"{where}: missing")))
    return Local(
        dates=_choice(data, "dates", where) or outer.dates,
        calendar=_choice(data, "calendar", where) or outer.calendar,
        decimal=_choice(data, "decimal", where) or outer.decimal,
        country=a_str(data, "country", where) or outer.country,
        missing=missing | outer.missing,
    )


# Entities


def _entities(data: dict[str, Any], local: Local) -> tuple[EntityMap, ...]:
    given = a_dict(data.get("entities"), "entities")
    if not given:
        raise BadMapping("mapping-value", where="entities", expected="schema, keys, properties")
    found = {str(name): _entity(str(name), a_dict(each, str(name)), local) for name, each in given.items()}
    for each in found.values():
        for prop in each.properties:
            _check_link(each, prop, found)
    return tuple(_in_order(found))


def _entity(name: str, data: dict[str, Any], local: Local) -> EntityMap:
    only(data, ENTITY, name)
    spec = model.schema(a_str(data, "schema", name))
    if spec is None or spec.abstract:
        raise BadMapping("mapping-schema", schema=data.get("schema", ""))
    props = a_dict(data.get("properties", {}), f"{name}: properties")
    properties = tuple(_property(name, spec, str(key), each, local) for key, each in props.items())
    links = {prop.name: prop.entity for prop in properties if prop.entity}
    id_column = a_str(data, "id_column", name)
    keys = [id_column] if id_column else a_list(data.get("keys", data.get("key", [])))
    return EntityMap(
        name=name,
        schema=spec.name,
        keys=_alternatives(keys, f"{name}: keys"),
        literal=a_str(data, "key_literal", name),
        id_column=bool(id_column),
        properties=properties,
        ends=tuple(links.get(end, "") for end in spec.edge) if spec.edge else (),
    )


def _alternatives(keys: list[Any], where: str) -> tuple[tuple[str, ...], ...]:
    """`[a, b]` is one key of two columns, as in FollowTheMoney; `[[a], [b, c]]` are two alternatives."""
    if any(isinstance(key, list) for key in keys):
        return tuple(tuple(strs(key, where)) for key in keys)
    return (tuple(strs(keys, where)),) if keys else ()


def _property(entity: str, spec: model.Spec, name: str, given: Any, local: Local) -> PropertyMap:
    where = f"{entity}: {name}"
    data = {"column": given} if isinstance(given, str) else a_dict(given, where)
    only(data, PROPERTY, where)
    prop = spec.properties.get(name)
    if prop is None or prop.stub:
        raise BadMapping("mapping-property", schema=spec.name, property=name)
    template = a_str(data, "template", where)
    columns = strs(data.get("columns", data.get("column", [])), where)
    values = {fold(key): str(value) for key, value in a_dict(data.get("values", {}), where).items()}
    return PropertyMap(
        name=name,
        type=prop.type,
        columns=(*columns, *PLACEHOLDER.findall(template)),
        literals=tuple(strs(data.get("literals", data.get("literal", [])), where)),
        template=template,
        join=a_str(data, "join", where) if "join" in data else None,
        split=a_str(data, "split", where) or None,
        entity=a_str(data, "entity", where),
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


def _choice(data: dict[str, Any], key: str, where: str) -> Any:
    value = data.get(key)
    if value is not None and value not in CHOICES[key]:
        raise BadMapping("mapping-value", where=f"{where}: {key}", expected=", ".join(CHOICES[key]))
    return value
