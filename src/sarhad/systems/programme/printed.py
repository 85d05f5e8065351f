"""The table “Published elsewhere”: what was printed, beside our own count of the same where the page holds it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from sarhad.entities.sight import Sight
from sarhad.figures.records import Ask, Figures, causes
from sarhad.systems.programme import words
from sarhad.systems.programme.asking import period_of, records_address, results_address
from sarhad.systems.programme.lines import Number
from sarhad.systems.programme.published import Beside, Published, What, beside, published, within
from sarhad.web.templatetags.look import country


class Source(NamedTuple):
    """One printed figure with where it was printed."""

    value: str
    fits: bool  # with our count
    it: Published


class Printed(NamedTuple):
    """One number as others printed it."""

    label: str
    about: str
    ours: Number | None  # None: the page does not hold it; `count` leads to where it is counted
    count: str
    sources: list[Source]
    contradict: bool


def beside_ours(sight: Sight, found: Figures, count: Callable[[Ask], Figures] | None = None) -> list[Printed]:
    """What was printed for periods inside the asked one.

    Args:
        count: counts what the page does not hold itself; none: an address leads there.
    """
    counted: dict[Ask, Figures] = {found.ask: found}
    rows = []
    for each in beside(within(published(sight), found.ask)):
        ours = count_of(found, each.what)
        if ours is None and count and each.what.figure in found.by_code:
            if each.what.ask not in counted:
                counted[each.what.ask] = count(each.what.ask)
            ours = counted[each.what.ask][each.what.figure].value
        rows.append(_row(sight, found, each, ours))
    return rows


def _row(sight: Sight, found: Figures, each: Beside, ours: Decimal | None) -> Printed:
    sources = [
        Source(bound_words(it), ours is None or it.allows[0] <= ours <= it.allows[1], it) for it in each.printed
    ]
    address = records_address(each.what.ask, each.what.figure)
    return Printed(
        words.figure(each.what.figure), about(sight, found, each.what),
        None if ours is None else Number(words.amount(ours), address if ours else ""),
        results_address(each.what.ask), sources, each.contradict,
    )  # fmt: skip


def count_of(found: Figures, what: What) -> Decimal | None:
    """Our own count of the same thing, if it is the page's own period and stands in one of its figures."""
    ask = found.ask
    if (what.since, what.until) != (ask.since, ask.until) or what.figure not in found.by_code:
        return None
    narrowed = [
        (name, value)
        for name in ("office", "country", "operation", "cause", "substance")
        if (value := getattr(what, name)) != getattr(ask, name)
    ]
    if not narrowed:
        return found[what.figure].value
    return _in_a_table(found, what.figure, *narrowed[0]) if len(narrowed) == 1 else None


def _in_a_table(found: Figures, figure: str, name: str, value: str) -> Decimal | None:
    """What stands of it in one line of a table of the page."""
    field = {"seizures": "n", "kg": "kg", "detained": "detained"}.get(figure, "")
    if name == "substance" and field in {"n", "kg"}:
        return next((Decimal(getattr(each, field)) for each in found.weights if each.group == value), None)
    tables = {"cause": found.by_cause, "country": found.by_country}  # by office stand the claims that count alone
    if name not in tables or not field:
        return None
    keys = causes(value) if name == "cause" else (value,)
    return sum((Decimal(getattr(row, field)) for row in tables[name] if row.key in keys), Decimal(0))


def about(sight: Sight, found: Figures, what: What) -> str:
    """Of whom and of when, as far as the page does not say it already."""
    told = [what.office] if what.office else []
    told += [country(what.country)] if what.country else []
    if what.operation and (summary := sight.summary([what.operation])):
        told.append(summary.caption)
    told += [words.substance(what.substance)] if what.substance else []
    told += [words.cause(what.cause)] if what.cause else []
    if (what.since, what.until) != (found.ask.since, found.ask.until):
        told.append(str(period_of(what.ask)))
    return " · ".join(told)


def bound_words(it: Published) -> str:
    """“more than 162 kg”."""
    text = f"{words.amount(it.value)} {it.unit}".strip()
    bounds = {
        "more-than": _("more than %(value)s"), "less-than": _("less than %(value)s"), "about": _("about %(value)s"),
    }  # fmt: skip
    return bounds.get(it.bound, "%(value)s") % {"value": text}
