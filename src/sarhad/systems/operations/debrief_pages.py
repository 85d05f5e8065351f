"""The debriefing of an operation, and the plan in words: both written by the headings of a template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from sarhad.access.roles import Does
from sarhad.desk.plans.queries import items_from
from sarhad.entities import actions
from sarhad.kernel.claim import EntityId
from sarhad.systems.operations import debrief, wording
from sarhad.systems.operations.guards import again, must_work
from sarhad.systems.operations.records import Operation
from sarhad.systems.operations.tasks import address
from sarhad.systems.operations.views import opened, shared
from sarhad.systems.operations.wording import Part
from sarhad.web.days import day_field
from sarhad.web.fields import Files
from sarhad.web.forms import Form, attempt
from sarhad.web.gate import page
from sarhad.web.planning import DAY, DecisionsForm, now, text
from sarhad.web.templatetags.look import lang


class PartsForm(Form):
    """A field for each heading of a template."""

    def add_parts(self, parts: list[Part]) -> None:
        self.parts = parts
        for n, each in enumerate(parts):
            self.fields[f"p{n}"] = text(each.title, rows=3, hint=each.hint)
            self.fields[f"p{n}"].initial = each.text

    def part_fields(self) -> list[forms.BoundField]:
        return [self[f"p{n}"] for n in range(len(self.parts))]

    def sections(self) -> list[tuple[str, str]]:
        """(heading, text)"""
        return [(each.title, self.cleaned_data.get(f"p{n}", "")) for n, each in enumerate(self.parts)]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean()
        if not self.errors and not any(given.strip() for _title, given in self.sections()):
            self.add_error("p0", gettext("Write under one heading at least."))
        return found


class DebriefForm(DecisionsForm, PartsForm):
    days = ("date",)

    date = day_field(gettext_lazy("When it was held"), hint=DAY)
    location = forms.CharField(label=gettext_lazy("Where"), required=False, max_length=200)
    participants = forms.IntegerField(label=gettext_lazy("Number of people"), required=False, min_value=1)
    files = Files(label=gettext_lazy("Signed minutes and photos"), required=False)
    ended = forms.BooleanField(
        label=gettext_lazy("With this the operation counts as debriefed"), required=False, initial=True
    )

    def __init__(self, *args: Any, operation: Operation, parts: list[Part], ends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].initial = now()
        self.add_parts(parts)
        self.add_lines([(each, each) for each in operation.offices])
        if not ends:
            del self.fields["ended"]

    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("date", "location", "participants")]

    def values(self) -> dict[str, list[str]]:
        given = {name: self.cleaned_data.get(name) for name in ("date", "location", "participants")}
        return {name: [str(value)] for name, value in given.items() if value}


@page(Does.READ)
def debriefing(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """Each office's findings side by side, and what was recommended with how far it has come."""
    found, reader = opened(request, operation), request.reader
    context = {
        **shared(request, found), "tab": "debrief", "debriefs": debrief.debriefs(reader, found),
        "items": items_from(reader, found.id), "today": timezone.localdate(),
        "may_debrief": debrief.may_debrief(reader, found),
    }  # fmt: skip
    return render(request, "operations/debrief.html", context)


@page(Does.CONTRIBUTE)
def debriefing_new(request: HttpRequest, operation: EntityId) -> HttpResponse:
    found, reader = opened(request, operation), request.reader
    if not debrief.may_debrief(reader, found):
        raise Http404
    parts = wording.parts_for(reader.office, "debrief", lang())
    given = {"operation": found, "parts": parts, "ends": debrief.ends(reader, found)}
    form = DebriefForm(request.POST or None, request.FILES or None, **given)

    def deed() -> EntityId:
        more = {"files": tuple(form.cleaned_data["files"]), "ended": form.cleaned_data.get("ended", False)}
        return debrief.hold(reader, found, form.values(), form.sections(), form.decided(), **more)

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        messages.success(request, _("Signed. Every office of the operation reads it."))
        return redirect(address("operation-debrief", found))
    context = {**shared(request, found), "tab": "debrief", "form": form}
    return render(request, "operations/debrief_write.html", context)


# The plan in words


class PlanTextForm(PartsForm):
    def __init__(self, *args: Any, parts: list[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_parts(parts)


@page(Does.CONTRIBUTE)
def plan_text(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """Write the plan in words, by the headings of the lead's template."""
    found, reader = opened(request, operation), request.reader
    if not shared(request, found)["leads"]:
        raise Http404
    parts = wording.begun(reader.office, "plan", lang(), wording.in_words(found))
    form = PlanTextForm(request.POST or None, parts=parts)

    def deed() -> object:
        must_work(reader, found, lead=True)
        said = found.statements[-1]
        draft = again(said, description=[wording.written(form.sections())])
        return actions.correct(reader, said.ref, draft, _("Plan in words"))

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        messages.success(request, _("Signed. Every office of the operation reads it."))
        return redirect(address("operation-plan", found))
    context = {**shared(request, found), "tab": "plan", "form": form}
    return render(request, "operations/plan_text.html", context)
