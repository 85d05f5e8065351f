"""Officers of an office: inviting, roles, what a lost phone or laptop asks for, and leaving."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sarhad.access import actions, audit, factors, invitations, sessions
from sarhad.access.guards import must_manage
from sarhad.access.models import AppPassword, Invitation, Officer, Pin, Seat
from sarhad.access.roles import LABELS, Does
from sarhad.web.forms import OfficerForm, RolesForm, SeatOfForm, attempt
from sarhad.web.gate import page
from sarhad.web.locking import confirmed
from sarhad.web.paging import page_of
from sarhad.web.views.account import seat_of
from sarhad.web.views.leaving import HeirForm, drafts_of, hand
from sarhad.web.views.signing_in import device


@page(Does.MANAGE)
def officers(request: HttpRequest) -> HttpResponse:
    """Seats of the own office; of every office for the administrator."""
    seats = Seat.objects.filter(until=None).select_related("officer").order_by("office", "officer__username")
    if not request.reader.may(Does.OPERATE):
        seats = seats.filter(office=request.reader.office)
    elif named := request.GET.get("office", ""):
        seats = seats.filter(office=named)
    chosen = page_of(request, seats)
    context = {"page": chosen, "rows": seat_rows(request, chosen.items), "phones": _phones(request, chosen.items)}
    return render(request, "web/officers.html", context)


def _phones(request: HttpRequest, seats: Iterable[Seat]) -> list[AppPassword]:
    """Those of the seats on this page that one may end."""
    within_reach = [seat.pk for seat in seats if _may(request, seat)]
    found = AppPassword.objects.filter(seat__in=within_reach, revoked=None).select_related("seat__officer")
    return list(found.order_by("seat__officer__username", "created"))


def seat_rows(request: HttpRequest, seats: Iterable[Seat]) -> list[tuple[Seat, str, bool]]:
    """Each seat with its roles in words, and whether one may change it."""
    return [
        (seat, ", ".join(str(LABELS.get(role, role)) for role in seat.roles), _may(request, seat)) for seat in seats
    ]


def _may(request: HttpRequest, seat: Seat) -> bool:
    try:
        must_manage(request.reader, seat, seat.roles)
    except PermissionDenied:
        return False
    return seat.until is None


@page(Does.MANAGE)
@confirmed
def officer_new(request: HttpRequest) -> HttpResponse:
    """With a link by which the officer chooses a password, unless a first one was given."""
    form = OfficerForm(request.POST or None, reader=request.reader)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        if not given.pop("password"):
            made = attempt(form, lambda: invitations.invite(request.reader, **given))
            if made:
                return _link(request, made[0], made[1])
        elif seat := attempt(form, lambda: actions.enrol_officer(request.reader, **form.cleaned_data)):
            messages.success(request, _("%(name)s can sign in now.") % {"name": seat.officer.name})
            return redirect("officers")
    context = {"form": form, "heading": _("Enrol an officer"), "deed": _("Enrol")}
    return render(request, "web/act.html", context)


def _link(request: HttpRequest, seat: Seat, text: str) -> HttpResponse:
    """The one-time link, this once."""
    address = request.build_absolute_uri(reverse("invitation", args=[text]))
    context = {"seat": seat, "address": address, "days": invitations.LIFE.days}
    return render(request, "account/link.html", context)


@page(Does.OPERATE)
@confirmed
def seat_new(request: HttpRequest) -> HttpResponse:
    form = SeatOfForm(request.POST or None, reader=request.reader)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        officer = Officer.objects.filter(username=given["username"].lower(), is_active=True).first()
        if officer is None:
            form.add_error("username", _("No officer has this user name."))
        elif attempt(
            form,
            lambda: actions.add_seat(request.reader, officer=officer, office=given["office"], roles=given["roles"]),
        ):
            messages.success(request, _("The seat is open."))
            return redirect("officers")
    context = {"form": form, "heading": _("A further seat"), "deed": _("Open the seat")}
    return render(request, "web/act.html", context)


@page(Does.MANAGE)
@confirmed
def seat_roles(request: HttpRequest, number: int) -> HttpResponse:
    seat = _seat_within_reach(request, number)
    form = RolesForm(request.POST or None, reader=request.reader, initial={"roles": seat.roles})
    if request.method == "POST" and form.is_valid():
        roles = form.cleaned_data["roles"]
        if attempt(form, lambda: actions.change_roles(request.reader, seat=seat, roles=roles)):
            messages.success(request, _("The roles are changed."))
            return redirect("officers")
    heading = _("Roles of %(name)s in %(office)s") % {"name": seat.officer.name, "office": seat.office}
    return render(request, "web/act.html", {"form": form, "heading": heading, "deed": _("Change the roles")})


@page(Does.MANAGE)
def seat_end(request: HttpRequest, number: int) -> HttpResponse:
    """What ends with the seat, and who goes on with what the officer has begun."""
    seat = _seat_within_reach(request, number)
    must_manage(request.reader, seat, seat.roles)
    form = _heir_form(request, seat)
    if request.method == "POST" and (form is None or form.is_valid()):
        actions.end_seat(request.reader, seat=seat)
        if form and form.cleaned_data["to"]:
            hand(request.reader, seat, form.cleaned_data["to"])
        messages.success(request, _("The seat of %(name)s has ended.") % {"name": seat.officer.name})
        return redirect("officers")
    return render(request, "account/seat_end.html", {"seat": seat, "form": form, "drafts": drafts_of(seat)})


def _heir_form(request: HttpRequest, seat: Seat) -> HeirForm | None:
    """Who may take drafts over; None where there are none."""
    return HeirForm(request.POST or None, seat=seat) if drafts_of(seat) else None


# One officer


@page(Does.MANAGE)
def officer(request: HttpRequest, number: int) -> HttpResponse:
    """What there is of an officer of one's own office: seats that have ended too, for the drafts that are left."""
    seat = _seat_of_office(request, number)
    audit.record(request.reader, "read-officer", seat.officer.username)
    drafts = drafts_of(seat)
    context = {
        "seat": seat,
        "roles": ", ".join(str(LABELS.get(role, role)) for role in seat.roles),
        "may_change": _may(request, seat),
        "factors": len(factors.held(seat.officer)),
        "invited": Invitation.objects.filter(officer=seat.officer, expires__gt=timezone.now()).first(),
        "sessions": [(each, device(each.user_agent)) for each in sessions.sessions_of(seat.officer)],
        "tokens": seat.tokens.filter(expires__gt=timezone.now()).count(),
        "phones": seat.app_passwords.filter(revoked=None).count(),
        "pin": Pin.objects.filter(seat=seat).exists(),
        "drafts": drafts,
        "form": HeirForm(seat=seat) if drafts else None,
    }
    return render(request, "account/officer.html", context)


@page(Does.MANAGE)
@require_POST
def sessions_end(request: HttpRequest, number: int) -> HttpResponse:
    """Wherever the officer is signed in, that ends. The way back in stays what it was."""
    seat = _seat_within_reach(request, number)
    actions.end_sessions(request.reader, seat=seat)
    messages.success(request, _("%(name)s is signed out everywhere.") % {"name": seat.officer.name})
    return redirect("officer", number)


@page(Does.MANAGE)
@confirmed
def back_in(request: HttpRequest, number: int) -> HttpResponse:
    """For a lost phone or password: first what it does, then a link that the officer uses."""
    seat = _seat_within_reach(request, number)
    must_manage(request.reader, seat, seat.roles)
    if request.method == "POST":
        return _link(request, seat, invitations.let_back_in(request.reader, seat.officer))
    return render(request, "account/back_in.html", {"seat": seat, "days": invitations.LIFE.days})


@page(Does.MANAGE)
@require_POST
def hand_over(request: HttpRequest, number: int) -> HttpResponse:
    """Drafts of an officer who has left, or is about to, to a colleague of the same office."""
    seat = _seat_of_office(request, number)
    form = HeirForm(request.POST, seat=seat)
    if form.is_valid() and form.cleaned_data["to"]:
        n = hand(request.reader, seat, form.cleaned_data["to"])
        text = ngettext("%(n)d draft is handed over.", "%(n)d drafts are handed over.", n)
        messages.success(request, text % {"n": n})
    return redirect("officer", number)


def _seat_of_office(request: HttpRequest, number: int) -> Seat:
    """Also one that has ended; nobody's own, and no auditor's or administrator's for a head."""
    seat = seat_of(number)
    must_manage(request.reader, seat, seat.roles)
    return seat


def _seat_within_reach(request: HttpRequest, number: int) -> Seat:
    seat = seat_of(number)
    if seat.until or (seat.office != request.reader.office and not request.reader.may(Does.OPERATE)):
        raise Http404
    return seat
