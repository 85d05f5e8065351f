"""Cuts an XPath expression into tokens (XPath 1.0, 3.7)."""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST = 40_000

_NAME = r"[^\W\d][\w.\-·]*"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<odd>\d+(?!(?:and|or|div|mod)\b)[^\W\d][\w.\-·]*)
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<literal>"[^"]*"|'[^']*')
    | (?P<sign>::|//|\.\.|!=|<=|>=|[()\[\]/@,|+\-=<>.])
    | (?P<star>\*)
    | (?P<variable>\${_NAME})
    | (?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    )""",
    re.VERBOSE,
)
_WORDS = {"and", "or", "div", "mod"}
_BEFORE_OPERAND = {"@", "::", "(", "[", ",", "and", "or", "div", "mod", "*x", "/", "//", "|"} | set("+-=<>")


class BadExpression(ValueError):
    """An expression that cannot be read; the message says why."""


class Token(NamedTuple):
    kind: str  # number, literal, sign, name, operator, star, end
    text: str


def tokens(source: str) -> list[Token]:
    if len(source) > LONGEST:
        raise BadExpression(source[:40] + "…")
    found: list[Token] = []
    at, end = 0, len(source.rstrip())
    while at < end:
        match = _TOKEN.match(source, at)
        if not match or match.lastgroup == "variable":
            raise BadExpression(source[at : at + 40].strip())
        found.append(_token(match.lastgroup or "", match[match.lastgroup or ""], found))
        at = match.end()
    return [*found, Token("end", "")]


def _token(kind: str, text: str, before: list[Token]) -> Token:
    """After an operand, `*` and the four words are operators."""
    operand = bool(before) and not (before[-1].kind == "operator" or before[-1].text in _BEFORE_OPERAND)
    if before and before[-1].kind == "literal":
        operand = True
    if kind == "odd":  # columns of files may begin with digits
        return Token("name", text)
    if kind == "star":
        return Token("operator", "*") if operand else Token("name", "*")
    if kind == "name" and operand and text.lower() in _WORDS:  # in capitals too: authors write them so
        return Token("operator", text.lower())
    if kind == "sign" and text in {"+", "-", "=", "!=", "<", "<=", ">", ">=", "|"}:
        return Token("operator", text)
    if kind == "literal":
        return Token("literal", text[1:-1])
    return Token(kind, text)
