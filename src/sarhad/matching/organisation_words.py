"""The name of a company, organisation or vessel taken apart: its legal form, and what each other word is.

The table is `kernel/data/organisations.yml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rigour.names import extract_org_types

from sarhad.kernel import names
from sarhad.matching.organisation_tables import (
    EMPTY,
    LETTER,
    LONGEST_ENDING,
    NUMBER,
    PIECE,
    TRADE,
    letters,
    meaning,
    tables,
)

SOLE_TRADER = "sole-trader"

LONGEST_NAME = 400  # characters that are looked at
MOST_PIECES, MOST_WORDS = 24, 16  # in which a legal form is looked for; that are compared with another name's
LONGEST_PHRASE = 7  # words
SURE = 3  # letters from which an abbreviation in capitals is no word or initials
WRITTEN_SO = frozenset(["LTD", "INC", "PLC", "PTY", "PTE", "STI", "CO", "CORP", "DOO", "SRO", "LLC"])
"""Abbreviations of which only the first letter is a capital: `Ltd`. `Ag` and `Ak` are names."""

_QUOTED = re.compile('[«„“”][^«»„“”]+[»“”]|"[^"]+"')
_BRACKETED = re.compile(r"\(([^\W\d_]{2,8})\)")
_ROMAN = re.compile("X{0,3}(?:IX|IV|V?I{0,3})")
_TENS = frozenset(["20", "30", "40", "50", "60", "70", "80", "90"])
_CAPITALS = {"I": 1, "V": 5, "X": 10}


class Word(NamedTuple):
    """One word of a name that is no legal form, or several that mean one thing (`import-export`)."""

    text: str  # folded
    kind: str  # OWN and the others above
    meaning: str  # words of one meaning are translations of each other; "" if it is not in the table
    shown: str  # as it was given


class Parsed(NamedTuple):
    words: tuple[Word, ...]
    forms: frozenset[str]  # kinds of legal form that speak against each other
    sure: bool  # by its form or its quotes, this is no person
    rest: str  # as given, without the form; "" if a part of it is quoted


class _Piece(NamedTuple):
    text: str
    word: str  # folded
    sign: str  # as abbreviations are compared
    start: int
    quoted: bool


class _Form(NamedTuple):
    length: int  # words
    kind: str
    sure: bool


@lru_cache(maxsize=20_000)
def parsed(name: str) -> Parsed:
    """A name's words without its legal form, and what kind of form that is."""
    text = _without_acronym(unicodedata.normalize("NFC", name[:LONGEST_NAME]))
    pieces = list(_pieces(text))[:MOST_PIECES]
    outside = [piece for piece in pieces if not piece.quoted]
    partly = 0 < len(outside) < len(pieces)
    kept, forms = _without_forms(pieces, text, partly=partly)
    kinds = {form.kind for form in forms}
    if len(kinds) > 1:
        kinds.discard(SOLE_TRADER)  # ИП ООО is a foreign enterprise
    words = _counted(_words(kept))[:MOST_WORDS]
    sure = any(form.sure for form in forms) or (len(outside) < len(pieces) and _titled(kept, forms, text))
    trades = [word for word in words if word.kind == TRADE and len(word.text) > LONGEST_ENDING]  # Kim is also хим
    sure = sure or len(trades) + bool(forms) > 1
    rest = "" if partly or not kept else text[kept[0].start : kept[-1].start + len(kept[-1].text) + 1]
    return Parsed(words, frozenset(kinds - tables().neutral), sure, rest.rstrip('"»” ,'))


def _titled(kept: list[_Piece], forms: list[_Form], text: str) -> bool:
    """`HJ «Нур»`, `Завод «Нур»` and `«Нур»`; not `Иван Петров «Седой»`, nor `"Caesar"`."""
    bare = [piece for piece in kept if not piece.quoted]
    return (
        all(meaning(piece.word)[0] == TRADE for piece in bare)
        if bare
        else bool(forms) or text.lstrip().startswith("«")
    )


def _without_acronym(text: str) -> str:
    """Without the first letters of a name's words in brackets: `Great Lakes Business Company (GLBC)`."""
    found = _BRACKETED.search(text)
    if not found:
        return text
    rest = text[: found.start()] + text[found.end() :]
    initials = {piece[0].casefold() for piece in PIECE.findall(rest)}
    return rest if initials >= set(found[1].casefold()) else text


# Pieces


def _pieces(text: str) -> Iterator[_Piece]:
    quotes = [found.span() for found in _QUOTED.finditer(text)]
    for found in PIECE.finditer(text):
        for start, piece in _humps(found[0]):
            word = str(int(piece)) if piece.isdecimal() else "".join(names.folded(piece.replace(".", "")))
            place = found.start() + start
            if word:
                yield _Piece(piece, word, letters(piece), place, any(a <= place < b for a, b in quotes))


def _humps(piece: str) -> Iterator[tuple[int, str]]:
    """`СтройМонтаж` as two words; not `ОсОО`, `MChJ`."""
    cuts = [i for i, (a, b) in enumerate(pairwise(piece), 1) if a.islower() and b.isupper()]
    if letters(piece) in tables().short:
        cuts = []
    for start, end in pairwise([0, *cuts, len(piece)]):
        yield start, piece[start:end]


# Legal forms


def _without_forms(pieces: list[_Piece], text: str, *, partly: bool) -> tuple[list[_Piece], list[_Form]]:
    if not partly:
        return _without_ends(pieces, text, 1)
    kept: list[_Piece] = []
    forms = []
    while pieces:
        form = None if pieces[0].quoted else _starting(pieces, 1, rest=0)
        if form:
            forms.append(form)
        else:
            kept.append(pieces[0])
        pieces = pieces[form.length if form else 1 :]
    if all(form.kind in tables().neutral for form in forms):
        kept, inner = _without_ends(kept, text, SURE)
        forms += inner
    return kept, forms


def _without_ends(pieces: list[_Piece], text: str, shortest: int) -> tuple[list[_Piece], list[_Form]]:
    forms = []
    while form := _starting(pieces, shortest):
        forms.append(form)
        pieces = pieces[form.length :]
    while form := _ending(pieces, shortest):
        forms.append(form)
        pieces = pieces[: -form.length]
    return (pieces, forms) if forms else _without_foreign(pieces, text)


def _starting(pieces: list[_Piece], shortest: int, rest: int = 1) -> _Form | None:
    """The legal form with which these words begin, if so many words are left behind it."""
    table = tables()
    if len(pieces) <= rest:
        return None
    if pieces[0].word in table.first:
        for length in range(min(LONGEST_PHRASE, len(pieces) - rest), 0, -1):
            if kind := table.long.get(tuple(piece.word for piece in pieces[:length])):
                return _Form(length, kind, True)
    return _short(pieces[0], shortest, first=True)


def _ending(pieces: list[_Piece], shortest: int) -> _Form | None:
    table = tables()
    if len(pieces) < 2:
        return None
    if pieces[-1].word in table.last:
        for length in range(min(LONGEST_PHRASE, len(pieces) - 1), 0, -1):
            if kind := table.long.get(tuple(piece.word for piece in pieces[-length:])):
                return _Form(length, kind, True)
    return _short(pieces[-1], shortest, first=False)


def _short(piece: _Piece, shortest: int, *, first: bool) -> _Form | None:
    """`ООО`, `LLC`, `A.Ş.`; not `Ad` or `Ak`, which are names elsewhere."""
    sign = piece.sign
    kind = tables().short.get(sign) if len(sign) >= shortest else None
    if not kind or (len(sign) <= SURE and piece.text.istitle() and piece.text.isalpha() and sign not in WRITTEN_SO):
        return None
    capitals = sum(char.isupper() for char in piece.text)
    long = len(sign) >= SURE and (capitals > 1 or sign in WRITTEN_SO)
    return _Form(1, kind, long or (first and capitals > 1 and kind == SOLE_TRADER))


def _without_foreign(pieces: list[_Piece], text: str) -> tuple[list[_Piece], list[_Form]]:
    """Without a form at an end that only the rest of the world has."""
    text = " ".join(text.casefold().replace('"', "").split())
    for found, generic in extract_org_types(text, generic=True) if len(pieces) > 1 else ():
        length = len(PIECE.findall(found))
        if 0 < length < len(pieces):
            form = _Form(length, tables().short.get(letters(generic), "company"), len(found) > SURE)
            if text.endswith(f" {found}"):
                return pieces[:-length], [form]
            if text.startswith(f"{found} "):
                return pieces[length:], [form]
    return pieces, []


# What a word is


def _words(pieces: list[_Piece]) -> Iterator[Word]:
    place = 0
    while place < len(pieces):
        word, length = _phrase(pieces[place:]) or (_word(pieces, place), 1)
        if word:
            yield word
        place += length


def _phrase(pieces: list[_Piece]) -> tuple[Word, int] | None:
    table = tables()
    if pieces[0].word not in table.openers:
        return None
    for length in range(min(4, len(pieces)), 1, -1):
        found = table.phrases.get(tuple(piece.word for piece in pieces[:length]))
        if found:
            shown = " ".join(piece.text for piece in pieces[:length])
            return Word("".join(piece.word for piece in pieces[:length]), *found, shown), length
    return None


def _word(pieces: list[_Piece], place: int) -> Word | None:
    table, (text, word, *_rest) = tables(), pieces[place]
    after = pieces[place + 1].text if place + 1 < len(pieces) else ""
    before = pieces[place - 1].text if place else ""
    mark = text.casefold()
    if (after.isdecimal() and mark in table.signs) or (before.isdecimal() and mark in table.ordinals):
        return None
    number = word if text.isdecimal() else table.numbers.get(word) or _roman(text, last=not after)
    if number:
        return Word(number, NUMBER, "", text)
    if word in table.empty:
        return Word(word, EMPTY, "", text)
    return Word(word, *((LETTER, "") if len(word) < 2 else meaning(word)), text)


def _counted(words: Iterator[Word]) -> tuple[Word, ...]:
    """`Forty-Four` as 44."""
    found: list[Word] = []
    for word in words:
        tens = found[-1] if found and word.kind == NUMBER and len(word.text) == 1 else None
        if tens and tens.kind == NUMBER and not tens.shown.isdecimal() and tens.text in _TENS:
            shown = f"{tens.shown} {word.shown}"
            found[-1] = tens._replace(text=str(int(tens.text) + int(word.text)), shown=shown)
        else:
            found.append(word)
    return tuple(found)


def _roman(text: str, *, last: bool) -> str:
    if not (_ROMAN.fullmatch(text) and (last or len(text) > 1)):
        return ""
    values = [_CAPITALS[char] for char in text]
    return str(sum(-a if a < b else a for a, b in pairwise([*values, 0])))
