"""Reasons and verdicts in words, for the page, the API and the command line."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sarhad.matching.records import Reason


def say(reason: Reason) -> str:
    """One reason as a sentence in the reader's language. Stub."""
    return _("%(feature)s: %(left)s / %(right)s") % reason._asdict()
