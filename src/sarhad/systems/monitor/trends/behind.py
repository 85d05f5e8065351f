"""The single records behind a number, as a page shows them: reported and converted side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.kernel import units
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.out.records import Column, Kind, Sheet
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.records import SEIZURES, Source, Where
from sarhad.systems.monitor.trends.charts import exact, number
from sarhad.web.words import lang

HOW = ("transport", "concealment", "premises", "cause", "direction")
ROUTE = ("origin", "departure", "transit", "country", "destination")
MOST = 20_000
"""Rows of one file; more are asked for by a narrower filter, or taken as the whole table."""


class Behind(NamedTuple):
    """One record in words."""

    day: Any
    vague: bool  # known by month or year alone
    country: str
    region: str
    place: str
    drug: str
    substance: str
    reported: str
    converted: str
    bounds: str
    how: list[str]
    route: str
    source: str
    link: str
    twin: bool


class Rows:
    """The records in order, read as they are sliced."""

    def __init__(self, reader: Reader, where: Where, sources: Iterable[Source], reads: bool) -> None:
        self.reader, self.where, self.reads = reader, where, reads
        self.names = {each.id: each.name for each in sources}

    def __len__(self) -> int:
        raise TypeError("counted by the database only where it is shown")

    def __getitem__(self, part: slice) -> list[Behind]:
        found = queries.rows(self.reader, self.where, part.start or 0, (part.stop or 0) - (part.start or 0))
        return [self._said(row) for row in found.dicts()]

    def _said(self, row: Mapping[str, Any]) -> Behind:
        known = pages.substance(row["substance"]) if row["substance"] else _("not recognised")
        return Behind(
            day=row["day"],
            vague=row["last"] is not None and row["day"] is not None and row["last"] != row["day"],
            country=pages.country(row["country"]),
            region=pages.label_of("region", row["region"]) if row["region"] else "",
            place=row["place"],
            drug=row["drug"],
            substance="" if known.casefold() == row["drug"].casefold() else known,
            reported=_reported(row),
            converted=f"{number(row['kg'])} {_('kg')}" if row["kg"] is not None else _("not converted"),
            bounds=_bounds(row),
            how=[pages.label_of(name, row[name]) for name in HOW if row[name]],
            route=_route(row),
            source=self.names.get(row["source"], _("cases")),
            link=self._link(row),
            twin=bool(row["twin"]),
        )

    def _link(self, row: Mapping[str, Any]) -> str:
        """The row in its table, or the case, for those who may open cases."""
        try:
            if row["case"]:
                return reverse("seizure-count", args=[row["case"]]) if self.reads else ""
            return reverse("monitor-table-row", args=[row["source"], row["row"]])
        except NoReverseMatch:
            return ""


def _reported(row: Mapping[str, Any]) -> str:
    unit = units.unit(row["unit"]) if row["unit"] else None
    if row["amount"] is None:
        return _("amount not given")
    named = unit.label(lang()) if unit else _("unit not given")
    return f"{exact(row['amount'])} {named}"


def _bounds(row: Mapping[str, Any]) -> str:
    low, high = row["kg_low"], row["kg_high"]
    return f"{number(low)}–{number(high)}" if low is not None and high is not None and high > low else ""


def _route(row: Mapping[str, Any]) -> str:
    """Where it came from and went to, if anything is known of it beside the country of the seizure."""
    named = [row[name] for name in ROUTE]
    if not any(code for name, code in zip(ROUTE, named, strict=True) if name != "country"):
        return ""
    said = [code for n, code in enumerate(named) if code and (n == 0 or code != named[n - 1])]
    return " → ".join(map(pages.country, said))


NAMES = [name for name in SEIZURES if name != "twin"]
_KINDS: dict[str, Kind] = {"DATE": "day", "DOUBLE": "number", "INTEGER": "number"}
EMPTY = Sheet("seizures", "", [Column(name, name, _KINDS.get(SEIZURES[name], "text")) for name in NAMES], [])
"""The shape of the file, without rows."""


def sheet(reader: Reader, where: Where) -> Sheet:
    """The same records for a file, under the names that the store gives its columns."""
    table = queries.rows(reader, where, 0, MOST)
    at = [(table.columns.index(name), SEIZURES[name] == "DATE") for name in NAMES]
    rows = [[str(row[n]) if day and row[n] else row[n] for n, day in at] for row in table.rows]
    sources = queries.sources(reader)
    about = [*(each.name for each in sources), *pages.lacking(sources, where)]
    return replace(EMPTY, title=_("Seizures"), rows=rows, about=about)
