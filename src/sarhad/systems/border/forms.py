"""Forms about reports: filters of the list, feedback, putting a submission aside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.systems.border.records import Report
from sarhad.web.days import DayForm, day_field
from sarhad.web.forms import Form
from sarhad.web.words import options

POOR = 70  # per cent below which a report counts as incomplete


class FilterForm(DayForm):
    """Filters of the list, from its address. What cannot be read counts as not given."""

    days = ("since", "until")

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    office = forms.CharField(label=_("Reporting office"), required=False, max_length=40)
    place = forms.CharField(label=_("Post or place"), required=False, max_length=100)
    since = day_field(_("From"), required=False, hint=_("Day first, such as 14.04.2026"))
    until = day_field(_("To"), required=False)
    urgent = forms.BooleanField(label=_("Urgent only"), required=False)
    ours = forms.BooleanField(label=_("Our office only"), required=False)
    poor = forms.BooleanField(label=_("Incomplete (below 70%)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", gettext("Any")), *options("Report", "reportType")]

    def chosen(self) -> dict[str, Any]:
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def fits(report: Report, chosen: dict[str, Any]) -> bool:
    """Whether a report is one that the filters ask for."""
    place, day = chosen.get("place", "").casefold(), report.date[:10]
    return (
        chosen.get("kind", report.kind) == report.kind
        and chosen.get("office", report.office).upper() == report.office
        and place in report.place.casefold()
        and chosen.get("since", "") <= day
        and (not chosen.get("until") or day <= f"{chosen['until']}~")
        and (not chosen.get("urgent") or report.urgent)
        and (not chosen.get("ours") or report.held)
        and (not chosen.get("poor") or (report.percent is not None and report.percent < POOR))
    )


def told(form: FilterForm, chosen: dict[str, Any]) -> str:
    """The filters that are set, in words."""
    return " · ".join(_told(form, chosen))


def _told(form: FilterForm, chosen: dict[str, Any]) -> Iterable[str]:
    for name, value in chosen.items():
        choices = dict(getattr(form.fields[name], "choices", ()))
        yield str(form.fields[name].label if value is True else choices.get(value, value))


class FeedbackForm(Form):
    usefulness = forms.ChoiceField(label=_("What became of it"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("For the author"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What helped, or what to add next time"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usefulness"].choices = options("Feedback", "usefulness")

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("usefulness") == "incomplete" and not found.get("text"):
            self.add_error("text", gettext("Say what is missing."))
        return found
