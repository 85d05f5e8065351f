"""Reads what a client sent onto the shape of the form: nodes that miss come back empty, unknown ones stay."""

from __future__ import annotations

from django.utils.translation import gettext

from sarhad.collect.forms.errors import Unreadable
from sarhad.collect.forms.model import Form
from sarhad.collect.forms.model_of import XFORMS
from sarhad.collect.forms.parts import Engine
from sarhad.collect.forms.tree import BadXml, Element, parse

MOST_NODES = 20_000
"""A report of fifty persons with a hundred answers each has 5,000; rules over rows take their square in time."""


def load(form: Form, xml: bytes) -> Element:
    """The document node of a submission. Raises `Unreadable`."""
    root = _root(xml)
    engine: Engine = form.engine
    own = engine.document.children[0]
    given = root.attributes.get("id", "")
    if root.name != own.name or (given and given != form.id):
        text = gettext("This is not a submission of the form “%(form)s”, but of “%(other)s”.")
        other = given if given != form.id and given else root.name
        raise Unreadable(text % {"form": form.id, "other": other[:100]})
    document = Element("")
    document.append(_merged(engine, own.path, root))
    return document


def _root(xml: bytes) -> Element:
    try:
        return parse(xml.lstrip(), most=MOST_NODES).children[0]
    except BadXml as error:
        texts = {
            "large": gettext("The submission is too large or nested too deeply."),
            "entities": gettext("The submission declares entities or a document type; such XML is not opened."),
        }
        broken = gettext("The XML of the submission breaks off or is damaged at line %(line)s.")
        raise Unreadable(texts.get(error.reason, broken) % {"line": error.line}) from error


def _merged(engine: Engine, path: str, given: Element) -> Element:
    shape = engine.shape(path)
    new = Element(shape.name, given.text, shape.space)
    new.attributes, new.path, new.type = given.attributes, path, shape.type
    waiting: dict[str, list[Element]] = {}
    for child in given.children:
        waiting.setdefault(child.name, []).append(child)
    for name in engine.layout.get(path, ()):
        below = f"{path}/{name}"
        rows = waiting.pop(name, [])
        if below not in engine.repeats and rows:
            waiting[name], rows = rows[1:], rows[:1]
        elif below not in engine.repeats:
            new.append(blank(engine.shape(below)))
        for row in rows:
            new.append(_merged(engine, below, row))
    for child in (child for rows in waiting.values() for child in rows):
        new.append(_kept(child))
    return new


def blank(shape: Element) -> Element:
    """The node without its defaults: a client that left it out had none of them."""
    new = shape.copy()
    for node in new.walk():
        node.text = ""
    return new


def _kept(node: Element) -> Element:
    for each in node.walk():
        each.space = "" if each.space == XFORMS else each.space
    return node
