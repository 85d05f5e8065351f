"""One filled-in form."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Set
from typing import Any

from sarhad.collect.forms import addresses, checking
from sarhad.collect.forms.errors import Fault
from sarhad.collect.forms.loading import load
from sarhad.collect.forms.model import UPLOADS, Form, Group, Question
from sarhad.collect.forms.shown import Shown
from sarhad.collect.forms.state import State
from sarhad.collect.forms.texts import Text
from sarhad.collect.forms.tree import OPENROSA, Element, write
from sarhad.collect.forms.values_of import clean
from sarhad.collect.forms.visiting import Visit, visits


class Instance:
    """The answers to one form.

    Paths name nodes with positions inside repeats: "/data/persons[2]/name"; a missing position is 1. A path that
    the form does not have, or a row that is not there, raises `KeyError`.
    """

    def __init__(self, form: Form, xml: bytes | None = None, properties: Mapping[str, str] | None = None) -> None:
        """A new instance with defaults, or one from XML; raises `Unreadable` if that is none of this form.

        `properties` are what the form may ask of the client: username, email, deviceid.
        """
        self.form = form
        document = form.engine.document.copy() if xml is None else load(form, xml)
        self.state = State(form, document, properties)
        if xml is None:
            self.state.begin()
        else:
            self.state.run()

    def get(self, path: str) -> str:
        return self._node(path).text

    def set(self, path: str, value: str) -> None:
        """Answers a question. What the answer changes elsewhere is there after `recalculate`."""
        node = self._node(path)
        if self.form.engine.layout.get(node.path):
            raise KeyError(path)
        self.state.put(node, clean(value))

    def add(self, path: str) -> str:
        """One more row of a repeat ("/data/persons"); returns its path ("/data/persons[3]")."""
        outer, _, name = path.rpartition("/")
        parent = self._node(outer)
        repeat = f"{parent.path}/{name}"
        if repeat not in self.form.engine.repeats:
            raise KeyError(path)
        self.state.live = True
        return self._located(self.state.row(parent, repeat))

    def remove(self, path: str) -> None:
        """Takes one row of a repeat away."""
        node = self._node(path)
        if node.path not in self.form.engine.repeats or node.parent is None:
            raise KeyError(path)
        self.state.live = True
        node.parent.children.remove(node)
        self.state.touched.add(node.path)
        self.state.moved()

    def count(self, path: str) -> int:
        """How many rows a repeat has."""
        outer, _, name = path.rpartition("/")
        parent = self._node(outer)
        if f"{parent.path}/{name}" not in self.form.engine.repeats:
            raise KeyError(path)
        return len(parent.all(name))

    def walk(self) -> Iterator[Shown]:
        """What a person sees now: relevant groups and questions in order, repeats unrolled."""
        for visit in visits(self.state):
            yield self._shown(visit)

    def faults(self, lang: str = "", within: str = "") -> list[Fault]:
        """What is wrong with the answers, in the language; all of it, or that below a group or row."""
        self.recalculate()
        return checking.faults(self.state, lang, within.rstrip("/"))

    def recalculate(self) -> None:
        """Brings what the form computes up to the answers."""
        self.state.run()

    def xml(self, whole: bool = False) -> bytes:
        """The submission: without what is not relevant, unless `whole` (as a draft keeps it)."""
        root = _relevant(self.state.root, whole)
        return write(root or Element(self.state.root.name))

    @property
    def instance_id(self) -> str:
        node = self._id_node()
        return node.text.strip() if node else ""

    def set_instance_id(self, value: str = "") -> str:
        """Gives the instance its id ("uuid:…" made anew without `value`); returns it."""
        node = self._id_node()
        if node is None:
            root = self.state.root
            meta = next((one for one in root.children if one.name == "meta"), None)
            meta = meta or root.append(Element("meta", space=OPENROSA))
            node = meta.append(Element("instanceID", space=meta.space))
        node.text = clean(value) or f"uuid:{uuid.uuid4()}"
        return node.text

    def answers(self) -> dict[str, Any]:
        """{name: text, or a dict for a group, or a list of dicts for a repeat}, without what is not relevant."""
        return self._answers(self.state.root)

    def files(self) -> Set[str]:
        """Names of the files that the answers speak of."""
        binds, questions = self.form.engine.binds, self.form.engine.questions
        paths = {path for path, question in questions.items() if question.kind in UPLOADS}
        paths |= {path for path, bind in binds.items() if bind.type == "binary"}
        nodes = (node for path in paths for node in self.state.at(path))
        return {node.text.strip() for node in nodes if node.text.strip() and self.state.relevant(node)}

    def strangers(self) -> list[str]:
        """Names of answered nodes that the form does not have: it was filled in on another version of it."""
        kept = (
            node for node in self.state.root.walk() if not node.path and not node.children and node.text.strip()
        )
        return [node.name for node in kept if node.parent is None or node.parent.name != "meta"]

    def _node(self, path: str) -> Element:
        found = addresses.found(self.state.document, path)
        if found is None:
            raise KeyError(path)
        return found

    def _located(self, node: Element) -> str:
        return addresses.located(node, self.form.engine.repeats)

    def _id_node(self) -> Element | None:
        meta = self.state.root.child("meta")
        return meta.child("instanceID") if meta else None

    def _answers(self, node: Element) -> dict[str, Any]:
        found: dict[str, Any] = {}
        engine = self.form.engine
        for child in node.children:
            if not child.path or not child.own:
                continue
            value = self._answers(child) if engine.layout.get(child.path) else child.text
            if child.path in engine.repeats:
                found.setdefault(child.name, []).append(value)
            else:
                found[child.name] = value
        return found

    def _shown(self, visit: Visit) -> Shown:
        node, element, state = visit.node, visit.element, self.state

        def fill(text: Text, lang: str) -> str:
            return state.filled(text, element, lang)

        path = self._located(element)
        if isinstance(node, Question):
            bind = self.form.engine.binds[node.path]
            return Shown(
                node,
                path,
                node.number,
                visit.depth,
                value=element.text,
                required=state.holds(bind.required, element),
                read_only=bind.calculate is not None or state.read_only(element),
                choices=state.spoken(node, element),
                fill=fill,
            )
        if visit.row or not node.repeat:
            where = path if not node.name.startswith("-") else node.path
            return Shown(node, where, node.number, visit.depth, row=visit.row, fill=fill)
        return self._shown_repeat(visit, node, path)

    def _shown_repeat(self, visit: Visit, group: Group, outer: str) -> Shown:
        """The repeat as a whole; its label is that of a row, which may speak of what stands around it."""
        state = self.state
        row = visit.element.child(group.name) or state.detached(visit.element, group.path)
        return Shown(
            group,
            f"{outer}/{group.name}",
            group.number,
            visit.depth,
            rows=visit.rows,
            fixed=group.fixed,
            fill=lambda text, lang: state.filled(text, row, lang),
        )


def _relevant(node: Element, whole: bool) -> Element | None:
    if not (node.own or whole):
        return None
    new = Element(node.name, node.text, node.space)
    new.attributes = node.attributes
    for child in node.children:
        kept = _relevant(child, whole)
        if kept is not None:
            new.append(kept)
    return new
