"""Properties as form fields: a short list for each kind of thing, and a field for each type."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.entities.drafts import File
from sarhad.kernel import model
from sarhad.kernel.model import Prop
from sarhad.kernel.units import MESSAGES, BadQuantity, parse_number
from sarhad.web.forms import country_choices
from sarhad.web.templatetags.look import lang

FIELDS: dict[str, tuple[str, ...]] = {
    "Person": (
        "name", "alias", "birthDate", "birthPlace", "gender", "nationality", "idNumber", "passportNumber",
        "phone", "email", "address", "position", "notes",
    ),
    "Vehicle": ("registrationNumber", "country", "type", "make", "model", "color", "vin", "owner", "notes"),
    "Phone": ("number", "imei", "imsi", "operator", "holder", "model", "activationDate", "notes"),
    "Organization": (
        "name", "alias", "country", "legalForm", "registrationNumber", "taxNumber", "phone", "email", "address",
        "notes",
    ),
    "Seizure": (
        "date", "country", "region", "settlement", "reference", "authority", "cause", "causeOffice",
        "direction", "found", "transport", "departureCountry", "destinationCountry", "vehicle", "detained",
        "concealment", "notes",
    ),
    "WantedNotice": (
        "colour", "noticeNumber", "offence", "wantedBy", "legalBasis", "warrantNumber", "court", "dangers",
        "caution", "instructions", "contactPhone", "contact", "extraditionSought", "validUntil", "reviewDate",
        "description",
    ),
    "OrganisedGroup": (
        "name", "alias", "country", "operatesIn", "activity", "leader", "memberCount", "description",
    ),
    "TraffickingChannel": (
        "name", "group", "originCountry", "transitCountry", "destinationCountry", "route", "substance", "transport",
        "crossing", "description",
    ),
    "CriminalCase": (
        "caseNumber", "name", "country", "article", "fileDate", "agency", "investigator", "court", "outcome",
        "description",
    ),
    "SeizedItem": ("substance", "goods", "reportedAmount", "reportedUnit", "purity", "packaging", "markings"),
}  # fmt: skip
"""What a form asks for; every other property comes by import."""
SEVERAL = frozenset({
    "name", "alias", "nationality", "idNumber", "passportNumber", "phone", "email", "address", "number",
    "registrationNumber", "operatesIn", "transitCountry",
})  # fmt: skip
RECORD = re.compile(r"(?:.*/e/)?([0-9a-f]{32})/?")


def fields_of(schema: str) -> tuple[str, ...]:
    """The short list, of the nearest ancestor that has one; else what the schema features, and notes."""
    spec = model.schema(schema)
    if spec is None or schema in FIELDS:
        return FIELDS.get(schema, ())
    near = next((name for name in FIELDS if spec.is_a(name)), "")
    own = [name for name in spec.featured if name not in FIELDS.get(near, ())]
    return tuple(dict.fromkeys([*own, *FIELDS.get(near, ()), *(["notes"] if "notes" in spec.properties else [])]))


# One property as a field


class Record(forms.CharField):
    """Another record, by its address."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        match = RECORD.fullmatch(text.partition("?")[0].partition("#")[0])
        if text and not match:
            raise ValidationError(gettext("Paste the address of the record, as it stands above its page."))
        return match[1] if match else ""


class Number(forms.CharField):
    """A number as people write it, with a comma or a point: `12,4` becomes `12.4`."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return parse_number(text) if text else ""
        except BadQuantity as error:
            raise ValidationError(gettext(MESSAGES[error.key]) % error.values) from error


class Several(forms.CharField):
    """Any number of values, one on each line."""

    widget = forms.Textarea(attrs={"rows": 1})

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


def field_for(prop: Prop, required: bool = False) -> forms.Field:
    """A form field for a property, by its type."""
    common = {"label": prop.label(lang()), "required": required, "help_text": _hint(prop)}
    if prop.options:
        choices = [("", "—")] + [(code, prop.show(code, lang())) for code in prop.options]
        return forms.ChoiceField(choices=choices, **common)
    if prop.type == "country" and prop.name not in SEVERAL:
        return forms.ChoiceField(choices=country_choices(), **common)
    if prop.type == "gender":
        codes = ("male", "female", "other")
        return forms.ChoiceField(
            choices=[("", "—"), *((code, prop.show(code, lang())) for code in codes)], **common
        )
    if prop.type == "entity":
        return Record(max_length=500, **common)
    if prop.name in SEVERAL:
        return Several(max_length=4000, **common)
    if prop.type == "text" or prop.name == "concealment":
        return forms.CharField(max_length=20000, widget=forms.Textarea(attrs={"rows": 2}), **common)
    if prop.type == "number":
        return Number(max_length=100, **common)
    return forms.CharField(max_length=1000, **common)


HINTS = {
    "date": _("Day first, such as 14.04.1983; or only 04.1983 or 1983"),
    "entity": _("The address of its page, such as …/e/0123…/"),
    "phone": _("With the country code, such as +992 00 555 0142"),
    "name": _("As written, in any script; each spelling on a line of its own"),
    "country": _("One on each line"),
}


def _hint(prop: Prop) -> Any:
    if prop.type == "name" or prop.name in SEVERAL:
        return HINTS.get(prop.type, _("Several: one on each line"))
    return HINTS.get(prop.type, "") if prop.type in ("date", "entity", "phone") else ""


class Files(forms.FileField):
    """Any number of files."""

    widget = type("FilesInput", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        given = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        for each in given:
            super().clean(each, initial)
            if each.size > settings.ATTACHMENT_LIMIT:
                most = settings.ATTACHMENT_LIMIT // 2**20
                raise ValidationError(gettext("The file is larger than %(most)d MB.") % {"most": most})
        return [File(each.name, each.read()) for each in given]
