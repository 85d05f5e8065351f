"""What a written place means, and how that is known."""

from __future__ import annotations

from typing import NamedTuple


class Resolved(NamedTuple):
    """Where a row of a table says that something was."""

    region: str = ""  # ISO 3166-2, "" where it is not known
    place: str = ""  # name of the town, crossing or district that was recognised
    lat: float | None = None  # degrees, WGS 84; of the most exact thing that is known
    lon: float | None = None
    exactness: str = ""  # crossing, city, region, country; "" without a country
    how: str = ""  # code of `words.HOW`
    might: tuple[str, ...] = ()  # regions that it might mean, where it could not be told


class Region(NamedTuple):
    """A first-level division, as the base map draws it."""

    code: str  # ISO 3166-2
    country: str
    en: str
    ru: str
    lat: float
    lon: float
    names: tuple[str, ...] = ()  # other spellings


class Entry(NamedTuple):
    """Something that has a name, in one country."""

    kind: str  # region, crossing, city, district
    region: str  # "" for what lies in no region of the country
    name: str
    lat: float | None = None
    lon: float | None = None
    size: int = 0  # inhabitants
