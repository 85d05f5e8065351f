"""Which functions expressions can call, and how a call runs.

Three kinds: `PLAIN` take values; `SITED` take the environment and the context node before them; `LAZY` take their
arguments unevaluated and return the closure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sarhad.collect.forms.tree import Element
from sarhad.collect.forms.xpath import geo, numbers, strings, times
from sarhad.collect.forms.xpath.environment import Environment
from sarhad.collect.forms.xpath.grammar import Argument, Run
from sarhad.collect.forms.xpath.values import Value, boolean, number, string, whole

MANY = 1000
Signature = tuple[Callable[..., Value], int, int]  # the function; fewest and most arguments

VOLATILE = {"now", "today", "random", "uuid", "property", "jr:choice-name", "jr:itext", "once", "randomize"}
"""What these give depends on the moment or on the client; what a client has sent stays."""


def _count(value: Value) -> float:
    return float(len(value)) if isinstance(value, list) else float(string(value) != "")


def _count_non_empty(value: Value) -> float:
    return float(sum(1 for node in value if node.string())) if isinstance(value, list) else _count(value)


def _local_name(env: Environment, node: Element, value: Value = None) -> str:
    named = value[0] if isinstance(value, list) and value else node
    return str(named.name) if value is None or value else ""


def _checklist(fewest: Value, most: Value, *values: Value) -> bool:
    return _within(fewest, most, float(sum(1 for value in _each(values) if boolean(value))))


def _weighted(fewest: Value, most: Value, *values: Value) -> bool:
    pairs = zip(_each(values[::2]), _each(values[1::2]), strict=False)
    return _within(fewest, most, sum(number(weight) for value, weight in pairs if boolean(value)))


def _each(values: Sequence[Value]) -> list[Value]:
    """Sets of nodes as so many single ones."""
    found: list[Value] = []
    for value in values:
        found += [[node] for node in value] if isinstance(value, list) and len(value) > 1 else [value]
    return found


def _within(fewest: Value, most: Value, count: float) -> bool:
    low, high = number(fewest), number(most)
    return (low < 0 or count >= low) and (high < 0 or count <= high)


def _own(node: Element, value: Value) -> str:
    return node.string() if value is None else string(value)


def _choice_name(env: Environment, node: Element, name: Value, path: Value) -> str:
    return env.data.choice_label(string(name), string(path), node, env.lang)


def _document(env: Environment, node: Element, id: Value) -> list[Element]:
    found = env.data.secondary(string(id))
    return [found] if found else []


PLAIN: dict[str, Signature] = {
    "boolean": (boolean, 1, 1),
    "boolean-from-string": (lambda value: string(value).strip().lower() in ("1", "true"), 1, 1),
    "checklist": (_checklist, 2, MANY),
    "count": (_count, 1, 1),
    "count-non-empty": (_count_non_empty, 1, 1),
    "depend": (lambda value, *rest: value, 1, MANY),
    "false": (lambda: False, 0, 0),
    "not": (lambda value: not boolean(value), 1, 1),
    "true": (lambda: True, 0, 0),
    "weighted-checklist": (_weighted, 4, MANY),
    **numbers.FUNCTIONS,
    **strings.FUNCTIONS,
    **times.FUNCTIONS,
    **geo.FUNCTIONS,
}

SITED: dict[str, Signature] = {
    "current": (lambda env, node: [env.current], 0, 0),
    "format-date": (times.formatted, 2, 2),
    "format-date-time": (times.formatted, 2, 2),
    "instance": (_document, 1, 1),
    "jr:choice-name": (_choice_name, 2, 2),
    "jr:itext": (lambda env, node, id: env.data.translated(string(id), env.lang), 1, 1),
    "local-name": (_local_name, 0, 1),
    "name": (_local_name, 0, 1),
    "normalize-space": (lambda env, node, value=None: " ".join(_own(node, value).split()), 0, 1),
    "number": (lambda env, node, value=None: number([node] if value is None else value), 0, 1),
    "property": (lambda env, node, name: env.data.client(string(name)), 1, 1),
    "pulldata": (
        lambda env, node, file, *rest: env.data.looked_up(string(file), *(string(one) for one in rest)),
        4,
        4,
    ),
    "string": (lambda env, node, value=None: _own(node, value), 0, 1),
    "string-length": (lambda env, node, value=None: float(len(_own(node, value))), 0, 1),
    "version": (lambda env, node: env.data.version(), 0, 0),
}


def _if(test: Run, then: Run, otherwise: Run) -> Run:
    def run(env: Environment, node: Element, at: int, size: int) -> Value:
        return (then if boolean(test(env, node, at, size)) else otherwise)(env, node, at, size)

    return run


def _coalesce(*options: Run) -> Run:
    def run(env: Environment, node: Element, at: int, size: int) -> Value:
        value: Value = ""
        for option in options:
            value = option(env, node, at, size)
            if string(value):
                break
        return value

    return run


def _once(option: Run) -> Run:
    """Keeps what the node holds."""

    def run(env: Environment, node: Element, at: int, size: int) -> Value:
        return node.text or option(env, node, at, size)

    return run


def _position(*arguments: Run) -> Run:
    """Where the node stands in its list; with an argument: the row of a repeat, best the one around the node."""
    if not arguments:
        return lambda env, node, at, size: float(at or _place(node))
    (rows,) = arguments

    def run(env: Environment, node: Element, at: int, size: int) -> Value:
        nodes = rows(env, node, at, size)
        if not isinstance(nodes, list) or not nodes:
            return 0.0
        around = {id(one) for one in (env.current, *_above(env.current), node, *_above(node))}
        found = next((one for one in nodes if id(one) in around), nodes[0])
        return float(_place(found))

    return run


def _place(node: Element) -> int:
    return 1 + next((index for index, row in enumerate(node.rows()) if row is node), 0)


def _above(node: Element) -> list[Element]:
    found = []
    while node.parent:
        node = node.parent
        found.append(node)
    return found


LAZY: dict[str, Signature] = {
    "coalesce": (_coalesce, 1, MANY),
    "if": (_if, 3, 3),
    "last": (lambda: lambda env, node, at, size: float(size or len(node.rows())), 0, 0),
    "once": (_once, 1, 1),
    "position": (_position, 0, 1),
}

ARITIES = {name: found[1:] for table in (PLAIN, SITED, LAZY) for name, found in table.items()}
ARITIES["indexed-repeat"] = (3, 11)


def unknown(name: str) -> bool:
    return name not in ARITIES


def fits(name: str, count: int) -> bool:
    """Whether the function takes that many arguments."""
    fewest, most = ARITIES[name]
    return fewest <= count <= most and (name != "indexed-repeat" or count % 2 == 1)


def call(name: str, arguments: list[Argument]) -> Run:
    """The closure of a call. One that we lack or that lacks arguments is refused before it could run."""
    runs = [argument.run for argument in arguments]
    if unknown(name) or not fits(name, len(runs)):
        return lambda env, node, at, size: ""
    if name == "indexed-repeat":
        return _indexed(arguments)
    if name in LAZY:
        return LAZY[name][0](*runs)
    if name in SITED:
        sited = SITED[name][0]
        return lambda env, node, at, size: sited(env, node, *[run(env, node, at, size) for run in runs])
    return _plain(PLAIN[name][0], runs)


def _plain(function: Callable[..., Value], runs: list[Run]) -> Run:
    if len(runs) == 1:
        (only,) = runs
        return lambda env, node, at, size: function(only(env, node, at, size))
    return lambda env, node, at, size: function(*[run(env, node, at, size) for run in runs])


def _indexed(arguments: list[Argument]) -> Run:
    """`indexed-repeat(/data/a/b/c, /data/a, 2, /data/a/b, 1)`: c in the first b of the second a."""
    target, pairs = arguments[0], list(zip(arguments[1::2], arguments[2::2], strict=True))

    def run(env: Environment, node: Element, at: int, size: int) -> Value:
        found = pairs[0][0].run(env, node, at, size)
        rows: list[Any] = found[0].rows() if isinstance(found, list) and found else []
        reached: tuple[str, ...] = pairs[0][0].path
        for group, index in pairs:
            if group.path != reached:
                rows, reached = _below(rows, group.path[len(reached) :]), group.path
            wanted = whole(index.run(env, node, at, size))
            rows = rows[wanted - 1 : wanted] if wanted > 0 else []
        found = _below(rows, target.path[len(reached) :])
        return [one for one in found if env.data.relevant(one)] if env.data.filtering else found

    return run


def _below(nodes: list[Element], names: tuple[str, ...]) -> list[Element]:
    for name in names:
        nodes = [child for node in nodes for child in node.children if child.name == name]
    return nodes
