"""What statements on a seizure tell beside its weight: where, how, from where to where. In codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import orjson

from sarhad.kernel import model
from sarhad.links.maps.places import given
from sarhad.systems.monitor import words
from sarhad.systems.monitor.places import queries as places

Settled = Mapping[tuple[str, str], str]
CODED = ("transport", "concealment", "premises", "direction", "cause", "found")
COUNTRIES = {
    "origin": "originCountry", "departure": "departureCountry", "transit": "transitCountry",
    "destination": "destinationCountry",
}  # fmt: skip


CODES = (*CODED, *COUNTRIES)


class Spot(NamedTuple):
    """Where it was. Names of columns of `records.SEIZURES`."""

    region: str
    place: str
    lat: float | None
    lon: float | None
    exactness: str


class Dims(NamedTuple):
    """What one statement, or several together, tell."""

    spot: Spot
    codes: tuple[str, ...]  # of each of CODES; "" where nobody said

    def columns(self) -> dict[str, Any]:
        return {**self.spot._asdict(), **dict(zip(CODES, self.codes, strict=True))}


class Crossing(NamedTuple):
    """A border crossing, as far as the reader sees it."""

    name: str
    latitudes: tuple[str, ...]
    longitudes: tuple[str, ...]


def dims_of(data: str, crossings: Mapping[str, Crossing], settled: Settled) -> Dims:
    """Of one statement on a seizure, from its fragment's data; `settled` as `places.resolve` takes it."""
    every = model.present("Seizure", orjson.loads(data)["properties"])
    said = {name: min(values) for name, values in every.items() if values}
    codes = [words.code(name, said[name]) if name in said else "" for name in CODED]
    codes += [said[name].lower() if name in said else "" for name in COUNTRIES.values()]
    post = next((crossings[id] for id in sorted(every.get("crossing", ())) if id in crossings), None)
    return Dims(_spot(said, post, settled), tuple(codes))


def _spot(said: Mapping[str, str], post: Crossing | None, settled: Settled) -> Spot:
    region, place = said.get("region", ""), said.get("settlement", "")
    place = place or (post.name if post else "") or said.get("location", "")
    found = places.resolve(said.get("country", "").lower(), region, place, settled)
    exact = given([said["latitude"]], [said["longitude"]]) if {"latitude", "longitude"} <= said.keys() else None
    exact = exact or (given(post.latitudes, post.longitudes) if post and post.latitudes else None)
    if exact:
        return Spot(found.region, places.written(region, place), exact.lat, exact.lon, "")
    return Spot(found.region, places.written(region, place), found.lat, found.lon, found.exactness)


def together(several: Iterable[Dims]) -> Dims:
    """Of statements, the best first: the first word for each; for where it was the first that tells a region."""
    said = list(several)
    if len(said) == 1:
        return said[0]
    spots = [each.spot for each in said]
    spot = next((s for s in spots if s.region), None) or next((s for s in spots if s.place), spots[0])
    return Dims(spot, tuple(next(filter(None, codes), "") for codes in zip(*(d.codes for d in said), strict=True)))
