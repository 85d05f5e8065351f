"""FollowTheMoney JSON lines: OpenSanctions and Aleph exports, entities nested in entities included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import orjson

from sarhad.collect.errors import BadFile, BadRow
from sarhad.collect.readers import files
from sarhad.collect.records import Refuse, Row, Stated
from sarhad.kernel import model
from sarhad.kernel.claim import ACTS

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,99}")
BEGINS = re.compile(rb'\{ ?"id": ?"([^"\\]+)"')
MAX_ID = 1000  # characters
MAX_DEPTH = 5


class FtmInput:
    """An entity on each line. Keys are the file's own ids."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.details: dict[str, str] = {}
        self.columns: list[tuple[str, str]] = []
        self.missing: list[str] = []

    def rows(self, refuse: Refuse) -> Iterator[Row]:
        for number, line in files.byte_lines(self.path):
            if number == 1:
                line = _beginning(line)
            line = line.strip()
            if line:
                try:
                    yield _row(number, line)
                except BadRow as bad:
                    refuse(number, bad.code, bad.field, bad.value, **bad.values)


def _row(number: int, line: bytes) -> Row:
    """Most lines begin with their id, so that the first pass need not take them apart."""
    if len(line) > files.MAX_RECORD:
        raise BadRow("record-too-large", most=files.MAX_RECORD)
    found = BEGINS.match(line)
    if found and line.count(b'"schema"') < 2:
        return Row(number, [found[1].decode("utf-8", "replace")], hash(line), partial(_one, line))
    stated = entities(_loads(line))
    return Row(number, [each.key for each in stated], hash(line), partial(list, stated))


def _one(line: bytes) -> list[Stated]:
    """The entity of a line that holds no other."""
    data = _loads(line)
    return [_entity(data, *_checked(data))]


def _beginning(line: bytes) -> bytes:
    line = line.removeprefix(b"\xef\xbb\xbf")
    if line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFile("encoding", line=1, encoding="utf-8")
    if line.lstrip()[:1] == b"[":
        raise BadFile("json-array")
    return line


def _loads(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        why = str(error).split(":")[0]
        raise BadRow("not-json", value=line[:200].decode("utf-8", "replace"), why=why) from error


def entities(data: Any, depth: int = 1) -> list[Stated]:
    """The entity of a line, followed by those nested in it. Raises BadRow."""
    key, schema, properties = _checked(data)
    nested: list[Stated] = []
    for name, values in properties.items():
        if type(values) is list and values and type(values[0]) is dict:
            properties[name] = [_inner(value, nested, depth) for value in values]
    return [_entity(data, key, schema, properties), *nested]


def _entity(data: dict[str, Any], key: str, schema: str, properties: dict[str, Any]) -> Stated:
    stated = data.get("last_change")
    return Stated(key, schema, properties, stated=stated if type(stated) is str else "")


def _inner(value: Any, nested: list[Stated], depth: int) -> Any:
    """The id of an entity that stands inside another; it becomes a record of its own."""
    if type(value) is not dict:
        return value
    if depth == MAX_DEPTH:
        raise BadRow("too-nested", most=MAX_DEPTH)
    found = entities(value, depth + 1)
    nested.extend(found)
    return found[0].key


def _checked(data: Any) -> tuple[str, str, dict[str, Any]]:
    """Id, schema and properties. Raises BadRow."""
    try:
        key, schema, properties = data["id"], data["schema"], data["properties"]
    except (KeyError, TypeError) as error:
        raise BadRow("not-record") from error
    if type(properties) is not dict:
        raise BadRow("not-record")
    if type(key) is not str or not key.strip() or len(key) > MAX_ID:
        raise BadRow("no-id", "id", str(key))
    if type(schema) is not str or not _fits(schema):
        raise BadRow("bad-schema", "schema", str(schema), schema=schema)
    if schema in ACTS:
        raise BadRow("act-schema", "schema", schema, schema=schema)
    if not properties.keys() <= _known(schema):
        for name in properties:
            if not _fits(name):
                raise BadRow("bad-property", "properties", name, property=name)
    return key, schema, properties


@lru_cache(maxsize=1024)
def _known(schema: str) -> frozenset[str]:
    spec = model.schema(schema)
    return frozenset(spec.properties) if spec else frozenset()


@lru_cache(maxsize=4096)
def _fits(name: str) -> bool:
    return NAME.fullmatch(name) is not None
