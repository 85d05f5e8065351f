"""The lines behind figures: made again at any time, dropped by a purge, and telling nobody what it does not see."""

from __future__ import annotations

from uuid import uuid4

import pytest

from sarhad.entities.actions import retract
from sarhad.entities.purge import _drop_made
from sarhad.figures import follower
from sarhad.figures.models import Key, Line, Pair, Settled
from sarhad.figures.queries import figures
from sarhad.figures.records import Ask
from sarhad.kernel.claim import Claim, Scope
from sarhad.ledger.rebuild import rebuild
from tests.cast import MEMBERS


@pytest.fixture
def told(cast):
    """A seizure of one office, and one that two report, of which the partner sees both words and the third one."""
    one, two = uuid4().hex, uuid4().hex
    refs = {}
    for office, entity, kg, read in [
        ("TJ-DCA", one, "1", MEMBERS), ("TJ-DCA", two, "10", MEMBERS), ("CENTRE", two, "12", "KZ-MIA"),
    ]:  # fmt: skip
        weight = {"reportedAmount": [kg], "reportedUnit": ["kg"]}
        claims = [
            Claim(entity, "Seizure", {"date": ["2026-03-05"], "country": ["tj"]}, stated=f"2026-03-{kg:0>2}"),
            Claim(uuid4().hex, "SeizedItem", {"seizure": [entity], "substance": ["heroin"], **weight},
                  stated=f"2026-03-{kg:0>2}"),
        ]  # fmt: skip
        refs[office] = cast.contribute(office, claims, Scope(read=(read,)))
    return cast, refs


def sums(cast, who):
    found = figures(cast.reader(who), Ask())
    return int(found.seizures.value), int(found.kg_total)


def test_each_counts_what_it_sees(told):
    cast, refs = told
    seen = {who: sums(cast, who) for who in ("partner", "third", "outsider")}
    assert seen == {"partner": (2, 13), "third": (2, 11), "outsider": (0, 0)}
    assert (Line.objects.filter(plain=True).count(), Settled.objects.count()) == (2, 1)
    retract(cast.reader("centre"), refs["CENTRE"])
    assert {who: sums(cast, who) for who in seen} == {"partner": (2, 11), "third": (2, 11), "outsider": (0, 0)}


@pytest.mark.parametrize("forget", [follower.drop, _drop_made, rebuild])
def test_it_is_made_again_from_the_ledger(told, forget):
    cast, _ = told
    before = sums(cast, "partner")
    made = [model.objects.count() for model in (Line, Key, Settled, Pair)]
    forget()
    assert sums(cast, "partner") == before
    assert [model.objects.count() for model in (Line, Key, Settled, Pair)] == made
    assert follower.FigureLines().catch_up() == 0


def test_a_purge_leaves_no_line(told):
    cast, _ = told
    sums(cast, "partner")
    _drop_made()
    assert [model.objects.count() for model in (Line, Key, Settled, Pair)] == [0, 0, 0, 0]
