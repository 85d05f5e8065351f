"""Where a place that somebody named lies, and how exactly that is known.

A name is looked up as it sounds, so that Хуҷанд, Khujand and خجند are one; in the country that the record names, if
it names one. `make` wrote the table of places; where it comes from stands in `data/SOURCE`.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sarhad.kernel.names import ordered

TABLE = Path(__file__).parent / "data/places.tsv"
LONGEST = 4  # words of one name
CORE, HERE = ("kg", "kz", "tj", "tm", "uz"), 100  # so much more likely is a place here than one of the same size
MOST = 300  # characters of a text that are looked at
# Words that say what a place is, not which: as they sound.
KINDS = (
    "oblast region province district rayon raion viloyat viloyati velayat wilayat ostan city town village "
    "settlement post crossing point of the "
    "область обл вилоят вилояти велаят облусу облысы город гор г пос поселок посёлок село с кишлак район р-н пункт "
    "пропуска кпп пост застава"
)
_PARTS = re.compile(r"[,;:()/\n]+| [–—-] |→|->")


class Exactness(StrEnum):
    """How exactly a mark stands; the most exact first."""

    GIVEN = "given"  # the record says the coordinates
    CROSSING = "crossing"
    CITY = "city"
    REGION = "region"  # somewhere in it: the mark stands in its middle
    COUNTRY = "country"


class Spot(NamedTuple):
    """A place on the map; degrees, WGS 84."""

    lat: float
    lon: float
    exactness: Exactness
    en: str = ""
    ru: str = ""

    def name(self, language: str) -> str:
        return self.ru if language == "ru" else self.en


class Known(NamedTuple):
    spot: Spot
    country: str
    size: int


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[Known, ...]]:
    """Places by how their names sound; of one sound the most exact first, then those whose chief name it is,
    then the greatest."""
    found: dict[str, dict[Known, bool]] = {}
    with TABLE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            spot = Spot(float(row["lat"]), float(row["lon"]), Exactness(row["kind"]), row["en"], row["ru"])
            known = Known(spot, row["country"], int(row["size"]))
            for n, name in enumerate((row["en"], row["ru"], *row["names"].split("|"))):
                if sound := " ".join(_telling(name)):
                    found.setdefault(sound, {}).setdefault(known, n > 1)
    return {sound: tuple(sorted(places, key=_rank(places))) for sound, places in found.items()}


def _rank(also: dict[Known, bool]) -> Callable[[Known], tuple[object, ...]]:
    order = list(Exactness)
    weight = lambda each: each.size * (HERE if each.country in CORE else 1)
    return lambda each: (order.index(each.spot.exactness), also[each], -weight(each), each.spot)


@lru_cache(maxsize=1)
def _kinds() -> frozenset[str]:
    return frozenset(word for each in KINDS.split() for word in ordered(each))


def _telling(name: str) -> list[str]:
    words = ordered(name)
    return [word for word in words if word not in _kinds()] or words


@lru_cache(maxsize=1)
def _countries() -> dict[str, Spot]:
    found = (each for places in _index().values() for each in places if each.spot.exactness == Exactness.COUNTRY)
    return {each.country: each.spot for each in found}


def country(code: str) -> Spot | None:
    """The middle of where a country's people live, by its two letters."""
    return _countries().get(code.lower())


@lru_cache(maxsize=4096)
def locate(text: str, code: str = "") -> Spot | None:
    """The place that a text names, if the table knows one.

    Args:
        text: as a record holds it: a town, a post, a region, an address with its town in it.
        code: ISO 3166-1 country that it lies in. A place in another country is then not meant.
    """
    found = [each for part in _PARTS.split(text[:MOST]) for each in _named(_telling(part), code.lower())]
    order = list(Exactness)
    return min(found, key=lambda each: order.index(each.exactness), default=None)


def _named(words: Sequence[str], code: str) -> Iterator[Spot]:
    """Places named in a row of words; a longer name before the shorter ones that it holds."""
    start = 0
    while start < len(words):
        for stop in range(min(len(words), start + LONGEST), start, -1):
            if found := _fitting(" ".join(words[start:stop]), code):
                yield found
                start = stop - 1
                break
        start += 1


def _fitting(sound: str, code: str) -> Spot | None:
    if len(sound) < 3 and sound != "om":
        return None
    return next((each.spot for each in _index().get(sound, ()) if not code or each.country == code), None)


def given(latitudes: Iterable[str], longitudes: Iterable[str]) -> Spot | None:
    """Coordinates that a record holds, if both are numbers on the globe."""
    try:
        lat, lon = (float(min(each)) for each in (list(latitudes), list(longitudes)))
    except ValueError:
        return None
    fine = math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 85 and abs(lon) <= 180
    return Spot(lat, lon, Exactness.GIVEN) if fine else None
