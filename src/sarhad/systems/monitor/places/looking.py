"""What the gazetteer's page shows: what a name means, what nobody knows yet, and how much is known."""

from __future__ import annotations

from typing import NamedTuple

from sarhad.access.reader import Reader, anonymous
from sarhad.systems.monitor.places.names import NEAR
from sarhad.systems.monitor.places.queries import country, resolve, spelled
from sarhad.systems.monitor.places.records import Resolved
from sarhad.systems.monitor.places.settled import settled
from sarhad.systems.monitor.store.queries import sums
from sarhad.systems.monitor.store.records import Where

DECIDED = ("settled", "settled-none")
"""The first are about to be read anew."""
EVERY = Where(country=NEAR, once="none")  # each row as it was reported


class Meaning(NamedTuple):
    """What a name means in a country."""

    country: str
    found: Resolved


class Unresolved(NamedTuple):
    """A spelling without a region."""

    country: str
    written: str
    rows: int
    found: Resolved


class Share(NamedTuple):
    """How many rows of a country have a region."""

    country: str
    rows: int
    known: int
    empty: int  # rows that name no place at all

    @property
    def percent(self) -> float:
        return 100 * self.known / self.rows if self.rows else 0.0


class Known(NamedTuple):
    """What the tables that a reader sees say of places."""

    unresolved: list[Unresolved]
    shares: list[Share]


def meanings(text: str, code: str = "") -> list[Meaning]:
    """What a text means in one country, or wherever it means something; a country's own name is that country."""
    decided = settled()
    if code:
        return [Meaning(code, resolve(code, "", text, decided))]
    found = [Meaning(each, resolve(each, "", text, decided)) for each in NEAR]
    told = [each for each in found if each.found.region or each.found.might or each.found.how.startswith("settled")]
    if land := country(text):
        told.insert(0, Meaning(land, resolve(land, "", "")))
    return told


def known(reader: Reader) -> Known:
    """Spellings without a region, the most frequent first, and the share of rows with one by country."""
    decided = settled()
    rows: dict[str, list[int]] = {}
    unresolved = []
    for land, place, items, without in sums(reader, EVERY, ("country", "place"), ("items", "unknown_place")).rows:
        own = rows.setdefault(land, [0, 0, 0])
        own[0] += items
        own[1] += items - without
        if not place:
            own[2] += without
        elif without and (found := resolve(land, "", place, decided)).how not in DECIDED:
            unresolved.append(Unresolved(land, place, without, found))
    unresolved.sort(key=lambda each: (-each.rows, each.country, each.written))
    return Known(unresolved, [Share(land, *own) for land, own in sorted(rows.items())])


def is_public(land: str, text: str) -> bool:
    """Whether everyone sees this spelling in a table."""
    where = Where(country=(land,), once="none")
    return spelled(text) in {spelled(row[0]) for row in sums(anonymous(), where, ("place",), ("items",)).rows}
