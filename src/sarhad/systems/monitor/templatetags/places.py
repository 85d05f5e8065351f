"""Places in templates."""

from __future__ import annotations

from babel.numbers import format_decimal
from django import template

from sarhad.systems.monitor.places.queries import region_name
from sarhad.systems.monitor.places.words import EXACTNESS, HOW
from sarhad.web.words import lang

register = template.Library()


@register.filter
def region(code: str) -> str:
    """A region's name in the reader's language."""
    return region_name(code, lang())


@register.filter
def how(code: str) -> str:
    """Why a place is known, or is not."""
    return str(HOW.get(code, code))


@register.filter
def grouped(number: int) -> str:
    """Thousands apart."""
    return format_decimal(number, locale=lang())


@register.filter
def exactness(code: str) -> str:
    return str(EXACTNESS.get(code, ""))


@register.filter
def regions(codes: tuple[str, ...]) -> str:
    """Names of regions, by name."""
    return ", ".join(sorted(region_name(each, lang()) for each in codes))
