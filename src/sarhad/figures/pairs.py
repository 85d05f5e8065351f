"""Notes pairs of items that look like one seizure reported twice: for people to judge."""

from __future__ import annotations

from collections.abc import Iterable

from sarhad.entities.sight import BATCH, marks
from sarhad.entities.sight import rows as select
from sarhad.figures.models import Pair

SAME = (  # at least ten grams: below too much looks alike; 19 / 20 is 5 %
    "SELECT a.fragment, b.fragment, a.first, b.first FROM figures_line a CROSS JOIN figures_line b"
    " WHERE a.fragment IN (%s) AND a.ug >= 10000000 AND a.day IS NOT NULL AND b.country = a.country"
    " AND b.substance = a.substance AND b.day >= a.day - 1 AND b.day <= a.day + 1 AND b.kind = 1 AND b.ug > 0"
    " AND b.owner <> a.owner AND b.parent <> a.parent AND b.ug * 19 <= a.ug * 20 AND a.ug * 19 <= b.ug * 20"
)


def note_pairs(items: Iterable[int]) -> None:
    """Of these new items, with whatever is there: another office, another seizure in the same state, the same
    substance, a day apart at most, weights that differ by 5 % at most."""
    items = list(items)
    for start in range(0, len(items), BATCH):
        part = items[start : start + BATCH]
        found = {(min(a, b), max(a, b)): min(day, other) for a, b, day, other in select(SAME % marks(part), part)}
        made = [Pair(a=a, b=b, first=first) for (a, b), first in sorted(found.items())]
        Pair.objects.bulk_create(made, batch_size=1000, ignore_conflicts=True)
