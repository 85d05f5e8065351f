"""In which order the rules of a form run: each after what it reads. A circle is refused."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from sarhad.collect.forms.compiling import Compiler
from sarhad.collect.forms.parts import Bind, Rule
from sarhad.collect.forms.reasons import refused
from sarhad.collect.forms.xpath import Expression, Reference

Key = tuple[str, str]  # kind, path
MOST_ROUNDS = 200


def ordered(
    binds: dict[str, Bind], counts: dict[str, Expression], repeats: set[str], compiler: Compiler
) -> tuple[tuple[Rule, ...], int]:
    """The rules in order, and how many rounds they may need. Raises `Unpublishable` for a circle."""
    rules = {(rule.kind, rule.path): rule for rule in _rules(binds, counts, compiler)}
    graph: dict[Key, set[Key]] = {}
    loose = False
    for key, rule in rules.items():
        graph[key] = set()
        for reference in rule.expression.notes.references:
            for path in compiler.resolved(reference.path):
                if _other_row(reference, path, rule.path, repeats):
                    loose = True
                else:
                    graph[key] |= _needed(path, rules)
        graph[key] |= {one for one in _above(rule.path, rules) if one != key and rule.kind != "value"}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise refused("cycle", cycle=" → ".join(dict.fromkeys(path for _, path in error.args[1]))) from error
    return tuple(rules[key] for key in order), MOST_ROUNDS if loose else 1


def _rules(binds: dict[str, Bind], counts: dict[str, Expression], compiler: Compiler) -> list[Rule]:
    found = [Rule("count", path, expression) for path, expression in counts.items()]
    for bind in binds.values():
        if isinstance(bind.relevant, Expression):
            found.append(Rule("relevant", bind.path, bind.relevant))
        if bind.calculate:
            found.append(Rule("value", bind.path, bind.calculate))
    return [Rule(one.kind, one.path, one.expression, _sources(one.expression, compiler)) for one in found]


def _sources(expression: Expression, compiler: Compiler) -> frozenset[str]:
    return frozenset(path for one in expression.notes.references for path in compiler.resolved(one.path))


def _other_row(reference: Reference, path: str, rule: str, repeats: set[str]) -> bool:
    """Whether a reading with a predicate may mean another row of a repeat that both stand in."""
    return reference.filtered and any(
        path.startswith(f"{repeat}/") and rule.startswith(f"{repeat}/") for repeat in repeats
    )


def _needed(path: str, rules: dict[Key, Rule]) -> set[Key]:
    """What must be known before the node at `path` can be read."""
    return {key for key in (("value", path), *_above(path, rules)) if key in rules}


def _above(path: str, rules: dict[Key, Rule]) -> list[Key]:
    """Rules that decide whether a node at `path` is there at all."""
    found = []
    while path:
        found += [key for key in (("relevant", path), ("count", path)) if key in rules]
        path = path.rpartition("/")[0]
    return found
