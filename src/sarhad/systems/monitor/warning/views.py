"""The page of early warnings and its feed. Every read is recorded."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import audit
from sarhad.access.reader import anonymous
from sarhad.access.roles import Does
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.news import feed
from sarhad.systems.monitor.store.queries import sources
from sarhad.systems.monitor.store.records import month_named
from sarhad.systems.monitor.warning import control, counts, marks, words
from sarhad.systems.monitor.warning.queries import warnings
from sarhad.systems.monitor.warning.records import KINDS, Alarm, Watch
from sarhad.web.gate import page

FED = 6  # months in the feed
MEASURED = Path(__file__).with_name("measured.json")


@open_page
def warning_page(request: HttpRequest) -> HttpResponse:
    """What is unusual in one month among the records that the reader sees."""
    reader, watch = request.reading.reader, Watch.of(request.GET)
    audit.record(reader, "read-warnings", month_named(watch.month) if watch.month else "")
    found = warnings(reader, watch)
    seen = marks.seen(reader)
    by_kind = [(kind, [each for each in found.alarms if each.kind == kind]) for kind in KINDS]
    area = "&area=world" if watch.world else ""
    context = {
        "found": found, "watch": watch, "month": month_named(found.month) if found.month else "",
        "kinds": [(kind, alarms) for kind, alarms in by_kind if alarms],
        "seen": seen, "unseen": sum(each.key not in seen for each in found.alarms),
        "earlier": _address(found.month - 1, area) if found.month > found.months[0] else "",
        "later": _address(found.month + 1, area) if found.month < found.months[1] else "",
        "other": _address(found.month, "" if watch.world else "&area=world"),
        "newest": _address(found.months[1], area) if found.months[1] else "",
        "measured": methods(), "missing": _missing(reader),
        "feed": feed.address(request, "monitor-warnings-feed", "area=world" if watch.world else ""),
        "share": control.SHARE, "past": counts.PAST, "a_year": control.A_YEAR,
    }  # fmt: skip
    return render(request, "monitor/warnings.html", context)


def _address(month: int, more: str) -> str:
    return f"{reverse('monitor-warnings')}?month={month_named(month)}{more}"


def _missing(reader: Any) -> list[str]:
    """What the tables behind the warnings leave out, in their own words."""
    return [f"{each.name}: {each.missing}" for each in sources(reader) if each.missing and each.kind == "seizures"]


@cache
def measured() -> dict[str, Any]:
    """What `bench/warning.py` has measured on simulated series."""
    found: dict[str, Any] = json.loads(MEASURED.read_text("utf-8"))
    return found


def methods() -> list[dict[str, Any]]:
    """Each method with what was measured of it, for the table on the page."""
    return [
        {"kind": words.METHODS[name], "by": words.HOW[name], **row} for name, row in measured()["methods"].items()
    ]


@require_POST
@page(Does.READ)
def warning_seen(request: HttpRequest) -> HttpResponse:
    """Mark a warning as seen, or take that back."""
    marks.mark(request.reader, request.POST.get("key", ""), undo=bool(request.POST.get("undo")))
    watch = Watch.of(request.POST)
    more = "&area=world" if watch.world else ""
    return HttpResponseRedirect(_address(watch.month, more) if watch.month else reverse("monitor-warnings"))


@open_page
def warning_feed(request: HttpRequest) -> HttpResponse:
    """Warnings of the last months among what everyone may read; an officer gets the same as the public."""
    audit.record(anonymous(), "read-warnings")
    world, language = Watch.of(request.GET).world, feed.language(request)
    with translation.override(language):
        area = "area=world" if world else ""
        entries = [_entry(request, each, area) for each in public(world=world, months=FED)]
        title = _("Early warnings")
        about = feed.About(f"warnings/{language}", title, "monitor-warnings", "monitor-warnings-feed", area)
        return feed.answer(request, about, entries, language)


def public(*, world: bool = False, months: int = 2) -> list[Alarm]:
    """The warnings of the last months among what everyone may read, the newest month first."""
    newest = warnings(anonymous(), Watch(0, world))
    found = list(newest.alarms)
    for month in range(newest.month - 1, max(newest.month - months, newest.months[0] - 1), -1):
        found += warnings(anonymous(), Watch(month, world)).alarms
    return found


def _entry(request: HttpRequest, alarm: Alarm, area: str) -> feed.Entry:
    link = request.build_absolute_uri(_address(alarm.month, f"&{area}" if area else "") + f"#w{alarm.key}")
    summary = f"{words.month(alarm.month)}. {words.usual(alarm)} {words.odds(alarm)}"
    return feed.Entry(
        f"warnings/{alarm.key}", words.title(alarm), month_named(alarm.month), "Sarhad", link, summary,
        tuple(filter(None, (alarm.kind, alarm.country))),
    )  # fmt: skip
