"""The months of the year side by side, with what chance would give, as a chart, a table and a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from sarhad.systems.monitor import pages
from sarhad.systems.monitor.pages import Cell, Grid, Row
from sarhad.systems.monitor.trends.charts import Chart, Line, number
from sarhad.systems.monitor.trends.reports import Reports
from sarhad.systems.monitor.trends.season import Season
from sarhad.systems.monitor.trends.sentences import month_name


def whole_years(rows: Sequence[Sequence[Any]], reports: Reports) -> dict[int, list[int]]:
    """Twelve numbers for each year, of the countries that reported that year whole; rows of (month, country, n)."""
    found: dict[int, list[int]] = {}
    for month, country, n in rows:
        if month and reports.whole(country, month // 12):
            found.setdefault(month // 12, [0] * 12)[month % 12] += n
    return found


def chart(it: Season) -> Chart:
    bars = Line(_("Seizures"), it.counts, it.low, it.high, "q4")
    ticks = [month_name(month, "abbreviated")[:3] for month in range(12)]
    return Chart(_("Seizures by month of the year"), ticks, [bars], unit=_("seizures"), bars=True)


def grid(it: Season) -> Grid:
    columns = [_("Month"), _("Seizures"), _("By chance"), _("Difference")]
    rows = [
        Row(
            month_name(month),
            [
                Cell(number(it.counts[month])),
                Cell(f"{number(round(it.low[month]))}–{number(round(it.high[month]))}"),
                Cell(_beyond(it, month), words=True),
            ],
        )
        for month in range(12)
    ]
    return Grid(
        _("Seizures by month of the year"),
        [pages.Column(label, number=n < 3) for n, label in enumerate(columns)],
        rows,
    )


def _beyond(it: Season, month: int) -> str:
    """More or fewer than chance gives."""
    if it.counts[month] > it.high[month]:
        return _("more")
    return _("fewer") if it.counts[month] < it.low[month] else _("none beyond chance")


def said(it: Season | None) -> list[str]:
    """What the profile says, and how it was reckoned."""
    if it is None:
        return [_("Too few whole years or seizures for a profile of the year.")]
    first = _("Months differ by more than chance.") if it.differ else _("Months differ by no more than chance.")
    how = _(
        "Whole years of countries that reported them: %(years)s. The marks on the bars are the range in which all"
        " twelve months lie in 95 of 100 profiles without seasons; single years vary %(spread)s times as much as"
        " independent seizures would, and the range allows for it."
    ) % {"years": ", ".join(map(str, it.years)), "spread": number(round(it.spread, 1))}
    return [first, how]
