"""The small map of the overview: first-level regions shaded by count, drawn for the reader's own seizures."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.access.reader import Reader
from sarhad.systems.monitor.map import classes, ground, words
from sarhad.systems.monitor.map.records import near_countries
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.records import Where
from sarhad.systems.monitor.trends.charts import number
from sarhad.systems.monitor.trends.drawing import NO_REPORT
from sarhad.systems.monitor.trends.reports import Reports

STEP = 2.5  # units of the map that are one here: the page has to stay light
LEFT, TOP, RIGHT, BOTTOM = 60, 36, 324, 226  # the five states and what lies around them
NUMBER = re.compile(r"-?\d+")


class Small(NamedTuple):
    picture: SafeString
    legend: list[tuple[int, str]]  # class and its limits
    caption: list[str]


def small(reader: Reader, where: Where, reports: Reports) -> Small:
    """Of one question to the store. Countries that reported nothing are hatched, regions without seizures plain."""
    rows = queries.sums(reader, where, ("country", "region"), ("n",)).rows
    counts = {region: n for _country, region, n in rows if region}
    lost = sum(n for country, region, n in rows if not region and country in near_countries())
    least = classes.limits(counts.values())
    shades = {code: classes.shade(n, least) for code, n in counts.items()}
    legend = list(enumerate(words.classes(least, whole=True), 1)) if counts else []
    return Small(_picture(shades, reports), legend, _caption(counts, lost))


def _picture(shades: dict[str, int], reports: Reports) -> SafeString:
    """One path for each shade; it is one link, so the areas need no words of their own."""
    silent = near_countries() - set(reports.countries)
    paths: defaultdict[int, str] = defaultdict(str)
    for code, path in _outlines().items():
        paths[shades.get(code, 0 if code[:2].lower() in silent else -1)] += path
    inside = "".join(f'<path fill="{_fill(shade)}" d="{path}"/>' for shade, path in sorted(paths.items()))
    title = escape(_("Seizures by region"))
    return mark_safe(  # noqa: S308 - numbers and our own words
        f'<svg class="plot small-map" viewBox="{LEFT} {TOP} {RIGHT - LEFT} {BOTTOM - TOP}" role="img"'
        f' fill="none"><title>{title}</title>'
        f'<g stroke="var(--edge)" stroke-width=".3">{inside}</g></svg>'
    )


def _fill(shade: int) -> str:
    return NO_REPORT if shade == 0 else "var(--sheet)" if shade < 0 else f"var(--q{shade})"


@cache
def _outlines() -> dict[str, str]:
    """Of each region that the picture reaches. Points are rounded alike on both sides of a border."""
    land = ground.ground(ground.REGION)
    near = {
        code: path for code, path in land.areas.items() if len(code) > 2 and code[:2].lower() in near_countries()
    }
    found = {code: "".join(_coarse(ring) for ring in path.split("M") if ring) for code, path in near.items()}
    return {code: path for code, path in sorted(found.items()) if path}


def _coarse(ring: str) -> str:
    """A ring of relative steps on the coarser grid; nothing of one that is outside or has become too small."""
    numbers = [int(each) for each in NUMBER.findall(ring)]
    points = accumulate(
        zip(numbers[::2], numbers[1::2], strict=True), lambda at, step: (at[0] + step[0], at[1] + step[1])
    )
    whole = [key for key, _same in groupby((round(x / STEP), round(y / STEP)) for x, y in points)]
    seen = any(LEFT <= x <= RIGHT and TOP <= y <= BOTTOM for x, y in whole)
    if len(whole) < 4 or not seen:
        return ""
    steps = " ".join(f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(whole))
    return f"M{whole[0][0]} {whole[0][1]}l{steps}z".replace(" -", "-")


def _caption(counts: dict[str, int], lost: int) -> list[str]:
    """Where most is, and how many have no region."""
    found = []
    top = max(counts, key=lambda code: (counts[code], code), default="")
    if top:
        whole = sum(counts.values())
        said = {"place": words.place(top), "n": number(counts[top]), "whole": number(whole)}
        found.append(_("Most seizures: %(place)s, %(n)s of %(whole)s with a region.") % said)
    found.append(_("Hatched: no report, which is not zero."))
    if lost:
        text = ngettext("%(n)s seizure has no known region.", "%(n)s seizures have no known region.", lost)
        found.append(text % {"n": number(lost)})
    return found
