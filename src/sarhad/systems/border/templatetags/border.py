"""Words of reports in templates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sarhad.systems.border import words
from sarhad.systems.border.records import Report
from sarhad.web.templatetags.look import day, lang, when
from sarhad.web.words import option

CLOCK = re.compile(r"T(\d\d:\d\d)(?::\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$")

register = template.Library()
register.filter("kind_icon", words.kind_icon)
register.filter("form_icon", words.kind_icon)  # forms that ship bear the names of kinds


@register.filter
def report_word(code: str, name: str) -> str:
    """A code of a report's property in words."""
    return option("Report", name, code)


@register.filter
def happened(report: Report) -> SafeString | str:
    """When it happened, as its author wrote it: local time there, with the zone."""
    found = CLOCK.search(report.date)
    if not found:
        return when(report.date)
    zone = "UTC" if found[2] in ("Z", "+00:00") else found[2] or report.zone
    text = f"{day(report.date[:10])}, {found[1]} {zone}".strip()
    return format_html('<time datetime="{}">{}</time>', report.date, text)


@register.filter
def rows_of(path: str) -> str:
    """Which row of a repeat a question stands in: “(2)”."""
    found = ".".join(re.findall(r"\[(\d+)\]", path))
    return f"({found})" if found else ""


@register.filter
def question(text: str) -> str:
    """“3.2 Phone / Телефон” with the label of one language."""
    found = re.fullmatch(r"([\d.]+(?: \([\d.]+\))?) (.*)", text)
    labels = found[2].split(" / ") if found else []
    if not found or len(labels) % 2:
        return text
    half = len(labels) // 2
    return f"{found[1]} {' / '.join(labels[half:] if lang() == 'ru' else labels[:half])}"


@register.filter
def in_language(labels: Sequence[str]) -> str:
    """Of a text in English and in Russian, the one to show."""
    return labels[-1 if lang() == "ru" else 0] if labels else ""


@register.filter
def usefulness(code: str) -> str:
    return option("Feedback", "usefulness", code)


@register.filter
def grouped(value: int | str | None) -> str:
    """“25,000”, as the reader's language writes it; “—” where nobody counted."""
    if value in (None, ""):
        return "—"
    number = float(value)
    return number_format(int(number) if number.is_integer() else number, use_l10n=True, force_grouping=True)
