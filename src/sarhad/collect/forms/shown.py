"""What a person sees of a form at one moment of filling it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sarhad.collect.forms.model import Choice, Group, Node, Question
from sarhad.collect.forms.texts import Text


@dataclass(frozen=True, slots=True)
class Shown:
    """A relevant group (or one row of a repeat, or the repeat as a whole) or question; its children follow it."""

    node: Node
    path: str  # with positions inside repeats; of a repeat as a whole: without the last position
    number: str
    depth: int  # of groups around it
    value: str = ""
    required: bool = False
    read_only: bool = False
    choices: tuple[Choice, ...] = ()  # filtered by the answers so far
    row: int = 0  # of a row of a repeat, from 1; a repeat as a whole has 0 and its rows follow it
    rows: int = 0  # of a repeat as a whole: how many there are
    fixed: bool = False  # a repeat whose rows the form counts: no adding, no removing
    fill: Callable[[Text, str], str] = field(default=lambda text, lang: text.plain(lang), repr=False)

    def label(self, lang: str = "") -> str:
        return self.fill(self.node.text, lang)

    def hint(self, lang: str = "") -> str:
        return self.fill(self.node.hint_text, lang) if isinstance(self.node, Question) else ""

    @property
    def group(self) -> bool:
        return isinstance(self.node, Group)

    def chosen(self) -> Any:
        """The names chosen, for select-multiple and rank; a list."""
        return self.value.split()
