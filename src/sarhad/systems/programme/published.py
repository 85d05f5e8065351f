"""Figures that others have printed, beside our own count. They are never added; none is taken for the true one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from sarhad.entities.lists import by_office, ids_listed
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first
from sarhad.figures import claims
from sarhad.figures.records import Ask
from sarhad.kernel import substances, units
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id

BEYOND = 10**15
"""Nobody has printed such a number."""
ABOUT = Decimal("0.05")  # how far “about” reaches to either side
NARROWING = ("office", "country", "operation")


class What(NamedTuple):
    """What a printed figure counts: of one kind, those that share it speak of the same number."""

    figure: str
    since: str  # ISO days
    until: str
    office: str
    country: str
    operation: EntityId
    cause: str
    substance: str

    @property
    def ask(self) -> Ask:
        """How to count the same here."""
        return Ask(**{name: value for name, value in self._asdict().items() if name != "figure"})


class Published(NamedTuple):
    """One printed figure, as one office recorded it."""

    id: EntityId
    what: What
    value: Decimal  # as printed; weights in kilograms where the unit is known
    bound: str  # exact, more-than, less-than, about
    unit: str  # as printed, where it is not the kilogram
    text: str
    publication: str
    page: str
    note: str
    source: str  # address of the publication
    report: EntityId  # of this node that it stands in, or ""
    by: Statement

    @property
    def allows(self) -> tuple[Decimal, Decimal]:
        """The lowest and the highest number that it can mean."""
        if self.bound == "more-than":
            return self.value, Decimal("Infinity")
        if self.bound == "less-than":
            return Decimal(0), self.value
        slack = self.value * ABOUT if self.bound == "about" else Decimal(0)
        return self.value - slack, self.value + slack


class Beside(NamedTuple):
    """What was printed of one number."""

    what: What
    printed: list[Published]
    contradict: bool  # no number fits all of them


def published(sight: Sight) -> list[Published]:
    """Every printed figure that the reader sees, each as each office recorded it, oldest period first."""
    ids = list(dict.fromkeys(id for id, _row in ids_listed(sight, "PublishedFigure")))
    sight.see(ids)
    said = [own[-1] for id in ids for own in by_office(sight.statements(id), "PublishedFigure")]
    found = [each for one in sight.shown(said) if (each := read(one))]
    return sorted(found, key=lambda each: (each.what, each.publication, each.by.ref))


def read(said: Statement) -> Published | None:
    """One statement as a printed figure; None where it gives no number or no period."""
    values = said.properties
    since, until = first(values, "startDate") or first(values, "date"), first(values, "endDate")
    days = span(since, until or since)
    try:
        value = Decimal(first(values, "value"))
    except InvalidOperation:
        return None
    if days is None or not value.is_finite() or abs(value) >= BEYOND:
        return None
    operation, unit = first(values, "operation"), first(values, "unit")
    what = What(
        first(values, "figure"), *days, first(values, "aboutOffice"), first(values, "country"),
        operation if is_id(operation) else "", first(values, "cause"), group(first(values, "substance")),
    )  # fmt: skip
    known = units.unit(unit) if unit and what.figure == "kg" else None
    weight = known.to_kilograms(str(value)) if known else None
    return Published(
        said.entity, what, weight.amount if weight else value, first(values, "bound") or "exact",
        "" if weight or not unit else unit, first(values, "text"), first(values, "publication"),
        first(values, "page"), first(values, "note"), first(values, "publisherUrl") or first(values, "sourceUrl"),
        first(values, "report"), said,
    )  # fmt: skip


def span(since: str, until: str) -> tuple[str, str] | None:
    """The first day of the one and the last of the other, both of which may be a year or a month."""
    first, last = claims.span(since)[0], claims.span(until)[1]
    return (first, last) if "" < first <= last else None


def group(name: str) -> str:
    """The group that a substance stands for where results are counted by groups; a substance by its code."""
    if not name or name in substances.groups():
        return name
    known = substances.substance(name)
    return known.code if known else name


def within(found: Iterable[Published], ask: Ask) -> list[Published]:
    """Those whose period lies in the asked one and that are about what is asked for, or about a part of it."""
    return [each for each in found if _fits(each.what, ask)]


def _fits(what: What, ask: Ask) -> bool:
    inside = ask.since <= what.since and what.until <= ask.until
    narrow = all(getattr(ask, name) in {"", getattr(what, name)} for name in NARROWING)
    drug = ask.substance in {"", what.substance} or what.substance in substances.within(ask.substance)
    return inside and narrow and drug and ask.cause in {"", what.cause}


def beside(found: Sequence[Published]) -> list[Beside]:
    """What was printed, by what it counts."""
    every: dict[What, list[Published]] = defaultdict(list)
    for each in found:
        every[each.what].append(each)
    return [Beside(what, printed, contradict(printed)) for what, printed in every.items()]


def contradict(printed: Iterable[Published]) -> bool:
    """Whether no number can be what all of them mean."""
    ranges = [each.allows for each in printed]
    return max(low for low, _high in ranges) > min(high for _low, high in ranges)
