"""How pages show operations."""

from __future__ import annotations

from django import template

from sarhad.systems.operations import words
from sarhad.systems.operations.planning import Question
from sarhad.web.templatetags.look import lang

register = template.Library()

register.filter("step_name", words.step_name)


@register.filter
def in_words(question: Question) -> str:
    """A question of the list in the reader's language."""
    return question.text(lang())


@register.filter
def standard(question: Question) -> str:
    """The standard that asks it, in the reader's language."""
    return question.standard(lang())
