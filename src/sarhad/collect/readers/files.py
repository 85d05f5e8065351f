"""Opens files that strangers sent: what they are, unpacked within limits, line by line within limits."""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

from sarhad.collect.errors import BadFile

MAX_FILE = 4 * 2**30  # bytes, unpacked
MAX_PART = 64 * 2**20  # bytes of any part of a workbook that is not a sheet; openpyxl holds them in memory
MAX_RATIO = 300  # of unpacked to packed bytes; real workbooks and tables stay below 100
SMALL = 4 * 2**20  # bytes below which the ratio does not matter
MAX_MEMBERS = 2000
MAX_LINE = 16 * 2**20  # characters; scanned books in Aleph exports have a few million

MAX_RECORD = 4 * 2**20  # characters; an entry of many records must stay below the format's limit of 32 MiB
OLE, ZIP, GZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"\x1f\x8b"
OTHER = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"SQLite format 3",
    b"7z\xbc\xaf",
    b"Rar!",
)
TROUBLE = (OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError)
"""What Python raises for a damaged archive, depending on where the damage is."""


def head(path: Path, size: int = 65536) -> bytes:
    """The first bytes, unpacked. Raises BadFile."""
    with opened(path) as file:
        return guarded(file.read, size)


def kind(path: Path) -> str:
    """What a file is by its content: xlsx, xml, json or table. Raises BadFile for anything else."""
    if packing(path) == "xlsx":
        return "xlsx"
    start = head(path, 4096)
    if start.startswith(OTHER):
        raise BadFile("binary")
    if start.startswith(OLE):
        raise BadFile("old-excel")
    text = _letters(start)
    if not text and len(start) < 4096:
        raise BadFile("empty-file")
    if text.startswith("<"):
        return "xml"
    return "json" if text.startswith(("{", "[{", "[ {", "[\n", "[\r")) else "table"


def _letters(start: bytes) -> str:
    """The beginning as text, good enough to see how it begins."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", "replace").strip().lstrip("\ufeff")
    return start.decode("utf-8-sig", "replace").strip()


def packing(path: Path) -> str:
    """plain, gzip, zip or xlsx. Raises BadFile."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise BadFile("no-file") from error
    if not start:
        raise BadFile("empty-file")
    if start.startswith(OLE):
        raise BadFile("old-excel")
    if start.startswith(GZIP):
        return "gzip"
    if not start.startswith((ZIP, b"PK\x05\x06")):
        return "plain"
    names = {info.filename for info in members(path)}
    if names & {"mimetype", "word/document.xml", "ppt/presentation.xml", "xl/workbook.bin"}:
        raise BadFile("other-office")
    return "xlsx" if "[Content_Types].xml" in names else "zip"


def members(path: Path) -> list[zipfile.ZipInfo]:
    """The files in an archive, once their declared sizes are found harmless.

    Declared sizes bound what is read: Python stops there and then finds the checksum wrong.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if not info.is_dir()]
    except (*TROUBLE, ValueError) as error:
        raise BadFile("broken-zip") from error
    _refuse_bombs(found, path.stat().st_size)
    if any(info.flag_bits & 1 for info in found):
        raise BadFile("locked-zip")
    return found


def _refuse_bombs(found: list[zipfile.ZipInfo], packed: int) -> None:
    size = sum(info.file_size for info in found)
    if len(found) > MAX_MEMBERS:
        raise BadFile("zip-members", found=len(found))
    # Parts that lie over each other claim more packed bytes than the file has.
    overlapping = sum(info.compress_size for info in found) > packed
    if size > MAX_FILE or overlapping or any(_bursts(info) for info in found):
        raise BadFile("zip-bomb", size=size)


def _bursts(info: zipfile.ZipInfo) -> bool:
    return info.file_size > SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, or those of the one file packed in it. Raises BadFile."""
    how = packing(path)
    if how == "gzip":
        with gzip.open(path) as file:
            yield Limited(file, "broken-gzip")
    elif how == "zip":
        with zipfile.ZipFile(path) as archive, guarded(archive.open, _only(path)) as file:
            yield Limited(file, "broken-zip")
    elif path.stat().st_size > MAX_FILE:
        raise BadFile("file-too-large", size=path.stat().st_size, most=MAX_FILE)
    else:
        with path.open("rb") as file:
            yield file


def _only(path: Path) -> zipfile.ZipInfo:
    found = [info for info in members(path) if not _beside(info.filename)]
    if len(found) != 1:
        raise BadFile("zip-members", found=len(found))
    return found[0]


def _beside(name: str) -> bool:
    """What a Mac puts beside the files."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


class Limited(io.RawIOBase):
    """A packed file that stops when it unpacks to too much, and says clearly when it is damaged."""

    def __init__(self, file: IO[bytes], code: str) -> None:
        self._file, self._code, self._left = file, code, MAX_FILE

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._file.read(size)
        except TROUBLE as error:
            raise BadFile(self._code) from error
        self._left -= len(data)
        if self._left < 0:
            raise BadFile("zip-bomb", size=MAX_FILE)
        return data

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def guarded(function: Any, *args: Any) -> Any:
    """Call it; what Python raises for a damaged archive becomes a BadFile."""
    try:
        return function(*args)
    except TROUBLE as error:
        raise BadFile("broken-zip") from error
    except RuntimeError as error:  # zipfile's word for a missing password
        raise BadFile("locked-zip") from error


def byte_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """(number from 1, line) without ever holding more than one. Raises BadFile."""
    with opened(path) as file:
        buffered = io.BufferedReader(file, 2**20) if isinstance(file, io.RawIOBase) else file
        for number, line in enumerate(iter(partial(buffered.readline, MAX_LINE + 1), b""), 1):
            if len(line) > MAX_LINE:
                raise BadFile("line-too-long", line=number, most=MAX_LINE)
            yield number, line


@contextmanager
def text(path: Path, encoding: str) -> Iterator[io.TextIOWrapper]:
    """The file as text with its line ends kept, as the csv module wants it."""
    with opened(path) as file:
        raw: Any = io.BufferedReader(file, 2**20) if isinstance(file, io.RawIOBase) else file
        yield io.TextIOWrapper(raw, encoding=encoding, newline="")


def text_lines(file: io.TextIOWrapper, encoding: str) -> Iterator[str]:
    """Lines with their ends. Raises BadFile where the encoding does not fit or a line has no end."""
    number = 0
    try:
        for line in iter(partial(file.readline, MAX_LINE + 1), ""):
            number += 1
            if len(line) > MAX_LINE:
                raise BadFile("line-too-long", line=number, most=MAX_LINE)
            yield line
    except UnicodeError as error:
        raise BadFile("encoding", line=number + 1, encoding=encoding) from error
