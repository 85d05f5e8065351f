"""Forms for what an officer states by hand: made from the schemata, with a short list of fields for each kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.access import grades
from sarhad.access.handling import LEVEL_LABELS, SECRECY_MARKS, TLP_LABELS
from sarhad.access.reader import Reader
from sarhad.collect.errors import BadFile
from sarhad.collect.mapping import shipped
from sarhad.collect.parsing import parse as parse_mapping
from sarhad.entities.drafts import Draft, File, new_entity
from sarhad.entities.records import Profile, Statement
from sarhad.kernel import dates, model
from sarhad.kernel.claim import Grade, Handling, Scope
from sarhad.kernel.model import Prop, Spec
from sarhad.kernel.units import MESSAGES, BadQuantity, all_units, parse_number, unit
from sarhad.ledger.models import Party
from sarhad.web.forms import Form, PasswordForm, country_choices, party_choices
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
    "SeizedItem": ("substance", "goods", "reportedAmount", "reportedUnit", "purity", "packaging", "markings"),
}  # fmt: skip
"""What a form asks for; every other property comes by import."""
KINDS = ("Person", "Vehicle", "Phone", "Organization", "Seizure")
ITEMS = 3  # seized items that one form holds
SEVERAL = frozenset({
    "name", "alias", "nationality", "idNumber", "passportNumber", "phone", "email", "address", "number",
    "registrationNumber",
})  # fmt: skip
MAPPING_LIMIT = 2**20  # bytes
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


# How it may be used and who reads it


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


class ScopeForm(Form):
    """Who may read, and under which handling."""

    marks = SECRECY_MARKS

    level = forms.TypedChoiceField(label=_("Handling"), coerce=int, initial="1")
    text = forms.CharField(
        label=_("Conditions in your words"), required=False, max_length=1000, help_text=_("Needed for H3.")
    )
    secrecy = forms.CharField(
        label=_("National secrecy mark"),
        required=False,
        max_length=100,
        help_text=_("In the wording of your law"),
        widget=forms.TextInput(attrs={"list": "marks"}),
    )
    tlp = forms.ChoiceField(
        label="TLP", required=False, help_text=_("For what goes outside, to partners of partners")
    )
    read = forms.MultipleChoiceField(
        label=_("Who may read it, besides your office"), required=False, widget=forms.CheckboxSelectMultiple
    )
    point = forms.MultipleChoiceField(
        label=_("Who is told that your office holds something, and nothing more"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = party_choices(reader)
        self.fields["read"].choices = known
        self.fields["point"].choices = [choice for choice in known if choice[0] != "public"]
        self.fields["level"].choices = [(str(level), f"H{level}: {label}") for level, label in LEVEL_LABELS.items()]
        self.fields["tlp"].choices = [("", "—"), *TLP_LABELS.items()]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("level") == 3 and not found.get("text"):
            self.add_error("text", gettext("H3 means “as its text says”: write the text."))
        return found

    def handling(self) -> Handling:
        given = self.cleaned_data
        return Handling(given["level"], given["text"], given["secrecy"], given["tlp"])

    def scope(self) -> Scope:
        given = self.cleaned_data
        read = tuple(given["read"])
        return Scope(read, tuple(party for party in given["point"] if party not in read), (), self.handling())


class ReleaseForm(PasswordForm, ScopeForm):
    """A further release of records that are there already."""

    on_accept = forms.BooleanField(
        label=_("Open only when the office has accepted the conditions"),
        help_text=_("Until then it is told that your office holds something, and reads the conditions."),
        required=False,
    )
    conditions = forms.CharField(
        label=_("Conditions to accept"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("read", "point", "level", "text", "secrecy", "tlp", "on_accept", "conditions", "password")

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, request=request, reader=request.reader, **kwargs)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("on_accept") and not found.get("conditions"):
            self.add_error("conditions", gettext("Write the conditions that the office is to accept."))
        return found


# How far it can be trusted, and where it comes from


class GradedForm(ScopeForm):
    """What every statement has besides its facts."""

    scheme = forms.ChoiceField(label=_("Grading scheme"), required=False)
    grade = forms.CharField(
        label=_("Grade"), required=False, max_length=8,
        help_text=_("Source and information, such as B2. Leave it empty if it was not evaluated."),
    )  # fmt: skip
    stated = forms.CharField(
        label=_("As of"), required=False, max_length=40, help_text=_("When it was observed; empty means now.")
    )
    source = forms.CharField(label=_("Case or list"), required=False, max_length=200)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, reader=reader, **kwargs)
        self.reader = reader
        self.fields["scheme"].choices = [(code, scheme.label) for code, scheme in grades.SCHEMES.items()]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        self._clean_grade(found)
        self.clean_date("stated")
        return found

    def _clean_grade(self, found: dict[str, Any]) -> None:
        if text := found.get("grade"):
            try:
                found["graded"] = grades.parse(text, found.get("scheme") or "4x4")
            except ValidationError as error:
                self.add_error("grade", error)

    def clean_date(self, name: str) -> None:
        """A date as people write it, day first, becomes ISO."""
        if text := self.cleaned_data.get(name):
            try:
                self.cleaned_data[name] = dates.parse(text, "dmy").iso
            except dates.DateError as error:
                self.add_error(name, gettext(dates.MESSAGES[error.key]) % error.values)

    def evaluation(self) -> dict[str, Any]:
        """Grade, source and date, as a draft takes them."""
        given = self.cleaned_data
        return {"grade": given.get("graded"), "source": given["source"], "stated": given["stated"]}


class ImportForm(GradedForm):
    """A file, and how what it holds may be used."""

    file = forms.FileField(label=_("File"), help_text=_("CSV, XLSX, FtM JSON lines or the XML of the UN list"))
    mapping = forms.ChoiceField(
        label=_("What it is"), required=False, help_text=_("Says what each column becomes.")
    )
    mapping_file = forms.FileField(
        label=_("Or a mapping file of your own"), required=False, help_text=_("YAML, see the guide")
    )
    source = forms.CharField(
        label=_("Name of the list or register"),
        help_text=_("The same name each time: a newer file then corrects the older one."),
        required=False,
        max_length=100,
    )
    snapshot = forms.BooleanField(
        label=_("This file is the whole list: tell me what is no longer in it"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(each.name, each.label) for each in shipped()]
        self.fields["mapping"].choices = [("", gettext("Find out from the file")), *known]
        del self.fields["stated"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise ValidationError(
                gettext("The file is larger than %(most)d MB. Import it on the command line.")
                % {"most": settings.UPLOAD_LIMIT // 2**20}
            )
        return file

    def clean_mapping_file(self) -> Any:
        """Refused here where it cannot be used, with the reason."""
        file = self.cleaned_data["mapping_file"]
        if file:
            if file.size > MAPPING_LIMIT:
                raise ValidationError(gettext("The mapping file is too large."))
            try:
                parse_mapping(file.read(), file.name or "")
            except BadFile as bad:
                raise ValidationError(str(bad)) from bad
            file.seek(0)
        return file


# A whole statement


class StatementForm(GradedForm):
    """One statement, with its grade, its files and who may read it."""

    files = Files(label=_("Photos and scans"), required=False, help_text=_("JPEG, PNG, WebP, GIF, TIFF or PDF"))
    keep = forms.BooleanField(
        label=_("Keep as given what could not be read, and sign it so"), required=False
    )  # shown once something could not be read

    def __init__(
        self, *args: Any, reader: Reader, schema: str, entity: str = "", extra: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, reader=reader, **kwargs)
        self.schema, self.entity = schema, entity
        self.spec = model.schema(schema)
        self.names = tuple(dict.fromkeys([*fields_of(schema), *extra]))
        needed = set(self.spec.required) if self.spec and not entity else set()
        for name in self.names:
            prop = self.spec.properties.get(name) if self.spec else None
            self.fields[f"p-{name}"] = (
                field_for(prop, name in needed) if prop else Several(label=name, required=False)
            )
        self.unread = False  # whether something could not be read as what its property needs
        self.country = Party.objects.filter(id=reader.office).values_list("country", flat=True).first() or None

    def facts(self) -> list[forms.BoundField]:
        return [self[f"p-{name}"] for name in self.names]

    def items(self) -> list[list[forms.BoundField]]:
        return []

    def given(self, prefix: str, names: Sequence[str]) -> dict[str, list[str]]:
        """The values typed, by property; empty ones left out."""
        found = {name: self.cleaned_data.get(f"{prefix}{name}") or [] for name in names}
        return {name: value if isinstance(value, list) else [value] for name, value in found.items() if value}

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        self.check("p-", self.spec, self.given("p-", self.names))
        if not self.errors and not self.given("p-", self.names) and not found.get("files"):
            raise ValidationError(gettext("State at least one thing."))
        return found

    def check(self, prefix: str, spec: Spec | None, given: Mapping[str, list[str]]) -> None:
        """What cleaning would refuse is asked about first."""
        if spec is None:
            return
        for name, values in given.items():
            try:
                cleaned = model.clean(spec.name, {name: values}, country=self.country, date_order="dmy")
            except ValueError:
                self.add_error(f"{prefix}{name}", gettext("This text holds characters that cannot be kept."))
                continue
            refused = cleaned.raw.get(name, [])[len(cleaned.properties.get(name, ())) :]
            self.unread = self.unread or bool(refused)
            if refused and not self.cleaned_data.get("keep"):
                self.add_error(f"{prefix}{name}", _refusal(spec.properties[name], refused[0]))

    def draft(self) -> Draft:
        """What was typed, ready to be signed."""
        return Draft(
            schema=self.schema,
            properties=self.given("p-", self.names),
            entity=self.entity,
            files=tuple(self.cleaned_data["files"]),
            country=self.country,
            date_order="dmy",
            **self.evaluation(),
        )

    def drafts(self) -> list[Draft]:
        return [self.draft()]


REFUSALS = {
    "country": _("“%(value)s” is not a country that is known here. Write its name or its two-letter code."),
    "email": _("“%(value)s” is not an e-mail address."),
    "phone": _("“%(value)s” is not a phone number. Write it with its country code, such as +992 00 555 0142."),
    "number": _("“%(value)s” is not a number, such as 12.4."),
}


def _refusal(prop: Prop, value: str) -> str:
    if prop.type == "date":
        try:
            dates.parse(value, "dmy")
        except dates.DateError as error:
            return gettext(dates.MESSAGES[error.key]) % error.values
    text = REFUSALS.get(prop.type, _("“%(value)s” cannot be read as what this field needs."))
    return str(text) % {"value": value}


class SeizureForm(StatementForm):
    """A seizure with what was seized."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = model.schema("SeizedItem")
        for n in range(ITEMS):
            for name in FIELDS["SeizedItem"]:
                self.fields[f"i{n}-{name}"] = self._item_field(name)

    def _item_field(self, name: str) -> forms.Field:
        field = field_for(self.item.properties[name])
        if name == "reportedUnit":
            field.widget.attrs["list"] = "units"
        return field

    def units(self) -> list[str]:
        """Offered; whatever else `kernel.units` reads is taken too."""
        return [each.ru if lang() == "ru" else each.en for each in all_units().values()]

    def items(self) -> list[list[forms.BoundField]]:
        return [[self[f"i{n}-{name}"] for name in FIELDS["SeizedItem"]] for n in range(ITEMS)]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for n in range(ITEMS):
            given = self.given(f"i{n}-", FIELDS["SeizedItem"])
            self.check(f"i{n}-", self.item, given)
            self._check_unit(n, given)
            if given and not (given.get("substance") or given.get("goods")):
                self.add_error(f"i{n}-substance", gettext("Name the substance or the goods."))
        return found

    def _check_unit(self, n: int, given: Mapping[str, list[str]]) -> None:
        written = given.get("reportedUnit", [""])[0]
        if given.get("reportedAmount") and not written:
            self.add_error(f"i{n}-reportedUnit", gettext("Give the unit, such as kg."))
        elif written and unit(written) is None:
            self.unread = True
            if not self.cleaned_data.get("keep"):
                text = gettext("“%(unit)s” is not a unit that is known here, such as kg, g, l or tablets.")
                self.add_error(f"i{n}-reportedUnit", text % {"unit": written})

    def drafts(self) -> list[Draft]:
        """The seizure first; its items point to it."""
        main = self.draft()
        main.entity = main.entity or new_entity(self.reader)
        return [main, *self._items(main)]

    def _items(self, main: Draft) -> Iterator[Draft]:
        for n in range(ITEMS):
            if given := self.given(f"i{n}-", FIELDS["SeizedItem"]):
                properties = {**given, "seizure": [main.entity]}
                yield Draft("SeizedItem", properties, country=self.country, date_order="dmy", **self.evaluation())


def form_for(schema: str) -> type[StatementForm]:
    return SeizureForm if schema == "Seizure" else StatementForm


# Correcting


def initial_of(statement: Statement) -> dict[str, Any]:
    """A statement as the form shows it, to be corrected."""
    names = statement.properties.keys() | statement.raw.keys()
    found: dict[str, Any] = {f"p-{name}": "\n".join(_kept(statement, name)) for name in names}
    grade: Grade | None = statement.grade
    return found | {
        "scheme": grade.scheme if grade else "4x4",
        "grade": grade.code if grade else "",
        "stated": statement.stated[:10],
        "source": statement.source,
    }


def _kept(statement: Statement, name: str) -> list[str]:
    return [value or given for value, given in model.pairs(statement.properties, statement.raw, name)]


class CorrectForm(StatementForm):
    """A correction. Who reads it, and under which handling, stays as it was."""

    why = forms.CharField(label=_("Why it is corrected"), max_length=2000, help_text=_("Your office reads it."))

    def __init__(self, *args: Any, statement: Statement, **kwargs: Any) -> None:
        extra = sorted(statement.properties.keys() | statement.raw.keys())
        super().__init__(*args, schema=statement.schema, entity=statement.entity, extra=extra, **kwargs)
        for name in ("level", "text", "secrecy", "tlp", "read", "point"):
            del self.fields[name]
        for name in extra:  # several values of a field that otherwise takes one
            if len(_kept(statement, name)) > 1 and not isinstance(self.fields[f"p-{name}"], Several):
                label = self.fields[f"p-{name}"].label
                self.fields[f"p-{name}"] = Several(
                    label=label, required=False, help_text=gettext("One on each line")
                )


# Linking


LINKS = (
    "UnknownLink", "Associate", "Family", "Ownership", "Directorship", "Employment", "Membership", "Representation",
    "Involvement", "Payment", "Documentation",
)  # fmt: skip
ROLES = ("role", "relationship", "position", "purpose", "summary")


class LinkForm(GradedForm):
    """A link from one record to another, both of which the officer sees."""

    kind = forms.ChoiceField(label=_("How they are linked"))
    other = Record(label=_("The other record"), max_length=500, help_text=HINTS["entity"])
    role = forms.CharField(label=_("In what role"), required=False, max_length=500)
    start = forms.CharField(label=_("Since"), required=False, max_length=40, help_text=HINTS["date"])
    end = forms.CharField(label=_("Until"), required=False, max_length=40)
    field_order = ("kind", "other", "role", "start", "end")

    def __init__(self, *args: Any, here: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.here = here
        self.fields["kind"].choices = _link_kinds(here)

    def found(self, results: Sequence[tuple[str, str]]) -> None:
        """Offer these records instead of asking for an address."""
        self.fields["other"] = forms.ChoiceField(
            label=_("The other record"), choices=results, widget=forms.RadioSelect
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for name in ("start", "end"):
            self.clean_date(name)
        if found.get("other") in self.here.members:
            self.add_error("other", gettext("Name another record than this one."))
        return found

    def draft(self, there: Profile) -> Draft | None:
        """None, with an error at `kind`, when such a link cannot hold the other record."""
        given = self.cleaned_data
        schema, _colon, mine = given["kind"].partition(":")
        spec = model.schema(schema)
        theirs = next(end for end in spec.edge if end != mine)
        if not _fits(there.schema, spec.properties[theirs].range):
            self.add_error("kind", gettext("This kind of link does not fit the other record."))
            return None
        role = next((name for name in ROLES if name in spec.properties), "")
        values = {role: given["role"], "startDate": given["start"], "endDate": given["end"]}
        properties = {name: [value] for name, value in values.items() if name and value}
        properties |= {mine: [self.here.id], theirs: [there.id]}
        return Draft(schema, properties, date_order="dmy", **self.evaluation())


def _link_kinds(here: Profile) -> list[tuple[str, str]]:
    """Each kind of link at whose one end this record can stand, and what it is there."""
    found = []
    for name in LINKS:
        spec = model.schema(name)
        ends = [end for end in spec.edge if _fits(here.schema, spec.properties[end].range)]
        alike = {spec.properties[end].range for end in spec.edge} == {spec.properties[spec.edge[0]].range}
        for end in ends[:1] if alike and name in ("UnknownLink", "Associate", "Family") else ends:
            found.append((f"{name}:{end}", f"{spec.label(lang())} · {spec.properties[end].label(lang())}"))
    return found


def _fits(schema: str, wanted: str | None) -> bool:
    spec = model.schema(schema)
    return spec is not None and (wanted is None or spec.is_a(wanted))
