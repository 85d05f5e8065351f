"""Weights, days and conventions in words."""

from __future__ import annotations

from decimal import Context, Decimal

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.kernel.conversions import Rule
from sarhad.kernel.substances import Listing
from sarhad.web.templatetags import look

BASES: dict[str, tuple[str | Promise, str | Promise]] = {
    "measured": (
        gettext_lazy("measured"),
        gettext_lazy("A definition, a physical constant, or what somebody weighed."),
    ),
    "published": (gettext_lazy("published"), gettext_lazy("An official convention, seen by us.")),
    "quoted": (
        gettext_lazy("quoted"),
        gettext_lazy("An official convention as a third party cites it; the original was not seen."),
    ),
    "convention": (
        gettext_lazy("our convention"),
        gettext_lazy("No published figure was found. The bounds are wide on purpose: an order of magnitude."),
    ),
}
"""How far a rule can be trusted: its short name and what that means."""
CONVENTIONS = {
    "1961": gettext_lazy("Single Convention on Narcotic Drugs, 1961"),
    "1971": gettext_lazy("Convention on Psychotropic Substances, 1971"),
    "1988": gettext_lazy("Convention against Illicit Traffic, 1988"),
}
_SIZES = ((Decimal(1), gettext_lazy("kg")), (Decimal("0.001"), gettext_lazy("g")),
          (Decimal("0.000001"), gettext_lazy("mg")), (Decimal("0.000000001"), gettext_lazy("µg")))  # fmt: skip
_ROUNDED = Context(prec=6)


def number(value: Decimal) -> str:
    """A number of at most six significant digits, as the reader's language writes it."""
    short = _ROUNDED.plus(value).normalize()
    places = max(0, -int(short.as_tuple().exponent))
    return formats.number_format(short, decimal_pos=places, use_l10n=True, force_grouping=True)


def weight(kg: Decimal) -> str:
    """Kilograms in the largest unit of which there is at least one: 0.27 kg is `270 g`."""
    for size, name in _SIZES:
        if kg >= size:
            return f"{number(kg / size)}\u00a0{name}"
    return f"{number(kg * 10**9)}\u00a0{_('µg')}" if kg else f"0\u00a0{_('kg')}"


def bounds(low: Decimal, high: Decimal) -> str:
    """ "" where both are one."""
    return _("%(low)s to %(high)s") % {"low": weight(low), "high": weight(high)} if low != high else ""


def holds(rule: Rule) -> str:
    """For seizures of which days a rule holds."""
    if rule.since and rule.until:
        return f"{day(rule.since)}–{day(rule.until)}"
    if rule.since:
        return _("since %(when)s") % {"when": day(rule.since)}
    return _("until %(when)s") % {"when": day(rule.until)} if rule.until else _("always")


def day(iso: str) -> str:
    """A day, month or year at its own precision."""
    return str(look.day(iso))


def schedule(listing: Listing) -> str:
    number = listing.schedule
    return (_("Table %(n)s") if listing.convention == "1988" else _("Schedule %(n)s")) % {"n": number}


def since(listing: Listing) -> str:
    """What is known of when a substance came under control."""
    said = {
        "effect": _("in force since %(when)s"),
        "listed": _("listed by %(when)s at the latest"),
        "decided": _("decided %(when)s, in force months later"),
        "known": _("day not found"),
    }[listing.means] % {"when": day(listing.day)}
    if listing.until:
        said += "; " + _("until %(when)s") % {"when": day(listing.until)}
    return said
