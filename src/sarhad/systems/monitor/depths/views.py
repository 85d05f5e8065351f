"""The page of fixed cells."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.desk.clocks import today
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.depths.cells import MONTHS, cells, groups
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out.forms import answer, offered
from sarhad.systems.monitor.out.records import Column, Sheet
from sarhad.systems.monitor.places.queries import region_name
from sarhad.web.words import lang

YEARS = 15  # that can be chosen, back from this one


@open_page
def cells_page(request: HttpRequest) -> HttpResponse:
    """One country, year and group of substances: its regions by month, each cell rounded on its own."""
    counting, last = request.reading.counting, today(request.reading.counting).year
    chosen = lambda name, among: next((e for e in among if str(e) == request.GET.get(name, "")), among[0])
    years = list(range(last, last - YEARS, -1))
    country, year, group = chosen("country", pages.REGION), chosen("year", years), chosen("group", groups())
    found = cells(counting, year, country, group)
    query = f"country={country}&year={year}&group={group}"
    sheet = _sheet(found, year, country, query)
    if taken := answer(request, lambda: sheet):
        return taken
    audit.record(counting, "read-cells", query)
    regions = list(dict.fromkeys(each.region for each in found))
    rows = [(_name(region), [each.n for each in found if each.region == region]) for region in regions]
    context = {
        "countries": [(code, pages.country(code), code == country) for code in pages.REGION],
        "groups": [(code, pages.substance(code), code == group) for code in groups()],
        "years": [(each, each == year) for each in years], "months": [MONTHS_3[month + 1] for month in MONTHS],
        "rows": rows, "what": f"{pages.substance(group)}, {pages.country(country)}, {year}",
        "downloads": offered(sheet), "query": query, "any": any(each.n for each in found),
    }  # fmt: skip
    return render(request, "monitor/cells.html", context)


def _name(region: str) -> str:
    return region_name(region, lang()) if region else _("place not known")


def _sheet(found: list, year: int, country: str, query: str) -> Sheet:
    columns = (
        Column("country", _("Country"), "code", codes={country: pages.country(country)}),
        Column("region", _("Region"), "code", codes={each.region: _name(each.region) for each in found}),
        Column("month", _("Month"), "month"),
        Column("family", _("Group"), "code", codes={code: pages.substance(code) for code in groups()}),
        Column("n", _("Seizures, about; empty: fewer than 5"), "number"),
    )
    rows = [
        (each.country, each.region, f"{year:04d}-{each.month + 1:02d}", each.group, each.n or None)
        for each in found
    ]
    return Sheet(
        f"cells-{country}-{year}", _("Seizures by region and month, rounded"), columns, rows, link=f"?{query}"
    )
