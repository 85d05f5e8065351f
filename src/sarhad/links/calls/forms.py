"""Forms of call records: the file, how it is read, and what one asks of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from babel.dates import get_timezone_location
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.kernel import phones
from sarhad.links.calls import cells, fields
from sarhad.links.calls.records import Columns
from sarhad.links.calls.words import ORDER_LABELS, UNIT_LABELS, ZONES
from sarhad.web.forms import Form, country_choices
from sarhad.web.scopes import GradedForm
from sarhad.web.words import lang


class FileForm(Form):
    file = forms.FileField(
        label=_("The operator's file"),
        help_text=_("CSV or XLSX, as it came. Do not clean it up: it is kept unchanged."),
    )
    country = forms.ChoiceField(label=_("Country where short and national numbers are dialled"), required=False)

    def __init__(self, *args: Any, country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_choices()
        self.fields["country"].initial = country

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.CALLS_LIMIT:
            text = gettext("The file is larger than %(most)d MB. Split it by months and add the parts.")
            raise ValidationError(text % {"most": settings.CALLS_LIMIT // 2**20})
        return file


def city(zone: str) -> str:
    """The city that a zone is named after; UTC is itself."""
    return get_timezone_location(zone, locale=lang(), return_city=True) if "/" in zone else zone


class CheckForm(GradedForm):
    """How the columns of a file are understood, and what it is. Fields `c0`, `c1` … say what each column holds."""

    order = forms.ChoiceField(label=_("Dates in figures are written"), choices=list(ORDER_LABELS.items()))
    unit = forms.ChoiceField(label=_("Durations without a colon are"), choices=list(UNIT_LABELS.items()))
    country = forms.ChoiceField(label=_("Country where short and national numbers are dialled"), required=False)
    zone = forms.ChoiceField(
        label=_("Clock"), required=False,
        help_text=_("Only for times that name their distance from UTC, such as 10:00Z."),
    )  # fmt: skip
    own = forms.CharField(
        label=_("Whose calls these are, if no column says so"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    headless = forms.BooleanField(label=_("The first row is a call, not a header"), required=False)
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As colleagues will find it in the list"))
    operator = forms.CharField(label=_("Operator"), required=False, max_length=200)
    legalBasis = forms.CharField(
        label=_("Legal basis"), max_length=500,
        help_text=_("The court's decision or other warrant, with its date and number."),
    )  # fmt: skip

    def __init__(self, *args: Any, header: Sequence[str], guessed: Columns, signing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header, self.layout = header, guessed.layout
        del self.fields["stated"]
        self.fields["country"].choices = country_choices()
        self.fields["zone"].choices = [("", gettext("as in the file")), *((name, city(name)) for name in ZONES)]
        for name in ("order", "unit", "country", "zone", "own", "headless"):
            self.fields[name].initial = getattr(guessed, name)
        for name in ("name", "legalBasis"):
            self.fields[name].required = signing
        named = {place: name for name, place in guessed.places.items()}
        choices = [("", "—"), *fields.FIELDS.items()]
        for place, text in enumerate(header):
            label = gettext("Column %(n)d: %(name)s") % {"n": place + 1, "name": text}
            field = forms.ChoiceField(label=label, required=False, choices=choices, initial=named.get(place, ""))
            self.fields[f"c{place}"] = field

    def clean_own(self) -> str:
        text = self.cleaned_data["own"]
        return cells.number(text, phones.dialling_region(self.data.get("country") or "")) if text else ""

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        self.places = self._places(found)
        self._check()
        return found

    def clean_date(self, name: str) -> None:
        """There is no date to state: calls have their own."""

    def _places(self, found: Mapping[str, Any]) -> dict[str, int]:
        places: dict[str, int] = {}
        for place, _text in enumerate(self.header):
            name = found.get(f"c{place}")
            if name and name in places:
                text = gettext("Two columns are both “%(name)s”. Leave it to one of them.")
                self.add_error(f"c{place}", text % {"name": fields.FIELDS[name]})
            elif name:
                places[name] = place
        return places

    def _check(self) -> None:
        named, own = self.places.keys(), bool(self.cleaned_data.get("own"))
        plain, directed = named & {"caller", "called"}, named & {"subject", "other"}
        if plain and directed:
            text = _("Either caller and called, or the subscriber and the other number: not both.")
            self.add_error(None, text)
        elif directed or not plain:
            if "other" not in named or not (own or "subject" in named):
                self.add_error(None, _("Say which columns hold the two numbers."))
            if not named & {"direction", "kind"}:
                self.add_error(None, _("Say which column tells whether a call came in or went out."))
        elif "called" not in named or not (own or "caller" in named):
            self.add_error(None, _("Say which columns hold the two numbers."))
        if not named & {"when", "date"}:
            self.add_error(None, _("Say which column holds the date."))

    def columns(self) -> Columns:
        given = self.cleaned_data
        return Columns(
            self.places, given["order"], given["unit"], given["country"], given["zone"], given["own"],
            given["headless"], self.layout,
        )  # fmt: skip


class AskForm(Form):
    """What one looks at, from the page's address. What cannot be read is told by its field."""

    since = forms.CharField(label=_("Since"), required=False, max_length=40)
    until = forms.CharField(label=_("Until"), required=False, max_length=40)
    number = forms.CharField(label=_("Only with this number"), required=False, max_length=60)
    event = forms.CharField(
        label=_("Event"), required=False, max_length=40,
        help_text=_("A day, such as 25.01.2026: which numbers are new since then, which fell silent?"),
    )  # fmt: skip

    def _day(self, name: str) -> int | None:
        text = self.cleaned_data.get(name, "").strip()
        if not text:
            return None
        found = cells.day_of(text, "dmy")
        if found is None:
            raise ValidationError(gettext("Write a day like 25.01.2026."))
        return found

    def clean_since(self) -> int | None:
        return self._day("since")

    def clean_until(self) -> int | None:
        return self._day("until")

    def clean_event(self) -> int | None:
        return self._day("event")

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        since, until = found.get("since"), found.get("until")
        if since is not None and until is not None and since > until:
            self.add_error("until", gettext("The end lies before the beginning."))
        return found
