"""Small parts of the design system: icons, dates, handling, grades, names of things in the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from sarhad.access.acts import LABELS as AUDIT_LABELS
from sarhad.access.grades import SCHEMES, meaning
from sarhad.access.handling import LEVEL_LABELS, TLP_LABELS
from sarhad.kernel import display, model
from sarhad.kernel.claim import ACTS, PUBLIC, Act, Grade, Handling, Kind
from sarhad.ledger.derive import is_id
from sarhad.web.words import for_programs, lang, option

register = template.Library()

ICONS = {
    "Person": "person", "Vehicle": "vehicle", "Vessel": "vehicle", "Airplane": "vehicle", "Phone": "phone",
    "Seizure": "seizure", "SeizedItem": "seizure", "Container": "seizure", "Address": "place",
    "BorderCrossing": "place",
    "Organization": "org", "Company": "org", "PublicBody": "org", "LegalEntity": "org", "OrganisedGroup": "org",
    "TraffickingChannel": "chart", "CriminalCase": "doc", "Operation": "flag", "Request": "request",
    "Instrument": "doc", "Position": "org",
}  # fmt: skip
"""By schema; the nearest ancestor's otherwise, and a sheet of paper for the rest."""


# Small marks stand on a page hundreds of times, so each is made once for each language.


@register.simple_tag
@lru_cache(maxsize=256)
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
    return _partial(value, lang())


@lru_cache(maxsize=4096)
def _partial(text: str, _lang: str) -> str:
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
    """An instant with its time of day, UTC; a text that is none as it stands."""
    if not value:
        return ""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        text = formats.date_format(timezone.localtime(at) if timezone.is_aware(at) else at, "DATETIME_FORMAT")
    except (ValueError, OverflowError):
        return str(value)
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), text)


# Marks


@register.simple_tag
def hc(handling: Handling | None) -> SafeString:
    """The handling code with what it means; national mark and TLP stand in `marks`."""
    return _hc(handling, lang()) if handling else SafeString("")


@lru_cache(maxsize=1024)
def _hc(handling: Handling, _lang: str) -> SafeString:
    return format_html(
        '<span class="hc h{}" title="{}"><span class="vh">{} </span>H{}</span>',
        min(handling.level, 3), handling_text(handling), gettext("handling"), handling.level,
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
    return _grade(Grade(*value), lang()) if value else SafeString("")


@lru_cache(maxsize=1024)
def _grade(value: Grade, _lang: str) -> SafeString:
    scheme = SCHEMES[value.scheme].label if value.scheme in SCHEMES else value.scheme
    meant = "; ".join(f"{label}: {text}" for label, _sign, text in meaning(value) if text)
    return format_html(
        '<span class="grade" title="{}"><span class="vh">{} {} </span>{}</span>',
        meant or scheme, gettext("grade"), scheme, value.code,
    )  # fmt: skip


@register.simple_tag
def prov(by: Any) -> SafeString:
    """Where a value comes from, in fixed columns: owner, date, grade, handling; opens the signed contribution."""
    return format_html(
        '<a class="prov" href="{}#i{}" title="{}"><b>{}</b><span>{}</span><span>{}</span><span>{}</span></a>',
        reverse("contribution", args=[by.ref.contribution]), by.ref.index, gettext("Open the contribution"),
        by.owner, when(by.stated), grade(by.grade), hc(by.handling),
    )  # fmt: skip


@register.filter
def party(name: str) -> str:
    """An office or group as people read it."""
    return gettext("everyone") if name == PUBLIC else name


@register.filter
def party_name(party: Any) -> str:
    """The name of an office or group in the reader's language."""
    if party is None:
        return ""
    return (lang() == "ru" and party.name_ru) or party.name_en


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


@register.filter
def text_of(fact: Any, value: Any) -> str:
    """`{{ fact|text_of:value }}`: one value of a fact as a person reads it."""
    from sarhad.web.present import value_text

    return value_text(fact, value)


@register.filter
def fact_label(fact: Any) -> str:
    return fact.label(lang())


@register.filter
def relation_label(relation: Any) -> str:
    return relation.label(lang())


@register.filter
def prop_description(prop: Any) -> str:
    """What FollowTheMoney explains in English only is not shown on a page in another language."""
    text = prop.description(lang()) if prop else ""
    return text if lang() == "en" or (text and text != prop.description("en")) else ""


@register.filter
def handling_text(handling: Handling) -> str:
    """The owner's own conditions, or what the level means."""
    return " · ".join(handling.text.splitlines()) or str(LEVEL_LABELS.get(handling.level, ""))


# Entries


KINDS = {
    Kind.CONTRIBUTE: gettext_lazy("Contribution"),
    Kind.CORRECT: gettext_lazy("Correction"),
    Kind.RETRACT: gettext_lazy("Withdrawal"),
    Kind.PURGE: pgettext_lazy("noun", "Purge"),
    Kind.GRANT: pgettext_lazy("noun", "Release"),
    Kind.ACCEPT: gettext_lazy("Acceptance of conditions"),
    Kind.JUDGE: gettext_lazy("Judgement"),
    Kind.GROUP: gettext_lazy("Members of a group"),
    Kind.SUCCESSION: gettext_lazy("Succession"),
    Kind.KEY: gettext_lazy("Key"),
    Kind.REVOKE: gettext_lazy("Revocation of a device"),
}
ACT_LABELS = {
    Act.JUDGEMENT: gettext_lazy("Judgement"),
    Act.GRANT: pgettext_lazy("noun", "Release"),
    Act.ACCEPTANCE: gettext_lazy("Acceptance of conditions"),
    Act.MEMBERSHIP: gettext_lazy("Membership"),
    Act.HEIR: gettext_lazy("Heir"),
    Act.CERTIFICATE: gettext_lazy("Certificate of a device"),
    Act.REVOCATION: gettext_lazy("Revocation of a device"),
    Act.WITHDRAWAL: gettext_lazy("Withdrawal"),
}
VERDICTS = {
    "same": gettext_lazy("the same"),
    "different": gettext_lazy("different"),
    "unsure": gettext_lazy("unsure"),
}


@register.filter
def kind_label(kind: Kind | None) -> str:
    """None: its text was purged, so that nobody knows any more what it was."""
    return str(KINDS[kind]) if kind is not None else gettext("Purged entry")


@register.filter
def act_label(schema: str) -> str:
    return str(ACT_LABELS.get(schema) or schema_label(schema))


@register.filter
def audit_label(act: str) -> str:
    return str(AUDIT_LABELS.get(act, act))


@register.filter
def verdict(code: str) -> str:
    return str(VERDICTS.get(code, code))


@register.filter
def is_act(statement: Any) -> bool:
    return statement.schema in ACTS


@register.filter
def caption_of(statement: Any) -> str:
    return model.caption(statement.schema, statement.properties) or gettext("unnamed record")


@register.filter
def properties_of(statement: Any) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """(label, [(text, as given, entity to open)]) of everything that one statement says."""
    spec = model.schema(statement.schema)
    found = []
    for name in sorted(statement.properties.keys() | statement.raw.keys()):
        prop = spec.properties.get(name) if spec else None
        pairs = model.pairs(statement.properties, statement.raw, name)
        linked = prop is not None and prop.type == "entity"
        texts = [(_short(v, prop), given, v if linked and is_id(v) else "") for v, given in pairs]
        found.append((prop.label(lang()) if prop else name, for_programs(prop, len(pairs)) or texts))
    return found


def _short(value: str, prop: Any) -> str:
    return value[:8] if prop is not None and prop.type == "entity" and is_id(value) else shown(value, prop)


@register.filter
def instant(seconds: int) -> SafeString | str:
    return moment(datetime.fromtimestamp(seconds, UTC))


@register.filter
def moment_or_day(text: str) -> SafeString | str:
    """An instant with its time, a date without."""
    return moment(text) if len(text) > 10 else when(text)


@register.filter
def preview(sample: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """(label, texts) of a record that is about to be signed."""
    spec = model.schema(sample["schema"])
    found = []
    for name, values in sample["properties"].items():
        prop = spec.properties.get(name) if spec else None
        found.append((prop.label(lang()) if prop else name, [_short(value, prop) for value in values]))
    return found


@register.filter
def named(thing: Any) -> str:
    """What a profile or summary is called; a phone by its number as people write it."""
    if thing.schema == "Phone" and thing.caption.startswith("+"):
        return display.show("phone", thing.caption, lang())
    return thing.caption or gettext("unnamed record")


@register.filter
def word(code: str, prop: str) -> str:
    """A code of a property (schema.property) as people read it."""
    spec, _, name = prop.partition(".")
    return option(spec, name, code)
