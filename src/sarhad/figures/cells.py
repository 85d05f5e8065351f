"""Fixed cells for whoever may count records and not read them; see decision 0022.

State by substance group, by year and by quarter; always the same cells, whatever they hold, and no other question
can be asked. Each is rounded on its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sarhad.access.reader import Reader
from sarhad.figures import follower, sources
from sarhad.figures.claims import UNKNOWN, kilograms
from sarhad.figures.counting import Decided
from sarhad.figures.records import Ask, Cell
from sarhad.figures.sources import Held
from sarhad.kernel import substances
from sarhad.ledger.models import Party

FEW = 5  # below this a cell says nothing
WIDTH = 3  # a weight is rounded to steps of so many times the largest seizure in its cell, or more


def cells(reader: Reader, year: int) -> list[Cell]:
    """Every cell of a year, by state, period and group. Weights stand in those of the whole year only."""
    follower.FigureLines().catch_up()
    since, until = f"{year:04}-01-01", f"{year:04}-12-31"
    within = (
        each for each in sources.countable(reader, Ask(since, until)) if each.first >= since and each.last <= until
    )
    countries = Party.objects.exclude(country="").values_list("country", flat=True).distinct()
    plain = sources.countable_plain(reader, Ask(since, until))
    return rounded(within, year, sorted(countries), plain)


@dataclass(slots=True)
class Sum:
    """What a cell holds, before it is rounded."""

    n: int = 0
    ug: int = 0
    largest: int = 0

    def add(self, n: int, ug: int, largest: int) -> None:
        self.n, self.ug, self.largest = self.n + n, self.ug + ug, max(self.largest, largest)


def rounded(
    seizures: Iterable[Decided], year: int, countries: Iterable[str], plain: Iterable[Held] = ()
) -> list[Cell]:
    """The cells of these seizures, and of those that are added up already. Pure."""
    found: dict[tuple[str, str, str], Sum] = defaultdict(Sum)
    for each in seizures:
        for group, ug in _by_group(each).items():
            for period in _periods(year, *(int(day[5:7]) for day in (each.first, each.last))):
                found[each.country, period, group].add(each.n, ug // each.n * each.n, ug // each.n)
    for held in plain:
        months = (held.month % 12 + 1,) * 2 if held.month else (1, 12)
        for period in _periods(year, *months):
            found[held.country, period, held.group].add(held.n, held.ug, held.largest)
    periods = [f"{year:04}", *(f"{year:04}-Q{n}" for n in range(1, 5))]
    places = [(c, p, g) for c in countries for p in periods for g in (*substances.groups(), UNKNOWN)]
    return [_cell(*place, found[place]) for place in places]


def _by_group(seizure: Decided) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for item in seizure.items:
        found[item.group] += item.ug or 0
    return found


def _periods(year: int, first: int, last: int) -> list[str]:
    """Those that the months from `first` to `last` are all of."""
    quarter = (first - 1) // 3
    return [f"{year:04}", f"{year:04}-Q{quarter + 1}"] if quarter == (last - 1) // 3 else [f"{year:04}"]


def _cell(country: str, period: str, group: str, held: Sum) -> Cell:
    if held.n < FEW:
        return Cell(country, period, group, 0, None)
    n = (held.n + 2) // 5 * 5
    if "Q" in period:  # two roundings of one weight would tell more than one
        return Cell(country, period, group, n, None)
    size = step(held.largest)
    return Cell(country, period, group, n, kilograms((held.ug + size // 2) // size * size))


def step(largest: int) -> int:
    """The least of 1, 2, 5, 10 … grams that is at least `WIDTH` times the largest seizure, in micrograms."""
    size = 10**6
    while True:
        for factor in (1, 2, 5):
            if size * factor >= WIDTH * largest:
                return size * factor
        size *= 10
