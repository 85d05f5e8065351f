"""Words for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PURPOSES: dict[str, str | Promise] = {
    "identify": _("to tell who or what it is"),
    "act": _("to act on it"),
    "weigh": _("to weigh how sure it is"),
    "prove": _("for a case in court"),
    "count": _("for statistics"),
}
"""What a report is good for; a mapping's `quality` names the questions that each needs."""
