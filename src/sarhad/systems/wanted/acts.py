"""Pages on which an officer issues a notice, takes a step, or reports a sighting."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.entities import queries as records
from sarhad.entities.records import Profile
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.ledger.models import Entry
from sarhad.systems.wanted import actions, queries
from sarhad.systems.wanted.forms import ABOUT, IssueForm, ReviewForm, SightingForm, StepForm
from sarhad.systems.wanted.records import Notice
from sarhad.systems.wanted.rows import rows
from sarhad.systems.wanted.views import address_of, opened
from sarhad.web.forms import WhyForm, attempt
from sarhad.web.gate import page


@page(Does.CONTRIBUTE)
def issue(request: HttpRequest) -> HttpResponse:
    """A new notice, about somebody known (`?e=`) or somebody new."""
    subject = _chosen(request)
    kind = request.GET.get("kind", "Person")
    if kind not in ABOUT:
        raise Http404
    form = IssueForm(request.POST or None, request.FILES or None, reader=request.reader, kind=kind, subject=subject)
    if request.method == "POST" and form.is_valid():
        id = attempt(form, lambda: actions.issue(request.reader, form.issue(), form.scope()))
        if id:
            messages.success(request, _("The notice is signed and released."))
            return redirect("wanted-notice", id)
    return render(request, "wanted/issue.html", {"form": form, "subject": subject, "kind": kind})


def _chosen(request: HttpRequest) -> Profile | None:
    entity = request.GET.get("e", "").strip("/").rpartition("/")[2].lower()
    if not entity:
        return None
    audit.record(request.reader, "read-profile", entity)
    found = records.profile(request.reader, entity) if is_id(entity) else None
    if found is None:
        raise Http404
    return found


@page(Does.CONTRIBUTE)
def step(request: HttpRequest, notice: EntityId) -> HttpResponse:
    found = opened(request, notice)
    form = StepForm(request.POST or None, reader=request.reader, notice=found)

    def deed() -> Entry:
        given = form.cleaned_data
        more = {name: given[name] for name in ("place", "note")}
        more |= {name: given.get(name, False) for name in ("kept", "told")}
        return actions.take_step(request.reader, found, given["step"], given["date"], **more)

    texts = (_("What happened to %(name)s?"), _("Sign the step"))
    return _act(request, found, form, deed, *texts)


@page(Does.CONTRIBUTE)
def review(request: HttpRequest, notice: EntityId) -> HttpResponse:
    """Confirm that the notice is still needed."""
    found = _own(request, notice)
    form = ReviewForm(request.POST or None, notice=found)

    def deed() -> Entry:
        return actions.renew(request.reader, found, form.cleaned_data["review"], form.cleaned_data["valid"])

    explained = _("You confirm that the grounds still stand and the notice is still needed.")
    return _act(request, found, form, deed, _("Review: %(name)s"), _("Sign and confirm"), explained)


@page(Does.CONTRIBUTE)
def withdraw(request: HttpRequest, notice: EntityId) -> HttpResponse:
    found = _own(request, notice)
    form = WhyForm(request.POST or None)
    explained = _(
        "It disappears from every list and search at once, with what was stated about its subject together with it."
        " Your office keeps what it knows. Nothing is erased."
    )
    return _act(
        request, found, form, lambda: actions.withdraw(request.reader, found, form.cleaned_data["why"]),
        _("Withdraw the notice: %(name)s"), _("Sign and withdraw"), explained, grave=True,
    )  # fmt: skip


@page(Does.CONTRIBUTE)
def sighting(request: HttpRequest, notice: EntityId) -> HttpResponse:
    """Report that the subject was seen; of an entry of a list, by the listed person's id."""
    audit.record(request.reader, "read-notice", notice)
    found = queries.notice(request.reader, notice) or queries.entry(request.reader, notice)
    if found is None or found.state.step == "withdrawn":
        raise Http404
    form = SightingForm(request.POST or None, request.FILES or None, reader=request.reader)

    def deed() -> Entry:
        files = tuple(form.cleaned_data["files"])
        return actions.report(request.reader, found, form.values(), files=files)

    explained = _("%(office)s has it at once; nobody else reads it.") % {"office": found.office}
    return _act(request, found, form, deed, _("Sighting: %(name)s"), _("Sign and report"), explained)


def _own(request: HttpRequest, id: EntityId) -> Notice:
    found = opened(request, id)
    if not found.held:
        raise Http404
    return found


def _act(
    request: HttpRequest, found: Notice, form: forms.Form, deed: Callable[[], Entry], heading: str, button: str,
    explained: str = "", grave: bool = False,
) -> HttpResponse:  # fmt: skip
    """One form, one deed, then back to the notice or, if nothing of it is left, to the list."""
    row = rows(Sight(request.reader), [found], timezone.localdate())[0]
    back = reverse("profile", args=[found.id]) if found.listed else address_of(found)
    if request.method == "POST" and form.is_valid() and (entry := attempt(form, deed)):
        messages.success(request, _("Signed as %(id)s.") % {"id": entry.id[:8]})
        return redirect("wanted" if grave else back)
    name = row.names[0] if row.names else found.number
    context = {"form": form, "heading": heading % {"name": name}, "deed": button, "explained": explained}
    return render(request, "wanted/act.html", context | {"grave": grave, "back": back, "row": row})
