"""Forms by which an operation is steered: briefings, steps, who takes part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sarhad.systems.operations import words
from sarhad.systems.operations.forms import Stated
from sarhad.systems.operations.queries import BRIEFED
from sarhad.systems.operations.records import Operation
from sarhad.systems.operations.wording import Part
from sarhad.web.days import DayForm, day_field
from sarhad.web.forms import Form, PasswordForm, office_choices
from sarhad.web.planning import now, text

# Briefings


class BriefForm(Stated):
    """What one office is told, in the taught order."""

    facts = BRIEFED

    information = text(_("1 Information"), rows=4, required=True, hint=_("What is known of the situation."))
    intention = text(_("2 Intention"), rows=3, required=True, hint=_("What the operation is to reach."))
    method = text(_("3 Method"), rows=5, required=True, hint=_("What this office does, when and where."))
    administration = text(_("4 Administration"), rows=3, hint=_("Vehicles, equipment, food, papers."))
    risks = text(_("5 Risks"), rows=3, required=True, hint=_("What can go wrong, and what is then done."))
    communications = text(
        _("6 Communications"), rows=3, required=True, hint=_("Channels, call signs, who is told what.")
    )
    humanRights = text(
        _("7 Human rights"), rows=3, required=True, hint=_("Use of force, arrest, children, medical help.")
    )

    def __init__(self, *args: Any, asked: dict[str, Part] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, each in (asked or {}).items():
            if name in self.fields and each.hint:
                self.fields[name].help_text = each.hint


class ReceiptForm(Form):
    people = forms.IntegerField(label=_("Officers briefed"), min_value=1, max_value=99_999)
    question = text(_("What is unclear"), hint=_("The lead reads it."))


# Steps


class StepForm(DayForm):
    days = ("date",)

    step = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    date = day_field(_("When"), hint=_("Day first, such as 14.04.2026"))
    note = text(_("Note"), hint=_("Needed to pause and to stop: why."))

    def __init__(self, *args: Any, steps: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(each, words.step_name(each)) for each in steps]
        self.fields["date"].initial = now()


class ApproveForm(PasswordForm):
    """Signed with the password, as releases are."""


class ReturnForm(Form):
    why = text(_("Why it is sent back"), required=True, hint=_("Every office of the operation reads it."))


class AdmitForm(Form):
    office = forms.ChoiceField(label=_("Office"))

    def __init__(self, *args: Any, operation: Operation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = office_choices(but=operation.offices)
