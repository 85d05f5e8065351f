"""The end of filling in: answers to check before they are signed; what came in and a person must look at."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access.roles import Does
from sarhad.collect import submissions, waiting
from sarhad.collect.answers.quality import score
from sarhad.collect.forms import Fault
from sarhad.collect.publishing import mapping_of
from sarhad.systems.border.filling import Filling, filling_of, opened
from sarhad.systems.border.parts import Part, anchor
from sarhad.systems.border.steps import Step, step_of, steps
from sarhad.web.forms import Form, attempt
from sarhad.web.gate import page
from sarhad.web.templatetags.look import lang

WAITS = ("quarantined", "incomplete")


@page(Does.CONTRIBUTE)
def check(request: HttpRequest, draft: int) -> HttpResponse:
    """Read it back, then sign."""
    if request.method == "POST" and waiting.draft(request.reader, draft) is None:
        return _sent_already(request)
    filling = opened(request, draft)
    if request.method == "POST":
        return _signed(request, filling)
    return _shown(request, filling, filling.instance.faults(lang()))


def _shown(
    request: HttpRequest, filling: Filling, faults: list[Fault], conflict: str = "", report: str = ""
) -> HttpResponse:
    asked = steps(filling.instance, lang(), faults)
    quality = score(mapping_of(filling.form, request.reader.office), filling.instance.walk())
    missing = quality.missing if quality else ()
    scope = submissions.scope_of(request.reader, filling.instance, lang())
    context = {
        "title": filling.form.title(lang()), "steps": asked, "draft": filling.draft, "files": filling.files,
        "instance": filling.instance.instance_id, "conflict": conflict, "report": report,
        "scope": scope, "quality": quality,
        "faults": [(each, _where(filling, asked, each.path)) for each in faults],
        "missing": [(each, _where(filling, asked, _path(asked, each))) for each in missing],
    }  # fmt: skip
    return render(request, "border/check.html", context)


def _where(filling: Filling, asked: list[Step], path: str) -> str:
    """The address of a question."""
    step = step_of(asked, path)
    return filling.address(step.number, f"?faults=1#{anchor(path)}") if step else ""


def _path(asked: list[Step], missing: Any) -> str:
    parts = (part for step in asked for top in step.parts for part in top.every())
    return next((part.path for part in parts if _same(part, missing)), "")


def _same(part: Part, missing: Any) -> bool:
    return part.number == missing.number and ".".join(re.findall(r"\[(\d+)\]", part.path)) == missing.row


def _signed(request: HttpRequest, filling: Filling) -> HttpResponse:
    reader, instance = request.reader, filling.instance
    named = instance.files()
    files = {name: data for name, data in filling.files.items() if name in named}
    came = submissions.came(reader, instance.instance_id)
    try:
        if came and came.state in WAITS:
            done = submissions.retry(reader, came.submission, instance, files=files, without=True, lang=lang())
            waiting.drop_draft(reader, filling.draft if done.state == "accepted" else 0)
        else:
            done = submissions.submit(
                reader, filling.form, instance, files, via="page", lang=lang(), draft=filling.draft
            )
    except submissions.Conflict as known:
        text = _("This report is signed already, with other answers. Correct the signed one, or delete this draft.")
        return _shown(request, filling, [], text, str(known))
    if done.state != "accepted":
        return _shown(request, filling, list(done.faults))
    messages.success(request, _("Signed as %(id)s.") % {"id": done.entry[:8]})
    return redirect("report", done.report)


def _sent_already(request: HttpRequest) -> HttpResponse:
    """A second click on the same button: the draft is a report by now."""
    done = submissions.came(request.reader, request.POST.get("instance", "")[:100])
    if done is None or not done.report:
        raise Http404
    return redirect("report", done.report)


# What came in and breaks a rule


class DismissForm(Form):
    why = forms.CharField(
        label=gettext_lazy("Why it is put aside"),
        max_length=2000,
        help_text=gettext_lazy("It is kept with the reason."),
    )


@page(Does.CONTRIBUTE)
def quarantine(request: HttpRequest, submission: int) -> HttpResponse:
    """A submission from a phone or a sheet that breaks a rule of its form: put it right, or put it aside."""
    found = waiting.opened(request.reader, submission)
    if found is None:
        raise Http404
    held, form, instance = found
    dismissing = DismissForm(request.POST if "why" in request.POST else None)
    if request.method == "POST" and held.state in WAITS:
        if "why" not in request.POST and form and instance:
            return _put_right(request, filling_of(request.reader, form, instance))
        if dismissing.is_valid() and _dismissed(request, submission, dismissing):
            return redirect("report-log")
    asked, faults = [], list(held.faults)
    if form and instance:
        filling = filling_of(request.reader, form, instance)
        now = filling.instance.faults(lang())  # those that are kept are in the language of a phone
        faults = [*(each for each in faults if not each.path), *now]
        form, asked = filling.form, steps(filling.instance, lang(), now)
    context = {
        "faults": faults,
        "held": held,
        "title": form.title(lang()) if form else held.form,
        "steps": asked,
        "form": dismissing,
    }
    return render(
        request, "border/quarantine.html", context | {"waits": held.state in WAITS, "readable": bool(asked)}
    )


def _put_right(request: HttpRequest, filling: Filling) -> HttpResponse:
    """A draft of it, which goes on at the first answer that breaks a rule; signing it settles the submission."""
    draft = waiting.save_draft(request.reader, filling.form, filling.instance)
    return redirect("draft", draft)


def _dismissed(request: HttpRequest, submission: int, form: DismissForm) -> bool:
    def deed() -> bool:
        submissions.dismiss(request.reader, submission, form.cleaned_data["why"])
        return True

    if not attempt(form, deed):
        return False
    messages.success(request, _("Put aside; the reason is kept."))
    return True
