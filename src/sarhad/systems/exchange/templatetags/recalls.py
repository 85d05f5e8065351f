"""Words of recalls in templates."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from sarhad.web.words import option

register = template.Library()

WHAT = {"release": _("Release recalled"), "records": _("Withdrawn"), "corrected": _("Corrected")}


@register.filter
def taken_word(what: str) -> str:
    """How it was taken back."""
    return str(WHAT[what])


@register.filter
def outcome(code: str) -> str:
    return option("RecallReceipt", "outcome", code)
