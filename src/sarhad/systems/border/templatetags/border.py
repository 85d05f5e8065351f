"""Words of reports in templates."""

from __future__ import annotations

from django import template

from sarhad.systems.border import words

register = template.Library()
register.filter("kind_icon", words.kind_icon)


@register.filter
def report_word(code: str, name: str) -> str:
    """A code of a report's property in words."""
    return words.option("Report", name, code)


@register.filter
def usefulness(code: str) -> str:
    return words.option("Feedback", "usefulness", code)
