"""How one seizure is counted, whatever the number of offices that report it. Pure: the rules of decision 0021.

Offices report the same seizure under one id, or under ids that people hold to be the same. It counts once, and for
each substance in it the word of one report counts: the laboratory's net weight before the best grade before the
newest before the name of the statement. All other words stay visible, and are the bounds of the number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import orjson

from sarhad.figures.claims import Said, Values, group_of, number, rank
from sarhad.kernel import substances


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that a reader sees about what it holds to be one seizure."""

    members: tuple[str, ...]
    seizures: Sequence[Said]
    items: Sequence[Said] = ()
    results: Mapping[str, Sequence[Said]] = field(default_factory=dict)  # by item
    twins: Mapping[str, str] = field(default_factory=dict)  # item -> the first of those that are held to be one


class Thing(NamedTuple):
    """One item: its claims, best first, and what they come to."""

    taken: Said
    others: tuple[Said, ...]
    named: str  # its substance, after the laboratory's word
    reported: str  # as the best report names it
    reports: frozenset[tuple[str, str]]  # (seizure, office) of those who reported it
    low: int | None
    high: int | None


class Item(NamedTuple):
    """What counts of one substance in a seizure, in micrograms; None where no amount can be converted."""

    substance: str
    group: str
    ug: int | None
    low: int | None
    high: int | None
    how: str  # laboratory, only, grade, newest, ref: what decided
    unweighed: tuple[tuple[str, str, int], ...]  # (unit, amount, times) of what has no weight
    taken: tuple[Said, ...] = ()
    others: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """One seizure, counted. Without its claims where only sums are wanted."""

    members: tuple[str, ...]
    n: int
    first: str
    last: str
    office: str  # whose word is taken
    offices: tuple[str, ...]  # all that report it
    country: str
    cause: str
    operation: str  # as the best claim names it
    operations: tuple[str, ...]  # that any of them names
    detained: int | None  # of each of `n`
    detained_low: int | None
    detained_high: int | None
    items: tuple[Item, ...]
    seizures: tuple[Said, ...] = ()  # all, the one that is taken first


def order(said: Said) -> tuple[int, list[int], str]:
    """Best first: the better grade, then the newer, then the name."""
    return rank(said.grade), newest(said.stated), said.ref


def newest(stated: str) -> list[int]:
    """Sorts newer dates before older ones, and those before none."""
    return [-ord(char) for char in stated] or [1]


def count(bundle: Bundle) -> Decided:
    """How a seizure is counted."""
    said = sorted(bundle.seizures, key=order)
    persons = [each.values.detained for each in said if each.values.detained is not None]
    lead = next((each for each in said if each.values.first), said[0])
    said.sort(key=lambda each: each is not lead)
    return Decided(
        members=bundle.members,
        n=lead.count,
        first=lead.values.first,
        last=lead.values.last,
        office=lead.owner,
        offices=tuple(sorted({each.owner for each in said if _reports_it(each)} or {lead.owner})),
        country=_any(said, "country"),
        cause=_any(said, "cause"),
        operation=_any(said, "operation"),
        operations=tuple(sorted({each.values.operation for each in said} - {""})),
        detained=next((each.values.detained for each in said if each.values.detained is not None), None),
        detained_low=min(persons, default=None),
        detained_high=max(persons, default=None),
        items=tuple(weigh(bundle)),
        seizures=tuple(said),
    )


def _reports_it(said: Said) -> bool:
    """Not whoever merely states of which operation, or of which case, it is."""
    return said.values != Values(operation=said.values.operation)


def _any(said: Iterable[Said], name: str) -> str:
    """From the best claim that says it."""
    return next((value for each in said if (value := getattr(each.values, name))), "")


# Weights


def weigh(bundle: Bundle) -> list[Item]:
    """One for each substance, in the order of their codes. Goods that are no substance weigh nothing here."""
    claims: dict[str, list[Said]] = defaultdict(list)
    for each in bundle.items:
        claims[bundle.twins.get(each.entity, each.entity)].append(each)
    things = [_thing(said, bundle.results) for _, said in sorted(claims.items())]
    found = [item for same in _classes(t for t in things if t.named) for item in _report(same)]
    return sorted(found, key=lambda item: (item.substance, item.taken[0].ref))


def _thing(said: list[Said], results: Mapping[str, Sequence[Said]]) -> Thing:
    said.sort(key=order)
    measured = sorted(
        (result for id in {each.entity for each in said} for result in results.get(id, ())),
        key=lambda each: (rank(each.grade), newest(each.values.date or each.stated), each.ref),
    )
    weights = [each for each in measured if each.values.amount]
    claims = sorted([*weights, *said], key=worth)
    named = next((each.values.substance for each in measured if each.values.substance), "")
    reported = next((each.values.substance for each in said if each.values.substance), named)
    known = [each.values.ug * each.count for each in claims if each.values.ug is not None]
    return Thing(
        taken=claims[0],
        others=(*claims[1:], *(each for each in measured if not each.values.amount)),
        named=named or reported,
        reported=reported,
        reports=frozenset((each.values.parent, each.owner) for each in said),
        low=min(known, default=None),
        high=max(known, default=None),
    )


def worth(said: Said) -> int:
    """Sorts what is known in kilograms before other amounts, and these before none, whoever says it."""
    if said.values.ug is not None:
        return 0
    return 1 if number(said.values.amount) is not None else 2


def _classes(things: Iterable[Thing]) -> list[list[Thing]]:
    """Those whose substances may be one: the same, or a class and what belongs to it."""
    found: list[list[Thing]] = []
    for thing in things:
        alike = [each for each in found if any(_same(thing.reported, other.reported) for other in each)]
        found = [each for each in found if each not in alike]
        found.append([thing, *(other for each in alike for other in each)])
    return found


@lru_cache(maxsize=4096)
def _same(one: str, other: str) -> bool:
    return one == other or one in _within(other) or other in _within(one)


@lru_cache(maxsize=1024)
def _within(code: str) -> frozenset[str]:
    return substances.within(code)


def _report(things: list[Thing]) -> list[Item]:
    """Of several reports on one substance the best one counts, with all that it names."""
    by_report: dict[tuple[str, str], list[Thing]] = defaultdict(list)
    for thing in things:
        for report in thing.reports:
            by_report[report].append(thing)
    whole = _without_parts(list(by_report.values()))
    best = min(whole, key=lambda each: min(map(_order, each)))
    rest = tuple(said for t in things if not _in(t, best) for said in (t.taken, *t.others))
    bounds = [_total(each) for each in whole if each is not best]
    by_name: dict[str, list[Thing]] = defaultdict(list)
    for thing in best:
        by_name[thing.named].append(thing)
    return [
        _item(name, own, rest if n == 0 else (), [b for b in bounds if b is not None] if len(by_name) == 1 else [])
        for n, (name, own) in enumerate(sorted(by_name.items()))
    ]


def _order(thing: Thing) -> tuple[int, bool, tuple[int, list[int], str]]:
    """Whoever gave a weight, the laboratory first."""
    return worth(thing.taken), thing.taken.schema != "LabResult", order(thing.taken)


def _without_parts(reports: list[list[Thing]]) -> list[list[Thing]]:
    """Without those that repeat only a part of another one: what it leaves out is not taken back by that."""
    sets = [frozenset(id(thing) for thing in each) for each in reports]
    parts = {a for a, b in combinations(range(len(sets)), 2) if sets[a] < sets[b]}
    parts |= {b for a, b in combinations(range(len(sets)), 2) if sets[b] <= sets[a]}
    return [each for n, each in enumerate(reports) if n not in parts]


def _in(thing: Thing, report: list[Thing]) -> bool:
    return any(thing is each for each in report)


def _total(things: Iterable[Thing]) -> int | None:
    known = [each.taken.values.ug * each.taken.count for each in things if each.taken.values.ug is not None]
    return sum(known) if known else None


def _item(name: str, things: list[Thing], rest: tuple[Said, ...], bounds: list[int]) -> Item:
    lows = [each.low for each in things if each.low is not None]
    highs = [each.high for each in things if each.high is not None]
    taken = tuple(each.taken for each in things)
    others = (*(said for each in things for said in each.others), *rest)
    return Item(
        substance=name,
        group=group_of(name),
        ug=_total(things),
        low=min([sum(lows), *bounds]) if lows else min(bounds, default=None),
        high=max([sum(highs), *bounds]) if highs else max(bounds, default=None),
        how=_how(min(taken, key=_first), others),
        unweighed=tuple((e.values.unit, e.values.amount, e.count) for e in taken if e.values.ug is None),
        taken=taken,
        others=others,
    )


def _first(said: Said) -> tuple[bool, tuple[int, list[int], str]]:
    return said.schema != "LabResult", order(said)


def _how(taken: Said, others: Sequence[Said]) -> str:
    """What decided between the claims."""
    rivals = [each for each in others if each.values.amount]
    if taken.schema == "LabResult":
        return "laboratory"
    if not rivals:
        return "only"
    if any(rank(each.grade) == rank(taken.grade) for each in rivals):
        same = [each for each in rivals if rank(each.grade) == rank(taken.grade)]
        return "ref" if any(each.stated == taken.stated for each in same) else "newest"
    return "grade"


# As text


def pack(decided: Decided) -> str:
    """Without its claims."""
    items = [list(each[:-2]) for each in decided.items]
    fields = [getattr(decided, name) for name in decided.__slots__ if name not in ("items", "seizures")]
    return orjson.dumps([*fields, items]).decode()


def unpack(text: str) -> Decided:
    """What `pack` made."""
    members, n, first, last, office, offices, *rest, items = orjson.loads(text)
    return Decided(members, n, first, last, office, offices, *rest, [Item(*each) for each in items])
