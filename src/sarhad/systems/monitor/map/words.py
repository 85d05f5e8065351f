"""What the map says: names, numbers, measures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from django.urls import NoReverseMatch
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sarhad.kernel import units
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.map.records import KINDS, NONE, Flow
from sarhad.systems.monitor.places import queries as places
from sarhad.systems.monitor.store.records import Where
from sarhad.web.words import lang

SHOWS = {
    "areas": pgettext_lazy("map", "Areas"),
    "clusters": pgettext_lazy("map", "Places"),
    "routes": pgettext_lazy("map", "Routes"),
    "cultivation": pgettext_lazy("map", "Cultivation"),
    "prices": pgettext_lazy("map", "Prices"),
}
MEASURES = {
    "n": gettext_lazy("Count of seizures"),
    "kg": gettext_lazy("Weight, kg"),
    "median_kg": gettext_lazy("Median seizure, kg"),
}
MARKETS = {
    "retail": gettext_lazy("Retail"),
    "wholesale": gettext_lazy("Wholesale"),
    "farm": gettext_lazy("At the farm"),
}
STRETCHES = {
    "origin-departure": gettext_lazy("from origin to departure"),
    "departure-country": gettext_lazy("from departure to the seizure"),
    "origin-country": gettext_lazy("from origin to the seizure, departure not known"),
    "country-transit": gettext_lazy("meant to go on to transit"),
    "transit-destination": gettext_lazy("meant to go from transit to destination"),
    "country-destination": gettext_lazy("meant to go on to destination"),
}


def place(code: str) -> str:
    """A region or country in the reader's language."""
    return places.region_name(code, lang()) if len(code) > 2 else pages.country(code) if code else ""


def unit(code: str) -> str:
    known = units.unit(code)
    return known.label(lang()) if known else code


def amount(value: float | None) -> str:
    """A number with three telling digits, or all of those before the point; a dash where there is none."""
    if value is None:
        return "–"
    size = abs(value)
    places = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2 if size >= 1 else 3
    shown = round(value, places)
    return number_format(int(shown) if shown == int(shown) else shown, use_l10n=True, force_grouping=True)


def between(low: float | None, high: float | None) -> str:
    """Two bounds, where they are told apart."""
    ends = (amount(low), amount(high))
    return "" if low is None or high is None or ends[0] == ends[1] else "–".join(ends)


def classes(least: Sequence[float], whole: bool) -> list[str]:
    """The limits of classes in words, from the first class on."""
    if not least:
        return [_("any")]
    first = _("fewer than %(n)s") if whole else _("less than %(n)s")
    found = [first % {"n": amount(least[0])}]
    for low, high in pairwise(least):
        last = high - 1 if whole else high
        found.append(amount(low) if whole and low == last else f"{amount(low)}–{amount(last)}")
    return [*found, _("%(n)s or more") % {"n": amount(least[-1])}]


def behind(where: Where) -> str:
    """Where the records behind a number stand."""
    try:
        return pages.link(where)
    except NoReverseMatch:  # a node without that page
        return f"?{where.query()}"


def of_flow(where: Where, flow: Flow) -> Where:
    """The seizures that tell of this stretch, exactly."""
    start, end, between = KINDS[flow.kind]
    added = {start: (flow.start,), end: (flow.end,)} | ({between: (NONE,)} if between else {})
    return where.but(**added)
