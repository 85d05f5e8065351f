"""What stands on a page of results: every number as text, with the address of the records behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sarhad.figures.records import Ask, Figure, Figures, Row
from sarhad.systems.programme import words
from sarhad.systems.programme.asking import records_address, results_address
from sarhad.systems.programme.charts import Bar, Columns, bars, columns

PARTS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("Seizures"), ("seizures", "kg", "detained")),
    (
        gettext_lazy("Groups and channels, cases"),
        ("groups-dismantled", "channels-dismantled", "cases-opened", "cases-to-court", "convicted"),
    ),
    (gettext_lazy("Operations"), ("operations", "deliveries", "crimes", "officers", "dogs", "vehicles")),
    (gettext_lazy("Requests"), ("requests-sent", "requests-answered")),
)
"""The headline figures in the order of the page."""
IF_ANY = frozenset({"crimes", "officers", "dogs", "vehicles"})
"""Left away where neither year has any."""
HEADLINES = ("seizures", "kg", "detained", "groups-dismantled", "channels-dismantled", "operations")
NOT_ASKED = "not-asked"
MONTHS = 24  # as columns; beyond that years


class Number(NamedTuple):
    """A number on the page: its text, and the records behind it ("": there are none)."""

    text: str
    address: str = ""


class Line(NamedTuple):
    """One headline figure."""

    code: str
    label: str
    now: Number
    spread: str  # how far the claims differ, in words
    before: Number
    change: str
    how: str


class Part(NamedTuple):
    label: str
    lines: list[Line]


class Told(NamedTuple):
    """One line of a table by cause, state, office, substance or month, this time and a year before."""

    key: str
    label: str
    narrow: str  # address of this page for that line alone
    n: Number
    kg: Number
    spread: str
    detained: Number
    n_before: Number
    kg_before: Number
    bar: Bar
    colour: str
    other: str = ""  # of a substance: what could not be converted


# Headline figures


def parts(now: Figures, before: Figures) -> list[Part]:
    """The headline figures, by what they are about."""
    made = []
    for label, codes in PARTS:
        kept = [code for code in codes if code not in IF_ANY or now[code].value or before[code].value]
        lines = [line(now, before, code) for code in kept]
        made.append(Part(str(label), [*lines, *_times(now, before)] if "requests-sent" in codes else lines))
    return made


def headlines(now: Figures) -> list[tuple[str, Number]]:
    """The few figures that a director sees first."""
    return [(words.figure(code), _number(now.ask, now[code])) for code in HEADLINES]


def line(now: Figures, before: Figures, code: str) -> Line:
    one, other = now[code], before[code]
    if one.how == NOT_ASKED:
        return Line(code, words.figure(code), Number("–"), "", Number("–"), "", words.rule(NOT_ASKED))
    return Line(
        code, words.figure(code), _number(now.ask, one), spread(one.low, one.value, one.high),
        _number(before.ask, other), change(one.value, other.value), words.how(code),
    )  # fmt: skip


def _number(ask: Ask, one: Figure) -> Number:
    return Number(words.amount(one.value), records_address(ask, one.code) if one.n else "")


def spread(low: Decimal | None, value: Decimal | None, high: Decimal | None) -> str:
    """How far the claims allow the number to go; "" where they agree."""
    if low is None or high is None or low == high == value:
        return ""
    return _("%(low)s to %(high)s, as the claims differ") % {"low": words.amount(low), "high": words.amount(high)}


def change(now: Decimal, before: Decimal) -> str:
    """By how much it grew or fell."""
    if now == before:
        return _("as before")
    sign = "+" if now > before else "−"
    return sign + words.amount(abs(now - before))


def _times(now: Figures, before: Figures) -> list[Line]:
    """How fast requests were answered."""
    one, other = now.requests, before.requests
    if not (one.sent or other.sent):
        return []
    behind = [records_address(each.ask, "requests-answered") for each in (now, before)]
    texts = [
        (
            "in-time", _("Answered within their term"),
            [Number(str(each.in_time), address) if each.answered else Number("–")
             for each, address in zip((one, other), behind, strict=True)],
            change(Decimal(one.in_time), Decimal(other.in_time)) if one.answered and other.answered else "",
            _("Answered no later than the day by which the answer was due."),
        ),
        (
            "days", _("Median time to the answer"),
            [Number(days(each.days), address) if each.days is not None else Number("–")
             for each, address in zip((one, other), behind, strict=True)],
            "",
            _("Half of the requests were answered in this time or faster. Interim answers do not count."),
        ),
    ]  # fmt: skip
    return [Line(code, label, ns[0], "", ns[1], changed, how) for code, label, ns, changed, how in texts]


def days(value: float) -> str:
    """A time in days, or in hours where it is less than two days."""
    if value < 2:
        hours = round(value * 24)
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", round(value)) % {"n": words.amount(Decimal(str(round(value, 1))))}


# Tables


def by_cause(now: Figures, before: Figures) -> list[Told]:
    return _told(now, before, "cause", now.by_cause, before.by_cause, words.cause)


def by_country(now: Figures, before: Figures) -> list[Told]:
    return _told(now, before, "country", now.by_country, before.by_country, words.state)


def by_office(now: Figures, before: Figures) -> list[Told]:
    return _told(now, before, "office", now.by_office, before.by_office, str)


def by_substance(now: Figures, before: Figures) -> list[Told]:
    """By group, the heaviest first."""
    was = {each.group: each for each in before.weights}
    every = [Row(each.group, each.n, each.kg, 0) for each in now.weights]
    gone = [Row(each.group, 0, Decimal(0), 0) for key, each in was.items() if key not in {r.key for r in every}]
    rows = _told(
        now, before, "group", [*every, *gone], [Row(each.group, each.n, each.kg, 0) for each in before.weights],
        words.substance, words.colour,
    )  # fmt: skip
    weights = {each.group: each for each in now.weights}
    return [
        row._replace(spread=spread(it.low, it.kg, it.high), other=", ".join(other(it.other)))
        if (it := weights.get(row.key))
        else row
        for row in rows
    ]


def other(amounts: Iterable[tuple[str, Decimal]]) -> list[str]:
    """Amounts that no rule turns into kilograms, with their units."""
    return [f"{words.amount(amount)} {words.unit(unit)}" for unit, amount in amounts]


def _told(
    now: Figures, before: Figures, row: str, rows: Sequence[Row], rows_before: Sequence[Row],
    name: Callable[[str], str], colour: Callable[[str], str] = lambda key: "q4",
) -> list[Told]:  # fmt: skip
    """Lines of both years, the heaviest first, then by number; what nobody stated comes last."""
    ones, others = {each.key: each for each in rows}, {each.key: each for each in rows_before}
    nothing = lambda key: Row(key, 0, Decimal(0), 0)
    pairs = [(ones.get(key) or nothing(key), others.get(key) or nothing(key)) for key in {**ones, **others}]
    pairs.sort(key=lambda pair: (not pair[0].key, -pair[0].kg, -pair[0].n, -pair[1].kg, pair[0].key))
    lengths = bars([one.kg for one, _was in pairs], [was.kg for _one, was in pairs])
    numbers = lambda ask, each, code, value: Number(
        words.amount(value), records_address(ask, code, row, each.key) if value else ""
    )
    narrow = {"group": "substance"}.get(row, row)
    return [
        Told(
            one.key, name(one.key), results_address(now.ask, **{narrow: one.key}) if one.key else "",
            numbers(now.ask, one, "seizures", one.n), numbers(now.ask, one, "kg", one.kg), "",
            numbers(now.ask, one, "detained", one.detained),
            numbers(before.ask, was, "seizures", was.n), numbers(before.ask, was, "kg", was.kg), bar,
            colour(one.key),
        )
        for (one, was), bar in zip(pairs, lengths, strict=True)
    ]  # fmt: skip


# Time


class Month(NamedTuple):
    label: str
    n: Number
    kg: Number
    detained: Number
    n_before: Number
    kg_before: Number


class Times(NamedTuple):
    months: list[Month]
    seizures: Columns
    weights: Columns


def by_month(now: Figures, before: Figures) -> Times:
    """Every month of the period, or every year of a long one, with the same a year before."""
    ones, others = {each.key: each for each in now.by_month}, {each.key: each for each in before.by_month}
    keys = _months(now.ask)
    if len(keys) > MONTHS:
        keys = sorted({key[:4] for key in keys})
        ones, others = _years(now.by_month), _years(before.by_month)
    none = Row("", 0, Decimal(0), 0)
    pairs = [(key, ones.get(key, none), others.get(_earlier(key), none)) for key in keys]
    labels = [words.month_short(key) for key in keys]
    drawn = []
    for figure in ("n", "kg"):
        values, was = ([getattr(pair[n], figure) for pair in pairs] for n in (1, 2))
        titles = [f"{words.month(key)}: {words.amount(value)}" for key, value in zip(keys, values, strict=True)]
        drawn.append(columns(values, was, labels, titles))
    months = [
        Month(
            words.month_and_year(key), *(_of_month(now.ask, key, code, value) for code, value in _values(one)),
            *(_of_month(before.ask, _earlier(key), code, value) for code, value in _values(was)[:2]),
        )
        for key, one, was in pairs
    ]  # fmt: skip
    return Times(months, *drawn)


def _values(row: Row) -> list[tuple[str, Decimal | int]]:
    return [("seizures", row.n), ("kg", row.kg), ("detained", row.detained)]


def _of_month(ask: Ask, key: str, code: str, value: Decimal | int) -> Number:
    return Number(words.amount(value), records_address(ask, code, "month", key) if value else "")


def _months(ask: Ask) -> list[str]:
    first, last = (int(day[:4]) * 12 + int(day[5:7]) - 1 for day in (ask.since, ask.until))
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(first, last + 1)]


def _years(rows: Iterable[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        had = found.get(row.key[:4], Row(row.key[:4], 0, Decimal(0), 0))
        found[row.key[:4]] = Row(had.key, had.n + row.n, had.kg + row.kg, had.detained + row.detained)
    return found


def _earlier(key: str) -> str:
    return f"{int(key[:4]) - 1:04d}{key[4:]}"
