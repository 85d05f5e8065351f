"""Walks a form and its answers side by side: what is relevant, in the order of the form, repeats unrolled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sarhad.collect.forms import addresses
from sarhad.collect.forms.model import Group, Node, Question
from sarhad.collect.forms.state import State
from sarhad.collect.forms.tree import Element


class Visit(NamedTuple):
    node: Node
    element: Element  # of a repeat as a whole: its parent
    depth: int
    row: int = 0
    rows: int = 0


def visits(state: State) -> Iterator[Visit]:
    yield from _nodes(state, state.form.children, state.root, 0)


def _nodes(state: State, nodes: tuple[Node, ...], around: Element, depth: int) -> Iterator[Visit]:
    for node in nodes:
        if isinstance(node, Question):
            element = addresses.below(around, node.path) or addresses.below(state.root, node.path)
            if element is not None and state.relevant(element):
                yield Visit(node, element, depth)
        elif node.repeat:
            yield from _repeat(state, node, around, depth)
        else:
            yield from _group(state, node, around, depth)


def _group(state: State, group: Group, around: Element, depth: int) -> Iterator[Visit]:
    unnamed = group.name.startswith("-")
    element = around if unnamed else addresses.below(around, group.path)
    if element is None or not state.relevant(element):
        return
    inside = _nodes(state, group.children, element, depth + 1)
    first = next(inside, None)
    if first is None and unnamed:
        return
    yield Visit(group, element, depth)
    if first:
        yield first
    yield from inside


def _repeat(state: State, group: Group, around: Element, depth: int) -> Iterator[Visit]:
    parent = addresses.below(around, group.path.rpartition("/")[0])
    if parent is None or not state.relevant(parent):
        return
    rows = parent.all(group.name)
    bind = state.engine.binds.get(group.path)
    condition = bind.relevant if bind else None
    if not rows and condition is not None and not state.holds(condition, state.detached(parent, group.path)):
        return
    shown = [row for row in rows if row.own]
    if rows and not shown:
        return
    yield Visit(group, parent, depth, rows=len(shown))
    for at, row in enumerate(shown, 1):
        yield Visit(group, row, depth, row=at)
        yield from _nodes(state, group.children, row, depth + 1)
