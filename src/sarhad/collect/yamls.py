"""YAML files of ours as plain values; what does not fit is refused with the place where it stands."""

from __future__ import annotations

import re
from typing import Any

import yaml

from sarhad.collect.errors import BadMapping

MAX_SIZE = 2**20  # bytes of a mapping file


def load(text: bytes | str) -> Any:
    """What a YAML file holds. Raises BadMapping."""
    if len(text) > MAX_SIZE:
        raise BadMapping("broken-mapping", why=f"> {MAX_SIZE}")
    try:
        return yaml.load(text, Loader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadMapping("broken-mapping", why=" ".join(str(error).split())) from error


class Loader(yaml.SafeLoader):
    """Without aliases, which let a small file grow huge; a column may be called No, Yes or 2016-01-01."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases (*) are not read")
        return super().compose_node(parent, index)


_GUESSED = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"}
Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag not in _GUESSED]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


# Types of what YAML holds


def only(data: dict[str, Any], known: set[str], where: str) -> None:
    for key in data:
        if key not in known:
            raise BadMapping("mapping-key", key=key, where=where)


def a_dict(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadMapping("mapping-value", where=where, expected="key: value")
    return value


def a_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def a_str(data: dict[str, Any], key: str, where: str) -> str:
    value = data.get(key, "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadMapping("mapping-value", where=f"{where}: {key}", expected="text")
    return str(value)


def strs(value: Any, where: str) -> list[str]:
    values = a_list(value)
    if any(isinstance(each, dict | list) or each is None for each in values):
        raise BadMapping("mapping-value", where=where, expected="text")
    return [str(each) for each in values]
