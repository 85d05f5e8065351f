"""What numbers of two years say beyond chance, and whether the countries agree on it. Pure.

Counts are compared as if seizures came one by one, independently: a difference counts from three standard errors of
that (|a - b| > 3 √(a + b)). As seizures come in bunches, and as there are several pairs to look at, a finding must
also hold in more than half of the countries that have anything to say of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from typing import NamedTuple

SIGMAS = 3.0
FEWEST = 30  # seizures of the years compared, below which nothing is said
SILENT = ("unknown", "other")
"""Groups that are no drug: nothing is said of them."""

Years = tuple[int, int]
"""Of one code: seizures in the first and in the last year."""


class Finding(NamedTuple):
    """`kind`: overtaken (`code` passed `other`), rose, fell, little (nothing beyond chance)."""

    kind: str
    code: str = ""
    other: str = ""
    of: Years = (0, 0)
    of_other: Years = (0, 0)
    agree: int = 0  # countries in which it holds by itself
    among: int = 0


def differ(one: int, other: int) -> bool:
    """Whether two counts differ by more than chance makes them."""
    return abs(one - other) > SIGMAS * (one + other) ** 0.5


def find(by_country: Sequence[Mapping[str, Years]]) -> Finding:
    """The first of these that there is: one group has overtaken another, one rose or fell most, little changed."""
    total = summed(by_country)
    spoken = {code: years for code, years in total.items() if code not in SILENT and max(years) >= FEWEST}
    for found in (*_overtaken(spoken), *_moved(spoken)):
        agree, among = _agreement(found, by_country)
        if 2 * agree > among:
            return found._replace(agree=agree, among=among)
    return Finding("little", among=len(by_country))


def summed(by_country: Iterable[Mapping[str, Years]]) -> dict[str, Years]:
    found: dict[str, Years] = {}
    for each in by_country:
        for code, (first, last) in each.items():
            before = found.get(code, (0, 0))
            found[code] = (before[0] + first, before[1] + last)
    return found


def _overtaken(total: Mapping[str, Years]) -> list[Finding]:
    """Pairs that have changed places, the greatest first."""
    found = [
        Finding("overtaken", one, other, total[one], total[other])
        for one, other in permutations(sorted(total), 2)
        if total[one][0] < total[other][0]
        and total[one][1] > total[other][1]
        and differ(*(total[each][0] for each in (one, other)))
        and differ(*(total[each][1] for each in (one, other)))
    ]
    return sorted(found, key=lambda each: (-min(each.of[1], each.of_other[0]), each.code, each.other))


def _moved(total: Mapping[str, Years]) -> list[Finding]:
    """Those that changed, the greatest change in proportion first."""
    found = [
        Finding("rose" if last > first else "fell", code, of=(first, last))
        for code, (first, last) in sorted(total.items())
        if differ(first, last)
    ]
    return sorted(found, key=lambda each: (-_times(each.of), each.code))


def _times(years: Years) -> float:
    return (max(years) + 1) / (min(years) + 1)


def _agreement(found: Finding, by_country: Sequence[Mapping[str, Years]]) -> tuple[int, int]:
    """(countries where it holds, countries that have anything to say of it)"""
    agree = among = 0
    for each in by_country:
        mine, other = each.get(found.code, (0, 0)), each.get(found.other, (0, 0))
        if found.kind == "overtaken":
            told, holds = sum(mine + other) > 0, mine[0] <= other[0] and mine[1] >= other[1]
        else:
            told, holds = sum(mine) > 0, mine[1] > mine[0] if found.kind == "rose" else mine[1] < mine[0]
        among += told
        agree += told and holds
    return agree, among
