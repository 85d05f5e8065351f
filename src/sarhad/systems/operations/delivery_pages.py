"""Pages of a controlled delivery: where the load may be and where it is, legs, permissions, events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access.roles import Does
from sarhad.desk.clocks import country_of
from sarhad.kernel.calendars import zone
from sarhad.kernel.claim import EntityId
from sarhad.systems.operations import delivering, delivery, picture
from sarhad.systems.operations.guards import may_work
from sarhad.systems.operations.journeys import Journey, journey
from sarhad.systems.operations.legs import PASSED, Event, Leg, Outcome, outcome
from sarhad.systems.operations.live_forms import EventForm, LegForm, PermissionForm
from sarhad.systems.operations.records import Operation
from sarhad.systems.operations.views import opened
from sarhad.web.forms import attempt, office_choices
from sarhad.web.gate import page
from sarhad.web.words import option


class LegRow(NamedTuple):
    """A leg as the page shows it."""

    n: int
    leg: Leg
    zone: str
    stay: delivery.Stay | None
    spans: list[delivery.Span]
    outcome: Outcome
    events: tuple[Event, ...]
    taps: list[str]  # that this officer can sign now
    tells: bool  # this officer can state something


def rows(request: HttpRequest, found: Journey, now: datetime) -> list[LegRow]:
    stays = {(stay.leg.id, stay.leg.office): stay for stay in delivery.stays(found.legs, found.at(now))}
    spans = delivery.spans(found.legs, found.papers, found.at(now))
    works = may_work(request.reader, found.operation)
    made = []
    for n, leg in enumerate(found.legs, 1):
        own = [each for each in spans if each.leg is leg]
        steps = delivering.may_tell(request.reader, found, leg) if works else []
        stay = stays.get((leg.id, leg.office))
        state = outcome(leg)
        taps = [] if state.done else [each for each in steps if each in _next(leg)]
        made.append(LegRow(n, leg, zone(leg.country).key, stay, own, state, leg.events[::-1], taps, bool(steps)))
    return made


def _next(leg: Leg) -> set[str]:
    """What one tap signs with the time that it is; all else asks first."""
    told = {each.step for each in leg.events}
    if told & PASSED:
        return PASSED - told
    passed = PASSED if leg.takes_over else frozenset()
    return {"arrived", *passed} - told if "departed" in told else {"departed"}


def _unsaid(found: Journey, gaps: list[delivery.Span], now: datetime) -> list[delivery.Ending]:
    """Permissions that end soon, without those whose end is the beginning of a gap: that says it."""
    said = {(gap.leg.country, gap.since) for gap in gaps}
    ending = delivery.ending(found.legs, found.papers, now)
    return [each for each in ending if (each.paper.country, each.at) not in said]


def _authority(found: Journey, gap: delivery.Span) -> str:
    """Whom to ask: who is known to permit there."""
    return next((each.authority for each in found.papers if each.country == gap.leg.country and each.authority), "")


@page(Does.READ)
def delivery_page(request: HttpRequest, operation: EntityId) -> HttpResponse:
    whole = opened(request, operation)
    found, now = journey(request.reader, whole), timezone.now()
    here = zone(country_of(request.reader.office))
    gaps = found.gaps(now)
    over = whole.state.over or any(outcome(leg).state in ("seized", "stopped") for leg in found.legs)
    legs = rows(request, found, now)
    context = {
        "operation": whole, "tab": "delivery", "journey": found, "rows": legs, "here": here,
        "at_hand": next((each for each in legs if each.taps), None),
        "now": now, "over": over, "gaps": gaps, "clock": delivery.clock(gaps, now),
        "past": [each for each in gaps if over or each.over(now)],
        "ahead": [(each, _authority(found, each), each.on(now)) for each in gaps if not each.over(now)],
        "ending": [] if over else _unsaid(found, gaps, now),
        "untimed": delivery.untimed(found.legs, now), "picture": picture.draw(found, now, here),
        "works": may_work(request.reader, whole), "once": EventForm.new_once(),
    }  # fmt: skip
    return render(request, "operations/delivery.html", context)


# Legs


@page(Does.CONTRIBUTE)
def leg_new(request: HttpRequest, operation: EntityId) -> HttpResponse:
    whole = worked_on(request, operation)
    order = 1 + max((int(leg.order) for leg in journey(request.reader, whole).legs), default=0)
    form = LegForm(request.POST or None, order=order)
    return act_on(
        request, whole, form, lambda: delivering.leg(request.reader, whole, form.values()), _("Plan a leg"),
        _("Sign the leg"), _("A leg lies inside one state. What is planned reaches every office of the operation."),
    )  # fmt: skip


@page(Does.CONTRIBUTE)
def leg(request: HttpRequest, operation: EntityId, leg: EntityId) -> HttpResponse:
    """Correct the own plan of a leg."""
    whole = worked_on(request, operation)
    own = [each for each in journey(request.reader, whole).legs if each.id == leg and each.held]
    if not own:
        raise Http404
    form = LegForm(request.POST or None, leg=own[0])
    return act_on(
        request, whole, form, lambda: delivering.leg(request.reader, whole, form.values(), own[0].ref),
        _("Change the leg"), _("Sign the change"),
    )  # fmt: skip


# Permissions


@page(Does.CONTRIBUTE)
def permission_new(request: HttpRequest, operation: EntityId) -> HttpResponse:
    whole = worked_on(request, operation)
    form = PermissionForm(request.POST or None, country=request.GET.get("country", "")[:2])
    return act_on(
        request, whole, form, lambda: delivering.permission(request.reader, whole, form.values()),
        _("Permission of a state"), _("Sign"),
    )  # fmt: skip


@page(Does.CONTRIBUTE)
def permission(request: HttpRequest, operation: EntityId, paper: EntityId) -> HttpResponse:
    """A further word on a permission: it was granted, refused or taken back. With `?fix=` an own word anew."""
    whole = worked_on(request, operation)
    papers = [each for each in journey(request.reader, whole).papers if each.id == paper]
    if not papers:
        raise Http404
    fix = request.GET.get("fix", "")
    own = [word for each in papers for word in each.words if str(word.ref) == fix]
    if fix and not (own and own[0].office == request.reader.office):
        raise Http404
    word = own[0] if own else None
    form = PermissionForm(request.POST or None, paper=papers[0], word=word)
    ref = word.ref if word else None
    return act_on(
        request, whole, form, lambda: delivering.permission(request.reader, whole, form.values(), papers[0], ref),
        _("What the state said"), _("Sign"),
    )  # fmt: skip


# Events


@page(Does.CONTRIBUTE)
def event(request: HttpRequest, operation: EntityId, leg: EntityId) -> HttpResponse:
    """Something happened on a leg: with one tap it happened now; else the form asks when and where."""
    whole = worked_on(request, operation)
    found = journey(request.reader, whole)
    legs = [each for each in found.legs if each.id == leg]
    steps = delivering.may_tell(request.reader, found, legs[0]) if legs else []
    if not steps:
        raise Http404
    form = EventForm(
        request.POST or None, leg=legs[0], steps=steps, step=request.GET.get("step", ""),
    )  # fmt: skip

    def deed() -> EntityId:
        given = form.cleaned_data
        more = {"zone": given["where"].key, "place": given["place"], "note": given["note"]}
        return delivering.tell(
            request.reader, found, legs[0], given["step"], form.moment(), once=form.drawn(), more=more
        )

    done = _("Signed: %(step)s.") % {"step": option("LegStep", "step", request.POST.get("step", ""))}
    return act_on(request, whole, form, deed, _("What happened on the leg"), _("Sign the event"), done=done)


def worked_on(request: HttpRequest, id: EntityId) -> Operation:
    """An operation on which the reader's office works; 404 otherwise."""
    whole = opened(request, id)
    if not may_work(request.reader, whole):
        raise Http404
    return whole


def act_on(
    request: HttpRequest, whole: Operation, form: Any, deed: Callable[[], Any], heading: str, button: str,
    explained: str = "", done: str = "", back: str = "operation-delivery", tab: str = "delivery",
) -> HttpResponse:  # fmt: skip
    """One form, one deed, then back to where it is seen."""
    address = reverse(back, args=[whole.id]) + whole.query
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        messages.success(request, done or _("Signed."))
        return redirect(address)
    context = {"operation": whole, "tab": tab, "form": form, "heading": heading, "deed": button, "back": address}
    context |= {"explained": explained, "offices": office_choices()}
    return render(request, "operations/live_act.html", context)
