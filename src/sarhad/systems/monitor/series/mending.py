"""What a published table prints as a number and cannot be one. Each rule is named in the row's flag.

Nothing is put in the place of what is refused: the value becomes unknown, its text and bounds stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sarhad.systems.monitor.store.records import Observation

FREE = 100.0
"""Hectares below which the Afghan surveys call a province poppy-free."""
SLACK = 5.0
"""Hectares by which a sum of rounded figures may differ from the printed total."""
GAP = 100.0
"""A zero between two years that both print more than this is doubtful."""


def mended(found: Sequence[Observation]) -> list[Observation]:
    """The same rows in the same order."""
    rows = [_bounded(each) for each in found]
    if rows and rows[0].kind == "cultivation":
        rows = [_free(each) for each in rows]
        rows = _doubtful(rows)
        rows = _repeated(rows)
    return rows


def _bounded(row: Observation) -> Observation:
    """A value outside its own bounds is no estimate; 0 between them is the usual form of it."""
    if row.value is None or row.low is None or row.high is None or row.low <= row.value <= row.high:
        return row
    flag = "zero-between-bounds" if row.value == 0 else "outside-bounds"
    return row._replace(value=None, dollars=None, flag=flag)


def _free(row: Observation) -> Observation:
    """Poppy-free is a statement about a range, not a zero."""
    return row._replace(low=0.0, high=FREE) if row.flag == "poppy-free" else row


def _doubtful(rows: list[Observation]) -> list[Observation]:
    """A country's zero without bounds, between years of hundreds of hectares, is a cell that lost its number."""
    series: dict[tuple[str, ...], dict[int, float]] = defaultdict(dict)
    for row in rows:
        if row.level == "country" and row.value is not None:
            series[_line(row)][row.year] = row.value
    return [
        row._replace(value=None, flag="zero-doubtful")
        if row.level == "country" and row.value == 0 and row.low is None and _between(series[_line(row)], row.year)
        else row
        for row in rows
    ]


def _line(row: Observation) -> tuple[str, ...]:
    return str(row.row), row.country, row.area, row.measure, row.substance


def _between(years: dict[int, float], year: int) -> bool:
    return years.get(year - 1, 0) > GAP and years.get(year + 1, 0) > GAP


def _repeated(rows: list[Observation]) -> list[Observation]:
    """A total that repeats the year before while the sum of its districts says otherwise."""
    parts: dict[tuple[str, int], float] = defaultdict(float)
    totals: dict[tuple[int, int], float] = {}
    for row in rows:
        if row.level == "district" and row.value is not None:
            parts[row.country, row.year] += row.value
        elif row.level == "country" and row.value is not None:
            totals[row.row, row.year] = row.value
    return [
        row._replace(flag=row.flag or "repeated")
        if row.level == "country"
        and row.value is not None
        and totals.get((row.row, row.year - 1)) == row.value
        and (sums := parts.get((row.country, row.year)))
        and abs(sums - row.value) > max(SLACK, row.value * 0.01)
        else row
        for row in rows
    ]
