"""Machine-readable zones of travel documents: ICAO Doc 9303, all sizes, and the internal passport of Russia.

`parse` reads what was scanned or typed and checks every check digit. A misread letter (O for 0) is mended only
where the check digit then fits, and said so. Check digits are sums modulo 10: they do not notice characters
whose values differ by 10, 20 or 30 (0, A, K, U and <, for example), and the name has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import NamedTuple

from sarhad.kernel.mrz_lines import Form, MrzError, Span, readings, shaped

MESSAGES = {
    "keyboard": "The keyboard is set to Russian; the lines were read as the scanner meant them.",
    "lookalikes": "Cyrillic letters were read as the Latin ones that look like them.",
    "number": "The number was read as %(given)s; with %(taken)s its check digit fits.",
    "personal": "The personal number was read as %(given)s; with %(taken)s its check digit fits.",
    "birth": "The birth date was read as %(given)s; with %(taken)s its check digit fits.",
    "expiry": "The date of expiry was read as %(given)s; with %(taken)s its check digit fits.",
    "name-digits": "The name holds digits: it was read as %(taken)s. Compare it with the document.",
    "name-fillers": "A row of K in the name was read as blank.",
    "name-cut": "The name fills its line and may be cut off. Compare it with the document.",
    "state": "The nationality was read as %(given)s and taken for %(taken)s.",
    "sex": "The sex could not be read.",
    "birth-parts": "The document does not give the whole birth date.",
    "expired": "The document expired on %(date)s.",
}
"""What was noticed on the way and does not stand against reading, by `Note.key`."""


class Note(NamedTuple):
    key: str
    values: dict[str, str]

    def __str__(self) -> str:
        return MESSAGES[self.key] % self.values


@dataclass(frozen=True, slots=True)
class Mrz:
    """What a document says. Dates are ISO 8601 at their own precision, "" where the document gives none."""

    form: str  # TD1, TD2, TD3, MRV-A, MRV-B, RU (internal passport)
    code: str  # of the kind of document: P, ID, V, ...
    issuer: str  # state as in the document, such as TJK, D, XXA
    number: str
    surname: str
    given: str  # all that stands behind the surname
    nationality: str
    birth: str
    sex: str  # M, F or "" for not stated
    expiry: str
    personal: str  # personal number or other optional data, as the issuer uses the field
    notes: tuple[Note, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.surname} {self.given}".strip()


def parse(text: str, today: date | None = None) -> Mrz:
    """What the lines say.

    Takes small letters, « or spaces for fillers, missing fillers at the end of a name, lines run together,
    control characters around them, and a keyboard set to Russian. `today` decides the century of birth.

    Raises:
        MrzError: it cannot be read, or a check digit does not fit; says which line and field.
    """
    failed: MrzError | None = None
    for read, how in readings(text):
        try:
            form, lines = shaped(read)
            return _Reading(form, lines, today or date.today(), how).result()
        except MrzError as error:
            failed = error if failed is None or len(_LATE & {error.key, failed.key}) == 1 else failed
    raise failed or MrzError("lengths", found=0)


_LATE = frozenset({"number", "birth", "expiry", "personal", "composite", "birth-date", "expiry-date", "name"})
"""Faults of a text whose lengths were right: nearer to a document than one whose lengths were not."""


def check_digit(text: str) -> str:
    """Of letters, digits and fillers: values 0 to 35, weights 7, 3, 1."""
    return str(sum(_VALUES[char] * _WEIGHTS[place % 3] for place, char in enumerate(text)) % 10)


_WEIGHTS = (7, 3, 1)
_VALUES = {char: value for value, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
_TO_DIGIT = str.maketrans("OQDILZSGB", "000112568")
_TO_LETTER = str.maketrans("012568", "OIZSGB")
_MIXED_UP = {**dict(zip("OQDILZSGB", "000112568", strict=True)), **dict(zip("012568", "OIZSGB", strict=True))}
_RUSSIAN = str.maketrans("ABVGDE2JZIQKLMNOPRSTUFHC34WXY9678", "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ")
"""One sign for each letter: order 851 of the Ministry of Internal Affairs of Russia of 13 November 2017."""
_K_ROW = re.compile("K{3,}(?=<|$)|(?<=<)K{3,}")
_MENDED = 1  # characters of one number; with more, some mix-up fits nearly every misreading
_PERMANENT = 50  # years that a document may still be valid; beyond, the date is of the last century


class _Reading:
    """One text while it is read; what is mended is written back, so that later sums see it."""

    def __init__(self, form: Form, lines: list[str], today: date, how: str) -> None:
        self.form, self.lines, self.today = form, lines, today
        self.russian = form.name == "TD3" and lines[0].startswith("PNRUS")
        self.notes = [Note(how, {})] if how else []

    def result(self) -> Mrz:
        form = self.form
        number, rest = self._number()
        birth = self._date("birth", form.birth)
        expiry = self._date("expiry", form.expiry)
        if form.personal:
            self._personal()
            rest = form.optional.of(self.lines)
        self._composite()
        personal = _plain(rest) or (_plain(form.more.of(self.lines)) if form.more else "")
        if self.russian:
            number, personal = number[:3] + rest[:1] + number[3:], ""
        surname, given = self._names()
        sex = self._sex()
        nationality = self._state(form.nationality)
        self._remark(birth, expiry)
        return Mrz(
            "RU" if self.russian else form.name, _plain(self.lines[0][:2]), _plain(self.lines[0][2:5]), number,
            surname, given, nationality, birth, sex, expiry, personal, tuple(self.notes),
        )  # fmt: skip

    def _note(self, key: str, **values: str) -> None:
        self.notes.append(Note(key, values))

    # What has a check digit

    def _number(self) -> tuple[str, str]:
        """The document number, and what is left of the optional data."""
        span, rest = self.form.number, self.form.optional.of(self.lines)
        digit = self.lines[span.line][span.end]
        head, _, tail = rest.partition("<")
        if digit == "<" and head and self.form.name in ("TD1", "TD2"):
            self._long(span, head)
            return _plain(span.of(self.lines) + head[:-1]), tail
        self._mend("number", span)
        return _plain(span.of(self.lines)), rest

    def _long(self, span: Span, head: str) -> None:
        """Numbers of more than nine characters go on in the optional data of cards, their check digit behind."""
        if check_digit(span.of(self.lines) + head[:-1]) != head[-1].translate(_TO_DIGIT):
            raise MrzError("number", line=span.line + 1)

    def _personal(self) -> None:
        span = self.form.optional
        if span.of(self.lines).strip("<") or self.lines[1][span.end] not in "<0":
            self._mend("personal", span)

    def _mend(self, key: str, span: Span) -> None:
        """Nothing where the check digit fits; else the one set of mix-ups with which it does. Raises MrzError."""
        given, digit = span.of(self.lines), self._digit(span)
        for many in range(_MENDED + 1):
            taken = {text for text in _mixed_up(given, many) if check_digit(text) == digit}
            if len(taken) == 1:
                return self._take(key, span, taken.pop())
            if taken:
                break  # several: nobody knows which
        raise MrzError(key, line=span.line + 1)

    def _digit(self, span: Span) -> str:
        """The check digit behind a field; a filler stands for 0."""
        digit = self.lines[span.line][span.end].translate(_TO_DIGIT)
        return "0" if digit == "<" else digit

    def _take(self, key: str, span: Span, text: str) -> None:
        given, line = span.of(self.lines), self.lines[span.line]
        if given != text:
            self._note(key, given=given.strip("<"), taken=text.strip("<"))
            self.lines[span.line] = line[: span.start] + text + line[span.end :]

    def _date(self, key: str, span: Span) -> str:
        """ISO 8601, as much of it as the document gives."""
        text = span.of(self.lines).translate(_TO_DIGIT).replace("K", "<")
        strange = not set(text) <= set("0123456789<")
        if strange or check_digit(text) != self._digit(span):
            raise MrzError(key, line=span.line + 1)
        self._take(key, span, text)
        try:
            return _iso(text, self.today, birth=key == "birth")
        except ValueError:
            raise MrzError(f"{key}-date", line=span.line + 1) from None

    def _composite(self) -> None:
        covered = "".join(span.of(self.lines) for span in self.form.composite)
        last = self.form.last.of(self.lines).translate(_TO_DIGIT)
        if covered and check_digit(covered) != last:
            raise MrzError("composite", line=self.form.last.line + 1)

    # What has none

    def _names(self) -> tuple[str, str]:
        given = self.form.names.of(self.lines)
        text = _K_ROW.sub(lambda found: "<" * len(found[0]), given)
        if text != given:
            self._note("name-fillers")
        if not text.strip("<"):
            raise MrzError("name", line=self.form.names.line + 1)
        if not text.endswith("<"):
            self._note("name-cut")
        if self.russian:
            text = text.translate(_RUSSIAN)
        elif re.search("[0-9]", text):
            text = text.translate(_TO_LETTER)
            self._note("name-digits", taken=_words(text))
        surname, _, rest = text.lstrip("<").partition("<<")
        return _words(surname), _words(rest)

    def _state(self, span: Span) -> str:
        given = span.of(self.lines)
        taken = given.translate(_TO_LETTER)
        if taken != given:
            self._note("state", given=_plain(given), taken=_plain(taken))
        return _plain(taken)

    def _sex(self) -> str:
        text = self.form.sex.of(self.lines)
        if text not in "MFX<":
            self._note("sex")
        return text if text in "MF" else ""

    def _remark(self, birth: str, expiry: str) -> None:
        if len(birth) < 10:
            self._note("birth-parts")
        if len(expiry) == 10 and expiry < self.today.isoformat():
            self._note("expired", date=expiry)


def _mixed_up(text: str, many: int) -> Iterator[str]:
    """The text with this many of its characters read the other way."""
    places = [place for place, char in enumerate(text) if char in _MIXED_UP]
    for chosen in combinations(places, many):
        yield "".join(_MIXED_UP[char] if place in chosen else char for place, char in enumerate(text))


def _iso(text: str, today: date, *, birth: bool) -> str:
    """Six places as a date; what is filled or 00 is not known. Raises ValueError for a day that does not exist."""
    year, month, day = (int(part) if part.isdecimal() else 0 for part in (text[:2], text[2:4], text[4:]))
    if not text[:2].isdecimal():
        if text.strip("<"):
            raise ValueError("a day without a year")
        return ""
    known = date(2000 + year, month, day) if month and day else date(2000 + year, month or 1, 1)
    past = known > today if birth else known.year > today.year + _PERMANENT
    iso = f"{known.year - 100 * past:04}{known.isoformat()[4:]}"
    return date.fromisoformat(iso).isoformat()[: 10 if month and day else 7 if month else 4]


def _plain(text: str) -> str:
    return text.replace("<", "")


def _words(text: str) -> str:
    return " ".join(text.replace("<", " ").split())
