"""What a chart says, before it is drawn: the same description serves the picture, its table and its file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

Values = Sequence[float | None]
"""One value for each tick; None where nothing was reported, which is not 0."""

COLOURS = ("c2", "c1", "c3", "c6", "c4", "c5", "c0")
"""For lines that are no substances, in this order; a substance has its group's colour."""


@dataclass(frozen=True, slots=True)
class Line:
    """One series. `low` and `high`, if given, are a band around it, as long as `values`."""

    label: str
    values: Values
    low: Values = ()
    high: Values = ()
    colour: str = "c0"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of lines, or of bars if it has one line and `bars` is set.

    Attributes:
        title: one sentence, read to whoever does not see the picture.
        ticks: what stands under each value, in order and at equal steps.
        unit: what the axis counts, such as "kg".
        about: a longer description.
        most: the least that the axis reaches to; the same for several charts puts them on one scale.
        small: one of several side by side: no labels at the lines' ends.
    """

    title: str
    ticks: Sequence[str]
    lines: Sequence[Line]
    unit: str = ""
    about: str = ""
    bars: bool = False
    most: float = 0
    small: bool = False

    @property
    def top(self) -> float:
        """The greatest value that the picture has to hold."""
        found = [v for line in self.lines for row in (line.values, line.high) for v in row if v is not None]
        return max([self.most, *found])


def number(value: float | None) -> str:
    """As people read it: groups of thousands, three digits that tell something. None: a dash."""
    if value is None:
        return "–"
    places = 0 if not value or float(value).is_integer() else min(max(2 - math.floor(math.log10(abs(value))), 0), 9)
    return _written(value, places)


def exact(value: float) -> str:
    """As it was reported, to the ninth place."""
    return _written(value, 9)


def _written(value: float, places: int) -> str:
    rounded = round(value, places)  # Django cuts digits off
    text = formats.number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)
    sign = formats.get_format("DECIMAL_SEPARATOR")
    return text.rstrip("0").rstrip(sign) if places and sign in text else text


def short(value: float) -> str:
    """The same for an axis: thousands and millions in words from ten thousand on."""
    for size, text in ((1_000_000, _("%(n)s m")), (1_000, _("%(n)s k"))):
        if value >= max(size, 10_000):
            return text % {"n": number(value / size)}
    return number(value)
