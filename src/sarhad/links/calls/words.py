"""Why a row or cell of a file of calls does not count, and what can be done about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sarhad.links.calls.records import MINUTES, SECONDS

_AT_SOURCE = _("Ask the operator for the row, or correct it in a copy of the file and add that.")

FAULTS: dict[str, tuple[str | Promise, str | Promise]] = {
    "no-number": (
        _("One of the two numbers is missing or withheld."),
        _("Check which columns hold the numbers; a withheld number can only come from the operator."),
    ),
    "itself": (
        _("The number calls itself: a forwarded call or the operator's own service."),
        _("Nothing to do, unless two columns were taken for each other."),
    ),
    "when": (
        _("The date or time cannot be read."),
        _("Check the order of day and month, and which columns hold date and time."),
    ),
    "direction": (
        _("It does not say whether the call came in or went out."),
        _("Choose the column that says so, or name the columns of caller and called."),
    ),
    "duration": (
        _("The duration cannot be read; the call counts without it."),
        _("Check whether durations are in seconds or minutes."),
    ),
    "torn": (_("The row has not the cells of the header."), _AT_SOURCE),
}
"""Code -> (what is wrong, what to do)."""

ORDER_LABELS: dict[str, str | Promise] = {
    "dmy": _("day first: 25.01.2026"),
    "mdy": _("month first: 01/25/2026"),
    "ymd": _("year first: 2026-01-25"),
}
UNIT_LABELS: dict[str, str | Promise] = {SECONDS: _("seconds"), MINUTES: _("minutes")}
WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
ZONES = (
    "Asia/Dushanbe", "Asia/Tashkent", "Asia/Bishkek", "Asia/Almaty", "Asia/Ashgabat", "Asia/Kabul", "Asia/Tehran",
    "Asia/Baku", "Asia/Karachi", "Europe/Moscow", "UTC",
)  # fmt: skip
TABLES = (
    ("partners", _("Numbers")),
    ("days", _("By day")),
    ("hours", _("By hour")),
    ("changed", _("New and silent")),
    ("gaps", _("Silent days")),
    ("bad", _("Bad rows")),
    ("calls", _("All calls")),
)
"""Tables that go out as CSV."""
