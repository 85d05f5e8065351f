"""The page of cultivation: countries, provinces, districts; bounds; what is printed and is no number; sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sarhad.access import audit
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out.forms import answer, offered
from sarhad.systems.monitor.out.records import Sheet
from sarhad.systems.monitor.series import areas, asking, leaving, queries, sums, words
from sarhad.systems.monitor.series.areas import Asked, Lines
from sarhad.systems.monitor.store.records import Observation
from sarhad.systems.monitor.trends.charts import number
from sarhad.systems.monitor.trends.drawing import draw, key

YEARS = {"country": 8, "province": 12, "district": 12}  # of a table; bounds take room
SUBJECT = {"country": "country", "province": "country", "district": "province"}
"""What the parts that a page lists belong to."""


@open_page
def cultivation(request: HttpRequest) -> HttpResponse:
    """Areas under one crop: of countries, of one country's provinces, of one province's districts."""
    reader = request.reading.reader
    every = queries.cultivation(reader)
    asked = _asked(request.GET, every)
    own = [each for each in every if each.substance == asked.crop and asked.since <= each.year <= asked.until]
    names = queries.names(reader)
    here = [each for each in own if not asked.country or each.country == asked.country]
    shown = _shown(here, asked)
    rows = areas.lines_of(shown)
    every_year = sorted({each.year for each in shown})
    years = every_year[-YEARS[asked.level] :]
    beside = sums.beside(here) if asked.country else []
    subject = areas.lines_of(
        each for each in here if each.level == SUBJECT[asked.level] and areas.fits(each, asked)
    )
    own_chart = asked.level == "province" and areas.years_of(subject) > 1
    chart = areas.chart_of(subject if own_chart else areas.main_lines(rows), asked, names)

    def sheet() -> Sheet:
        free = leaving.kept(reader, (each.source for each in here))
        made = leaving.of_cultivation(shown, asked.crop, names, free, asked.name)
        return leaving.taken(made, request, chart if free.whole else None)

    if taken := answer(request, sheet):
        return taken
    audit.record(reader, "read-statistics", f"cultivation {asked.crop} {asked.country} {asked.region}"[:200])
    blank = leaving.of_cultivation([], asked.crop, {})
    context = {
        "title": _title(areas.main_lines(subject), asked), "lead": _lead(asked), "form": _form(asked, every),
        "asked": asked, "up": _up(asked), "chart": chart,
        "drawn": draw(chart) if len(chart.ticks) > 1 else "",
        "keys": key(chart.lines),
        "years": years, "rows": areas.table_of(rows, years, asked, names),
        "earlier": every_year[: -YEARS[asked.level]],
        **_sums(beside, here, asked, names), "flags": _flags(shown),
        "downloads": offered(leaving.taken(blank, request, chart)) if here else (),
        "permanent": request.get_full_path(), "query": pages.query(request),
        "any": bool(rows or subject),
    }  # fmt: skip
    return render(request, "monitor/cultivation.html", context)


def _asked(given: Any, every: Sequence[Observation]) -> Asked:
    crops = sorted({each.substance for each in every if each.substance})
    crop = asking.chosen(given, "crop", crops, "opium-poppy")
    own = [each for each in every if each.substance == crop]
    countries = {each.country for each in own if each.country}
    country = given.get("country", "") if given.get("country", "") in countries else ""
    regions = {areas.region_of(each) for each in own if each.country == country and each.level == "district"}
    region = given.get("region", "") if given.get("region", "") in regions else ""
    return Asked(crop, country, region, asking.year_of(given, "since"), asking.year_of(given, "until", 9999))


def _shown(rows: Iterable[Observation], asked: Asked) -> list[Observation]:
    """Those of the level that the page is about; world totals stand among the countries."""
    if asked.level == "country":
        return [each for each in rows if each.level in ("country", "")]
    if asked.level == "province":
        return [each for each in rows if each.level == "province"]
    return [
        each for each in rows if each.level in ("province", "district") and areas.region_of(each) == asked.region
    ]


def _title(lines: Lines, asked: Asked) -> str:
    name = pages.substance(asked.crop).lower() if asked.crop else ""
    if not asked.country:
        return _("Cultivation: %(crop)s") % {"crop": name} if name else _("Cultivation")
    told = [
        (year, row)
        for own in list(lines.values())[:1]
        for year, row in sorted(own.items())
        if row.value is not None
    ]
    country = areas.place_name(asked.region) if asked.region else pages.country(asked.country)
    if len(told) < 2:
        return f"{country}: {name}"
    (first, one), (last, other) = told[0], told[-1]
    return _("%(country)s: %(was)s ha of %(crop)s in %(first)s, %(now)s ha in %(last)s") % {
        "country": country, "was": number(one.value), "first": first, "now": number(other.value), "last": last,
        "crop": name,
    }  # fmt: skip


def _lead(asked: Asked) -> str:
    if asked.region:
        return _("Districts of %(region)s. A dash is not a zero: it stands as it was printed.") % {
            "region": areas.place_name(asked.region)
        }
    return _("Hectares as surveys print them. A dash is not a zero: it stands as it was printed.")


def _up(asked: Asked) -> list[tuple[str, str]]:
    """The way back: (address, label)."""
    found = [(asked.link(country="", region=""), _("All countries"))] if asked.country else []
    return found + ([(asked.link(region=""), pages.country(asked.country))] if asked.region else [])


def _form(asked: Asked, every: Sequence[Observation]) -> pages.Form:
    own = [each for each in every if each.substance == asked.crop]
    crops = asking.drugs(each.substance for each in every)
    countries = asking.countries(each.country for each in own)
    fields = [
        asking.select("crop", pgettext("plant", "Crop"), crops, asked.crop),
        asking.select("country", _("Country"), countries, asked.country, _("all countries")),
        pages.Field("since", _("From year"), "text", value=str(asked.since or "")),
        pages.Field("until", _("To year"), "text", value=str(asked.until if asked.until < 9999 else "")),
    ]
    if asked.region:
        fields.append(pages.Field("region", "", "hidden", value=asked.region))
    country = pages.country(asked.country) if asked.country else _("all countries")
    said = (areas.capital(asked.crop), country, areas.place_name(asked.region) if asked.region else "")
    return asking.form(said, fields)


def _flags(rows: Sequence[Observation]) -> list[tuple[str, str, int]]:
    """(as printed, what it means, how often) of the numbers that are none."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for each in rows:
        if each.flag not in ("", "rounded"):
            printed = each.text if each.flag in ("dash", "poppy-free", "part-of", "no-data", "words") else ""
            found[printed.casefold() if each.flag != "part-of" else "", each.flag] += 1
    return [
        (printed, str(words.FLAGS.get(flag, flag)), n)
        for (printed, flag), n in sorted(found.items(), key=lambda pair: pair[0][1])
    ]


def _sums(
    beside: Sequence[sums.Beside], rows: Sequence[Observation], asked: Asked, names: Mapping[str, str]
) -> dict[str, Any]:
    """Printed totals beside what their districts add up to: how many agree, and those that do not."""
    wanted = [each for each in beside if not asked.region or areas.region_of(each.printed) == asked.region]
    provinces = [each for each in wanted if each.printed.level == "province"]
    apart = [each for each in wanted if not each.agrees]
    return {
        "compared": len(provinces), "agreeing": sum(each.agrees for each in provinces), "slack": int(sums.SLACK),
        "apart": [
            {"place": _region_words(each.printed), "year": each.printed.year, "printed": each.printed.text,
             "why": words.FLAGS.get(each.printed.flag, ""), "total": number(each.total), "parts": each.parts,
             "of": _("Districts") if each.level == "district" else _("Provinces"),
             "without": each.without, "others": _others(each.printed, rows, names)}
            for each in sorted(apart, key=lambda each: (each.printed.level, each.printed.year, each.printed.region))
        ],
    }  # fmt: skip


def _region_words(row: Observation) -> str:
    return pages.country(row.country) if row.level == "country" else areas.place_name(areas.region_of(row))


def _others(printed: Observation, rows: Sequence[Observation], names: Mapping[str, str]) -> str:
    """What other sources print of the same place and year."""
    told = [
        f"{number(each.value)} ({names.get(each.source, '')})"
        for each in rows
        if each.source != printed.source and each.value is not None and each.flag != "rounded"
        and _same(each) == _same(printed)
    ]  # fmt: skip
    return "; ".join(told)


def _same(row: Observation) -> tuple[object, ...]:
    return row.level, row.country, row.region, row.year
