"""The sentences of a page of results: what led to the seizures, and what the figures leave out."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.figures.records import NO_AMOUNT, UNKNOWN_UNIT, VAGUE_DATE, Figures, Row
from sarhad.systems.programme import words
from sarhad.systems.programme.asking import records_address
from sarhad.systems.programme.lines import Number


class Share(NamedTuple):
    """A part of a weight: “165 of 171 kg”."""

    part: Number
    whole: Number
    percent: str  # "" where there is no whole


class Finding(NamedTuple):
    """One sentence: now, and the year before."""

    code: str  # cooperation, information
    now: Share
    before: Share


def what_led(now: Figures, before: Figures) -> list[Finding]:
    """How much came through cooperation between agencies, and how much of it on what another one shared.

    Empty where nothing was weighed in either year.
    """
    if not now.kg_total and not before.kg_total:
        return []
    pairs = (("cooperation", now.cooperation, before.cooperation), ("information", now.shared, before.shared))
    return [Finding(code, _share(now, row), _share(before, was)) for code, row, was in pairs]


def _share(found: Figures, row: Row) -> Share:
    whole = found.kg_total
    percent = _("%(n)s%%") % {"n": round(row.kg / whole * 100)} if whole else ""
    part = records_address(found.ask, "kg", "cause", row.key) if row.kg else ""
    return Share(
        Number(words.amount(row.kg), part),
        Number(words.amount(whole), records_address(found.ask, "kg") if whole else ""),
        percent,
    )


def left_out(found: Figures) -> list[str]:
    """What the sums do not hold, and why, a sentence each."""
    return [_left_out(each.why, each.n, each.unit) for each in found.left_out]


def _left_out(why: str, n: int, unit: str) -> str:
    values = {"n": n, "unit": words.unit(unit) if unit else ""}
    sentences = {
        NO_AMOUNT: ngettext(
            "%(n)s item without an amount: it counts as a seizure and adds nothing to the weight.",
            "%(n)s items without an amount: they count as seizures and add nothing to the weight.", n,
        ),
        UNKNOWN_UNIT: ngettext(
            "%(n)s item in “%(unit)s”, which no rule turns into kilograms: it stands beside its group.",
            "%(n)s items in “%(unit)s”, which no rule turns into kilograms: they stand beside their group.", n,
        ),
        VAGUE_DATE: ngettext(
            "%(n)s seizure dated by its year or month alone, which is not all in the period: not counted.",
            "%(n)s seizures dated by their year or month alone, which are not all in the period: not counted.",
            n,
        ),
    }  # fmt: skip
    return sentences.get(why, f"{why}: %(n)s") % values
