"""What `xform` makes of a form for `Instance`: compiled rules. Made once, shared, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sarhad.collect.forms.model import Choice, Question
from sarhad.collect.forms.tables import read_table
from sarhad.collect.forms.texts import Text
from sarhad.collect.forms.tree import Element
from sarhad.collect.forms.xpath import Expression

Condition = Expression | bool | None
"""An expression, or what it always gives; None: the form does not say."""


@dataclass(slots=True)
class Bind:
    """What the model says about one node."""

    path: str
    type: str = ""  # local name: int, date, select1, ...; "" is string
    relevant: Expression | None = None
    required: Condition = None
    read_only: Condition = None
    constraint: Condition = None
    calculate: Expression | None = None
    constraint_text: Text = field(default_factory=Text)
    required_text: Text = field(default_factory=Text)
    preload: str = ""  # "uid", "date today", "timestamp start"


@dataclass(frozen=True, slots=True)
class Action:
    """A `setvalue`: when one of the events happens, the target gets the value."""

    events: frozenset[str]
    target: str  # path
    value: Expression | str
    source: str = ""  # path of the question or repeat whose events count; "" is the form


@dataclass(frozen=True, slots=True)
class Itemset:
    """Choices that come from nodes: of another instance, of a file, or of the answers themselves."""

    nodes: Expression
    value: Expression
    label: Expression
    itext: bool  # the label is the id of a text
    fixed: bool  # no answer changes what is offered


@dataclass(frozen=True, slots=True)
class Search:
    """The appearance `search('file', 'contains', 'column', text, 'filter', text)` of ODK Collect."""

    file: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to compute: whether nodes are relevant, their value, or how many rows a repeat has."""

    kind: str  # relevant, value, count
    path: str
    expression: Expression
    sources: frozenset[str] = frozenset()  # paths that it reads


@dataclass(eq=False)
class Engine:
    document: Element  # the empty submission
    binds: dict[str, Bind]
    templates: dict[str, Element]  # of repeats, by path
    repeats: frozenset[str]
    layout: dict[str, tuple[str, ...]]  # of each node: the names of its children in their order
    instances: dict[str, Element]
    itext: Mapping[str, Text]  # by id
    files: Mapping[str, bytes]  # CSV beside the form, by name without ending
    rules: tuple[Rule, ...] = ()
    rounds: int = 1  # how often the rules run until nothing changes; more where rows read other rows
    actions: tuple[Action, ...] = ()
    itemsets: dict[str, Itemset] = field(default_factory=dict)  # by path of the question
    searches: dict[str, Search] = field(default_factory=dict)
    statics: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    inside: dict[str, frozenset[str]] = field(default_factory=dict)  # group without a node -> its questions
    shapes: dict[str, Element] = field(default_factory=dict)
    tables: dict[str, Element] = field(default_factory=dict)  # of those files, as they are asked for
    lookups: dict[tuple[str, str], dict[str, Element]] = field(default_factory=dict)  # (file, column) -> row

    def shape(self, path: str) -> Element:
        """The empty node at a path, wherever it stands in the empty submission or in a template."""
        if not self.shapes:
            tops = (*self.templates.values(), self.document)
            self.shapes = {node.path: node for top in tops for node in [*top.walk()][::-1] if node.path}
        return self.shapes[path]

    def table(self, name: str) -> Element:
        """The rows of a file beside the form; none, if it is not there."""
        if name not in self.tables:
            data = self.files.get(name)
            self.tables[name] = read_table(f"{name}.csv", data).children[0] if data else Element("root")
        return self.tables[name]

    def looked_up(self, file: str, wanted: str, column: str, key: str) -> str:
        """A cell of a file beside the form: of the first row whose `column` holds `key`."""
        name = file.strip().removesuffix(".csv")
        index = self.lookups.get((name, column))
        if index is None:
            index = {}
            for row in self.table(name).children:
                cell = row.child(column)
                if cell:
                    index.setdefault(cell.text, row)
            self.lookups[name, column] = index
        match = index.get(key)
        cell = match.child(wanted) if match else None
        return cell.text if cell else ""
