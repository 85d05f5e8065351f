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

    exact: dict[str, tuple[Entry, ...]]  # with the words that say what it is, and spellings decided by hand
    whole: dict[str, tuple[Entry, ...]]  # without them
    stems: dict[str, tuple[Entry, ...]]  # without the endings of Russian adjectives


@cache
def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@lru_cache(maxsize=65_536)
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
    exact, whole, stems = (defaultdict[str, dict[Entry, None]](dict) for _n in range(3))
    for entry, spellings in _entries(country):
        for words in filter(None, map(ordered, spellings)):
            sound = "".join(bare(words))
            whole[sound][entry] = stems[stem(sound)][entry] = None
            if entry.kind == "region" and len(bare(words)) < len(words):
                exact["".join(words)][entry] = None
    for row in table("aliases"):
        if row["country"] == country:
            for words in map(ordered, row["written"].split("|")):
                exact["".join(words)] = dict.fromkeys(_meant(row))
                if len(bare(words)) == len(words):
                    whole["".join(words)] = stems[stem("".join(words))] = dict.fromkeys(_meant(row))
    return Names(_fixed(exact), _fixed(whole), _fixed(stems))


def _fixed(found: dict[str, dict[Entry, None]]) -> dict[str, tuple[Entry, ...]]:
    return {sound: tuple(entries) for sound, entries in found.items()}


def _meant(row: dict[str, str]) -> list[Entry]:
    """What a spelling means by the table of aliases; no region: a name that is none of a place in the country."""
    if not row["regions"]:
        return [Entry("none", "", row["written"])]
    found = []
    for code in row["regions"].split():
        region, town = all_regions()[code], _towns().get((code, row["town"]))
        if row["kind"] == "region":
            found.append(Entry("region", code, region.en, region.lat, region.lon))
        else:
            found.append(Entry(row["kind"], code, row["town"] or row["written"].split("|")[0], *(town or ())))
    return found


@cache
def _towns() -> dict[tuple[str, str], tuple[float, float, int]]:
    """Where the greatest town of a name in a region lies, with its inhabitants."""
    rows = reversed(table("towns"))
    return {(row["region"], row["name"]): (float(row["lat"]), float(row["lon"]), int(row["size"])) for row in rows}


def _entries(country: str) -> Iterator[tuple[Entry, list[str]]]:
    for each in all_regions().values():
        if each.country == country:
            yield Entry("region", each.code, each.en, each.lat, each.lon), [each.en, each.ru, *each.names]
    drawn = {row["en"]: row for row in _drawn() if row["country"] == country and row["kind"] == "crossing"}
    for name, kind in (("towns", "city"), ("districts", "district"), ("rayons", "district"), ("posts", "crossing")):
        for row in (row for row in table(name) if row["country"] == country):
            known = drawn.get(row["name"], {}) if kind == "crossing" else {}
            at = _at(row) or _at(known) or _towns().get((row["region"], row.get("seat", "")))
            lat, lon = at[:2] if at else (None, None)
            entry = Entry(kind, row["region"], row["name"], lat, lon, int(row.get("size") or 0))
            more = [known["ru"], *known["names"].split("|")] if known else []
            yield entry, [row["name"], *row["names"].split("|"), *more]


def _at(row: dict[str, str]) -> tuple[float, ...] | None:
    return (float(row["lat"]), float(row["lon"])) if row.get("lat") else None
