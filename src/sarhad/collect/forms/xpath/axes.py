"""The axes of XPath 1.0 over our trees, and the two that forms walk most."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sarhad.collect.forms.tree import Element


def once(nodes: Iterable[Any]) -> list[Element]:
    return list({id(node): node for node in nodes}.values())


def ancestors(node: Element) -> Iterable[Element]:
    while node.parent:
        node = node.parent
        yield node


def _siblings(node: Element, after: bool) -> list[Element]:
    rows = node.parent.children if node.parent else [node]
    at = next(index for index, row in enumerate(rows) if row is node)
    return rows[at + 1 :] if after else rows[:at][::-1]


AXES: dict[str, Callable[[Element], Iterable[Element]]] = {
    "self": lambda node: [node],
    "parent": lambda node: [node.parent] if node.parent else [],
    "descendant": lambda node: [one for one in node.walk() if one is not node],
    "descendant-or-self": lambda node: node.walk(),
    "ancestor": ancestors,
    "ancestor-or-self": lambda node: [node, *ancestors(node)],
    "following-sibling": lambda node: _siblings(node, after=True),
    "preceding-sibling": lambda node: _siblings(node, after=False),
}
