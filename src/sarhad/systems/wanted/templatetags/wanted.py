"""Words of notices in templates."""

from __future__ import annotations

from django import template

from sarhad.kernel import display
from sarhad.systems.wanted import words
from sarhad.web.words import lang, option

register = template.Library()
register.filter("colour_name", words.colour_name)
register.filter("step_name", words.step_name)
register.filter("cautions_of", words.cautions)


@register.filter
def seen_word(code: str, name: str) -> str:
    """A code of a sighting's property in words."""
    return option("Sighting", name, code)


@register.filter
def notice_word(code: str, name: str) -> str:
    return option("WantedNotice", name, code)


@register.filter
def phone_text(number: str) -> str:
    """A number as people write it."""
    return display.show("phone", number, lang())
