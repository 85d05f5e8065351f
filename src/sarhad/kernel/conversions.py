"""Reported amounts in kilograms: dated, sourced rules with bounds. What no rule covers is None, never zero.

Masses convert by the unit alone (`data/units.yml`); volumes, tablets, doses and plants by the rules of
`data/conversions.yml`, which may depend on the substance and on the day of the seizure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sarhad.kernel import substances, units
from sarhad.kernel.data import table

BASES = ("measured", "published", "quoted", "convention")
EXACT, WEIGHED = "mass", "measured"


class Factor(NamedTuple):
    """Kilograms in one unit, the bounds of that, and the code of the rule."""

    kg: Decimal
    low: Decimal
    high: Decimal
    rule: str


class Converted(NamedTuple):
    """An amount in kilograms, its bounds, and the code of the rule that made it."""

    kg: Decimal
    low: Decimal
    high: Decimal
    rule: str


class Source(NamedTuple):
    """Where a figure is from; `says` is what was seen there. The key is "" for a unit's own source."""

    key: str
    title: str
    where: str
    says: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table. `kg` and its bounds are for one base unit; empty `substances`: any substance."""

    code: str
    en: str
    ru: str
    units: frozenset[str]
    substances: frozenset[str]
    kg: Decimal
    low: Decimal
    high: Decimal
    since: str
    until: str
    basis: str
    sources: tuple[Source, ...]
    notes: tuple[str, str]

    def label(self, language: str) -> str:
        """What it converts, in Russian or else in English."""
        return self.ru if language.startswith("ru") else self.en

    def note(self, language: str) -> str:
        """What to know before using it, "" if there is nothing."""
        return self.notes[language.startswith("ru")]

    def covers(self, unit: str, substance: str, day: str) -> bool:
        """Whether it holds for a unit and a substance (codes) on a day; without a day: today's rules hold."""
        if unit not in self.units or (self.substances and substance not in self.substances):
            return False
        if not day:
            return not self.until
        return (self.since or day) <= day <= (self.until or day)


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its code, those of weight first; of the others the first that covers is taken."""
    return {**_weights(), **{code: _rule(code, row) for code, row in _table()["rules"].items()}}


def rule(code: str) -> Rule | None:
    return rules().get(code)


@cache
def sources() -> dict[str, Source]:
    """Every source of the rules by its key."""
    return {key: Source(key, **said) for key, said in _table()["sources"].items()}


@lru_cache(50_000)
def factor(unit: str, substance: str = "", day: str = "") -> Factor | None:
    """Kilograms in one `unit` (code or spelling) of `substance` (code, "" unknown) on a day; None: no rule.

    The day may be a month or a year, which means its first day.
    """
    known = units.unit(unit)
    if known is None:
        return None
    on = day + "0000-01-01"[len(day) :] if day else ""
    for each in rules().values():
        if each.covers(known.code, substance, on):
            per = known.factor if known.factor is not None else Decimal(1)
            return Factor(each.kg * per, each.low * per, each.high * per, each.code)
    return None


def convert(amount: Decimal | float | str, unit: str, substance: str = "", day: str = "") -> Converted | None:
    """`amount` of a unit in kilograms with bounds, see `factor`. Raises ValueError for what is not a number."""
    found = factor(unit, substance, day)
    if found is None:
        return None
    try:
        many = Decimal(str(amount))
    except ArithmeticError as error:
        raise ValueError(f"{amount!r} is not a number") from error
    if not many.is_finite():
        raise ValueError(f"{amount!r} is not a number")
    return Converted(many * found.kg, many * found.low, many * found.high, found.rule)


@cache
def _table() -> Any:
    return table("conversions")


def _weights() -> dict[str, Rule]:
    """Exact masses are one rule; a mass of which one does not know exactly what it is, one of its own each."""
    masses = [unit for unit in units.all_units().values() if unit.dimension == "mass"]
    exact = frozenset(unit.code for unit in masses if not unit.uncertainty)
    rules = [_weight(EXACT, ("weight", "вес"), exact, Decimal(0), "SI")]
    rules += [
        _weight(unit.code, (unit.en, unit.ru), frozenset([unit.code]), unit.uncertainty, unit.source)
        for unit in masses
        if unit.uncertainty
    ]
    return {each.code: each for each in rules}


def _weight(code: str, names: tuple[str, str], of: frozenset[str], uncertainty: Decimal, source: str) -> Rule:
    one = Decimal(1)
    bounds = (one, one - uncertainty, one + uncertainty)
    return Rule(code, *names, of, frozenset(), *bounds, "", "", WEIGHED, (Source("", source, "", ""),), ("", ""))


def _rule(code: str, row: dict[str, Any]) -> Rule:
    en, ru = row["label"]
    return Rule(
        code=code,
        en=en,
        ru=ru,
        units=_units(row["units"]) - frozenset(row.get("except-units", ())),
        substances=_of(row) - _below(row.get("except", ())),
        kg=Decimal(row["kg"]),
        low=Decimal(row["low"]),
        high=Decimal(row["high"]),
        since=row.get("since", ""),
        until=row.get("until", ""),
        basis=row["basis"],
        sources=tuple(sources()[row[key]] for key in ("source", "also") if key in row),
        notes=tuple(row.get("note", ("", ""))),
    )


def _units(codes: list[str]) -> frozenset[str]:
    every = units.all_units()
    return frozenset(each.code for each in every.values() if each.code in codes or each.dimension in codes)


def _of(row: dict[str, Any]) -> frozenset[str]:
    """The substances of a rule. A code that is a group and a substance (opium) means the substance here."""
    groups = (substances.within(group) for group in row.get("groups", ()))
    return _below(row.get("substances", ())).union(*groups)


def _below(codes: Iterable[str]) -> frozenset[str]:
    found = set(codes)
    for known in substances.all_substances().values():  # parents stand first
        if known.parent in found:
            found.add(known.code)
    return frozenset(found)
