"""Calls as people read them: moments on the clock of the file, durations, numbers, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sarhad.kernel import display
from sarhad.links.calls import drawing
from sarhad.links.calls.cells import EPOCH
from sarhad.links.calls.records import MEANS, Bad, Calls, Partner
from sarhad.links.calls.words import FAULTS, WEEKDAYS
from sarhad.web.words import lang, option

register = template.Library()


@register.filter
def clock(seconds: int) -> SafeString:
    """A moment as the file's clock showed it."""
    at = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    text = f"{formats.date_format(at, 'SHORT_DATE_FORMAT')} {at:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), text)


@register.filter
def date_of(day: int) -> date:
    """A day counted from 1970-01-01."""
    return date.fromordinal(day + EPOCH)


@register.filter
def short_day(day: date | int | None) -> str:
    """For fields and ticks: 25.01.2026."""
    if day is None or day == "":
        return ""
    found = date_of(day) if isinstance(day, int) else day
    return f"{found:%d.%m.%Y}"


@register.filter
def duration(seconds: int) -> str:
    """1:05:09, or 5:09; a dash where nobody said."""
    if seconds < 0:
        return "–"
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


@register.filter
def tel(number: str) -> str:
    """A phone number with its spaces; a short code or sender's name as it is."""
    return display.show("phone", number, lang()) if number.startswith("+") else number


@register.filter
def means_label(code: int) -> str:
    return option("Communication", "means", MEANS[code])


@register.filter
def wrong(bad: Bad) -> Any:
    return FAULTS[bad.code][0]


@register.filter
def remedy(bad: Bad) -> Any:
    return FAULTS[bad.code][1]


@register.filter
def weekday(place: int) -> Any:
    return WEEKDAYS[place]


@register.filter
def share_of(n: int, most: int) -> float:
    """Width of a bar in a row, of 100."""
    return drawing.width(n, most)


@register.filter
def counted(calls: Calls) -> int:
    return len(calls)


@register.filter
def row_y(place: int) -> int:
    """Where the name of a weekday stands beside its row."""
    return drawing.TOP + drawing.ROW * place + 15


@register.filter
def unlocal(number: float) -> str:
    """A coordinate: with a point in every language."""
    return f"{number:g}"


@register.filter
def earliest(parts: Sequence[Partner | None]) -> int:
    return min(part.first for part in parts if part)


@register.filter
def latest(parts: Sequence[Partner | None]) -> int:
    return max(part.last for part in parts if part)
