"""Numbers, bars and sentences of results in templates."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sarhad.systems.programme import words
from sarhad.systems.programme.charts import LONG, Bar
from sarhad.systems.programme.findings import Finding, Share
from sarhad.systems.programme.lines import Number

register = template.Library()
register.filter("amount", words.amount)
register.filter("kilograms", words.kilograms)
register.filter("substance", words.substance)
register.filter("cause", words.cause)
register.filter("figure_name", words.figure)


@register.simple_tag
def number(it: Number) -> SafeString | str:
    """A number, as a link to its records where there are any."""
    return format_html('<a href="{}">{}</a>', it.address, it.text) if it.address else it.text


@register.simple_tag
def bar(it: Bar, colour: str = "q4") -> SafeString:
    """A bar of a row, with that of the year before as a thin line under it. The numbers stand beside it."""
    return format_html(
        '<svg class="bar" viewBox="0 0 {} 14" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="9" fill="var(--{})"/>'
        '<rect y="11" width="{}" height="3" fill="var(--edge)"/></svg>',
        LONG, str(it.length), colour, str(it.before),
    )  # fmt: skip


@register.simple_tag
def finding(it: Finding) -> SafeString:
    """“165 of 171 kg (96%) through cooperation between agencies; the year before 60 of 115 kg (52%).”"""
    now = _sentences()[it.code] if it.now.percent else _("Nothing was weighed.")
    before = _("The year before %(part)s of %(whole)s kg (%(percent)s).")
    before = before if it.before.percent else _("The year before nothing was weighed.")
    return format_html('{} <span class="soft">{}</span>', _filled(now, it.now), _filled(before, it.before))


def _sentences() -> dict[str, str]:
    return {
        "cooperation": _("%(part)s of %(whole)s kg (%(percent)s) through cooperation between agencies."),
        "information": _("%(part)s of %(whole)s kg (%(percent)s) on intelligence that another office shared."),
    }


def _filled(text: str, share: Share) -> SafeString:
    """With each number as its link. The text is a translation, so only what is put into it must be escaped."""
    values = {"part": number(share.part), "whole": number(share.whole), "percent": share.percent}
    return format_html(
        text.replace("{", "{{").replace("}", "}}") % {name: f"{{{name}}}" for name in values}, **values
    )
