"""Rows of published tables as people read them."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sarhad.kernel.conversions import Rule
from sarhad.systems.monitor.places import queries as places
from sarhad.systems.monitor.places.settled import settled
from sarhad.systems.monitor.places.words import EXACTNESS, HOW
from sarhad.systems.monitor.series import words as series_words
from sarhad.systems.monitor.store.records import Observation
from sarhad.systems.monitor.tables import rows, words
from sarhad.systems.monitor.tables.decisions import SAME, Decision
from sarhad.systems.monitor.tables.meaning import tidy
from sarhad.systems.monitor.tables.rows import Row
from sarhad.web.words import lang

register = template.Library()


@register.filter
def written(row: Row, name: str) -> str:
    """A field as it came."""
    return row.written(name)


@register.filter
def as_read(row: Row, name: str) -> str:
    return row.read(name)


@register.filter
def differs(row: Row, name: str) -> bool:
    """Whether it was read as something that is not written there."""
    return row.written(name).strip() != row.read(name)


@register.filter
def where_written(row: Row) -> str:
    """Country, division and place as they came."""
    return ", ".join(filter(None, (row.written(name).strip() for name in ("place", "region", "country"))))


@register.filter
def wrong_parts(row: Row) -> list[tuple[str | Promise, str | Promise]]:
    """(field, what is wrong with it)"""
    return [(words.field_of(code), words.fault(code)[0]) for code in row.faults]


@register.filter
def many(number: int) -> str:
    """A large number with its thousands apart."""
    return formats.number_format(number, decimal_pos=0, use_l10n=True, force_grouping=True)


@register.filter
def kilograms(value: float | Decimal | None) -> str:
    """With as many digits as say something: three at least."""
    if value is None:
        return "–"
    number = float(value)
    if number == 0:
        return "0"
    digits = max(0, min(9, 3 - len(str(int(abs(number)))) if abs(number) >= 1 else _zeros(number) + 3))
    text = formats.number_format(round(number, digits), decimal_pos=digits, use_l10n=True, force_grouping=True)
    sign = formats.get_format("DECIMAL_SEPARATOR")
    return text.rstrip("0").rstrip(sign) if sign in text else text


def _zeros(number: float) -> int:
    """Noughts behind the sign for decimals."""
    return max(0, -Decimal(number).adjusted() - 1)


@register.filter
def rule_label(rule: Rule) -> str:
    return rule.label(lang())


@register.filter
def decided(decision: Decision) -> str:
    """What was decided, of what."""
    same = decision.verdict == SAME
    if decision.rule == "equal" and not decision.rows:
        return _("equal rows count once") if same else _("each equal row counts")
    return _("one seizure") if same else _("different seizures")


@register.filter
def place_why(row: Row) -> str:
    """What was recognised of a place, and how it is known."""
    asked = (str(row.values["country"]), tidy(row.written("region")), tidy(row.written("place")))
    found = places.resolve(*asked, settled())
    might = ", ".join(places.region_name(code, lang()) for code in found.might)
    said = [found.place, str(HOW.get(found.how, "")), might, str(EXACTNESS.get(found.exactness, ""))]
    return " · ".join(filter(None, said))


@register.filter
def region_label(code: str) -> str:
    return places.region_name(code, lang()) if code else ""


@register.filter
def substance_label(code: str) -> str:
    return rows.substance(code, lang()) or code


@register.filter
def measured(each: Observation) -> str:
    """What a published number counts, of whom."""
    said = [series_words.MEASURES.get(each.measure, each.measure)]
    said += [series_words.MARKETS[each.market]] if each.market in series_words.MARKETS and each.market else []
    said += [series_words.SEXES[each.sex]] if each.sex in series_words.SEXES and each.sex else []
    return ", ".join(map(str, [*said, *([each.age] if each.age else [])]))


@register.filter
def flagged(each: Observation) -> str:
    """What is to be known of a published number."""
    flags = [str(series_words.FLAGS.get(flag, flag)) for flag in each.flag.split()]
    return "; ".join([*flags, *([each.note] if each.note else [])])
