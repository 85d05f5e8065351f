"""The page of cultivation: countries, provinces, districts; bounds; what is printed and is no number; sums."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sarhad.access import audit
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out.forms import answer, offered
from sarhad.systems.monitor.pages import Cell, Column, Grid, Row
from sarhad.systems.monitor.places.queries import region_name
from sarhad.systems.monitor.series import asking, leaving, queries, sums, words
from sarhad.systems.monitor.store.records import Observation
from sarhad.systems.monitor.trends.charts import COLOURS, Chart, Line, number
from sarhad.systems.monitor.trends.drawing import draw, key
from sarhad.web.words import lang

LINES, YEARS = 6, 12
LEVELS = ("country", "province", "district")


class Key(NamedTuple):
    """One line of the table: a place as one source tells it."""

    country: str
    region: str
    area: str
    source: str
    rounded: bool


class Asked(NamedTuple):
    crop: str
    country: str
    region: str  # ISO 3166-2, or as written where nobody knows it
    since: int
    until: int

    @property
    def level(self) -> str:
        return "district" if self.region else "province" if self.country else "country"

    @property
    def name(self) -> str:
        """Of a file."""
        region = self.region.lower() if re.fullmatch(r"[A-Z]{2}-\w+", self.region, re.ASCII) else ""
        return "".join(f"-{each}" for each in (self.country, region) if each)

    def link(self, **changed: str) -> str:
        found = {**self._asdict(), **changed}
        pairs = {name: value for name, value in found.items() if value and value != 9999}
        return f"{reverse('monitor-cultivation')}?{urlencode(pairs)}"


@open_page
def cultivation(request: HttpRequest) -> HttpResponse:
    """Areas under one crop: of countries, of one country's provinces, of one province's districts."""
    reader = request.reading.reader
    every = queries.cultivation(reader)
    asked = _asked(request.GET, every)
    own = [each for each in every if each.substance == asked.crop and asked.since <= each.year <= asked.until]
    names = queries.names(reader)
    here = [each for each in own if not asked.country or each.country == asked.country]
    if taken := answer(request, lambda: leaving.of_cultivation(_shown(here, asked), asked.crop, names, asked.name)):
        return taken
    audit.record(reader, "read-statistics", f"cultivation {asked.crop} {asked.country} {asked.region}"[:200])
    rows = _lines(_shown(here, asked))
    years = sorted({each.year for each in _shown(here, asked)})
    beside = sums.beside(here) if asked.country else []
    charted = _lines(each for each in here if each.level == "country") if asked.country else rows
    chart = _chart(charted, asked, names)
    context = {
        "title": _title(charted, asked), "lead": _lead(asked), "form": _form(asked, every),
        "asked": asked, "up": _up(asked), "chart": chart, "drawn": draw(chart), "keys": key(chart.lines),
        "grid": _grid(rows, years[-YEARS:], asked, names), "earlier": years[:-YEARS],
        **_sums(beside, here, asked, names), "flags": _flags(_shown(here, asked)),
        "downloads": offered(leaving.of_cultivation([], asked.crop, {})) if here else (),
        "permanent": request.get_full_path(),
        "any": bool(rows or charted),
    }  # fmt: skip
    return render(request, "monitor/cultivation.html", context)


def _asked(given: Any, every: Sequence[Observation]) -> Asked:
    crops = sorted({each.substance for each in every if each.substance})
    crop = asking.chosen(given, "crop", crops, "opium-poppy")
    own = [each for each in every if each.substance == crop]
    countries = {each.country for each in own if each.country}
    country = given.get("country", "") if given.get("country", "") in countries else ""
    regions = {_region(each) for each in own if each.country == country and each.level == "district"}
    region = given.get("region", "") if given.get("region", "") in regions else ""
    return Asked(crop, country, region, asking.year_of(given, "since"), asking.year_of(given, "until", 9999))


def _region(row: Observation) -> str:
    """The province of a row: its code, or how it is written where nobody knows it."""
    return row.region or row.area.partition(" | ")[0]


def _shown(rows: Iterable[Observation], asked: Asked) -> list[Observation]:
    """Those of the level that the page is about; world totals stand among the countries."""
    if asked.level == "country":
        return [each for each in rows if each.level in ("country", "")]
    if asked.level == "province":
        return [each for each in rows if each.level == "province"]
    return [each for each in rows if each.level in ("province", "district") and _region(each) == asked.region]


def _lines(rows: Iterable[Observation]) -> dict[Key, dict[int, Observation]]:
    """By place and source, in the order of names. Of two rows for one year the one with a number counts."""
    found: dict[Key, dict[int, Observation]] = defaultdict(dict)
    for each in rows:
        own = found[Key(each.country, each.region, each.area, each.source, each.flag == "rounded")]
        if each.year not in own or own[each.year].value is None:
            own[each.year] = each
    return {key: found[key] for key in sorted(found, key=lambda key: (not key.country, _name(key).casefold(), key))}


def _name(key: Key) -> str:
    if key.region and not key.area:
        return region_name(key.region, lang())
    if key.area:
        name = key.area.rpartition(" | ")[2]
        return pgettext("all countries", "Total") if name == "total" else name
    return pages.country(key.country)


def _title(lines: Mapping[Key, Mapping[int, Observation]], asked: Asked) -> str:
    name = pages.substance(asked.crop).lower() if asked.crop else ""
    if not asked.country:
        return _("Cultivation: %(crop)s") % {"crop": name} if name else _("Cultivation")
    told = [
        (year, row)
        for own in list(lines.values())[:1]
        for year, row in sorted(own.items())
        if row.value is not None
    ]
    country = pages.country(asked.country)
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
            "region": _place(asked.region)
        }
    return _("Hectares as surveys print them. A dash is not a zero: it stands as it was printed.")


def _capital(crop: str) -> str:
    name = pages.substance(crop) if crop else ""
    return name[:1].upper() + name[1:]


def _place(region: str) -> str:
    return region_name(region, lang())


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
    said = (_capital(asked.crop), country, _place(asked.region) if asked.region else "")
    return asking.form(said, fields)


def _chart(lines: Mapping[Key, Mapping[int, Observation]], asked: Asked, names: Mapping[str, str]) -> Chart:
    """The largest lines, with the bounds as bands; sums of the world, and rounded rows, only in the table."""
    fit = {key: own for key, own in lines.items() if not key.rounded and (key.country or asked.level != "country")}
    years = sorted({year for own in fit.values() for year in own})
    every = list(range(years[0], years[-1] + 1)) if years else []
    most = lambda key: max((row.value or row.high or 0 for row in fit[key].values()), default=0)
    ranked = sorted((key for key in fit if most(key)), key=lambda key: (-most(key), key))[:LINES]
    made = []
    for n, place in enumerate(ranked):
        own = [fit[place].get(year) for year in every]
        values, low, high = (
            [getattr(row, name) if row else None for row in own] for name in ("value", "low", "high")
        )
        band = any(each is not None for each in low)
        label = _name(place) if _alone(place, ranked) else names.get(place.source, _name(place))[:18]
        made.append(Line(label, values, low if band else (), high if band else (), COLOURS[n % len(COLOURS)]))
    return Chart(_("Hectares by year"), [str(year) for year in every], made, _("ha"))


def _alone(place: Key, others: Sequence[Key]) -> bool:
    """Whether only one source tells of it."""
    return sum(each[:3] == place[:3] for each in others) == 1


def _grid(
    lines: Mapping[Key, Mapping[int, Observation]], years: Sequence[int], asked: Asked, names: Mapping[str, str]
) -> Grid:
    rows = []
    for place, own in lines.items():
        name = _name(place) + (f" ({words.FLAGS['rounded']})" if place.rounded else "")
        if not _alone(place, [*lines]):
            name = f"{name} · {names.get(place.source, '')}"
        rows.append(Row(name, [_cell(own.get(year)) for year in years], _link(place, asked)))
    return Grid(_("Hectares"), [Column(_("Place"), False), *(Column(str(year)) for year in years)], rows)


def _link(place: Key, asked: Asked) -> str:
    if asked.level == "country" and place.country:
        return asked.link(country=place.country)
    return asked.link(region=place.region or place.area) if asked.level == "province" else ""


def _cell(row: Observation | None) -> Cell:
    if row is None:
        return Cell("", missing=True)
    bounds = f" ({number(row.low)}–{number(row.high)})" if row.low is not None and row.high is not None else ""
    if row.value is None:
        return Cell(f"{row.text or '…'}*{bounds}", missing=True)
    return Cell(f"{number(row.value)}{'*' if row.flag not in ('', 'rounded') else ''}{bounds}")


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
    wanted = [each for each in beside if not asked.region or _region(each.printed) == asked.region]
    provinces = [each for each in wanted if each.printed.level == "province"]
    apart = [each for each in wanted if not each.agrees]
    return {
        "compared": len(provinces), "agreeing": sum(each.agrees for each in provinces), "slack": int(sums.SLACK),
        "apart": [
            {"place": _region_words(each.printed), "year": each.printed.year, "printed": each.printed.text,
             "why": words.FLAGS.get(each.printed.flag, ""), "total": number(each.total), "parts": each.parts,
             "without": each.without, "others": _others(each.printed, rows, names)}
            for each in sorted(apart, key=lambda each: (each.printed.level, each.printed.year, each.printed.region))
        ],
    }  # fmt: skip


def _region_words(row: Observation) -> str:
    return pages.country(row.country) if row.level == "country" else _place(_region(row))


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
