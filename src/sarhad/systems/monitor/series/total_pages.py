"""The page of published totals: what a country reported as seized in a year, in kilograms, by substance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sarhad.access import audit
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out.forms import answer, offered
from sarhad.systems.monitor.out.records import Sheet
from sarhad.systems.monitor.pages import Cell, Column, Grid, Row
from sarhad.systems.monitor.series import asking, leaving, queries
from sarhad.systems.monitor.store.records import Observation
from sarhad.systems.monitor.trends.charts import Chart, Line, number
from sarhad.systems.monitor.trends.drawing import draw, key

GROUPS = 6  # lines of the chart
RECENT = 10  # years of the table

Cells = Mapping[str, Mapping[int, float | None]]


@open_page
def totals(request: HttpRequest) -> HttpResponse:
    """Totals of one country as tables print them; nothing here is counted from single seizures."""
    reader = request.reading.reader
    every = [each for each in queries.totals(reader) if each.measure == "kg"]
    countries = asking.countries(each.country for each in every)
    codes = [code for code, _name in countries]
    usual = next((code for code in pages.REGION if code in codes), "")
    country = asking.chosen(request.GET, "country", codes, usual)
    names = queries.names(reader)
    sources = sorted({each.source for each in every if each.country == country}, key=lambda id: names.get(id, ""))
    source = asking.chosen(request.GET, "source", sources)
    own = [each for each in every if each.country == country and each.source == source]
    chart = _chart(_summed(own, lambda each: each.family))

    def sheet() -> Sheet:
        free = leaving.kept(reader, [source])
        made = leaving.of_people("totals", _("Published totals"), own, names, free)
        return leaving.taken(made, request, chart if free.whole else None)

    if taken := answer(request, sheet):
        return taken
    audit.record(reader, "read-statistics", f"totals {country}"[:200])
    fields = [asking.select("country", _("Country"), countries, country)]
    if len(sources) > 1:
        fields.append(asking.select("source", _("Source"), [(id, names.get(id, "")) for id in sources], source))
    blank = leaving.taken(leaving.of_people("totals", "", [], {}), request, chart)
    context = {
        "title": _title(country), "lead": _("What states reported for a year, in kilograms, as it was printed."),
        "form": asking.form((pages.country(country) if country else _("all countries"),), fields),
        "any": bool(every), "chart": chart, "drawn": draw(chart) if len(chart.ticks) > 1 else "",
        "keys": key(chart.lines), "grid": _grid(_summed(own, _drug)), "source": names.get(source, ""),
        "downloads": offered(blank) if own else (), "permanent": request.get_full_path(),
        "query": pages.query(request),
    }  # fmt: skip
    return render(request, "monitor/totals.html", context)


def _title(country: str) -> str:
    if not country:
        return _("Published totals")
    return _("%(country)s: published totals") % {"country": pages.country(country)}


def _drug(row: Observation) -> str:
    name = pages.substance(row.substance) if row.substance else row.drug
    return name[:1].upper() + name[1:]


def _summed(rows: Iterable[Observation], name: object) -> dict[str, dict[int, float | None]]:
    """By name and year, the heaviest of the last year first. A sum with an unknown part is the known part's."""
    found: dict[str, dict[int, float | None]] = defaultdict(dict)
    for each in rows:
        own = found[name(each)]  # type: ignore[operator]
        if each.value is not None:
            own[each.year] = (own.get(each.year) or 0) + each.value
        else:
            own.setdefault(each.year, None)
    last = max((year for own in found.values() for year in own), default=0)
    return {
        label: found[label] for label in sorted(found, key=lambda label: (-(found[label].get(last) or 0), label))
    }


def _chart(lines: Cells) -> Chart:
    """By group of substances."""
    years = sorted({year for own in lines.values() for year in own})
    every = list(range(years[0], years[-1] + 1)) if years else []
    made = [
        Line(pages.substance(code), [own.get(year) for year in every], colour=pages.colour(code))
        for code, own in list(lines.items())[:GROUPS]
    ]
    return Chart(_("Kilograms by group and year"), [str(year) for year in every], made, pgettext("measure", "kg"))


def _grid(lines: Cells) -> Grid:
    years: Sequence[int] = sorted({year for own in lines.values() for year in own})[-RECENT:]
    rows = [Row(label, [_cell(own, year) for year in years]) for label, own in lines.items()]
    return Grid(_("Kilograms"), [Column(_("Substance"), False), *(Column(str(year)) for year in years)], rows)


def _cell(own: Mapping[int, float | None], year: int) -> Cell:
    value = own.get(year)
    return Cell(number(value), missing=value is None) if year in own else Cell("", missing=True)
