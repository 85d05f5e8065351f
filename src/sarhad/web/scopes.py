"""Forms for who may read, under which handling, and how far a statement can be trusted."""

from __future__ import annotations

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
from sarhad.kernel import dates
from sarhad.kernel.claim import Handling, Scope
from sarhad.web.forms import Form, PasswordForm, party_choices

MAPPING_LIMIT = 2**20  # bytes


class HandledForm(Form):
    """Under which handling something goes out."""

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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


class ScopeForm(HandledForm):
    """Who may read, and under which handling."""

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
