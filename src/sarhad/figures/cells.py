"""Fixed cells for whoever may count records and not read them; see decisions 0022 and 0032.

State by substance group, by year and by quarter; always the same cells, whatever they hold, and no other question
can be asked. Each is rounded on its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from sarhad.access.reader import Reader
from sarhad.figures import follower, sources
from sarhad.figures.claims import UNKNOWN, kilograms
from sarhad.figures.counting import Decided
from sarhad.figures.records import Ask, Cell
from sarhad.figures.sources import Held
from sarhad.kernel import substances
from sarhad.ledger.models import Party

FEW = 5  # below this a cell says nothing
STEP = 5  # counts are rounded to so many
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
    return rounded(within, year, sorted(countries), plain, phase)


Phase = Callable[[str], int]


def phase(cell: str) -> int:
    """How far this cell is shifted before it is rounded: 0 to 4, the same each time, known to this node alone.

    Totals of one another are published beside each other. Were all rounded to the nearest, whoever subtracts them
    could at some edges tell a withheld cell exactly; so each cell has edges of its own that nobody knows.
    """
    return int.from_bytes(salted_hmac("sarhad.figures.cells", cell, algorithm="sha256").digest()[:8]) % STEP


def nearest(cell: str) -> int:
    return STEP // 2


def about(n: int, cell: str, phase: Phase = phase) -> int:
    """A count as it is shown: 0 stands for fewer than `FEW`, anything else is within `STEP` - 1 of the truth."""
    return (n + phase(cell)) // STEP * STEP if n >= FEW else 0


@dataclass(slots=True)
class Sum:
    """What a cell holds, before it is rounded."""

    n: int = 0
    ug: int = 0
    largest: int = 0

    def add(self, n: int, ug: int, largest: int) -> None:
        self.n, self.ug, self.largest = self.n + n, self.ug + ug, max(self.largest, largest)


def rounded(
    seizures: Iterable[Decided],
    year: int,
    countries: Iterable[str],
    plain: Iterable[Held] = (),
    phase: Phase = nearest,
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
    return [_cell(*place, found[place], phase) for place in places]


def _by_group(seizure: Decided) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for item in seizure.items:
        found[item.group] += item.ug or 0
    return found


def _periods(year: int, first: int, last: int) -> list[str]:
    """Those that the months from `first` to `last` are all of."""
    quarter = (first - 1) // 3
    return [f"{year:04}", f"{year:04}-Q{quarter + 1}"] if quarter == (last - 1) // 3 else [f"{year:04}"]


def _cell(country: str, period: str, group: str, held: Sum, phase: Phase) -> Cell:
    n = about(held.n, f"{country} {period} {group}", phase)
    if not n or "Q" in period:  # two roundings of one weight would tell more than one
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
