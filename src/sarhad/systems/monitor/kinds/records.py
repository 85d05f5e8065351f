"""What the pages of substances and units show."""

from __future__ import annotations

from typing import NamedTuple

from sarhad.kernel.conversions import Rule
from sarhad.kernel.substances import Group, Substance


class Line(NamedTuple):
    """A substance in the tree. `depth` 0 stands directly under its group; `control` is what holds today."""

    substance: Substance
    name: str
    other: str  # its name in the other language, "" if it is the same
    depth: int
    control: str  # "1961 I, IV · 1971 II"
    hs: str


class Branch(NamedTuple):
    """A group with those of its substances that were asked for."""

    group: Group
    name: str
    lines: list[Line]


class Applied(NamedTuple):
    """A rule as it holds for one substance, and the units that it converts."""

    rule: Rule
    units: list[str]


class Shown(NamedTuple):
    """A rule on the page of rules."""

    rule: Rule
    name: str
    units: str
    one: str  # what one base unit weighs
    bounds: str  # "" where it is exact
    holds: str
    basis: str
    note: str


class Outcome(NamedTuple):
    """The answer to a conversion that somebody asked for; no rule: `rule` is None."""

    asked: str
    kg: str = ""
    bounds: str = ""
    rule: Rule | None = None
