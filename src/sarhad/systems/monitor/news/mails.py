"""A digest in words, as plain text and as HTML, in the language that is switched on."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.systems.monitor.models import Subscription
from sarhad.systems.monitor.news.digest import Due
from sarhad.systems.monitor.news.subscriptions import token
from sarhad.systems.monitor.news.words import facts
from sarhad.systems.monitor.store.records import month_named
from sarhad.systems.monitor.warning import words as warned

MOST = 40  # of each sort in one mail; the page has all


class Mail(NamedTuple):
    subject: str
    text: str
    html: str
    end: str  # address that ends the subscription


class Line(NamedTuple):
    title: str
    said: str
    address: str


def compose(row: Subscription, due: Due) -> Mail:
    news = [Line(each.name or facts(each), facts(each), _to("monitor-news-one", each.id)) for each in due.news]
    alarms = [
        Line(
            warned.title(each), f"{warned.month(each.month)}. {warned.usual(each)} {warned.odds(each)}",
            f"{_to('monitor-warnings')}?month={month_named(each.month)}#w{each.key}",
        )
        for each in due.warnings
    ]  # fmt: skip
    parts = [(_("Seizure news"), news, _to("monitor-news")), (_("Early warnings"), alarms, _to("monitor-warnings"))]
    parts = [part for part in parts if part[1]]
    more = _("There is something new that is not open to everyone: sign in to see it.") if due.more else ""
    end = _to("monitor-subscription-end", token(row))
    context = {
        "parts": [(title, lines[:MOST], _rest(lines), page) for title, lines, page in parts],
        "more": more, "home": address(), "end": end, "row": row,
    }  # fmt: skip
    return Mail(_subject(due), _text(parts, more, end), render_to_string("monitor/mail.html", context), end)


def _subject(due: Due) -> str:
    news, alarms = len(due.news), len(due.warnings)
    said = [
        ngettext("%(n)d item of seizure news", "%(n)d items of seizure news", news) % {"n": news} if news else "",
        ngettext("%(n)d early warning", "%(n)d early warnings", alarms) % {"n": alarms} if alarms else "",
    ]
    return "Sarhad: " + (", ".join(filter(None, said)) or _("there is something new"))


def _rest(lines: list[Line]) -> str:
    n = len(lines) - MOST
    return ngettext("%(n)d more on the page", "%(n)d more on the page", n) % {"n": n} if n > 0 else ""


def _text(parts: list[tuple[str, list[Line], str]], more: str, end: str) -> str:
    said: list[str] = []
    for title, lines, page in parts:
        said += [title.upper(), ""]
        for line in lines[:MOST]:
            said += [f"* {line.title}", f"  {line.said}", f"  {line.address}", ""]
        said += [f"{_rest(lines)}: {page}", ""] if _rest(lines) else []
    said += [more, address(), ""] if more else []
    return "\n".join([*said, "-- ", _("To hear no more of this:"), end, ""])


def address() -> str:
    """Where people reach the node."""
    return str(settings.ADDRESS).rstrip("/")


def host() -> str:
    return urlsplit(address()).hostname or "localhost"


def _to(route: str, *args: str) -> str:
    return address() + reverse(route, args=args)
