"""CSV files that break off, mix separators or are none."""

from __future__ import annotations

import pytest

from sarhad.collect.tests.reading import GOOD, MIB, SHEET, check, zipped

ROW = b"No,Name,Born,Height\n"

CSV = [
    ("empty", b"", "empty-file"),
    ("blank", b"\r\n\r\n", "empty-file"),
    ("only separators", b",,,\n,,,\n", "no-header"),
    ("other columns", b"a,b\n1,2\n", "no-header"),
    ("binary", bytes(range(256)) * 20, "binary"),
    ("NULs only", bytes(5000), "binary"),
    ("JSON", GOOD, "wrong-format"),
    ("column for the key missing", b"Name,Born\nAziz,1983\n", "missing-column"),
    ("column for the key twice", b"No,No,Name\n1,2,Aziz\n", "double-column"),
    ("1,200 columns", b"No,Name," + b",".join(b"c%d" % n for n in range(1200)) + b"\n", "too-many-columns"),
    ("line without end", ROW + b"1," + b"x," * (9 * MIB), "line-too-long"),
    ("UTF-8 with one bad byte", ROW + "1,Азиз Рахимов Саидович,1983,\n".encode() + b"2,\xff,,\n", "encoding"),
    ("UTF-16 cut off", (ROW + b"1,Aziz,1983,\n").decode().encode("utf-16")[:-1], "encoding"),
    ("header only", ROW, (0, [])),
    ("short row", ROW + b"1,Aziz\n2,Bek,1983,\n", (1, ["cells"])),
    ("long row", ROW + b"1,Aziz,1983,,more\n2,Bek,1983,\n", (1, ["cells"])),
    ("empty cells behind", ROW + b"1,Aziz,1983,,,,\n", (1, [])),
    ("another separator", ROW + b"1;Aziz;1983;\n2,Bek,1983,\n", (1, ["cells"])),
    ("quote in a cell", ROW + b'1,"Az"iz",1983,\n2,Bek,1983,\n', (1, ["quotes"])),
    ("quote not closed", ROW + b'1,Aziz,1983,\n2,"Bek,1983,\n', (1, ["quotes"])),
    ("a cell of 2 MiB", ROW + b"1," + b"x" * 2 * MIB + b",,\n2,Bek,1983,\n", (1, ["cell-too-large"])),
    ("NUL in a cell", ROW + b"1,A\0z,1983,\n2,Bek,1983,\n", (1, ["nul"])),
    ("two dates", ROW + b"1,Aziz,03/04/1983,\n2,Bek,13/04/1983,\n", (1, ["date-ambiguous"])),
    ("two numbers", ROW + b'1,Aziz,,"1,234"\n2,Bek,,1.8\n', (1, ["number-ambiguous"])),
    ("nothing of use", ROW.strip() + b",Other\n,,,,x\n2,Bek,,,\n", (1, ["nothing"])),
    ("blank rows", ROW + b"\n,,,\n1,Aziz,,\n", (1, [])),
    ("BOM", b"\xef\xbb\xbf" + ROW + b"1,Aziz,,\n", (1, [])),
    ("old Mac ends", (ROW + b"1,Aziz,,\n2,Bek,,\n").replace(b"\n", b"\r"), (2, [])),
    ("sep=", b"sep=;\n" + (ROW + b"1,Aziz,,\n").replace(b",", b";"), (1, [])),
    ("tabs", (ROW + b"1,Aziz,,\n").replace(b",", b"\t"), (1, [])),
    ("pipes", (ROW + b"1,Aziz,,\n").replace(b",", b"|"), (1, [])),
    ("line break in a cell", ROW + b'1,"Az\niz",,\n2,Bek,,\n', (2, [])),
    ("words above the header", b"List of people\n,,,\n" + ROW + b"1,Aziz,,\n", (1, [])),
    ("headers in other letters", b" no ;NAME:;born\n1;Aziz;1983\n", (1, [])),
    ("zip of two", zipped({"a.csv": ROW, "b.csv": ROW}), "zip-members"),
    ("zip of none", zipped({}), "zip-members"),
    ("zip cut off", zipped({"a.csv": ROW * 500})[:-30], "broken-zip"),
    ("zip of zeros", zipped({"a.csv": bytes(64 * MIB)}), "zip-bomb"),
    ("zip of many", zipped({f"{n}": b"" for n in range(2100)}), "zip-members"),
    ("path out of the folder", zipped({"../../etc/a.csv": ROW + b"1,Aziz,,\n"}), (1, [])),
]


@pytest.mark.parametrize(("name", "data", "outcome"), CSV, ids=[case[0] for case in CSV])
def test_a_bad_file_is_refused_with_a_reason_and_a_remedy(tmp_path, name, data, outcome):
    check(tmp_path, SHEET, data, outcome)
