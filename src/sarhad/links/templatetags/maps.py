"""Small parts of maps."""

from __future__ import annotations

from django import template

from sarhad.links.maps.places import Spot
from sarhad.links.maps.records import Mark, Way
from sarhad.links.maps.siting import vague
from sarhad.web.words import lang

register = template.Library()


@register.filter
def degrees(value: float) -> str:
    """With a point in every language: for programs."""
    return f"{value:.4f}"


@register.filter
def place_name(spot: Spot, otherwise: str) -> str:
    return spot.name(lang()) or otherwise


@register.filter
def is_vague(thing: Mark | Way) -> bool:
    """Somewhere in a region or a country."""
    return any(vague(stop.spot) for stop in (thing.stops if isinstance(thing, Way) else (thing.at,)))


@register.filter
def stop_names(way: Way) -> str:
    """Of each stop, divided by bars; of a country none, since the map names it."""
    return "|".join(
        "" if stop.spot.exactness == "country" else place_name(stop.spot, stop.text) for stop in way.stops
    )


@register.filter
def line(way: Way) -> str:
    """Longitude and latitude of each stop."""
    return " ".join(f"{stop.spot.lon:.4f},{stop.spot.lat:.4f}" for stop in way.stops)
