"""What an expression can reach: the submission, the other instances, the language, the files beside the form."""

from __future__ import annotations

from typing import Protocol

from sarhad.collect.forms.tree import Element


class Data(Protocol):
    """What holds the answers; `sarhad.collect.forms.instance.Instance` and the tests have it."""

    document: Element
    filtering: bool

    def relevant(self, node: Element) -> bool: ...
    def secondary(self, id: str) -> Element | None: ...
    def choice_label(self, name: str, path: str, node: Element, lang: str) -> str: ...
    def translated(self, id: str, lang: str) -> str: ...
    def looked_up(self, file: str, wanted: str, column: str, key: str) -> str: ...
    def client(self, name: str) -> str: ...
    def version(self) -> str: ...


class Environment:
    """One evaluation: the node that it started from and the language asked for."""

    __slots__ = ("current", "data", "lang")

    def __init__(self, data: Data, current: Element, lang: str = "") -> None:
        self.data, self.current, self.lang = data, current, lang
