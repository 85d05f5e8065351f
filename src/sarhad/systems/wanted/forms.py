"""Forms of the wanted list: a notice, its steps, its review, a sighting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.access.reader import Reader
from sarhad.entities.records import Profile
from sarhad.kernel import model
from sarhad.ledger.models import Party
from sarhad.systems.wanted import words
from sarhad.systems.wanted.actions import Issue, is_public, may_take
from sarhad.systems.wanted.folding import stages
from sarhad.systems.wanted.queries import COLOURS
from sarhad.systems.wanted.records import Notice
from sarhad.web.days import DayForm, day_field
from sarhad.web.fields import Files, field_for
from sarhad.web.forms import Form, country_choices
from sarhad.web.statements import StatementForm
from sarhad.web.templatetags.look import lang
from sarhad.web.words import options

ABOUT = {
    "Person": (
        "name", "alias", "birthDate", "birthPlace", "gender", "nationality", "passportNumber", "idNumber",
        "appearance", "height", "spokenLanguage",
    ),
    "Vehicle": ("registrationNumber", "country", "type", "make", "model", "color", "vin"),
}  # fmt: skip
"""What the form asks about a new subject."""
YEAR = timedelta(days=365)


class IssueForm(StatementForm):
    """A notice, and what it says about its subject: somebody new, or somebody known."""

    def __init__(self, *args: Any, kind: str, subject: Profile | None, **kwargs: Any) -> None:
        super().__init__(*args, schema="WantedNotice", **kwargs)
        self.kind, self.subject = kind, subject
        self.about = ABOUT[kind] if subject is None else ("appearance",) if subject.schema == "Person" else ()
        known = model.schema(kind if subject is None else subject.schema)
        for name in self.about:
            self.fields[f"s-{name}"] = field_for(known.properties[name], name in ("name", "registrationNumber"))
        self._shape()

    def _shape(self) -> None:
        dangers = model.schema("WantedNotice").properties["dangers"]
        self.fields["p-dangers"] = forms.MultipleChoiceField(
            label=dangers.label(lang()),
            choices=options("WantedNotice", "dangers"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        for name in ("p-colour", "p-offence", "p-reviewDate", "p-contactPhone"):
            self.fields[name].required = True
        self.fields["p-colour"].choices = _colours()
        today = timezone.localdate()
        self.fields["p-reviewDate"].initial = (today + YEAR).strftime("%d.%m.%Y")
        self.fields["p-wantedBy"].initial = self.country
        self.fields["files"].label = _("Photos of the person or thing")

    def subject_fields(self) -> list[forms.BoundField]:
        return [self[f"s-{name}"] for name in self.about]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        spec = model.schema(self.subject.schema if self.subject else self.kind)
        self.check("s-", spec, self.given("s-", self.about))
        return found

    def issue(self) -> Issue:
        return Issue(
            notice=self.given("p-", self.names),
            subject=self.subject.id if self.subject else "",
            schema=self.kind,
            about=self.given("s-", self.about),
            files=tuple(self.cleaned_data["files"]),
            grade=self.cleaned_data.get("graded"),
            country=self.country,
            stated=self.cleaned_data["stated"],
        )


def _colours() -> list[tuple[str, str]]:
    """Each with what it asks, as a choice: official lists come by import."""
    prop = model.schema("WantedNotice").properties["colour"]
    long = 3 if lang() == "ru" else 2
    return [("", "—")] + [
        (code, names[long] if len(names) > long else prop.show(code, lang()))
        for code, names in prop.options.items()
        if code != "other"
    ]


class StepForm(DayForm):
    days = ("date",)

    step = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    date = day_field(_("When"), hint=_("Day first, such as 14.04.2026"))
    place = forms.CharField(label=_("Where"), required=False, max_length=200)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    kept = forms.BooleanField(
        label=_("Keep it to our office for now"),
        required=False,
        help_text=_("Not possible for an end: everyone whom the notice reaches must know."),
    )

    told = forms.BooleanField(
        label=_("Tell the public too"),
        required=False,
        help_text=_("Ends are told to the public in any case. Place and note never are."),
    )

    def __init__(self, *args: Any, reader: Reader, notice: Notice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_public(reader, notice):
            del self.fields["told"]
        self.fields["step"].choices = [(each, words.step_name(each)) for each in may_take(reader, notice)]
        self.fields["date"].initial = timezone.localdate().strftime("%d.%m.%Y")
        if not notice.held:
            del self.fields["kept"]


class ReviewForm(DayForm):
    days = ("review", "valid")

    review = day_field(_("Review again by"))
    valid = day_field(_("Valid until"), required=False)

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review"].initial = (timezone.localdate() + YEAR).strftime("%d.%m.%Y")
        self.fields["valid"].initial = ".".join(reversed(notice.valid_until.split("-")))

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not self.errors and found["review"] <= timezone.localdate().isoformat():
            self.add_error("review", gettext("The next review lies in the future."))
        return found


class SightingForm(DayForm):
    """Short, for a phone at a post: when, where, which way; the rest if there is time."""

    days = ("date",)

    date = day_field(_("When"), hint=_("Day and time, such as 14.04.2026 06:40"))
    location = forms.CharField(label=_("Where"), max_length=200, help_text=_("Post, lane, street or place"))
    direction = forms.ChoiceField(label=_("Which way"), required=False)
    measures = forms.ChoiceField(label=_("What was done"), required=False)
    document = forms.CharField(label=_("Document shown"), required=False, max_length=100)
    companions = forms.CharField(
        label=_("With whom, in which vehicle"),
        required=False,
        max_length=500,
        help_text=_("Plate, driver, company"),
    )
    summary = forms.CharField(
        label=_("What was seen"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    files = Files(label=_("Photos"), required=False)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("direction", "measures"):
            self.fields[name].choices = [("", "—"), *options("Sighting", name)]
        self.fields["date"].initial = timezone.localtime().strftime("%d.%m.%Y %H:%M")
        place = Party.objects.filter(id=reader.office, sort="post").first()
        if place:
            self.fields["location"].initial = (lang() == "ru" and place.name_ru) or place.name_en

    def values(self) -> dict[str, list[str]]:
        given = {name: value for name, value in self.cleaned_data.items() if name != "files" and value}
        return {name: [value] for name, value in given.items()}


# The list


class FilterForm(Form):
    """Filters of the list, from its address. What cannot be read counts as not given."""

    q = forms.CharField(label=_("Name or number"), required=False, max_length=200)
    colour = forms.ChoiceField(label=_("Notice"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    country = forms.ChoiceField(label=_("Wanted by"), required=False)
    office = forms.ChoiceField(label=_("Issued by"), required=False)
    due = forms.BooleanField(label=_("Ours, review due within 30 days"), required=False)
    ended = forms.BooleanField(label=_("Ended or run out"), required=False)

    def __init__(self, *args: Any, offices: list[str], countries: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_ = [("", gettext("Any"))]
        self.fields["colour"].choices = any_ + [(each, words.colour_name(each)) for each in COLOURS[:-1]]
        self.fields["state"].choices = any_ + [(each, words.step_name(each)) for each in stages()[:-1]]
        named = dict(country_choices())
        self.fields["country"].choices = any_ + [(each, named.get(each, each)) for each in countries]
        self.fields["office"].choices = any_ + [(each, each) for each in offices]

    def chosen(self) -> dict[str, Any]:
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def fits(notice: Notice, chosen: dict[str, Any], today: date) -> bool:
    """Whether a notice is one that the filters ask for, its name left out."""
    left = notice.review_in(today)
    return (
        chosen.get("colour", notice.colour) == notice.colour
        and chosen.get("state", notice.state.step) == notice.state.step
        and chosen.get("country", notice.wanted_by) == notice.wanted_by
        and chosen.get("office", notice.office) == notice.office
        and (not chosen.get("due") or (notice.held and left is not None and left <= 30))
    )
