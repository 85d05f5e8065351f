"""Pages of agreements: which state stands where, and who is let have protected information."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sarhad.access import audit
from sarhad.access.handling import SECRECY_MARKS
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.access.treaties import NONE, PROTECTED, Instrument, Standing
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId
from sarhad.kernel.model import Prop
from sarhad.systems.exchange import agreements
from sarhad.web.days import DayForm, day_field
from sarhad.web.forms import attempt, country_choices, party_choices
from sarhad.web.gate import page
from sarhad.web.templatetags.look import day, lang
from sarhad.web.words import options


class Row(NamedTuple):
    """An agreement in the table."""

    it: Instrument
    cells: list[tuple[str, Standing]]  # by state, in the order of the columns
    protects: bool


@page(Does.READ)
def agreements_page(request: HttpRequest) -> HttpResponse:
    """Every agreement against every state."""
    audit.record(request.reader, "read-agreements")
    found = agreements.all_of(request.reader)
    states = agreements.states(request.reader, found)
    rows = [_row(each, states) for each in found]
    context = {"rows": rows, "states": states, "may_record": agreements.may_record(request.reader)}
    return render(request, "exchange/agreements.html", context)


def _row(it: Instrument, states: list[str]) -> Row:
    return Row(it, [(state, it.standing.get(state, NONE)) for state in states], PROTECTED in it.covers)


@page(Does.READ)
def agreement(request: HttpRequest, instrument: EntityId) -> HttpResponse:
    """One agreement: what it covers, where each state stands and who says so."""
    it, said = _opened(request, instrument)
    states = agreements.states(request.reader, [it])
    own = agreements.country_of(request.reader.office)
    bound = [state for state in states if it.standing.get(state, NONE).bound]
    context = {
        "row": _row(it, states),
        "facts": _facts(said),
        "steps": sorted(
            (s for each in it.standing.values() for s in each.steps), key=lambda s: s.date, reverse=True
        ),
        "own": own,
        "partners": [state for state in bound if state != own] if own in bound else [],
        "may_record": agreements.may_record(request.reader),
    }
    return render(request, "exchange/agreement.html", context)


def _opened(request: HttpRequest, id: EntityId) -> tuple[Instrument, dict[str, list[str]]]:
    audit.record(request.reader, "read-agreements", id)
    found = agreements.one(request.reader, id)
    if found is None:
        raise Http404
    return found


def _facts(said: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    spec = model.schema("Instrument")
    shown = ("name", "instrumentType", "date", "depositary", "covers", "maximumHandling", "summary")
    props = ((spec.properties[name], said.get(name, [])) for name in shown)
    return [(prop.label(lang()), [_shown(prop, each) for each in values]) for prop, values in props if values]


def _shown(prop: Prop, value: str) -> str:
    return day(value) if prop.type == "date" else prop.show(value, lang())


# Recording


class ReadForm(DayForm):
    """Who may read what is recorded."""

    read = forms.MultipleChoiceField(
        label=gettext_lazy("Who may read it, besides your office"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, reader: Reader, read: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["read"].choices = party_choices(reader)
        self.fields["read"].initial = read
        self.order_fields([name for name in self.fields if name != "read"])


class AgreementForm(ReadForm):
    """A new agreement."""

    days = ("date",)
    marks = SECRECY_MARKS

    name = forms.CharField(label=gettext_lazy("Name in English"), max_length=300)
    name_ru = forms.CharField(label=gettext_lazy("Name in Russian"), max_length=300, required=False)
    instrumentType = forms.ChoiceField(label=gettext_lazy("Kind"))
    date = day_field(gettext_lazy("Made on"), required=False, hint=gettext_lazy("Day first, such as 14.04.2026"))
    depositary = forms.CharField(label=gettext_lazy("Depositary"), max_length=200, required=False)
    covers = forms.MultipleChoiceField(
        label=gettext_lazy("What it permits"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The first one opens the way for what bears a secrecy mark."),
    )  # fmt: skip
    maximumHandling = forms.CharField(
        label=gettext_lazy("Highest secrecy mark"), max_length=100, required=False,
        help_text=gettext_lazy("Empty: any mark."), widget=forms.TextInput(attrs={"list": "marks"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, read=["public"], **kwargs)
        self.fields["instrumentType"].choices = options("Instrument", "instrumentType")
        self.fields["covers"].choices = options("Instrument", "covers")

    def values(self) -> dict[str, list[str]]:
        given = self.cleaned_data
        found = {name: given[name] for name in ("instrumentType", "date", "depositary", "maximumHandling")}
        values = {name: [value] for name, value in found.items() if value}
        names = [name for name in (given["name"], given["name_ru"]) if name]
        return values | {"name": names, "covers": given["covers"]}


class StateForm(ReadForm):
    """A step of a state."""

    days = ("date",)

    state = forms.ChoiceField(label=pgettext_lazy("country", "State"))
    status = forms.ChoiceField(label=gettext_lazy("Step"), widget=forms.RadioSelect)
    date = day_field(gettext_lazy("When"), hint=gettext_lazy("Day first, such as 14.04.2026"))
    reservation = forms.CharField(
        label=gettext_lazy("Reservation"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, reader=reader, **kwargs)
        allowed = agreements.speaks_for(reader)
        self.fields["state"].choices = [
            (code, name) for code, name in country_choices() if code and (allowed is None or code in allowed)
        ]
        self.fields["status"].choices = options("InstrumentParty", "partyStatus")


@page(*agreements.MAY_RECORD)
def agreement_new(request: HttpRequest) -> HttpResponse:
    if not agreements.may_record(request.reader):
        raise Http404
    form = AgreementForm(request.POST or None, reader=request.reader)
    if request.method == "POST" and form.is_valid():
        id = attempt(form, lambda: agreements.add(request.reader, form.values(), form.cleaned_data["read"]))
        if id:
            messages.success(request, _("Recorded. Now record what each state has done."))
            return redirect("agreement", id)
    context = {"form": form, "heading": _("Record an agreement"), "deed": _("Sign"), "back": reverse("agreements")}
    return render(request, "exchange/agreement_form.html", context)


@page(*agreements.MAY_RECORD)
def agreement_step(request: HttpRequest, instrument: EntityId) -> HttpResponse:
    """What a state did: its own offices say so, or the centre for all."""
    it, _said = _opened(request, instrument)
    if not agreements.may_record(request.reader):
        raise Http404
    read = agreements.readers_of(request.reader, instrument)
    form = StateForm(request.POST or None, reader=request.reader, read=read)
    if request.method == "POST" and form.is_valid():
        entry = attempt(form, lambda: agreements.take_step(request.reader, instrument, **form.cleaned_data))
        if entry:
            messages.success(request, _("Signed as %(id)s.") % {"id": entry.id[:8]})
            return redirect("agreement", instrument)
    context = {
        "form": form,
        "heading": _("Record a step: %(name)s") % {"name": it.name},
        "explained": _("It binds from its day on. A state’s own word and the depositary’s must not contradict."),
        "deed": _("Sign the step"),
        "back": reverse("agreement", args=[instrument]),
    }
    return render(request, "exchange/agreement_form.html", context)
