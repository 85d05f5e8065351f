"""Figures of published reports in templates."""

from __future__ import annotations

from django import template

from sarhad.systems.programme import words
from sarhad.systems.programme.showing import what_words

register = template.Library()
register.filter("what_words", what_words)
register.filter("figure_amount", words.amount)
