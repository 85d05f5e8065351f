"""Forms of groups, channels and criminal cases, and of the steps of their lives."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sarhad.access.reader import Reader
from sarhad.entities.sight import Sight
from sarhad.figures.lives import CASE, CHANNEL, GROUP, Life, lives
from sarhad.systems.operations.life_actions import FIRST, STEPS, may_take
from sarhad.systems.operations.queries import operations
from sarhad.web.days import DayForm, day_field
from sarhad.web.fields import Number, Record
from sarhad.web.forms import Form
from sarhad.web.planning import DAY, now, text
from sarhad.web.statements import StatementForm
from sarhad.web.words import options


class NewLifeForm(StatementForm):
    """A group, a channel (a route with the group that uses it) or a case."""

    def __init__(self, *args: Any, reader: Reader, schema: str, **kwargs: Any) -> None:
        super().__init__(*args, reader=reader, schema=schema, **kwargs)
        if schema == CASE:
            self.fields["p-fileDate"].required = True
            self.fields["p-fileDate"].initial = timezone.localdate().strftime("%d.%m.%Y")
            self.fields["p-agency"].initial = reader.office
            return
        named = dict(options("DisruptionStep", "step"))
        self.fields["step"] = forms.ChoiceField(
            label=_("What is known of it"),
            choices=[(each, named[each]) for each in FIRST],
            widget=forms.RadioSelect,
        )
        self.fields["step"].initial = FIRST[0]
        self.fields["since"] = day_field(_("Since when"), hint=DAY)
        self.fields["since"].initial = now()
        if schema == CHANNEL:
            known = [(each.id, each.caption) for each in lives(Sight(reader), GROUP)]
            self.fields["p-group"] = forms.ChoiceField(
                label=_("Group that uses it"), choices=[("", "—"), *known], required=False
            )

    def first_step(self) -> list[forms.BoundField]:
        return [self[name] for name in ("step", "since") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if "since" in self.fields:
            self.clean_date("since")
        return found


class LifeStepForm(DayForm):
    """The next step of a group, channel or case."""

    days = ("date",)

    step = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    date = day_field(_("When"), hint=DAY)
    operation = forms.ChoiceField(
        label=_("By which operation"),
        required=False,
        help_text=_("Whoever does not know of the operation reads no name."),
    )
    convicted = Number(label=_("Persons convicted"), required=False, max_length=6)
    acquitted = Number(label=_("Persons acquitted"), required=False, max_length=6)
    court = forms.CharField(label=_("Court"), required=False, max_length=200)
    note = text(_("Note"))
    kept = forms.BooleanField(
        label=_("Keep it to our office for now"),
        required=False,
        help_text=_("Not possible for an end: everyone who knows of it must hear of that."),
    )

    def __init__(self, *args: Any, reader: Reader, life: Life, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = dict(options(STEPS[life.schema], "step"))
        self.fields["step"].choices = [(each, named[each]) for each in may_take(reader, life)]
        self.fields["date"].initial = now()
        if life.schema == CASE:
            del self.fields["operation"]
        else:
            for name in ("convicted", "acquitted", "court"):
                del self.fields[name]
            known = [(each.id, each.name) for each in operations(reader, ended=None)]
            self.fields["operation"].choices = [("", "—"), *known]

    def more(self) -> dict[str, list[str]]:
        names = ("operation", "convicted", "acquitted", "court", "note")
        return {name: [value] for name in names if (value := self.cleaned_data.get(name))}


class JoinForm(Form):
    """A seizure or an operation of a case, by the address of its page."""

    record = Record(
        label=_("Seizure or operation"), max_length=500, help_text=_("The address of its page, such as …/e/0123…/")
    )  # fmt: skip
