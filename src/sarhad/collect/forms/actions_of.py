"""The `setvalue` actions of an XForm. Actions that only a device can do (place, sound) are its own affair."""

from __future__ import annotations

from collections.abc import Iterator

from sarhad.collect.forms.body import Body
from sarhad.collect.forms.parts import Action
from sarhad.collect.forms.reasons import refused
from sarhad.collect.forms.tree import Element


def actions(model: Element, body: Element, reader: Body) -> tuple[Action, ...]:
    found = [(node, "") for node in model.all("setvalue")]
    found += _nested(body, "", reader)
    return tuple(_action(node, source, reader) for node, source in found if "@" not in reader.path(node, source))


def _nested(parent: Element, outer: str, reader: Body) -> Iterator[tuple[Element, str]]:
    """The actions inside controls and repeats, with the path of what they stand in."""
    for node in parent.children:
        if node.name == "setvalue":
            yield node, outer
        elif node.name != "#text":
            yield from _nested(node, reader.path(node, outer) or outer, reader)


def _action(node: Element, source: str, reader: Body) -> Action:
    target = reader.path(node, source)
    if target not in reader.compiler.paths:
        raise refused("no-node", path=target or "setvalue")
    expression = node.get("value").strip()
    value = reader.compiler.expression(expression, target) if expression else node.string().strip()
    return Action(frozenset(node.get("event").split()), target, value, source)
