"""Workbooks and archives that are damaged, hostile or something else."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
import pytest

from sarhad.collect.tests.reading import DTD, LAUGHS, MIB, SHEET, Reading, book, check, rebuilt, zipped

TABLE = b"No,Name,Born,Height\n"


def locked() -> bytes:
    """A ZIP that says it needs a password."""
    data = bytearray(zipped({"a.csv": TABLE}))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying(size: int) -> bytes:
    """A ZIP whose member is larger than it says."""
    data = bytearray(zipped({"a.csv": TABLE + b"1,Aziz,,\n" * 100}))
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 24, size)
    return bytes(data)


PEOPLE = book(["No", "Name", "Born", "Height"], [1, "Aziz", "1983", None], [2, "Bek", None, 1.8])
SHEET_XML = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
INLINE = b'<c r="%s1" t="inlineStr"><is><t>%s</t></is></c>'
HEADER = b'<row r="1">' + INLINE % (b"A", b"No") + INLINE % (b"B", b"Name") + b"</row>"
SECOND = b'<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>Aziz</t></is></c></row>'


FAR = b'<row r="999999999"><c r="A9"><v>1</v></c></row>'
WIDE = b'<c r="XFD2"><v>1</v></c></row>'
XXE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


STRINGS = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def strings(xml: bytes) -> bytes:
    """A workbook whose second row shows the first of its shared strings, which are these."""
    data = cell(b'<c r="A2" t="s"><v>0</v></c>')
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    types = files["[Content_Types].xml"].replace(b"</Types>", STRINGS)
    return zipped({**files, "[Content_Types].xml": types, "xl/sharedStrings.xml": xml})


def cell(xml: bytes) -> bytes:
    return sheet(HEADER + b'<row r="2">' + xml + b"</row>")


def sheet(rows: bytes, merged: bytes = b"") -> bytes:
    xml = SHEET_XML % rows
    merge = b'<mergeCells><mergeCell ref="%s"/></mergeCells></worksheet>' % merged
    return rebuilt(PEOPLE, sheet1=xml.replace(b"</worksheet>", merge) if merged else xml)


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def hidden() -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(PEOPLE))
    made.create_sheet("Notes")
    made["People"].sheet_state = "hidden"
    return saved(made)


XLSX = [
    ("good", PEOPLE, (2, [])),
    ("cut off", PEOPLE[:-100], "broken-zip"),
    ("cut in half", PEOPLE[: len(PEOPLE) // 2], "broken-zip"),
    ("Word", zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "other-office"),
    ("LibreOffice", zipped({"mimetype": b"application/vnd.oasis", "content.xml": b""}), "other-office"),
    ("binary Excel", zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "other-office"),
    ("no workbook", rebuilt(PEOPLE, workbook=None), "broken-excel"),
    ("no types", zipped({"xl/workbook.xml": b"<a/>"}), "wrong-format"),
    ("empty types", zipped({"[Content_Types].xml": b""}), "broken-excel"),
    ("sheet of noise", rebuilt(PEOPLE, sheet1=b"noise"), "broken-excel"),
    ("sheet cut off", sheet(HEADER + SECOND + b"<row"), "broken-excel"),
    ("sheet gone", rebuilt(PEOPLE, sheet1=None), "no-header"),
    ("workbook of noise", rebuilt(PEOPLE, workbook=b"<noise"), "broken-excel"),
    ("styles of noise", rebuilt(PEOPLE, styles=b"<noise"), "broken-excel"),
    ("strings gone", strings(b"<sst/>"), "broken-excel"),
    ("strings that unpack to 70 MiB", lambda: strings(b"<sst>" + bytes(70 * MIB)), "zip-bomb"),
    ("sheet that unpacks to 200 MiB", lambda: sheet(HEADER + b" " * (200 * MIB)), "zip-bomb"),
    ("XXE", rebuilt(PEOPLE, sheet1=XXE + SHEET_XML % HEADER), "broken-excel"),
    ("billion laughs", strings(DTD % (LAUGHS, b"&a8;")), "broken-excel"),
    ("text where a number should be", cell(b'<c r="A2" t="n"><v>x</v></c>'), "broken-excel"),
    ("no such shared text", cell(b'<c r="A2" t="s"><v>999</v></c>'), "broken-excel"),
    ("cell nowhere", cell(b'<c r="!!"><v>1</v></c>'), "broken-excel"),
    ("row a thousand million", sheet(HEADER + SECOND + FAR), (1, [])),
    ("cell in the last column", sheet(HEADER + SECOND.replace(b"</row>", WIDE)), (1, [])),
    ("empty", book(), "empty-file"),
    ("header only", book(["No", "Name"]), (0, [])),
    ("other columns", book(["a", "b"], [1, 2]), "no-header"),
    ("the table hidden", hidden(), "empty-file"),
    ("1,001 columns", book(["No", "Name", *[f"c{n}" for n in range(1001)]]), "too-many-columns"),
    ("error values", book(["No", "Name", "Born"], ["#N/A", "#REF!", "#VALUE!"]), (1, [])),
    ("heading", book(["No", "Name"], ["Osh", None], [1, "Aziz"], merged=("A2:B2",)), (1, ["heading"])),
    ("merged to the end", sheet(HEADER + SECOND, b"A2:A1048576"), (1, [])),
    ("yes and no", book(["No", "Name"], [True, False]), (1, [])),
    ("two dates", book(["No", "Born"], [1, "03/04/1983"], [2, "1983"]), (1, ["date-ambiguous"])),
    ("locked", locked(), "locked-zip"),
    ("larger than it says", lying(50), "broken-zip"),
    ("ZIP header alone", b"PK\x03\x04", "broken-zip"),
    ("ZIP64 nonsense", b"PK\x03\x04" + b"\xff" * 200, "broken-zip"),
]


@pytest.mark.parametrize(("name", "data", "outcome"), XLSX, ids=[case[0] for case in XLSX])
def test_a_bad_file_is_refused_with_a_reason_and_a_remedy(tmp_path, name, data, outcome):
    check(tmp_path, SHEET, data() if callable(data) else data, outcome)


def test_overlapping_members_are_a_bomb(tmp_path):
    """Members that share their packed bytes claim more of them than the file has (D. Fifield, 2019)."""
    path = tmp_path / "file"
    data = bytearray(zipped({"a": b"a" * 5000, "b": b"b" * 5000}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        first, second = archive.infolist()
    place = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, place + 20, len(data))
    path.write_bytes(bytes(data))
    assert (first.filename, second.filename) == ("a", "b")
    assert Reading(path, SHEET).outcome == "zip-bomb"
