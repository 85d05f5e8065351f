"""How pages of the live part show times, legs and rows of the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sarhad.kernel.calendars import zone
from sarhad.systems.operations import live_words, times
from sarhad.systems.operations.log import Row

register = template.Library()
register.filter("row_title", live_words.row_title)
register.filter("how_long", live_words.long)
register.filter("city", live_words.city)


@register.simple_tag(takes_context=True)
def three_times(context: dict[str, Any], at: datetime, there: str = "") -> SafeString:
    """By the clock of the reader's office, of the place, and UTC."""
    return live_words.three(at, there, context["here"])


@register.simple_tag(takes_context=True)
def here_at(context: dict[str, Any], at: datetime) -> SafeString:
    """Day and time by the clock of the reader's office."""
    text = live_words.day_and_hour(at, context["here"])
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="minutes"), text)


@register.filter
def hour_in(at: datetime, where: ZoneInfo) -> str:
    return live_words.hour(at, where)


@register.filter
def written_at(row: Row) -> datetime | None:
    """When a line was signed."""
    return times.read(row.written, zone(""))


@register.filter
def minutes_to(later: datetime, now: datetime) -> int:
    return max(0, int((later - now).total_seconds() // 60))
