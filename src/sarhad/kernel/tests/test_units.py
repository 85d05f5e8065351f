"""Quantities as files and people write them, and what may be converted."""

from decimal import Decimal

import pytest

from sarhad.kernel.tests import seizures
from sarhad.kernel.units import (
    MESSAGES,
    BadQuantity,
    all_units,
    dimensions,
    parse_number,
    parse_quantity,
    unit,
)

QUANTITIES = [
    ("12,4 кг", "12.4", "kilogram"), ("12.4kg", "12.4", "kilogram"), ("12.4 KG.", "12.4", "kilogram"),
    ("1 234,5 г", "1234.5", "gram"), ("1\u00a0234,5\u202fг", "1234.5", "gram"), ("1,234.5 g", "1234.5", "gram"),
    ("1.234,5 g", "1234.5", "gram"), ("1'234 kg", "1234", "kilogram"), ("1 234 567 шт.", "1234567", "piece"),
    ("0,234 kg", "0.234", "kilogram"), ("1,2345 kg", "1.2345", "kilogram"), (".5 kg", "0.5", "kilogram"),
    ("14 kg 730 g", "14.73", "kilogram"), ("14 кг 730 г", "14.73", "kilogram"), ("2 l 5 ml", "2.005", "litre"),
    ("1e-05 kg", "0.00001", "kilogram"), ("0 kg", "0", "kilogram"), ("۱۲٫۵ kg", "12.5", "kilogram"),
    ("255 тыс. таблеток", "255", "thousand-tablets"), ("5 тысяч доз", "5", "thousand-doses"),
    ("490.0 tablets", "490", "tablet"), ("5 c.c.", "5", "cc"), ("5 cm³", "5", "cubic-centimetre"),
    ("3 block (350gr)", "3", "block-350g"), ("30 Gallons (US, liquid)", "30", "gallon-us"),
    ("5 свертков", "5", "package"), ("2 га", "2", "hectare"), ("7 кустов", "7", "bush"),
    ("40 µg", "40", "microgram"),
]  # fmt: skip

REFUSED = {
    "empty": ["", " . "],
    "no_unit": ["5", "1 234,5", "1 kg 500"],
    "unknown_unit": ["5 sacks", "5 мешков", "5 kg of heroin"],
    "no_number": ["kg", "пять кг", "heroin"],
    "ambiguous": ["1,234 kg", "12,400 кг", "123,456 g"],
    "approximate": ["~5 kg", "около 5 кг", "about 5 kg", "5? kg", "более 5 кг", "up to 5 kg", "> 5 kg"],
    "range": ["5-6 kg", "5 – 6 кг", "5 or 6 kg", "5 до 6 кг"],
    "negative": ["-5 kg", "−5 kg"],
    "mixed": ["5 г 3 шт", "5 g 3 kg", "1 ton 5 kg", "2 bottles 3 vials"],
    "unreadable": ["12 34 kg", "1,23,456 kg", "1.2,3.4 kg", "1 2345 kg", "9" * 50 + " kg", "1,234,56.7 kg"],
}  # fmt: skip

# One of each in kilograms; None where no convention exists. Exact figures: SI, NIST SP 811.
KILOGRAMS = {
    "Kilogram": "1", "Gram": "0.001", "Milligram": "0.000001", "Microgram": "0.000000001", "Ton": "1000",
    "100 gram": "0.1", "Block (350gr)": "0.35", "Paper (1/10 gm)": "0.0001", "Ounce": "0.028349523125",
    "Viss": "1.63293", "Litre": "1", "Millilitre": "0.001", "Cc": "0.001", "Cubic Centimeter": "0.001",
    "Gallons (US, liquid)": "3.785411784", "Gallons (UK)": "4.54609",
    "Unit": None, "Tablet": None, "Piece": None, "Pill": None, "Capsule": None, "Bottles": None,
    "Blotting paper": None, "Acres": None, "Dose": None, "Plants": None, "Stamp": None, "Ampoule": None,
    "Injection": None, "Blotter": None, "Bush": None, "Vials": None, "other": None, "Flacons": None, "Mark": None,
    "Thousand of doses": None, "Barette": None, "Thousand of tablets": None, "Trip": None, "Packages": None,
    "Hectars": None, "Joint": None, "Hundred of units": None,
}  # fmt: skip


@pytest.mark.parametrize(("given", "value", "code"), QUANTITIES)
def test_quantities_as_people_write_them(given, value, code):
    assert parse_quantity(given) == (value, code)


@pytest.mark.parametrize(("key", "given"), [(key, given) for key, row in REFUSED.items() for given in row])
def test_refused_with_a_reason(key, given):
    with pytest.raises(BadQuantity) as caught:
        parse_quantity(given)
    assert caught.value.key == key
    assert caught.value.values["text"] == given.strip()
    assert str(caught.value) == MESSAGES[key] % caught.value.values


def test_both_readings_of_an_ambiguous_number_are_given():
    with pytest.raises(BadQuantity, match=r"can be 1\.234 or 1234") as caught:
        parse_number("1,234")
    assert (caught.value.values["first"], caught.value.values["second"]) == ("1.234", "1234")


@pytest.mark.parametrize(
    ("given", "decimal", "expected"),
    [("1,234", ",", "1.234"), ("1,234", ".", "1234"), ("1.234", ",", "1234"), ("1.234", ".", "1.234"),
     ("1.234", None, "1.234"), ("12,4", ".", "12.4"), ("1 234,567", None, "1234.567"),
     # what a binary fraction leaves behind
     ("1.0499999999999998", None, "1.05"), ("7.497999999999999", None, "7.498"), ("490.0", None, "490"),
     ("9e-05", None, "0.00009"), ("4.5E-7", None, "0.00000045"), ("1e3", None, "1000"),
     ("12345678901234567890", None, "12345678901234567890"), ("0.000", None, "0"), ("007", None, "7")],
)  # fmt: skip
def test_numbers(given, decimal, expected):
    assert parse_number(given, decimal) == expected


@pytest.mark.parametrize("given", ["5 kg", "1e400", "e5", "0x10", "NaN", "Infinity", "1_000", "5\x00"])
def test_what_is_no_number_is_refused(given):
    with pytest.raises(BadQuantity):
        parse_number(given)


@pytest.mark.parametrize(("reported", "kilograms"), KILOGRAMS.items())
def test_kilograms_of_every_unit_of_the_unodc_file(reported, kilograms):
    known = unit(reported)
    assert known and known.reported == reported  # noqa: PT018
    converted = known.to_kilograms("1")
    assert (converted.amount if converted else None) == (Decimal(kilograms) if kilograms else None)


def test_the_table_has_these_43_units_and_no_spelling_twice():
    assert sorted(known.reported for known in all_units().values()) == sorted(KILOGRAMS)
    assert len(KILOGRAMS) == 43
    for language in ("en", "ru"):
        assert len({known.label(language) for known in all_units().values()}) == 43


@pytest.mark.parametrize(
    ("code", "value", "base", "uncertainty"),
    [("acre", "2", "0.80937128448", "0"), ("thousand-tablets", "0.5", "500", "0"), ("ton", "1", "1000", "0.1"),
     ("hundred-units", "3", "300", "0"), ("bush", "4", "4", "0"), ("viss", "1", "1.63293", "0.02")],
)  # fmt: skip
def test_base_units(code, value, base, uncertainty):
    assert unit(code).to_base(value)[:2] == (Decimal(base), Decimal(uncertainty))


@pytest.mark.parametrize("code", ["bottle", "ampoule", "strip", "other"])
def test_what_cannot_be_converted_is_none_not_zero(code):
    assert unit(code).to_base("5") is None
    assert unit(code).to_kilograms("5") is None


def test_a_volume_in_kilograms_says_how_uncertain_it_is():
    converted = unit("litre").to_kilograms("2")
    assert converted[:2] == (Decimal(2), Decimal("0.3"))
    assert "UNODC" in converted.source


def test_every_factor_names_its_source_and_every_dimension_is_described():
    for known in all_units().values():
        assert known.dimension in dimensions()
        assert (known.factor is None) == (not known.source)
        base = dimensions()[known.dimension]["base"]
        assert base is None or all_units()[base].factor == 1


@pytest.mark.parametrize("spelling", ["", "sack", "ke", "кгг", "12"])
def test_unknown_units_are_none(spelling):
    assert unit(spelling) is None


@pytest.mark.shared
def test_every_unit_and_amount_of_the_real_file_is_read():
    units = {row["DRUG_UNIT"] for row in seizures.rows() if row["DRUG_UNIT"]}
    assert {unit(spelling).reported for spelling in units} == units == set(KILOGRAMS)
    amounts = {row["AMOUNT"] for row in seizures.rows() if row["AMOUNT"]}
    for amount in amounts:
        assert float(parse_number(amount)) == pytest.approx(float(amount), rel=1e-13)
