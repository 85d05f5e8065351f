"""The form of an item of news, and the filter above the list."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.kernel import dates, substances, units
from sarhad.kernel.claim import PUBLIC, Scope
from sarhad.systems.monitor.news.records import News, Wanted
from sarhad.web.days import day_field
from sarhad.web.fields import Number, Record, Several
from sarhad.web.forms import Form, country_choices, party_choices
from sarhad.web.scopes import HandledForm
from sarhad.web.templatetags.look import country, lang

FACTS = (
    "name",
    "date",
    "country",
    "region",
    "substance",
    "reportedAmount",
    "reportedUnit",
    "story",
    "link",
    "seizure",
)
NAMED = {"story": "text"}
"""Fields that are called otherwise than their property: `text` holds the conditions of the handling."""
OFFICE, PARTIES = "office", "parties"
REACH = {
    OFFICE: _("My office alone: who may release finds it among the news and decides"),
    PARTIES: _("The offices and groups ticked below"),
    PUBLIC: _("Everyone: it stands on the public page, in the feed and in mails to subscribers"),
}


class NewsForm(HandledForm):
    """What is released, and to whom: nothing is chosen beforehand."""

    name = forms.CharField(label=_("Headline"), max_length=300)
    date = day_field(_("Day of the seizure"), hint=_("Day first, such as 14.04.2026; or only 04.2026"))
    country = forms.ChoiceField(label=_("Country"))
    region = forms.CharField(
        label=_("Region or place"), required=False, max_length=300, help_text=_("No address of a person")
    )
    substance = Several(
        label=_("Substance"), required=False, max_length=2000, help_text=_("Several: one on each line"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    reportedAmount = Number(label=_("Amount"), required=False, max_length=60)
    reportedUnit = forms.CharField(
        label=_("Unit"), required=False, max_length=50, widget=forms.TextInput(attrs={"list": "units"})
    )
    story = forms.CharField(
        label=_("Text"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Without names, vehicles, telephone and case numbers"),
    )  # fmt: skip
    link = forms.CharField(
        label=_("Where it was first published"), required=False, max_length=1000,
        validators=[URLValidator(("http", "https"))],
    )  # fmt: skip
    seizure = Record(required=False, max_length=500, widget=forms.HiddenInput)
    reach = forms.ChoiceField(label=_("Open to"), widget=forms.RadioSelect)
    read = forms.MultipleChoiceField(
        label=_("Offices and groups"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        self.fields["level"].initial = "0"
        self.fields["country"].choices = country_choices()
        able = REACH if reader.may(Does.RELEASE) else {OFFICE: REACH[OFFICE]}
        self.fields["reach"].choices = list(able.items())
        self.fields["read"].choices = [each for each in party_choices(reader) if each[0] != PUBLIC]

    def facts(self) -> list[Any]:
        return [self[name] for name in FACTS]

    def units(self) -> list[str]:
        return [each.label(lang()) for each in units.all_units().values()]

    def names(self) -> list[str]:
        return [each.label(lang()) for each in substances.all_substances().values()]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if text := found.get("date"):
            try:
                found["date"] = dates.parse(text, "dmy").iso
            except dates.DateError as error:
                self.add_error("date", gettext(dates.MESSAGES[error.key]) % error.values)
        if found.get("reportedAmount") and not found.get("reportedUnit"):
            self.add_error("reportedUnit", gettext("Give the unit, such as kg."))
        if found.get("reach") == PARTIES and not found.get("read"):
            self.add_error("read", gettext("Tick at least one office or group."))
        return found

    def values(self) -> dict[str, list[str]]:
        """By property; a unit without an amount says nothing."""
        given = {name: self.cleaned_data.get(name) or [] for name in FACTS}
        if not given["reportedAmount"]:
            given["reportedUnit"] = []
        return {
            NAMED.get(name, name): value if isinstance(value, list) else [value]
            for name, value in given.items()
            if value
        }

    def scope(self) -> Scope:
        reach = self.cleaned_data["reach"]
        read = {OFFICE: (), PARTIES: tuple(self.cleaned_data["read"]), PUBLIC: (PUBLIC,)}[reach]
        return Scope(read=read, handling=self.handling())

    def digest(self) -> str:
        """Of what is to be signed: only what the officer was shown is."""
        scope = self.scope()
        said = [self.values(), scope.read, scope.handling.level, scope.handling.text]
        return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


class FilterForm(Form):
    """Which news are shown. Countries and substances are those of the news that the reader sees."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    substance = forms.ChoiceField(label=_("Substance"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)

    def __init__(self, wanted: Wanted, every: list[News]) -> None:
        super().__init__(wanted._asdict())
        states = {country(each.country): each.country for each in every if each.country}
        self._choose("country", _("All countries"), [(code, name) for name, code in sorted(states.items())])
        self._choose("substance", _("All substances"), _named(every))
        self._choose("kind", _("Drugs and precursors"), [("drugs", _("Drugs")), ("precursors", _("Precursors"))])

    def _choose(self, name: str, all_: Any, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = [("", all_), *choices]


def _named(every: list[News]) -> list[tuple[str, str]]:
    """Groups in their order, then single substances by name."""
    families, codes = ({code for each in every for code in getattr(each, of)} for of in ("families", "substances"))
    groups = [(code, group.label(lang())) for code, group in substances.groups().items() if code in families]
    known = substances.all_substances()
    singles = [(code, known[code].label(lang())) for code in codes - set(substances.groups()) if code in known]
    return [*groups, *sorted(singles, key=lambda pair: pair[1])]
