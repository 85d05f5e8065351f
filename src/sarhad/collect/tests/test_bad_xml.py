"""XML that is damaged, hostile or another list."""

from __future__ import annotations

import pytest

from sarhad.collect.tests.reading import DTD, GOOD, LAUGHS, MIB, check

LIST = b"<CONSOLIDATED_LIST><INDIVIDUALS>%s</INDIVIDUALS></CONSOLIDATED_LIST>"
ONE = b"<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>Aziz</FIRST_NAME></INDIVIDUAL>"

DEEP = b"<INDIVIDUAL>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</INDIVIDUAL>"
RUSSIAN = b'<?xml version="1.0" encoding="windows-1251"?>'

UN = [
    ("empty", b"", "empty-file"),
    ("JSON", GOOD, "wrong-format"),
    ("one bracket", b"<", "broken-xml"),
    ("cut off", (LIST % ONE)[:-30], "broken-xml"),
    ("tags crossed", LIST % b"<INDIVIDUAL><DATAID></INDIVIDUAL></DATAID>", "broken-xml"),
    ("two roots", LIST % ONE + LIST % ONE, "broken-xml"),
    ("NUL", LIST % (ONE + b"\0"), "broken-xml"),
    ("no UTF-8", LIST % b"<INDIVIDUAL>\xff\xfe</INDIVIDUAL>", "broken-xml"),
    ("unknown encoding", b'<?xml version="1.0" encoding="nonsense"?>' + LIST % ONE, "broken-xml"),
    ("a shell's codec", b'<?xml version="1.0" encoding="rot13"?>' + LIST % ONE, "broken-xml"),
    ("another list", b"<sdnList><sdnEntry/></sdnList>", "wrong-xml"),
    ("a web page", b"<!DOCTYPE html><html><body>Sign in</body></html>", "wrong-xml"),
    ("XXE, a file", DTD % (b'<!ENTITY x SYSTEM "file:///etc/passwd">', b"&x;"), "xml-entities"),
    ("XXE, an address", DTD % (b'<!ENTITY x SYSTEM "http://127.0.0.1/">', b"&x;"), "xml-entities"),
    ("XXE, parameter", DTD % (b'<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;', b""), "xml-entities"),
    ("external DTD", b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">' + LIST % ONE, "xml-entities"),
    ("billion laughs", DTD % (LAUGHS, b"&a8;"), "xml-entities"),
    ("quadratic blow-up", DTD % (b'<!ENTITY a "%s">' % (b"a" * 10_000), b"&a;" * 1000), "xml-entities"),
    ("undeclared entity", LIST % b"<INDIVIDUAL>&x;</INDIVIDUAL>", "broken-xml"),
    ("a record of 5 MiB", LIST % (b"<INDIVIDUAL>%s</INDIVIDUAL>" % (b"x" * 5 * MIB)), "xml-record-too-large"),
    ("nested for ever", LIST % (b"<INDIVIDUAL>" + b"<a>" * 2 * MIB), "wrong-xml"),
    ("nested deep", LIST % DEEP, "wrong-xml"),
    ("no records", LIST % b"", (0, [])),
    ("no id", LIST % b"<INDIVIDUAL><FIRST_NAME>Aziz</FIRST_NAME></INDIVIDUAL>", (0, ["no-id"])),
    ("id empty", LIST % b"<INDIVIDUAL><DATAID/></INDIVIDUAL>", (0, ["no-id"])),
    ("one bad of two", LIST % (b"<INDIVIDUAL/>" + ONE), (2, ["no-id"])),
    ("comments", b"<!-- a --><?pi?>" + LIST % (b"<!-- b -->" + ONE), (2, [])),
    ("UTF-16", (LIST % ONE).decode().encode("utf-16"), (2, [])),
    ("windows-1251", RUSSIAN + LIST % ONE.replace(b"Aziz", b"\xc0\xe7"), (2, [])),
]


@pytest.mark.parametrize(("name", "data", "outcome"), UN, ids=[case[0] for case in UN])
def test_a_bad_file_is_refused_with_a_reason_and_a_remedy(tmp_path, name, data, outcome):
    check(tmp_path, "un-list", data, outcome)
