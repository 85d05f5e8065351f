"""The consolidated list of the UN Security Council, in the XML that un.org publishes.

Each individual becomes a Person, each entity an Organization, with one Sanction, the Addresses and the documents
(Passport or Identification) that the list names. Keys are the list's DATAID, which it keeps for good.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from sarhad.collect.errors import BadFile, BadRow
from sarhad.collect.readers import files
from sarhad.collect.records import Refuse, Row, Stated

MAX_RECORD = 4 * 2**20  # bytes of XML; the longest has some 20,000
WEB_PAGE = (b"<!doctype html", b"<html")  # what a download gives that asked for a password
MAX_DEPTH = 20  # elements within elements; the list has 5
RECORDS = {"INDIVIDUAL": "Person", "ENTITY": "Organization"}
NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
PLACE = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
ALIASES = {"Low": "weakAlias", "f.k.a.": "previousName"}
FORMER = ("previously listed as", "formerly listed as", "previous listed as")
ZONE = re.compile(r"(?<=\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)$")
AUTHORITY = "United Nations Security Council"
PAGE = "https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list"

Values = dict[str, list[str]]
Origins = dict[tuple[str, str], str]


class UnListInput:
    """A record of the list is a row; rows are numbered as they stand in the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.details: dict[str, str] = {}
        self.columns: list[tuple[str, str]] = []
        self.missing: list[str] = []

    def rows(self, refuse: Refuse) -> Iterator[Row]:
        if files.head(self.path, 1024).lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(WEB_PAGE):
            raise BadFile("wrong-xml")
        with files.opened(self.path) as file:
            for number, record in enumerate(self._records(Metered(file)), 1):
                try:
                    stated = entities(record)
                    keys = [each.key for each in stated]
                    yield Row(number, keys, hash(repr(stated)), partial(list, stated))
                except BadRow as bad:
                    refuse(number, bad.code, bad.field, bad.value, **bad.values)

    def _records(self, file: Metered) -> Iterator[Element]:
        path: list[Element] = []
        try:
            for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
                if event == "start":
                    self._enter(element, path)
                    continue
                path.pop()
                if len(path) == 2 and element.tag in RECORDS:
                    yield element
                    path[1].clear()  # records that are done with take no memory
                    file.used = 0
        except ParseError as error:
            raise BadFile("broken-xml", line=error.position[0]) from error
        except DefusedXmlException as error:
            raise BadFile("xml-entities") from error
        except (ValueError, LookupError, UnicodeError) as error:  # an encoding that expat does not know
            raise BadFile("broken-xml", line=1) from error

    def _enter(self, element: Element, path: list[Element]) -> None:
        if not path:
            if element.tag != "CONSOLIDATED_LIST":
                raise BadFile("wrong-xml")
            self.details["generated"] = element.get("dateGenerated", "")[:10]
        path.append(element)
        if len(path) > MAX_DEPTH:
            raise BadFile("wrong-xml")


class Metered:
    """A file that notices when no record ends for too long."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.used = file, 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.used += len(data)
        if self.used > MAX_RECORD:
            raise BadFile("xml-record-too-large", most=MAX_RECORD)
        return data


def entities(record: Element) -> list[Stated]:
    """What one record states: the person or organisation first. Raises BadRow."""
    key = _text(record, "DATAID")
    if not key:
        raise BadRow("no-id", "DATAID")
    main, parts = _subject(record, key), [_sanction(record, key)]
    kind = record.tag
    parts += _each(record, f"{kind}_ADDRESS", lambda node: _address(node, key))
    parts += _each(record, f"{kind}_DOCUMENT", lambda node: _document(node, key))
    main.values["addressEntity"] = [part.key for part in parts if part.schema == "Address"]
    return [main, *_distinct(parts)]


def _subject(record: Element, key: str) -> Stated:
    values: Values = defaultdict(list)
    origins: Origins = {}
    values["name"] = [" ".join(filter(None, (_text(record, part) for part in NAME_PARTS)))]
    values["name"] += _texts(record, "NAME_ORIGINAL_SCRIPT")
    values["topics"] = ["sanction"]
    values["program"] = _texts(record, "UN_LIST_TYPE")
    values["createdAt"] = _dates(record, "LISTED_ON")
    values["modifiedAt"] = _last_update(record)
    values["notes"] = _texts(record, "COMMENTS1")
    for alias in record.findall(f"{record.tag}_ALIAS"):
        _alias(alias, values)
    if record.tag == "INDIVIDUAL":
        _person(record, values, origins)
    return Stated(key, RECORDS[record.tag], values, origins=origins)


def _person(record: Element, values: Values, origins: Origins) -> None:
    names = [_text(record, part) for part in NAME_PARTS]
    if names[1]:  # one name alone says nothing of which part it is
        values["firstName"], values["secondName"] = names[:1], names[1:2]
    values["title"] = _texts(record, "TITLE/VALUE")
    values["position"] = _texts(record, "DESIGNATION/VALUE")
    values["nationality"] = _texts(record, "NATIONALITY/VALUE")
    values["gender"] = _texts(record, "GENDER")
    for node in record.findall("INDIVIDUAL_DATE_OF_BIRTH"):
        _birth_date(node, values, origins)
    for node in record.findall("INDIVIDUAL_PLACE_OF_BIRTH"):
        place = [_text(node, part) for part in PLACE if part != "COUNTRY"]
        country = _text(node, "COUNTRY")
        values["birthPlace"] += [", ".join(filter(None, [*place, country]))] if any(place) else []
        values["birthCountry"].append(country)
        values["notes"] += _texts(node, "NOTE")


def _alias(node: Element, values: Values) -> None:
    """The list joins several aliases of one quality with semicolons."""
    names = [name.strip() for name in _text(node, "ALIAS_NAME").split(";")]
    note, quality = _text(node, "NOTE"), _text(node, "QUALITY")
    former = note.lower().startswith(FORMER)
    values["previousName" if former else ALIASES.get(quality, "alias")] += filter(None, names)
    born = [_text(node, part) for part in ("DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH")]
    remarks = [note if not former else "", f"born {', '.join(filter(None, born))}" if any(born) else ""]
    if any(names) and any(remarks):
        values["notes"].append(f"{'; '.join(names)}: {'; '.join(filter(None, remarks))}")


def _birth_date(node: Element, values: Values, origins: Origins) -> None:
    """Exact dates as they are; of an approximate one or a span the words are kept as given."""
    kind, note = _text(node, "TYPE_OF_DATE"), _text(node, "NOTE")
    first, last = _text(node, "FROM_YEAR"), _text(node, "TO_YEAR")
    values["notes"] += [f"Date of birth: {note}"] if note and note != "Approximately" else []
    if kind == "BETWEEN":
        dates, words = [first, last], f"between {first} and {last}"
    else:
        date = _text(node, "DATE") or _text(node, "YEAR")
        vague = kind == "APPROXIMATELY" or note == "Approximately"
        dates, words = [date], f"approximately {date}" if vague else ""
    for date in filter(None, dates):
        values["birthDate"].append(date)
        if words:
            origins["birthDate", date] = words


def _sanction(record: Element, key: str) -> Stated:
    values = {
        "entity": [key],
        "authority": [AUTHORITY],
        "program": _texts(record, "UN_LIST_TYPE"),
        "authorityId": _texts(record, "REFERENCE_NUMBER"),
        "unscId": _texts(record, "REFERENCE_NUMBER"),
        "listingDate": _dates(record, "LISTED_ON"),
        "startDate": _dates(record, "LISTED_ON"),
        "modifiedAt": _last_update(record),
        "sourceUrl": [PAGE],
    }
    return Stated(f"{key}/sanction", "Sanction", values)


def _address(node: Element, key: str) -> Stated | None:
    street, city, state, code, country = (_text(node, part) for part in PLACE)
    full = ", ".join(filter(None, (street, city, state, code, country)))
    if not full:
        return None
    values = {
        "full": [full],
        "street": [street],
        "city": [city],
        "state": [state],
        "postalCode": [code],
        "country": [country],
        "remarks": _texts(node, "NOTE"),
    }
    return Stated(f"{key}/address/{full}", "Address", values)


def _document(node: Element, key: str) -> Stated | None:
    number, kind, more = (_text(node, part) for part in ("NUMBER", "TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2"))
    if not number:
        return None
    passport = "pass" in kind.lower() or "pasaporte" in kind.lower()
    values = {
        "holder": [key],
        "number": [number],
        "passportNumber": [number] if passport else [],
        "type": [kind, more],
        "country": [_text(node, "ISSUING_COUNTRY") or _text(node, "COUNTRY_OF_ISSUE")],
        "authority": _texts(node, "CITY_OF_ISSUE"),
        "startDate": _dates(node, "DATE_OF_ISSUE"),
        "summary": _texts(node, "NOTE"),
    }
    schema = "Passport" if passport else "Identification"
    return Stated(f"{key}/document/{schema}/{number}", schema, values)


def _last_update(record: Element) -> list[str]:
    return sorted(_dates(record, "LAST_DAY_UPDATED/VALUE"))[-1:]


def _each(record: Element, tag: str, make: Callable[[Element], Stated | None]) -> list[Stated]:
    return [made for made in map(make, record.findall(tag)) if made]


def _distinct(parts: list[Stated]) -> list[Stated]:
    """A document or address that a record names twice is one, with the details of both."""
    found: dict[str, Stated] = {}
    for part in parts:
        known = found.setdefault(part.key, part)
        if known is not part:
            for name, more in part.values.items():
                known.values[name] = [*known.values.get(name, []), *more]
    return list(found.values())


def _text(node: Element, path: str) -> str:
    return " ".join((node.findtext(path) or "").split())


def _texts(node: Element, path: str) -> list[str]:
    found = [" ".join((each.text or "").split()) for each in node.findall(path)]
    return [text for text in found if text]


def _dates(node: Element, path: str) -> list[str]:
    """Some dates carry a time zone, which says nothing about a day."""
    return [ZONE.sub("", text) for text in _texts(node, path)]
