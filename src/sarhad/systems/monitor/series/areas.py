"""What the page of cultivation is made of: lines of places, their names, cells and chart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sarhad.systems.monitor import pages
from sarhad.systems.monitor.places.queries import region_name
from sarhad.systems.monitor.series import words
from sarhad.systems.monitor.store.records import Observation
from sarhad.systems.monitor.trends.charts import COLOURS, Chart, Line, number
from sarhad.web.words import lang

LINES = 6
Lines = Mapping["Key", Mapping[int, Observation]]


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


def lines_of(rows: Iterable[Observation]) -> dict[Key, dict[int, Observation]]:
    """By place and source, in the order of names. Of two rows for one year the one with a number counts."""
    found: dict[Key, dict[int, Observation]] = defaultdict(dict)
    for each in rows:
        own = found[Key(each.country, each.region, each.area, each.source, each.flag == "rounded")]
        if each.year not in own or own[each.year].value is None:
            own[each.year] = each
    return {key: found[key] for key in sorted(found, key=lambda key: (not key.country, named(key).casefold(), key))}


def main_lines(lines: Lines) -> dict[Key, Mapping[int, Observation]]:
    """Of several sources of one place the one that reaches furthest, then the one with most years."""
    rank = lambda key: (
        max((year for year, row in lines[key].items() if row.value is not None), default=0), len(lines[key])
    )  # fmt: skip
    best: dict[tuple[str, str, str], Key] = {}
    for key in lines:
        if not key.rounded and (key[:3] not in best or rank(key) > rank(best[key[:3]])):
            best[key[:3]] = key
    return {key: lines[key] for key in best.values()}


def years_of(lines: Lines) -> int:
    """Of how many years there is a number."""
    return len({year for own in lines.values() for year, row in own.items() if row.value is not None})


def region_of(row: Observation) -> str:
    """The province of a row: its code, or how it is written where nobody knows it."""
    return row.region or row.area.partition(" | ")[0]


def fits(row: Observation, asked: Asked) -> bool:
    return not asked.region or region_of(row) == asked.region


def named(key: Key) -> str:
    if key.region and not key.area:
        return region_name(key.region, lang())
    if key.area:
        name = key.area.rpartition(" | ")[2]
        return pgettext("all countries", "Total") if name == "total" else name
    return pages.country(key.country)


def capital(crop: str) -> str:
    name = pages.substance(crop) if crop else ""
    return name[:1].upper() + name[1:]


def place_name(region: str) -> str:
    return region_name(region, lang())


def chart_of(lines: Lines, asked: Asked, names: Mapping[str, str]) -> Chart:
    """The largest lines, with the bounds as bands; sums of the world, and rounded rows, only in the table."""
    fit = {key: own for key, own in lines.items() if not key.rounded and key.country}
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
        label = named(place) if _alone(place, ranked) else names.get(place.source, named(place))[:18]
        made.append(Line(label, values, low if band else (), high if band else (), COLOURS[n % len(COLOURS)]))
    return Chart(_("Hectares by year"), [str(year) for year in every], made, _("ha"))


def _alone(place: Key, others: Sequence[Key]) -> bool:
    """Whether only one source tells of it."""
    return sum(each[:3] == place[:3] for each in others) == 1


def table_of(lines: Lines, years: Sequence[int], asked: Asked, names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": named(place), "link": _link(place, asked), "cells": [_cell(own.get(year)) for year in years],
            "source": "" if _alone(place, [*lines]) else names.get(place.source, ""),
            "rounded": words.FLAGS["rounded"] if place.rounded else "",
        }
        for place, own in lines.items()
    ]  # fmt: skip


def _link(place: Key, asked: Asked) -> str:
    if asked.level == "country" and place.country:
        return asked.link(country=place.country)
    return asked.link(region=place.region or place.area) if asked.level == "province" else ""


class Figure(NamedTuple):
    """One cell: what stands in it, its bounds below, whether it is no number."""

    text: str = ""
    bounds: str = ""
    missing: bool = True


def _cell(row: Observation | None) -> Figure:
    if row is None:
        return Figure()
    bounded = row.low is not None and row.high is not None and row.flag != "poppy-free"
    bounds = f"{number(row.low)}–{number(row.high)}" if bounded else ""
    if row.value is None:
        return Figure(f"{row.text or '…'}*", bounds)
    return Figure(f"{number(row.value)}{'*' if row.flag not in ('', 'rounded') else ''}", bounds, missing=False)
