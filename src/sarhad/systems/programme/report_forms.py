"""Forms of published reports, and of figures that others have printed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sarhad.figures.records import CODES
from sarhad.kernel import substances
from sarhad.systems.programme import words
from sarhad.web.days import day_field
from sarhad.web.forms import PasswordForm, country_choices, office_choices
from sarhad.web.planning import Written
from sarhad.web.planning import text as lines
from sarhad.web.scopes import ScopeForm
from sarhad.web.words import lang, options


class PublishForm(PasswordForm, ScopeForm):
    """What stands on a report besides its figures, who reads it, and the password once more."""

    name = forms.CharField(label=pgettext_lazy("of a report", "Title"), max_length=300)
    number = forms.CharField(
        label=_("Outgoing number"), max_length=60, required=False, help_text=_("As in your office's register.")
    )
    signatory = forms.CharField(label=_("Signed by"), max_length=200, help_text=_("Post or rank and name."))
    said = lines(_("Text before the figures"))
    agreed = forms.CharField(
        label=_("How the owners have agreed"), max_length=500, required=False,
        help_text=_("Letters, dates. It is kept for your office alone, with the list of records."),
    )  # fmt: skip
    facts = ("name", "number", "signatory", "said")

    def __init__(self, *args: Any, request: Any, ask_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, request=request, reader=request.reader, **kwargs)
        if not ask_first:
            del self.fields["agreed"]

    def fact_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.facts if name in self.fields]

    def values(self) -> dict[str, str]:
        """As `reports.publish` takes them."""
        given = self.cleaned_data
        return {"name": given["name"], "number": given["number"], "signatory": given["signatory"],
                "text": given.get("said", ""), "agreed": given.get("agreed", "")}  # fmt: skip


class FigureForm(Written):
    """A figure that somebody has printed: what, how much, of whom and when, and where it stands."""

    facts = (
        "figure", "bound", "value", "unit", "startDate", "endDate", "country", "aboutOffice", "substance", "cause",
        "wording", "publication", "page", "publisherUrl", "note",
    )  # fmt: skip
    days = ("startDate", "endDate")

    figure = forms.ChoiceField(label=_("What was counted"))
    bound = forms.ChoiceField(label=_("How the source puts it"))
    value = forms.CharField(label=_("Number"), max_length=40, help_text=_("As printed, such as 162 or 14.73"))
    unit = forms.CharField(
        label=_("Unit"), max_length=20, required=False, help_text=_("Of a weight or amount, such as kg or t")
    )
    startDate = day_field(
        pgettext_lazy("date", "From"), hint=_("A day, a month or a year: 2016 is the whole year.")
    )
    endDate = day_field(_("Until"), required=False, hint=_("Empty: the same day, month or year."))
    country = forms.ChoiceField(label=pgettext_lazy("country", "State"), required=False)
    aboutOffice = forms.ChoiceField(label=_("Office"), required=False)
    substance = forms.ChoiceField(label=_("Substance"), required=False)
    cause = forms.ChoiceField(label=_("What led to it"), required=False)
    wording = lines(_("Words of the source"))
    publication = forms.CharField(
        label=_("Publication"), max_length=300, help_text=_("Who printed it, its title and date.")
    )
    page = forms.CharField(label=_("Page or section"), max_length=60, required=False)
    publisherUrl = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")
    note = lines(_("What else to know"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(each.code, each.label(lang())) for each in substances.groups().values()]
        together = [(code, words.cause(code)) for code in ("cooperation", "information")]
        anything = ("", "—")
        self._choose("figure", [(code, words.figure(code)) for code in CODES])
        self._choose("bound", options("PublishedFigure", "bound"))
        self._choose("country", country_choices())
        self._choose("aboutOffice", [anything, *office_choices()])
        self._choose("substance", [anything, *groups])
        self._choose("cause", [anything, *options("Seizure", "cause"), *together])

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices

    def clean_value(self) -> str:
        given = self.cleaned_data["value"].replace("\u00a0", "").replace(" ", "").replace(",", ".")
        try:
            value = Decimal(given)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or value < 0:
            raise ValidationError(gettext("Give a number, such as 162 or 14.73."))
        return format(value, "f")

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        since, until = found.get("startDate"), found.get("endDate")
        if since and until and until < since:
            self.add_error("endDate", gettext("The last day is before the first. Exchange them."))
        if found.get("figure") == "kg" and not found.get("unit"):
            found["unit"] = "kg"
        return found

    def values(self) -> dict[str, list[str]]:
        given = super().values()
        given |= {"text": given.pop("wording")} if "wording" in given else {}
        return given | {"endDate": given.get("endDate") or given["startDate"]}
