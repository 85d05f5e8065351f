"""Periods of results: a year and its parts, or any days; what they are called, and the same a year before. Pure."""

from __future__ import annotations

import calendar
from datetime import date
from typing import NamedTuple

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.web.templatetags.look import day

FIRST_YEAR = 1990
AHEAD = 10  # years after this one that can be asked for
PARTS: dict[str, tuple[int, int]] = {
    "year": (1, 12),
    "h1": (1, 6), "h2": (7, 12),
    "nine": (1, 9),
    "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12),
    **{f"m{month:02d}": (month, month) for month in range(1, 13)},
}  # fmt: skip
"""Each part of a year: its first and last month."""
NAMES: dict[str, str | Promise] = {
    "year": gettext_lazy("the whole year"),
    "h1": gettext_lazy("first half"),
    "h2": gettext_lazy("second half"),
    "nine": gettext_lazy("nine months"),
    "q1": gettext_lazy("first quarter"),
    "q2": gettext_lazy("second quarter"),
    "q3": gettext_lazy("third quarter"),
    "q4": gettext_lazy("fourth quarter"),
}
"""Those that are no single month."""


class Period(NamedTuple):
    """The days from the first to the last, both included."""

    since: date
    until: date

    @property
    def part(self) -> str:
        """The code of `PARTS` that it is; "": it is none."""
        here = (self.since.month, self.until.month)
        whole = self.since.day == 1 and self.until == _last(self.until.year, self.until.month)
        same = whole and self.since.year == self.until.year
        return next((code for code, months in PARTS.items() if same and months == here), "")

    def before(self, today: date) -> Period:
        """The same days a year earlier; of a period that is not over yet, only as far as today."""
        until = min(self.until, today) if self.since <= today else self.until
        return Period(_year_earlier(self.since), _year_earlier(until))

    def running(self, today: date) -> bool:
        return self.since <= today < self.until

    def __str__(self) -> str:
        part, year = self.part, self.since.year
        if part == "year":
            return str(year)
        if part.startswith("m"):
            return formats.date_format(self.since, "F Y")
        if part:
            return _("%(part)s of %(year)s") % {"part": NAMES[part], "year": year}
        return f"{day(self.since)} – {day(self.until)}"


def part_of(year: int, part: str) -> Period:
    """A part of a year by its code; a KeyError where there is none of that code."""
    first, last = PARTS[part]
    return Period(date(year, first, 1), _last(year, last))


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _year_earlier(day: date) -> date:
    """The last of a month stays the last one, so that a leap year's February is whole."""
    if day == _last(day.year, day.month):
        return _last(day.year - 1, day.month)
    return day.replace(year=day.year - 1)
