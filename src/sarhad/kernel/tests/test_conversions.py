"""Amounts in kilograms: by which rule, within which bounds, and what stays apart."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.kernel.conversions import BASES, convert, factor, rule, rules
from sarhad.kernel.data import table
from sarhad.kernel.substances import all_substances, groups, substance
from sarhad.kernel.tests import seizures
from sarhad.kernel.units import all_units, unit

CONVERTED = [  # amount, unit, substance, day -> kg low high rule
    ("12.4", "kilogram", "heroin", "", "12.4 12.4 12.4 mass"),
    ("3", "Gram", "", "2014-02-03", "0.003 0.003 0.003 mass"),
    ("2", "ton", "opium", "", "2000 1800 2200 ton"),
    ("2", "litre", "methamphetamine", "", "2 1.4 2.6 litre"),
    ("500", "millilitre", "ghb-gbl", "", "0.5 0.35 0.65 litre"),
    ("400", "litre", "acetic-anhydride", "", "432 400 436 acetic-anhydride-litre"),
    ("10", "litre", "sulphuric-acid", "", "18.4 12 18.5 sulphuric-acid-litre"),
    ("1000", "tablet", "ecstasy", "2011-12-31", "0.27 0.09 0.3 ecstasy-tablet-before-2012"),
    ("1000", "tablet", "ecstasy", "2012", "0.27 0.2 0.5 ecstasy-tablet"),
    ("1000", "unit", "ecstasy", "2011-07", "0.27 0.09 0.3 ecstasy-tablet-before-2012"),
    ("1", "Thousand of tablets", "ecstasy", "", "0.27 0.2 0.5 ecstasy-tablet"),
    ("1000", "pill", "methamphetamine", "", "0.09 0.08 0.3 methamphetamine-tablet"),
    ("1000", "capsule", "captagon", "", "0.17 0.09 0.3 captagon-tablet"),
    ("1000", "tablet", "stimulants", "", "0.25 0.09 0.3 amphetamine-tablet"),
    ("1000", "tablet", "mephedrone", "", "0.27 0.1 0.5 new-substance-tablet"),
    ("1000", "tablet", "diazepam", "", "0.11 0.06 0.3 benzodiazepine-tablet"),
    ("1000", "tablet", "tramadol", "", "0.2 0.06 0.7 medicine-tablet"),
    ("1000000", "blotter", "lsd", "", "0.05 0.02 0.4 lsd-dose"),
    ("10", "plant", "cannabis-plant", "", "1 0.2 5 cannabis-plant"),
    ("100", "joint", "cannabis-herb", "", "0.05 0.02 0.1 cannabis-joint"),
    ("4600", "bottle", "cough-syrup", "", "552 230 1150 cough-syrup-bottle"),
    ("100", "ampoule", "morphine", "", "0.2 0.1 1 ampoule"),
    ("0", "tablet", "ecstasy", "", "0 0 0 ecstasy-tablet"),
]
APART = [  # unit, substance: counted apart, never zero
    ("tablet", "unknown"), ("unit", ""), ("piece", "heroin"), ("capsule", "cocaine"), ("bottle", "morphine"),
    ("package", "opium"), ("acre", "opium-poppy"), ("plant", "poppy-straw"), ("bush", "coca-plant"),
    ("unit", "gaba"), ("blotter", "25i-nbome"), ("other", "heroin"), ("no such unit", "heroin"), ("", ""),
    ("unit", "poppy-seeds"), ("unit", "coca-leaf"), ("tablet", "fentanyl"),
]  # fmt: skip


@pytest.mark.parametrize(("amount", "of", "what", "day", "expected"), CONVERTED)
def test_amounts_in_kilograms(amount, of, what, day, expected):
    kg, low, high, code = expected.split()
    assert convert(amount, of, what, day) == (Decimal(kg), Decimal(low), Decimal(high), code)
    assert convert(float(amount), of, what, day).rule == code


@pytest.mark.parametrize(("of", "what"), APART)
def test_what_no_rule_covers_is_not_converted(of, what):
    assert convert("5", of, what) is None


@pytest.mark.parametrize("amount", ["", "five", float("nan"), "Infinity", None])
def test_what_is_no_number_is_said(amount):
    with pytest.raises(ValueError, match="not a number"):
        convert(amount, "kilogram")


@given(st.sampled_from(sorted(all_units())), st.sampled_from(["", *all_substances()]), st.dates())
def test_a_value_lies_within_its_bounds_and_its_rule_covers_it(code, what, day):
    found = factor(code, what, day.isoformat())
    if found is None:
        assert not any(each.covers(code, what, day.isoformat()) for each in rules().values())
    else:
        assert 0 < found.low <= found.kg <= found.high
        assert rule(found.rule).covers(code, what, day.isoformat())
        mass = all_units()[code].to_kilograms("1") if all_units()[code].dimension == "mass" else None
        assert mass is None or found.kg == mass.amount


def test_every_rule_says_where_it_is_from_and_can_be_reached():
    codes, taken = all_substances(), set()
    for each in rules().values():
        assert frozenset() < each.units <= all_units().keys(), each.code
        assert each.substances <= codes.keys(), each.code
        assert each.basis in BASES, each.code
        assert all([each.sources, each.label("en"), each.label("ru")]), each.code
        assert bool(each.note("en")) == bool(each.note("ru"))
        days = [each.since or each.until or ""]
        taken |= {factor(u, s, d).rule for u in each.units for s in each.substances or {""} for d in days}
    assert taken == rules().keys()
    assert rule("no such rule") is None


def test_the_table_uses_what_it_names():
    data = table("conversions")
    used = {row[key] for row in data["rules"].values() for key in ("source", "also") if key in row}
    assert used == data["sources"].keys()
    named = [
        code for row in data["rules"].values() for key in ("substances", "except") for code in row.get(key, ())
    ]
    assert set(named) <= all_substances().keys()
    assert {code for row in data["rules"].values() for code in row.get("groups", ())} <= groups().keys()
    dimensions = {each.dimension for each in all_units().values()}
    assert {of for row in data["rules"].values() for of in row["units"]} <= dimensions | all_units().keys()


@pytest.mark.shared
def test_how_much_of_the_real_file_is_converted():
    """The numbers that `docs/researchers.md` gives."""
    outcome: Counter[str] = Counter()
    for row in seizures.rows():
        known, of = substance(row["DRUG_NAME"]), unit(row["DRUG_UNIT"])
        found = factor(row["DRUG_UNIT"], known.code if known else "", row["SEIZURE_DATE"])
        how = ("apart" if not found else of.dimension) if row["AMOUNT"] else "no amount"
        outcome[how if how in ("mass", "volume", "apart", "no amount") else "rule"] += 1
    assert outcome == {"mass": 299_358, "volume": 1_313, "rule": 8_604, "apart": 1_762, "no amount": 1}
