"""What queries of news take and return."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sarhad.entities.records import Statement
from sarhad.kernel import substances
from sarhad.kernel.claim import EntityId

PRECURSORS = "precursors"
KINDS = ("drugs", PRECURSORS)
MONTHS = tuple(f"{n:02d}" for n in range(1, 13))
CODE = re.compile(r"[\w-]{1,64}")


class News(NamedTuple):
    """One item as one office released it."""

    id: EntityId
    office: str
    name: str
    date: str  # ISO, at its own precision
    country: str
    region: str
    substances: tuple[str, ...]  # codes, or as written where nobody knows them
    families: frozenset[str]  # groups of these; "" for what nobody knows
    amount: str
    unit: str
    text: str
    link: str
    seizure: EntityId  # the case behind it, where the reader sees it
    public: bool
    by: Statement

    @property
    def month(self) -> str:
        """`2026-11`; a year where no more is known."""
        year, _dash, month = self.date[:7].partition("-")
        return self.date[:7] if month in MONTHS and year > "0000" else year

    @property
    def kinds(self) -> tuple[str, ...]:
        precursors = PRECURSORS in self.families
        drugs = bool(self.families - {PRECURSORS})
        return tuple(kind for kind, so in zip(KINDS, (drugs, precursors), strict=True) if so)


class Wanted(NamedTuple):
    """Which news are asked for; an empty filter filters nothing."""

    country: str = ""
    substance: str = ""  # code of a substance or group: everything below it
    kind: str = ""  # of KINDS

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Wanted:
        """From the fields of an address; what cannot be read asks for nothing."""
        text = {name: str(given.get(name, "")) for name in cls._fields}
        kind = text["kind"] if text["kind"] in KINDS else ""
        return cls(_code(text["country"]), _code(text["substance"]), kind)

    def query(self) -> str:
        return urlencode([(name, value) for name, value in self._asdict().items() if value])

    def fits(self, news: News) -> bool:
        inside = substances.within(self.substance) if self.substance else frozenset()
        return (
            self.country in ("", news.country)
            and self.kind in ("", *news.kinds)
            and (not self.substance or self.substance in news.families or not inside.isdisjoint(news.substances))
        )


def _code(text: str) -> str:
    return text if CODE.fullmatch(text) else ""
