"""Pages on which an office opens, plans and steers an operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access.roles import Does
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId, FragmentRef
from sarhad.ledger.derive import is_id
from sarhad.systems.operations import actions, joining, planning, queries
from sarhad.systems.operations.forms import (
    ChecksForm,
    CommandForm,
    DeliveryForm,
    ForceForm,
    OpenForm,
    PhaseForm,
    ResultForm,
    SourceForm,
)
from sarhad.systems.operations.records import Operation
from sarhad.systems.operations.steering_forms import AdmitForm, ApproveForm, ReturnForm, StepForm
from sarhad.systems.operations.tasks import address
from sarhad.systems.operations.views import opened, shared
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.words import option


@page(Does.RELEASE)
def new(request: HttpRequest) -> HttpResponse:
    """Open an operation; with `kind=controlled-delivery` a controlled delivery, with `part` one of an operation."""
    whole = _whole(request)
    delivery = bool(whole) or request.GET.get("kind") == "controlled-delivery"
    form = (DeliveryForm if delivery else OpenForm)(request.POST or None, reader=request.reader)
    form.lead = request.reader.office
    if request.method == "POST" and form.is_valid():
        values, offices = form.values(), form.cleaned_data["offices"]
        values |= {"partOf": [whole.id]} if whole else {}
        more = {"drawn": form.cleaned_data["once"]}
        id = attempt(form, lambda: actions.open_operation(request.reader, values, offices, form.handling(), **more))
        if id:
            messages.success(request, _("Opened. Its offices see it now; set up the plan."))
            return redirect("operation-plan", id)
    return render(request, "operations/new.html", {"form": form, "delivery": delivery, "whole": whole})


def _whole(request: HttpRequest) -> Operation | None:
    id = request.GET.get("part", "")
    if not id:
        return None
    found = queries.operation(request.reader, id)
    if found is None:
        raise Http404
    return found


# Parts of the plan, and results

WHAT: dict[str, tuple[str, type, Any, str]] = {
    "phase": ("OperationPhase", PhaseForm, gettext_lazy("Phase of the operation"), "operation-plan"),
    "command": ("CommandPost", CommandForm, gettext_lazy("Level of command"), "operation-plan"),
    "forces": ("OperationForce", ForceForm, gettext_lazy("Forces"), "operation-plan"),
    "result": ("OperationResult", ResultForm, gettext_lazy("Results of your office"), "operation-results"),
}
"""What is added on a page of its own: schema, form, heading, where one comes back to."""


@page(Does.CONTRIBUTE)
def add(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """State a phase, a level of command, forces or a result; with `ref` in place of an own statement."""
    found = opened(request, operation)
    what = request.GET.get("what", "")
    if what not in WHAT:
        raise Http404
    schema, kind, heading, back = WHAT[what]
    if not shared(request, found)["leads" if schema in actions.LED else "works"]:
        raise Http404
    ref, initial = _before(request, found, schema)
    initial |= {"forceType": request.GET["of"]} if request.GET.get("of") in ("planned", "deployed") else {}
    form = kind(request.POST or None, reader=request.reader, operation=found, initial=initial)
    deed = lambda: actions.add(request.reader, found, schema, form.values(), ref=ref)
    if what == "forces" and found.state.started:
        back = "operation-results"
    return act(request, found, form, deed, str(heading), _("Sign"), back, ref=ref)


def _before(request: HttpRequest, found: Operation, schema: str) -> tuple[FragmentRef | None, dict[str, Any]]:
    """The own statement that is to be replaced, and its values as the form shows them."""
    text = request.GET.get("ref", "")
    if not text:
        return None, {}
    try:
        ref = FragmentRef.parse(text)
    except ValueError:
        raise Http404 from None
    parts = [*found.phases, *found.command, *found.forces, *found.results]
    entity = next((each.id for each in parts if each.ref == ref), "")
    said = [each for each in Sight(request.reader).statements(entity) if each.ref == ref] if is_id(entity) else []
    if not said or not said[0].held or said[0].schema != schema:
        raise Http404
    values = {name: min(given, default="") for name, given in said[0].properties.items()}
    days = {name: _typed(values[name]) for name in ("startDate", "endDate", "date") if values.get(name)}
    return ref, values | days


def _typed(iso: str) -> str:
    return ".".join(reversed(iso[:10].split("-")))


@page(Does.CONTRIBUTE)
def checks(request: HttpRequest, operation: EntityId, kind: str) -> HttpResponse:
    """Answer the questions of one kind, each with the standard that asks it."""
    found = opened(request, operation)
    if kind not in planning.KINDS or not shared(request, found)["works"]:
        raise Http404
    given = planning.answers(found.checks, request.reader.office)
    form = ChecksForm(request.POST or None, kind=kind, operation=found, given=given)
    if request.method == "POST" and form.is_valid():
        changed = form.changed()
        if not changed or attempt(form, lambda: actions.answer(request.reader, found, changed)):
            messages.success(request, _("Signed: %(n)d answers.") % {"n": len(changed)})
            return redirect(address("operation-plan", found) + f"#{kind}")
    heading = option("OperationCheck", "checkType", kind)
    context = {**shared(request, found), "tab": "plan", "form": form, "heading": heading}
    return render(request, "operations/checks.html", context)


@page(Does.CONTRIBUTE)
def source(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """Say that a source is used, and who may know; with `id` change an own one."""
    found = opened(request, operation)
    id = request.GET.get("id", "")
    before = next((each for each in queries.sources(request.reader, found) if each.id == id and each.held), None)
    if (id and not before) or not shared(request, found)["works"]:
        raise Http404
    form = SourceForm(request.POST or None, reader=request.reader, operation=found, before=before)
    deed = lambda: actions.source(request.reader, found, form.values(), before=before)
    explained = _("Who is not ticked learns nothing of it, not even that there is a source.")
    return act(request, found, form, deed, _("Use of a source"), _("Sign"), "operation-plan", explained)


@page(Does.CONTRIBUTE)
def join(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """Say that a seizure was made in the operation."""
    found = opened(request, operation)
    if not shared(request, found)["works"]:
        raise Http404
    form = joining.JoinSeizureForm(request.POST or None, offered=joining.offered(request.reader, found))
    deed = lambda: joining.join(request.reader, found, form.seizure())
    explained = _("Every office of the operation sees it; nobody else learns that the seizure belongs to it.")
    return act(request, found, form, deed, _("Join a seizure"), _("Sign"), "operation-results", explained)


# Its life


@page(Does.CONTRIBUTE)
def step(request: HttpRequest, operation: EntityId) -> HttpResponse:
    found = opened(request, operation)
    possible = shared(request, found)["steps"]
    if not possible:
        raise Http404
    wanted = request.GET.get("step", "")
    initial = {"step": wanted if wanted in possible else possible[0]}
    form = StepForm(request.POST or None, steps=possible, initial=initial)

    def deed() -> Any:
        given = form.cleaned_data
        return actions.take_step(request.reader, found, given["step"], given["date"], given["note"])

    explained = _("Every office of the operation sees it.")
    return act(request, found, form, deed, _("What happened?"), _("Sign the step"), "operation", explained)


@page(Does.APPROVE)
def decide(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """Approve the plan with the password once more, or send it back."""
    found = opened(request, operation)
    around = shared(request, found)
    if not around["returns"]:
        raise Http404
    approves = around["decides"] and "approve" in request.POST
    signing = ApproveForm(request.POST if approves else None, request=request)
    returning = ReturnForm(request.POST if "return" in request.POST else None)
    form, taken, note = (
        (signing, "approved", "") if approves else (returning, "returned", request.POST.get("why", ""))
    )
    deed = lambda: actions.take_step(request.reader, found, taken, note=note)
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        messages.success(request, _("Approved. Write the briefings.") if approves else _("Sent back."))
        return redirect(address("operation", found))
    laid = [each for each in found.steps if each.step == "planned"]
    context = {
        **around, "tab": "plan", "signing": signing, "returning": returning,
        "laid": laid[-1] if laid else None, "own": bool(laid) and laid[-1].author == request.reader.officer,
        "open": [each for each in planning.open_checks(found) if each.required],
        "later": [each for each in planning.open_checks(found) if not each.required],
    }  # fmt: skip
    return render(request, "operations/decide.html", context)


# Who takes part


@page(Does.RELEASE)
def offices(request: HttpRequest, operation: EntityId) -> HttpResponse:
    """Admit a further office; end the part of one."""
    found = opened(request, operation)
    if not shared(request, found)["leads"]:
        raise Http404
    form = AdmitForm(request.POST or None, operation=found)
    deed = lambda: actions.admit(request.reader, found, form.cleaned_data["office"])
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        messages.success(request, _("Admitted. It sees what was ever stated to the operation."))
        return redirect(address("operation-offices", found))
    return render(request, "operations/offices.html", {**shared(request, found), "tab": "overview", "form": form})


@page(Does.RELEASE)
def dismiss(request: HttpRequest, operation: EntityId, office: str) -> HttpResponse:
    found = opened(request, operation)
    if not shared(request, found)["leads"] or office not in found.offices or office == found.office:
        raise Http404
    form = ApproveForm(request.POST or None, request=request)
    explained = _("%(office)s sees nothing of the operation any more, its own statements excepted.")
    heading = _("%(office)s leaves the operation") % {"office": office}
    deed = lambda: actions.dismiss(request.reader, found, office)
    texts = (heading, _("Sign and end its part"), "operation-offices", explained % {"office": office})
    return act(request, found, form, deed, *texts, grave=True)


def act(
    request: HttpRequest, found: Operation, form: forms.Form, deed: Callable[[], object], heading: str, button: str,
    back: str, explained: str = "", grave: bool = False, ref: FragmentRef | None = None,
) -> HttpResponse | HttpResponseRedirect:  # fmt: skip
    """One form, one deed, then back to a page about the operation."""
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        messages.success(request, _("Signed."))
        return redirect(address(back, found))
    context = {"form": form, "heading": heading, "deed": button, "explained": explained, "grave": grave, "ref": ref}
    return render(request, "operations/act.html", context | {"operation": found, "back": address(back, found)})
