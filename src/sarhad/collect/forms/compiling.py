"""Compiles the expressions of one form, and refuses what cannot work before anybody fills the form in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sarhad.collect.forms.parts import Condition
from sarhad.collect.forms.reasons import refused
from sarhad.collect.forms.xpath import BadExpression, Expression, compiled, fits, unknown

_ALWAYS = {"true()": True, "true": True, "1": True, "yes": True, "false()": False, "false": False, "no": False}

MOST_STEPS = 100  # of a path with wildcards


def names(path: str) -> tuple[str, ...]:
    """The steps of a path, without namespaces: "/data/orx:meta" is ("data", "meta")."""
    return tuple(step.strip().rpartition(":")[2] for step in path.strip().strip("/").split("/"))


def absolute(path: str, outer: str) -> str:
    """A path of the form, without namespaces; one that is relative starts at `outer`."""
    steps = names(path)
    if path.lstrip().startswith("/"):
        return path_of(steps)
    whole = [*names(outer)]
    for step in steps:
        if step == "..":
            whole = whole[:-1]
        elif step != ".":
            whole.append(step)
    return path_of(whole)


def path_of(steps: Iterable[str]) -> str:
    return "/" + "/".join(steps)


class Compiler:
    def __init__(self, paths: set[str]) -> None:
        self.paths = paths  # of all nodes of the form
        self.made: dict[tuple[str, str], Expression] = {}
        self.used: list[tuple[str, Expression, tuple[str, ...]]] = []  # where it stands, and its base

    def expression(self, source: str, at: str, where: str = "") -> Expression:
        """The expression that stands at the node `at`. Raises `Unpublishable`."""
        found = self.made.get((source, at))
        if found is None:
            try:
                found = compiled(source, names(at))
            except BadExpression as error:
                raise refused("expression", where=where or at, expression=str(error) or source) from error
            self.made[source, at] = found
            self.used.append((where or at, found, names(at)))
        return found

    def item(self, source: str, at: str) -> Expression:
        """An expression over the items of a list, wherever they are."""
        try:
            found = compiled(source, None)
        except BadExpression as error:
            raise refused("expression", where=at, expression=source) from error
        self.used.append((at, found, ()))
        return found

    def condition(self, source: str, at: str) -> Condition:
        if not source.strip():
            return None
        plain = _ALWAYS.get(source.replace(" ", "").lower())
        return self.expression(source, at) if plain is None else plain

    def check(self, instances: set[str], files: set[str]) -> None:
        """Functions that we have, paths and instances that the form has. Raises `Unpublishable`."""
        for where, expression, base in self.used:
            for function, count in expression.notes.functions:
                if unknown(function):
                    raise refused("function", where=where, function=function)
                if not fits(function, count):
                    raise refused("arguments", where=where, function=function, count=count)
            for reference in expression.notes.references:
                if not self.resolved(reference.path) and not _nothing(reference.path, base):
                    raise refused("unknown-path", where=where, path=path_of(reference.path))
            for id in expression.notes.instances:
                if id and id not in instances:
                    raise refused("unknown-instance", where=where, id=id)
            for file in expression.notes.files:
                if file and file.strip().removesuffix(".csv") not in files:
                    raise refused("media", file=f"{file.removesuffix('.csv')}.csv")

    def resolved(self, path: tuple[str, ...]) -> set[str]:
        """The nodes of the form that a path may mean; wildcards mean several."""
        if not path:
            return {"/"}
        if "*" not in path and "**" not in path:
            whole = path_of(path)
            return {whole} if whole in self.paths else set()
        return {one for one in self.paths if _fits(path, names(one))} if len(path) <= MOST_STEPS else set()


def _nothing(path: tuple[str, ...], base: tuple[str, ...]) -> bool:
    """Whether a path means a node below the question itself: `null` is one, which authors write for nothing."""
    return bool(base) and len(path) > len(base) and path[: len(base)] == base


@lru_cache(maxsize=10_000)
def _fits(pattern: tuple[str, ...], steps: tuple[str, ...]) -> bool:
    if not pattern:
        return not steps
    if pattern[0] == "**":
        return any(_fits(pattern[1:], steps[at:]) for at in range(len(steps) + 1))
    return bool(steps) and pattern[0] in ("*", steps[0]) and _fits(pattern[1:], steps[1:])
