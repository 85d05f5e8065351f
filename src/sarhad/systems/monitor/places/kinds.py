"""Words that say what a place is, not which: oblast', город, tumani, BCP."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from sarhad.kernel.names import ordered

REGION, CITY, DISTRICT, VILLAGE, POST, STATION, WATER, ROUTE, OFFICE = (
    "region", "city", "district", "village", "post", "station", "water", "route", "office",
)  # fmt: skip
with (Path(__file__).parent / "data/kinds.tsv").open(encoding="utf-8") as _file:
    _ROWS = list(csv.DictReader(_file, delimiter="\t"))
KINDS = {word: row["kind"] for row in _ROWS for each in row["words"].split() for word in ordered(each)}
CITIES = frozenset(
    {"UZ-TK", "KG-GB", "RU-MOW", "RU-SPE", "KZ-ALA", "KZ-AST", "TJ-DU", "AZ-BA", "AZ-SM", "AZ-GA", "AZ-MI", "AZ-SR",
     "AZ-NA", "AZ-LA", "AZ-SA", "AZ-YE", "AZ-XA", "AZ-NV"}
)  # fmt: skip
"""First-level regions that are cities."""
SLIGHT = frozenset(word for each in ("of", "the") for word in ordered(each))
"""Words of no weight."""
JOINED = frozenset(word for each in ("and", "и", "i") for word in ordered(each))
AFTER = frozenset((REGION, CITY, DISTRICT, STATION))
"""Kinds that may stand behind the name."""
_ENDING = re.compile("(in|ov|av|an|en)?sk(i|aya|ai|ae|aye|oi|aga|am)?$")


def kind_of(word: str) -> str:
    """What a folded word says about the name beside it; "" for a word of a name."""
    return KINDS.get(word, "")


def bare(words: Sequence[str]) -> list[str]:
    """Folded words of a name without those that say what it is; all of them, if nothing else is there."""
    return [word for word in words if word not in KINDS and word not in SLIGHT] or list(words)


def stem(sound: str) -> str:
    """A folded name without the ending of a Russian adjective: Термезский and Термез become one."""
    cut = _ENDING.sub("", sound)
    return (cut if len(cut) > 3 else sound).rstrip("aeiou") or sound
