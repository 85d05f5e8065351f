"""A person's name taken apart: which word is the father's name, which the family's, and what each is made of.

The tables are `data/parts.yml` (endings, joins, titles) and `data/given.tsv` (which spellings are one given name,
so that everything else is another). `docs/names.md` explains them to a native speaker.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sarhad.kernel import given, names
from sarhad.kernel.data import FOLDER, table
from sarhad.kernel.given import PIECE, SHORTEST_STEM, folded, known, normal, servant

GIVEN, FAMILY, FATHER, INITIAL, RESPECT = "given", "family", "father", "initial", "respect"
WEIGHTS = {GIVEN: 1.0, FAMILY: 1.1, FATHER: 0.8, INITIAL: 0.3, RESPECT: 0.35}
LONGEST_NAME = 400  # characters that are looked at
MOST_PARTS = 16
_ARTICLE = re.compile(r"\b(?:al|el|an|ar|as|at|az|ash|ad|adh|ath)[-‑](?=\w{3})", re.IGNORECASE)
_FIGURES = str.maketrans("013459", "oieasg")  # typed for letters: Ig0r
_ARABIC = re.compile("[؀-ۿ]")
_CLASSES = str.maketrans(
    {"g": "k", "q": "k", "c": "s", "p": "b", "d": "t", "z": "s", "f": "v", "w": "v", "y": "i", "h": ""}
)
_FIRST = str.maketrans("eiu", "aaa")


class Part(NamedTuple):
    """One word of a name."""

    text: str  # as it was given
    key: str  # folded and joined: equal keys are equal words
    role: str  # given also stands for whatever is not recognised
    stem: str  # the name that a family or father's name is made of; else the key
    kind: str  # of a family's ending; else ""
    sex: str  # what the ending says: m, f, ""
    known: frozenset[int]  # rows of `given.tsv` that the stem may be
    vowels: bool  # False: written in Arabic letters, its vowels are guessed
    sure: bool = False  # given, and certainly no family's: that stands beside it

    @property
    def weight(self) -> float:
        return WEIGHTS[self.role]


class _Piece(NamedTuple):
    text: str
    key: str
    child: bool  # "son of" stands before it


class Ending(NamedTuple):
    text: str  # folded
    kind: str
    sex: str
    known: bool  # only of stems that are names


class _Tables(NamedTuple):
    titles: frozenset[str]
    particles: frozenset[str]
    children: frozenset[str]
    fathers: tuple[Ending, ...]
    families: tuple[Ending, ...]
    respect: tuple[str, ...]
    servant: frozenset[str]
    born: frozenset[str]
    behind: dict[str, str]


@cache
def stamp() -> str:
    """Changes whenever `tokens` may give others (8 hex characters)."""
    files = [FOLDER / "parts.yml", FOLDER / "given.tsv", Path(__file__), Path(given.__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


@lru_cache(maxsize=30_000)
def parts(name: str) -> tuple[Part, ...]:
    """The words of a person's name in their order. Titles and particles go unless nothing else is there."""
    tables = _tables()
    pieces = list(_pieces(_ARTICLE.sub("", name[:LONGEST_NAME]), tables))[:MOST_PARTS]
    telling = [piece for piece in pieces if piece.key not in tables.particles] or pieces
    named = [piece for piece in telling if piece.key not in tables.titles] or telling
    found = tuple(_roles(_joined(named, tables), tables))
    return tuple(Part(*part[:-1], True) for part in found) if any(p.role == FAMILY for p in found) else found


def _pieces(name: str, tables: _Tables) -> Iterator[_Piece]:
    """Everything that stands between blanks and signs."""
    child = False
    for text in PIECE.findall(name):
        readable = text.translate(_FIGURES) if not text.isdigit() else text
        for word in names.folded(readable):
            yield _Piece(text, word, child)
            child = word in tables.children or (child and word in tables.particles)


def _joined(pieces: list[_Piece], tables: _Tables) -> list[_Piece]:
    """`Abdul Rahim`, `Habib Ullah` and `Jamal ad-Din` as one word each."""
    found: list[_Piece] = []
    waiting: _Piece | None = None
    for piece in pieces:
        text, word, _child = piece
        if waiting:
            whole = servant(f"abdu{word.removeprefix('l')}")
            found.append(_Piece(f"{waiting.text} {text}", whole, waiting.child))
            waiting = None
        elif word in tables.servant:
            waiting = piece
        elif found and (whole := _whole(found[-1].key, word, tables)):
            before = found.pop()
            found.append(_Piece(f"{before.text} {text}", whole, before.child))
        else:
            found.append(piece._replace(key=normal(word)))
    return [*found, waiting] if waiting else found


def _whole(before: str, word: str, tables: _Tables) -> str:
    """A name and what ends it, as one word; "" if they are two."""
    if len(before) < 2:
        return ""
    if word in tables.born:
        return before + word
    if word not in tables.behind:
        return ""
    tries = (normal(before + silent + tables.behind[word]) for silent in ("", "h"))  # Salah ad-Din
    return next((whole for whole in tries if known(whole)), "")


def _roles(pieces: list[_Piece], tables: _Tables) -> Iterator[Part]:
    endings = {ending.text: ending for ending in tables.fathers}
    place = 0
    while place < len(pieces):
        text, key, child = pieces[place]
        after = pieces[place + 1].key if place + 1 < len(pieces) else ""
        if after in endings and len(key) > 1:
            yield _part(f"{text} {pieces[place + 1].text}", key + after, FATHER, key, sex=endings[after].sex)
            place += 1
        elif child and place:
            yield _part(text, key, FATHER, key)
        else:
            yield _single(text, key, tables, first=place == 0)
        place += 1


@lru_cache(maxsize=60_000)
def _cut(key: str) -> tuple[str, str, str, str]:
    """(role, stem, kind, sex) of a word by its ending."""
    tables = _tables()
    if known(key) or key.endswith(tuple(set(tables.behind.values()))):
        return GIVEN, key, "", ""
    for role, endings in ((FATHER, tables.fathers), (FAMILY, tables.families)):
        for ending in endings:
            stem = key[: -len(ending.text)]
            if (
                key.endswith(ending.text)
                and len(stem) >= SHORTEST_STEM - (role == FAMILY and len(ending.text) == 2)
                and (not ending.known or known(stem, role != GIVEN))
            ):
                return role, stem, ending.kind, ending.sex
    return GIVEN, key, "", ""


def _single(text: str, key: str, tables: _Tables, *, first: bool) -> Part:
    letters = text.strip("'’.")
    if len(letters) == 1 or (text.endswith(".") and len(letters) < 4 and len(key) < 3):
        return _part(text, key, INITIAL, key)
    if not first and key in tables.respect:
        return _part(text, key, RESPECT, key)
    role, stem, kind, sex = _cut(key)
    if role == GIVEN and not known(key):
        for ending in tables.respect:
            if key.endswith(ending) and known(key[: -len(ending)]):
                return _part(text, key, GIVEN, key[: -len(ending)], kind=f"{RESPECT}-{ending}")
    return _part(text, key, role, stem, kind=kind, sex=sex)


def _part(text: str, key: str, role: str, stem: str, *, kind: str = "", sex: str = "") -> Part:
    return Part(text, key, role, stem, kind, sex, known(stem, role != GIVEN), not _ARABIC.search(text))


# What a word is found by


@lru_cache(maxsize=100_000)
def tokens(word: str) -> tuple[str, ...]:
    """What one folded word of a name is found by besides itself: the given names in it, and its consonants."""
    if len(word) < 3:
        return (f".{word[0]}",)
    key = normal(word)
    _role, stem, _kind, _sex = _cut(key)
    bare = stem.removeprefix("abdu") if stem.startswith("abdu") and len(stem) > 7 else stem
    if not known(bare):
        bare = without_article(bare)
        ending = next((end for end in _tables().respect if bare.endswith(end) and len(bare) > len(end) + 3), "")
        bare = bare[: len(bare) - len(ending)]
    rows = {f"#{row}" for each in (stem, bare) for row in known(each, True)} or {f"~{bare}"}
    return (*sorted(rows), f"-{skeleton(bare)}")


def without_article(word: str) -> str:
    """`Elsharif` and `Alzahrani` as they are with a hyphen; words that are no known names only."""
    return word[2:] if word.startswith(("al", "el")) and len(word) > 5 else word


def searched(name: str) -> list[str]:
    """The folded words by which a name is looked for: without titles, particles and words such as "son of"."""
    tables = _tables()
    silent = tables.particles | tables.titles | tables.born | {ending.text for ending in tables.fathers}
    words = names.ordered(name[:LONGEST_NAME])
    return [word for word in words if word not in silent] or words


def skeleton(stem: str) -> str:
    """The first letter's class and the consonants' classes: the same for most ways to spell one name."""
    letters = stem.translate(_CLASSES)
    rest = "".join(letter for letter in letters[1:] if letter not in "aeiu")
    return letters[:1].translate(_FIRST) + "".join(a for a, b in zip(rest, " " + rest, strict=False) if a != b)


# Tables


def _endings(rows: Iterable[dict[str, Any]]) -> tuple[Ending, ...]:
    found = [
        Ending(text, row.get("kind", ""), row["sex"], row.get("known", text == "ich"))
        for row in rows
        for text in folded(row["endings"])
    ]
    return tuple(sorted(found, key=lambda ending: -len(ending.text)))


@cache
def _tables() -> _Tables:
    data = table("parts")
    behind = {word: row["form"] for row in data["behind"] for word in folded(row["words"])}
    return _Tables(
        titles=frozenset(folded(data["titles"]["words"])),
        particles=frozenset(folded(data["particles"]["words"]) + folded(data["children"]["words"])),
        children=frozenset(folded(data["children"]["words"])),
        fathers=_endings(data["patronymics"]),
        families=_endings(data["families"]),
        respect=tuple(folded(data["respect"]["endings"])),
        born=frozenset(ending.text for ending in _endings(data["families"]) if ending.kind == "zoda"),
        servant=frozenset(folded(data["servant"]["words"])),
        behind=behind,
    )
