"""How pages show operations."""

from __future__ import annotations

from django import template

from sarhad.systems.operations import words

register = template.Library()

register.filter("step_name", words.step_name)
