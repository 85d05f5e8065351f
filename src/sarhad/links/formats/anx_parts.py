"""Analyst's Notebook Exchange files (`.anx`) taken apart, within limits; `anx_in` makes a chart of the parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from sarhad.collect.errors import BadFile
from sarhad.collect.readers import files
from sarhad.links.formats import anx
from sarhad.links.formats.plain import MAX_REMARKS, MAX_TEXT, MAX_THINGS, MAX_TIES

MAX_BYTES = 64 * 2**20  # unpacked; a chart of 5,000 things and 20,000 links of ours takes 15
MAX_DEPTH, MAX_ITEMS = 40, MAX_THINGS + MAX_TIES + MAX_REMARKS
TOLD = {"ChartItem", "Strength", "AttributeClass", "EntityType", "LinkType", "Field", "CustomProperty"}


@dataclass(slots=True)
class Item:
    """What one ChartItem says, before names are resolved."""

    number: int
    given: dict[str, str]
    end: dict[str, str] | None = None
    entity: dict[str, str] | None = None
    style: dict[str, str] = field(default_factory=dict)
    link: dict[str, str] | None = None
    label_id: str | None = None
    attributes: list[tuple[str, str, str]] = field(default_factory=list)  # class, reference, value
    cards: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Definitions:
    """Names by id and by name."""

    names: dict[tuple[str, str], str] = field(default_factory=dict)  # (element, id) -> name
    dots: dict[str, str] = field(default_factory=dict)  # strength -> line
    icons: dict[str, str] = field(default_factory=dict)  # entity type -> icon file
    title: str = ""
    look: str = ""  # ours

    def note(self, element: Element, tag: str) -> None:
        name, id = element.get("Name", ""), element.get("Id", "")
        if id:
            self.names[tag, id] = name
        if tag == "Strength":
            self.dots[name] = element.get("DotStyle", "")
        elif tag == "EntityType":
            self.icons[name] = element.get("IconFile", "")

    def name(self, tag: str, named: str, reference: str) -> str:
        return named or self.names.get((tag, reference), "")


def taken_apart(path: Path) -> tuple[Definitions, list[Item]]:
    """The names that a file defines, and its items.

    Raises:
        BadFile: it is no such file, is damaged, declares entities, or holds more than is taken.
    """
    known, items = Definitions(), []
    with files.opened(path) as file:
        for tag, element in _elements(file):
            if tag == "ChartItem":
                items.append(_item(element, len(items) + 1))
                if len(items) > MAX_ITEMS:
                    raise BadFile("chart-too-large", most=MAX_ITEMS, what="ChartItem")
            elif tag == "Field" and element.get("Type") == "SummaryFieldTitle":
                known.title = element.get("Field", "")[:MAX_TEXT]
            elif tag == "CustomProperty" and element.get("Name") == anx.LOOK:
                known.look = element.get("Value", "")
            else:
                known.note(element, tag)
    return known, items


def _elements(file: Any) -> Iterator[tuple[str, Element]]:
    """Items and definitions as they end; what is done with is forgotten."""
    path: list[Element] = []
    try:
        for event, element in iterparse(_Metered(file), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                if not path and _tag(element) != "Chart":
                    raise BadFile("wrong-anx", found=_tag(element)[:40])
                path.append(element)
                if len(path) > MAX_DEPTH:
                    raise BadFile("wrong-anx", found=_tag(element)[:40])
                continue
            path.pop()
            tag = _tag(element)
            if tag in TOLD:
                yield tag, element
            if len(path) <= 2:
                element.clear()
    except ParseError as error:
        raise BadFile("broken-xml", line=error.position[0]) from error
    except DefusedXmlException as error:
        raise BadFile("xml-entities") from error
    except (ValueError, LookupError, UnicodeError) as error:  # an encoding that expat does not know
        raise BadFile("broken-xml", line=1) from error


class _Metered:
    """A file of at most so many bytes."""

    def __init__(self, file: Any) -> None:
        self.file, self.left = file, MAX_BYTES

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.file.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise BadFile("file-too-large", size=f"> {MAX_BYTES}", most=MAX_BYTES)
        return data


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _item(element: Element, number: int) -> Item:
    item = Item(number, dict(element.attrib))
    for part in element.iter():
        tag, given = _tag(part), dict(part.attrib)
        if tag == "End":
            item.end = given
        elif tag == "Entity":
            item.entity = given
        elif tag == "Link":
            item.link = given
        elif tag == "Label":
            item.label_id = given.get("LabelId", "")
        elif tag.endswith("Style") and ("Type" in given or tag == "LinkStyle" or "EntityTypeReference" in given):
            item.style = {**item.style, **given}
        elif tag == "Attribute":
            value = given.get("Value", "")
            item.attributes.append(
                (given.get("AttributeClass", ""), given.get("AttributeClassReference", ""), value)
            )
        elif tag == "Card":
            item.cards.append(": ".join(filter(None, (given.get("Summary", ""), given.get("Text", "")))))
    return item
