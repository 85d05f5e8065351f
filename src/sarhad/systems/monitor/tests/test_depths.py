"""Who sees how much: records, fixed cells, what is public; and what subtracting tables from each other tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from random import Random
from uuid import uuid4

import pytest

from sarhad.access.reader import anonymous
from sarhad.figures.cells import FEW, STEP, about, nearest
from sarhad.kernel.claim import PUBLIC, Claim, Scope
from sarhad.systems.monitor.depths.cells import cells, rounded
from tests.cast import Cast

COUNTED = Scope(read=("KZ-MIA",), count=("CENTRE", PUBLIC))


def seizures(cast: Cast, n: int, region: str = "Khatlon", scope: Scope = COUNTED, month: int = 3, **more: object):
    for _ in range(n):
        one, item = uuid4().hex, uuid4().hex
        said = {"date": [f"2016-{month:02}-05"], "country": ["tj"], "region": [region]}
        weight = {"seizure": [one], "substance": ["heroin"], "reportedAmount": ["2"], "reportedUnit": ["kg"]}
        cast.contribute("TJ-DCA", [Claim(one, "Seizure", said), Claim(item, "SeizedItem", weight)], scope)


def held(reader, **where: str) -> dict[tuple[str, int], int]:
    found = cells(reader, 2016, where.get("country", "tj"), where.get("group", "heroin"))
    return {(each.region, each.month): each.n for each in found if each.n}


def test_a_cell_counts_what_may_be_counted_and_names_no_record(cast: Cast):
    seizures(cast, 12)
    seizures(cast, 4, "Sughd")
    seizures(cast, 9, "Sughd", Scope(read=("KZ-MIA",)))
    seizures(cast, 7, "Nowhere at all")
    researcher = cast.reader("researcher")
    found = held(researcher)
    assert set(found) == {("TJ-KT", 2), ("", 2)}, "fewer than 5 and not opened look alike"
    assert found["TJ-KT", 2] in (10, 15)
    assert found["", 2] in (5, 10)
    assert held(anonymous()) == found, "also opened to everyone"
    assert held(cast.reader("auditor")) == {}
    assert held(researcher, group="opium") == held(researcher, country="uz") == {}


def test_the_same_cells_whatever_they_hold(cast: Cast):
    empty = [each[:4] for each in cells(anonymous(), 2016, "tj", "heroin")]
    seizures(cast, 6)
    assert [each[:4] for each in cells(anonymous(), 2016, "tj", "heroin")] == empty


def test_hidden_seizures_move_no_cell_below_five(cast: Cast):
    seizures(cast, 3)
    shown = cells(cast.reader("researcher"), 2016, "tj", "heroin")
    seizures(cast, 1)
    assert cells(cast.reader("researcher"), 2016, "tj", "heroin") == shown
    seizures(cast, 30, scope=Scope())
    assert cells(cast.reader("researcher"), 2016, "tj", "heroin") == shown, "what may not be counted counts nowhere"


def test_the_page_is_for_everyone_and_asks_nothing_else(cast: Cast, client):
    seizures(cast, 12)
    page = client.get(
        "/monitor/cells/?country=tj&year=2016&group=heroin&region=TJ-KT&since=2016-03"
    ).content.decode()
    assert ">10<" in page or ">15<" in page
    taken = client.get("/monitor/cells/?country=tj&year=2016&group=heroin&form=csv").content.decode("utf-8-sig")
    lines = taken.splitlines()
    assert len(lines) == 1 + 12 * (len(cells(anonymous(), 2016, "tj", "heroin")) // 12)
    assert sum(line.endswith(",") for line in lines[1:]) == len(lines) - 2, "few are empty, not 0"


# Subtracting: cells of regions and months stand inside cells of the state by quarter and year (`figures.cells`)


Bounds = tuple[list[int], list[int]]


def attack(shown: Sequence[int], totals: Sequence[tuple[Sequence[int], int]], width: int) -> Bounds:
    """The least and the most that each cell can be, by all sums together, until nothing follows any more."""
    low, high = (list(each) for each in zip(*(allowed(n, width) for n in shown), strict=True))
    sums = [(inside, *allowed(n, width)) for inside, n in totals]
    while True:
        before = (low[:], high[:])
        for inside, least, most in sums:
            for cell in inside:
                others = [each for each in inside if each != cell]
                high[cell] = min(high[cell], most - sum(low[each] for each in others))
                low[cell] = max(low[cell], least - sum(high[each] for each in others))
        if (low, high) == before:
            return low, high


def allowed(n: int, width: int) -> tuple[int, int]:
    return (max(FEW, n - width), n + width) if n else (0, FEW - 1)


def told(counts: Sequence[int], round_to: Callable[[int, int], int], width: int) -> tuple[int, int]:
    """Of a quarter's cells: how many are withheld, and how many of these subtracting tells exactly."""
    shown = [round_to(n, cell) for cell, n in enumerate(counts)]
    total = round_to(sum(counts), len(counts))
    low, high = attack(shown, [(range(len(counts)), total)], width)
    assert all(a <= n <= b for a, n, b in zip(low, counts, high, strict=True)), "the attack is sound"
    return shown.count(0), sum(not s and a == b for s, a, b in zip(shown, low, high, strict=True))


def test_subtracting_tables_would_tell_withheld_cells_were_all_rounded_to_the_nearest():
    """What the test can find: with plain rounding some withheld cells come out exactly."""
    found = [told(counts, lambda n, cell: about(n, "", nearest), 2) for counts in product(range(12), repeat=3)]
    assert sum(exactly for _withheld, exactly in found) > 0


def test_subtracting_tells_no_withheld_cell_where_each_has_edges_that_nobody_knows():
    withheld = exactly = 0
    for counts in product(range(12), repeat=3):
        found = told(counts, lambda n, cell, world=counts: about(n, f"{world} {cell}"), STEP - 1)
        withheld, exactly = withheld + found[0], exactly + found[1]
    assert withheld > 2000
    assert exactly == 0


@pytest.mark.parametrize("seed", range(40))
def test_nor_in_worlds_of_regions_quarters_and_a_year(seed: int):
    rng = Random(seed)
    regions, usual = rng.randrange(1, 5), rng.choice([1, 3, 6, 12])
    counts = [max(0, int(rng.gauss(usual * rng.random() * 2, 2))) for _ in range(regions * 12)]
    shown = [about(n, f"{seed} {cell}") for cell, n in enumerate(counts)]
    inside = [[r * 12 + m for r in range(regions) for m in range(q * 3, q * 3 + 3)] for q in range(4)] + [
        list(range(len(counts)))
    ]
    totals = [
        (each, about(sum(counts[cell] for cell in each), f"{seed} {n} total")) for n, each in enumerate(inside)
    ]
    low, high = attack(shown, totals, STEP - 1)
    assert all(a <= n <= b for a, n, b in zip(low, counts, high, strict=True))
    assert not [cell for cell, n in enumerate(shown) if not n and low[cell] == high[cell]]


def test_cells_are_made_of_sums_alone():
    held = {("tj", "TJ-KT", 0, "heroin"): 7, ("tj", "TJ-KT", 1, "heroin"): 4}
    found = rounded(held, 2016, "tj", "heroin", nearest)
    assert [each for each in found if each.n] == [("tj", "TJ-KT", 0, "heroin", 5)]
