"""A form as pages, spreadsheets and printed sheets see it: groups and questions in their order, with labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sarhad.collect.forms.texts import Text, pick

KINDS = (
    *("text", "integer", "decimal", "date", "time", "datetime", "geopoint", "geotrace", "geoshape"),
    *("select", "select-multiple", "rank", "range", "acknowledge", "barcode", "note", "calculate", "hidden"),
    *("file", "photo", "audio", "video"),
)
"""What a question asks for. `calculate` and `hidden` are never shown to a person."""

UPLOADS = frozenset({"file", "photo", "audio", "video"})
UNSEEN = frozenset({"calculate", "hidden"})


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    text: Text = field(default=Text(), repr=False)

    def label(self, lang: str = "") -> str:
        return self.text.plain(lang) or self.name


@dataclass(frozen=True, slots=True)
class Question:
    """One question, or a value that the form computes. Its path is without positions."""

    path: str
    name: str
    kind: str
    text: Text = field(default=Text(), repr=False)
    hint_text: Text = field(default=Text(), repr=False)
    choices: tuple[Choice, ...] = ()  # all that can be offered, before any filter; empty if only answers give them
    required: bool = False  # in some circumstances at least; `Shown.required` says whether now
    constraint: str = ""  # XPath
    constraint_text: Text = field(default=Text(), repr=False)
    required_text: Text = field(default=Text(), repr=False)
    read_only: bool = False  # always
    number: str = ""  # "3.2"; notes and unseen questions have none
    appearance: str = ""
    media_types: str = ""  # of an upload: "image/*"
    bounds: tuple[str, str, str] = ("", "", "")  # of a range: start, end, step
    default: str = ""

    def label(self, lang: str = "") -> str:
        return self.text.plain(lang)

    def hint(self, lang: str = "") -> str:
        return self.hint_text.plain(lang)

    def message(self, lang: str = "") -> str:
        """What the form says when the constraint fails."""
        return self.constraint_text.plain(lang)


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together; with `repeat`, as often as needed.

    A group that stands for no node of the data has a path of its own that no answer has: "/data/-1".
    """

    path: str
    name: str
    text: Text = field(default=Text(), repr=False)
    repeat: bool = False
    children: tuple[Node, ...] = ()
    number: str = ""
    appearance: str = ""
    jr_count: str = ""  # XPath that gives the number of rows
    fixed: bool = False  # nobody adds rows or takes them away

    def label(self, lang: str = "") -> str:
        return self.text.plain(lang)

    def questions(self) -> Iterator[Question]:
        for child in self.children:
            if isinstance(child, Group):
                yield from child.questions()
            else:
                yield child


Node = Group | Question


@dataclass(frozen=True, eq=False)
class Form:
    """A form that can be used. Make it with `read_form`; it never changes and may be shared between threads."""

    id: str
    version: str
    titles: Mapping[str, str] = field(repr=False)
    languages: tuple[str, ...]  # codes ("en", "ru") where the form names them; the default language first
    xml: bytes = field(repr=False)  # the XForm that clients get
    media: Mapping[str, bytes] = field(repr=False)
    children: tuple[Node, ...] = field(repr=False)
    hidden: tuple[Question, ...] = field(repr=False)  # computed values and metadata, in the order of the data
    hash: str  # "md5:…" of `xml`
    engine: Any = field(repr=False)  # compiled rules, for `Instance` only

    def title(self, lang: str = "") -> str:
        return pick(self.titles, lang) or self.id

    def questions(self) -> Iterator[Question]:
        """All questions in order, those inside groups too; after them what the form computes by itself."""
        yield from self.nodes()
        yield from self.hidden

    def nodes(self) -> Iterator[Question]:
        for child in self.children:
            if isinstance(child, Group):
                yield from child.questions()
            else:
                yield child
