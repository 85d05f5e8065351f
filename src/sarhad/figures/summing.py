"""Seizures that are counted, added up. Whole micrograms and persons, so that the order does not matter. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sarhad.figures.claims import kilograms, number
from sarhad.figures.counting import Decided, Item
from sarhad.figures.records import NO_AMOUNT, UNKNOWN_UNIT, VAGUE_DATE, Ask, LeftOut, Row, Weight, causes
from sarhad.kernel import substances

YEAR = 4  # signs of a year that stands where a month does


class Key(NamedTuple):
    """Under what a seizure stands in tables; its operation decides whether its own number of persons counts."""

    month: str
    country: str
    office: str
    cause: str
    operation: str


@dataclass(frozen=True, slots=True)
class Filter:
    """What an `Ask` means: which seizures count, and which of their items."""

    ask: Ask
    operations: frozenset[str] = frozenset()  # the one asked for and its parts
    reported: frozenset[str] = frozenset()  # those whose offices report persons detained themselves
    row: Mapping[str, str] = field(default_factory=dict)  # cause, country, office, month, group: a line of a table

    def when(self, first: str, last: str) -> str:
        """“in”, “out”, or “vague”: it may be of the period or not."""
        if not first or last < self.ask.since or first > self.ask.until:
            return "out"
        return "in" if first >= self.ask.since and last <= self.ask.until else "vague"

    def fits(self, seizure: Decided) -> bool:
        """Whether it counts, whenever it was."""
        ask = self.ask
        return (
            (not ask.office or ask.office in seizure.offices)
            and (not ask.country or seizure.country == ask.country)
            and (not ask.operation or not self.operations.isdisjoint(seizure.operations))
            and (not ask.cause or seizure.cause in causes(ask.cause))
            and (not self.by_item or bool(self.items(seizure)))
            and (not self.row or self.stands_in(key_of(seizure)))
        )

    @property
    def by_item(self) -> bool:
        return bool(self.ask.substance) or "group" in self.row

    def stands_in(self, key: Key) -> bool:
        """Whether it belongs to the line asked for."""
        row = {name: (value,) for name, value in self.row.items() if name != "group"}
        row |= {"cause": causes(self.row["cause"])} if "cause" in row else {}
        if len(row.get("month", ("",))[0]) == YEAR:
            row["month"] = (key.month,) if key.month.startswith(*row["month"]) else ()
        return all(getattr(key, name) in values for name, values in row.items())

    def items(self, seizure: Decided) -> Sequence[Item]:
        items: Sequence[Item] = seizure.items
        if not self.by_item:
            return items
        if self.ask.substance:
            wanted = substances.within(self.ask.substance)
            items = [each for each in items if each.substance in wanted]
        return [each for each in items if each.group == self.row.get("group", each.group)]

    def persons(self, seizure: Decided) -> int | None:
        """Its own number, unless offices report one for the whole operation."""
        if seizure.detained is None or any(map(self.replaced, seizure.operations)):
            return None
        return seizure.detained * seizure.n

    def replaced(self, operation: str) -> bool:
        """Offices report persons by operation, not by cause or substance: then the seizures' own numbers stand."""
        return operation in self.reported and not (self.ask.cause or self.ask.substance)


def key_of(seizure: Decided) -> Key:
    month = seizure.first[:7] if seizure.first[:7] == seizure.last[:7] else ""
    return Key(month, seizure.country, seizure.office, seizure.cause, seizure.operation)


@dataclass(slots=True)
class Line:
    """Sums of one line of a table."""

    n: int = 0
    ug: int = 0
    detained: int = 0


@dataclass(slots=True)
class Group:
    """Sums of one substance group."""

    n: int = 0
    ug: int = 0
    low: int = 0
    high: int = 0
    other: Counter[str] = field(default_factory=Counter)  # unit -> amount of what cannot be converted


def lines() -> defaultdict[str, Line]:
    return defaultdict(Line)


@dataclass(slots=True)
class Sums:
    """Everything that seizures add up to."""

    total: Line = field(default_factory=Line)
    low: int = 0
    high: int = 0
    detained_n: int = 0
    detained_low: int = 0
    detained_high: int = 0
    weighed: int = 0  # weights that are added up
    by_cause: defaultdict[str, Line] = field(default_factory=lines)
    by_country: defaultdict[str, Line] = field(default_factory=lines)
    by_office: defaultdict[str, Line] = field(default_factory=lines)
    by_month: defaultdict[str, Line] = field(default_factory=lines)
    groups: defaultdict[str, Group] = field(default_factory=lambda: defaultdict(Group))
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)  # (why, unit) -> how many

    def lines(self, key: Key) -> tuple[Line, ...]:
        return (
            self.total, self.by_cause[key.cause], self.by_country[key.country], self.by_office[key.office],
            self.by_month[key.month],
        )  # fmt: skip

    def add(self, seizure: Decided, wanted: Filter) -> None:
        """A seizure that fits and is of the period."""
        lines = self.lines(key_of(seizure))
        for line in lines:
            line.n += seizure.n
        items = wanted.items(seizure)
        self._weigh(items, lines, seizure.n)
        persons = wanted.persons(seizure)
        if persons is not None:
            self.detain(
                lines, persons, (seizure.detained_low or 0) * seizure.n, (seizure.detained_high or 0) * seizure.n
            )

    def _weigh(self, items: Sequence[Item], lines: Sequence[Line], n: int) -> None:
        for each in items:
            self._amounts(each)
            low, high = each.low or 0, each.high or 0
            self.weigh(lines, each.group, (each.ug or 0, low, high), 0, 1 if each.ug else 0)
        for family in {each.group for each in items}:
            self.groups[family].n += n

    def weigh(self, lines: Iterable[Line], family: str, ug: tuple[int, int, int], n: int, weighed: int) -> None:
        """Micrograms (counted, least, most) of a group, of `n` seizures with it; `weighed` of their items count."""
        for line in lines:
            line.ug += ug[0]
        group = self.groups[family]
        group.n, group.ug, group.low, group.high = (
            group.n + n,
            group.ug + ug[0],
            group.low + ug[1],
            group.high + ug[2],
        )
        self.low, self.high, self.weighed = self.low + ug[1], self.high + ug[2], self.weighed + weighed

    def _amounts(self, item: Item) -> None:
        """What is not in the sum."""
        for unit, text, times in item.unweighed:
            amount = number(text)
            if amount is None:
                self.left_out[NO_AMOUNT, ""] += 1
            else:
                self.left_out[UNKNOWN_UNIT, unit] += 1
                self.groups[item.group].other[unit] += amount * times  # type: ignore[assignment]

    def detain(self, lines: Iterable[Line], value: int, low: int, high: int, n: int = 1) -> None:
        for line in lines:
            line.detained += value
        self.detained_n += n if value else 0
        self.detained_low += low
        self.detained_high += high

    def vague(self, n: int) -> None:
        self.left_out[VAGUE_DATE, ""] += n

    # What they are shown as

    def weights(self) -> tuple[Weight, ...]:
        """In the order of the chart's colours; the unknown last."""
        order = {code: n for n, code in enumerate(substances.groups())}
        return tuple(
            Weight(
                code, kilograms(each.ug), kilograms(each.low), kilograms(each.high), each.n,
                tuple((unit, Decimal(each.other[unit])) for unit in sorted(each.other)),
            )
            for code, each in sorted(self.groups.items(), key=lambda one: (order.get(one[0], len(order)), one[0]))
        )  # fmt: skip

    def left(self) -> tuple[LeftOut, ...]:
        return tuple(LeftOut(why, n, unit) for (why, unit), n in sorted(self.left_out.items()) if n)


def rows(lines: dict[str, Line]) -> tuple[Row, ...]:
    """By key."""
    return tuple(
        Row(key, line.n, kilograms(line.ug), line.detained)
        for key, line in sorted(lines.items())
        if line.n or line.detained
    )
