"""Amounts and names on the pictures of a chart."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.links.pictures.flows import GOODS, MONEY, Band, Flow, Group

register = template.Library()


@register.filter
def below(number: float, by: int) -> str:
    """A coordinate moved by so much, with a point in every language."""
    return f"{number + by:g}"


@register.filter
def quantity(said: Band | Flow, of: Any) -> str:
    """“14.9 kg”, “unknown”, or both."""
    if said.amount is None:
        return _("unknown")
    text = f"{formats.number_format(_short(said.amount), use_l10n=True, force_grouping=True)} {of.unit}".strip()
    unknown = getattr(said, "unknown", 0)
    if not unknown:
        return text
    more = ngettext("and %(n)d unknown", "and %(n)d unknown", unknown) % {"n": unknown}
    return f"{text} {more}"


def _short(amount: Decimal) -> Decimal:
    """At most three places after the point, and no zeros at the end."""
    rounded = round(amount, 3)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral() else rounded.normalize()


@register.filter
def group_title(group: Group) -> str:
    return ", ".join(filter(None, (flow_title(group), group.unit)))


@register.filter
def flow_title(flow: Flow | Group) -> str:
    if flow.kind == GOODS:
        return flow.what or _("Goods, not said which")
    return _("Money") if flow.kind == MONEY else _("People")
