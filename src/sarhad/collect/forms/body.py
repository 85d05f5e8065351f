"""The body of an XForm: groups and questions in their order, numbered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sarhad.collect.forms.compiling import Compiler, absolute
from sarhad.collect.forms.kinds import CONTROLS, kind_of
from sarhad.collect.forms.labels import Translations, text_of
from sarhad.collect.forms.model import Group, Node, Question
from sarhad.collect.forms.parts import Bind, Engine
from sarhad.collect.forms.reasons import refused
from sarhad.collect.forms.searching import rows
from sarhad.collect.forms.texts import Text
from sarhad.collect.forms.tree import Element
from sarhad.collect.forms.xpath import Expression

_SEEN = {*CONTROLS, "group", "repeat"}


@dataclass
class Body:
    """Reads the controls below `<h:body>`; remembers what needs compiling later."""

    compiler: Compiler
    translations: Translations
    binds: dict[str, Bind]
    defaults: dict[str, str]  # of nodes, by path
    ids: dict[str, str]  # of binds -> path
    counts: dict[str, Expression] = field(default_factory=dict)  # rows of repeats, by path
    controls: dict[str, Element] = field(default_factory=dict)  # by path
    unnamed: int = 0

    def nodes(self, parent: Element, path: str, numbers: Iterator[str]) -> tuple[Node, ...]:
        found: list[Node] = []
        for child in parent.children:
            if child.name in ("group", "repeat"):
                found.append(self.group(child, path, numbers))
            elif child.name in CONTROLS:
                found.append(self.question(child, path, numbers))
        return tuple(found)

    def text(self, node: Element | None, path: str) -> Text:
        return text_of(node, self.translations, lambda source: self.compiler.expression(source, path))

    def path(self, node: Element, outer: str) -> str:
        """The path of the node that a control is about; "" if it says none."""
        bind = node.get("bind")
        if bind:
            return self.ids.get(bind, "")
        ref = (node.get("nodeset") or node.get("ref")).strip()
        return absolute(ref, outer) if ref else ""

    def group(self, node: Element, outer: str, numbers: Iterator[str]) -> Group:
        """A group; the usual `<group><repeat/></group>` is one repeat with the label of the group."""
        inside = [child for child in node.children if child.name in _SEEN]
        own = self.path(node, outer)
        repeat = node if node.name == "repeat" else None
        if repeat is None and len(inside) == 1 and inside[0].name == "repeat":
            inner = self.path(inside[0], own or outer)
            repeat = inside[0] if own in ("", inner) else None
        path = self.path(repeat, own or outer) if repeat else own
        if path and path not in self.compiler.paths:
            raise refused("no-node", path=path)
        if repeat and path.count("/") < 2:
            raise refused("no-ref", tag="repeat")
        label = next((one for one in (node.child("label"), repeat and repeat.child("label")) if one), None)
        text = self.text(label, path or outer)
        number = next(numbers) if text or repeat else ""
        count = self._count(repeat, path) if repeat else ""
        return Group(
            path=path or self._unnamed(outer),
            name=path.rpartition("/")[2],
            text=text,
            repeat=bool(repeat),
            children=self.nodes(repeat or node, path or outer, numbered(number) if number else numbers),
            number=number,
            appearance=(repeat.get("appearance") if repeat else "") or node.get("appearance"),
            jr_count=count,
            fixed=bool(count) or (repeat is not None and repeat.get("noAddRemove").startswith("true")),
        )

    def _unnamed(self, outer: str) -> str:
        self.unnamed += 1
        return f"{outer}/-{self.unnamed}"

    def _count(self, repeat: Element, path: str) -> str:
        source = repeat.get("count").strip()
        if source:
            self.counts[path] = self.compiler.expression(source, path)
        return source

    def question(self, node: Element, outer: str, numbers: Iterator[str]) -> Question:
        path = self.path(node, outer)
        if not path:
            raise refused("no-ref", tag=node.name)
        if path not in self.compiler.paths:
            raise refused("no-node", path=path)
        bind = self.binds.setdefault(path, Bind(path))
        kind = kind_of(node, bind, self.defaults.get(path, ""))
        self.controls.setdefault(path, node)
        return Question(
            path=path,
            name=path.rpartition("/")[2],
            kind=kind,
            text=self.text(node.child("label"), path),
            hint_text=self.text(node.child("hint"), path),
            required=bind.required not in (None, False),
            constraint=bind.constraint.source if isinstance(bind.constraint, Expression) else "",
            constraint_text=bind.constraint_text,
            required_text=bind.required_text,
            read_only=bind.read_only is True,
            number="" if kind == "note" else next(numbers),
            appearance=node.get("appearance"),
            media_types=node.get("mediatype") if node.name == "upload" else "",
            bounds=(node.get("start"), node.get("end"), node.get("step")),
            default=self.defaults.get(path, ""),
        )


def numbered(prefix: str = "") -> Iterator[str]:
    """ "1", "2", …; below a group "3.1", "3.2", …"""
    at = 0
    while True:
        at += 1
        yield f"{prefix}.{at}" if prefix else str(at)


def filled(nodes: tuple[Node, ...], engine: Engine) -> tuple[Node, ...]:
    """The same nodes with the choices that could be offered."""
    return tuple(
        replace(node, children=filled(node.children, engine)) if isinstance(node, Group) else _chosen(node, engine)
        for node in nodes
    )


def _chosen(question: Question, engine: Engine) -> Question:
    choices = engine.statics.get(question.path, ())
    search = engine.searches.get(question.path)
    if search:
        choices = tuple(rows(engine.table(search.file), [], choices))
    return replace(question, choices=choices) if choices else question
