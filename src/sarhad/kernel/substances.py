"""Substances by any usual name, in the tree of groups that statistics and charts use; how they are controlled.

The tree stands in `data/substances.yml`, the schedules of the conventions in `data/schedules.yml`, customs and
registry numbers of precursors in `data/precursors.yml`, each with its sources.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

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

    @property
    def is_precursor(self) -> bool:
        """Whether it is used to make drugs rather than as one."""
        return self.group.code == "precursors"

    @property
    def is_new(self) -> bool:
        """Whether statistics count it among new psychoactive substances, though some are under control by now."""
        return self.group.code == "new"


class Listing(NamedTuple):
    """Where a substance stands in a convention. `day` is a day, month, year or ""; what it `means`: effect (in
    force since), listed (in force then at the latest), decided (the decision; in force months later), known ("").
    """

    convention: str  # 1961, 1971, 1988
    schedule: str  # I to IV; of 1988: table I or II
    day: str
    means: str
    until: str
    source: str
    where: str


class Numbers(NamedTuple):
    """By which numbers customs and chemists know a precursor; "" what is not known."""

    hs: str  # subheading of the Harmonized System 2022, such as 2915.24
    cas: str
    indicative: bool  # the subheading holds other goods too


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
        known = _spellings().get(key(candidate))
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


def schedule(code: str) -> tuple[Listing, ...]:
    """Where a substance stands in the conventions, the oldest first; empty: in no schedule that we know of."""
    return _listings().get(code, ())


def numbers(code: str) -> Numbers:
    """Customs and registry numbers of a precursor."""
    row = _data("precursors").get(code, {})
    return Numbers(row.get("hs", ""), row.get("cas", ""), row.get("indicative", False))


def hs(code: str) -> str:
    """The subheading of the Harmonized System 2022 for a precursor, "" where none is known."""
    return numbers(code).hs


def other_names(code: str) -> tuple[str, ...]:
    """Every further name in the table for a substance, as written there."""
    for rows in _table()["substances"].values():
        if code in rows:
            return tuple(rows[code][2:])
    return ()


def below(code: str) -> tuple[Substance, ...]:
    """What belongs directly to a class of substances."""
    return tuple(each for each in all_substances().values() if each.parent == code)


@cache
def _listings() -> dict[str, tuple[Listing, ...]]:
    data, found = _data("schedules"), dict[str, list[Listing]]()
    for row in data["listings"]:
        said = data["sources"][row["source"]]
        about = (row["convention"], row["schedule"], row["day"], row["means"], row.get("until", ""))
        for code in row["of"]:
            found.setdefault(code, []).append(Listing(*about, said["title"], said["where"]))
    return {code: tuple(sorted(rows, key=_order)) for code, rows in found.items()}


def _order(listing: Listing) -> tuple[str, bool, str, str]:
    return listing.convention, not listing.until, listing.day, listing.schedule


_data = cache(table)


def _table() -> Any:
    return _data("substances")


@cache
def _spellings() -> dict[str, Substance]:
    found: dict[str, Substance] = {}
    for rows in _table()["substances"].values():
        for code, names in rows.items():
            found.update({key(name): all_substances()[code] for name in (code, *names)})
    return found


_NOT_TELLING = re.compile(r"[\W_]+")
_GREEK = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma"})


def key(name: str) -> str:
    """What spellings are compared by: letters and digits only."""
    return _NOT_TELLING.sub("", unicodedata.normalize("NFKC", name).casefold().translate(_GREEK))
