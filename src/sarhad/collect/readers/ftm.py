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
            if not line.isspace() and line:
                try:
                    yield _row(number, line)
                except BadRow as bad:
                    refuse(number, bad.code, bad.field, bad.value, **bad.values)


def _row(number: int, line: bytes) -> Row:
    """Most lines begin with their id, so that the first pass need not take them apart."""
    if len(line) > files.MAX_RECORD:
        raise BadRow("record-too-large", most=files.MAX_RECORD)
    found = BEGINS.match(line)
    if found and line.find(b'"schema"', line.find(b'"schema"') + 1) < 0:
        keys = [found[1].decode("utf-8", "replace")]
    else:
        keys = [each.key for each in entities(_loads(line))]
    return Row(number, keys, hash(line.rstrip(b"\r\n")), partial(_stated, line))


def _stated(line: bytes) -> list[Stated]:
    return entities(_loads(line))


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
    try:
        key, schema, properties = data["id"], data["schema"], data["properties"]
    except (KeyError, TypeError) as error:
        raise BadRow("not-record") from error
    if type(properties) is not dict:
        raise BadRow("not-record")
    _check(key, schema)
    nested: list[Stated] = []
    for name, values in properties.items():
        if not _fits(name):
            raise BadRow("bad-property", "properties", name, property=name)
        if type(values) is list and values and type(values[0]) is dict:
            properties[name] = [_inner(value, nested, depth) for value in values]
    stated = data.get("last_change") or ""
    return [Stated(key, schema, properties, stated=stated if type(stated) is str else ""), *nested]


def _inner(value: Any, nested: list[Stated], depth: int) -> Any:
    """The id of an entity that stands inside another; it becomes a record of its own."""
    if type(value) is not dict:
        return value
    if depth == MAX_DEPTH:
        raise BadRow("too-nested", most=MAX_DEPTH)
    found = entities(value, depth + 1)
    nested.extend(found)
    return found[0].key


def _check(key: Any, schema: Any) -> None:
    if type(key) is not str or not key.strip() or len(key) > MAX_ID:
        raise BadRow("no-id", "id", str(key))
    if type(schema) is not str or not _fits(schema):
        raise BadRow("bad-schema", "schema", str(schema), schema=schema)
    if schema in ACTS:
        raise BadRow("act-schema", "schema", schema, schema=schema)


@lru_cache(maxsize=4096)
def _fits(name: str) -> bool:
    return NAME.fullmatch(name) is not None
