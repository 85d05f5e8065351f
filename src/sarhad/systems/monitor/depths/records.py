"""What whoever may only count is shown."""

from __future__ import annotations

from typing import NamedTuple


class Cell(NamedTuple):
    """Seizures of one group of substances in one first-level region in one month."""

    country: str
    region: str  # ISO 3166-2; "" where the place is not known
    month: int  # of the year, from 0
    group: str
    n: int  # about; 0: fewer than 5, or none
