"""Functions on texts and on lists of choices."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import secrets
import uuid
from collections.abc import Callable
from functools import lru_cache

import regex

from sarhad.collect.forms.xpath.values import Value, number, string, whole

LONGEST_MATCH = 0.2  # seconds that one regular expression may take

DIGESTS = {"md5": "md5", "sha-1": "sha1", "sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}


def flat(values: tuple[Value, ...]) -> list[str]:
    """The texts of some values and of all nodes in sets of nodes."""
    found = []
    for value in values:
        found += [node.string() for node in value] if isinstance(value, list) else [string(value)]
    return found


def substr(value: Value, start: Value, end: Value = None) -> str:
    """From 0; negative positions count from the end."""
    text = string(value)
    first = whole(start)
    last = len(text) if end is None or math.isnan(number(end)) else whole(end)
    first, last = (max(at + len(text), 0) if at < 0 else at for at in (first, last))
    return text[first:last]


def substring(value: Value, start: Value, length: Value = None) -> str:
    """XPath 1.0, 4.2: from 1, rounding."""
    text, first = string(value), number(start)
    count = math.inf if length is None else number(length)
    if math.isnan(first) or math.isnan(count) or first == math.inf:
        return ""
    begin = -math.inf if first == -math.inf else math.floor(first + 0.5)
    end = math.inf if count == math.inf else begin + math.floor(count + 0.5)
    return "".join(sign for at, sign in enumerate(text, 1) if begin <= at < end)


def before(value: Value, sign: Value) -> str:
    text, found, _ = string(value).partition(string(sign)) if string(sign) else ("", "", "")
    return text if found else ""


def after(value: Value, sign: Value) -> str:
    text = string(sign)
    return string(value).partition(text)[2] if text else string(value)


def translate(value: Value, old: Value, new: Value) -> str:
    to = string(new)
    table: dict[int, str | None] = {}
    for at, sign in enumerate(string(old)):
        table.setdefault(ord(sign), to[at] if at < len(to) else None)
    return string(value).translate(table)


@lru_cache(maxsize=500)
def pattern(text: str) -> regex.Pattern[str] | None:
    try:
        return regex.compile(text)
    except regex.error:
        return None


def matches(value: Value, expression: Value) -> bool:
    """The whole text fits; one that takes too long does not."""
    compiled = pattern(string(expression))
    try:
        return bool(compiled and compiled.fullmatch(string(value), timeout=LONGEST_MATCH))
    except TimeoutError:
        return False


def digest(value: Value, algorithm: Value, encoding: Value = "base64") -> str:
    name = DIGESTS.get(string(algorithm).strip().lower())
    if not name:
        return ""
    found = hashlib.new(name, string(value).encode(), usedforsecurity=False)
    return found.hexdigest() if string(encoding) == "hex" else base64.b64encode(found.digest()).decode()


def decoded(value: Value) -> str:
    try:
        return base64.b64decode(string(value), validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def selected(value: Value, name: Value) -> bool:
    return string(name).strip() in string(value).split()


def selected_at(value: Value, index: Value) -> str:
    names, at = string(value).split(), whole(index)
    return names[at] if 0 <= at < len(names) else ""


def new_id(length: Value = None) -> str:
    if length is None:
        return str(uuid.uuid4())
    count = min(max(whole(length), 0), 1000)
    return "".join(
        secrets.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") for _ in range(count)
    )


FUNCTIONS: dict[str, tuple[Callable[..., Value], int, int]] = {
    "base64-decode": (decoded, 1, 1),
    "concat": (lambda *values: "".join(flat(values)), 0, 1000),
    "contains": (lambda value, part: string(part) in string(value), 2, 2),
    "count-selected": (lambda value: float(len(string(value).split())), 1, 1),
    "digest": (digest, 2, 3),
    "ends-with": (lambda value, part: string(value).endswith(string(part)), 2, 2),
    "is-selected": (selected, 2, 2),
    "join": (lambda separator, *values: string(separator).join(flat(values)), 1, 1000),
    "regex": (matches, 2, 2),
    "selected": (selected, 2, 2),
    "selected-at": (selected_at, 2, 2),
    "starts-with": (lambda value, part: string(value).startswith(string(part)), 2, 2),
    "substr": (substr, 2, 3),
    "substring": (substring, 2, 3),
    "substring-after": (after, 2, 2),
    "substring-before": (before, 2, 2),
    "translate": (translate, 3, 3),
    "uuid": (new_id, 0, 1),
}
