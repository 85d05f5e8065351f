"""Reading CBOR from elsewhere: every field is type-checked, for untyped CBOR is how one bad entry stops a batch."""

from __future__ import annotations

from typing import Any

import cbor2


class BadEntry(ValueError):
    """An entry that breaks the format: says which rule, in English, for logs and `verify`."""


def loads(data: bytes) -> Any:
    try:
        return cbor2.loads(data)
    except (
        cbor2.CBORDecodeError,
        ValueError,
        TypeError,
        RecursionError,
        OverflowError,
        MemoryError,
    ) as error:
        raise BadEntry(f"not CBOR: {error}") from error


def typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise BadEntry(f"{kind.__name__} expected, {type(value).__name__} found")
    return value


def exactly(value: Any, length: int) -> bytes:
    if type(value) is not bytes or len(value) != length:
        raise BadEntry(f"{length} bytes expected")
    return value


def whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**53:
        raise BadEntry("whole number expected")
    return value


def text(value: Any) -> str:
    if type(value) is not str or "\x00" in value:
        raise BadEntry("text without NUL expected")
    return value


def texts(value: Any) -> dict[str, list[str]]:
    properties: dict[str, list[str]] = typed(value, dict)
    for name, values in properties.items():
        text(name)
        for one in typed(values, list):
            text(one)
    return properties
