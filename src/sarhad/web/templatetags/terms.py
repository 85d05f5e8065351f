"""Terms in templates: how many days are left, and whether that is too late."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

register = template.Library()


@register.filter
def days_left(item: Any, today: date) -> int | None:
    """Until the term, negative when it is past; None without one."""
    left: int | None = item.days_left(today)
    return left


@register.filter
def over(days: int) -> int:
    """How many days a term is past."""
    return -days
