"""Which spellings are one given name, by `data/given.tsv`: what stands in another row is another name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from sarhad.kernel import names
from sarhad.kernel.data import FOLDER, table

NOBODY: frozenset[int] = frozenset()
SHORTEST_STEM = 3
PIECE = re.compile(r"[^\W_](?:[\w'’‘ʻʼ`´ʹʿʾ′\u0300-\u036f\u064b-\u0655\u200c\u200d])*\.?")
"""A word of a name as it is typed, with the dot of an initial."""


@lru_cache(maxsize=100_000)
def normal(word: str) -> str:
    """A word with its compounds spelled in one way."""
    if len(word) < 6:
        return word
    return servant(_behind(word))


def servant(word: str) -> str:
    """`abdulaziz`, `abdilazis`, `gabdulaziz`: servant of the same."""
    found = re.match("g?[aei]bd[aeiu]?l?(.{3,})$", word)
    if not found:
        return word
    return "abduula" if found[1] in ("ala", "ula") else f"abdu{found[1].removeprefix('l')}"


def _behind(word: str) -> str:
    for ending, form in _ends():
        if word.endswith(ending) and len(word) - len(ending) > SHORTEST_STEM:
            return word[: -len(ending)] + form
    return word


@lru_cache(maxsize=100_000)
def known(stem: str, stem_of: bool = False) -> frozenset[int]:
    """Rows of `given.tsv` that a folded word, or the stem of one with an ending (`stem_of`), may be."""
    rows = _given()
    tries = [stem] if not stem_of else [stem, f"{stem}i", f"{stem}a", f"{stem}ia"]
    for each in tries:
        found = rows.get(normal(each)) or rows.get(_variants().get(each, ""))
        if found:
            return found
    return NOBODY


@cache
def _given() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, (name, _sex, _languages, forms) in enumerate(table_rows()):
        for form in {name, *forms}:
            words = [word for piece in PIECE.findall(form) for word in names.folded(piece)]
            found.setdefault(normal("".join(words)), set()).add(number)
    return {key: frozenset(rows) for key, rows in found.items()}


def table_rows() -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """(name, sex, languages, spellings) of each row of the table."""
    for line in (FOLDER / "given.tsv").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, sex, languages, forms = line.split("\t")
            yield name, sex, tuple(languages.split(",")), tuple(forms.split())


@cache
def _variants() -> dict[str, str]:
    return names.variants_by_sound()


@cache
def _ends() -> tuple[tuple[str, str], ...]:
    """Endings of compounds, the longest first, with the one form that all of them get."""
    found = {word: row["form"] for row in table("parts")["behind"] for word in folded(row["words"])}
    return tuple(sorted(((w, form) for w, form in found.items() if w != "din"), key=lambda pair: -len(pair[0])))


def folded(text: str) -> list[str]:
    """Each folded word of a list of spellings once, in its order."""
    words = ("".join(names.folded(word)) for word in text.split())
    return list(dict.fromkeys(word for word in words if word))
