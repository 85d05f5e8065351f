"""Printed totals beside the sums of their parts. Neither is corrected by the other. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sarhad.systems.monitor.series.mending import SLACK as SLACK
from sarhad.systems.monitor.store.records import Observation


class Beside(NamedTuple):
    """One printed total and what its parts add up to."""

    printed: Observation
    total: float  # of the parts that have a figure
    parts: int  # those
    without: int  # parts without one, see their flags
    level: str  # district or province: what the parts are

    @property
    def agrees(self) -> bool:
        """Within SLACK, which is what rounding does; printed as poppy-free agrees with nothing found only."""
        if self.printed.flag == "poppy-free":
            return self.total == 0
        return self.printed.value is not None and abs(self.total - self.printed.value) <= SLACK


def beside(rows: Iterable[Observation]) -> list[Beside]:
    """Every total that a table prints together with its parts, in the order of the rows.

    Parts of a province are its districts. Parts of a country are all districts if every province with a number
    has them, else its provinces. A survey may stand in several files: parts of all of them count, each once.
    """
    rows = [each for each in rows if each.flag != "rounded"]
    parts: dict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for each in rows:
        if each.level in ("district", "province"):
            parts[_place(each, "country", each.level)].append(each)
        if each.level == "district":
            parts[_place(each, "province", "district")].append(each)
    surveys = {(each.source, each.level) for each in rows}
    found = [
        _beside(each, parts, surveys) for each in rows if each.level in ("country", "province") and _says(each)
    ]
    return [each for each in found if each]


def _beside(
    printed: Observation, every: Mapping[tuple[str, ...], list[Observation]], surveys: set[tuple[str, str]]
) -> Beside | None:
    """None where its source names no parts of it."""
    level = "district"
    if printed.level == "country" and not _whole(printed, every):
        level = "province"
    own = every.get(_place(printed, printed.level, level))
    if not own or (printed.source, level) not in surveys:
        return None
    parts = _once(own, printed.source)
    told = [each.value for each in parts if each.value is not None]
    return Beside(printed, sum(told), len(told), len(parts) - len(told), level)


def _whole(printed: Observation, every: Mapping[tuple[str, ...], list[Observation]]) -> bool:
    """Whether every province of the country that has a number has districts."""
    districts = {_province(each) for each in every.get(_place(printed, "country", "district"), ())}
    provinces = every.get(_place(printed, "country", "province"), ())
    return {_province(each) for each in provinces if each.value} <= districts


def _once(parts: Sequence[Observation], source: str) -> list[Observation]:
    """Each part once; of several sources that of the total, then the first by id."""
    found: dict[tuple[str, str], Observation] = {}
    for each in sorted(parts, key=lambda part: (part.source != source, part.source)):
        found.setdefault((each.region, each.area.casefold()), each)
    return list(found.values())


def _says(printed: Observation) -> bool:
    return printed.value is not None or printed.flag == "poppy-free"


def _place(row: Observation, level: str, parts: str) -> tuple[str, ...]:
    """What a total of a level and its parts have in common."""
    common = (level, parts, row.country, str(row.year), row.substance, row.measure)
    return common if level == "country" else (*common, _province(row))


def _province(row: Observation) -> str:
    """A province that nobody knows is told by how it is written."""
    return row.region or row.area.partition(" | ")[0].casefold()
