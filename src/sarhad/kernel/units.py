"""Quantities as people write them: a number and a unit, kept as reported; conversions where they are defined.

The units stand in `data/units.yml`, each factor with its source and uncertainty. What cannot be converted is
None, never zero. Refusals carry a key of `MESSAGES` and values, so that a caller can translate them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from sarhad.kernel.data import table

DecimalSign = Literal[",", "."]

MESSAGES = {
    "empty": "There is no quantity.",
    "no_unit": "“%(text)s” has no unit. Write the quantity with its unit, such as 12.4 kg.",
    "unknown_unit": "“%(unit)s” is not a known unit. Write it as kg, g, l, ml, tablets or another from the list.",
    "no_number": "“%(text)s” has no number. Write it like 12.4 kg.",
    "ambiguous": "“%(text)s” can be %(first)s or %(second)s. Say which sign the file uses for decimals.",
    "approximate": "“%(text)s” is not sure. Give the number that was weighed or counted, and add a note.",
    "range": "“%(text)s” is more than one number. Give the lowest and the highest in fields of their own.",
    "negative": "“%(text)s” is below zero.",
    "mixed": "“%(text)s” mixes units that cannot be added. Give each in a row of its own.",
    "unreadable": "“%(text)s” is not a number. Write it like 1234.5 or 1 234,5.",
}


class BadQuantity(ValueError):
    """Why a quantity was refused: a key of `MESSAGES` and the values for it; `text` is the quantity as given."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = {"text": "", **values}

    def __str__(self) -> str:
        return MESSAGES[self.key] % self.values


class Quantity(NamedTuple):
    """A reported quantity: plain decimal text without superfluous zeros, and the code of a unit."""

    value: str
    unit: str


class Converted(NamedTuple):
    """A converted amount with its relative uncertainty (0.1 is ten per cent; 0 is exact)."""

    amount: Decimal
    uncertainty: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the table. `factor` counts the base unit of its dimension; None: cannot be converted."""

    code: str
    en: str
    ru: str
    dimension: str
    factor: Decimal | None
    uncertainty: Decimal
    source: str
    reported: str

    def label(self, language: str) -> str:
        """The unit's name in Russian or else in English."""
        return self.ru if language.startswith("ru") else self.en

    def to_base(self, value: str) -> Converted | None:
        """`value` of this unit in the base unit of its dimension."""
        if self.factor is None:
            return None
        return Converted(Decimal(value) * self.factor, self.uncertainty, self.source)

    def to_kilograms(self, value: str) -> Converted | None:
        """`value` of this unit in kilograms, where a convention exists: for masses and volumes."""
        base, rule = self.to_base(value), _table()["kilograms"].get(self.dimension)
        if base is None or rule is None:
            return None
        uncertainty = base.uncertainty + Decimal(rule.get("uncertainty", "0"))
        sources = dict.fromkeys([self.source, rule["source"].strip()])
        return Converted(base.amount * Decimal(rule["factor"]), uncertainty, "; ".join(sources))


@cache
def all_units() -> dict[str, Unit]:
    """Every unit by its code, in the table's order."""
    return {code: _unit(code, row) for code, row in _table()["units"].items()}


def dimensions() -> dict[str, dict[str, str | None]]:
    """Base unit and labels (`base`, `en`, `ru`) of every dimension by its code."""
    return dict(_table()["dimensions"])


@lru_cache(10_000)
def unit(code_or_spelling: str) -> Unit | None:
    """The unit that a code, label or usual spelling (English, Russian) names, if any."""
    return _spellings().get(_tidy(code_or_spelling))


def parse_number(text: str, decimal: DecimalSign | None = None) -> str:
    """A number of zero or more as plain decimal text: `1 234,50` is `1234.5`, `4e-05` is `0.00004`.

    `decimal` is the sign that the file declares. Without it a comma before exactly three digits (`1,234`) is
    refused as ambiguous. Sixteen and more significant digits are what binary fractions leave behind; they are
    rounded to fifteen. Raises `BadQuantity`.
    """
    try:
        return _number(_tidy(text), decimal)
    except BadQuantity as error:
        error.values["text"] = text.strip()
        raise


def parse_quantity(text: str, decimal: DecimalSign | None = None) -> Quantity:
    """A number with its unit, such as `12,4 кг`; `14 kg 730 g` is added up in its first unit.

    Raises `BadQuantity`.
    """
    try:
        return _quantity(_tidy(text), decimal)
    except BadQuantity as error:
        error.values["text"] = text.strip()
        raise


_NUMBER = re.compile(r"(?P<digits>[\d .,']*\d)(?:e(?P<exponent>[+-]?\d{1,2}))?")
_GROUPED = {sign: re.compile(rf"\d{{1,3}}(?:[{sign}]\d{{3}})+") for sign in (",", ".", " '")}
_PLAIN = re.compile(r"\d*\.?\d+")
_UNIT_BEFORE_NUMBER = re.compile(r"(?P<unit>\D+?)\s*(?P<next>\d.*)")
_APPROXIMATE = re.compile(
    r"[~≈±?<>]|^(?:c|ca|circa|about|approx|approximately|over|under|more|less|at least|up|from)\b"
    r"|^(?:около|ок|примерно|приблизительно|более|менее|свыше|не менее|не более|от)\b"
)
_RANGE = re.compile(r"\d\s*[-–—]\s*\d|\b(?:or|to|between|или|до|между)\b")
_SIGNS = str.maketrans("’−٫٬", "'-.'")  # the last two part decimals and thousands in Arabic script
_DIGITS_OF_A_FLOAT = 15


@cache
def _table() -> Any:
    return table("units")


def _unit(code: str, row: dict[str, str]) -> Unit:
    return Unit(
        code=code,
        en=row["en"],
        ru=row["ru"],
        dimension=row["dimension"],
        factor=Decimal(row["factor"]) if "factor" in row else None,
        uncertainty=Decimal(row.get("uncertainty", "0")),
        source=row.get("source", ""),
        reported=row["reported"],
    )


@cache
def _spellings() -> dict[str, Unit]:
    found = {}
    for code, row in _table()["units"].items():
        for spelling in (code, row["en"], row["ru"], row["reported"], *row["spellings"].split(", ")):
            found[_tidy(spelling)] = all_units()[code]
    return found


def _tidy(text: str) -> str:
    """One form for all digits, blanks, apostrophes and capitals, and no full stop at the end."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_SIGNS)
    digits = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    return " ".join("".join(digits).split()).rstrip(". ")


def _quantity(text: str, decimal: DecimalSign | None) -> Quantity:
    _refuse_vague(text)
    found = _NUMBER.match(text)
    if not found:
        raise BadQuantity("no_number")
    value, rest = _number(found[0].strip(), decimal), text[found.end() :].strip()
    if not rest:
        raise BadQuantity("no_unit")
    known = unit(rest)
    if known:
        return Quantity(value, known.code)
    compound = _UNIT_BEFORE_NUMBER.fullmatch(rest)
    first = unit(compound["unit"]) if compound else None
    if not compound or not first:
        raise BadQuantity("unknown_unit", unit=rest)
    return _sum(Quantity(value, first.code), _quantity(compound["next"], decimal))


def _sum(first: Quantity, second: Quantity) -> Quantity:
    """Both in the unit of the first; only for exact units of one dimension, the larger one first."""
    one, other = all_units()[first.unit], all_units()[second.unit]
    if one.dimension != other.dimension or one.uncertainty or other.uncertainty:
        raise BadQuantity("mixed")
    if one.factor is None or other.factor is None or one.factor <= other.factor:
        raise BadQuantity("mixed")
    total = Decimal(first.value) + Decimal(second.value) * other.factor / one.factor
    return Quantity(_plain(total), first.unit)


def _refuse_vague(text: str) -> None:
    if not text:
        raise BadQuantity("empty")
    if _APPROXIMATE.search(text):
        raise BadQuantity("approximate")
    if _RANGE.search(text):
        raise BadQuantity("range")
    if text.startswith("-"):
        raise BadQuantity("negative")


def _number(text: str, decimal: DecimalSign | None) -> str:
    _refuse_vague(text)
    found = _NUMBER.fullmatch(text)
    if not found or len(text) > 40:
        raise BadQuantity("unreadable")
    digits = _with_point(found["digits"], decimal)
    if not _PLAIN.fullmatch(digits):
        raise BadQuantity("unreadable")
    return _plain(Decimal(digits).scaleb(int(found["exponent"] or 0)))


def _with_point(digits: str, decimal: DecimalSign | None) -> str:
    """The same digits with a point for decimals and no grouping signs."""
    whole = re.split("[.,]", digits)[0]
    if " " in digits or "'" in digits:
        return _without(whole, " '") + digits[len(whole) :].replace(",", ".")
    last = max(digits.rfind(","), digits.rfind("."))
    if last < 0:
        return digits
    sign = digits[last]
    other = "." if sign == "," else ","
    if other in digits:
        return f"{_without(digits[:last], other)}.{digits[last + 1 :]}"
    if digits.count(sign) > 1 or (decimal == other and _GROUPED[sign].fullmatch(digits)):
        return _without(digits, sign)
    if sign == "," and decimal is None and _GROUPED[","].fullmatch(digits) and digits[0] != "0":
        raise BadQuantity("ambiguous", first=digits.replace(",", "."), second=digits.replace(",", ""))
    return digits.replace(",", ".")


def _without(digits: str, signs: str) -> str:
    if not _GROUPED[signs].fullmatch(digits):
        raise BadQuantity("unreadable")
    return re.sub(f"[{signs}]", "", digits)


def _plain(value: Decimal) -> str:
    """Decimal text without an exponent or superfluous zeros, and without a binary fraction's noise."""
    if value != value.to_integral_value() and len(value.as_tuple().digits) > _DIGITS_OF_A_FLOAT:
        value = Context(prec=_DIGITS_OF_A_FLOAT).plus(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
