"""Cells for whoever may only count: what somebody who knows all other cases can learn of one from them."""

from decimal import Decimal
from random import Random
from uuid import uuid4

from sarhad.figures.cells import FEW, STEP, about, phase, rounded, step
from sarhad.figures.claims import kilograms
from sarhad.figures.counting import Decided, Item
from sarhad.figures.queries import cells, figures
from sarhad.figures.records import Ask
from sarhad.kernel.claim import Claim, Scope
from tests.seeds import seeds

STATES = ["tj", "kg", "kz"]
GROUPS = ["heroin", "cannabis"]


def case(rng, ug=None):
    ug = ug or int(rng.lognormvariate(20, 2))
    group = rng.choice(GROUPS)
    day = f"2026-{rng.randrange(1, 13):02}-10"
    item = Item(group, group, ug, ug, ug, "only", ())
    return Decided(("00",), 1, day, day, "A", ("A",), rng.choice(STATES), "", "", (), None, None, None, (item,))


def heavier(one, share):
    [item] = one.items
    ug = int(item.ug * share)
    more = Item(item.substance, item.group, ug, ug, ug, "only", ())
    return Decided(*(getattr(one, name) for name in one.__slots__[:13]), (more,))


def weight_between(cell, others, size):
    """What somebody who knows all other seizures of a cell can say of the last one: from, to."""
    assert cell.kg is not None
    half = kilograms(size) / 2
    return max(cell.kg - half - others, Decimal(0)), cell.kg + half - others


def test_who_knows_all_other_cases_learns_little_of_the_last():
    """From all cells together: nothing where it is one of few; of others rounding tells no weight within 50 %.

    What the step itself tells of the largest case of a cell is not tested: decision 0022 says what remains.
    """
    few = many = 0
    for seed in seeds(300):
        rng = Random(seed)
        others, secret = [case(rng) for _ in range(rng.randrange(60))], case(rng)
        shown = rounded([*others, secret], 2026, STATES)
        [item] = secret.items
        near = [each for each in others if (each.country, each.items[0].group) == (secret.country, item.group)]
        if len(near) + 1 < FEW:
            few += 1
            for world in (others, [*others, heavier(secret, 1.5)], [*others, heavier(secret, 100)]):
                assert rounded(world, 2026, STATES) == shown
        else:
            many += 1
            [cell] = [c for c in shown if (c.country, c.period, c.group) == (secret.country, "2026", item.group)]
            size = step(max(each.items[0].ug for each in (*near, secret)))
            known = kilograms(sum(each.items[0].ug for each in near))
            low, high = weight_between(cell, known, size)
            assert low <= kilograms(item.ug) <= high
            assert high > 3 * low, "a guess in the middle would be right within 50 %"
            assert all(c.kg is None for c in shown if "Q" in c.period)
    assert few > 20
    assert many > 20


def test_cells_are_the_same_whatever_they_hold():
    places = [[cell[:3] for cell in rounded(world, 2026, STATES)] for world in ([], [case(Random(1))] * 9)]
    assert places[0] == places[1]
    assert {cell.n for cell in rounded([case(Random(1))] * 7, 2026, STATES)} == {0, 5}
    assert {cell.n for cell in rounded([case(Random(1))] * 8, 2026, STATES)} == {0, 10}


def test_a_cell_is_rounded_the_same_way_each_time_and_another_one_otherwise():
    shifts = [phase(f"tj 2026-Q{n} heroin") for n in range(200)]
    assert shifts == [phase(f"tj 2026-Q{n} heroin") for n in range(200)]
    assert set(shifts) == set(range(STEP))
    for n in range(40):
        shown = {about(n, f"{cell}") for cell in range(100)}
        assert shown == {0} if n < FEW else all(abs(each - n) < STEP and each >= FEW for each in shown)


def test_only_what_may_be_counted(cast):
    """The researcher of the centre counts what is for counting, once, and reads none of it."""
    for n in range(7):
        one, other = uuid4().hex, uuid4().hex
        scope = Scope(count=("CENTRE",)) if n < 6 else Scope(read=("KZ-MIA",))
        said = {"date": [f"2026-02-{n + 1:02}"], "country": ["tj"]}
        weight = {"seizure": [one], "substance": ["heroin"], "reportedAmount": ["2"], "reportedUnit": ["kg"]}
        cast.contribute("TJ-DCA", [Claim(one, "Seizure", said), Claim(other, "SeizedItem", weight)], scope)
        cast.contribute("KZ-MIA", [Claim(one, "Seizure", said)], scope)
    reader = cast.reader("researcher")
    [cell] = [each for each in cells(reader, 2026) if each.n and each.period == "2026"]
    assert cell[:3] == ("tj", "2026", "heroin")
    assert cell.n in (5, 10), "rounded up or down, which only this node knows"
    assert cell.kg == Decimal(10)
    assert figures(reader, Ask()).seizures.value == 0
    assert [each for each in cells(cast.reader("auditor"), 2026) if each.n] == []
    assert figures(cast.reader("partner"), Ask()).seizures.value == 7
