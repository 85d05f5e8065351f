"""What stands on a page of a form: groups, rows of a repeat, questions with their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from sarhad.collect.forms import UPLOADS, Question, Shown
from sarhad.systems.border import typed

FEW = 8  # choices that are shown at once; more become a list to choose from
ZONES = (
    "+03:00", "+03:30", "+04:00", "+04:30", "+05:00", "+05:30", "+06:00", "+07:00", "+08:00", "+00:00",
)  # fmt: skip
"""Offered for a moment; that of the region stands in the middle."""
INPUTS = {
    "integer": "number", "decimal": "number", "range": "number", "date": "date", "time": "time",
    "datetime": "moment", "geopoint": "position", "note": "note", "acknowledge": "tick", "rank": "rank",
}  # fmt: skip


class Option(NamedTuple):
    name: str
    label: str
    chosen: bool


@dataclass(slots=True)
class Part:
    """A group, a repeat, one of its rows, or a question; groups and repeats hold others."""

    shown: Shown
    id: str  # of the element on the page
    label: str
    hint: str = ""
    look: str = ""  # how it is asked: text, area, number, date, time, moment, position, radio, list, ticks, …
    options: list[Option] = field(default_factory=list)
    errors: Sequence[str] = ()
    parts: list[Part] = field(default_factory=list)

    @property
    def path(self) -> str:
        return self.shown.path

    @property
    def value(self) -> str:
        return self.shown.value

    @property
    def number(self) -> str:
        return self.shown.number

    @property
    def repeat(self) -> bool:
        """A repeat as a whole."""
        return self.shown.group and self.shown.node.repeat and not self.shown.row

    @property
    def addable(self) -> bool:
        return self.repeat and not self.shown.fixed

    @property
    def described(self) -> str:
        """Ids of what explains the field, for aria-describedby."""
        return " ".join(f"{self.id}-{name}" for name, there in (("h", self.hint), ("e", self.errors)) if there)

    @property
    def moment(self) -> tuple[str, str, str]:
        return typed.moment_parts(self.value)

    @property
    def position(self) -> tuple[str, str]:
        return typed.position_parts(self.value)

    @property
    def ranks(self) -> list[list[Option]]:
        """The choices for each place of an order."""
        order = [*self.value.split(), *[""] * len(self.options)][: len(self.options)]
        return [[Option(o.name, o.label, o.name == name) for o in self.options] for name in order]

    @property
    def zones(self) -> list[Option]:
        chosen = self.moment[2] or "+05:00"
        return [Option(each, each, each == chosen) for each in dict.fromkeys((*ZONES, chosen))]

    @property
    def plain_date(self) -> bool:
        """Whether the browser's own field for a date can show the value."""
        return not self.value or bool(re.fullmatch(r"\d{4}-\d\d-\d\d", self.value))

    def holds(self, other: Shown) -> bool:
        """Whether another thing stands below this one."""
        row_of_it = self.repeat and bool(other.row) and other.node is self.shown.node
        return row_of_it or other.depth > self.shown.depth

    def every(self) -> Iterator[Part]:
        """The questions here and below."""
        if not self.shown.group:
            yield self
        for part in self.parts:
            yield from part.every()

    def told(self) -> str:
        """The answer as a person reads it."""
        if self.look in ("radio", "list", "ticks", "rank"):
            return ", ".join(option.label for option in self.options if option.chosen)
        if self.look == "moment":
            return " ".join(part for part in self.moment if part)
        if self.look == "position":
            return ", ".join(part for part in self.position if part)
        if self.look == "tick":
            return _("Yes") if self.value else ""
        return re.sub(r"(:\d\d)(:00(\.0+)?)$", r"\1", self.value) if self.look == "time" else self.value


def part_of(shown: Shown, lang: str, errors: Sequence[str] = ()) -> Part:
    node, id = shown.node, anchor(shown.path)
    if not isinstance(node, Question):
        return Part(shown, id, shown.label(lang))
    chosen = set(shown.value.split()) if node.kind in typed.SEVERAL else {shown.value}
    options = [Option(each.name, each.label(lang), each.name in chosen) for each in shown.choices]
    return Part(
        shown, id, shown.label(lang) or node.name, shown.hint(lang), _look(node, shown, len(options)), options,
        errors,
    )  # fmt: skip


def anchor(path: str) -> str:
    """The id of its element: letters, figures and dashes."""
    return "q-" + re.sub(r"[^\w]+", "-", path.partition("/")[2].partition("/")[2]).strip("-")


def _look(node: Question, shown: Shown, choices: int) -> str:
    if shown.read_only and node.kind != "note":
        return "fixed"
    if node.kind in UPLOADS:
        return "file"
    if node.kind == "select":
        return "list" if choices > FEW or "minimal" in node.appearance.split() else "radio"
    if node.kind == "select-multiple":
        return "ticks"
    if node.kind in ("geotrace", "geoshape") or (node.kind == "text" and "multiline" in node.appearance):
        return "area"
    return INPUTS.get(node.kind, "text")
