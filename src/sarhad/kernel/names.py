"""Names, numbers and texts made comparable across the scripts of the region.

Every rule stands in `data/names.yml` with its source; `docs/names.md` explains them to a native speaker.
A folded word is a key for finding and comparing, never a spelling to show to people.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import ChainMap
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import icu

from sarhad.kernel.data import FOLDER, table

VOWELS, CONSONANTS = "aeiou", "bcçdfghjklmnpqrsştvxzğ"
CACHED_WORDS = 200_000
LONG_NAME, LONG_WORD = 500, 100  # longer words are folded but not remembered

_NEITHER = re.compile("[^A-Za-z0-9]+")  # letter nor digit
_CJK = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_ARABIC, _CYRILLIC, _LATIN = map(re.compile, ("[؀-ۿ]", "[Ѐ-ӿ]", "[A-Za-z]"))


class Rule(NamedTuple):
    """Where `pattern` matches, `form` is put."""

    pattern: re.Pattern[str]
    form: str


def _pairs(text: str) -> dict[str, str]:
    """`"а=a б=b"` as a dictionary; an empty right side means that the sign is dropped."""
    return dict(pair.split("=", 1) for pair in text.split())


def _rules(rows: list[list[str]]) -> list[Rule]:
    def expand(pattern: str) -> str:
        for letter, kind in (("V", VOWELS), ("C", CONSONANTS)):  # inside brackets, only the letters
            pattern = pattern.replace(f"[{letter}", f"[{kind}").replace(letter, f"[{kind}]")
        return pattern

    return [Rule(re.compile(expand(pattern)), form) for pattern, form, _example, _why in rows]


class _Translation(dict[int, str]):
    """For `str.translate`: the form of each sign by the table; of any other by a function, asked once."""

    def __init__(self, pairs: dict[str, str], other: Callable[[str], str]) -> None:
        super().__init__({ord(char): form for char, form in pairs.items()})
        self.other = other

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, self.other(chr(code)))


def _plain(char: str) -> str:
    """A Latin letter without its accents, an ASCII digit, or the sign itself."""
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.digit(char))
    base = unicodedata.normalize("NFKD", char)[0]
    return base.casefold() if base.isascii() else char


def _letter(char: str) -> str:
    """How names and texts are folded: a mark is dropped (the vowel signs of Indian scripts stay), a letter or
    digit made plain, anything else a blank."""
    if unicodedata.category(char)[0] == "M":
        return "" if char < "\u0900" else char
    return _plain(char) if char.isalnum() else " "


def _sign(char: str) -> str:
    """How numbers are folded: letters and digits in capitals, nothing else."""
    return _plain(char).upper() if char.isalnum() else ""


_TABLE = table("names")
_INSIDE = {char: "'" if char == "'" else "" for char in _TABLE["inside"]}
_ALPHABETS = ChainMap(_INSIDE, *(_pairs(part["pairs"]) for part in _TABLE["letters"]))
_LETTERS = _Translation(dict(_ALPHABETS), _letter)
_NATIVE = [(frozenset(part["beside"]), str.maketrans(_pairs(part["pairs"]))) for part in _TABLE["native"]]
_LOOKALIKES = _pairs(_TABLE["lookalikes"])
_SIGNS = _Translation(_LOOKALIKES, _sign)
_MIXED_UP = {**_pairs(_TABLE["lookalikes"]), **_pairs(_TABLE["small_lookalikes"])}
_TO_CYRILLIC = str.maketrans({latin: char for char, latin in _MIXED_UP.items() if _CYRILLIC.match(char)})
_FOLLOWING = {
    char: base + chr(0xFFF0 + place)  # after every word that goes on from the base letter
    for base, chars in _TABLE["sorting"].items()
    for place, char in enumerate(chars)
}
_SORTING = _Translation(_FOLLOWING, lambda char: _plain(char) if char.isalnum() else " ")
_KNOWN = _pairs(_TABLE["known"])
_UNWRITTEN = _rules(_TABLE["unwritten"])
_SPELLINGS = _rules(_TABLE["spellings"])
_VARIANTS = {spelling: word for word, row in _TABLE["variants"].items() for spelling in row.split()}
_SOUNDS = _rules(_TABLE["sounds"])
_PARTICLES = frozenset(_TABLE["particles"].split())
_PERSIAN = str.maketrans("يىك", "ییک")
_RUSSIAN = _pairs(_TABLE["russian"])
_SEAM = re.compile(rf"\u200c+|(?<=[^\W\d_]{{3}})(?=(?:{'|'.join(_TABLE['seams'].split())})$)")


@cache
def stamp() -> str:
    """Changes whenever folding may give other words: whoever stored words compares it (16 hex characters)."""
    content = (FOLDER / "names.yml").read_bytes() + Path(__file__).read_bytes() + icu.ICU_VERSION.encode()
    return hashlib.sha256(content).hexdigest()[:16]


def words(name: str) -> tuple[str, ...]:
    """The folded words of a person's or company's name: sorted, each once, ASCII if the script is known.

    Equal names give equal words whatever their order, script and romanisation; some differ by one or two
    letters (`Reza` and `Ризо`). Particles (al, bin) and initials go unless nothing else is there.
    """
    return tuple(sorted(word_set([name])))


def word_set(many: Iterable[str]) -> set[str]:
    """The folded words of several names together."""
    found: set[str] = set()
    for name in many:
        parts = _folded(name)
        telling = [word for part in parts for word in part.telling]
        found.update(telling or [word for part in parts for word in part.words])
    return found


def folded(token: str) -> tuple[str, ...]:
    """The folded words of a stretch of text without blanks, in its order, particles and initials included."""
    return (_fold if len(token) < LONG_WORD else _fold.__wrapped__)(token).words


def ordered(name: str) -> list[str]:
    """The folded words of a name in their order, particles and initials included."""
    return [word for part in _folded(name) for word in part.words]


def variants_by_sound() -> dict[str, str]:
    """The table `variants` for words that have gone through all rules, such as the stem of a family name."""
    found = {_apply(_SOUNDS, spelling): _apply(_SOUNDS, word) for spelling, word in _VARIANTS.items()}
    return found | _VARIANTS  # a spelling that sounds as it is written stands before one that only sounds so


def text_words(text: str) -> tuple[str, ...]:
    """The words of a text for searching, folded as names are, each once, in the order of the text."""
    return tuple(dict.fromkeys(word for part in _folded(text) for word in part.words if len(word) > 1))


def identifier(value: str) -> str:
    """A document, plate or registration number as capitals and digits only, in Latin letters where they look
    alike (`АВ № 1234` and `AB-1234` are equal) and ASCII digits."""
    if value.isascii():
        return (value if value.isalnum() else _NEITHER.sub("", value)).upper()
    return unicodedata.normalize("NFKC", value.replace("№", "")).upper().translate(_SIGNS)


def display_key(text: str) -> str:
    """A key that sorts text as people of the region expect: capitals and accents alike, Ғ after Г, Ӣ and Й
    after И, پ after ب; Latin before Cyrillic before Arabic script."""
    text = unicodedata.normalize("NFC", text)
    return f"{' '.join(text.casefold().translate(_SORTING).split())}\0{text}"


class _Folded(NamedTuple):
    words: tuple[str, ...]
    telling: tuple[str, ...]  # without particles and initials


def _folded(text: str) -> list[_Folded]:
    tokens = text.split()
    if len(text) < LONG_NAME:
        return [_fold(token) for token in tokens]
    forget = _fold.__wrapped__
    return [_fold(token) if len(token) < LONG_WORD else forget(token) for token in tokens]


@lru_cache(CACHED_WORDS)
def _fold(token: str) -> _Folded:
    """The folded words of one stretch of text without blanks, such as `Al-Rahman`."""
    token = token.replace("´", "'")  # NFKC makes it a blank and a mark
    text = _one_script(unicodedata.normalize("NFKC", token)).casefold()
    for beside, pairs in _NATIVE:
        if not beside.isdisjoint(text):
            text = text.translate(pairs)
    if _ARABIC.search(text):
        return _distinct(map(_from_arabic, re.split(r"[^\w\u200c'\u0300-\u06ff]+", text)))
    return _distinct(map(_latin, text.translate(_LETTERS).split()))


def _latin(word: str) -> str:
    """A word of another alphabet (Armenian, Georgian, Greek, Hebrew, Indian) in Latin letters, by ICU's rules."""
    if word.isascii() or _CJK.search(word):
        return word
    return str(_any_latin().transliterate(word)).translate(_LETTERS).replace(" ", "")


@cache
def _any_latin() -> Any:
    return icu.Transliterator.createInstance("Any-Latin; NFD; [:Nonspacing Mark:] Remove; Latin-ASCII; Lower")


def _distinct(parts: Iterable[str]) -> _Folded:
    words = tuple(dict.fromkeys(filter(None, map(_sound, parts))))
    return _Folded(words, tuple(word for word in words if len(word) > 1 and word not in _PARTICLES))


def _one_script(text: str) -> str:
    """A word typed on two keyboards: Latin lookalikes become Cyrillic, where that leaves no Latin letter."""
    if not (_CYRILLIC.search(text) and _LATIN.search(text)):
        return text
    cyrillic = text.translate(_TO_CYRILLIC)
    return text if _LATIN.search(cyrillic) else cyrillic


def _from_arabic(word: str) -> str:
    """A word in Arabic letters in Latin ones, with the vowels that are not written put in."""
    pieces = _SEAM.split(word.strip("\u200c"))
    return "".join(map(_voweled, pieces)) if len(pieces) > 1 else _voweled(word)


def _voweled(word: str) -> str:
    plain = word.translate(_PERSIAN)
    known = _KNOWN.get(plain)
    for ending, form in _RUSSIAN.items():  # سلیمانوف: the family name made of a name that is known
        if not known and plain.endswith(ending) and plain[: -len(ending)] in _KNOWN:
            return _KNOWN[plain[: -len(ending)]] + form
    return known or _apply(_UNWRITTEN, word.translate(_LETTERS).strip())


def _sound(word: str) -> str:
    """A word in plain Latin letters as the sounds it stands for."""
    spelled = _apply(_SPELLINGS, word)
    return _apply(_SOUNDS, _VARIANTS.get(spelled, spelled))


def _apply(rules: list[Rule], word: str) -> str:
    for pattern, form in rules:
        word = pattern.sub(form, word)
    return word
