"""The first page: what the reader's seizures say in one sentence, the trend, the countries, what is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.access.reader import Reader
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.out.records import Column, Sheet
from sarhad.systems.monitor.pages import Cell, Grid, Row
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.cases import ID as CASES
from sarhad.systems.monitor.store.cases import cases
from sarhad.systems.monitor.store.records import Source, Where
from sarhad.systems.monitor.trends import asking, sentences, vega
from sarhad.systems.monitor.trends.charts import Chart, Line, number
from sarhad.systems.monitor.trends.drawing import draw
from sarhad.systems.monitor.trends.findings import Finding, find
from sarhad.systems.monitor.trends.reports import Reports
from sarhad.systems.monitor.trends.where import Small, small

MOST_LINES, MOST_ROWS = 6, 24
SCOPES = ("region", "all")


class Asked(NamedTuple):
    """What the page is asked: of the region's countries or of all, and of those that reported every year or any."""

    where: Where
    scope: str = "region"
    steady: bool = True

    @property
    def meant(self) -> Where:
        """With the region's countries named, unless the address names others."""
        return self.where if self.where.country or self.scope == "all" else self.where.but(country=pages.REGION)


@dataclass
class Overview:
    """The page's parts, each in words or numbers."""

    title: str
    lead: str
    chart: Chart | None
    caption: list[str]
    grid: Grid | None
    year: int
    missing: list[str]
    sheet: Sheet
    where: Small
    countries: list[str] = field(default_factory=list)


def overview(reader: Reader, asked: Asked) -> Overview:
    """Everything the page shows, of three questions to the store."""
    where, by = asked.meant, asking.split(asked.where)
    sources = [each for each in queries.sources(reader) if each.kind == "seizures"]
    reports = Reports(queries.sums(reader, where, ("month", "country", by), ("n",)).rows)
    years, steady = reports.longest(min(2, len(reports.countries)) or 1) if asked.steady else (reports.years, [])
    among = steady if asked.steady and steady else reports.countries
    years = years or reports.years
    absent = left_out(reader, sources, where)
    counts = _counts(reports, years, among, absent)
    found = _found(reports, years, among) if steady and len(years) > 1 else None
    span = (years[0], years[-1]) if years else (0, 0)
    chart = _chart(counts, years) if counts else None
    grid = _grid(reader, where, by, reports, list(counts), absent) if reports.years else None
    title, lead = sentences.title(found, span, _top(counts)), _lead(reports, steady, span, asked)
    caption = _caption(found, span, reports)
    about = [lead, *caption, *(each.name for each in sources), *pages.lacking(sources, where)]
    return Overview(
        title=title,
        lead=lead,
        chart=chart,
        caption=caption,
        grid=grid,
        year=reports.newest if reports.years else 0,
        missing=_missing(sources, where, reports, by),
        sheet=_sheet(reports, by, chart, title, about),
        where=small(reader, where, reports),
        countries=reports.countries,
    )


def left_out(reader: Reader, sources: Sequence[Source], where: Where) -> set[str]:
    """Substances and groups that no source of the answer holds, by what the tables say of themselves."""
    wanted = [set(each.lacks) for each in sources if not where.source or each.id in where.source]
    if (not where.source or CASES in where.source) and cases(reader).path:
        return set()
    return set.intersection(*wanted) if wanted else set()


def _counts(
    reports: Reports, years: Sequence[int], among: Sequence[str], absent: set[str]
) -> dict[str, list[int | None]]:
    """Of the most frequent codes, that of the last year first. What the tables leave out is no line near 0."""
    at = [reports.years.index(year) for year in years]
    found = {
        code: [values[n] for n in at]
        for code, values in reports.sums(among).items()
        if code not in ("unknown", "") and code not in absent
    }
    size = lambda code: (-sum(filter(None, found[code])), code)
    kept = sorted((code for code in found if any(found[code])), key=size)[:MOST_LINES]
    return {code: found[code] for code in sorted(kept, key=lambda code: (-(found[code][-1] or 0), size(code)))}


def _found(reports: Reports, years: Sequence[int], steady: Sequence[str]) -> Finding:
    codes = {code for _country, _year, code in reports.counts}
    return find(
        [
            {code: (reports.counts[who, years[0], code], reports.counts[who, years[-1], code]) for code in codes}
            for who in steady
        ]
    )


def _top(counts: dict[str, list[int | None]]) -> str:
    return next(iter(counts), "")


def _lead(reports: Reports, steady: Sequence[str], span: tuple[int, int], asked: Asked) -> str:
    if not reports.years:
        return _("Nothing that you may read matches: drop a filter, or look at all countries.")
    if not asked.steady:
        said = ngettext(
            "Seizures as %(n)d country reported them, %(first)d–%(last)d.",
            "Seizures as %(n)d countries reported them, %(first)d–%(last)d; who reports changes over the years.",
            len(reports.countries),
        )
        return said % {"n": len(reports.countries), "first": span[0], "last": span[1]}
    counts = _("Counts follow the market better than kilograms.")
    return f"{sentences.compared(steady, span)} {counts}"


def _chart(counts: dict[str, list[int | None]], years: Sequence[int]) -> Chart:
    lines = [Line(pages.substance(code), values, colour=pages.colour(code)) for code, values in counts.items()]
    title = _("Seizures a year by substance, %(first)d–%(last)d") % {"first": years[0], "last": years[-1]}
    return Chart(title, [str(year) for year in years], lines, unit=_("seizures"))


def _caption(found: Finding | None, span: tuple[int, int], reports: Reports) -> list[str]:
    """Sentences under the chart."""
    if not reports.years:
        return []
    last = reports.newest
    there = [country for country in reports.countries if reports.part(country, last)]
    said = [sentences.evidence(found, span), f"{last}: {pages.reported(there)}"]
    return [each for each in said if each]


# The table


def _grid(reader: Reader, where: Where, by: str, reports: Reports, codes: Sequence[str], absent: set[str]) -> Grid:
    """The last year, a row for each country; every number opens its records."""
    year = reports.newest
    last = where.but(since=f"{year}-01", until=f"{year}-12")
    first = codes[0] if codes else ""
    medians = _medians(reader, last, by, first)
    rows = [_row(reports, last, by, country, codes, absent, medians) for country in _listed(reports, where, year)]
    columns = [pages.Column(_("Country")), *(pages.Column(pages.substance(code)) for code in codes)]
    columns += [pages.Column(_("Median %(what)s, kg") % {"what": sentences.small(first)})]
    columns += [pages.Column(_("Coverage"), number=False)]
    total = [Cell(number(_in(reports, year, code)), _behind(last, by, code)) for code in codes]
    there = [country for country in reports.countries if reports.part(country, year)]
    foot = Row(
        ngettext("%(n)d country reported", "%(n)d countries reported", len(there)) % {"n": len(there)},
        [*total, Cell(""), Cell("")],
    )
    return Grid(_("Seizures in %(year)d") % {"year": year}, columns, rows, foot)


def _behind(where: Where, by: str, code: str) -> str:
    narrowed = asking.narrowed(where, by, code)
    return pages.link(narrowed) if narrowed else ""


def _in(reports: Reports, year: int, code: str) -> int:
    return sum(n for (_who, when, what), n in reports.counts.items() if when == year and what == code)


def _medians(reader: Reader, where: Where, by: str, code: str) -> dict[str, float | None]:
    """Kilograms by country, of the first substance."""
    if not code:
        return {}
    found = queries.sums(reader, where.but(substance=(code,)), ("country",), ("median_kg",))
    return dict(found.rows)


def _listed(reports: Reports, where: Where, year: int) -> list[str]:
    """Countries asked for by name, also if silent; of all countries the region's and those with most seizures."""
    named = where.country or pages.REGION
    size = {country: reports.of(country, year).total() for country in {*reports.countries, *named}}
    ranked = sorted(size, key=lambda country: (-size[country], country))
    return [country for n, country in enumerate(ranked) if n < MOST_ROWS or country in pages.REGION]


def _row(
    reports: Reports,
    last: Where,
    by: str,
    country: str,
    codes: Sequence[str],
    absent: set[str],
    medians: dict[str, float | None],
) -> Row:
    here, year = last.but(country=(country,)), reports.newest
    silent = reports.part(country, year) is None
    counts = reports.of(country, year)
    if silent:
        cells = [Cell(_("no report"), missing=True) for _code in codes]
    else:
        cells = [Cell(number(counts[code]), _behind(here, by, code) if counts[code] else "") for code in codes]
    median = medians.get(country)
    cells += [
        Cell(number(median), missing=median is None),
        Cell(sentences.coverage_of(reports.part(country, year)), words=True),
    ]
    return Row(pages.country(country), cells, pages.link(here.but(since="", until=""), "monitor-trends"))


# What is missing, and what leaves


def _missing(sources: Sequence[Source], where: Where, reports: Reports, by: str) -> list[str]:
    found = pages.lacking(sources, where)
    if reports.undated:
        found.append(_("%(n)s without a date are not in the trend.") % {"n": number(reports.undated)})
    unknown = sum(n for (_c, _y, code), n in reports.counts.items() if code in ("unknown", ""))
    if unknown:
        found.append(_("%(n)s of a substance that nobody recognised are in no line.") % {"n": number(unknown)})
    found.append(_("A seizure of several substances counts in each of them."))
    return found


def _sheet(reports: Reports, by: str, chart: Chart | None, title: str, about: Sequence[str]) -> Sheet:
    """All reports, of which the chart is made; the picture says whose it shows."""
    codes = {code: pages.substance(code) for _c, _y, code in reports.counts}
    countries = {code: pages.country(code) for code in reports.countries}
    columns = [
        Column("country", _("Country"), "code", codes=countries),
        Column("year", _("Year"), "year"),
        Column(by, _("Substance"), "code", codes=codes),
        Column("seizures", _("Seizures"), "number", _("seizures")),
    ]
    rows = [(*key, count) for key, count in sorted(reports.counts.items())]
    return Sheet(
        "seizures-by-country-and-year", title, columns, rows, about=about,
        picture=draw(chart) if chart else "", vega=vega.specification(chart) if chart else None,
    )  # fmt: skip
