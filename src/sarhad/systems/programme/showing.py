"""Figures and records of published reports as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sarhad.access.reader import Reader
from sarhad.entities import queries
from sarhad.entities.sight import Sight
from sarhad.systems.programme import words
from sarhad.systems.programme.basis import Change
from sarhad.systems.programme.issued import Issued
from sarhad.systems.programme.printed import bound_words
from sarhad.systems.programme.published import Published, What
from sarhad.web.templatetags.look import country

PARTS: tuple[tuple[str, str | Promise], ...] = (
    ("", _("Figures")),
    ("cause", _("What led to it")),
    ("substance", _("By substance")),
    ("country", _("By state")),
    ("office", _("By office")),
)
WHAT: dict[str, str | Promise] = {
    "new": pgettext_lazy("record", "new"), "changed": pgettext_lazy("record", "changed"),
    "gone": pgettext_lazy("record", "no longer counted"),
}  # fmt: skip


class Table(NamedTuple):
    """Figures as they were issued: one of each line, or in columns."""

    label: str
    head: list[str]  # what the columns count; "": the lines say it
    lines: list[tuple[str, list[str]]]


def figures_shown(found: Issued) -> list[Table]:
    """Its figures as it states them: totals, then what stands in its tables."""
    own = What("", found.since, found.until, found.about_office, found.country, found.operation, "", "")
    common, made = _common(found), dict[str, list[Published]]()
    for each in found.figures:
        narrowed = (name for name, _label in PARTS[1:] if _narrowed(each.what, own, common, name))
        made.setdefault(next(narrowed, ""), []).append(each)
    return [_table(name, str(label), made[name]) for name, label in PARTS if name in made]


def _table(name: str, label: str, said: list[Published]) -> Table:
    if not name:
        return Table(label, [""], [(words.figure(each.what.figure), [bound_words(each)]) for each in said])
    codes = list(dict.fromkeys(each.what.figure for each in said))
    rows: dict[str, dict[str, str]] = {}
    for each in said:
        rows.setdefault(getattr(each.what, name), {})[each.what.figure] = bound_words(each)
    lines = [(_name(name, key), [row.get(code, "–") for code in codes]) for key, row in rows.items()]
    return Table(label, [words.figure(code) for code in codes], lines)


def _common(found: Issued) -> dict[str, str]:
    """What narrows every figure of the report."""
    names = [name for name, _label in PARTS[1:]]
    every = {name: {getattr(each.what, name) for each in found.figures} for name in names}
    return {name: next(iter(values)) for name, values in every.items() if len(values) == 1}


def _narrowed(what: What, own: What, common: dict[str, str], name: str) -> bool:
    return bool(getattr(what, name)) and name not in common and getattr(what, name) != getattr(own, name)


def _name(name: str, value: str) -> str:
    named = {"cause": words.cause, "substance": words.substance, "country": country, "office": str}
    return named[name](value)


def what_words(sight: Sight, what: What) -> str:
    """A figure and what narrows it; an operation by its name, as far as the reader sees it."""
    parts = [
        _name(name, getattr(what, name))
        for name in ("office", "country", "cause", "substance")
        if getattr(what, name)
    ]
    operation = sight.summary([what.operation]) if what.operation else None
    return " · ".join([words.figure(what.figure), *([operation.caption] if operation else []), *parts])


# What has changed


class Record(NamedTuple):
    """A record that adds something else than it did."""

    what: str  # a code
    label: str
    name: str
    address: str  # "": there is nothing to open any more
    amounts: list[tuple[str, str, str]]  # figure, then, now
    now_in: str  # address of what it is counted with now


def records_shown(reader: Reader, found: Iterable[Change]) -> list[Record]:
    sight, rows = Sight(reader), list(found)
    sight.see(each.entity for each in rows)
    return [_record(reader, sight, each) for each in rows]


def _record(reader: Reader, sight: Sight, each: Change) -> Record:
    summary = sight.summary([each.entity])
    name = each.caption or (summary.caption if summary else "") or each.entity[:8]
    amounts = [(words.figure(code), _amount(then), _amount(now)) for code, (then, now) in each.amounts.items()]
    return Record(
        each.what, str(WHAT[each.what]), name, _address(reader, each, bool(summary)), amounts,
        _counted(each.counted_as) if each.counted_as and each.counted_as != each.entity else "",
    )  # fmt: skip


def _amount(value: Decimal | None) -> str:
    return "–" if value is None else words.amount(value)


def _address(reader: Reader, each: Change, seen: bool) -> str:
    """How it is counted; where it is withdrawn, the entry that stated it; "" where nothing of it is to be seen."""
    if seen:
        return _counted(each.entity) if each.schema == "Seizure" else reverse("profile", args=[each.entity])
    contribution = each.refs[0].partition(".")[0] if each.refs else ""
    there = contribution and queries.contribution(reader, contribution)
    return reverse("contribution", args=[contribution]) if there else ""


def _counted(entity: str) -> str:
    return reverse("seizure-count", args=[entity])
