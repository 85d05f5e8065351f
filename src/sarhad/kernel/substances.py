"""Substances by any usual name, in the tree of groups that statistics and charts use.

The tree stands in `data/substances.yml`, with its sources.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sarhad.kernel.data import table


@dataclass(frozen=True, slots=True)
class Group:
    """One of the eight groups; `colour` is its chart token of the style sheet (`c0` to `c6`)."""

    code: str
    en: str
    ru: str
    colour: str

    def label(self, language: str) -> str:
        """The group's name in Russian or else in English."""
        return self.ru if language.startswith("ru") else self.en


@dataclass(frozen=True, slots=True)
class Substance:
    """A substance or class of substances. `parent` is the class it belongs to, if any."""

    code: str
    en: str
    ru: str
    group: Group
    parent: str | None

    def label(self, language: str) -> str:
        """The substance's name in Russian or else in English."""
        return self.ru if language.startswith("ru") else self.en


@cache
def groups() -> dict[str, Group]:
    """Every group by its code, in the order of the design system's colours."""
    return {code: Group(code, **row) for code, row in _table()["groups"].items()}


@cache
def all_substances() -> dict[str, Substance]:
    """Every substance by its code; a class stands before what belongs to it."""
    found: dict[str, Substance] = {}
    for heading, rows in _table()["substances"].items():
        for code, names in rows.items():
            group = groups().get(heading) or found[heading].group
            parent = None if heading in groups() else heading
            found[code] = Substance(code, names[0], names[1] if len(names) > 1 else names[0], group, parent)
    return found


@lru_cache(10_000)
def substance(name: str) -> Substance | None:
    """The substance that a code, name or usual spelling (English, Russian) means, if it is known.

    Of `Alprazolam (Xanax)` the whole is tried, then the name, then what stands in the brackets.
    """
    outside, _, inside = name.rstrip(" )").partition("(")
    for candidate in (name, outside, *inside.split(",")):
        known = _spellings().get(_key(candidate))
        if known:
            return known
    return None


def within(code: str) -> frozenset[str]:
    """The codes of a group or class and of everything below it; a code that is both means the group."""
    found = {code} & all_substances().keys()
    for known in all_substances().values():  # parents stand first
        if known.group.code == code or known.parent in found:
            found.add(known.code)
    return frozenset(found)


@cache
def _table() -> Any:
    return table("substances")


@cache
def _spellings() -> dict[str, Substance]:
    found: dict[str, Substance] = {}
    for rows in _table()["substances"].values():
        for code, names in rows.items():
            found.update({_key(name): all_substances()[code] for name in (code, *names)})
    return found


_NOT_TELLING = re.compile(r"[\W_]+")
_GREEK = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma"})


def _key(name: str) -> str:
    """Letters and digits only."""
    return _NOT_TELLING.sub("", unicodedata.normalize("NFKC", name).casefold().translate(_GREEK))
