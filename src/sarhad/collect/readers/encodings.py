"""Which encoding a table is in, when nobody says: byte order marks, UTF-8, then the Cyrillic code pages."""

from __future__ import annotations

import codecs
from itertools import pairwise
from pathlib import Path

from sarhad.collect.errors import BadFile
from sarhad.collect.readers import files

MARKS = [  # longest first: UTF-32 begins as UTF-16 does
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
PAGES = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "cp1252")
BY_FREQUENCY = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ"  # in Russian; near enough for Tajik, Kyrgyz and Kazakh
WEIGHT = {char: 1 - place / len(BY_FREQUENCY) for place, char in enumerate(BY_FREQUENCY)}
ACCENTED = frozenset("éèáàâäöüßñçóíúãõøåæê")
SAMPLE = 2**18  # bytes


def detect(path: Path) -> str:
    """A codec of Python's that reads the whole file. Raises BadFile."""
    start = files.head(path, SAMPLE)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    if wide := _without_mark(start):
        return wide
    if start.count(0) > len(start) // 10:
        raise BadFile("binary")
    if _is_utf8(path):
        return "utf-8"
    if b"\0" in start:
        raise BadFile("binary")
    return max(PAGES, key=lambda page: _likeness(start, page))


def checked(name: str) -> str:
    """The codec that a user or mapping names. Raises BadFile for what is no text encoding."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, TypeError) as error:
        raise BadFile("unknown-encoding", encoding=name) from error
    if not info._is_text_encoding or info.name in {"idna", "punycode", "undefined", "unicode_escape", "utf-7"}:
        raise BadFile("unknown-encoding", encoding=name)
    return "utf-8-sig" if info.name == "utf-8" else info.name


def _without_mark(start: bytes) -> str:
    """UTF-16 without a mark shows as every second byte of ASCII text being zero."""
    pairs = len(start) // 2
    if pairs >= 2 and start[1::2].count(0) > 0.4 * pairs > start[0::2].count(0) * 10:
        return "utf-16-le"
    return "utf-16-be" if pairs >= 2 and start[0::2].count(0) > 0.4 * pairs > start[1::2].count(0) * 10 else ""


def _is_utf8(path: Path) -> bool:
    """Raises BadFile for UTF-8 with a few bad bytes: another encoding would read it, and read nonsense."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with files.opened(path) as file:
        while data := file.read(2**20):
            try:
                decoder.decode(data)
            except UnicodeDecodeError as error:
                if _mostly_utf8(data):
                    raise BadFile(
                        "encoding", line=line + data[: error.start].count(b"\n"), encoding="utf-8"
                    ) from error
                return False
            line += data.count(b"\n")
    return not decoder.getstate()[0]


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) - bad > 10 * bad


def _likeness(start: bytes, page: str) -> float:
    """How much like a text of the region it is in this code page: frequent letters, small after capital."""
    text = start.decode(page, "replace")
    foreign = [char for char in text if char > "\x7f"]
    if not foreign:
        return 0.0
    accents = ACCENTED if _amid_latin(text) else frozenset()
    good = sum(1 if char in accents else WEIGHT.get(char.lower(), 0) for char in foreign)
    shouting = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    strange = sum(not char.isalpha() for char in foreign)
    return (good - shouting - strange) / len(foreign)


def _amid_latin(text: str) -> bool:
    """Western text has its accents between plain letters; Cyrillic text has few plain letters near."""
    near = sum((_plain(a) and b > "\x7f") or (_plain(b) and a > "\x7f") for a, b in pairwise(text))
    return near > sum(char > "\x7f" for char in text)


def _plain(char: str) -> bool:
    return char.isascii() and char.isalpha()
