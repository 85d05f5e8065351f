"""What a map shows: things at places, ways from place to place, and what could not be placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sarhad.kernel.claim import EntityId, Grade, Handling
from sarhad.links.maps.places import Exactness, Spot

ORDER = list(Exactness)


class Thing(NamedTuple):
    """What is at a place or on its way, as this reader sees it; dates are ISO 8601 at their own precision."""

    id: EntityId
    schema: str
    caption: str
    start: str
    stop: str
    owners: tuple[str, ...]
    grades: tuple[Grade, ...]
    handling: Handling

    def within(self, since: str, until: str) -> bool:
        """Whether it falls into a period, as far as its dates tell; what has none always does."""
        if not self.start and not self.stop:
            return True
        first, last = self.start or self.stop, self.stop or self.start
        return (not until or first <= f"{until}~") and (not since or f"{last}~" >= since)


class Stop(NamedTuple):
    """One place: as the record writes it, and where that is."""

    text: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Mark:
    """A thing at a place."""

    thing: Thing
    at: Stop


@dataclass(frozen=True, slots=True)
class Way:
    """From place to place. `told`: a record says so; otherwise only the order of dates does."""

    thing: Thing
    stops: tuple[Stop, ...]
    told: bool = True

    @property
    def exactness(self) -> Exactness:
        """Of its vaguest stop."""
        return max((stop.spot.exactness for stop in self.stops), key=ORDER.index)


class Lost(NamedTuple):
    """A place that a record names and the map does not know."""

    thing: Thing
    text: str


class Pin(NamedTuple):
    """All marks at one place, under one number."""

    number: int
    spot: Spot
    marks: tuple[Mark, ...]

    def name(self, language: str) -> str:
        """As the base map calls it, or else as the first record does."""
        return self.spot.name(language) or self.marks[0].at.text


@dataclass(frozen=True, slots=True)
class Scene:
    """By date, undated last."""

    marks: Sequence[Mark]
    ways: Sequence[Way]
    lost: Sequence[Lost]
    dropped: int = 0  # older ones beyond the most that a map shows

    def pins(self) -> list[Pin]:
        """Places in the order in which they come up."""
        found: dict[tuple[float, float], list[Mark]] = {}
        for mark in self.marks:
            found.setdefault((round(mark.at.spot.lat, 2), round(mark.at.spot.lon, 2)), []).append(mark)
        return [Pin(n, marks[0].at.spot, tuple(marks)) for n, marks in enumerate(found.values(), 1)]
