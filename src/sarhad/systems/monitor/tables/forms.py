"""Forms of published tables: the file, how its columns are understood and what it is; decisions on rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sarhad.access.reader import Reader
from sarhad.kernel import dates, substances, units
from sarhad.systems.monitor.series import words as series_words
from sarhad.systems.monitor.series.guessing import with_roles
from sarhad.systems.monitor.series.records import MEASURES, Looked, number_of
from sarhad.systems.monitor.tables import kinds, words
from sarhad.systems.monitor.tables.actions import ALL, OFFICE
from sarhad.systems.monitor.tables.columns import Columns
from sarhad.systems.monitor.tables.decisions import DIFFERENT, SAME
from sarhad.web.forms import Form, country_choices
from sarhad.web.scopes import ScopeForm
from sarhad.web.words import lang, options

SCOPE = ("level", "text", "secrecy", "tlp", "read", "point")
FIXED_FIELDS = ("country", "year", "substance", "measure", "unit", "currency", "decimal")
ABOUT = ("publisher", "licence", "sourceUrl", "startDate", "endDate", "publishedOn", "missing")


class FileForm(Form):
    file = forms.FileField(
        label=_("The table"), help_text=_("CSV or XLSX, also in a ZIP, as it came. It is kept unchanged.")
    )
    kind = forms.ChoiceField(label=_("What its rows are"))

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = options("StatisticalTable", "tableType")
        self.fields["kind"].initial = kind or words.SEIZURES

    def clean_kind(self) -> str:
        kind = str(self.cleaned_data["kind"])
        if kind not in kinds.READABLE:
            raise ValidationError(gettext("Tables of this kind cannot be read yet."))
        return kind

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.TABLE_LIMIT:
            text = gettext("The file is larger than %(most)d MB. Put it into a ZIP, or split it by years.")
            raise ValidationError(text % {"most": settings.TABLE_LIMIT // 2**20})
        return file


class AboutForm(ScopeForm):
    """What a table is, from where, and who may read it. A new edition keeps the readers of the one before."""

    name = forms.CharField(
        label=pgettext_lazy("of a table", "Name"), max_length=200, help_text=_("As others will find and cite it")
    )
    publisher = forms.CharField(label=_("Publisher"), required=False, max_length=200)
    licence = forms.CharField(
        label=_("Licence"), required=False, max_length=500, help_text=_("On what terms it may be used and cited")
    )
    sourceUrl = forms.URLField(label=_("Link to the source"), required=False, max_length=500, assume_scheme="https")
    startDate = forms.CharField(
        label=_("Since"), required=False, max_length=20, help_text=_("Empty: as its rows say")
    )
    endDate = forms.CharField(label=_("Until"), required=False, max_length=20)
    publishedOn = forms.CharField(
        label=_("Published on"), required=False, max_length=20, help_text=_("A day, month or year")
    )
    missing = forms.CharField(
        label=_("What is missing"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as: whoever put it together removed cannabis. It is shown wherever its figures are."),
    )  # fmt: skip
    lacks = forms.MultipleChoiceField(
        label=_("Substances that were left out"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, reader: Reader, signing: bool, edition: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, reader=reader, **kwargs)
        self.fields["lacks"].choices = [(code, each.label(lang())) for code, each in substances.groups().items()]
        self.fields["name"].required = signing
        if edition:
            for name in SCOPE:
                del self.fields[name]
            self.fields["why"] = forms.CharField(
                label=_("Why a new edition"), required=signing, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    def _date(self, name: str) -> str:
        text = self.cleaned_data.get(name, "").strip()
        try:
            return dates.parse(text, "dmy").iso[:10] if text else ""
        except dates.DateError as error:
            raise ValidationError(gettext("Write it like 2016, 2016-03 or 25.03.2016.")) from error

    def clean_startDate(self) -> str:
        return self._date("startDate")

    def clean_endDate(self) -> str:
        return self._date("endDate")

    def clean_publishedOn(self) -> str:
        return self._date("publishedOn")

    def about(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in ABOUT}


class CheckForm(AboutForm):
    """How the columns of a table of seizures are understood. Fields `c0`, `c1` … say what each column holds."""

    order = forms.ChoiceField(label=_("Dates in figures are written"), choices=list(words.ORDER_LABELS.items()))
    decimal = forms.ChoiceField(
        label=_("Before decimals stands"), choices=list(words.DECIMAL_LABELS.items()), required=False
    )
    country = forms.ChoiceField(label=_("Country of rows that name none"), required=False)
    unit = forms.ChoiceField(label=_("Unit of rows that name none"), required=False)

    def __init__(self, *args: Any, guessed: Columns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guessed = guessed
        self.fields["country"].choices = country_choices()
        self.fields["unit"].choices = [
            ("", "—"),
            *((code, each.label(lang())) for code, each in units.all_units().items()),
        ]
        for name in ("order", "decimal", "country", "unit"):
            self.fields[name].initial = getattr(guessed, name)
        named = {place: name for name, place in guessed.places.items()}
        choices = [("", "—"), *words.FIELD_LABELS.items()]
        for place, text in enumerate(guessed.header):
            label = gettext("Column %(n)d: %(name)s") % {"n": place + 1, "name": text}
            field = forms.ChoiceField(label=label, required=False, choices=choices, initial=named.get(place, ""))
            self.fields[f"c{place}"] = field

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        self.places = self._places(found)
        if not {"date", "substance", "amount"} & self.places.keys():
            self.add_error(None, gettext("Say which columns hold the date, the substance and the amount."))
        if "country" not in self.places and not found.get("country"):
            self.add_error("country", gettext("Say which column names the country, or choose one for all rows."))
        return found

    def _places(self, found: Mapping[str, Any]) -> dict[str, int]:
        places: dict[str, int] = {}
        for place in range(len(self.guessed.header)):
            name = found.get(f"c{place}")
            if name and name in places:
                text = gettext("Two columns are both “%(name)s”. Leave it to one of them.")
                self.add_error(f"c{place}", text % {"name": words.FIELD_LABELS[name]})
            elif name:
                places[name] = place
        return places

    def columns(self) -> str:
        given, old = self.cleaned_data, self.guessed
        said = {name: given[name] for name in ("order", "decimal", "country", "unit")}
        return Columns(self.places, **said, **old.layout, header=old.header).json()


class NumbersForm(AboutForm):
    """How a table of published numbers is understood. Fields `r0_1` say what column 1 of part 0 holds."""

    country = forms.ChoiceField(label=_("Country of numbers that name none"), required=False)
    year = forms.CharField(label=_("Year of numbers that name none"), required=False, max_length=9)
    substance = forms.CharField(label=_("Substance of numbers that name none"), required=False, max_length=100)
    measure = forms.ChoiceField(label=_("What the numbers count"), required=False)
    unit = forms.CharField(label=_("Unit of numbers that name none"), required=False, max_length=40)
    currency = forms.CharField(label=_("Currency of prices that name none"), required=False, max_length=10)
    decimal = forms.ChoiceField(
        label=_("Before decimals stands"), choices=list(words.DECIMAL_LABELS.items()), required=False
    )

    def __init__(self, *args: Any, looked: Looked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looked = looked
        self.fields["country"].choices = country_choices()
        kinds_of = [(code, series_words.MEASURES[code]) for code in MEASURES[looked.columns.kind]]
        self.fields["measure"].choices = [("", "—"), *kinds_of]
        for name in FIXED_FIELDS:
            self.fields[name].initial = looked.columns.fixed.get(name, "")
        for n, part in enumerate(looked.columns.parts):
            for place, role in enumerate(part.roles):
                choices = [("", "—"), *((code, label) for code, label in series_words.ROLES.items() if code)]
                if role and role not in series_words.ROLES:
                    choices.append((role, series_words.role(role)))
                field = forms.ChoiceField(label=str(place + 1), required=False, choices=choices, initial=role)
                self.fields[f"r{n}_{place}"] = field

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        parts = self.looked.columns.parts
        if not any(
            number_of(found.get(f"r{n}_{at}", "")) for n, part in enumerate(parts) for at in range(len(part.roles))
        ):
            self.add_error(None, gettext("Say which columns hold numbers."))
        return found

    def columns(self) -> str:
        given, said = self.cleaned_data, self.looked.columns
        fixed = {name: given.get(name, "") for name in FIXED_FIELDS}
        for n, part in enumerate(said.parts):
            roles = [given.get(f"r{n}_{place}", "") for place in range(len(part.roles))]
            said = with_roles(said, n, roles, {name: text for name, text in fixed.items() if text})
        return kinds.as_json(said)


class DecideForm(Form):
    verdict = forms.ChoiceField(label=_("These rows are"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands beside the decision, for all who read it."),
    )  # fmt: skip
    reach = forms.ChoiceField(label=_("Who may read and use the decision"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, table: bool, whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = _("one seizure: counted once") if not whole else _("repeated: equal rows are counted once")
        other = _("different seizures: each counts") if not whole else _("different seizures: each row counts")
        self.fields["verdict"].choices = [(SAME, same), (DIFFERENT, other)]
        reach = [(OFFICE, _("my office"))] + ([(ALL, _("whoever may read the table"))] if table else [])
        self.fields["reach"].choices = reach
        self.fields["reach"].initial = reach[-1][0]


def posted(data: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What a form sent, to begin the next one with."""
    dropped = {"csrfmiddlewaretoken", "deed"}
    many = {"read", "point", "lacks"}
    return {
        name: list(values) if name in many else values[0]
        for name, values in data.items()
        if values and name not in dropped
    }
