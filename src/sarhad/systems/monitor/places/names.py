"""What the gazetteer knows by name, country by country."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from sarhad.kernel.names import ordered
from sarhad.links.maps.places import TABLE as DRAWN
from sarhad.systems.monitor.places.kinds import bare, stem
from sarhad.systems.monitor.places.records import Entry, Region

DATA = Path(__file__).parent / "data"
NEAR = ("af", "az", "ir", "kg", "kz", "pk", "ru", "tj", "tm", "uz")
"""Countries whose first-level regions are known."""


class Names(NamedTuple):
    """The names of one country, by how they sound."""

    whole: dict[str, tuple[Entry, ...]]
    stems: dict[str, tuple[Entry, ...]]  # without the endings of Russian adjectives
    longest: int  # words of the longest name


def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def key(name: str) -> str:
    """How a name sounds, without the words that say what it is, and without blanks."""
    return "".join(bare(ordered(name)))


@cache
def _drawn() -> list[dict[str, str]]:
    with DRAWN.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@cache
def all_regions() -> dict[str, Region]:
    """Regions by code, in the order of their English names within a country."""
    found = [
        Region(row["id"], row["country"], row["en"], row["ru"], float(row["lat"]), float(row["lon"]),
               tuple(filter(None, row["names"].split("|"))))
        for row in _drawn() if row["kind"] == "region" and row["en"]
    ]  # fmt: skip
    return {each.code: each for each in sorted(found, key=lambda each: (each.country, each.en))}


@cache
def middles() -> dict[str, tuple[float, float]]:
    """Where the people of a country live, by its code."""
    rows = (row for row in _drawn() if row["kind"] == "country")
    return {row["country"]: (float(row["lat"]), float(row["lon"])) for row in rows}


@lru_cache(maxsize=len(NEAR))
def names(country: str) -> Names:
    """Everything in a country that has a name."""
    whole: dict[str, dict[Entry, None]] = defaultdict(dict)
    stems: dict[str, dict[Entry, None]] = defaultdict(dict)
    longest = 1
    for entry, spellings in _entries(country):
        for spelling in spellings:
            words = bare(ordered(spelling))
            if sound := "".join(words):
                whole[sound][entry] = None
                stems[stem(sound)][entry] = None
                longest = max(longest, len(words))
    for row in table("aliases"):
        if row["country"] == country:
            for spelling in row["written"].split("|"):
                whole[key(spelling)] = stems[stem(key(spelling))] = dict.fromkeys(_meant(row))
    return Names(_fixed(whole), _fixed(stems), max(longest, 4))


def _fixed(found: dict[str, dict[Entry, None]]) -> dict[str, tuple[Entry, ...]]:
    return {sound: tuple(entries) for sound, entries in found.items()}


def _meant(row: dict[str, str]) -> list[Entry]:
    """What a spelling means by the table of aliases; no region: a name that is none of a place in the country."""
    regions = row["regions"].split()
    known = all_regions()
    if not regions:
        return [Entry("none", "", row["written"])]
    return [Entry(row["kind"], code, known[code].en, known[code].lat, known[code].lon) for code in regions]


def _entries(country: str) -> Iterator[tuple[Entry, list[str]]]:
    for each in all_regions().values():
        if each.country == country:
            yield Entry("region", each.code, each.en, each.lat, each.lon), [each.en, each.ru, *each.names]
    for name, kind in (("towns", "city"), ("districts", "district"), ("rayons", "district"), ("posts", "crossing")):
        for row in table(name):
            if row["country"] == country:
                lat, lon = (float(row[at]) if row.get(at) else None for at in ("lat", "lon"))
                entry = Entry(kind, row["region"], row["name"], lat, lon, int(row.get("size") or 0),
                              tuple((row.get("elsewhere") or "").split()))  # fmt: skip
                yield entry, [row["name"], *row["names"].split("|")]
