"""The table `kernel/data/organisations.yml` as the comparison of organisations' names needs it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from rigour.territories import get_territories

from sarhad.kernel import names
from sarhad.kernel.data import table

OWN, TRADE, MEANING, PLACE, NUMBER, LETTER, EMPTY = "own", "trade", "meaning", "place", "number", "letter", "empty"
"""Kinds of words."""

SHORTEST_STEM, LONGEST_ENDING = 4, 4  # letters that a word marked * has, and that may follow it

_INSIDE = "'’‘ʻʼ`´ʹʿʾ′\u0300-\u036f\u064b-\u0655\u200c\u200d"
_CYRILLIC = re.compile("[\u0400-\u04ff]+")
PIECE = re.compile(
    rf"(?:\b[^\W\d_]\.)+[^\W\d_]\b|\b[^\W\d_]/[^\W\d_]{{1,2}}\b|\d+|[^\W\d_](?:[^\W\d_]|[{_INSIDE}])*"
)
"""A word or an abbreviation with dots or a stroke, or figures."""


def letters(text: str) -> str:
    """An abbreviation as it is compared: look-alikes of alphabets are mixed up in ООО, but Turkmen HK is no НК."""
    plain = "".join(filter(str.isalpha, text)).upper()
    return plain if _CYRILLIC.fullmatch(plain) else names.identifier(text)


@lru_cache(maxsize=100_000)
def meaning(word: str) -> tuple[str, str]:
    """(kind, meaning) of a folded word."""
    rows = tables()
    if found := rows.phrases.get((word,)):
        return found
    for form in dict.fromkeys((word, stem(word))):
        for length in range(len(form), max(SHORTEST_STEM, len(form) - LONGEST_ENDING) - 1, -1):
            if found := rows.stems.get(form[:length]):
                return found
    return OWN, ""


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A folded word without the ending that makes an adjective of it: Муромский, Murom."""
    for ending in tables().adjectives:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


class Tables(NamedTuple):
    short: dict[str, str]  # abbreviation to the kind of form
    long: dict[tuple[str, ...], str]
    first: frozenset[str]  # words with which the long ones begin, and end
    last: frozenset[str]
    neutral: frozenset[str]
    beside: dict[str, frozenset[str]]  # kinds that do not speak against a kind
    phrases: dict[tuple[str, ...], tuple[str, str]]  # (kind, meaning)
    stems: dict[str, tuple[str, str]]
    openers: frozenset[str]
    empty: frozenset[str]
    signs: frozenset[str]
    ordinals: frozenset[str]
    numbers: dict[str, str]
    adjectives: tuple[str, ...]


@cache
def tables() -> Tables:
    data = table("organisations")
    forms = data["forms"]
    short = {letters(word): kind for kind, row in forms.items() for word in row["short"].split()}
    long = {key: kind for kind, row in forms.items() for key in map(phrase, row["long"].split(";")) if key}
    phrases, stems = _meanings(data)
    return Tables(
        short,
        long,
        frozenset(key[0] for key in long),
        frozenset(key[-1] for key in long),
        frozenset(kind for kind, row in forms.items() if row.get("neutral")),
        {kind: frozenset([kind, *row.get("beside", ())]) for kind, row in forms.items()},
        phrases,
        stems,
        frozenset(key[0] for key in phrases if len(key) > 1),
        frozenset(phrase(data["empty"]["words"])),
        frozenset(data["number_signs"].split()),
        frozenset(data["ordinals"].split()),
        {"".join(phrase(word)): number for word, number in (each.split("=") for each in data["numbers"].split())},
        tuple(sorted(set(phrase(data["adjectives"])), key=lambda ending: -len(ending))),
    )


def phrase(text: str) -> tuple[str, ...]:
    """The folded words of a phrase, cut as names are."""
    return tuple(word for piece in PIECE.findall(text) if (word := "".join(names.folded(piece))))


def _meanings(data: dict[str, Any]) -> tuple[dict[tuple[str, ...], tuple[str, str]], dict[str, tuple[str, str]]]:
    phrases: dict[tuple[str, ...], tuple[str, str]] = {}
    stems: dict[str, tuple[str, str]] = {}
    for kind, meaning, words in _rows(data):
        for word in words:
            key = phrase(word)
            if key:
                phrases.setdefault(key, (kind, meaning))
            if word.strip().endswith("*") and len(key) == 1 and len(key[0]) >= SHORTEST_STEM:
                stems.setdefault(key[0], (kind, meaning))
    return phrases, stems


def _rows(data: dict[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    for kind, part in ((TRADE, "trades"), (MEANING, "meanings")):
        for meaning, words in data[part].items():
            yield kind, f"{part}.{meaning}", words.split(";")
    for number, row in enumerate(data["places"]["words"].split("|")):
        yield PLACE, f"place.{number}", row.split()
    for territory in get_territories():
        if territory.is_country:
            yield PLACE, f"country.{territory.code}", [territory.name]
