"""Words of agreements in templates."""

from __future__ import annotations

from django import template

from sarhad.access.treaties import Standing
from sarhad.web.words import option

register = template.Library()


@register.filter
def status_word(code: str) -> str:
    return option("InstrumentParty", "partyStatus", code)


@register.filter
def status_tone(standing: Standing) -> str:
    """The colour of its tag; the word beside it says the same."""
    if standing.bound:
        return "ok"
    return "bad" if standing.disputed or standing.status in {"suspended", "denounced"} else "warn"
