"""Forms for what an officer states by hand, made from the schemata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.access.reader import Reader
from sarhad.entities.drafts import Draft, new_entity
from sarhad.entities.records import Statement
from sarhad.kernel import dates, model
from sarhad.kernel.claim import FragmentRef, Grade
from sarhad.kernel.model import Prop, Spec
from sarhad.kernel.units import all_units, unit
from sarhad.ledger.models import Party
from sarhad.web.fields import FIELDS, Files, Several, field_for, fields_of
from sarhad.web.scopes import GradedForm
from sarhad.web.templatetags.look import lang

KINDS = ("Person", "Vehicle", "Phone", "Organization", "Seizure")
ITEMS = 3  # seized items that one form holds


class StatementForm(GradedForm):
    """One statement, with its grade, its files and who may read it."""

    files = Files(label=_("Photos and scans"), required=False, help_text=_("JPEG, PNG, WebP, GIF, TIFF or PDF"))
    keep = forms.BooleanField(
        label=_("Keep as given what could not be read, and sign it so"), required=False
    )  # shown once something could not be read

    def __init__(
        self, *args: Any, reader: Reader, schema: str, entity: str = "", extra: Sequence[str] = (),
        sources: Sequence[Statement] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, reader=reader, **kwargs)
        if sources:
            self.fields["basis"] = _basis(sources)
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
            basis=tuple(map(FragmentRef.parse, self.cleaned_data.get("basis", ()))),
            **self.evaluation(),
        )

    def drafts(self) -> list[Draft]:
        return [self.draft()]


def _basis(sources: Sequence[Statement]) -> forms.MultipleChoiceField:
    """Others' statements, of which one says from which the new one is concluded."""
    parts = (
        (each, (each.owner, model.caption(each.schema, each.properties), each.stated[:10])) for each in sources
    )
    return forms.MultipleChoiceField(
        label=_("Concluded from"),
        choices=[(str(each.ref), " · ".join(filter(None, part))) for each, part in parts],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("If one of these is taken back or corrected, your office is told that this stands on it."),
        error_messages={"invalid_choice": _("One of these is no longer open to your office. Choose again.")},
    )


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
        for name in extra:
            if (lines := len(_kept(statement, name))) > 1:
                self._make_room(f"p-{name}", lines)

    def _make_room(self, name: str, lines: int) -> None:
        """For several values, also in a field that otherwise takes one."""
        if not isinstance(self.fields[name], Several):
            label = self.fields[name].label
            self.fields[name] = Several(label=label, required=False, help_text=gettext("One on each line"))
        self.fields[name].widget.attrs["rows"] = min(lines, 8)
