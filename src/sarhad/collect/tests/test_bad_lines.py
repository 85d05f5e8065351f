"""JSON lines that are none, or no entities."""

from __future__ import annotations

import gzip

import pytest

from sarhad.collect.tests.reading import GOOD, MIB, Reading, check, line, zipped


def nested(depth: int) -> bytes:
    inner = '{"id":"0","schema":"Address","properties":{"full":["x"]}}'
    for number in range(1, depth):
        inner = f'{{"id":"{number}","schema":"Person","properties":{{"addressEntity":[{inner}]}}}}'
    return inner.encode() + b"\n"


FTM = [  # name, file, outcome
    ("empty", b"", "empty-file"),
    ("blank", b" \n\n", "empty-file"),
    ("one list", b"[" + GOOD + b"]", "json-array"),
    ("one list, spread", b"[\n" + GOOD + b"]", "json-array"),
    ("table", b"id,schema\na,Person\n", "wrong-format"),
    ("number", b"123\n", "wrong-format"),
    ("XML", b"<a/>", "wrong-format"),
    ("PDF", b"%PDF-1.7 ...", "binary"),
    ("picture", b"\x89PNG\r\n\x1a\n....", "binary"),
    ("database", b"SQLite format 3\0", "binary"),
    ("old Excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old-excel"),
    ("UTF-16", '{"id":"a"}'.encode("utf-16"), "encoding"),
    ("gzip cut off", gzip.compress(GOOD * 500)[:-20], "broken-gzip"),
    ("gzip damaged", gzip.compress(GOOD)[:-8] + bytes(8), "broken-gzip"),
    ("gzip of nothing", gzip.compress(b""), "empty-file"),
    ("line without end", GOOD + b"x" * (17 * MIB), "line-too-long"),
    ("BOM", b"\xef\xbb\xbf" + GOOD, (1, [])),
    ("gzip", gzip.compress(GOOD), (1, [])),
    ("zip", zipped({"a.json": GOOD, "__MACOSX/a.json": b"x"}), (1, [])),
    ("no end of line", GOOD.rstrip(), (1, [])),
    ("Windows ends", GOOD.replace(b"\n", b"\r\n") * 2, (2, [])),
    ("blank lines", GOOD + b"\n  \n" + GOOD, (2, [])),
    ("pretty-printed", b'{\n"id": "a"\n}\n', (0, ["not-json"] * 3)),
    ("cut off", GOOD + GOOD[:30], (1, ["not-json"])),
    ("two on a line", GOOD + GOOD.rstrip() + GOOD, (1, ["not-json"])),
    ("bytes of no encoding", GOOD + b'{"id":"\xff\xfe"}\n', (1, ["not-json"])),
    ("raw NUL", GOOD + b'{"id":"a\0"}\n', (1, ["not-json"])),
    ("NaN", GOOD + b'{"id":"a","schema":"Person","properties":{"height":[NaN]}}\n', (1, ["not-json"])),
    ("endless nesting", GOOD + b'{"id":' + b"[" * 100_000 + b"\n", (1, ["not-json"])),
    ("deep lists", GOOD + line(name=[[[[["x"]]]]]), (1, ["not-text"])),
    ("scalar", GOOD + b"123\n", (1, ["not-record"])),
    ("null", GOOD + b"null\n", (1, ["not-record"])),
    ("text", GOOD + b'"x"\n', (1, ["not-record"])),
    ("list", GOOD + b"[]\n", (1, ["not-record"])),
    ("empty object", GOOD + b"{}\n", (1, ["not-record"])),
    ("no properties", GOOD + b'{"id":"a","schema":"Person"}\n', (1, ["not-record"])),
    ("properties null", GOOD + b'{"id":"a","schema":"Person","properties":null}\n', (1, ["not-record"])),
    ("properties a list", GOOD + b'{"id":"a","schema":"Person","properties":["x"]}\n', (1, ["not-record"])),
    ("id missing", GOOD + b'{"schema":"Person","properties":{}}\n', (1, ["not-record"])),
    ("id a number", GOOD + line(7), (1, ["no-id"])),
    ("id null", GOOD + line(None), (1, ["no-id"])),
    ("id a list", GOOD + line(["a"]), (1, ["no-id"])),
    ("id empty", GOOD + line(""), (1, ["no-id"])),
    ("id blank", GOOD + line("  "), (1, ["no-id"])),
    ("id of 2,000", GOOD + line("x" * 2000), (1, ["no-id"])),
    ("schema a number", GOOD + line(schema=7), (1, ["bad-schema"])),
    ("schema null", GOOD + line(schema=None), (1, ["bad-schema"])),
    ("schema a list", GOOD + line(schema=["Person"]), (1, ["bad-schema"])),
    ("schema empty", GOOD + line(schema=""), (1, ["bad-schema"])),
    ("schema with blank", GOOD + line(schema="Per son"), (1, ["bad-schema"])),
    ("schema of 200", GOOD + line(schema="P" * 200), (1, ["bad-schema"])),
    ("schema unknown", line(schema="Ghost"), (1, [])),
    ("judgement", GOOD + line(schema="Judgement", a=["x"]), (1, ["act-schema"])),
    ("grant", GOOD + line(schema="Grant", gives=["x"]), (1, ["act-schema"])),
    ("certificate", GOOD + line(schema="Certificate", office=["x"]), (1, ["act-schema"])),
    ("property with blank", GOOD + line(**{"na me": ["x"]}), (1, ["bad-property"])),
    ("property empty", GOOD + line(**{"": ["x"]}), (1, ["bad-property"])),
    ("property of markup", GOOD + line(**{"<b>": ["x"]}), (1, ["bad-property"])),
    ("property unknown", line(ghost=["x"]), (1, [])),
    ("values alone", line(name="x", height=1.8, notes=True, title=None), (1, [])),
    ("value an object", GOOD + line(name=[{"a": "b"}]), (1, ["not-text"])),
    ("value an object behind text", GOOD + line(name=["x", {"id": "b"}]), (1, ["not-text"])),
    ("NUL", GOOD + line(name=["a\0b"]), (1, ["nul"])),
    (
        "half a character",
        GOOD + GOOD.replace(b"Aziz", b"\\ud800"),
        (1, ["not-json"]),
    ),
    ("nested", nested(3), (3, [])),
    ("nested six deep", GOOD + nested(6), (1, ["too-nested"])),
    ("nested act", GOOD + nested(2).replace(b"Address", b"Judgement"), (1, ["act-schema"])),
    ("5 MiB", GOOD + line(name=["x" * 5 * MIB]), (1, ["record-too-large"])),
    ("two dates", GOOD + line(birthDate=["03/04/1983"]), (1, ["date-ambiguous"])),
    ("not a date", line(birthDate=["soon"]), (1, [])),
]


@pytest.mark.parametrize(("name", "data", "outcome"), FTM, ids=[case[0] for case in FTM])
def test_a_bad_file_is_refused_with_a_reason_and_a_remedy(tmp_path, name, data, outcome):
    check(tmp_path, "ftm", data, outcome)


def test_a_file_that_is_not_there(tmp_path):
    assert Reading(tmp_path / "nothing").outcome == "no-file"
