"""Offices, officers, groups and the health of the node: who manages sees no facts here."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import actions
from sarhad.access.actions import Heir
from sarhad.access.guards import must_manage
from sarhad.access.models import AppPassword, Officer, Seat
from sarhad.access.roles import LABELS, Does
from sarhad.ledger.followers import head
from sarhad.ledger.models import Feed, Follower, Party
from sarhad.ledger.node import keystore
from sarhad.ledger.queries import family, heirs, members_of
from sarhad.ledger.stamp import NAME as DERIVED
from sarhad.web.forms import (
    SORTS,
    CloseForm,
    GroupForm,
    MembersForm,
    OfficeForm,
    OfficerForm,
    RolesForm,
    SeatOfForm,
    attempt,
)
from sarhad.web.gate import page
from sarhad.web.paging import page_of
from sarhad.web.views.account import seat_of

# Offices


@page(Does.OPERATE)
def offices(request: HttpRequest) -> HttpResponse:
    rows = Party.objects.filter(kind="office").order_by("id")
    return render(request, "web/offices.html", {"page": page_of(request, rows, 100), "sorts": SORTS})


@page(Does.OPERATE)
def office_new(request: HttpRequest) -> HttpResponse:
    form = OfficeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        names = {"en": given.pop("name_en"), "ru": given.pop("name_ru")}
        if attempt(form, lambda: actions.create_office(request.reader, names=names, **given)):
            messages.success(request, _("%(office)s is open. Its keys are on this node.") % {"office": given["id"]})
            return redirect("office", given["id"])
    return render(
        request, "web/act.html", {"form": form, "heading": _("Open an office"), "deed": _("Open the office")}
    )


@page(Does.OPERATE)
def office(request: HttpRequest, office: str) -> HttpResponse:
    party = get_object_or_404(Party, id=office, kind="office")
    held = set(keystore().devices(office))
    feeds = [(feed, feed.device in held) for feed in Feed.objects.filter(office=office).order_by("device")]
    seats = Seat.objects.filter(office=office).select_related("officer").order_by("until", "officer__username")
    chosen = page_of(request, seats)
    context = {"party": party, "feeds": feeds, "page": chosen, "rows": _rows(request, chosen.items), "sorts": SORTS}
    return render(request, "web/office.html", context | {"heirs": sorted(heirs(office)) if party.closed else []})


@page(Does.OPERATE)
def office_close(request: HttpRequest, office: str) -> HttpResponse:
    party = get_object_or_404(Party, id=office, kind="office", closed="")
    form = CloseForm(request.POST or None, request=request, office=office)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        named = [Heir(given["heir"])]
        if given["second"]:
            named.append(Heir(given["second"], tuple(given["schemata"]), received=False))
        if attempt(form, lambda: actions.close_office(request.reader, heirs=named, office=office)):
            messages.success(request, _("%(office)s is closed. Its heirs act for it.") % {"office": office})
            return redirect("office", office)
    context = {"form": form, "heading": _("Close %(office)s") % {"office": party.id}, "deed": _("Close the office")}
    return render(request, "web/act.html", context | {"grave": True})


# Officers


@page(Does.MANAGE)
def officers(request: HttpRequest) -> HttpResponse:
    """Seats of the own office; of every office for the administrator."""
    seats = Seat.objects.filter(until=None).select_related("officer").order_by("office", "officer__username")
    if not request.reader.may(Does.OPERATE):
        seats = seats.filter(office=request.reader.office)
    elif named := request.GET.get("office", ""):
        seats = seats.filter(office=named)
    chosen = page_of(request, seats)
    context = {"page": chosen, "rows": _rows(request, chosen.items), "phones": _phones(request, chosen.items)}
    return render(request, "web/officers.html", context)


def _phones(request: HttpRequest, seats: Iterable[Seat]) -> list[AppPassword]:
    """Those of the seats on this page that one may end."""
    within_reach = [seat.pk for seat in seats if _may(request, seat)]
    found = AppPassword.objects.filter(seat__in=within_reach, revoked=None).select_related("seat__officer")
    return list(found.order_by("seat__officer__username", "created"))


def _rows(request: HttpRequest, seats: Iterable[Seat]) -> list[tuple[Seat, str, bool]]:
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
def officer_new(request: HttpRequest) -> HttpResponse:
    form = OfficerForm(request.POST or None, reader=request.reader)
    if request.method == "POST" and form.is_valid():
        seat = attempt(form, lambda: actions.enrol_officer(request.reader, **form.cleaned_data))
        if seat:
            messages.success(request, _("%(name)s can sign in now.") % {"name": seat.officer.name})
            return redirect("officers")
    context = {"form": form, "heading": _("Enrol an officer"), "deed": _("Enrol")}
    return render(request, "web/act.html", context)


@page(Does.OPERATE)
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
@require_POST
def seat_end(request: HttpRequest, number: int) -> HttpResponse:
    seat = actions.end_seat(request.reader, seat=_seat_within_reach(request, number))
    messages.success(request, _("The seat of %(name)s has ended.") % {"name": seat.officer.name})
    return redirect("officers")


def _seat_within_reach(request: HttpRequest, number: int) -> Seat:
    seat = seat_of(number)
    if seat.until or (seat.office != request.reader.office and not request.reader.may(Does.OPERATE)):
        raise Http404
    return seat


# Groups


@page(Does.RELEASE, Does.MANAGE)
def groups(request: HttpRequest) -> HttpResponse:
    """Groups that this office answers for, and those that it is in."""
    reader = request.reader
    own = [
        party for party in Party.objects.filter(kind="group").order_by("id") if _founder(party.id, reader.office)
    ]
    other = Party.objects.filter(id__in=reader.groups).exclude(id__in=[party.id for party in own]).order_by("id")
    rows = [(party, members_of(party.id)) for party in own]
    return render(request, "web/groups.html", {"own": rows, "other": other})


def _founder(group: str, office: str) -> bool:
    founder = group.partition("/")[0]
    return office in family(founder)


@page(Does.RELEASE, Does.MANAGE)
def group_new(request: HttpRequest) -> HttpResponse:
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        names = {"en": given["name_en"], "ru": given["name_ru"]}
        group = attempt(
            form,
            lambda: actions.found_group(request.reader, name=given["name"], names=names, members=given["members"]),
        )
        if group:
            messages.success(request, _("The group %(group)s is founded.") % {"group": group})
            return redirect("groups")
    context = {"form": form, "heading": _("Found a group"), "deed": _("Sign and found")}
    return render(request, "web/act.html", context)


@page(Does.RELEASE, Does.MANAGE)
def group_join(request: HttpRequest, group: str) -> HttpResponse:
    party = _own_group(request, group)
    form = MembersForm(request.POST or None, but=members_of(group))
    if request.method == "POST" and form.is_valid():
        members = form.cleaned_data["members"]
        if attempt(form, lambda: actions.join(request.reader, group=group, members=members)):
            messages.success(request, _("They see from now on what was ever released to the group."))
            return redirect("groups")
    heading = _("Admit offices to %(group)s") % {"group": party.id}
    return render(request, "web/act.html", {"form": form, "heading": heading, "deed": _("Sign and admit")})


@page(Does.RELEASE, Does.MANAGE)
@require_POST
def group_leave(request: HttpRequest, group: str) -> HttpResponse:
    party, member = _own_group(request, group), request.POST.get("member", "")
    if member not in members_of(party.id):
        raise Http404
    actions.leave(request.reader, group=group, member=member)
    messages.success(request, _("%(office)s has left %(group)s.") % {"office": member, "group": group})
    return redirect("groups")


def _own_group(request: HttpRequest, group: str) -> Party:
    if not _founder(group, request.reader.office):
        raise Http404
    return get_object_or_404(Party, id=group, kind="group")


# Health


@page(Does.OPERATE)
def health(request: HttpRequest) -> HttpResponse:
    """Keys, devices, followers and disk of this node. No facts, nor how much an office writes or reads."""
    last = head()
    known = {feed.office: set(keystore().devices(feed.office)) for feed in Feed.objects.order_by("office")}
    feeds = [(feed, feed.device in known[feed.office]) for feed in Feed.objects.order_by("office", "device")]
    followers = [(each, last - each.pos) for each in Follower.objects.exclude(name=DERIVED).order_by("name")]
    disk = shutil.disk_usage(settings.HOME)
    context = {"feeds": feeds, "followers": followers, "head": last}
    context |= {"free": disk.free, "low": disk.free < 2 * 2**30, "postgres": _vendor()}
    return render(request, "web/health.html", context)


def _vendor() -> str:
    from django.db import connection

    return "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
