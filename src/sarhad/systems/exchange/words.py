"""Words of requests: where one stands, when it is due, what an office can do about it."""

from __future__ import annotations

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sarhad.desk.clocks import Clock, instant
from sarhad.desk.records import Leg
from sarhad.web.templatetags.look import day, icon
from sarhad.web.words import option

ICONS = {
    "sent": "request", "passed-on": "request", "received": "inbox", "accepted": "clock", "answered": "ok",
    "full": "ok", "partial": "ok", "interim": "clock", "nothing-held": "none", "refused": "stop", "closed": "lock",
    "withdrawn": "undo", "late": "warn",
}  # fmt: skip
DEEDS: dict[str, str | Promise] = {
    "accepted": gettext_lazy("Take it up"),
    "reminded": gettext_lazy("Remind"),
    "extended": gettext_lazy("Change the term"),
    "escalated": gettext_lazy("Raise it to the head"),
    "outcome": gettext_lazy("Tell what came of it"),
    "closed": gettext_lazy("Close"),
    "withdrawn": gettext_lazy("Withdraw the request"),
}


def step_name(step: str) -> str:
    return option("RequestStep", "step", step)


def state_name(leg: Leg) -> str:
    """“Answered in part”, “Taken up”; an end stands before what was answered."""
    if leg.state.outcome and not leg.state.ended:
        return option("Answer", "outcome", leg.state.outcome)
    return step_name(leg.state.step)


def state_mark(leg: Leg) -> SafeString:
    """Icon and word; late ones in red."""
    code = leg.state.step if leg.state.ended else leg.state.outcome or leg.state.step
    return format_html('<span class="nb">{} {}</span>', icon(ICONS.get(code, "request")), state_name(leg))


def due_mark(clock: Clock | None) -> SafeString | str:
    """“24 Nov”, “today 17:00”, “2 days late” with its icon."""
    if clock is None:
        return "–"
    text = due_words(clock)
    if clock.late:
        return format_html('<span class="late nb">{} {}</span>', icon("warn"), text)
    if clock.near:
        return format_html('<span class="nb">{} <b>{}</b></span>', icon("clock"), text)
    return format_html('<time class="nb" datetime="{}">{}</time>', clock.due.isoformat(timespec="minutes"), text)


def due_words(clock: Clock) -> str:
    if clock.late:
        return _late(clock)
    at = formats.date_format(timezone.localtime(clock.due), "H:i") + " UTC" if clock.hours else ""
    if clock.stopped:
        return day(clock.due.date())
    words = _("today") if clock.days == 0 else day(clock.due.date())
    return f"{words} {at}".strip()


def _late(clock: Clock) -> str:
    over = clock.now - clock.due
    days = over.days
    if days < 1:
        hours = int(over.total_seconds() // 3600)
        return ngettext("%(n)d hour late", "%(n)d hours late", hours) % {"n": hours} if hours else _("late")
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}


def until(text: str) -> str:
    """A last day, or an instant with its time, as records state it."""
    if len(text) <= len("2026-11-21"):
        return day(text)
    return formats.date_format(timezone.localtime(instant(text)), "DATETIME_FORMAT") + " UTC"


def hours_words(hours: float | None) -> str:
    """A median time: hours up to two days, then days."""
    if hours is None:
        return "–"
    if hours < 1:
        return _("under 1 h")
    if hours < 48:
        return _("%(n)d h") % {"n": round(hours)}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
