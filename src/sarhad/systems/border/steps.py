"""A form as pages: one for each group or repeat at the top, one for a run of questions that stand alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from sarhad.collect.forms import UNSEEN, Fault, Form, Group, Instance, Node, Shown
from sarhad.systems.border.parts import Part, part_of

ALONE = 12  # questions outside of groups that one page holds


@dataclass(slots=True)
class Step:
    """One page of a form, as the answers so far make it."""

    number: int  # of the form, from 1: the same whatever is answered
    title: str
    parts: list[Part] = field(default_factory=list)  # at the top; others hang below
    paths: set[str] = field(default_factory=set)  # of the questions on it
    faults: int = 0


class Place(NamedTuple):
    """Where a step stands among those that are asked."""

    at: int
    of: int
    before: Step | None
    after: Step | None


@lru_cache(maxsize=256)
def _pages(form: Form) -> tuple[tuple[Node, ...], ...]:
    """The nodes at the top of the form, by page."""
    pages: list[list[Node]] = []
    loose = False
    for node in form.children:
        if isinstance(node, Group):
            pages.append([node])
            loose = False
        elif node.kind not in UNSEEN:
            if not loose or len(pages[-1]) >= ALONE:
                pages.append([])
            pages[-1].append(node)
            loose = True
    return tuple(tuple(page) for page in pages)


def steps(instance: Instance, lang: str, faults: Sequence[Fault] = ()) -> list[Step]:
    """The pages that the answers so far ask for, in order; faults stand at their questions."""
    where = {node.path: n for n, page in enumerate(_pages(instance.form), 1) for node in page}
    said: dict[str, list[str]] = {}
    for fault in faults:
        said.setdefault(fault.path, []).append(fault.message)
    found: dict[int, Step] = {}
    at, stack = 0, list[Part]()
    for shown in instance.walk():
        if not shown.group and shown.node.kind in UNSEEN:
            continue
        if shown.node.path in where and not shown.row:
            at, stack = where[shown.node.path], []
        step = found.setdefault(at, Step(at, _title(instance.form, at, lang, shown)))
        part = part_of(shown, lang, said.get(shown.path, ()))
        while stack and not stack[-1].holds(shown):
            stack.pop()
        (stack[-1].parts if stack else step.parts).append(part)
        if shown.group:
            stack.append(part)
        else:
            step.paths.add(shown.path)
            step.faults += len(part.errors)
    return [step for step in found.values() if step.paths or any(part.addable for part in step.parts)]


def _title(form: Form, number: int, lang: str, shown: Shown) -> str:
    first = _pages(form)[number - 1][0] if number else None
    if isinstance(first, Group) and (shown.label(lang) or first.label(lang)):
        return shown.label(lang) or first.label(lang)
    alone = [page for page in _pages(form) if not isinstance(page[0], Group)]
    return form.title(lang) if len(alone) == 1 else _("Page %(n)d") % {"n": number}


def place(found: Sequence[Step], number: int) -> Place | None:
    """None where no such step is asked."""
    at = next((n for n, step in enumerate(found) if step.number == number), None)
    if at is None:
        return None
    return Place(at + 1, len(found), found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None)


def step_of(found: Iterable[Step], path: str) -> Step | None:
    """The step on which a question stands."""
    return next((step for step in found if path in step.paths), None)
