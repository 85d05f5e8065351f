"""Values in JSON that name other things, as a chart's arrangement does: where each stands, what is noted there.

Whoever does not see the thing gets nothing of such a value: its place or a note beside it would tell of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

import orjson

from sarhad.kernel import model

ARRANGED = {"Chart": "item"}
"""By schema: the property whose values are about other things; each is an object whose `id` and `to` name them."""
NAMES = ("id", "to")


def named_in(schema: str, properties: model.Properties) -> set[str]:
    """Ids of entities, and values as `kind:key`, that an arrangement names."""
    values = properties.get(ARRANGED.get(schema, ""), ())
    return {name for value in values for name in names_of(value) or ()}


def without_unseen(schema: str, properties: dict[str, list[str]], seen: Collection[str]) -> dict[str, list[str]]:
    """The properties without what is arranged of things that are not among those seen, and without frames in which
    only such things stand. What cannot be read as an arrangement goes too: nobody knows of what it tells."""
    held = ARRANGED.get(schema, "")
    if not properties.get(held):
        return properties
    kept = [value for value in properties[held] if (names := names_of(value)) is not None and names <= set(seen)]
    used = {str(orjson.loads(value).get("group", "")) for value in kept if names_of(value)}
    kept = [value for value in kept if names_of(value) or str(orjson.loads(value).get("group", "")) in {"", *used}]
    return {name: values for name, values in {**properties, held: kept}.items() if values}


def names_of(value: str) -> set[str] | None:
    """What one value names; None: it is no object, or names something by what is no text."""
    try:
        item = orjson.loads(value)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(item, dict):
        return None
    names = [item[name] for name in NAMES if name in item]
    return set(names) if all(isinstance(name, str) for name in names) else None


def values_among(names: Iterable[str]) -> list[tuple[str, str]]:
    """(kind, key) of those names that are values, not entities."""
    pairs = (name.partition(":") for name in sorted(names))
    return [(kind, key) for kind, colon, key in pairs if colon]


@lru_cache(maxsize=1024)
def arrangements(schema: str) -> frozenset[str]:
    """Properties in JSON, which programs read: no text that somebody wrote to be read as a fact."""
    spec = model.schema(schema)
    return frozenset(name for name, prop in spec.properties.items() if prop.type == "json") if spec else frozenset()
