"""What the tests of readers share: small files of every kind, and what reading one comes to."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl

from sarhad.collect import mapping
from sarhad.collect.claims import Claims
from sarhad.collect.errors import BadFile, BadRow
from sarhad.collect.parsing import parse
from sarhad.collect.records import Source
from sarhad.kernel.claim import Claim

MIB = 2**20
DTD = b'<?xml version="1.0"?><!DOCTYPE CONSOLIDATED_LIST [%s]><CONSOLIDATED_LIST>%s</CONSOLIDATED_LIST>'
TENFOLD = (b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))
LAUGHS = b'<!ENTITY a0 "ha">' + b"".join(TENFOLD)

SHEET = """
name: people
entities:
  person:
    schema: Person
    id_column: No
    properties:
      name: Name
      birthDate: Born
      height: Height
"""


class Reading:
    """What reading a file comes to: claims and codes of refused rows, or the code that refused the file."""

    def __init__(self, path: Path, chosen: str = "ftm", dates: Any = None) -> None:
        self.claims: list[Claim] = []
        self.refused: list[str] = []
        self.remarks: list[str] = []
        self.messages: list[str] = []
        self.file = ""
        try:
            self._read(path, chosen, dates)
        except BadFile as error:
            self.file = error.fault.code
            self.messages.append(str(error))

    def _read(self, path: Path, chosen: str, dates: Any) -> None:
        plan = mapping.load(chosen) if "\n" not in chosen else parse(chosen)
        claims = Claims(bytes(32), "test", None, dates, lambda code, *_rest: self.remarks.append(code))
        for row in plan.open(Source("test", path), dates).rows(self._refuse):
            try:
                self.claims += [claims.make(stated) for stated in row.stated()]
            except BadRow as bad:
                self._refuse(row.number, bad.code, bad.field, bad.value, **bad.values)

    def _refuse(self, row: int, code: str, field: str = "", value: str = "", **values: object) -> None:
        fault = BadRow(code, field, value, **values).fault("file", row)
        self.refused.append(code)
        self.messages.append(str(fault))

    @property
    def outcome(self) -> Any:
        """The code that refused the file, or (claims, codes of refused rows)."""
        return self.file or (len(self.claims), self.refused)


def line(id: Any = "a", schema: Any = "Person", **properties: Any) -> bytes:
    entity = {"id": id, "schema": schema, "properties": properties or {"name": ["Aziz"]}}
    return json.dumps(entity).encode() + b"\n"


def zipped(files: dict[str, bytes], **options: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def book(*rows: list[Any], title: str = "People", merged: tuple[str, ...] = ()) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for each in merged:
        sheet.merge_cells(each)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rebuilt(data: bytes, **parts: bytes | None) -> bytes:
    """A workbook with parts replaced (named by their last word) or taken out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        path = next(each for each in files if each.endswith(f"{name}.xml"))
        if content is None:
            del files[path]
        else:
            files[path] = content
    return zipped(files)


GOOD = line("good")


def check(folder: Path, chosen: str, data: bytes, outcome: Any) -> None:
    """Read the file; compare what it came to, and see that it says so in words."""
    path = folder / "file"
    path.write_bytes(data)
    reading = Reading(path, chosen)
    assert reading.outcome == outcome, reading.messages
    assert all("%(" not in message and len(message) > 20 for message in reading.messages)
