"""The page of prices: what a substance costs where and when, and what each border adds to it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.kernel import substances, units
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out.forms import answer, offered
from sarhad.systems.monitor.out.records import Sheet
from sarhad.systems.monitor.pages import Cell, Column, Grid, Row
from sarhad.systems.monitor.series import asking, leaving, pricing, queries, words
from sarhad.systems.monitor.series.pricing import Level, Price, Step
from sarhad.systems.monitor.store.records import Observation
from sarhad.systems.monitor.trends.charts import COLOURS, Chart, Line, number
from sarhad.systems.monitor.trends.drawing import draw, key
from sarhad.web.paging import page_of
from sarhad.web.words import lang

LINES = 7
SHOWN = 25
USUAL = ("heroin", "methamphetamine", "opium")
KILO = 1000


class Asked(NamedTuple):
    """What the page is asked."""

    substance: str
    market: str
    pure: bool
    route: str
    year: int  # 0: the best one
    offered: tuple[str, ...]  # substances
    markets: tuple[str, ...]

    @property
    def base(self) -> int:
        """Grams of the unit shown: wholesale and at the farm by the kilogram."""
        return KILO if self.market in ("wholesale", "farm") else 1

    def pairs(self) -> dict[str, str]:
        found = {"substance": self.substance, "market": self.market, "pure": "1" if self.pure else "",
                 "route": self.route, "year": str(self.year or "")}  # fmt: skip
        return {name: value for name, value in found.items() if value}


@open_page
def prices(request: HttpRequest) -> HttpResponse:
    """Prices of one substance on one market, by country and year, and along a route."""
    reader = request.reading.reader
    every = queries.prices(reader)
    asked = _asked(request.GET, every)
    below = substances.within(asked.substance)
    own = [each for each in every if each.said.substance in below]
    shown = [each for each in own if each.said.market == asked.market and each.base == _main_base(own, asked)]
    names = queries.names(reader)
    levels = pricing.levels(shown, pure=asked.pure)
    unit = _unit(shown, asked)
    chart = _chart(levels, asked, unit)

    def sheet() -> Sheet:
        free = leaving.kept(reader, (each.said.source for each in own))
        made = leaving.of_prices(own, asked.substance, names, free)
        return leaving.taken(made, request, chart if free.whole else None)

    if taken := answer(request, sheet):
        return taken
    audit.record(reader, "read-statistics", f"prices {asked.substance} {asked.market}"[:200])
    route = pricing.route_of(asked.route)
    year = asked.year or pricing.best_year(levels, route)
    steps = pricing.ladder(levels, route, year) if levels else []
    listed = page_of(
        request, sorted(own, key=lambda each: (-each.said.year, each.said.country, each.said.market)), SHOWN
    )
    blank = leaving.of_prices([], asked.substance, {})
    context = {
        "title": _title(asked, steps, year) if own else _("Prices"),
        "lead": _("As observed and published; nothing is estimated. Dollars only where the source gives a rate."),
        "form": _form(asked, levels), "asked": asked, "unit": unit, "chart": chart,
        "drawn": draw(chart), "keys": key(chart.lines), "grid": _grid(levels, asked, unit),
        "steps": [_step(each, asked) for each in steps], "year": year,
        "years_differ": [each for each in steps if each.years],
        "listed": listed, "printed": [_printed(each, names, reader) for each in listed.items],
        "left_out": len(shown) - sum(level.of for level in levels.values()),
        "downloads": offered(leaving.taken(blank, request, chart)) if own else (),
        "permanent": request.get_full_path(), "query": pages.query(request), "may_add": reader.may(Does.CONTRIBUTE),
        "missing": _missing(shown, asked),
    }  # fmt: skip
    return render(request, "monitor/prices.html", context)


def _asked(given: Any, every: list[Price]) -> Asked:
    there = {each.said.substance for each in every if each.said.substance}
    usual = next((code for code in USUAL if code in there), "")
    substance = asking.chosen(given, "substance", sorted(there), usual)
    markets = tuple(
        m
        for m in (*words.MARKETS,)
        if any(each.said.market == m and each.said.substance == substance for each in every)
    )
    market = asking.chosen(given, "market", markets, "wholesale")
    route = given.get("route", "")
    route = route if pricing.route_of(route) else "north-kg"
    return Asked(
        substance,
        market,
        given.get("pure") == "1",
        route,
        asking.year_of(given, "year"),
        tuple(sorted(there)),
        markets,
    )


def _main_base(own: list[Price], asked: Asked) -> str:
    """Grams where anything is sold by weight; else what is most usual."""
    bases = [each.base for each in own if each.said.market == asked.market]
    return "gram" if "gram" in bases else max(sorted(set(bases)), key=bases.count, default="")


def _unit(shown: list[Price], asked: Asked) -> str:
    base = shown[0].base if shown else "gram"
    known = units.all_units().get("kilogram" if base == "gram" and asked.base == KILO else base)
    name = known.label(lang()).lower() if known else base
    if asked.pure:
        return _("USD for one %(unit)s of the pure substance") % {"unit": name}
    return _("USD for one %(unit)s") % {"unit": name}


def _times(asked: Asked, level: Level | None, value: float | None) -> float | None:
    """Per gram as the page shows it."""
    return None if value is None or level is None else value * asked.base


def _title(asked: Asked, steps: list[Step], year: int) -> str:
    name = pages.substance(asked.substance)
    last = next((each for each in reversed(steps) if each.overall), None)
    first = next((each for each in steps if each.level), None)
    if last is None or first is None or last.overall is None:
        return _("Prices: %(substance)s") % {"substance": name.lower()}
    said = {
        "substance": name, "times": number(round(last.overall, 1)), "there": pages.country(last.country),
        "here": pages.country(first.country),
    }  # fmt: skip
    if asked.pure:
        return _("A pure gram of %(substance)s costs %(times)s times as much in %(there)s as in %(here)s") % {
            **said, "substance": name.lower(),
        }  # fmt: skip
    return _("%(substance)s costs %(times)s times as much in %(there)s as in %(here)s") % said


def _form(asked: Asked, levels: dict[tuple[str, int], Level]) -> pages.Form:
    years = sorted({year for _country, year in levels}, reverse=True)
    routes = [(code, route_words(pricing.ROUTES[code])) for code in pricing.ROUTES]
    if asked.route not in pricing.ROUTES:
        routes.append((asked.route, route_words(pricing.route_of(asked.route))))
    fields = [
        asking.select("substance", _("Substance"), asking.drugs(asked.offered), asked.substance),
        asking.select("market", _("Market"), [(m, words.MARKETS[m]) for m in asked.markets], asked.market),
        asking.select(
            "pure", _("Purity"), [("", _("as sold")), ("1", _("for the pure substance"))], "1" if asked.pure else ""
        ),
        asking.select("route", _("Route"), routes, asked.route),
        asking.select(
            "year",
            _("Year of the route"),
            [(str(y), y) for y in years],
            str(asked.year or ""),
            _("with most prices"),
        ),
    ]
    said = (
        pages.substance(asked.substance),
        words.MARKETS.get(asked.market, ""),
        _("for the pure substance") if asked.pure else _("as sold"),
    )
    return asking.form(said, fields)


def route_words(route: tuple[str, ...]) -> str:
    return " → ".join(pages.country(code) for code in route)


def _chart(levels: dict[tuple[str, int], Level], asked: Asked, unit: str) -> Chart:
    """The region's countries first, then those with most years."""
    years = list(range(min(y for _c, y in levels), max(y for _c, y in levels) + 1)) if levels else []
    told = {country: sum(code == country for code, _y in levels) for country, _y in levels}
    ranked = sorted(told, key=lambda code: (code not in pages.REGION, -told[code], code))[:LINES]
    lines = []
    for n, country in enumerate(ranked):
        own = [levels.get((country, year)) for year in years]
        values, low, high = (
            [_times(asked, each, each and getattr(each, name)) for each in own]
            for name in ("dollars", "low", "high")
        )
        band = n == 0 and any(each is not None for each in low)
        lines.append(
            Line(
                pages.country(country), values, low if band else (), high if band else (), COLOURS[n % len(COLOURS)]
            )
        )
    return Chart(_("Prices by country and year"), [str(year) for year in years], lines, unit)


def _grid(levels: dict[tuple[str, int], Level], asked: Asked, unit: str) -> Grid:
    years = sorted({year for _country, year in levels})[-12:]
    countries = asking.countries(country for country, _year in levels)
    rows = [
        Row(name, [_cell(levels.get((code, year)), asked) for year in years])
        for code, name in countries
        if any((code, year) in levels for year in years)
    ]
    return Grid(unit, [Column(_("Country"), False), *(Column(str(year)) for year in years)], rows)


def _cell(level: Level | None, asked: Asked) -> Cell:
    value = _times(asked, level, level and level.dollars)
    return Cell(number(value), missing=True) if value is None else Cell(number(value))


def _step(step: Step, asked: Asked) -> dict[str, Any]:
    level = step.level
    return {
        "country": pages.country(step.country), "level": level,
        "price": number(_times(asked, level, level and level.dollars)),
        "low": number(_times(asked, level, level.low)) if level and level.low is not None else "",
        "high": number(_times(asked, level, level.high)) if level and level.high is not None else "",
        "percent": "" if step.percent is None else _signed(step.percent),
        "overall": "" if step.overall is None else f"×{number(round(step.overall, 1))}",
        "since": pages.country(step.since) if step.since else "", "years": step.years,
    }  # fmt: skip


def _signed(percent: float) -> str:
    return f"{'+' if percent >= 0 else '−'}{number(abs(round(percent)))} %"


def _bounds(said: Observation) -> str:
    return f"{number(said.low)}–{number(said.high)}" if said.low is not None and said.high is not None else ""


def _address(said: Observation, reader: Reader) -> str:
    """Of the table's row, or of what an officer stated, for those who have a page of it."""
    if said.row:
        return ""
    return reverse("profile", args=[said.source]) if reader.office else ""


def _printed(price: Price, names: dict[str, str], reader: Reader) -> dict[str, Any]:
    said = price.said
    return {
        "said": said, "country": pages.country(said.country), "market": words.MARKETS.get(said.market, ""),
        "substance": pages.substance(said.substance) if said.substance else said.drug,
        "value": said.text if said.value is not None else words.FLAGS.get(said.flag, said.text),
        "bounds": _bounds(said),
        "unit": _unit_name(said.unit), "dollars": number(price.dollars) if price.dollars is not None else "",
        "pure": number(price.pure) if price.pure is not None else "", "base": _unit_name(price.base),
        "when": said.period or said.year, "source": names.get(said.source, ""),
        "address": _address(said, reader),
    }  # fmt: skip


def _unit_name(code: str) -> str:
    known = units.all_units().get(code)
    return known.label(lang()).lower() if known else code


def _missing(shown: list[Price], asked: Asked) -> list[str]:
    found = []
    if without := sum(each.dollars is None for each in shown):
        said = ngettext("%(n)d price has no rate in dollars and is only listed.",
                        "%(n)d prices have no rate in dollars and are only listed.", without)  # fmt: skip
        found.append(said % {"n": without})
    if asked.pure and (impure := sum(each.pure is None and each.dollars is not None for each in shown)):
        said = ngettext("%(n)d price has no purity and is left out here.",
                        "%(n)d prices have no purity and are left out here.", impure)  # fmt: skip
        found.append(said % {"n": impure})
    return found
