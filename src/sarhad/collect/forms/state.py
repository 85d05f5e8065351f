"""The answers as a tree, and what the rules of the form make of them. `Instance` is its face."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sarhad.collect.forms import addresses
from sarhad.collect.forms.compiling import absolute
from sarhad.collect.forms.model import Choice, Form, Question
from sarhad.collect.forms.offers import choice_of
from sarhad.collect.forms.parts import Action, Engine, Rule
from sarhad.collect.forms.searching import rows
from sarhad.collect.forms.texts import Text
from sarhad.collect.forms.tree import Element
from sarhad.collect.forms.values_of import written
from sarhad.collect.forms.xpath import Expression, moments
from sarhad.collect.forms.xpath.values import whole

MOST_ROWS = 1000  # that a form may make by itself
MOST_ROUNDS = 10  # of actions that set off others


class State:
    def __init__(self, form: Form, document: Element, properties: Mapping[str, str] | None = None) -> None:
        self.form, self.document = form, document
        self.engine: Engine = form.engine
        self.filtering = any(rule.kind == "relevant" for rule in self.engine.rules)
        self.properties = dict(properties or {})
        self.touched: set[str] = set()  # paths of what changed since the rules last ran
        self.live = False  # a person is filling it in here: actions happen, computed moments move on
        self._index: dict[str, list[Element]] = {}
        self._spreading = 0  # actions that actions set off

    # What expressions reach (`xpath.environment.Data`).

    def relevant(self, node: Element) -> bool:
        """Whether the node and all around it are relevant."""
        at: Element | None = node
        while at is not None:
            if not at.own:
                return False
            at = at.parent
        return True

    def secondary(self, id: str) -> Element | None:
        if id and id == self.form.id and id not in self.engine.instances:
            return self.document
        return self.engine.instances.get(id)

    def looked_up(self, file: str, wanted: str, column: str, key: str) -> str:
        return self.engine.looked_up(file, wanted, column, key)

    def client(self, name: str) -> str:
        return self.properties.get(name, "")

    def version(self) -> str:
        return self.form.version

    def translated(self, id: str, lang: str) -> str:
        text = self.engine.itext.get(id, Text())
        return text.filled(lang, lambda expression: expression.text(self, self.root, lang))

    def choice_label(self, name: str, path: str, node: Element, lang: str) -> str:
        question = self.engine.questions.get(absolute(path, node.path))
        nodes = [one for one in self.at(question.path) if addresses.beside(node, one)] if question else []
        choices = self.choices(question, nodes[0]) if question and nodes else ()
        known = [*choices, *(question.choices if question else ())]
        return next((choice.label(lang) for choice in known if choice.name == name), "")

    # Nodes.

    @property
    def root(self) -> Element:
        return self.document.children[0]

    def at(self, path: str) -> list[Element]:
        """All nodes at a plain path, in order."""
        if not self._index:
            for node in self.document.walk():
                if node.path:
                    self._index.setdefault(node.path, []).append(node)
        return self._index.get(path, [])

    def moved(self) -> None:
        """Rows came or went."""
        self._index = {}

    def row(self, parent: Element, path: str) -> Element:
        """A new row of the repeat at `path`, as the last."""
        rows = parent.all(path.rpartition("/")[2])
        new = parent.append(self.engine.templates[path].copy(), self._place(parent, path, rows))
        self.moved()
        self.touched.add(path)
        self.happen("odk-new-repeat", path, new)
        return new

    def _place(self, parent: Element, path: str, rows: list[Element]) -> int:
        """Behind the last row; without one, before what follows in the form."""
        if rows:
            return parent.children.index(rows[-1]) + 1
        names = self.engine.layout[parent.path]
        before = set(names[: names.index(path.rpartition("/")[2])])
        return max((at + 1 for at, child in enumerate(parent.children) if child.name in before), default=0)

    def detached(self, parent: Element, path: str) -> Element:
        """A row as it would be, for rules that ask before there is one."""
        row = self.engine.templates[path].copy()
        row.parent = parent
        return row

    # Rules.

    def run(self) -> None:
        """All rules in their order; again while actions or other rows change what they read."""
        if self.live and self.touched:
            self._preload("timestamp end")
        for _round in range(max(self.engine.rounds, MOST_ROUNDS if self.live else 1)):
            before = len(self.touched)
            changed = [rule for rule in self.engine.rules if self._apply(rule)]
            if not changed and len(self.touched) == before:
                break
        self.touched.clear()

    def _apply(self, rule: Rule) -> bool:
        """Runs one rule on all its nodes; true if something changed."""
        if rule.kind == "relevant":
            return self._relevance(rule)
        if rule.kind == "count":
            changed = [self._count(rule, parent) for parent in self.at(rule.path.rpartition("/")[0])]
        else:
            changed = [self._value(rule, node) for node in self.at(rule.path)]
        return any(changed)

    def _relevance(self, rule: Rule) -> bool:
        changed = False
        for node in self.at(rule.path):
            own = rule.expression.true(self, node)
            changed |= own is not node.own
            node.own = own
        return changed

    def _value(self, rule: Rule, node: Element) -> bool:
        bind = self.engine.binds[rule.path]
        new = written(bind.type, rule.expression.value(self, node))
        if new == node.text:
            return False
        if rule.expression.volatile and node.text and new and not rule.sources & self.touched:
            return False  # what was random or now stays what it was
        self._write(node, new)
        return True

    def _count(self, rule: Rule, parent: Element) -> bool:
        """As many rows as the form says; rows that a client sent are taken away only if it is changed here."""
        name = rule.path.rpartition("/")[2]
        rows = parent.all(name)
        asked = rows[0] if rows else self.detached(parent, rule.path)
        wanted = min(whole(rule.expression.value(self, asked)), MOST_ROWS)
        for _row in range(wanted - len(rows)):
            self.row(parent, rule.path)
        spare = rows[max(wanted, 0) :] if self.live and rule.sources & self.touched else []
        for row in spare:
            parent.children.remove(row)
            self.moved()
        return wanted > len(rows) or bool(spare)

    def _write(self, node: Element, text: str) -> None:
        node.text = text
        self.touched.add(node.path)
        if self.live:
            self.happen("xforms-value-changed", node.path, node)

    def put(self, node: Element, text: str) -> None:
        """An answer by a person. Actions that wait for it see what the rules make of it."""
        if node.text == text:
            return
        self.live = True
        node.text = text
        self.touched.add(node.path)
        if any(action.source == node.path for action in self.engine.actions):
            self.run()
            self.happen("xforms-value-changed", node.path, node)

    # Actions.

    def begin(self) -> None:
        """What happens when somebody opens a new form."""
        self.live = True
        for preload in {bind.preload for bind in self.engine.binds.values() if bind.preload}:
            self._preload(preload)
        self._uncount()
        for event in ("odk-instance-first-load", "odk-instance-load", "xforms-ready"):
            self.happen(event)
        for repeat in sorted(self.engine.repeats):
            for row in self.at(repeat):
                self.happen("odk-new-repeat", repeat, row)
        self.run()

    def _uncount(self) -> None:
        """A repeat whose rows are counted begins with none."""
        for rule in self.engine.rules:
            for row in self.at(rule.path) if rule.kind == "count" else ():
                if row.parent is not None:
                    row.parent.children.remove(row)
                    self.moved()

    def happen(self, event: str, source: str = "", node: Element | None = None) -> None:
        for action in self.engine.actions:
            if event in action.events and (action.source == source or not node):
                self._act(action, node)

    def _act(self, action: Action, node: Element | None) -> None:
        for target in [*self.at(action.target)]:
            if node is not None and not addresses.beside(node, target):
                continue
            value = action.value
            text = self._computed(target, value) if isinstance(value, Expression) else value
            if target.text != text:
                target.text = text
                self.touched.add(target.path)
                self._spread(target)

    def _spread(self, node: Element) -> None:
        """What an action changed may set off others; in a circle they stop after a while."""
        if self._spreading < MOST_ROUNDS:
            self._spreading += 1
            self.happen("xforms-value-changed", node.path, node)
            self._spreading -= 1

    def _computed(self, node: Element, expression: Expression) -> str:
        bind = self.engine.binds.get(node.path)
        return written(bind.type if bind else "", expression.value(self, node))

    def _preload(self, preload: str) -> None:
        made = {
            "uid": lambda: f"uuid:{uuid.uuid4()}",
            "timestamp start": lambda: moments.written(moments.now()),
            "timestamp end": lambda: moments.written(moments.now()),
            "date today": lambda: moments.today().isoformat(),
        }.get(preload) or (lambda: self.client(preload.partition(" ")[2]))
        for bind in self.engine.binds.values():
            if bind.preload == preload:
                for node in self.at(bind.path):
                    node.text = made()

    # Choices.

    def choices(self, question: Question, node: Element) -> tuple[Choice, ...]:
        """What the question offers now, at this node."""
        path = question.path
        itemset, search = self.engine.itemsets.get(path), self.engine.searches.get(path)
        if search:
            return tuple(self._searched(path, search.arguments, self.engine.table(search.file), node))
        if not itemset or itemset.fixed:
            return self.engine.statics.get(path, ())
        found = (choice_of(self.engine, path, row) for row in itemset.nodes.nodes(self, node))
        return tuple(choice for choice in found if choice.name)

    def _searched(
        self, path: str, arguments: tuple[Expression, ...], table: Element, node: Element
    ) -> list[Choice]:
        texts = [argument.text(self, node) for argument in arguments]
        return rows(table, texts, self.engine.statics.get(path, ()))

    def spoken(self, question: Question, node: Element) -> tuple[Choice, ...]:
        """The choices for a person to read: with the answers that their labels repeat."""
        return tuple(
            replace(choice, text=self._settled(choice.text, node)) if choice.text.computed else choice
            for choice in self.choices(question, node)
        )

    def _settled(self, text: Text, node: Element) -> Text:
        return Text({lang: (self.filled(text, node, lang),) for lang in text.parts or {"": ()}})

    def filled(self, text: Text, node: Element, lang: str) -> str:
        return text.filled(lang, lambda expression: expression.text(self, node, lang))

    def read_only(self, node: Element) -> bool:
        """By its own rule, or by that of a group around it."""
        at: Element | None = node
        while at is not None:
            bind = self.engine.binds.get(at.path)
            if bind and self.holds(bind.read_only, at):
                return True
            at = at.parent
        return False

    def holds(self, condition: Any, node: Element) -> bool:
        """Whether a condition of a bind is true; one that is not given is not."""
        return condition.true(self, node) if isinstance(condition, Expression) else bool(condition)
