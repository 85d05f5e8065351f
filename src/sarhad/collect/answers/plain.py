"""Answers as text, for forms without a mapping and for people who read a form as it was filled in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from django.utils import timezone

from sarhad.collect.forms import Question
from sarhad.collect.forms.shown import Shown

POSITION = re.compile(r"\[(\d+)\]")
Answer = tuple[str, tuple[int, ...]]  # path of the question, row


def text(walked: Iterable[Shown], lang: str = "", but: Collection[Answer] = ()) -> str:
    """One line for each answer: number, label, what was answered; headings of groups above theirs.

    Args:
        walked: what `Instance.walk` gives.
        but: answers to leave out.
    """
    lines: list[str] = []
    headings: list[Shown] = []
    for shown in walked:
        headings = [each for each in headings if each.depth < shown.depth]
        if shown.group:
            headings += [] if shown.rows else [shown]
        elif shown.value and (shown.node.path, row_of(shown.path)) not in but:
            lines += [_heading(each, lang) for each in headings]
            lines.append(f"{_heading(shown, lang)}: {said(shown, lang)}")
            headings = []
    return "\n".join(lines)


def row_of(path: str) -> tuple[int, ...]:
    """Positions in a path: "/data/person[2]/name" stands in row (2,)."""
    return tuple(map(int, POSITION.findall(path)))


def _heading(shown: Shown, lang: str) -> str:
    row = str(shown.row) if shown.group and shown.row else ""
    return " ".join(filter(None, (shown.number, shown.label(lang) or shown.node.name, row)))


def said(shown: Shown, lang: str = "") -> str:
    """The answer to one question as a person reads it: choices by their labels."""
    assert isinstance(shown.node, Question)
    choices = {choice.name: choice for choice in (*shown.node.choices, *shown.choices)}
    if not choices:
        return shown.value
    several = shown.node.kind in ("select-multiple", "rank")
    names = shown.value.split() if several else [shown.value]
    return "; ".join(choices[name].label(lang) if name in choices else name for name in names)


def today() -> str:
    return timezone.localdate().isoformat()
