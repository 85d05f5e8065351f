"""A form on paper: the empty sheet to fill in by hand, or a report as it was filled in, with the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from sarhad.collect.answers.plain import said
from sarhad.collect.forms import UNSEEN, UPLOADS, Form, Group, Instance, Node, Question
from sarhad.kernel.papers import is_rtl, pdf

TEMPLATE = Path(__file__).parent / "printed.typ"
MOST_BOXES = 20  # longer lists are written by hand
LINES = {"multiline": 4}  # of text, by appearance

Item = dict[str, Any]


def empty(form: Form, lang: str, office: str = "") -> bytes:
    """The form to fill in by hand, as PDF: tick boxes for choices, lines for everything else."""
    with translation.override(lang):
        items = [item for node in form.children for item in _blank(node, lang, 0)]
        return _draw(form, lang, items, office, _("Tick what applies. Leave empty what is not known."))


def filled(form: Form, instance: Instance, lang: str, office: str = "", note: str = "") -> bytes:
    """A filled-in form, as PDF: what was answered, and nothing of what was not asked."""
    with translation.override(lang):
        return _draw(form, lang, list(_answered(instance, lang)), office, note)


def _draw(form: Form, lang: str, items: list[Item], office: str, note: str) -> bytes:
    data = {
        "lang": lang,
        "title": form.title(lang),
        "form": f"{form.id} {form.version}".strip(),
        "office": office,
        "simulated": _("Simulated data. No person, number or case here is real.") if settings.SIMULATED else "",
        "note": note,
        "items": items,
    }
    return pdf(TEMPLATE, data)


# The empty sheet


def _blank(node: Node, lang: str, depth: int) -> Iterator[Item]:
    if isinstance(node, Question):
        if node.kind not in UNSEEN:
            yield _question(node, lang)
        return
    label = f"{node.label(lang)} № ____" if node.repeat else node.label(lang)
    yield _heading(node.number, label, 0, depth)
    for child in node.children:
        yield from _blank(child, lang, depth + 1)
    if node.repeat:
        yield {"kind": "note", "text": _("For more, copy this part."), "rtl": False}


def _heading(number: str, label: str, row: int, depth: int) -> Item:
    text = f"{label} {row}" if row else label
    return {"kind": "heading", "number": number, "text": text, "level": min(depth, 2), "empty": not text.strip()}


def _question(node: Question, lang: str) -> Item:
    if node.kind == "note":
        return {"kind": "note", "text": node.label(lang), "rtl": is_rtl(node.label(lang))}
    boxes = [choice.label(lang) for choice in node.choices] if len(node.choices) <= MOST_BOXES else []
    item = {
        "number": node.number,
        "label": node.label(lang) or node.name,
        "hint": node.hint(lang),
        "several": False,
    }
    if boxes:
        return {**item, "kind": "boxes", "boxes": boxes, "several": node.kind in ("select-multiple", "rank")}
    if node.kind == "acknowledge":
        return {**item, "kind": "boxes", "boxes": [_("Yes")]}
    if node.kind in ("date", "time", "datetime"):
        return {**item, "kind": "cells", "cells": _cells(node.kind)}
    if node.kind in UPLOADS:
        return {**item, "kind": "line", "lines": 1, "hint": node.hint(lang) or _("Note which picture or file.")}
    return {**item, "kind": "line", "lines": LINES.get(node.appearance.split(" ")[0], 1)}


def _cells(kind: str) -> list[str]:
    """Letters under the boxes of a date or time; "" leaves a gap."""
    day, clock = _("DD MM YYYY").split(" "), [_("HH"), _("MM")]
    parts = {"date": day, "time": clock}.get(kind, [*day, *clock])
    return [letter for part in parts for letter in (*part, "")][:-1]


# The filled-in one


def _answered(instance: Instance, lang: str) -> Iterator[Item]:
    headings: list[tuple[int, Item]] = []
    for shown in instance.walk():
        headings = [each for each in headings if each[0] < shown.depth]
        if isinstance(shown.node, Group):
            if not shown.rows:
                headings.append((shown.depth, _heading(shown.number, shown.label(lang), shown.row, shown.depth)))
        elif shown.value and shown.node.kind not in UNSEEN:
            yield from (item for _depth, item in headings)
            headings = []
            text = said(shown, lang)
            label = shown.label(lang) or shown.node.name
            yield {"kind": "answer", "number": shown.number, "label": label, "text": text, "rtl": is_rtl(text)}
