"""Small parts of the design system: icons, dates, handling, grades, names of things in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from sarhad.access.grades import SCHEMES, meaning
from sarhad.access.handling import LEVEL_LABELS, TLP_LABELS
from sarhad.kernel import display, model
from sarhad.kernel.claim import PUBLIC, Grade, Handling

register = template.Library()

ICONS = {
    "Person": "person", "Vehicle": "vehicle", "Vessel": "vehicle", "Airplane": "vehicle", "Phone": "phone",
    "Seizure": "seizure", "SeizedItem": "seizure", "Container": "seizure", "Address": "place", "BorderCrossing": "place",
    "Organization": "org", "Company": "org", "PublicBody": "org", "LegalEntity": "org", "OrganisedGroup": "org",
    "TraffickingChannel": "chart", "CriminalCase": "doc", "Operation": "flag", "Request": "request",
    "Instrument": "doc", "Position": "org",
}  # fmt: skip
"""By schema; the nearest ancestor's otherwise, and a sheet of paper for the rest."""


def lang() -> str:
    return (get_language() or "en")[:2]


@register.simple_tag
def icon(name: str) -> SafeString:
    """One symbol of the sprite, as decoration beside a text."""
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>', static("web/icons.svg"), name)


@register.filter
def schema_icon(name: str) -> str:
    spec = model.schema(name)
    if spec is None or name in ICONS:
        return ICONS.get(name, "doc")
    return next((ICONS[known] for known in ICONS if spec.is_a(known)), "doc")


@register.filter
def schema_label(name: str) -> str:
    spec = model.schema(name)
    return spec.label(lang()) if spec else name


@register.filter
def schema_plural(name: str) -> str:
    spec = model.schema(name)
    return spec.plural(lang()) if spec else name


@register.filter
def country(code: str) -> str:
    return display.country(code, lang()) if code else ""


# Dates


@register.filter
def day(value: str | date | datetime | None) -> str:
    """A date at its own precision: `1983`, `Apr 1983`, `14 Apr 1983`; the time of day is left out."""
    if not value:
        return ""
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATE_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return _partial(value)


def _partial(text: str) -> str:
    parts = text[:10].split("-")
    try:
        if len(parts) == 3:
            return formats.date_format(date(*map(int, parts)), "DATE_FORMAT")
        if len(parts) == 2:
            return formats.date_format(date(int(parts[0]), int(parts[1]), 1), "YEAR_MONTH_FORMAT")
    except ValueError:
        pass
    return text


@register.filter
def when(value: str | date | datetime | None) -> SafeString | str:
    """The same, marked up as a time."""
    if not value:
        return ""
    iso = value.isoformat() if isinstance(value, date) else value
    return format_html('<time datetime="{}">{}</time>', iso[:10], day(value))


@register.filter
def moment(value: str | datetime | None) -> SafeString | str:
    """An instant with its time of day, UTC."""
    if not value:
        return ""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    text = formats.date_format(timezone.localtime(at) if timezone.is_aware(at) else at, "DATETIME_FORMAT")
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), text)


# Marks


@register.simple_tag
def hc(handling: Handling | None) -> SafeString:
    """The handling code with what it means; national mark and TLP stand in `marks`."""
    if handling is None:
        return SafeString("")
    meant = handling.text or LEVEL_LABELS.get(handling.level, "")
    return format_html(
        '<span class="hc h{}" title="{}"><span class="vh">{} </span>H{}</span>',
        min(handling.level, 3), meant, gettext("handling"), handling.level,
    )  # fmt: skip


@register.filter
def tlp(handling: Handling) -> SafeString | str:
    """TLP as FIRST prints it."""
    if not handling.tlp:
        return ""
    shade = handling.tlp.partition("+")[0]
    return format_html('<span class="tlp {}">{}</span>', shade, TLP_LABELS.get(handling.tlp, handling.tlp.upper()))


@register.simple_tag
def grade(value: Grade | None) -> SafeString:
    """The code; its scheme and what each sign means for those who listen or point."""
    if value is None:
        return SafeString("")
    scheme = SCHEMES[value.scheme].label if value.scheme in SCHEMES else value.scheme
    meant = "; ".join(f"{label}: {text}" for label, _sign, text in meaning(Grade(*value)) if text)
    return format_html(
        '<span class="grade" title="{}"><span class="vh">{} {} </span>{}</span>',
        meant or scheme, gettext("grade"), scheme, value.code,
    )  # fmt: skip


@register.filter
def party(name: str) -> str:
    """An office or group as people read it."""
    return gettext("everyone") if name == PUBLIC else name


# Values


@register.filter
def shown(value: str, prop: Any) -> str:
    """A cleaned value of a `model.Prop` as a person reads it."""
    if prop is None:
        return value
    if prop.type == "date":
        return day(value)
    return prop.show(value, lang()) or value


@register.filter
def prop_label(prop: Any) -> str:
    return prop.label(lang())


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)
