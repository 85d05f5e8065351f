"""Pages of the Council: its sessions, its decisions and what became of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from sarhad.access import audit
from sarhad.access.handling import strictest
from sarhad.access.roles import Does
from sarhad.desk.plans import actions
from sarhad.kernel.claim import Handling
from sarhad.systems.programme import blocks
from sarhad.systems.programme.council import SHOWN, Council, Decision, council, may_print
from sarhad.systems.programme.frames import FORMS, frame, sent
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.paging import page_of
from sarhad.web.planning import MeetingForm
from sarhad.web.templatetags.look import day, word

TABS = {
    "open": pgettext_lazy("decisions", "Open"),
    "late": pgettext_lazy("decisions", "Late"),
    "done": pgettext_lazy("decisions", "Done"),
    "all": pgettext_lazy("decisions", "All"),
}


class SessionForm(MeetingForm):
    """A session of the Council, with more room for what was decided."""

    rows = 6

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meetingType"].initial = "council"
        self.fields["meetingType"].widget = forms.HiddenInput()
        for line in self.lines():
            line[0].field.label = _("What was decided")


@page(Does.READ)
def council_page(request: HttpRequest) -> HttpResponse:
    """Who does what by when, as the Council decided."""
    audit.record(request.reader, "read-council")
    found, which, today = council(request.reader), _which(request), timezone.localdate()
    kept = found.shown(which, today)
    counts = {name: len(found.shown(name, today)) for name in SHOWN}
    context = {
        "page": page_of(request, kept, 25), "tabs": [(name, TABS[name], counts[name]) for name in SHOWN],
        "tab": which, "sessions": found.sessions[:12], "today": today, "finding": _finding(found, today),
        "query": f"show={which}", "paper_forms": FORMS,
    }  # fmt: skip
    return render(request, "programme/council.html", context)


def _which(request: HttpRequest) -> str:
    which = request.GET.get("show", "")
    return which if which in SHOWN else SHOWN[0]


def _finding(found: Council, today: date) -> str:
    """The state of the decisions in one sentence; nothing where there are none."""
    done, late = (len(found.shown(name, today)) for name in ("done", "late"))
    of = {"done": done, "all": len(found.decisions), "late": late}
    return _("Done: %(done)d of %(all)d. Late: %(late)d.") % of if found.decisions else ""


@page(Does.CONTRIBUTE)
def council_new(request: HttpRequest) -> HttpResponse:
    """Put a session on record, with its decisions."""
    form = SessionForm(request.POST or None, request.FILES or None, reader=request.reader)
    if request.method == "POST" and form.is_valid():
        files = tuple(form.cleaned_data["files"])
        deed = lambda: actions.meet(request.reader, form.values(), form.decided(), form.scope(), files=files)
        if attempt(form, deed):
            messages.success(request, _("Signed. The offices in charge are told."))
            return redirect("council")
    context = {"form": form, "heading": _("Put a session of the Council on record"), "back": reverse("council")}
    return render(request, "web/written.html", context)


@page(Does.READ)
def council_paper(request: HttpRequest) -> HttpResponse:
    """The decisions that are shown, on paper."""
    which = _which(request)
    audit.record(request.reader, "print-council", which)
    found, today = council(request.reader).shown(which, timezone.localdate()), timezone.localdate()
    return sent(request, f"council-{which}", lambda: _paper(request, which, found, today))


def _paper(request: HttpRequest, which: str, found: list[Decision], today: date) -> blocks.Block:
    printed = [each for each in found if may_print(each.it)]
    sessions = [each.session for each in printed if each.session and may_print(each.session)]
    every = [each.handling for each in (*(each.it for each in printed), *sessions)]
    period = f"{TABS[which]} · {day(today)}"
    parts = decided(found, today)
    handling = strictest(every) if every else Handling(0)
    title = _("Decisions of the Council")
    return frame(request.reader, title=title, period=period, blocks=parts, handling=handling)


def decided(found: list[Decision], today: date) -> list[blocks.Block]:
    """Decisions as a table; those that must not be printed without asking are only counted."""
    printed = [each for each in found if may_print(each.it)]
    head = [_("Decision"), _("Session"), _("In charge"), _("By when"), _("How far")]
    unnamed = len(found) - len(printed)
    why = _("Counted but not named, because the owner must be asked first: %(n)d.") % {"n": unnamed}
    rows = [_row(each, today) for each in printed]
    if not found:
        return [blocks.paragraph(_("Nothing stands here"))]
    return [blocks.table("", head, rows, "lllll", why if unnamed else "")]


def _row(each: Decision, today: date) -> list[str]:
    it = each.it
    named = each.session if each.session and may_print(each.session) else None
    session = f"{named.name}, {day(named.date[:10])}" if named else ""
    far = word(it.state.step, "RecommendationStep.step")
    late = f", {_('late')}" if it.late(today) else ""
    who = " · ".join(part for part in (it.office or it.maker, it.responsible) if part)
    return [it.name, session, who, day(it.state.due) or "–", far + late]
