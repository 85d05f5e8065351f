"""Words of requests in templates."""

from __future__ import annotations

from django import template

from sarhad.systems.exchange import words
from sarhad.web.words import option

register = template.Library()
register.filter("request_step", words.step_name)
register.filter("state_mark", words.state_mark)
register.filter("state_name", words.state_name)
register.filter("due_mark", words.due_mark)
register.filter("until", words.until)
register.filter("hours_words", words.hours_words)


@register.filter
def step_deed(step: str) -> str:
    """What the button says that takes the step."""
    return str(words.DEEDS.get(step, step))


@register.filter
def request_word(code: str, name: str) -> str:
    """A code of a request's property in words."""
    return option("Request", name, code)


@register.filter
def answer_word(code: str, name: str) -> str:
    return option("Answer", name, code)
