"""Forms of plans, recommendations and meetings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sarhad.access.reader import Reader
from sarhad.desk.plans import actions
from sarhad.desk.plans.records import Item
from sarhad.web.days import DayForm, day_field
from sarhad.web.fields import Files
from sarhad.web.forms import office_choices
from sarhad.web.scopes import ScopeForm
from sarhad.web.words import options

DAY = _("Day first, such as 14.04.2026")


def text(label: Any, rows: int = 2, required: bool = False, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=20000, widget=widget, help_text=hint)


def now() -> str:
    return timezone.localdate().strftime("%d.%m.%Y")


class Written(DayForm, ScopeForm):
    """What is stated by hand, with who may read it."""

    facts: tuple[str, ...] = ()

    def fact_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.facts]

    def values(self) -> dict[str, list[str]]:
        """By property of the schema, empty ones left out."""
        found = {name: self.cleaned_data.get(name) or [] for name in self.facts if name != "files"}
        return {name: value if isinstance(value, list) else [value] for name, value in found.items() if value}


class RecommendationForm(Written):
    facts = ("name", "recommendationType", "office", "responsible", "dueDate", "priority", "description")
    days = ("dueDate",)

    name = forms.CharField(label=_("What is to be done"), max_length=500)
    recommendationType = forms.ChoiceField(label=_("Kind"))
    office = forms.ChoiceField(label=_("Who is in charge"), help_text=_("The office reads it and is reminded."))
    responsible = forms.CharField(label=_("Person in charge"), required=False, max_length=200)
    dueDate = day_field(_("By when"), hint=DAY)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    description = text(_("Details"))

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recommendationType"].choices = options("Recommendation", "recommendationType")
        self.fields["recommendationType"].initial = kind
        self.fields["priority"].choices = [("", "—"), *options("Recommendation", "priority")]
        self.fields["office"].choices = office_choices()
        self.fields["office"].initial = kwargs["reader"].office


class PlanForm(Written):
    facts = ("name", "startDate", "endDate", "purpose")
    days = ("startDate", "endDate")

    name = forms.CharField(label=pgettext_lazy("of a plan", "Title"), max_length=300)
    startDate = day_field(_("From"), hint=DAY)
    endDate = day_field(_("Until"))
    purpose = text(_("What it is for"))


class DecisionsForm(DayForm):
    """Lines for what was decided; a term and an office for each."""

    rows = 3  # of what was recommended or decided

    def add_lines(self, offices: list[tuple[str, str]]) -> None:
        for n in range(self.rows):
            self.fields[f"r{n}-name"] = forms.CharField(
                label=_("What is to be done"), required=False, max_length=500
            )
            self.fields[f"r{n}-office"] = forms.ChoiceField(
                label=_("Who is in charge"), required=False, choices=[("", "—"), *offices]
            )
            self.fields[f"r{n}-dueDate"] = day_field(_("By when"), required=False)
        self.days = (*self.days, *(f"r{n}-dueDate" for n in range(self.rows)))

    def lines(self) -> list[list[forms.BoundField]]:
        return [[self[f"r{n}-{name}"] for name in ("name", "office", "dueDate")] for n in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for n in range(self.rows):
            given = {name: found.get(f"r{n}-{name}") for name in ("name", "office", "dueDate")}
            if any(given.values()) and not all(given.values()):
                for name, value in given.items():
                    if not value and f"r{n}-{name}" not in self.errors:
                        self.add_error(f"r{n}-{name}", gettext("Say what is to be done, by whom and by when."))
        return found

    def decided(self, kind: str = "recommendation") -> list[dict[str, list[str]]]:
        """Recommendations by property, those that were filled in."""
        rows = (
            {name: self.cleaned_data.get(f"r{n}-{name}") for name in ("name", "office", "dueDate")}
            for n in range(self.rows)
        )
        return [
            {"recommendationType": [kind], **{name: [value] for name, value in row.items()}}
            for row in rows
            if row["name"]
        ]


class MeetingForm(DecisionsForm, Written):
    """A meeting with what was decided there."""

    facts = ("name", "meetingType", "date", "location", "office", "participants", "agenda", "minutes")
    days = ("date",)

    name = forms.CharField(label=pgettext_lazy("of a meeting", "Title"), max_length=300)
    meetingType = forms.ChoiceField(label=_("Kind"))
    date = day_field(_("When"), hint=DAY)
    location = forms.CharField(label=_("Where"), required=False, max_length=200)
    office = forms.MultipleChoiceField(label=_("Who took part"), widget=forms.CheckboxSelectMultiple)
    participants = forms.IntegerField(label=_("Number of people"), required=False, min_value=1)
    agenda = text(_("Agenda"))
    minutes = text(_("What was said and found"))
    files = Files(label=_("Signed minutes and photos"), required=False)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, reader=reader, **kwargs)
        self.fields["meetingType"].choices = options("Meeting", "meetingType")
        self.fields["date"].initial = now()
        self.fields["office"].choices = office_choices()
        self.fields["office"].initial = [reader.office]
        self.add_lines(office_choices())

    def values(self) -> dict[str, list[str]]:
        return {name: [str(each) for each in value] for name, value in super().values().items()}

    def decided(self, kind: str = "") -> list[dict[str, list[str]]]:
        council = self.cleaned_data["meetingType"] == "council"
        return super().decided(kind or ("decision" if council else "recommendation"))


class StepForm(DayForm):
    days = ("date", "due")

    step = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    date = day_field(_("When"), hint=DAY)
    due = day_field(_("New term"), required=False, hint=_("Needed to postpone."))
    evidence = text(_("What shows that it is done"), hint=_("Needed for “done”, here or attached."))
    files = Files(label=_("Papers and photos"), required=False)
    note = text(_("Note"), hint=_("Needed to reject or drop."))

    def __init__(self, *args: Any, reader: Reader, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = dict(options("RecommendationStep", "step"))
        self.fields["step"].choices = [(each, named[each]) for each in actions.may_take(reader, item)]
        self.fields["date"].initial = now()
