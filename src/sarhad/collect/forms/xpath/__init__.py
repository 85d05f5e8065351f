"""XPath 1.0 with the functions of ODK XForms, over the small trees of `forms.tree`.

`compiled` reads an expression once a form; the `Expression` then runs on any node of any submission.
"""

from __future__ import annotations

from sarhad.collect.forms.tree import Element
from sarhad.collect.forms.xpath.environment import Data, Environment
from sarhad.collect.forms.xpath.functions import VOLATILE, fits, unknown
from sarhad.collect.forms.xpath.grammar import Notes, Parser, Reference
from sarhad.collect.forms.xpath.tokens import BadExpression
from sarhad.collect.forms.xpath.values import Value, boolean, string

__all__ = ["BadExpression", "Data", "Expression", "Reference", "boolean", "compiled", "fits", "string", "unknown"]


class Expression:
    """A compiled expression that stands at one place of the form."""

    __slots__ = ("notes", "run", "source", "volatile")

    def __init__(self, source: str, parser: Parser) -> None:
        self.source = source
        self.run = parser.parse()
        self.notes: Notes = parser.notes
        self.volatile = any(name in VOLATILE for name, _ in self.notes.functions)

    def value(self, data: Data, node: Element, lang: str = "") -> Value:
        return self.run(Environment(data, node, lang), node, 0, 0)  # 0: in no list but that of its siblings

    def text(self, data: Data, node: Element, lang: str = "") -> str:
        return string(self.value(data, node, lang))

    def true(self, data: Data, node: Element, lang: str = "") -> bool:
        return boolean(self.value(data, node, lang))

    def nodes(self, data: Data, node: Element, lang: str = "") -> list[Element]:
        found = self.value(data, node, lang)
        return found if isinstance(found, list) else []


def compiled(source: str, base: tuple[str, ...] | None) -> Expression:
    """Reads an expression that stands at `base` (the names from the root down). Raises `BadExpression`."""
    return Expression(source, Parser(source, base))
