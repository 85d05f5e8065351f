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
from typing import NamedTuple

from sarhad.kernel import names
from sarhad.kernel.data import FOLDER, table

GIVEN, FAMILY, FATHER, INITIAL, TITLE, RESPECT = "given", "family", "father", "initial", "title", "respect"
WEIGHTS = {GIVEN: 1.0, FAMILY: 1.1, FATHER: 0.8, INITIAL: 0.3, TITLE: 0.1, RESPECT: 0.35}
SHORTEST_STEM = 3
LONGEST_NAME = 400  # characters that are looked at
MOST_PARTS = 16
NOBODY: frozenset[int] = frozenset()

_PIECE = re.compile(r"[^\W_](?:[\w'’‘ʻʼ`´ʹʿʾ′\u0300-\u036f\u064b-\u0655\u200c\u200d])*\.?")
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
    behind_ends: tuple[tuple[str, str], ...]


@cache
def stamp() -> str:
    """Changes whenever `tokens` may give others (8 hex characters)."""
    files = [FOLDER / "parts.yml", FOLDER / "given.tsv", Path(__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


@lru_cache(maxsize=200_000)
def parts(name: str) -> tuple[Part, ...]:
    """The words of a person's name in their order. Titles and particles go unless nothing else is there."""
    tables = _tables()
    pieces = list(_pieces(_ARTICLE.sub("", name[:LONGEST_NAME]), tables))[:MOST_PARTS]
    telling = [piece for piece in pieces if piece.key not in tables.particles] or pieces
    named = [piece for piece in telling if piece.key not in tables.titles] or telling
    found = tuple(_roles(_joined(named, tables), tables))
    return tuple(part._replace(sure=True) for part in found) if any(p.role == FAMILY for p in found) else found


def _pieces(name: str, tables: _Tables) -> Iterator[_Piece]:
    """Everything that stands between blanks and signs."""
    child = False
    for text in _PIECE.findall(name):
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
            whole = _servant(f"abdu{word.removeprefix('l')}")
            found.append(_Piece(f"{waiting.text} {text}", whole, waiting.child))
            waiting = None
        elif word in tables.servant:
            waiting = piece
        elif found and (whole := _whole(found[-1].key, word, tables)):
            before = found.pop()
            found.append(_Piece(f"{before.text} {text}", whole, before.child))
        else:
            found.append(piece._replace(key=_normal(word)))
    return [*found, waiting] if waiting else found


def _whole(before: str, word: str, tables: _Tables) -> str:
    """A name and what ends it, as one word; "" if they are two."""
    if len(before) < 2:
        return ""
    if word in tables.born:
        return before + word
    whole = _normal(before + tables.behind[word]) if word in tables.behind else ""
    return whole if known(whole) else ""


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


@lru_cache(maxsize=200_000)
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
                and (not ending.known or known(stem, role))
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
    return Part(text, key, role, stem, kind, sex, known(stem, role), not _ARABIC.search(text))


# Words


def _normal(word: str) -> str:
    """A word with its compounds spelled in one way."""
    if len(word) < 6:
        return word
    return _servant(_behind(word))


def _servant(word: str) -> str:
    """`abdulaziz`, `abdilazis`, `gabdulaziz`: servant of the same."""
    found = re.match("g?[aei]bd[aeiu]?l?(.{3,})$", word)
    if not found:
        return word
    return "abduula" if found[1] in ("ala", "ula") else f"abdu{found[1].removeprefix('l')}"


def _behind(word: str) -> str:
    for ending, form in _tables().behind_ends:
        if word.endswith(ending) and len(word) - len(ending) > SHORTEST_STEM:
            return word[: -len(ending)] + form
    return word


@lru_cache(maxsize=300_000)
def tokens(word: str) -> tuple[str, ...]:
    """What one folded word of a name is found by besides itself: the given names in it, and its consonants."""
    if len(word) < 3:
        return (f".{word[0]}",)
    key = _normal(word)
    _role, stem, _kind, _sex = _cut(key)
    bare = stem.removeprefix("abdu") if stem.startswith("abdu") and len(stem) > 7 else stem
    if not known(bare):
        ending = next((end for end in _tables().respect if bare.endswith(end) and len(bare) > len(end) + 3), "")
        bare = bare[: len(bare) - len(ending)]
    rows = {f"#{row}" for each in (stem, bare) for row in known(each, FAMILY)} or {f"~{bare}"}
    return (*sorted(rows), f"-{skeleton(bare)}")


def skeleton(stem: str) -> str:
    """The first letter's class and the consonants' classes: the same for most ways to spell one name."""
    letters = stem.translate(_CLASSES)
    rest = "".join(letter for letter in letters[1:] if letter not in "aeiu")
    return letters[:1].translate(_FIRST) + "".join(a for a, b in zip(rest, " " + rest, strict=False) if a != b)


@lru_cache(maxsize=200_000)
def known(stem: str, role: str = GIVEN) -> frozenset[int]:
    """Rows of `given.tsv` that a folded word, or the stem of one with an ending, may be."""
    rows = _given()
    tries = [stem] if role == GIVEN else [stem, f"{stem}i", f"{stem}a", f"{stem}ia"]
    for each in tries:
        found = rows.get(_normal(each)) or rows.get(_variants().get(each, ""))
        if found:
            return found
    return NOBODY


@cache
def _given() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, (name, _sex, _languages, forms) in enumerate(given()):
        for form in {name, *forms}:
            words = [word for piece in _PIECE.findall(form) for word in names.folded(piece)]
            found.setdefault(_normal("".join(words)), set()).add(number)
    return {key: frozenset(rows) for key, rows in found.items()}


def given() -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """(name, sex, languages, spellings) of each row of the table."""
    path = FOLDER / "given.tsv"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if line.strip() and not line.startswith("#"):
            name, sex, languages, forms = line.split("\t")
            yield name, sex, tuple(languages.split(",")), tuple(forms.split())


@cache
def sexes() -> tuple[str, ...]:
    """Whose name each row of the table is: m, f, mf."""
    return tuple(sex for _name, sex, _languages, _forms in given())


@cache
def _variants() -> dict[str, str]:
    return names.variants_by_sound()


# Tables


def _folded(text: str) -> list[str]:
    """Each folded word of a list of spellings once, in its order."""
    words = ("".join(names.folded(word)) for word in text.split())
    return list(dict.fromkeys(word for word in words if word))


def _endings(rows: Iterable[dict[str, str]]) -> tuple[Ending, ...]:
    found = [
        Ending(text, row.get("kind", ""), row["sex"], row.get("known", text == "ich"))
        for row in rows
        for text in _folded(row["endings"])
    ]
    return tuple(sorted(found, key=lambda ending: -len(ending.text)))


@cache
def _tables() -> _Tables:
    data = table("parts")
    behind = {word: row["form"] for row in data["behind"] for word in _folded(row["words"])}
    ends = [(word, form) for word, form in behind.items() if word != "din"]
    return _Tables(
        titles=frozenset(_folded(data["titles"]["words"])),
        particles=frozenset(_folded(data["particles"]["words"]) + _folded(data["children"]["words"])),
        children=frozenset(_folded(data["children"]["words"])),
        fathers=_endings(data["patronymics"]),
        families=_endings(data["families"]),
        respect=tuple(_folded(data["respect"]["endings"])),
        born=frozenset(ending.text for ending in _endings(data["families"]) if ending.kind == "zoda"),
        servant=frozenset(_folded(data["servant"]["words"])),
        behind=behind,
        behind_ends=tuple(sorted(ends, key=lambda pair: -len(pair[0]))),
    )
