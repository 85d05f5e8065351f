"""Forms of operations: opening one, its plan, its briefings, its steps and results."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sarhad.access.reader import Reader
from sarhad.access.treaties import instruments
from sarhad.ledger.models import Party
from sarhad.systems.operations.loading import LEVELS
from sarhad.systems.operations.planning import asked
from sarhad.systems.operations.records import Check, Operation, Source
from sarhad.web.days import DayForm, day_field
from sarhad.web.forms import Form, office_choices
from sarhad.web.planning import DAY, now, text
from sarhad.web.scopes import HandledForm
from sarhad.web.templatetags.look import lang
from sarhad.web.words import option, options

PLANNING = {
    "deliberate": _("there is time: every check is answered before approval"),
    "urgent": _("hours: the checks that protect people and proof first, the others within 48 hours of the start"),
    "immediate": _("lives are at stake: the head plans and approves alone, the rest within 48 hours of the start"),
}


class Stated(DayForm):
    """Values of one schema, by property."""

    facts: tuple[str, ...] = ()

    def values(self) -> dict[str, list[str]]:
        """Empty ones left out."""
        found = {name: self.cleaned_data.get(name) for name in self.facts}
        kept = {name: value for name, value in found.items() if value not in (None, "", [])}
        return {name: value if isinstance(value, list) else [str(value)] for name, value in kept.items()}


class OpenForm(Stated, HandledForm):
    """A new operation: what everyone must know; phases, command and checks follow on the page of the plan."""

    facts = ("name", "operationType", "purpose", "planning", "startDate", "endDate", "legalBasis")
    days = ("startDate", "endDate")

    name = forms.CharField(
        label=_("Code name"), max_length=60, help_text=_("Says nothing about what is planned, such as “Chashma”.")
    )
    operationType = forms.ChoiceField(label=_("Kind"))
    startDate = day_field(pgettext_lazy("of an operation", "From"), hint=DAY)
    endDate = day_field(pgettext_lazy("of an operation", "Until"), required=False)
    purpose = text(
        _("Purpose"),
        required=True,
        hint=_("What is to be reached, so that one can tell afterwards whether it was."),
    )
    legalBasis = forms.ChoiceField(
        label=_("Legal basis"), required=False, help_text=_("The agreement it rests on, from the register.")
    )
    planning = forms.ChoiceField(label=_("How much time there is"), widget=forms.RadioSelect, initial="deliberate")
    offices = forms.MultipleChoiceField(
        label=_("Offices that take part"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("They see it at once. Your office leads."),
    )  # fmt: skip

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid4().hex
        kinds = [each for each in options("Operation", "operationType") if each[0] != "controlled-delivery"]
        self.fields["operationType"].choices = kinds
        self.fields["planning"].choices = [
            (code, f"{option('Operation', 'planning', code)} – {label}") for code, label in PLANNING.items()
        ]
        known = [(each.id, each.name) for each in instruments(reader)]
        self.fields["legalBasis"].choices = [("", "—"), *known]
        self.fields["offices"].choices = office_choices(but=[reader.office])

    def values(self) -> dict[str, list[str]]:
        found = super().values()
        return found | {"country": states_of([self.lead, *self.cleaned_data["offices"]])}

    lead = ""


def states_of(offices: list[str]) -> list[str]:
    """The countries of these offices."""
    rows = Party.objects.filter(id__in=offices).exclude(country="").values_list("country", flat=True)
    return sorted(set(rows) - {"xx"})


class DeliveryForm(OpenForm):
    """A controlled delivery: besides, what travels and what ends it at once."""

    facts = (*OpenForm.facts, "loadType", "substance", "loadAmount", "loadUnit", "stopCriteria")

    loadType = forms.ChoiceField(label=_("Load"))
    substance = forms.CharField(label=_("Substance"), max_length=200)
    loadAmount = forms.DecimalField(label=_("Amount"), required=False, min_value=0)
    loadUnit = forms.CharField(label=_("Unit"), required=False, max_length=20, initial="kg")
    stopCriteria = text(
        _("When to stop"), required=True, rows=3,
        hint=_("What ends the delivery at once, one in each line, such as “out of sight for 15 minutes”."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["loadType"].choices = options("Operation", "loadType")
        kind = "controlled-delivery"
        self.fields["operationType"].choices = [(kind, option("Operation", "operationType", kind))]


# The plan


class PhaseForm(Stated):
    facts = ("name", "startDate", "endDate", "order", "task")
    days = ("startDate", "endDate")

    name = forms.CharField(label=pgettext_lazy("of a phase", "Name"), max_length=200)
    startDate = day_field(pgettext_lazy("of a phase", "From"), hint=DAY)
    endDate = day_field(pgettext_lazy("of a phase", "Until"), required=False)
    order = forms.IntegerField(label=_("Order"), min_value=1, max_value=99, required=False)
    task = text(_("Task"), rows=3, hint=_("What is to be reached in it."))

    def __init__(self, *args: Any, reader: Reader, operation: Operation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].initial = max((each.order for each in operation.phases), default=0) + 1


class CommandForm(Stated):
    facts = ("level", "office", "commander", "deputy", "decides", "contact")

    level = forms.ChoiceField(label=_("Level"), widget=forms.RadioSelect)
    office = forms.ChoiceField(label=_("Office"))
    commander = forms.CharField(label=_("In command"), max_length=200, help_text=_("By post or rank."))
    deputy = forms.CharField(label=_("Deputy"), max_length=200, required=False)
    contact = forms.CharField(label=_("Reached by"), max_length=200, required=False)
    decides = text(_("Decides"), rows=3, hint=_("What is decided at this level and nowhere else."))

    def __init__(self, *args: Any, reader: Reader, operation: Operation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        explained = {
            "strategic": _("sets the aim and its limits, stops it"),
            "operational": _("turns the aim into tasks, moves forces"),
            "tactical": _("leads on the ground"),
        }
        self.fields["level"].choices = [
            (code, f"{option('CommandPost', 'level', code)}: {explained[code]}") for code in LEVELS
        ]
        self.fields["office"].choices = [(each, each) for each in operation.offices]
        self.fields["office"].initial = operation.office


class ForceForm(Stated):
    facts = ("office", "phase", "forceType", "officers", "dogs", "vehiclesDeployed", "equipment")

    forceType = forms.ChoiceField(label=_("Planned or deployed"))
    office = forms.ChoiceField(label=_("Office"))
    phase = forms.ChoiceField(label=_("Phase"), required=False)
    officers = forms.IntegerField(label=_("Officers"), min_value=0, max_value=99_999, required=False)
    dogs = forms.IntegerField(label=_("Dogs"), min_value=0, max_value=9_999, required=False)
    vehiclesDeployed = forms.IntegerField(label=_("Vehicles"), min_value=0, max_value=9_999, required=False)
    equipment = forms.CharField(label=_("Equipment"), max_length=300, required=False)

    def __init__(self, *args: Any, reader: Reader, operation: Operation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forceType"].choices = options("OperationForce", "forceType")
        self.fields["forceType"].initial = "deployed" if operation.state.started else "planned"
        offices = operation.offices if operation.held else (reader.office,)
        self.fields["office"].choices = [(each, each) for each in offices]
        self.fields["office"].initial = reader.office
        self.fields["phase"].choices = _phases(operation)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if all(found.get(name) is None for name in ("officers", "dogs", "vehiclesDeployed")):
            self.add_error("officers", gettext("Give at least one number; leave the others empty if unknown."))
        return found


def _phases(operation: Operation) -> list[tuple[str, str]]:
    return [("", gettext("the whole operation")), *((each.id, each.name) for each in operation.phases)]


class ResultForm(Stated):
    facts = ("phase", "date", "detained", "crimesDetected", "note")
    days = ("date",)

    phase = forms.ChoiceField(label=_("Phase"), required=False)
    date = day_field(_("As of"), hint=DAY)
    detained = forms.IntegerField(
        label=_("Persons detained"), min_value=0, max_value=99_999, required=False,
        help_text=_("In all, those at seizures included. Empty is not zero."),
    )  # fmt: skip
    crimesDetected = forms.IntegerField(label=_("Crimes detected"), min_value=0, max_value=99_999, required=False)
    note = text(_("Note"), rows=3)

    def __init__(self, *args: Any, reader: Reader, operation: Operation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phase"].choices = _phases(operation)
        self.fields["date"].initial = now()


class ChecksForm(Form):
    """All questions of one kind, each with its answer and what is done about it."""

    def __init__(self, *args: Any, kind: str, operation: Operation, given: dict[str, Check], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = [each for each in asked(operation) if each.kind == kind]
        self.given, self.planning = given, operation.planning
        choices = [("", gettext("not answered")), *options("OperationCheck", "answer")]
        for each in self.questions:
            before = given.get(each.code)
            self.fields[f"{each.code}-answer"] = forms.ChoiceField(
                label=each.text(lang()), choices=choices, required=False, initial=before.answer if before else ""
            )
            self.fields[f"{each.code}-measure"] = text(_("What is done about it, or why it does not apply"), rows=2)
            self.fields[f"{each.code}-measure"].initial = before.measure if before else ""

    def rows(self) -> list[tuple[Any, bool, forms.BoundField, forms.BoundField]]:
        """(question, needed before approval, answer, measure)."""
        return [
            (each, self.planning in each.required, self[f"{each.code}-answer"], self[f"{each.code}-measure"])
            for each in self.questions
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for each in self.questions:
            answer, measure = found.get(f"{each.code}-answer"), found.get(f"{each.code}-measure")
            if answer in ("partly", "not-applicable", "not-met") and not measure:
                self.add_error(f"{each.code}-measure", gettext("Say what is done about it, or why."))
            if measure and not answer:
                self.add_error(f"{each.code}-answer", gettext("Choose an answer."))
        return found

    def changed(self) -> dict[str, tuple[str, str]]:
        """(answer, measure) of the questions whose answer is new."""
        found = {}
        for each in self.questions:
            now_ = (self.cleaned_data[f"{each.code}-answer"], self.cleaned_data[f"{each.code}-measure"])
            before = self.given.get(each.code)
            if now_[0] and now_ != ((before.answer, before.measure) if before else ("", "")):
                found[each.code] = now_
        return found


class SourceForm(Stated):
    facts = ("reference", "use", "mayKnow", "protection")

    reference = forms.CharField(
        label=_("Code of the source"), max_length=40, help_text=_("As your office calls it. Never a name.")
    )
    use = forms.ChoiceField(label=_("May be used for"))
    mayKnow = forms.MultipleChoiceField(
        label=_("May know that there is a source"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Besides your office. Everyone else sees nothing of this, not even that it exists."),
    )  # fmt: skip
    protection = text(_("Protection"), rows=3, hint=_("How it is kept safe, and who decides if it is in danger."))

    def __init__(
        self, *args: Any, reader: Reader, operation: Operation, before: Source | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["use"].choices = options("SourceUse", "use")
        self.fields["mayKnow"].choices = [(each, each) for each in operation.offices if each != reader.office]
        if before:
            for name in ("reference", "use", "protection"):
                self.fields[name].initial = getattr(before, name)
            self.fields["mayKnow"].initial = list(before.may_know)
