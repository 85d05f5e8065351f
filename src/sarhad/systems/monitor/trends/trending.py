"""One measure in time: lines with bounds, their table and file, countries side by side, who reported when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access.reader import Reader
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.out.records import Column, Kind, Sheet
from sarhad.systems.monitor.pages import Cell, Grid, Row
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.records import month_named
from sarhad.systems.monitor.trends import asking, vega
from sarhad.systems.monitor.trends.asking import Question
from sarhad.systems.monitor.trends.charts import COLOURS, Chart, Line, number
from sarhad.systems.monitor.trends.drawing import draw
from sarhad.systems.monitor.trends.reports import Reports
from sarhad.systems.monitor.trends.sentences import coverage_of, first_up

LINES, COLUMNS, PANELS = 6, 8, 12
NEEDS = {
    "n": ("n",), "kg": ("kg", "kg_low", "kg_high", "unconverted", "n"),
    "median": ("median_kg", "median_low", "median_high", "n"), "unconverted": ("unconverted", "n"),
}  # fmt: skip
"""What is asked of the store for each measure: the number first, its bounds after it."""
BOUNDED = ("kg", "median")
FILED: dict[str, str | Promise] = {
    "n": gettext_lazy("seizures"), "kg": gettext_lazy("kilograms"), "kg_low": gettext_lazy("lower bound"),
    "kg_high": gettext_lazy("upper bound"), "unconverted": gettext_lazy("amounts not converted"),
    "median_kg": gettext_lazy("median size"), "median_low": gettext_lazy("lower bound"),
    "median_high": gettext_lazy("upper bound"),
}  # fmt: skip
UNITS = dict.fromkeys(("kg", "kg_low", "kg_high", "median_kg", "median_low", "median_high"), "kg")
Told = dict[str, Any]
"""Measures of one line in one period."""


class Trend(NamedTuple):
    """What was counted: periods in order, lines by code, the greatest first."""

    asked: Question
    periods: list[int]
    found: dict[tuple[str, int], Told]  # by code and period
    codes: list[str]

    def value(self, code: str, period: int, column: int = 0) -> float | None:
        """None: nothing was reported of it, or it has no such number."""
        told = self.found.get((code, period))
        name = NEEDS[self.asked.measure][column]
        if told is None:
            return None if self.asked.by == "country" or self.asked.measure == "median" else self._zero(period)
        value: float | None = told[name]
        return value

    def _zero(self, period: int) -> float | None:
        """0 where others were reported, unknown where nothing was."""
        return 0 if any(when == period for _code, when in self.found) else None


def trend(reader: Reader, asked: Question) -> Trend:
    """Of one question to the store."""
    columns = (asked.by, asked.period)
    rows = queries.sums(reader, asked.meant, columns, NEEDS[asked.measure]).dicts()
    found = {(row[asked.by], row[asked.period]): row for row in rows if row[asked.period]}
    times = [period for _code, period in found]
    periods = list(range(min(times), max(times) + 1)) if times else []
    return Trend(
        asked, periods, found, _ranked(found, "n" if asked.measure == "median" else NEEDS[asked.measure][0])
    )


def _ranked(found: Mapping[tuple[str, int], Told], measure: str) -> list[str]:
    size: dict[str, float] = {}
    for (code, _period), told in found.items():
        size[code] = size.get(code, 0) + (told[measure] or 0)
    known = sorted((code for code in size if size[code]), key=lambda code: (-size[code], code))
    return [code for code in known if code not in ("", "unknown")] + [
        code for code in known if code in ("", "unknown")
    ]


def chart(it: Trend, absent: Collection[str] = ()) -> Chart | None:
    """The greatest lines, weights and medians with their bounds; what the tables leave out is no line near 0."""
    codes = [code for code in it.codes if code not in ("", "unknown", *absent)][:LINES]
    if not codes:
        return None
    bounded = it.asked.measure in BOUNDED
    lines = [
        Line(
            pages.label_of(it.asked.by, code),
            [it.value(code, period) for period in it.periods],
            [it.value(code, period, 1) for period in it.periods] if bounded else (),
            [it.value(code, period, 2) for period in it.periods] if bounded else (),
            colour_of(it.asked.by, code, n),
        )
        for n, code in enumerate(codes)
    ]
    title = _("%(measure)s %(period)s, %(by)s") % {
        "measure": asking.MEASURES[it.asked.measure], "period": asking.PERIODS[it.asked.period],
        "by": asking.BY[it.asked.by],
    }  # fmt: skip
    ticks = [asking.tick(it.asked.period, period) for period in it.periods]
    return Chart(title, ticks, lines, unit=str(asking.MEASURES[it.asked.measure]))


def colour_of(by: str, code: str, n: int) -> str:
    return pages.colour(code) if by in ("family", "substance") else COLOURS[n % len(COLOURS)]


def grid(it: Trend) -> Grid:
    """A row for each period, the latest first; every number opens its records."""
    codes = it.codes[:COLUMNS]
    columns = [pages.Column(_("Time")), *(pages.Column(pages.label_of(it.asked.by, code)) for code in codes)]
    apart = it.asked.measure == "kg"
    columns += [pages.Column(_("Not converted"))] if apart else []
    rows = [
        Row(
            asking.tick(it.asked.period, period),
            [*(_cell(it, code, period) for code in codes), *([_apart(it, period)] if apart else [])],
        )
        for period in reversed(it.periods)
    ]
    return Grid(str(asking.MEASURES[it.asked.measure]), columns, rows)


def _apart(it: Trend, period: int) -> Cell:
    """Amounts of the period, of whatever substance, that no rule turns into kilograms."""
    return Cell(number(sum(told["unconverted"] for (_code, when), told in it.found.items() if when == period)))


def _cell(it: Trend, code: str, period: int) -> Cell:
    value = it.value(code, period)
    told = it.found.get((code, period))
    if value is None:
        return Cell("–" if told or it.asked.measure == "median" else _("no report"), missing=True)
    where = asking.narrowed(asking.limited(it.asked.meant, it.asked.period, period), it.asked.by, code)
    return Cell(number(value), pages.link(where) if where and told else "", also=_bounds(it, code, period))


def _bounds(it: Trend, code: str, period: int) -> str:
    """Where they tell more than the number does."""
    if it.asked.measure not in BOUNDED:
        return ""
    low, high = (number(it.value(code, period, column)) for column in (1, 2))
    return f"{low}–{high}" if low != high else ""


# Side by side


class Panel(NamedTuple):
    label: str
    chart: Chart
    link: str


def panels(reader: Reader, asked: Question) -> list[Panel]:
    """Small charts by year: of countries, or of groups where the lines are countries already."""
    other = "family" if asked.by == "country" else "country"
    it = trend(reader, asked._replace(by=other, period="year"))
    codes = [code for code in it.codes if code not in ("", "unknown")][:PANELS]
    values = {code: [it.value(code, period) for period in it.periods] for code in codes}
    most = max((v for row in values.values() for v in row if v is not None), default=0) if asked.same else 0
    ticks = [str(period) for period in it.periods]
    return [
        Panel(
            pages.label_of(other, code),
            Chart(
                f"{pages.label_of(other, code)}, {asking.MEASURES[asked.measure]}", ticks,
                [Line(pages.label_of(other, code), values[code], colour=colour_of(other, code, 0))],
                most=most, small=True,
            ),
            _narrower(asked, other, code),
        )
        for code in codes
    ]  # fmt: skip


def _narrower(asked: Question, other: str, code: str) -> str:
    where = asking.narrowed(asked.where, other, code)
    return pages.link(where or asked.where, "monitor-trends", **asked._replace(by="family").choices())


# Coverage and files


def coverage(reports: Reports, named: Iterable[str]) -> Grid:
    """By country and year, which part of it was reported."""
    listed = sorted({*named, *reports.countries} if named else reports.countries, key=pages.country)
    rows = [
        Row(
            pages.country(country),
            [
                Cell(
                    coverage_of(reports.part(country, year)),
                    missing=reports.part(country, year) is None,
                    words=True,
                )
                for year in reports.years
            ],
        )
        for country in listed[:40]
    ]
    return Grid(
        _("Who reported when"),
        [pages.Column(_("Country")), *(pages.Column(str(y), number=False) for y in reports.years)],
        rows,
    )


def sheet(it: Trend, drawn: Chart | None, about: Sequence[str]) -> Sheet:
    """Everything that was counted, in long form."""
    by, period = it.asked.by, it.asked.period
    names = {code: pages.label_of(by, code) for code in it.codes}
    kind: Kind = "year" if period == "year" else "month" if period == "month" else "text"
    columns = [Column(period, _("Time"), kind), Column(by, first_up(str(asking.BY[by])), "code", codes=names)]
    columns += [
        Column(name, first_up(str(FILED[name])), "number", UNITS.get(name, "")) for name in NEEDS[it.asked.measure]
    ]
    rows = [
        [_time(period, when), code, *(told[name] for name in NEEDS[it.asked.measure])]
        for (code, when), told in sorted(it.found.items(), key=lambda each: (each[0][1], each[0][0]))
    ]
    return Sheet(
        f"trend-{it.asked.measure}-by-{by}-and-{period}", drawn.title if drawn else "", columns, rows, about=about,
        picture=draw(drawn) if drawn else "", vega=vega.specification(drawn) if drawn else None,
    )  # fmt: skip


def _time(period: str, number: int) -> int | str:
    """As files have it: 2016, 2016-Q1, 2016-03."""
    if period == "year":
        return number
    return month_named(number) if period == "month" else f"{number // 4}-Q{number % 4 + 1}"
