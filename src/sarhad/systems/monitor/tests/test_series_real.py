"""The published tables themselves: totals that reproduce, and what they print that is no number."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sarhad.systems.monitor.series import reading, sums
from sarhad.systems.monitor.series.records import columns_of

pytestmark = pytest.mark.shared

DRUG_REPORT = "unodc_wdr2025"
SIX = f"{DRUG_REPORT}/6.2.1_Illicit_cultivation_of_opium_poppy.xlsx"


def read(shared_data: Path, name: str, kind: str, **fixed: str):
    columns = reading.looked_at(shared_data / name, kind).columns.as_dict()
    columns["fixed"] |= fixed
    return reading.read(shared_data / name, columns_of(columns), name)


@pytest.fixture
def districts(shared_data: Path):
    parts = sorted((shared_data / "poppy_af_district" / "raw").glob("*.csv"))
    found = [read(shared_data, str(part.relative_to(shared_data)), "cultivation", country="af") for part in parts]
    assert [faults for _rows, faults in found] == [[]] * 7
    return [row for rows, _faults in found for row in rows]


def test_district_sums_equal_the_printed_totals_of_provinces_but_for_two(districts):
    provinces = [each for each in sums.beside(districts) if each.printed.level == "province"]
    apart = [each for each in provinces if not each.agrees]
    assert (len(provinces), len(provinces) - len(apart)) == (374, 372)
    assert [(each.printed.region, each.printed.year, each.printed.text, each.total) for each in apart] == [
        ("AF-TAK", 2013, "p-f", 70.0), ("AF-TAK", 2017, "p-f", 47.0),
    ]  # fmt: skip


def test_district_sums_reproduce_the_national_totals_where_the_printed_row_repeats_a_year(districts, shared_data):
    nation = {each.printed.year: each for each in sums.beside(districts) if each.printed.level == "country"}
    assert [year for year, each in nation.items() if each.printed.flag == "repeated"] == [2016, 2017]
    assert (nation[2016].total, nation[2017].total) == (201_316, 328_355)
    report, _faults = read(shared_data, SIX, "cultivation")
    estimates = {each.year: each for each in report if each.country == "af"}
    for year, each in nation.items():  # the report rounds to thousands
        expected = estimates[year].value
        low, high = estimates[year].low, estimates[year].high
        assert low < each.total < high
        assert expected is None or abs(each.total - expected) < 600


def test_what_districts_print_instead_of_numbers_is_kept_and_never_zero(districts, shared_data):
    marks = Counter(each.flag for each in districts if each.level == "district")
    assert marks == {"": 1586, "dash": 2866, "blank": 87, "part-of": 4}
    assert not [each for each in districts if each.flag in ("dash", "blank", "part-of") and each.value is not None]
    tidy = "poppy_af_district/poppy_af_district_2010_2020_long.csv"
    long, _faults = read(shared_data, tidy, "cultivation", country="af")
    assert Counter(each.flag for each in long) == marks
    assert sum(each.value or 0 for each in long) == sum(
        each.value or 0 for each in districts if each.level == "district"
    )


def test_an_estimate_of_zero_between_its_bounds_is_unknown_and_the_bounds_stand(shared_data: Path):
    rows, faults = read(shared_data, SIX, "cultivation")
    [zero] = [each for each in rows if each.flag == "zero-between-bounds"]
    assert (zero.country, zero.year, zero.value, zero.low, zero.high, zero.text) == (
        "af", 2019, None, 149_000, 178_000, "0",
    )  # fmt: skip
    outside = {(each.country, each.year): each.text for each in rows if each.flag == "outside-bounds"}
    assert outside == {("mm", 2019): "4624", ("mx", 2019): "33100"}
    assert [(each.row, each.code) for each in faults] == [(23, "no-country"), (26, "no-label")]


@pytest.mark.parametrize(
    ("name", "kind", "rows", "faults"),
    [
        ("7.1_Drug_seizures_2019-2023.xlsx", "totals", 11_274, 0),
        ("6.1.1_Global_illicit_coca_bush_cultivation.xlsx", "cultivation", 57, 0),
        ("1.2_Prevalence_of_drug_use_in_the_general_population_national_data.xlsx", "users", 6102, 2),
        ("2.1_Expert_perception_of_trend_changes_in_use_of_drugs_all_drugs.xlsx", "users", 7675, 0),
    ],
)
def test_the_reports_annexes(shared_data: Path, name: str, kind: str, rows: int, faults: int):
    found, bad = read(shared_data, f"{DRUG_REPORT}/{name}", kind)
    assert (len(found), len(bad)) == (rows, faults), bad
    assert not [each for each in found if not each.year]


def test_prices_of_two_kinds_of_files(shared_data: Path):
    retail, _faults = read(shared_data, "prices/prices_retail.csv", "prices")
    long, _faults = read(shared_data, "prices/priceSeries.json", "prices")
    assert (len(retail), len(long)) == (208, 1217)
    assert {(each.market, each.currency, each.unit) for each in (*retail, *long)} == {("retail", "USD", "gram")}
    assert sum(each.purity is not None for each in retail) > 50
