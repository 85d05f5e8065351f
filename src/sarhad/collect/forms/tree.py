"""XML as small trees of Python objects: read with caps and without entities, written back.

Names are matched without their namespaces: clients disagree on prefixes (`orx:meta`, `meta`), forms do not depend
on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

MOST_BYTES = 20_000_000
MOST_DEPTH = 100
MOST_NODES = 500_000

JAVAROSA = "http://openrosa.org/javarosa"
OPENROSA = "http://openrosa.org/xforms"
PREFIXES = {
    JAVAROSA: "jr",
    OPENROSA: "orx",
    "http://www.w3.org/1999/xhtml": "h",
    "http://www.w3.org/2001/xml-events": "ev",
    "http://www.w3.org/2001/XMLSchema": "xsd",
    "http://www.opendatakit.org/xforms": "odk",
    "http://www.opendatakit.org/xforms/entities": "entities",
}


class BadXml(ValueError):
    """XML that is broken, unsafe or too large; `reason` is a key, `line` where the parser stopped."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class Element:
    """A node: its text, or its children. `path` and `type` are set for the nodes of a submission."""

    __slots__ = ("attributes", "children", "name", "own", "parent", "path", "space", "text", "type")

    def __init__(self, name: str, text: str = "", space: str = "", parent: Element | None = None) -> None:
        self.name, self.space, self.text, self.parent = name, space, text, parent
        self.children: list[Element] = []
        self.attributes: dict[str, str] = {}  # "{namespace}name" where it has one
        self.path = ""  # "/data/persons/name", without positions
        self.type = ""  # int, decimal: compares as a number; boolean: is true or not
        self.own = True  # relevant by its own rule; whether it is depends on its ancestors too

    def get(self, name: str, default: str = "") -> str:
        """An attribute by its local name, whatever its namespace."""
        if name in self.attributes:
            return self.attributes[name]
        return next((v for k, v in self.attributes.items() if k.rpartition("}")[2] == name), default)

    def child(self, name: str) -> Element | None:
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Element]:
        return [child for child in self.children if child.name == name]

    def walk(self) -> Iterator[Element]:
        """This node and all below it, in document order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def append(self, child: Element, at: int | None = None) -> Element:
        child.parent = self
        self.children.insert(len(self.children) if at is None else at, child)
        return child

    def copy(self) -> Element:
        new = Element(self.name, self.text, self.space)
        new.attributes = dict(self.attributes)
        new.path, new.type = self.path, self.type
        for child in self.children:
            new.append(child.copy())
        return new

    def string(self) -> str:
        """The string value of XPath: its own text, or that of all below."""
        if not self.children:
            return self.text
        return "".join(node.text for node in self.walk())

    def rows(self) -> list[Element]:
        """The nodes of the same name under the same parent, this one among them."""
        return self.parent.all(self.name) if self.parent else [self]


class _Builder:
    """A target for the parser. Text between children becomes nodes named "#text" where `mixed` is wanted."""

    def __init__(self, mixed: bool, most: int) -> None:
        self.most = most
        self.root = Element("")  # the document node
        self.at, self.depth, self.nodes, self.mixed = self.root, 0, 0, mixed
        self.text: list[str] = []
        self.held: list[list[str]] = []  # texts of the nodes that are open; joined once, as there may be many

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._flush()
        space, _, name = tag.rpartition("}")
        self.depth += 1
        self.nodes += 1
        if self.depth > MOST_DEPTH or self.nodes > self.most:
            raise BadXml("large")
        new = Element(name, "", space.lstrip("{"))
        new.attributes = dict(attributes)
        self.at = self.at.append(new)
        self.held.append([])

    def end(self, tag: str) -> None:
        self._flush()
        assert self.at.parent is not None
        self.at.text = "".join(self.held.pop())
        self.at, self.depth = self.at.parent, self.depth - 1

    def data(self, text: str) -> None:
        self.text.append(text)

    def close(self) -> Element:
        return self.root

    def _flush(self) -> None:
        text = "".join(self.text)
        self.text.clear()
        if not text or self.at is self.root:
            return
        if self.mixed:
            self.at.append(Element("#text", text))
        elif text.strip() or not self.at.children:
            self.held[-1].append(text)


def parse(data: bytes, *, mixed: bool = False, most: int = MOST_NODES) -> Element:
    """The document node of some XML of at most so many nodes; its one child is the root. Raises `BadXml`."""
    if len(data) > MOST_BYTES:
        raise BadXml("large")
    parser = XMLParser(target=_Builder(mixed, most), forbid_dtd=True)
    try:
        parser.feed(data)
        document: Element = parser.close()
    except DefusedXmlException as error:
        raise BadXml("entities") from error
    except ParseError as error:
        raise BadXml("broken", error.position[0]) from error
    except (LookupError, ValueError) as error:  # an encoding that nobody knows, half a character
        raise error if isinstance(error, BadXml) else BadXml("broken") from error
    if not mixed:
        _trim(document)
    return document


def _trim(document: Element) -> None:
    """White space around children is layout."""
    for node in document.walk():
        if node.children and not node.text.strip():
            node.text = ""


def write(root: Element) -> bytes:
    """The XML of a tree, in UTF-8, with the usual prefixes for the usual namespaces."""
    spaces: dict[str, str] = {}
    body = "".join(_written(root, root.space, spaces))
    default = f" xmlns={quoteattr(root.space)}" if root.space else ""
    declared = "".join(f" xmlns:{prefix}={quoteattr(space)}" for space, prefix in spaces.items())
    head = f"<{root.name}"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{default}{declared}{body[len(head) :]}'.encode()


def _written(node: Element, default: str, spaces: dict[str, str]) -> Iterator[str]:
    name = node.name if node.space == default else _prefixed(node.space, node.name, spaces)
    yield f"<{name}"
    for key, value in node.attributes.items():
        space, _, local = key.rpartition("}")
        yield f" {_prefixed(space.lstrip('{'), local, spaces)}={quoteattr(value)}"
    if not node.text and not node.children:
        yield "/>"
        return
    yield ">" + escape(node.text)
    for child in node.children:
        yield from _written(child, default, spaces)
    yield f"</{name}>"


def _prefixed(space: str, name: str, spaces: dict[str, str]) -> str:
    if not space:
        return name
    if space == "http://www.w3.org/XML/1998/namespace":
        return f"xml:{name}"
    prefix = spaces.setdefault(space, PREFIXES.get(space) or f"n{len(spaces) + 1}")
    return f"{prefix}:{name}"
