"""What the page of trends is asked: a measure, by what, over which periods; every choice stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.kernel import substances
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.store.queries import UNKNOWN
from sarhad.systems.monitor.store.records import Where, month_named

MEASURES: dict[str, str | Promise] = {
    "n": gettext_lazy("seizures"), "kg": gettext_lazy("kilograms"),
    "median": gettext_lazy("median size, kg"), "unconverted": gettext_lazy("amounts not converted"),
}  # fmt: skip
BY: dict[str, str | Promise] = {
    "family": gettext_lazy("groups of substances"), "substance": gettext_lazy("substances"),
    "country": gettext_lazy("countries"), "transport": gettext_lazy("means of transport"),
    "concealment": gettext_lazy("hiding places"), "cause": gettext_lazy("what led to it"),
}  # fmt: skip
PERIODS: dict[str, str | Promise] = {
    "year": gettext_lazy("by year"), "quarter": gettext_lazy("by quarter"), "month": gettext_lazy("by month"),
}  # fmt: skip
MONTHS = {"year": 12, "quarter": 3, "month": 1}


class Question(NamedTuple):
    where: Where
    measure: str = "n"
    by: str = "family"
    period: str = "year"
    same: bool = True  # one scale for all small charts
    everywhere: bool = False  # all countries, not the region's

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Question:
        """From the fields of an address; what it does not know counts as not given."""

        def one_of(name: str, known: Mapping[str, Any], default: str) -> str:
            return given[name] if given.get(name) in known else default

        where = Where.of(given)
        return cls(
            where,
            one_of("measure", MEASURES, "n"),
            one_of("by", BY, split(where)),
            one_of("period", PERIODS, "year"),
            given.get("scale") != "own",
            given.get("scope") == "all",
        )

    @property
    def meant(self) -> Where:
        """With the region's countries named, unless the address names others or wants all."""
        open_to_all = self.where.country or self.everywhere
        return self.where if open_to_all else self.where.but(country=pages.REGION)

    def choices(self) -> dict[str, str]:
        """Its own fields as an address holds them, without those that are as usual."""
        usual = Question(self.where, by=split(self.where))
        found = {name: getattr(self, name) for name in ("measure", "by", "period")}
        found = {name: value for name, value in found.items() if value != getattr(usual, name)}
        return found | ({} if self.same else {"scale": "own"}) | ({"scope": "all"} if self.everywhere else {})

    def fields(self) -> list[pages.Field]:
        """The same as questions of the filter."""
        told = (("measure", _("Measure"), MEASURES), ("by", _("Lines"), BY), ("period", _("Time"), PERIODS))
        found = [
            pages.Field(
                name, label, "select", [pages.Choice(c, str(t), c == getattr(self, name)) for c, t in known.items()]
            )
            for name, label, known in told
        ]
        return [*found, scope(self.everywhere)]


def scope(everywhere: bool) -> pages.Field:
    """Which countries are meant if none is marked."""
    choices = [
        pages.Choice("", _("countries of the region"), not everywhere),
        pages.Choice("all", _("all countries"), everywhere),
    ]
    return pages.Field("scope", _("Countries, if none is marked"), "select", choices)


def split(where: Where) -> str:
    """By groups; by substances where one group, or single substances, are asked for."""
    few = len(where.substance) == 1 or any(code not in substances.groups() for code in where.substance)
    return "substance" if where.substance and few else "family"


def narrowed(where: Where, by: str, code: str) -> Where | None:
    """The seizures behind a number of a line. None: no filter means just these."""
    if by not in ("family", "substance"):
        return where.but(**{by: (code or UNKNOWN,)})
    if code in ("", UNKNOWN):
        return where.but(substance=(UNKNOWN,))
    if by == "family":
        return where.but(substance=tuple(each for each in where.substance if _group(each) == code) or (code,))
    several = code in substances.groups() and len(substances.within(code)) > 1
    return None if several else where.but(substance=(code,))


def _group(code: str) -> str:
    known = substances.all_substances().get(code)
    return code if code in substances.groups() or known is None else known.group.code


def limited(where: Where, period: str, number: int) -> Where:
    """Of one period, by its number: the year, or quarters or months from the year 0; within what was asked for."""
    first = number * MONTHS[period]
    since, until = month_named(first), month_named(first + MONTHS[period] - 1)
    return where.but(since=max(since, where.since), until=min(until, where.until) if where.until else until)


def tick(period: str, number: int) -> str:
    """How a period is called under a chart and in a table."""
    if period == "year":
        return str(number)
    if period == "quarter":
        return _("Q%(quarter)d %(year)d") % {"quarter": number % 4 + 1, "year": number // 4}
    return f"{number % 12 + 1:02d}.{number // 12}"
