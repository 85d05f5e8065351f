"""How a seizure came about, in codes that tables of several countries share; labels, and what sources call it.

Codes of transport, direction, cause and found are those of schema Seizure; other words stand in
`kernel/data/words.yml`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from sarhad.kernel import model
from sarhad.kernel.data import table

FIELDS = ("transport", "concealment", "premises", "direction", "cause", "found")
NOT_GIVEN = {"en": "not given", "ru": "не указано"}
OTHER = "other"
_SIGNS = re.compile(r"[\W_]+")


def codes(field: str) -> tuple[str, ...]:
    """Every code of a field, in the order of its list; the empty one, not given, is not among them."""
    return tuple(_said(field))


def label(field: str, code: str, language: str) -> str:
    """What a code means in Russian or else in English; of a code that the field does not have: itself."""
    russian = language.startswith("ru")
    if not code:
        return NOT_GIVEN["ru" if russian else "en"]
    said = _said(field).get(code)
    return said[russian] if said else code


def code(field: str, text: str) -> str:
    """The code for what a source writes. Empty or unknown: "". What nobody knows is "other", see `known`.

    A sentence (`in the fuel tank of a lorry`) is read by the longest known words in it.
    """
    return _read(field, text)[0]


def known(field: str, text: str) -> bool:
    """Whether the list has the text: what it does not have is counted as other, and should be listed."""
    return _read(field, text)[1]


@lru_cache(20_000)
def _read(field: str, text: str) -> tuple[str, bool]:
    key = _key(text)
    if not key or key in _unknown():
        return "", True
    words = _words(field)
    if key in words:
        return words[key], True
    inside = [word for word in words if f" {word} " in f" {key} " and words[word] != OTHER]
    return (words[max(inside, key=len)], True) if inside else (OTHER, False)


@cache
def _said(field: str) -> dict[str, tuple[str, ...]]:
    """Code to English, Russian and other words."""
    own = table("words").get(field) if field in FIELDS else None
    if own:
        return {each: tuple(words) for each, words in own.items()}
    seizure = model.schema("Seizure")
    found = seizure.properties.get(field) if seizure and field in FIELDS else None
    return dict(found.options) if found else {}


@cache
def _words(field: str) -> dict[str, str]:
    """Every word for a code of the field. Where two codes have one, the first has it."""
    also: dict[str, list[str]] = table("words")["also"].get(field, {})
    found: dict[str, str] = {}
    for each, words in _said(field).items():
        for word in (each, *words, *also.get(each, ())):
            found.setdefault(_key(word), each)
    return found


@cache
def _unknown() -> frozenset[str]:
    rows: Any = table("words")["unknown"]
    return frozenset(_key(word) for word in rows)


def _key(text: str) -> str:
    """Words only, all in one case; ё as е."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return " ".join(_SIGNS.sub(" ", folded).split())
