"""What is asked of the map, and what it answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sarhad.links.maps.base import Box, base
from sarhad.systems.monitor.store.queries import UNKNOWN
from sarhad.systems.monitor.store.records import Where, month_of

SHOWS = ("areas", "clusters", "routes", "cultivation", "prices")
MEASURES = ("n", "kg", "median_kg")
MARKETS = ("retail", "wholesale", "farm")
WORLD = "world"
FEW = 20  # seizures below which a route is dashed


@dataclass(frozen=True, slots=True)
class Look:
    """One picture: which seizures, shown how, on which part of the world."""

    where: Where = Where()  # noqa: RUF009 - immutable
    show: str = "areas"
    of: str = "n"
    near: str = ""  # a country, the world; "" for what the filter means
    at: str = ""  # one year ("2014") or month of it ("2014-03"); "" for the whole period
    market: str = "retail"
    full: bool = False  # every row of the table

    @classmethod
    def of_address(cls, given: Mapping[str, Any]) -> Look:
        """From the fields of an address; what cannot be read is as if it were not there. Never raises."""
        text = lambda name, known, start: found if (found := str(given.get(name, ""))) in known else start
        at = str(given.get("at", "")).strip()
        return cls(
            Where.of(given),
            text("show", SHOWS, "areas"),
            text("of", MEASURES, "n"),
            text("near", (WORLD, *(each.id for each in base().countries)), ""),
            at if month_of(at) else "",
            text("market", MARKETS, "retail"),
            text("rows", ("all",), "") == "all",
        )

    @property
    def seen(self) -> Where:
        """The seizures that the picture shows: of the step of time, if one is chosen."""
        if not self.at:
            return self.where
        since, until = month_of(self.at), month_of(self.at, "until")
        return self.where.but(since=max(since, self.where.since), until=min(until, self.where.until or until))

    @property
    def countries(self) -> tuple[str, ...]:
        """Those that the picture is about; () for the region around."""
        named = {*self.where.country, *(code[:2].lower() for code in self.where.region)}
        return (self.near,) if self.near not in ("", WORLD) else () if self.near else tuple(sorted(named))

    @property
    def level(self) -> str:
        """Whether areas are first-level regions, which the base map has of ten countries, or countries."""
        return "country" if self.near == WORLD or set(self.countries) - near_countries() else "region"

    def pairs(self) -> list[tuple[str, str]]:
        """Its fields as an address holds them, in one order, without those that say nothing new."""
        own = [("show", self.show, "areas"), ("of", self.of, "n"), ("near", self.near, ""), ("at", self.at, "")]
        own += [("market", self.market, "retail"), ("rows", "all" if self.full else "", "")]
        return [(name, value) for name, value, start in own if value != start] + self.where.pairs()

    def query(self) -> str:
        return urlencode(self.pairs())

    def but(self, **changed: Any) -> Look:
        return replace(self, **changed)


def near_countries() -> frozenset[str]:
    """Countries whose first-level regions the base map has."""
    return frozenset(each.id for each in base().countries if each.near)


class Sight(NamedTuple):
    """The part of the world that a moving map shows."""

    zoom: int  # 512 units are the globe at 0, and twice as many at each further one
    box: Box  # west, south, east, north in degrees


class Sum(NamedTuple):
    """Seizures added up for an area, a place or a route."""

    n: int
    kg: float | None  # null where nothing could be converted
    low: float | None
    high: float | None
    median: float | None  # kilograms of one seizure
    unconverted: int  # rows whose amount no rule converts

    def value(self, of: str) -> float | None:
        return {"n": self.n or None, "kg": self.kg, "median_kg": self.median}[of]


class Area(NamedTuple):
    code: str  # ISO 3166-2, or ISO 3166-1 in lower case
    country: str
    sum: Sum


class Areas(NamedTuple):
    areas: list[Area]
    lost: list[Area]  # of countries on the picture, in no known region of theirs; their code is ""
    outside: list[Area]  # of countries beyond the picture


class Cluster(NamedTuple):
    lon: float
    lat: float
    vague: bool  # somewhere in a region or country, in whose middle it stands
    country: str  # "" where it joins several
    region: str  # "" where it joins several
    main: str  # the region, or country, of the place with most seizures
    places: int  # how many coordinates it joins
    sum: Sum


class Clusters(NamedTuple):
    clusters: list[Cluster]  # the greatest first
    lost: int  # seizures without a place
    outside: int


class Flow(NamedTuple):
    """One stretch of what records tell of routes. Never the road itself."""

    start: str  # countries
    end: str
    kind: str  # of KINDS
    n: int
    kg: float | None

    @property
    def meant(self) -> bool:
        """Beyond the seizure, where nothing went."""
        return self.kind in MEANT


KINDS = {
    "origin-departure": ("origin", "departure", ""),
    "departure-country": ("departure", "country", ""),
    "origin-country": ("origin", "country", "departure"),
    "country-transit": ("country", "transit", ""),
    "transit-destination": ("transit", "destination", ""),
    "country-destination": ("country", "destination", "transit"),
}
"""Columns of the two ends, and the column between them that is empty: each is an exact filter."""
MEANT = ("country-transit", "transit-destination", "country-destination")
NONE = UNKNOWN  # in an address: rows in which the column is empty


class Flows(NamedTuple):
    flows: list[Flow]  # the widest first
    routed: int  # seizures that tell of a stretch between two countries
    n: int  # all
    beyond: int  # stretches that are left out since they touch none of the countries asked for


class Field(NamedTuple):
    """Cultivation in an area, in one year."""

    code: str
    country: str
    crop: str
    year: int
    value: float | None  # hectares
    low: float | None
    high: float | None
    text: str  # as printed
    flag: str  # of `series.words.FLAGS`, or "sum"
    source: str
    row: int


class Price(NamedTuple):
    country: str
    substance: str
    year: int
    value: float | None  # dollars for one `unit`
    low: float | None
    high: float | None
    unit: str
    market: str
    n: int  # how many prices it is the median of
