"""Reading reports: the list, one of them, feedback. Every read is recorded; what one may not see is not there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.queries import reasons, visible, who_can_see
from sarhad.access.roles import Does
from sarhad.collect import waiting
from sarhad.collect.forms import form_of
from sarhad.desk.clocks import today
from sarhad.entities import queries as records
from sarhad.entities.profiles import profiles
from sarhad.entities.records import Profile
from sarhad.entities.sight import Sight
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.ledger.models import Level
from sarhad.ledger.naming import resolve
from sarhad.matching.inbox import matches_of
from sarhad.systems.border import actions, queries
from sarhad.systems.border.filling import named
from sarhad.systems.border.forms import FeedbackForm, FilterForm, fits, told
from sarhad.systems.border.records import Report
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.present import Block, blocks
from sarhad.web.templatetags.look import lang

PER_PAGE = 25
TOLD = 20  # answers that the log shows
SUBJECTS = 20  # that one page looks up
BESIDE = frozenset({"completeness", "completenessReason", "subject", "instance", "form", "timeZone"})
"""Properties that the page shows in places of their own, or that only machines read."""


@page(Does.READ)
def reports(request: HttpRequest) -> HttpResponse:
    """What is released to this office, newest first."""
    audit.record(request.reader, "read-reports", text=request.GET.urlencode()[:200])
    form = FilterForm(request.GET or None)
    chosen = form.chosen()
    before = request.GET.get("before", "")
    found, more = queries.reports(
        request.reader, lambda each: fits(each, chosen), PER_PAGE, before if is_id(before) else ""
    )
    context = {"form": form, "rows": found, "more": more, "active": told(form, chosen), "before": before}
    return render(request, "border/reports.html", context)


def opened(request: HttpRequest, id: EntityId) -> Report:
    """The report, once the audit says that it was opened; 404 where there is nothing for this reader."""
    audit.record(request.reader, "read-report", id)
    found = queries.report(request.reader, id)
    if found is None:
        raise Http404
    return found


@page(Does.READ)
def report(request: HttpRequest, report: EntityId) -> HttpResponse:
    found, reader = opened(request, report), request.reader
    profile = records.profile(reader, report)
    mine = bool(queries.authored(reader, [report]))
    form = FeedbackForm(request.POST or None) if reader.may(Does.JUDGE) and not mine else None
    if request.method == "POST":
        if form is None:
            raise Http404
        given = form.cleaned_data if form.is_valid() else {}
        if given and attempt(form, lambda: actions.give_feedback(reader, found, **given)):
            messages.success(request, _("Signed. The office that reported reads it."))
            return redirect("report", report)
    context = {
        "report": found, "profile": profile, "form": form, "subjects": _subjects(request, found),
        "blocks": _answers(profile),
        "photos": profile.pictures, "audience": _audience(request, found),
        "mine": mine, "made_with": _made_with(request, found),
    }  # fmt: skip
    return render(request, "border/report.html", context)


def _made_with(request: HttpRequest, found: Report) -> str:
    """The title and version of its form."""
    name, _sep, version = found.form.partition(" ")
    form = form_of(name, version, request.reader.office) if name else None
    return f"{form.title(lang())}, {found.form}" if form else found.form


def _answers(profile: Profile) -> list[Block]:
    """What it says, in the order of the schema, with who says it."""
    order = list(model.schema("Report").properties)
    facts = [fact for fact in profile.facts if fact.name not in BESIDE]
    facts.sort(key=lambda fact: order.index(fact.name) if fact.name in order else len(order))
    lines = [line for block in blocks(facts, "Report") for line in block.lines]
    return [Block(_("What is reported"), lines)] if lines else []


def _subjects(request: HttpRequest, found: Report) -> list[tuple[Profile, int]]:
    """Whom and what it speaks of, each with the number of records that may be the same."""
    seen = profiles(Sight(request.reader), found.subjects[:SUBJECTS])
    return [(each, len(matches_of(request.reader, each).pairs)) for each in seen.values()]


def _audience(request: HttpRequest, found: Report) -> Any:
    """Whom it was released to, for the office that reported; else why this reader sees it."""
    row = visible(request.reader).filter(id__in=resolve([found.by.ref])).select_related("scope").first()
    if row is None:
        return []
    if not found.held:
        return [each.text for each in reasons(request.reader, row.scope)]
    return [each for each in who_can_see(request.reader, row) or () if each.level == Level.READ]


@page(Does.CONTRIBUTE)
def log(request: HttpRequest) -> HttpResponse:
    """The officer's own log: what was begun, what was sent today, what was said of it, what waits in the office."""
    audit.record(request.reader, "read-reports")
    reader = request.reader
    context = {
        "sent": queries.sent(reader, today(reader)), "told": queries.told(reader)[:TOLD],
        "drafts": named(reader, waiting.drafts(reader)), "waiting": named(reader, waiting.quarantined(reader)),
    }  # fmt: skip
    return render(request, "border/log.html", context)
