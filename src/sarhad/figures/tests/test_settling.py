"""What the follower keeps comes to the same as made anew, whatever came in between."""

from decimal import Decimal

import pytest

from sarhad.entities.actions import retract
from sarhad.entities.judging import judge
from sarhad.figures import follower
from sarhad.figures.queries import figures, records
from sarhad.figures.records import Ask
from sarhad.kernel.claim import Claim, FragmentRef, Scope
from tests.cast import MEMBERS, Cast

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
ALL = Scope(read=(MEMBERS,))
YEAR = Ask("2026-01-01", "2026-12-31")
A, B, C = (f"{n:032x}" for n in range(0xA1, 0xA4))


def seizure(id, day="10", **more):
    return Claim(id, "Seizure", {"date": [f"2026-03-{day}"], "country": ["tj"], **more})


def item(seizure, n, amount, unit="g", count=1, substance="heroin"):
    values = {"seizure": [seizure], "substance": [substance], "reportedAmount": [amount], "reportedUnit": [unit]}
    return Claim(f"{n:032x}", "SeizedItem", values, count=count)


def counted(reader, ask=YEAR):
    found = figures(reader, ask)
    return found.seizures.value, found.kg_total


def anew(reader, ask=YEAR):
    before = counted(reader, ask)
    follower.drop()
    assert counted(reader, ask) == before
    return before


def test_judged_the_same_and_undone():
    cast = Cast()
    reader = cast.reader("owner")
    cast.contribute("TJ-DCA", [seizure(A), item(A, 1, "1000")], ALL)
    cast.contribute("KZ-MIA", [seizure(B), item(B, 2, "2000")], ALL)
    same = judge(reader, A, B, "same", "one")
    assert counted(reader)[0] == 1
    retract(reader, [FragmentRef(same.id, 0)])
    assert counted(reader) == (2, 3)
    cast.contribute("TJ-DCA", [item(A, 3, "500", substance="opium")], ALL)
    assert anew(reader) == (2, Decimal("3.5"))


def test_judged_the_same_by_one_that_is_withdrawn():
    cast = Cast()
    reader = cast.reader("owner")
    cast.contribute("TJ-DCA", [seizure(A), item(A, 1, "1000")], ALL)
    own = cast.contribute("TJ-DCA", [seizure(B)], ALL)
    cast.contribute("KZ-MIA", [seizure(C), item(C, 2, "2000")], ALL)
    judge(reader, A, B, "same", "one")
    judge(reader, B, C, "same", "one")
    assert counted(reader)[0] == 1
    retract(reader, own)
    assert counted(reader) == (2, 3)
    assert anew(reader) == (2, 3)


@pytest.mark.parametrize(
    "claims",
    [
        [each for id in (A, B, C) for each in (seizure(id), item(id, int(id, 16) + 9, "4000000", "t"))],
        [seizure(A), *(item(A, n, "4000000", "t") for n in (1, 2, 3))],
        [seizure(A), item(A, 1, "4000000", "t", count=10**6), item(A, 2, "4000000", "t", count=10**12)],
        [seizure(A), item(A, 1, "9e999999999", "t"), item(A, 2, "9e999999999", "")],
    ],
)
def test_amounts_beyond_belief_stop_nobody(claims, monkeypatch):
    monkeypatch.setattr("sarhad.figures.claims.MOST", 2**62)  # so that few are enough
    monkeypatch.setattr("sarhad.figures.settling.MOST", 2**62)
    cast = Cast()
    cast.contribute("KZ-MIA", claims, ALL)
    assert anew(cast.reader("owner"))[0] == len([each for each in claims if each.schema == "Seizure"])


OP, OTHER = "b1" * 16, "b2" * 16


def test_an_operation_that_is_not_seen_narrows_to_nothing():
    cast = Cast()
    cast.contribute("TJ-DCA", [Claim(OP, "Operation", {"name": ["Secret"]})])
    cast.contribute("TJ-DCA", [seizure(A, operation=[OP]), item(A, 1, "1000")], ALL)
    cast.contribute("TJ-DCA", [seizure(B, operation=[OP]), item(B, 2, "1000")], ALL)
    cast.contribute("KZ-MIA", [seizure(B), item(B, 2, "1000")], ALL)
    asked = Ask(YEAR.since, YEAR.until, operation=OP)
    assert counted(cast.reader("owner"), asked) == (2, 2)
    assert counted(cast.reader("third"), asked) == (0, 0)
    assert figures(cast.reader("third"), asked).suspected == ()


def test_joined_to_a_second_operation_it_is_of_both_and_of_no_further_office():
    cast = Cast()
    cast.contribute("KZ-MIA", [Claim(id, "Operation", {"name": [id]}) for id in (OP, OTHER)], ALL)
    cast.contribute("TJ-DCA", [seizure(A, operation=[OP], detained=["2"]), item(A, 1, "1000")], ALL)
    cast.contribute("KZ-MIA", [Claim(A, "Seizure", {"operation": [OTHER]})], ALL)
    reader = cast.reader("third")
    assert [counted(reader, Ask(YEAR.since, YEAR.until, operation=id)) for id in (OP, OTHER)] == [(1, 1), (1, 1)]
    assert [counted(reader, Ask(YEAR.since, YEAR.until, office=id))[0] for id in ("TJ-DCA", "KZ-MIA")] == [1, 0]


def test_a_laboratory_that_names_no_unit_takes_no_weight_away():
    cast = Cast()
    cast.contribute("TJ-DCA", [seizure(A), item(A, 1, "1000"), Claim(B, "Sample", {"item": [f"{1:032x}"]})], ALL)
    cast.contribute("KZ-MIA", [Claim(C, "LabResult", {"sample": [B], "netWeight": ["980"]})], ALL)
    assert counted(cast.reader("third")) == (1, 1)


def test_a_line_of_a_year_opens_its_records():
    cast = Cast()
    cast.contribute("TJ-DCA", [seizure(A), item(A, 1, "1000"), seizure(B), item(B, 2, "2000")], ALL)
    cast.contribute("KZ-MIA", [seizure(B), item(B, 2, "2000")], ALL)
    of = lambda month: [each.value for each in records(cast.reader("third"), Ask(), "kg", month=month)[0]]
    assert of("2026") == of("2026-03") == [2, 1]
    assert of("2025") == of("") == of("x") == []
