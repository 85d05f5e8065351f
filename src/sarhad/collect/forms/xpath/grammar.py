"""Reads an expression into Python closures, and notes what it refers to.

A closure takes the environment, the context node, its position and the size of the context.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sarhad.collect.forms.tree import Element
from sarhad.collect.forms.xpath import arithmetic, steps
from sarhad.collect.forms.xpath.environment import Environment
from sarhad.collect.forms.xpath.tokens import BadExpression, Token, tokens
from sarhad.collect.forms.xpath.values import Value

Run = Callable[[Environment, Element, int, int], Value]
Base = tuple[str, ...] | None
"""The names from the root to a node of the form; None: a node elsewhere."""

DEEPEST = 60  # brackets in brackets

_LEVELS = (
    {"or"},
    {"and"},
    {"=", "!="},
    {"<", "<=", ">", ">="},
    {"+", "-"},
    {"*", "div", "mod"},
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A path of the form that an expression reads. "*" stands for any name, "**" for any depth."""

    path: tuple[str, ...]
    filtered: bool  # by a predicate: other rows of the same repeat, rather than this one


@dataclass(slots=True)
class Notes:
    """What an expression needs."""

    references: list[Reference] = field(default_factory=list)
    functions: list[tuple[str, int]] = field(default_factory=list)  # name, number of arguments
    instances: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)  # read by pulldata


@dataclass(frozen=True, slots=True)
class Argument:
    """Of a call: its closure, and what is known of it before it runs."""

    run: Run
    path: tuple[str, ...]  # that it reads last, if any
    literal: str


class Parser:
    """Recursive descent over the grammar of XPath 1.0; `base` is where relative paths start."""

    def __init__(self, source: str, base: Base) -> None:
        self.source, self.origin, self.base = source, base, base
        self.notes = Notes()
        self.tokens, self.at, self.depth = tokens(source), 0, 0

    def parse(self) -> Run:
        run = self.binary(0)
        if self.next.kind != "end":
            raise BadExpression(self.source)
        return run

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.tokens[self.at]
        if token.kind == "end":
            raise BadExpression(self.source)
        self.at += 1
        return token

    def name(self) -> str:
        """The name that must follow, without its namespace."""
        token = self.take()
        if token.kind != "name":
            raise BadExpression(self.source)
        return token.text.rpartition(":")[2]

    def sees(self, *texts: str) -> bool:
        token = self.next
        return token.kind in ("sign", "operator") and token.text in texts

    def expect(self, text: str) -> None:
        if not self.sees(text):
            raise BadExpression(self.source)
        self.at += 1

    def binary(self, level: int) -> Run:
        """`a + b - c`: one operand, or a chain of them on one level of precedence."""
        if level == len(_LEVELS):
            return self.unary()
        first = self.binary(level + 1)
        chain: list[tuple[str, Run]] = []
        while self.next.kind == "operator" and self.next.text in _LEVELS[level]:
            sign = self.take().text
            chain.append((sign, self.binary(level + 1)))
        return arithmetic.chained(first, chain) if chain else first

    def unary(self) -> Run:
        negative, found = False, False
        while self.sees("-"):
            self.take()
            negative, found = not negative, True
        run = self.union()
        return arithmetic.signed(run, negative) if found else run

    def union(self) -> Run:
        runs = [self.path()]
        while self.sees("|"):
            self.take()
            runs.append(self.path())
        return steps.union(runs) if len(runs) > 1 else runs[0]

    def path(self) -> Run:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadExpression(self.source[:80] + "…")
        run = self._filtered() if self._primary_follows() else steps.location(self)
        self.depth -= 1
        return run

    def _primary_follows(self) -> bool:
        token = self.next
        if token.kind in ("number", "literal") or self.sees("("):
            return True
        follows = self.tokens[self.at + 1] if token.kind != "end" else token
        called = token.kind == "name" and follows.text == "(" and follows.kind == "sign"
        return called and token.text not in steps.NODE_TYPES

    def _filtered(self) -> Run:
        """A value, a bracket or a call; perhaps with predicates and a path that goes on from it."""
        outer = self.base
        run, base = self._primary()
        if not self.sees("[", "/", "//"):
            return run
        self.base = base
        run = steps.onwards(self, run)
        self.base = outer
        return run

    def _primary(self) -> tuple[Run, Base]:
        token = self.take()
        if token.kind == "number":
            number = float(token.text)
            return (lambda env, node, at, size: number), None
        if token.kind == "literal":
            text = token.text
            return (lambda env, node, at, size: text), None
        if token.text == "(" and token.kind == "sign":
            before = len(self.notes.references)
            run = self.binary(0)
            self.expect(")")
            inner = self.notes.references[before:]
            return run, inner[0].path if len(inner) == 1 else None
        return self._call(token.text)

    def _call(self, name: str) -> tuple[Run, Base]:
        from sarhad.collect.forms.xpath.functions import call

        self.expect("(")
        before = len(self.notes.references)
        arguments: list[Argument] = []
        while not self.sees(")"):
            if arguments:
                self.expect(",")
            arguments.append(self._argument())
        self.expect(")")
        self.notes.functions.append((name, len(arguments)))
        if name == "indexed-repeat":  # reads chosen rows, as a predicate does
            tail = self.notes.references[before:]
            self.notes.references[before:] = [Reference(one.path, True) for one in tail]
        if name == "instance" and arguments:
            self.notes.instances.append(arguments[0].literal)
        if name == "pulldata" and arguments:
            self.notes.files.append(arguments[0].literal)
        return call(name, arguments), self._base_after(name, before)

    def _argument(self) -> Argument:
        token, before = self.next, len(self.notes.references)
        run = self.binary(0)
        path = self.notes.references[-1].path if len(self.notes.references) > before else ()
        return Argument(run, path, token.text if token.kind == "literal" else "")

    def _base_after(self, name: str, before: int) -> Base:
        """Where a path goes on after a call."""
        if name == "current":
            return self.origin
        inner = self.notes.references[before:]
        return inner[0].path if name == "randomize" and inner else None
