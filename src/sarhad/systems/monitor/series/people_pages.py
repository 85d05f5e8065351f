"""Pages about people: those who use drugs, by drug and year; crimes, offenders and victims by sex and age."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out.forms import answer, offered
from sarhad.systems.monitor.out.records import Sheet
from sarhad.systems.monitor.pages import Cell, Column, Grid, Row
from sarhad.systems.monitor.series import asking, leaving, queries, words
from sarhad.systems.monitor.series.pyramid import ages_of, pyramid
from sarhad.systems.monitor.store.records import Observation
from sarhad.systems.monitor.trends.charts import Chart, Line, number
from sarhad.systems.monitor.trends.drawing import draw, key

COUNTED = ("registered", "treatment", "users")
SHARES = ("prevalence", "prevalence-life", "prevalence-month")
LINES = 7
RECENT = 12  # years of a table


@open_page
def demand(request: HttpRequest) -> HttpResponse:
    """People who use drugs in one country, by drug and year; how common use is in the region's countries."""
    reader = request.reading.reader
    every = queries.users(reader)
    counted = [each for each in every if each.measure in COUNTED]
    shares = [each for each in every if each.measure in SHARES]
    countries = asking.countries(each.country for each in counted)
    country = asking.chosen(request.GET, "country", [code for code, _name in countries])
    here = [each for each in counted if each.country == country]
    there = [code for code in COUNTED if any(each.measure == code for each in here)]
    measure = asking.chosen(request.GET, "measure", there)
    kinds = [code for code in SHARES if any(each.measure == code for each in shares)]
    share = asking.chosen(request.GET, "share", kinds)
    names = queries.names(reader)
    own = [each for each in here if each.measure == measure and not each.sex and not each.age]
    common = [each for each in shares if each.measure == share]
    lines = _by(own, _drug)
    chart = _chart(lines, _("People by drug and year"))

    def sheet() -> Sheet:
        rows = [*here, *common]
        free = leaving.kept(reader, (each.source for each in rows))
        made = leaving.of_people("demand", _("People who use drugs"), rows, names, free)
        return leaving.taken(made, request, chart if free.whole else None)

    if taken := answer(request, sheet):
        return taken
    audit.record(reader, "read-statistics", f"demand {country} {measure}"[:200])
    fields = [
        asking.select("country", _("Country"), countries, country),
        asking.select("measure", _("What is counted"), [(m, words.MEASURES[m]) for m in there], measure),
        asking.select("share", _("How common"), [(m, words.MEASURES[m]) for m in kinds], share),
    ]
    blank = leaving.of_people("demand", "", [], {})
    context = {
        "title": _demand_title(lines, country, measure), "any": bool(every), "own": bool(own),
        "lead": _("As the region's reports and the UN's questionnaires print it."),
        "form": asking.form((pages.country(country) if country else "", words.MEASURES.get(measure, "")), fields),
        "chart": chart, "drawn": draw(chart), "keys": key(chart.lines), "measure": words.MEASURES.get(measure, ""),
        "grid": _grid(lines, _("Substance")), "common": _common(common), "share": words.MEASURES.get(share, ""),
        "downloads": offered(leaving.taken(blank, request, chart)) if every else (),
        "sources": _sources([*own, *common], names),
        "permanent": request.get_full_path(), "query": pages.query(request),
    }  # fmt: skip
    return render(request, "monitor/demand.html", context)


def _drug(row: Observation) -> str:
    name = pages.substance(row.substance) if row.substance else row.drug or _("all drugs")
    return _capital(name)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _by(rows: Iterable[Observation], name: Any) -> dict[str, dict[int, Observation]]:
    """By name and year, the largest of the last year first. Of two rows for one cell that with a number counts."""
    found: dict[str, dict[int, Observation]] = defaultdict(dict)
    for each in rows:
        own = found[name(each)]
        if each.year not in own or own[each.year].value is None:
            own[each.year] = each
    last = lambda label: max(((year, row.value or 0) for year, row in found[label].items()), default=(0, 0))
    return {label: found[label] for label in sorted(found, key=lambda label: (-last(label)[1], label))}


def _chart(lines: Mapping[str, Mapping[int, Observation]], title: str) -> Chart:
    years = sorted({year for own in lines.values() for year in own})
    every = list(range(years[0], years[-1] + 1)) if years else []
    made = [
        Line(label, [row.value if (row := own.get(year)) else None for year in every], colour=_colour(own, n))
        for n, (label, own) in enumerate(list(lines.items())[:LINES])
    ]
    return Chart(title, [str(year) for year in every], made)


def _colour(own: Mapping[int, Observation], n: int) -> str:
    first = next(iter(own.values()))
    return pages.colour(first.substance) if first.substance else ("c2", "c1", "c3", "c6", "c4", "c5", "c0")[n % 7]


def _grid(lines: Mapping[str, Mapping[int, Observation]], heading: str) -> Grid:
    years = sorted({year for own in lines.values() for year in own})[-RECENT:]
    rows = [Row(label, [_cell(own.get(year)) for year in years]) for label, own in lines.items()]
    return Grid(heading, [Column(heading, False), *(Column(str(year)) for year in years)], rows)


def _cell(row: Observation | None) -> Cell:
    if row is None:
        return Cell("–", missing=True)
    if row.value is None:
        return Cell(row.text or "…", missing=True)
    bounds = f" ({number(row.low)}–{number(row.high)})" if row.low is not None and row.high is not None else ""
    return Cell(f"{number(row.value)}{bounds}")


def _demand_title(lines: Mapping[str, Mapping[int, Observation]], country: str, measure: str) -> str:
    """The largest drug of the last year, where there is one."""
    label, own = next(iter(lines.items()), ("", {}))
    told = [(year, row.value) for year, row in sorted(own.items()) if row.value is not None]
    if not told:
        return _("People who use drugs")
    return _("%(country)s, %(year)s: %(drug)s stands first with %(n)s people") % {
        "country": pages.country(country), "year": told[-1][0], "n": number(told[-1][1]),
        "drug": label[:1].lower() + label[1:],
    }  # fmt: skip


def _common(rows: Sequence[Observation]) -> Grid:
    """The latest share of each of the region's countries for each substance, with its year."""
    latest: dict[tuple[str, str], Observation] = {}
    for each in rows:
        if each.country in pages.REGION and not each.sex and each.value is not None:
            place = each.country, each.family if each.family != "unknown" else each.drug
            if place not in latest or each.year > latest[place].year:
                latest[place] = each
    drugs = sorted({drug for _country, drug in latest}, key=lambda drug: (pages.substance(drug) == drug, drug))
    rows_ = [
        Row(name, [_share(latest.get((code, drug))) for drug in drugs])
        for code, name in asking.countries(country for country, _drug in latest)
    ]
    return Grid(
        _("How common use is"),
        [Column(_("Country"), False), *(Column(_capital(pages.substance(each))) for each in drugs)],
        rows_,
    )


def _share(row: Observation | None) -> Cell:
    if row is None:
        return Cell("–", missing=True)
    bounds = f" ({number(row.low)}–{number(row.high)})" if row.low is not None and row.high is not None else ""
    what = "" if row.substance in ("", row.family) else f" {pages.substance(row.substance).lower()}"
    return Cell(f"{number(row.value)}{bounds},{what} {row.period or row.year}")


def _sources(rows: Iterable[Observation], names: Mapping[str, str]) -> list[str]:
    return sorted({names[each.source] for each in rows if each.source in names})


# Crimes


@open_page
def crime(request: HttpRequest) -> HttpResponse:
    """Crimes by year; offenders or victims of one year by sex and age."""
    reader = request.reading.reader
    every = queries.crimes(reader)
    countries = asking.countries(each.country for each in every)
    country = asking.chosen(request.GET, "country", [code for code, _name in countries])
    here = [each for each in every if each.country == country]
    topics = sorted({each.drug for each in here})
    topic = asking.chosen(request.GET, "topic", topics, "")
    here = [each for each in here if each.drug == topic]
    there = [code for code in ("offenders", "victims") if any(each.measure == code and each.age for each in here)]
    measure = asking.chosen(request.GET, "measure", there)
    people = [each for each in here if each.measure == measure and each.age]
    years = sorted({each.year for each in people}, reverse=True)
    year = next((each for each in years if str(each) == request.GET.get("year", "")), next(iter(years), 0))
    names = queries.names(reader)
    ages = ages_of(each for each in people if each.year == year)
    totals = _totals(here)
    lines = _by(totals, lambda each: str(words.MEASURES.get(each.measure, each.measure)) + _of(each))
    drawn = [each for each in totals if each.measure == (measure or "crimes")]
    chart = _chart(_by(drawn, lambda each: str(words.SEXES[each.sex])), str(words.MEASURES[measure or "crimes"]))
    title = _crime_title(ages, country, measure, year)
    drawing = pyramid(ages, title)

    def sheet() -> Sheet:
        free = leaving.kept(reader, (each.source for each in here))
        made = leaving.of_people("crime", _("Crimes, offenders, victims"), here, names, free)
        return leaving.taken(made, request, picture=drawing if free.whole else "")

    if taken := answer(request, sheet):
        return taken
    audit.record(reader, "read-statistics", f"crime {country} {measure} {year}"[:200])
    fields = [
        asking.select("country", _("Country"), countries, country),
        asking.select("measure", _("Who"), [(m, words.MEASURES[m]) for m in there], measure),
        asking.select("year", _("Year"), [(str(y), y) for y in years], str(year)),
    ]
    said = (pages.country(country) if country else "", topic, words.MEASURES.get(measure, ""), year or "")
    if topics != [""]:
        fields.append(
            asking.select("topic", _("What kind of crime"), [(t, t or _("not said")) for t in topics], topic)
        )
    context = {
        "title": title, "any": bool(every), "form": asking.form(said, fields), "pyramid": drawing,
        "lead": _("As statistics committees publish it, by sex and age where they do."),
        "ages": [(each.age, number(each.men), number(each.women)) for each in ages], "year": year,
        "measure": words.MEASURES.get(measure, ""), "chart": chart, "drawn": draw(chart), "keys": key(chart.lines),
        "grid": _grid(lines, _("What is counted")), "sources": _sources(here, names),
        "downloads": _crime_forms(request, drawing) if every else (),
        "permanent": request.get_full_path(), "query": pages.query(request),
    }  # fmt: skip
    return render(request, "monitor/crime.html", context)


def _crime_forms(request: HttpRequest, drawing: str) -> list[tuple[str, str]]:
    return offered(leaving.taken(leaving.of_people("crime", "", [], {}), request, picture=drawing))


def _of(row: Observation) -> str:
    return f": {str(words.SEXES[row.sex]).lower()}" if row.sex else ""


def _totals(rows: Sequence[Observation]) -> list[Observation]:
    """By measure, sex and year: as printed without ages, else the sum over ages where every one has a number."""
    printed = {(each.measure, each.sex, each.year): each for each in rows if not each.age}
    parts: dict[tuple[str, str, int], list[Observation]] = defaultdict(list)
    for each in rows:
        if each.age:
            parts[each.measure, each.sex, each.year].append(each)
    for place, own in parts.items():
        if place not in printed:
            told = [each.value for each in own if each.value is not None]
            value = sum(told) if len(told) == len(own) else None
            printed[place] = own[0]._replace(age="", value=value, low=None, high=None, text="")
    return [printed[place] for place in sorted(printed)]


def _crime_title(ages: Sequence[Any], country: str, measure: str, year: int) -> str:
    """The share of women, where both sexes have numbers."""
    women = sum(each.women or 0 for each in ages)
    total = women + sum(each.men or 0 for each in ages)
    if not total or not women or women == total:
        return _("Crimes, offenders, victims")
    said = {"country": pages.country(country), "year": year, "share": number(round(100 * women / total))}
    if measure == "victims":
        return _("%(country)s, %(year)s: %(share)s %% of victims are women") % said
    return _("%(country)s, %(year)s: %(share)s %% of offenders are women") % said
