"""The choices of a question: written in the form, from an itemset, or from a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sarhad.collect.forms.body import Body
from sarhad.collect.forms.labels import text_of
from sarhad.collect.forms.model import Choice
from sarhad.collect.forms.parts import Engine, Itemset, Search
from sarhad.collect.forms.reasons import refused
from sarhad.collect.forms.texts import Text, words
from sarhad.collect.forms.tree import Element

_INSTANCE = re.compile(r"""\s*(?:randomize\(\s*)?instance\(\s*['"]([^'"]+)['"]\s*\)\s*/([\w./:-]+)\s*(\[)?""")
_SEARCH = re.compile(r"\bsearch\s*\(")
_ITEXT = re.compile(r"\s*jr:itext\((.+)\)\s*")
EXTERNAL = "itemsets.csv"
"""The file that `select_one_external` reads."""


@dataclass
class Offers:
    body: Body
    engine: Engine
    media: set[str]

    def read(self) -> None:
        """Notes for every question that offers choices where they come from. Raises `Unpublishable`."""
        for path, node in self.body.controls.items():
            if node.name in ("select", "select1", "rank"):
                self._select(path, node)
            elif node.get("query"):
                self._external(path, node)

    def _select(self, path: str, node: Element) -> None:
        itemset = node.child("itemset")
        if itemset:
            self._itemset(path, itemset)
        items = tuple(self._item(item, path) for item in node.all("item"))
        found = _SEARCH.search(node.get("appearance"))
        if found:
            self._search(path, node.get("appearance")[found.end() :])
        if not itemset and not items:
            raise refused("no-choices", path=path)
        self.engine.statics[path] = (*items, *self.engine.statics.get(path, ()))

    def _item(self, item: Element, path: str) -> Choice:
        compile = lambda source: self.body.compiler.expression(source, path)
        value = item.child("value")
        text = text_of(item.child("label"), self.body.translations, compile)
        return Choice(value.string().strip() if value else "", text)

    def _itemset(self, path: str, node: Element) -> None:
        value, label = node.child("value"), node.child("label")
        name = value.get("ref") if value else "name"
        shown = (label.get("ref") if label else "") or name
        self._offer(path, node.get("nodeset"), name, shown)

    def _external(self, path: str, node: Element) -> None:
        """The items of one file; the query's own path says which list."""
        if EXTERNAL not in self.media and not _known(node.get("query"), self.engine):
            raise refused("media", file=EXTERNAL)
        found = re.search(r"instance\(\s*['\"]([^'\"]+)", node.get("query"))
        if found and found[1] not in self.engine.instances:
            self.engine.instances[found[1]] = _listed(self.engine.table("itemsets"), found[1])
        self._offer(path, node.get("query"), "name", "label")

    def _offer(self, path: str, nodes: str, name: str, label: str) -> None:
        compiler, itext = self.body.compiler, _ITEXT.fullmatch(label)
        found = _INSTANCE.match(nodes)
        fixed = bool(found) and not found[3] if found else False
        self.engine.itemsets[path] = Itemset(
            compiler.expression(nodes, path),
            compiler.item(name, path),
            compiler.item(itext[1] if itext else label, path),
            bool(itext),
            fixed,
        )
        document = self.engine.instances.get(found[1]) if found else None
        if found and document:
            rows = _all(document, found[2])
            self.engine.statics[path] = _unique(self.choice(path, row) for row in rows)

    def choice(self, path: str, row: Element) -> Choice:
        return choice_of(self.engine, path, row)

    def _search(self, path: str, rest: str) -> None:
        """`search('file', …)`: the written items name the columns of the file."""
        arguments = _arguments(rest)
        file = arguments[0].strip("'\" ") if arguments else ""
        if file.removesuffix(".csv") not in self.engine.files:
            raise refused("media", file=f"{file.removesuffix('.csv')}.csv")
        compile = self.body.compiler.expression
        self.engine.searches[path] = Search(
            file.removesuffix(".csv"), tuple(compile(one, path) for one in arguments[1:])
        )


def choice_of(engine: Engine, path: str, row: Element) -> Choice:
    """What an item offers to the question at `path`."""
    itemset = engine.itemsets[path]
    name = _cell(itemset.value.source, row)
    shown = _cell(itemset.label.source, row)
    text = engine.itext.get(shown, Text()) if itemset.itext else words(shown)
    return Choice(name, text)


def _unique(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple({choice.name: choice for choice in choices}.values())


def _cell(path: str, row: Element) -> str:
    """The text at a plain path below an item: a name, mostly."""
    node: Element | None = row
    for name in path.strip().removeprefix("./").split("/"):
        if node is None or name == ".":
            continue
        node = node.parent if name == ".." else node.child(name.rpartition(":")[2])
    return node.string() if node else ""


def _all(document: Element, path: str) -> list[Element]:
    nodes = [document]
    for name in path.strip("/").split("/"):
        nodes = [child for node in nodes for child in node.all(name.rpartition(":")[2])]
    return nodes


def _known(query: str, engine: Engine) -> bool:
    found = re.search(r"instance\(\s*['\"]([^'\"]+)", query)
    return bool(found and found[1] in engine.instances)


def _listed(table: Element, name: str) -> Element:
    """The rows of the file that belong to one list."""
    document = Element("")
    root = document.append(Element("root"))
    for row in table.children:
        cell = row.child("list_name")
        if cell and cell.text == name:
            root.append(row.copy())
    return document


def _arguments(text: str) -> list[str]:
    """The arguments of a call, up to its bracket."""
    found: list[str] = []
    depth, quote, start = 0, "", 0
    for at, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign == "(":
            depth += 1
        elif sign == ")" and not depth:
            return [*found, text[start:at].strip()]
        elif sign == ")":
            depth -= 1
        elif sign == "," and not depth:
            found.append(text[start:at].strip())
            start = at + 1
    return [*found, text[start:].strip()]
