"""The lines of a machine-readable zone, however they were typed, scanned or pasted, and what stands where.

Layouts: ICAO Doc 9303 (8th edition), part 4 (TD3, passports), 5 (TD1) and 6 (TD2, cards), 7 (MRV-A, MRV-B, visas).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

LONGEST = 1000  # characters that are looked at

MESSAGES = {
    "long": "This is far longer than the lines of any document. Scan again.",
    "character": "Line %(line)s: “%(char)s” does not stand in machine-readable lines. Read it again.",
    "missing": "Only one line of the document is here. Scan all of its lines.",
    "length": "Line %(line)s has %(found)s characters and should have %(expected)s. Scan it again.",
    "lengths": "%(found)s characters were read. A passport has two lines of 44, a card three of 30 or two of 36. "
    "Scan it again.",
    "number": "Line %(line)s: the check digit after the number does not fit. Read it again: 0 or O?",
    "birth": "Line %(line)s: the check digit after the birth date does not fit. Read it again.",
    "expiry": "Line %(line)s: the check digit after the date of expiry does not fit. Read it again.",
    "personal": "Line %(line)s: the check digit after the personal number does not fit. Read it again: 0 or O?",
    "composite": "Line %(line)s: the last check digit does not fit. Read the line again.",
    "birth-date": "Line %(line)s: the birth date is no day that exists. Read it again.",
    "expiry-date": "Line %(line)s: the date of expiry is no day that exists. Read it again.",
    "name": "Line %(line)s holds no name. Scan it again.",
}
"""By `MrzError.key`. The first six to go wrong are told by the lines, the rest by their fields."""


class MrzError(ValueError):
    """Why the lines were refused: a key of `MESSAGES`, and the values for it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = {name: str(value) for name, value in values.items()}

    def __str__(self) -> str:
        return MESSAGES[self.key] % self.values


class Span(NamedTuple):
    """Where a field stands: line, first place, place behind its last; all from 0."""

    line: int
    start: int
    end: int

    def of(self, lines: list[str]) -> str:
        return lines[self.line][self.start : self.end]


class Form(NamedTuple):
    """What stands where in one size of document. A check digit stands right behind what it checks."""

    name: str
    lines: int
    width: int
    names: Span
    number: Span
    nationality: Span
    birth: Span
    sex: Span
    expiry: Span
    optional: Span
    more: Span | None = None  # further optional data
    personal: bool = False  # whether a check digit stands behind the optional data
    composite: tuple[Span, ...] = ()  # what the last check digit covers; visas have none

    @property
    def last(self) -> Span:
        """The composite check digit."""
        return Span(1, self.width - 1, self.width)


def _two_lines(name: str, width: int, optional: int, *, visa: bool) -> Form:
    """Forms of two lines differ in width and in what is checked behind the date of expiry."""
    tail = Span(1, 21, width - 1)
    return Form(
        name, 2, width, Span(0, 5, width), Span(1, 0, 9), Span(1, 10, 13), Span(1, 13, 19), Span(1, 20, 21),
        Span(1, 21, 27), Span(1, 28, optional),
        personal=not visa and width == 44,
        composite=() if visa else (Span(1, 0, 10), Span(1, 13, 20), tail),
    )  # fmt: skip


TD1 = Form(
    "TD1", 3, 30, Span(2, 0, 30), Span(0, 5, 14), Span(1, 15, 18), Span(1, 0, 6), Span(1, 7, 8), Span(1, 8, 14),
    Span(0, 15, 30), Span(1, 18, 29),
    composite=(Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29)),
)  # fmt: skip
TD2 = _two_lines("TD2", 36, 35, visa=False)
TD3 = _two_lines("TD3", 44, 42, visa=False)
MRV_A = _two_lines("MRV-A", 44, 44, visa=True)
MRV_B = _two_lines("MRV-B", 36, 36, visa=True)


def readings(text: str) -> Iterator[tuple[str, str]]:
    """(text in capitals, how it was read: "", keyboard, lookalikes), likeliest first. Raises MrzError."""
    if len(text) > LONGEST:
        raise MrzError("long")
    text = unicodedata.normalize("NFKC", _BREAKS.sub("\n", text)).upper().translate(_FILLERS)
    tables: tuple[tuple[Mapping[int, int | str], str], ...] = (({}, ""),)
    if _CYRILLIC.search(text):
        tables = ((_LOOKALIKES, "lookalikes"),)
        tables = tables if _LATIN.search(text) else ((_KEYBOARD, "keyboard"), *tables)
    for (table, how), double, blank in product(tables, ("<<", "<"), ("<", "")):
        if (double == "<" and "«" not in text) or (blank == "" and " " not in text):
            continue  # the same as before
        read = text.translate(table).replace("«", double)
        yield "\n".join(_ends(line).replace(" ", blank) for line in read.split("\n")), how


def shaped(text: str) -> tuple[Form, list[str]]:
    """The form of the document and its lines, each of full width. Raises MrzError."""
    lines = [line for line in text.split("\n") if line]
    for number, line in enumerate(lines, 1):
        if strange := _STRANGE.search(line):
            raise MrzError("character", line=number, char=strange[0])
    whole = "".join(lines)
    fits = _fitting(lines)
    if not fits and (width := _WIDTHS.get(len(whole)) or _short_card(whole)):
        lines = [whole[place : place + width] for place in range(0, len(whole), width)]
        fits = _fitting(lines)
    if fits:
        return fits, [line.rstrip("<").ljust(fits.width, "<")[: fits.width] for line in lines]
    raise _misfit(lines, len(whole))


_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # scanners put others than Enter between lines, too
_CYRILLIC, _LATIN = re.compile("[Ѐ-ӿ]"), re.compile("[A-Z]")
_STRANGE = re.compile("[^A-Z0-9<]")
_FILLERS = str.maketrans({"»": "«", "≪": "«", **dict.fromkeys("‹›⟨〈＜≤({[>", "<"), "\u00a0": " "})
_KEYBOARD = str.maketrans("ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬБЮ", "QWERTYUIOPASDFGHJKLZXCVBNM<<")
"""A scanner types keys: on a computer set to Russian, P comes out as З and < as Б."""
_LOOKALIKES = str.maketrans("АВЕКМНОРСТХУІЈЅ", "ABEKMHOPCTXYIJS")
_WIDTHS = {88: 44, 72: 36, 90: 30}
_DATE = re.compile("[0-9OQDILZSGB]{2}[0-9OQDILZSGB<]{4}[0-9OQDILZSGB][MFX<]")


def _ends(line: str) -> str:
    """Without what a scanner puts before and behind."""
    return re.sub("^[^A-Z0-9<]+|[^A-Z0-9<]+$", "", line)


def _short_card(whole: str) -> int:
    """A card's lines in one, whose last fillers are left out."""
    return 30 if 60 < len(whole) < 88 and _DATE.match(whole, 30) else 0


def _fitting(lines: list[str]) -> Form | None:
    if len(lines) == 3 and len(lines[1]) == 30 and len(lines[0]) >= 15:
        return TD1 if all(_fits(line, 30) for line in lines) else None
    if len(lines) != 2:
        return None
    visa, lengths = lines[0].startswith("V"), [len(line) for line in lines]
    forms = [form for form in ((MRV_B, MRV_A) if visa else (TD2, TD3)) if visa or lengths[1] == form.width]
    forms.sort(key=lambda form: form.width not in lengths)
    return next((form for form in forms if all(_fits(line, form.width) for line in lines)), None)


def _fits(line: str, width: int) -> bool:
    """Fillers at the end are often cut off, or some too many."""
    return len(line.rstrip("<")) <= width


def _misfit(lines: list[str], found: int) -> MrzError:
    """What is wrong with the lengths."""
    if len(lines) == 1 and 25 < found <= 46:
        return MrzError("missing")
    if len(lines) not in (2, 3) or found < 60:
        return MrzError("lengths", found=found)
    width = 30 if len(lines) == 3 else 44 if max(map(len, lines)) > 40 else 36
    wrong = next((n for n, line in enumerate(lines) if not _fits(line, width)), 1)
    return MrzError("length", line=wrong + 1, found=len(lines[wrong]), expected=width)
