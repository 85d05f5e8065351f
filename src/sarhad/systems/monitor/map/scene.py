"""What a page says of a layer, and what all layers share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sarhad.systems.monitor.map.classes import shade
from sarhad.systems.monitor.map.drawing import Picture
from sarhad.systems.monitor.map.ground import Ground, box_of, ground
from sarhad.systems.monitor.map.records import WORLD, Look, Sum
from sarhad.systems.monitor.map.words import amount, between


class Cell(NamedTuple):
    text: str
    also: str = ""  # below it, smaller


class Line(NamedTuple):
    """A row of the table."""

    name: str
    under: str
    href: str
    cells: list[Cell]
    shade: int = -1  # its class on the picture; 0 hatched, -1 none


@dataclass(frozen=True, slots=True)
class Scene:
    title: str
    subject: str  # what the numbers are
    picture: Picture
    first: str  # headings of the table: what its rows are
    columns: list[str]  # and of their numbers
    lines: list[Line]
    legend: list[tuple[int, str]] = field(default_factory=list)  # classes in words
    period: str = ""  # what they are of, where it is not what the filter says
    hatched: str = ""  # what hatched areas mean
    zero: str = ""  # and plain ones
    signs: tuple[str, ...] = ()  # which other signs the legend explains
    notes: list[str] = field(default_factory=list)


def stage(look: Look) -> Ground:
    """The part of the world that a look is at."""
    return ground(box_of(look.countries, look.near == WORLD))


def stage_of(look: Look, countries: Iterable[str]) -> Ground:
    """The same, or the countries that there is something of, where the filter names none."""
    return stage(look) if look.near or look.countries else ground(box_of(sorted(countries)))


def nothing() -> str:
    return _("Nothing that you may see matches")


def subject(of: str) -> str:
    said = {"n": _("count of seizures"), "kg": _("kilograms"), "median_kg": _("kilograms, median of a seizure")}
    return said[of]


def columns() -> list[str]:
    """Headings of what `cells` tells."""
    return [pgettext("count", "Seizures"), _("kg"), _("Median, kg"), _("Not converted")]


def cells(told: Sum) -> list[Cell]:
    return [
        Cell(amount(told.n)),
        Cell(amount(told.kg), between(told.low, told.high)),
        Cell(amount(told.median)),
        Cell(amount(told.unconverted) if told.unconverted else ""),
    ]


def short(told: Sum, of: str) -> str:
    """A value with its unit."""
    if of == "n":
        return seizures(told.n)
    value = told.value(of)
    return _("%(n)s kg") % {"n": amount(value)} if value is not None else _("weight not known")


def seizures(n: int) -> str:
    return ngettext("%(n)s seizure", "%(n)s seizures", n) % {"n": amount(n)}


def shaded(value: float | None, least: Sequence[float]) -> int:
    return shade(value, least) if value is not None else 0


def lost_note(n: int) -> list[str]:
    text = ngettext(
        "%(n)s seizure has no known place and is counted apart.",
        "%(n)s seizures have no known place and are counted apart.",
        n,
    )
    return [text % {"n": amount(n)}] if n else []


def outside_note(n: int) -> list[str]:
    text = ngettext(
        "%(n)s seizure lies beyond this picture.",
        "%(n)s seizures lie beyond this picture.",
        n,
    )
    return [text % {"n": amount(n)}] if n else []
