"""Location paths: steps along axes, predicates, and how an absolute path finds its own row of a repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sarhad.collect.forms.tree import Element
from sarhad.collect.forms.xpath.axes import AXES, once
from sarhad.collect.forms.xpath.environment import Environment
from sarhad.collect.forms.xpath.tokens import BadExpression
from sarhad.collect.forms.xpath.values import Value, boolean

if TYPE_CHECKING:
    from sarhad.collect.forms.xpath.grammar import Base, Parser

Run = Callable[[Environment, Element, int, int], Value]
Step = Callable[[Environment, list[Element]], list[Element]]
Test = Callable[[Element], bool]
NODE_TYPES = {"node", "text", "comment", "processing-instruction"}


def location(parser: Parser) -> Run:
    """`/data/a`, `../a`, `.`, `//a[1]`."""
    outer = parser.base
    absolute = parser.sees("/", "//")
    if absolute:
        parser.base = ()
    walked, plain, filtered = _steps(parser, first=not absolute)
    run = _absolute(parser, walked, plain) if absolute else _relative(walked)
    run = _noted(parser, run, filtered)
    parser.base = outer
    return run


def onwards(parser: Parser, start: Run) -> Run:
    """Predicates and steps after a call or a bracket: `instance('x')/root/item[…]`, `current()/../a`."""
    first = _predicates(parser)
    walked, _, filtered = _steps(parser, first=False)
    every = [*first, *walked]

    def run(env: Environment, node: Element, at: int, size: int) -> Value:
        nodes = start(env, node, at, size)
        if not isinstance(nodes, list):
            return []
        return _walk(env, nodes, every)

    return _noted(parser, run, filtered or bool(first))


def _noted(parser: Parser, run: Run, filtered: bool) -> Run:
    """Notes the path that was read; of the form's own nodes, only relevant ones count."""
    from sarhad.collect.forms.xpath.grammar import Reference

    if parser.base is None:
        return run
    parser.notes.references.append(Reference(parser.base, filtered))

    def seen(env: Environment, node: Element, at: int, size: int) -> Value:
        nodes = run(env, node, at, size)
        if not env.data.filtering:
            return nodes
        relevant = env.data.relevant
        return [one for one in nodes if relevant(one)]

    return seen


def union(runs: list[Run]) -> Run:
    def run(env: Environment, node: Element, at: int, size: int) -> Value:
        found: dict[int, Element] = {}
        for one in runs:
            value = one(env, node, at, size)
            if isinstance(value, list):
                found |= {id(each): each for each in value}
        return list(found.values())

    return run


def _relative(walked: list[Step]) -> Run:
    return lambda env, node, at, size: _walk(env, [node], walked)


def _absolute(parser: Parser, walked: list[Step], plain: int) -> Run:
    """Where the path runs beside the node that asks, it stays in that node's rows: /data/persons/name means the
    name of this person. Its last step is free, so that count(/data/persons) counts them all."""
    names = (parser.base or ())[:plain]
    free = names[:-1] if len(names) == len(parser.base or ()) else names
    here = "/".join(("", *(parser.origin or ())))
    shared = _shared(here, free)

    def run(env: Environment, node: Element, at: int, size: int) -> Value:
        asks = env.current
        common = shared if asks.path == here else _shared(asks.path, free)
        if not common:
            return _walk(env, [env.data.document], walked)
        start: Element | None = asks
        for _ in range(asks.path.count("/") - common):
            start = start.parent if start else None
        return _walk(env, [start], walked[common:]) if start else []

    return run


def _shared(path: str, names: tuple[str, ...]) -> int:
    """How many of the first names the path has too."""
    count = 0
    for one, other in zip(path.split("/")[1:], names, strict=False):
        if one != other:
            break
        count += 1
    return count


def _walk(env: Environment, nodes: list[Element], walked: list[Step]) -> list[Element]:
    for step in walked:
        nodes = step(env, nodes)
        if not nodes:
            break
    return nodes


def _steps(parser: Parser, *, first: bool) -> tuple[list[Step], int, bool]:
    """The steps; how many of the first go down by a name and nothing else; whether one has a predicate."""
    walked: list[Step] = []
    plain, still, filtered = 0, True, False
    if first:
        filtered = _step(parser, walked)
    while parser.sees("/", "//"):
        if parser.take().text == "//":
            still = False
            walked.append(_deep)
            _go(parser, "**")
        elif not _step_follows(parser):
            break  # the root alone
        bare = parser.next.kind == "name" and parser.next.text != "*"
        with_predicate = _step(parser, walked)
        filtered |= with_predicate
        still = still and bare and not with_predicate
        plain += still
    return walked, plain, filtered


def _step_follows(parser: Parser) -> bool:
    return parser.next.kind == "name" or parser.sees(".", "..", "@")


def _step(parser: Parser, walked: list[Step]) -> bool:
    """One step with its predicates; true if it has some."""
    token = parser.take()
    step: Step = _here
    if token.kind == "sign" and token.text in (".", ".."):
        if token.text == "..":
            step = _up
            _go(parser, "..")
    elif token.kind == "sign" and token.text == "@":
        step = _attribute(parser.name())
        parser.base = None
    elif token.kind == "name":
        step = _named(parser, token.text)
    else:
        raise BadExpression(parser.source)
    predicates = _predicates(parser)
    walked.append(_each(step, predicates) if predicates else step)
    return bool(predicates)


def _each(step: Step, predicates: list[Step]) -> Step:
    """Positions in a predicate count from each node anew: /data/house/person[1] is the first of every house."""

    def run(env: Environment, nodes: list[Element]) -> list[Element]:
        return once(one for node in nodes for one in _walk(env, step(env, [node]), predicates))

    return run


def _named(parser: Parser, name: str) -> Step:
    axis = "child"
    if parser.sees("::"):
        parser.take()
        axis, name = name, parser.name()
    if name in NODE_TYPES and parser.sees("("):
        parser.take()
        while not parser.sees(")"):
            parser.take()
        parser.expect(")")
        name = "*" if name == "node" else f"{name}()"
    local = name.rpartition(":")[2]
    _follow(parser, axis, local)
    if axis == "attribute":
        return _attribute(local)
    if local == "text()":
        return _texts
    if axis == "child":
        return _all_children if local == "*" else _children(local)
    if axis not in AXES:
        raise BadExpression(f"{axis}::")
    return _along(AXES[axis], local)


def _follow(parser: Parser, axis: str, name: str) -> None:
    if name == "text()" or axis == "self":
        return
    if axis == "attribute":
        parser.base = None
    elif axis == "parent":
        _go(parser, "..")
    else:
        if axis != "child":
            _go(parser, "**")
        _go(parser, name)


def _go(parser: Parser, name: str) -> None:
    """Keeps `base` at the node that the path has reached."""
    base: Base = parser.base
    if base is None:
        return
    if name != "..":
        parser.base = (*base, name)
    else:
        parser.base = base[:-1] if base and "**" not in base else ("**",) if base else ()


def _predicates(parser: Parser) -> list[Step]:
    found: list[Step] = []
    while parser.sees("["):
        parser.take()
        base = parser.base
        test = parser.binary(0)
        parser.base = base
        parser.expect("]")
        found.append(_predicate(test))
    return found


def _predicate(test: Run) -> Step:
    """Keeps the nodes for which the test is true, or whose position it is."""

    def step(env: Environment, nodes: list[Element]) -> list[Element]:
        size, kept = len(nodes), []
        for at, node in enumerate(nodes, 1):
            value = test(env, node, at, size)
            if value is True or (value == at if isinstance(value, float) else boolean(value)):
                kept.append(node)
        return kept

    return step


def _here(env: Environment, nodes: list[Element]) -> list[Element]:
    return nodes


def _children(name: str) -> Step:
    def step(env: Environment, nodes: list[Element]) -> list[Element]:
        return [child for node in nodes for child in node.children if child.name == name]

    return step


def _all_children(env: Environment, nodes: list[Element]) -> list[Element]:
    return [child for node in nodes for child in node.children]


def _up(env: Environment, nodes: list[Element]) -> list[Element]:
    return once(node.parent for node in nodes if node.parent)


def _deep(env: Environment, nodes: list[Element]) -> list[Element]:
    return once(below for node in nodes for below in node.walk())


def _texts(env: Environment, nodes: list[Element]) -> list[Element]:
    return [Element("", node.text, parent=node) for node in nodes if node.text]


def _attribute(name: str) -> Step:
    def step(env: Environment, nodes: list[Element]) -> list[Element]:
        return [
            Element(key.rpartition("}")[2], value, parent=node)
            for node in nodes
            for key, value in node.attributes.items()
            if name in ("*", key.rpartition("}")[2])
        ]

    return step


def _along(axis: Callable[[Element], Iterable[Element]], name: str) -> Step:
    def step(env: Environment, nodes: list[Element]) -> list[Element]:
        return once(one for node in nodes for one in axis(node) if name in ("*", one.name))

    return step
