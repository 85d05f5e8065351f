"""What is asked for warnings, and what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from sarhad.systems.monitor.store.records import Where, month_named, month_of, number_of

REGION = ("af", "az", "ir", "kg", "kz", "pk", "ru", "tj", "tm", "uz")
"""States of the region and its neighbours, which are watched if nothing else is asked for."""
KINDS = ("count", "substance", "concealment", "size", "price", "route")


class Watch(NamedTuple):
    """Which month is looked at, and where. The tests that share their false alarms are those of one watch."""

    month: int = 0  # 12 times the year and the month from 0; 0: the last of which the reader sees anything
    world: bool = False  # every country, not only those of the region

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Watch:
        """From the fields of an address; what cannot be read asks for nothing."""
        month = month_of(str(given.get("month", "")))
        return cls(number_of(month) if month else 0, str(given.get("area", "")) == "world")

    @property
    def countries(self) -> tuple[str, ...]:
        """None: all."""
        return () if self.world else REGION


class Alarm(NamedTuple):
    """One thing that is unusual. What `observed` and its range count depends on the kind: seizures in the month,
    kilograms of one seizure, how often a price is that of the year before, the share of a route in a quarter."""

    kind: str
    month: int
    country: str
    region: str = ""
    family: str = ""
    code: str = ""  # substances or ways of concealment (blanks between them), market of a price, country on a route
    side: str = ""  # of a route: departure or destination
    observed: float = 0
    expected: float = 0
    low: float = 0
    high: float = 0
    p: float = 1
    trail: tuple[float | None, ...] = ()  # what is drawn, the oldest first, this one last; None: not reported
    where: Where = Where()
    day: str = ""  # of a single seizure

    @property
    def key(self) -> str:
        """The same for the same warning, whatever its figures."""
        month = month_named(self.month)[:4] if self.kind == "price" else month_named(self.month)
        what = (self.kind, month, self.country, self.region, self.family, self.code, self.side, self.day)
        return hashlib.sha256("|".join(what).encode()).hexdigest()[:16]


class Found(NamedTuple):
    """The warnings of one month."""

    month: int
    alarms: list[Alarm]  # by kind, the rarest first
    noted: list[Alarm]  # new, but of such places something new is to be expected
    tested: dict[str, int]  # series, places, weights and routes that were looked at, by kind
    months: tuple[int, int]  # the first and last month of which the reader sees anything
