"""Offices, officers, groups and the health of the node: who manages sees no facts here."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import actions
from sarhad.access.actions import Heir
from sarhad.access.models import Seat
from sarhad.access.roles import Does
from sarhad.ledger.followers import head
from sarhad.ledger.models import Feed, Follower, Party
from sarhad.ledger.node import keystore
from sarhad.ledger.queries import family, heirs, members_of
from sarhad.ledger.stamp import NAME as DERIVED
from sarhad.systems.monitor.news import sending, subscriptions
from sarhad.web.forms import (
    SORTS,
    CloseForm,
    GroupForm,
    MembersForm,
    OfficeForm,
    attempt,
)
from sarhad.web.gate import page
from sarhad.web.paging import page_of
from sarhad.web.views.officers import seat_rows

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
    context = {
        "party": party,
        "feeds": feeds,
        "page": chosen,
        "rows": seat_rows(request, chosen.items),
        "sorts": SORTS,
    }
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
    context |= {"mails": sending.is_on(), "unsent": subscriptions.failing()}
    context |= {"free": disk.free, "low": disk.free < 2 * 2**30, "postgres": _vendor()}
    return render(request, "web/health.html", context)


def _vendor() -> str:
    from django.db import connection

    return "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
