"""Questions by name, and answers by question: where a mapping's names stand in a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sarhad.collect.errors import BadMapping
from sarhad.collect.forms import Form, Group, Node


class Places:
    """The questions and repeats of one form."""

    def __init__(self, form: Form) -> None:
        self.repeats = {group.name: group.path for group in _repeats(form.children)}
        self.questions = {question.path: question for question in form.questions()}

    def repeat(self, name: str, where: str) -> str:
        found = [path for path in self.repeats.values() if path.endswith(f"/{name}")]
        if len(found) != 1:
            known = ", ".join(sorted(self.repeats)) or "–"
            raise BadMapping("mapping-repeat", where=where, repeat=name, known=known)
        return found[0]

    def question(self, name: str, each: str, where: str) -> str:
        """The path of a question by its name, or by the end of its path; of several the one nearest to `each`."""
        named = [path for path in self.questions if path.endswith(f"/{name}")]
        for row in (each, *self.around(each)):
            found = [path for path in named if self.row(path) == row]
            if len(found) == 1:
                return found[0]
            if found:
                raise BadMapping("mapping-ambiguous", where=where, question=name, found=", ".join(found))
        raise BadMapping("mapping-question", where=where, question=name)

    def around(self, each: str) -> Iterator[str]:
        """The repeats that hold this one, the nearest first, and at last the form as a whole."""
        while each:
            each = self.row(each)
            yield each

    def row(self, path: str) -> str:
        """The repeat that a question or repeat stands in; "": none."""
        around = [repeat for repeat in self.repeats.values() if path.startswith(f"{repeat}/")]
        return max(around, key=len, default="")


def _repeats(nodes: tuple[Node, ...]) -> Iterator[Group]:
    for node in nodes:
        if isinstance(node, Group):
            if node.repeat:
                yield node
            yield from _repeats(node.children)


@dataclass(frozen=True, slots=True)
class Row:
    """The answers of one row of a repeat, with those around it. The form as a whole is the one row of ""."""

    number: tuple[int, ...]  # its place: (2, 1) is the first row within the second
    answers: Mapping[str, str]  # by path of the question

    def get(self, path: str) -> str:
        return self.answers.get(path, "")


def rows_of(root: str, answers: Mapping[str, Any]) -> dict[str, list[Row]]:
    """Rows by path of their repeat.

    Args:
        root: path of the form's own node, such as "/data".
        answers: as `Instance.answers` gives them.
    """
    found: dict[str, list[Row]] = {}
    _collect(found, "", root, answers, Row((), {}))
    return found


def _collect(found: dict[str, list[Row]], repeat: str, path: str, answers: Mapping[str, Any], outer: Row) -> None:
    values, inner = dict(outer.answers), []
    for at, value in _leaves(path, answers):
        if isinstance(value, list):
            inner.append((at, value))
        else:
            values[at] = str(value).strip()
    row = Row(outer.number, values)
    found.setdefault(repeat, []).append(row)
    for at, rows in inner:
        for number, each in enumerate(rows, 1):
            _collect(found, at, at, each, Row((*outer.number, number), values))


def _leaves(path: str, answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in answers.items():
        if isinstance(value, dict):
            yield from _leaves(f"{path}/{name}", value)
        else:
            yield f"{path}/{name}", value
