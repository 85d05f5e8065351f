"""What queries of laboratory results return. Each is what one reader sees."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sarhad.entities.records import Statement
from sarhad.kernel.claim import EntityId, Handling
from sarhad.kernel.units import unit


@dataclass(frozen=True, slots=True)
class Weight:
    """An amount as stated; `by` is whoever states it."""

    amount: str  # plain decimal text
    unit: str  # code of a unit, or as given
    by: Statement

    @property
    def kilograms(self) -> Decimal | None:
        """None where no convention turns the unit into kilograms."""
        known = unit(self.unit) if self.amount else None
        converted = known.to_kilograms(self.amount) if known else None
        return converted.amount if converted else None


@dataclass(frozen=True, slots=True)
class Result:
    """What one examination of one sample found, as one office states it."""

    id: EntityId
    sample: EntityId
    by: Statement  # the newest that the office states of it
    held: bool
    item: EntityId = ""  # the seized item; empty where the reader does not see the sample
    sample_number: str = ""
    number: str = ""  # of the report
    date: str = ""
    net: Weight | None = None
    substances: tuple[str, ...] = ()
    purity: str = ""
    uncertainty: str = ""
    method: str = ""
    laboratory: str = ""
    chemist: str = ""
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A seized item: what was reported of it, and what laboratories found."""

    id: EntityId
    seizure: EntityId
    substance: str
    reported: tuple[Weight, ...]  # one for each office that names an amount
    results: tuple[Result, ...]  # newest first
    statements: tuple[Statement, ...]
    handling: Handling

    @property
    def held(self) -> bool:
        return any(each.held for each in self.statements)

    @property
    def net(self) -> Weight | None:
        """The newest net weight: the one that figures count."""
        return next((each.net for each in self.results if each.net), None)

    @property
    def differs(self) -> Decimal | None:
        """By how many per cent the laboratory's weight is above (or below) the reported one, if one can tell."""
        reported = self.reported[0].kilograms if self.reported else None
        net = self.net.kilograms if self.net else None
        if not reported or net is None:
            return None
        return ((net - reported) / reported * 100).quantize(Decimal("0.1"))
