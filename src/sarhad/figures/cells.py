"""Fixed cells for whoever may count records and not read them; see decision 0022.

State by substance group, by year and by quarter; always the same cells, whatever they hold, and no other question
can be asked. Each is rounded on its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from sarhad.access.reader import Reader
from sarhad.figures import follower, sources
from sarhad.figures.claims import UNKNOWN, kilograms
from sarhad.figures.counting import Decided
from sarhad.figures.records import Ask, Cell
from sarhad.kernel import substances
from sarhad.ledger.models import Party

FEW = 5  # below this a cell says nothing
WIDTH = 3  # a weight is rounded to steps of so many times the largest seizure in its cell, or more

Pieces = tuple[int, int]
"""Micrograms of one seizure, and of how many like it: one statement may stand for millions."""


def cells(reader: Reader, year: int) -> list[Cell]:
    """Every cell of a year, by state, period and group. Weights stand in those of the whole year only."""
    follower.FigureLines().catch_up()
    since, until = f"{year:04}-01-01", f"{year:04}-12-31"
    within = (
        each for each in sources.countable(reader, Ask(since, until)) if each.first >= since and each.last <= until
    )
    countries = Party.objects.exclude(country="").values_list("country", flat=True).distinct()
    return rounded(within, year, sorted(countries))


def rounded(seizures: Iterable[Decided], year: int, countries: Iterable[str]) -> list[Cell]:
    """The cells of these seizures. Pure."""
    found: dict[tuple[str, str, str], list[Pieces]] = defaultdict(list)
    for each in seizures:
        for group, ug in _by_group(each).items():
            for period in _periods(each, year):
                found[each.country, period, group].append((ug // each.n, each.n))
    periods = [f"{year:04}", *(f"{year:04}-Q{n}" for n in range(1, 5))]
    places = [(c, p, g) for c in countries for p in periods for g in (*substances.groups(), UNKNOWN)]
    return [_cell(*place, found[place]) for place in places]


def _by_group(seizure: Decided) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for item in seizure.items:
        found[item.group] += item.ug or 0
    return found


def _periods(seizure: Decided, year: int) -> list[str]:
    first, last = ((int(day[5:7]) - 1) // 3 for day in (seizure.first, seizure.last))
    return [f"{year:04}", f"{year:04}-Q{first + 1}"] if first == last else [f"{year:04}"]


def _cell(country: str, period: str, group: str, weights: list[Pieces]) -> Cell:
    number, whole = sum(n for _ug, n in weights), sum(ug * n for ug, n in weights)
    if number < FEW:
        return Cell(country, period, group, 0, None)
    n = (number + 2) // 5 * 5
    if "Q" in period:  # two roundings of one weight would tell more than one
        return Cell(country, period, group, n, None)
    size = step(max(ug for ug, _n in weights))
    return Cell(country, period, group, n, kilograms((whole + size // 2) // size * size))


def step(largest: int) -> int:
    """The least of 1, 2, 5, 10 … grams that is at least `WIDTH` times the largest seizure, in micrograms."""
    size = 10**6
    while True:
        for factor in (1, 2, 5):
            if size * factor >= WIDTH * largest:
                return size * factor
        size *= 10


def weight_between(cell: Cell, others: Decimal, size: int) -> tuple[Decimal, Decimal]:
    """What somebody who knows all other seizures of a cell can say of the last one: from, to."""
    assert cell.kg is not None
    half = kilograms(size) / 2
    return max(cell.kg - half - others, Decimal(0)), cell.kg + half - others
