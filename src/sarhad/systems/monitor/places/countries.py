"""Names of countries, in English and Russian, as tables of the world spell them."""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from babel.core import get_global

from sarhad.kernel.names import ordered

TABLE = Path(__file__).parent / "data/countries.tsv"
WATERS = "zz"  # what lies in no country: the high seas


@lru_cache(maxsize=4096)
def country(text: str) -> str:
    """ISO 3166-1 code of a country, in lower case; "" for "Unknown", for several, and for what is no country.

    Args:
        text: a name in English or Russian, or a code of two or three letters.
    """
    sound = _sound(text)
    return _names().get(sound, "") if sound else ""


def _sound(text: str) -> str:
    return " ".join(ordered(text))


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("en", "ru"):
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "UN", "EZ", "XA", "XB", "QO"):
                found[_sound(name)] = found[code.lower()] = code.lower()
    for code, many in get_global("territory_aliases").items():
        if len(code) == 3 and code.isalpha() and len(many) == 1:
            found[code.lower()] = many[0].lower()
    with TABLE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found |= dict.fromkeys(map(_sound, row["names"].split("|")), row["code"])
    return found
