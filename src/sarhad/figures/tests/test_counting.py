"""The rules by which one seizure counts, one by one, and what a view of them says."""

from __future__ import annotations

from uuid import uuid4

import pytest

from sarhad.figures.claims import Said, micrograms, span, values_of
from sarhad.figures.counting import Bundle, count
from sarhad.figures.queries import figures, seizure
from sarhad.figures.records import Ask
from sarhad.kernel.claim import Claim, Scope
from tests.cast import MEMBERS

ALL = Scope(read=(MEMBERS,))
KG = 10**9


def said(schema, owner, entity, stated="2026-01-01", grade="", **values):
    given = {name: [value] for name, value in values.items()}
    ref = f"{owner}{entity}{stated}"
    return Said(ref, entity, owner, stated, grade, 1, schema, values_of(schema, given))


def item(owner, entity, kg, *, of="S", substance="heroin", unit="kg", **more):
    amount = {"reportedAmount": kg, "reportedUnit": unit} if kg else {}
    return said("SeizedItem", owner, entity, seizure=of, substance=substance, **amount, **more)


def result(kg, substance="heroin", stated="2026-02-01"):
    weight = {"netWeight": kg, "netUnit": "kg"} if kg else {}
    return said("LabResult", "L", f"R{kg}", stated, substance=substance, date=stated, **weight)


def weighed(items, results=None, twins=None):
    seizures = [said("Seizure", each.owner, each.values.parent, date="2026-01-01", country="tj") for each in items]
    found = count(Bundle(("S",), seizures, items, results or {}, twins or {})).items
    return {each.substance: (each.ug, each.low, each.high, each.how) for each in found}


@pytest.mark.parametrize(
    ("items", "results", "expected"),
    [
        ([item("A", "a", "2")], {}, {"heroin": (2 * KG, 2 * KG, 2 * KG, "only")}),
        ([item("A", "a", "2"), item("A", "b", "3")], {}, {"heroin": (5 * KG, 5 * KG, 5 * KG, "only")}),
        ([item("A", "a", "2"), item("B", "b", "3", grade="4x4 A1")],
         {}, {"heroin": (3 * KG, 2 * KG, 3 * KG, "grade")}),
        ([item("A", "a", "2", stated="2026-01-02"), item("B", "a", "3")],
         {}, {"heroin": (2 * KG, 2 * KG, 3 * KG, "newest")}),
        ([item("B", "a", "", grade="4x4 A1"), item("A", "a", "2")],
         {}, {"heroin": (2 * KG, 2 * KG, 2 * KG, "only")}),
        ([item("B", "b", "", grade="4x4 A1"), item("A", "a", "2")],
         {}, {"heroin": (2 * KG, 2 * KG, 2 * KG, "only")}),
        ([item("A", "a", "")], {}, {"heroin": (None, None, None, "only")}),
        ([item("A", "a", "2")],
         {"a": [result("1.9")]}, {"heroin": (19 * KG // 10, 19 * KG // 10, 2 * KG, "laboratory")}),
        ([item("A", "a", "2"), item("B", "b", "9", grade="4x4 A1")],
         {"a": [result("1")]}, {"heroin": (KG, KG, 9 * KG, "laboratory")}),
        ([item("A", "a", "2")], {"a": [result("", "opium")]}, {"opium": (2 * KG, 2 * KG, 2 * KG, "only")}),
        ([item("A", "a", "2"), item("B", "b", "2")],
         {"a": [result("1", "opium")]}, {"opium": (KG, KG, 2 * KG, "laboratory")}),
        ([item("A", "a", "2", substance="cannabis"), item("B", "b", "3", substance="hashish", grade="4x4 A1")],
         {}, {"cannabis-resin": (3 * KG, 2 * KG, 3 * KG, "grade")}),
        ([item("A", "a", "2"), item("A", "b", "1"), item("B", "a", "2.1", grade="4x4 A1")],
         {}, {"heroin": (31 * KG // 10, 3 * KG, 31 * KG // 10, "grade")}),
        ([item("A", "a", "200", unit="tablets")], {}, {"heroin": (None, None, None, "only")}),
        ([item("A", "a", "5", substance="")], {}, {}),
    ],
)  # fmt: skip
def test_one_claim_counts_for_each_substance(items, results, expected):
    for given in (items, items[::-1]):
        assert weighed(list(given), results) == expected


def test_items_that_are_held_to_be_the_same_are_one():
    items = [item("A", "a", "2"), item("A", "b", "2")]
    assert weighed(items, twins={"a": "a", "b": "a"})["heroin"][0] == 2 * KG


@pytest.mark.parametrize(
    ("date", "days"),
    [
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-05-06T10:00", ("2024-05-06", "2024-05-06")),
        ("2024-02-30", ("", "")),
        ("2024-W01-1", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_date_is_all_the_days_that_it_may_mean(date, days):
    assert span(date) == days


@pytest.mark.parametrize(
    ("amount", "unit", "ug"),
    [
        ("14.73", "кг", 14_730_000_000),
        ("1", "l", KG),
        ("5", "tablets", None),
        ("x", "kg", None),
        ("1e30", "kg", None),
    ],
)
def test_weights_are_whole_micrograms(amount, unit, ug):
    assert micrograms(amount, unit)[0] == ug


def test_a_laboratory_corrects_the_figure_and_the_old_claim_stays(cast):
    one, it, sample = (uuid4().hex for _ in range(3))
    cast.contribute("TJ-DCA", [
        Claim(one, "Seizure", {"date": ["2026-03-05"], "country": ["tj"], "detained": ["2"]}),
        Claim(it, "SeizedItem",
              {"seizure": [one], "substance": ["heroin"], "reportedAmount": ["15"], "reportedUnit": ["kg"]}),
    ], ALL)  # fmt: skip
    reader = cast.reader("partner")
    assert figures(reader, Ask()).kg_total == 15
    found = {
        "sample": [sample],
        "date": ["2026-03-09"],
        "netWeight": ["14.73"],
        "netUnit": ["kg"],
        "substance": ["heroin"],
    }
    cast.contribute("KZ-MIA", [
        Claim(sample, "Sample", {"item": [it], "sampleNumber": ["1"]}), Claim(uuid4().hex, "LabResult", found),
    ], ALL)  # fmt: skip
    after = figures(reader, Ask())
    assert [str(each) for each in after["kg"][1:4]] == ["14.73", "14.73", "15"]
    how = seizure(reader, one)
    assert [(each.kind, str(each.value)) for each in how.items[0].taken] == [("laboratory", "14.73")]
    assert [(each.kind, str(each.value), each.why) for each in how.items[0].others] == [
        ("reported", "15", "laboratory")
    ]
    assert seizure(cast.reader("outsider"), one) is None


def test_what_is_left_out_and_what_looks_alike(cast):
    ids = [uuid4().hex for _ in range(4)]
    days = ["2026-03-05", "2026-03-06", "2026", "2026-03-05"]
    for office, id, day, amount in zip(
        ["TJ-DCA", "KZ-MIA", "TJ-DCA", "OUTSIDE"], ids, days, ["5", "5.1", "", "5"], strict=True
    ):
        weight = {"reportedAmount": [amount], "reportedUnit": ["kg"]} if amount else {}
        cast.contribute(office, [
            Claim(id, "Seizure", {"date": [day], "country": ["tj"]}),
            Claim(uuid4().hex, "SeizedItem", {"seizure": [id], "substance": ["heroin"], **weight}),
        ], Scope() if office == "OUTSIDE" else ALL)  # fmt: skip
    found = figures(cast.reader("owner"), Ask())
    assert [(each.why, each.n) for each in found.left_out] == [("no-amount", 1)]
    assert [sorted(each[:2]) for each in found.suspected] == [sorted(ids[:2])]
    quarter = figures(cast.reader("owner"), Ask("2026-01-01", "2026-03-31"))
    assert [(each.why, each.n) for each in quarter.left_out] == [("vague-date", 1)]
    assert (found.seizures.value, quarter.seizures.value) == (3, 2)
