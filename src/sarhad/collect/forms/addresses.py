"""Paths with positions: "/data/persons[2]/name" and the node that they name."""

from __future__ import annotations

import re
from collections.abc import Collection

from sarhad.collect.forms.tree import Element

_STEP = re.compile(r"([^/\[\]]+)(?:\[(\d{1,6})\])?")


def found(document: Element, path: str) -> Element | None:
    """The node at a path; a missing position is 1."""
    node = document
    for step in path.removeprefix("/").split("/"):
        match = _STEP.fullmatch(step)
        if not match:
            return None
        rows = [child for child in node.children if child.name == match[1] and child.path]
        at = int(match[2] or 1)
        if not 0 < at <= len(rows):
            return None
        node = rows[at - 1]
    return node


def located(node: Element, repeats: Collection[str]) -> str:
    """The path of a node, with a position at each repeat."""
    steps: list[str] = []
    while node.parent is not None:
        steps.append(f"{node.name}[{position(node)}]" if node.path in repeats else node.name)
        node = node.parent
    return "/" + "/".join(reversed(steps))


def position(node: Element) -> int:
    return 1 + next(at for at, row in enumerate(node.rows()) if row is node)


def plain(path: str) -> str:
    """The same path without positions."""
    return re.sub(r"\[\d*\]", "", path)


def below(node: Element, path: str) -> Element | None:
    """The node at the plain path `path`, in the row that `node` stands in or is."""
    if path == node.path:
        return node
    if not path.startswith(f"{node.path}/"):
        return None
    reached: Element | None = node
    for name in path[len(node.path) + 1 :].split("/"):
        reached = reached.child(name) if reached else None
    return reached


def beside(node: Element, other: Element) -> bool:
    """Whether two nodes stand in the same rows of the repeats that they share."""
    one, two = _line(node), _line(other)
    for a, b in zip(one, two, strict=False):
        if a.path != b.path:
            return True
        if a is not b:
            return False
    return True


def _line(node: Element) -> list[Element]:
    line = [node]
    while line[-1].parent is not None:
        line.append(line[-1].parent)
    return line[::-1]
