"""Words of laboratory results in templates."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from sarhad.kernel import substances
from sarhad.kernel.units import unit
from sarhad.systems.lab.records import Result, Weight
from sarhad.web.templatetags.look import lang

register = template.Library()
SIGNS = {
    "kilogram": _("kg"), "gram": _("g"), "milligram": _("mg"), "ton": _("t"),
    "litre": _("l"), "millilitre": _("ml"),
}  # fmt: skip


@register.filter
def weight(value: Weight | None) -> str:
    """“14.73 kg”; empty where nobody weighed."""
    if value is None:
        return ""
    known = unit(value.unit) if value.unit else None
    sign = SIGNS.get(known.code, known.label(lang())) if known else value.unit
    return f"{number(value.amount)} {sign}".strip()


@register.filter
def number(value: str) -> str:
    """With the decimal sign of the page's language; what is no number as it stands."""
    try:
        known = Decimal(value)
    except InvalidOperation:
        return value
    return str(number_format(known)) if known.is_finite() else value


@register.filter
def share(result: Result) -> str:
    """“61 ± 2 %”."""
    if not result.purity:
        return ""
    return f"{number(result.purity)}{f' ± {number(result.uncertainty)}' if result.uncertainty else ''} %"


@register.filter
def percent(value: Decimal) -> str:
    """With its sign: “−1.1 %”."""
    sign = "−" if value < 0 else "+" if value else "±"
    return f"{sign}{number(str(abs(value)))} %"


@register.filter
def substance_name(text: str) -> str:
    """As people of the page's language call it; what is not known as it is given."""
    known = substances.substance(text) if text else None
    return known.label(lang()) if known else text
