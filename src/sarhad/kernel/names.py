"""Names, numbers and texts made comparable across the scripts of the region.

Every rule stands in `data/names.yml` with its source; `docs/names.md` explains them to a native speaker.
A folded word is a key for finding and comparing, never a spelling to show to people.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from .data import FOLDER, table

VOWELS, CONSONANTS = "[aeiou]", "[bcçdfghjklmnpqrsştvxzğ]"
CACHED_WORDS = 200_000


class Rule(NamedTuple):
    """Where `pattern` matches, `form` is put."""

    pattern: re.Pattern[str]
    form: str


def _pairs(text: str) -> dict[str, str]:
    """`"а=a б=b"` as a dictionary; an empty right side means that the sign is dropped."""
    return dict(pair.split("=", 1) for pair in text.split())


def _rules(rows: list[list[str]]) -> list[Rule]:
    def expand(pattern: str) -> str:
        pattern = pattern.replace("[V", VOWELS[:-1]).replace("V", VOWELS)
        return pattern.replace("C", CONSONANTS)

    return [Rule(re.compile(expand(pattern)), form) for pattern, form, _why in rows]


class _Letters(dict[int, str]):
    """For `str.translate`: a letter's folded form by the table, else by Unicode; other signs a space."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if category[0] == "L":
            base = unicodedata.normalize("NFKD", char)[0]
            form = base.casefold() if base.isascii() else char
        elif category == "Nd":
            form = str(unicodedata.digit(char))
        elif category[0] == "M":  # accents go; the vowel signs of Indian scripts stay
            form = "" if code < 0x900 else char
        else:
            form = char if category[0] == "N" else " "
        self[code] = form
        return form


class _Sorting(dict[int, str]):
    """For `str.translate`: a letter that follows another in its alphabet as that letter and a high sign."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFKD", char)[0]
        form = base.casefold() if base.isascii() and char.isalnum() else char if char.isalnum() else " "
        self[code] = form
        return form


class _Identifier(dict[int, str]):
    """For `str.translate`: capitals and digits in one script; all other signs dropped."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFKD", char)[0]
        if unicodedata.category(char) == "Nd":
            form = str(unicodedata.digit(char))
        else:
            form = base if base.isascii() and base.isalnum() else char if char.isalnum() else ""
        self[code] = form
        return form


_TABLE = table("names")
_LETTERS = _Letters(
    {ord(char): form for part in _TABLE["letters"] for char, form in _pairs(part["pairs"]).items()}
)
_LETTERS.update({ord(char): "'" if char == "'" else "" for char in _TABLE["inside"]})
_NATIVE = [(frozenset(part["beside"]), str.maketrans(_pairs(part["pairs"]))) for part in _TABLE["native"]]
_LOOKALIKES = _pairs(_TABLE["lookalikes"])
_IDENTIFIER = _Identifier({ord(char): form for char, form in _LOOKALIKES.items()})
_TO_CYRILLIC = str.maketrans(
    {latin.lower(): char.lower() for char, latin in reversed(_LOOKALIKES.items()) if "Ѐ" <= char <= "ӿ"}
)
_SORTING = _Sorting(
    {
        ord(char): base + chr(0xFFF0 + place)
        for base, chars in _TABLE["sorting"].items()
        for place, char in enumerate(chars)
    }
)
_KNOWN = _pairs(_TABLE["known"])
_UNWRITTEN = _rules(_TABLE["unwritten"])
_SPELLINGS = _rules(_TABLE["spellings"])
_VARIANTS = {spelling: word for word, row in _TABLE["variants"].items() for spelling in row.split()}
_SOUNDS = _rules(_TABLE["sounds"])
_PARTICLES = frozenset(_TABLE["particles"].split())
_PERSIAN = str.maketrans("يىك", "ییک")

_ARABIC = re.compile("[؀-ۿ]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LATIN = re.compile("[a-z]")


@cache
def stamp() -> str:
    """Changes whenever folding may give other words: whoever stored words compares it (16 hex characters)."""
    content = (FOLDER / "names.yml").read_bytes() + Path(__file__).read_bytes()
    return hashlib.sha256(content).hexdigest()[:16]


def words(name: str) -> tuple[str, ...]:
    """The folded words of a person's or company's name: sorted, each once, ASCII if the script is known.

    Equal names give equal words whatever their order, script and romanisation; some differ by one or two
    letters (`Reza` and `Ризо`). Particles (al, bin) and initials go unless nothing else is there.
    """
    found = set(chain.from_iterable(map(_fold, name.split())))
    telling = {word for word in found if len(word) > 1 and word not in _PARTICLES}
    return tuple(sorted(telling or found))


def text_words(text: str) -> tuple[str, ...]:
    """The words of a text for searching, folded as names are, each once, in the order of the text."""
    found = chain.from_iterable(map(_fold, text.split()))
    return tuple(dict.fromkeys(word for word in found if len(word) > 1))


def identifier(value: str) -> str:
    """A document, plate or registration number as capitals and digits only, in Latin letters where they look
    alike (`АВ 1234` and `AB-1234` are equal) and ASCII digits."""
    return unicodedata.normalize("NFKC", value).upper().translate(_IDENTIFIER)


def display_key(text: str) -> str:
    """A key that sorts text as people of the region expect: capitals and accents alike, Ғ after Г, Ӣ and Й
    after И, پ after ب; Latin before Cyrillic before Arabic script."""
    text = unicodedata.normalize("NFC", text)
    return f"{' '.join(text.casefold().translate(_SORTING).split())}\0{text}"


@lru_cache(CACHED_WORDS)
def _fold(token: str) -> tuple[str, ...]:
    """The folded words of one stretch of text without blanks, such as `Al-Rahman`."""
    text = unicodedata.normalize("NFKC", token).casefold()
    if _CYRILLIC.search(text) and _LATIN.search(text):
        text = _one_script(text)
    for beside, pairs in _NATIVE:
        if not beside.isdisjoint(text):
            text = text.translate(pairs)
    if _ARABIC.search(text):
        return _distinct(map(_from_arabic, re.split(r"[^\w\u200c'\u0300-\u06ff]+", text)))
    return _distinct(text.translate(_LETTERS).split())


def _distinct(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_sound, parts))))


def _one_script(text: str) -> str:
    """A word typed on two keyboards: Latin lookalikes become Cyrillic, where that leaves no Latin letter."""
    cyrillic = text.translate(_TO_CYRILLIC)
    return text if _LATIN.search(cyrillic) else cyrillic


def _from_arabic(word: str) -> str:
    """A word in Arabic letters in Latin ones, with the vowels that are not written put in."""
    known = _KNOWN.get(word.translate(_PERSIAN))
    return known or _apply(_UNWRITTEN, word.translate(_LETTERS).strip())


def _sound(word: str) -> str:
    """A word in plain Latin letters as the sounds it stands for."""
    spelled = _apply(_SPELLINGS, word)
    return _apply(_SOUNDS, _VARIANTS.get(spelled, spelled))


def _apply(rules: list[Rule], word: str) -> str:
    for pattern, form in rules:
        word = pattern.sub(form, word)
    return word
