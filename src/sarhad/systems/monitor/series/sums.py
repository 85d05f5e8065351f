"""Printed totals beside the sums of their parts. Neither is corrected by the other. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sarhad.systems.monitor.series.mending import SLACK as SLACK
from sarhad.systems.monitor.store.records import Observation


class Beside(NamedTuple):
    """One printed total and what its districts add up to."""

    printed: Observation
    total: float  # of the districts that have a figure
    parts: int  # those
    without: int  # districts of that year without one, see their flags

    @property
    def agrees(self) -> bool:
        """Within SLACK, which is what rounding does; printed as poppy-free agrees with nothing found only."""
        if self.printed.flag == "poppy-free":
            return self.total == 0
        return self.printed.value is not None and abs(self.total - self.printed.value) <= SLACK

    @property
    def difference(self) -> float | None:
        return None if self.printed.value is None else self.total - self.printed.value


def beside(rows: Iterable[Observation]) -> list[Beside]:
    """Every total of a province or country that a table of districts prints, in the order of the rows.

    A survey may stand in several files: districts of all of them are parts, each once.
    """
    rows = [each for each in rows if each.flag != "rounded"]
    parts: dict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for each in rows:
        if each.level == "district":
            parts[_place(each, "province")].append(each)
            parts[_place(each, "country")].append(each)
    surveys = {each.source for each in rows if each.level == "district"}
    return [
        _beside(each, _once(own, each.source))
        for each in rows
        if each.level in ("country", "province") and each.source in surveys and _says(each)
        and (own := parts.get(_place(each, each.level)))
    ]  # fmt: skip


def _once(parts: Sequence[Observation], source: str) -> list[Observation]:
    """Each district once; of several sources that of the total, then the first by id."""
    found: dict[tuple[str, str], Observation] = {}
    for each in sorted(parts, key=lambda part: (part.source != source, part.source)):
        found.setdefault((each.region, each.area.casefold()), each)
    return list(found.values())


def _says(printed: Observation) -> bool:
    return printed.value is not None or printed.flag == "poppy-free"


def _beside(printed: Observation, parts: Sequence[Observation]) -> Beside:
    told = [each.value for each in parts if each.value is not None]
    return Beside(printed, sum(told), len(told), len(parts) - len(told))


def _place(row: Observation, level: str) -> tuple[str, ...]:
    """What a total and its parts have in common. A province that nobody knows is told by how it is written."""
    common = (level, row.country, str(row.year), row.substance, row.measure)
    if level == "country":
        return common
    return (*common, row.region or row.area.partition(" | ")[0].casefold())
