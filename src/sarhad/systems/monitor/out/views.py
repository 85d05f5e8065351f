"""The questionnaire's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sarhad.access import audit
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out import questionnaire
from sarhad.systems.monitor.out.forms import answer, offered
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.records import Where

YEARS = range(1990, 2100)


@open_page
def filled_in(request: HttpRequest) -> HttpResponse:
    """The seizure table of the annual report questionnaire, for one state and year, to look at and take away."""
    reader = request.reading.reader
    there = queries.sums(reader, Where(), ("country", "year"), ("n",)).rows
    countries = sorted({country for country, year, _n in there if country and year in YEARS})
    country = request.GET.get("country", "")
    country = country if country in countries else next(iter(countries), "")
    years = sorted((year for code, year, _n in there if code == country and year in YEARS), reverse=True)
    year = next((each for each in years if str(each) == request.GET.get("year", "")), next(iter(years), 0))
    sheet = questionnaire.table(reader, country, year) if year else None
    if sheet and (taken := answer(request, lambda: sheet)):
        return taken
    audit.record(reader, "read-statistics", f"questionnaire {country} {year}")
    context = {
        "sheet": sheet, "countries": countries, "country": country, "years": years, "year": year,
        "forms": offered(sheet) if sheet else (), "query": f"country={country}&year={year}",
    }  # fmt: skip
    return render(request, "monitor/questionnaire.html", context)
