"""Areas, places and routes as GeoJSON features, in degrees of WGS 84."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sarhad.links.maps import places
from sarhad.links.maps.base import Point, Shape, base
from sarhad.systems.monitor.map.records import Area, Cluster, Field, Flow, Price, Sum

Feature = dict[str, Any]


@lru_cache(maxsize=1)
def shapes() -> dict[str, Shape]:
    """Countries and first-level regions of the base map, by code."""
    return {each.id: each for each in (*base().countries, *base().regions)}


def centre(code: str) -> Point | None:
    """Longitude and latitude of where a country's people live, or of a region's middle."""
    spot = places.country(code) if len(code) == 2 else None
    if spot is not None:
        return spot.lon, spot.lat
    shape = shapes().get(code)
    return shape.at if shape else None


def of_area(area: Area) -> Feature:
    return feature(_polygons(area.code), **_named(area.code), country=area.country, **_sum(area.sum))


def of_cluster(cluster: Cluster) -> Feature:
    point = {"type": "Point", "coordinates": [cluster.lon, cluster.lat]}
    about = {"country": cluster.country, "region": cluster.region, "places": cluster.places}
    return feature(point, **about, exact=not cluster.vague, **_sum(cluster.sum))


def of_flow(flow: Flow) -> Feature | None:
    """A straight line between two countries; nothing where one of them is on no map."""
    ends = [centre(flow.start), centre(flow.end)]
    if None in ends:
        return None
    line = {"type": "LineString", "coordinates": [list(each) for each in ends if each]}
    about = {"from": flow.start, "to": flow.end, "stretch": flow.kind, "travelled": not flow.meant}
    return feature(line, **about, seizures=flow.n, kg=flow.kg)


def of_field(field: Field) -> Feature:
    about = {"country": field.country, "crop": field.crop, "year": field.year, "hectares": field.value}
    bounds = {"hectares_low": field.low, "hectares_high": field.high, "printed": field.text, "flag": field.flag}
    return feature(_polygons(field.code), **_named(field.code), **about, **bounds)


def feature(geometry: Any, **properties: Any) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _named(code: str) -> dict[str, str]:
    shape = shapes().get(code)
    return {"code": code, "name_en": shape.en if shape else "", "name_ru": shape.ru if shape else ""}


def _sum(told: Sum) -> dict[str, Any]:
    weights = {"kg": told.kg, "kg_low": told.low, "kg_high": told.high, "median_kg": told.median}
    return {"seizures": told.n, **weights, "unconverted": told.unconverted}


@lru_cache(maxsize=1024)
def _polygons(code: str) -> Any:
    """As the base map draws it, to a hundredth of a degree."""
    shape = shapes().get(code)
    if shape is None:
        return None
    rings = [[[round(x, 2), round(y, 2)] for x, y in ring.points] for ring in shape.rings]
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}


def of_price(price: Price) -> Feature:
    at = centre(price.country)
    point = {"type": "Point", "coordinates": list(at)} if at else None
    about = {"country": price.country, "substance": price.substance, "market": price.market, "year": price.year}
    return feature(
        point, **about, unit=price.unit, usd=price.value, usd_low=price.low, usd_high=price.high, prices=price.n
    )
