"""The form above results: a period and what narrows it. It is read from the address, so that a page can be kept."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sarhad.figures.records import Ask
from sarhad.kernel import model, substances
from sarhad.systems.programme import words
from sarhad.systems.programme.periods import AHEAD, FIRST_YEAR, NAMES, PARTS, Period, part_of
from sarhad.web.forms import NEAR, Form, office_choices
from sarhad.web.templatetags.look import country, lang

ID = re.compile(r"[0-9a-f]{32}")
DAYS = "days"
NARROWS = ("office", "country", "operation", "cause", "substance")


def _date(label: Any, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=hint)


class ResultsForm(Form):
    """What is asked for. `ask()` is for a form that is valid.

    Args:
        today: of the reader's office; its year is asked for where nothing is said.
    """

    year = forms.TypedChoiceField(label=_("Year"), coerce=int, empty_value=None, required=False)
    part = forms.ChoiceField(label=_("Part of it"), required=False)
    since = _date(pgettext_lazy("date", "From"), _("With “The days below”"))
    until = _date(pgettext_lazy("date", "To"))
    country = forms.ChoiceField(label=pgettext_lazy("country", "State"), required=False)
    office = forms.ChoiceField(label=_("Office"), required=False)
    substance = forms.ChoiceField(label=_("Substance"), required=False)
    cause = forms.ChoiceField(label=_("What led to it"), required=False)
    operation = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        asked = (data or {}).get("country", "")
        codes = dict.fromkeys((*NEAR, *([asked] if country(asked) != asked else [])))
        years = [(each, str(each)) for each in range(today.year, FIRST_YEAR - 1, -1)]
        self._choose("year", [("", "—"), *years])
        self._choose("part", part_choices())
        self._choose("country", [("", gettext("The region")), *((code, country(code)) for code in codes)])
        self._choose("office", [("", gettext("All offices")), *office_choices()])
        groups = [(each.code, each.label(lang())) for each in substances.groups().values()]
        self._choose("substance", [("", gettext("All substances")), *groups])
        causes = model.schema("Seizure").properties["cause"]
        options = [(code, causes.show(code, lang())) for code in causes.options]
        self._choose("cause", [("", gettext("Whatever led to it")), *words.TOGETHER.items(), *options])

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices

    def clean_operation(self) -> str:
        text = str(self.cleaned_data["operation"])
        return text if ID.fullmatch(text) else ""

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("The last day is before the first. Exchange them."))
        for name in ("since", "until"):
            if found.get(name) and found[name].year < FIRST_YEAR:
                self.add_error(name, gettext("Give a year from %(year)s on.") % {"year": FIRST_YEAR})
            elif found.get(name):  # nothing is dated later, and each year is a column of the picture
                found[name] = min(found[name], date(self.today.year + AHEAD, 12, 31))
        return found

    def period(self) -> Period:
        """The year and its part; else the days; else this year."""
        given = self.cleaned_data
        since, until, year = given.get("since"), given.get("until"), given.get("year")
        if given.get("part") == DAYS or not year:
            if since or until:
                return Period(since or date((until or self.today).year, 1, 1), until or max(self.today, since))
            year = year or self.today.year
        part = given.get("part") if given.get("part") in PARTS else "year"
        return part_of(year, part)

    def ask(self) -> Ask:
        given, period = self.cleaned_data, self.period()
        narrowed = {name: given.get(name) or "" for name in NARROWS}
        return Ask(since=period.since.isoformat(), until=period.until.isoformat(), **narrowed)


def part_choices() -> list[tuple[str, Any]]:
    months = [(f"m{number:02d}", name.capitalize()) for number, name in MONTHS.items()]
    return [*NAMES.items(), (gettext("A month"), months), (DAYS, gettext("The days below"))]


def shown(ask: Ask, today: date) -> ResultsForm:
    """The form as it stands above the figures asked for."""
    period = Period(date.fromisoformat(ask.since), date.fromisoformat(ask.until))
    fields = {name: getattr(ask, name) for name in NARROWS}
    days = {} if period.part else {"since": ask.since, "until": ask.until}
    fields |= {"year": period.since.year, "part": period.part or DAYS, **days}
    return ResultsForm(fields, today=today)
