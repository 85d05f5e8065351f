"""Substances by any of their names, as a tree; rules of conversion and what they do to an amount."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sarhad.kernel import conversions, substances, units
from sarhad.kernel.conversions import Rule
from sarhad.kernel.substances import Substance
from sarhad.systems.monitor.kinds import words
from sarhad.systems.monitor.kinds.records import Applied, Branch, Line, Outcome, Shown

SHOW = ("", "controlled", "new", "precursors")
"""Which substances a list shows: all, those in a schedule today, new ones, precursors."""


def tree(language: str, text: str = "", show: str = "", group: str = "") -> list[Branch]:
    """The groups, each with those of its substances that match; groups without any are left out.

    Args:
        text: part of any name in any language, of a code, or of a customs or registry number.
        group: code of the only group that is asked for.
    """
    found = []
    for each in substances.groups().values():
        if group in ("", each.code):
            flat = bool(text or show)
            lines = [
                _line(one, 0 if flat else depth, language)
                for one, depth in _within(each.code)
                if _fits(one, text, show)
            ]
            if lines:
                found.append(Branch(each, each.label(language), lines))
    return found


def control(code: str) -> str:
    """What holds today, in short: `1961 I, IV · 1971 II`."""
    now: dict[str, list[str]] = {}
    for each in substances.schedule(code):
        if not each.until:
            now.setdefault(each.convention, []).append(each.schedule)
    return " · ".join(f"{convention} {', '.join(sorted(rows))}" for convention, rows in now.items())


def above(substance: Substance) -> list[Substance]:
    """The classes that it belongs to, the widest first."""
    found: list[Substance] = []
    while substance.parent:
        substance = substances.all_substances()[substance.parent]
        found.insert(0, substance)
    return found


def applying(code: str, language: str) -> tuple[list[Applied], list[str]]:
    """The rules that convert units of a substance, masses left out, and the units that none converts."""
    found: dict[str, list[str]] = {}
    apart = []
    days = ["", *sorted({each.until for each in conversions.rules().values() if each.until})]
    for unit in units.all_units().values():
        if unit.dimension == "mass":
            continue
        taken = {each.rule for day in days if (each := conversions.factor(unit.code, code, day))}
        for rule in taken:
            found.setdefault(rule, []).append(unit.label(language))
        if not taken:
            apart.append(unit.label(language))
    return [Applied(each, found[code]) for code, each in conversions.rules().items() if code in found], apart


def all_rules(language: str) -> list[Shown]:
    return [shown(each, language) for each in conversions.rules().values()]


def shown(rule: Rule, language: str) -> Shown:
    """A rule in the reader's language; what one weighs is said of its base unit."""
    every = units.all_units()
    names = ", ".join(_measured(rule.units, language))
    first = next(iter(sorted(rule.units)))
    base = every[first].factor if rule.code == first and every[first].factor else Decimal(1)
    return Shown(
        rule, rule.label(language), names,
        words.weight(rule.kg * base) if rule.code != conversions.EXACT else "",
        words.bounds(rule.low * base, rule.high * base),
        words.holds(rule), str(words.BASES[rule.basis][0]), rule.note(language),
    )  # fmt: skip


def _measured(codes: frozenset[str], language: str) -> Iterator[str]:
    """Names of units; of a dimension whose units are all there, its own name."""
    every, told = units.all_units().values(), set()
    for unit in every:
        alike = {each.code for each in every if each.dimension == unit.dimension}
        if unit.code in codes and unit.dimension not in told:
            whole = alike <= codes and len(alike) > 1
            told |= {unit.dimension} if whole else set()
            said = units.dimensions()[unit.dimension]
            yield str(said["ru" if language == "ru" else "en"]) if whole else unit.label(language)


def convert(amount: str, unit: str, substance: str, day: str, language: str) -> Outcome:
    """What a form asked for. `unit` and `substance` are codes, `amount` is plain decimal text."""
    known = substances.all_substances().get(substance)
    name = f"{words.number(Decimal(amount))} · {units.all_units()[unit].label(language)}"
    asked = f"{name} · {known.label(language)}" if known else name
    found = conversions.convert(amount, unit, substance, day)
    if found is None:
        return Outcome(asked)
    rule = conversions.rules()[found.rule]
    return Outcome(asked, words.weight(found.kg), words.bounds(found.low, found.high), rule)


def _within(group: str) -> Iterator[tuple[Substance, int]]:
    """Depth first, in the order of the table."""
    for each in substances.all_substances().values():
        if each.group.code == group and each.parent is None:
            yield from _down(each, 0)


def _down(substance: Substance, depth: int) -> Iterator[tuple[Substance, int]]:
    yield substance, depth
    for each in substances.below(substance.code):
        yield from _down(each, depth + 1)


def _line(substance: Substance, depth: int, language: str) -> Line:
    name, other = substance.label(language), substance.label("en" if language == "ru" else "ru")
    return Line(
        substance,
        name,
        other if other != name else "",
        depth,
        control(substance.code),
        substances.hs(substance.code),
    )


def _fits(substance: Substance, text: str, show: str) -> bool:
    if show == "controlled" and not control(substance.code):
        return False
    if (show == "new" and not substance.is_new) or (show == "precursors" and not substance.is_precursor):
        return False
    key = substances.key(text)
    if not key:
        return not text.strip()
    numbers = substances.numbers(substance.code)
    said = (substance.code, substance.en, substance.ru, *substances.other_names(substance.code), *numbers[:2])
    return any(key in substances.key(each) for each in said)
