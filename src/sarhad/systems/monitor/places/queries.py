"""Where a written place lies: pure, without the database, and fast.

A region is given only where the names leave one; what is ambiguous, contradicts itself or is not known stays
without, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from sarhad.kernel import display
from sarhad.systems.monitor.places import kinds
from sarhad.systems.monitor.places.countries import WATERS, country
from sarhad.systems.monitor.places.kinds import CITIES
from sarhad.systems.monitor.places.names import NEAR, all_regions, middles, names
from sarhad.systems.monitor.places.reading import Found, parts, read
from sarhad.systems.monitor.places.records import Entry, Region, Resolved

__all__ = ["TWICE", "centre", "country", "country_name", "region_name", "regions", "resolve", "spelled", "written"]

TOWN, SURE = 100_000, 250_000  # inhabitants of a city, and of a bare name, that contradict another region beside it
COMMON = 3  # a name that towns of more regions bear contradicts nothing
TWICE = "?"  # in `settled`: offices decided differently
WITHIN = {
    "UZ-TK": "UZ-TO", "KG-GB": "KG-C", "RU-MOW": "RU-MOS", "RU-SPE": "RU-LEN", "KZ-ALA": "KZ-ALM",
    "KZ-AST": "KZ-AKM", "TJ-DU": "TJ-RA", "PK-IS": "PK-PB", "RU-NEN": "RU-ARK", "RU-KHM": "RU-TYU",
    "RU-YAN": "RU-TYU", "AZ-LA": "AZ-LAN", "AZ-SA": "AZ-SAK", "AZ-YE": "AZ-YEV", "AZ-SM": "AZ-ABS",
    "AZ-BA": "AZ-ABS",
}  # fmt: skip
"""Regions that lie within another one and are often written as a part of it: "Bishkek, Chu"."""
_EXACT = ("crossing", "city", "district", "region")
_LEVEL = {"crossing": "crossing", "city": "city", "district": "city", "region": "region"}


# Regions and countries


def regions(code: str) -> tuple[Region, ...]:
    """First-level regions of a country, by their English names; none for a country without any on the map."""
    return tuple(each for each in all_regions().values() if each.country == code.lower())


def region_name(code: str, language: str) -> str:
    """A region's name in "en" or "ru"; the code itself, if it is not known."""
    region = all_regions().get(code)
    return (region.ru if language[:2] == "ru" else region.en) if region else code


def country_name(code: str, language: str) -> str:
    """A country's short name in "en" or "ru"; the code itself, if it is not known; "" for ""."""
    if code == WATERS:
        return "Международные воды" if language[:2] == "ru" else "International waters"
    return display.country(code, language[:2]) or code if code else ""


def centre(code: str) -> tuple[float, float] | None:
    """Latitude and longitude of the middle of a region (ISO 3166-2) or of where a country's people live."""
    if region := all_regions().get(code.upper()):
        return region.lat, region.lon
    return middles().get(code.lower())


# A written place


def written(division: str, place: str) -> str:
    """How a place is kept as it was written: "division | place", or whichever there is."""
    return " | ".join(each for each in (" ".join(division.split()), " ".join(place.split())) if each)


def spelled(text: str) -> str:
    """By which a settled spelling is found again: capitals and blanks do not matter."""
    return " ".join(text.split()).casefold()


def resolve(land: str, division: str, place: str, settled: Mapping[tuple[str, str], str] | None = None) -> Resolved:
    """What country, division and place of a row mean.

    Args:
        land: ISO 3166-1 code in lower case, as `country` gives it.
        division: first-level division as written, or "".
        place: place as written, or "".
        settled: what people decided about spellings, as `settled.settled` gives it: it goes first.
    """
    code = settled.get((land, spelled(written(division, place)))) if settled else None
    if code is not None:
        return _settled(land, code)
    return _resolve(land, division.strip(), place.strip())


def _settled(land: str, code: str) -> Resolved:
    if code == TWICE:
        return _nowhere(land, "settled-twice")
    region = all_regions().get(code)
    if region and region.country == land:
        return Resolved(code, region.en, region.lat, region.lon, "region", "settled")
    return _nowhere(land, "settled-none")


def _nowhere(land: str, how: str, might: Iterable[str] = ()) -> Resolved:
    lat, lon = middles().get(land, (None, None))
    return Resolved("", "", lat, lon, "country" if land and land != WATERS else "", how, tuple(sorted(might)))


@lru_cache(maxsize=65_536)
def _resolve(land: str, division: str, place: str) -> Resolved:
    if land not in NEAR:
        return _nowhere(land, "country-only" if land else "no-country")
    if not (division or place):
        return _nowhere(land, "empty")
    if _abroad(land, division) or _abroad(land, place):
        return _nowhere(land, "abroad")
    known = names(land)
    return _decided(land, [*read(division, known), *read(place, known)])


def _abroad(land: str, text: str) -> bool:
    """Whether a part of a text is another country, or ends with one."""
    for part in parts(text):
        words = part.split()
        for told in (part, words[-1] if len(words) > 1 and words[-1].isupper() else ""):
            if (
                (len(told) > 3 or told == "РФ")
                and (found := country(told))
                and found != land
                and not _own(land, told)
            ):
                return True
    return False


def _own(land: str, text: str) -> bool:
    return bool(read(text, names(land)))


def _decided(land: str, found: list[Found]) -> Resolved:
    telling = [each for each in found if each.regions]
    if not telling:
        return _nowhere(land, "none" if found else "unknown")
    left = named = _firm([each for each in telling if each.firm])
    for each in telling:
        if not each.firm:
            left = each.regions if left is None else _narrowed(left, each, named is not None)
    for each in telling:
        left = (left or frozenset()) & each.likely or left
    if left and len(left) == 1:
        return _spot(next(iter(left)), telling)
    if left:
        return _nowhere(land, "ambiguous", left)
    return _nowhere(land, "conflict", frozenset().union(*(each.regions for each in telling)))


def _firm(found: list[Found]) -> frozenset[str] | None:
    """The regions that the names of regions leave; None without any, empty if they contradict each other."""
    left: frozenset[str] | None = None
    for each in found:
        if left is None:
            left = each.regions
        else:
            left = left & each.regions or _within(left, each.regions) | _within(each.regions, left)
    return left


def _within(cities: frozenset[str], around: frozenset[str]) -> frozenset[str]:
    """Those that lie within the region named beside them."""
    return frozenset(code for code in cities if WITHIN.get(code) in around)


def _narrowed(left: frozenset[str], found: Found, named: bool) -> frozenset[str]:
    """What a town, district or post leaves of the regions.

    Args:
        named: whether a region was named, so that a village of a common name, which the gazetteer knows
            elsewhere, contradicts nothing.
    """
    both = left & found.regions or (_within(found.regions, left) if named else frozenset())
    return both if both or not left or _contradicts(found, named) else left


def _contradicts(found: Found, named: bool) -> bool:
    if found.kind == kinds.POST and found.entries[0].kind == "crossing":
        return True
    if len(found.regions) > COMMON:
        return False
    if not named and found.kind in (kinds.CITY, kinds.DISTRICT):
        return True
    least = {kinds.CITY: TOWN, "": SURE}.get(found.kind)
    return least is not None and any(each.size >= least for each in found.entries)


def _spot(region: str, found: list[Found]) -> Resolved:
    """The most exact thing that was named in the region."""
    fitting = [
        entry for each in found for entry in each.entries if entry.region == region and entry.lat is not None
    ]
    rank = lambda entry: (_EXACT.index(entry.kind), -entry.size)
    named = [each for each in found if each.kind != "" or not each.firm]
    exact = [entry for each in named for entry in each.entries if entry in fitting]
    best: Entry = min(exact or [entry for entry in fitting if entry.kind == "region"], key=rank,
                      default=Entry("region", region, ""))  # fmt: skip
    about = all_regions()[region]
    if best.kind == "region":
        level = "city" if region in CITIES else "region"
        return Resolved(region, about.en, about.lat, about.lon, level, level)
    return Resolved(region, best.name, best.lat, best.lon, _LEVEL[best.kind], best.kind)
