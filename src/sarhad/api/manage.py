"""Who one is, what can be stated, offices, officers, groups, and the auditor's lines. No facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from sarhad.access import actions, audit
from sarhad.access.guards import require
from sarhad.access.models import Officer, Seat
from sarhad.access.queries import members_known
from sarhad.access.roles import Does, acts
from sarhad.api import given
from sarhad.api.acts import confirm
from sarhad.api.guard import asked
from sarhad.collect.mapping import shipped
from sarhad.kernel import model
from sarhad.ledger.models import Party

router = Router(tags=["offices"])

OfficeId = Path(..., pattern=r"^[A-Z][A-Z0-9-]{0,63}$")
GroupName = Path(..., pattern=r"^[a-z0-9-]{1,64}$")


@router.get("/me")
def me(request: HttpRequest) -> Any:
    """Who this token acts as."""
    reader = request.reader
    return {
        "officer": reader.officer,
        "office": reader.office,
        "groups": list(reader.groups),
        "roles": sorted(reader.roles),
        "may": sorted(acts(reader.roles)),
        "purpose": reader.purpose,
    }


@router.get("/schemata")
def schemata(request: HttpRequest) -> Any:
    """What can be stated: every schema with its properties, as the data model of this version has them."""
    return [_schema(spec) for spec in model.schemata()]


def _schema(spec: model.Spec) -> dict[str, Any]:
    properties = [
        {"name": prop.name, "label": prop.label("en"), "label_ru": prop.label("ru"), "type": prop.type}
        for prop in spec.properties.values()
    ]
    return {
        "name": spec.name,
        "label": spec.label("en"),
        "label_ru": spec.label("ru"),
        "abstract": spec.abstract,
        "properties": properties,
    }


@router.get("/mappings")
def mappings(request: HttpRequest) -> Any:
    """Mappings for POST /api/imports."""
    return [{"name": mapping.name} for mapping in shipped()]


# Offices


@router.get("/offices")
def offices(request: HttpRequest) -> Any:
    """All offices that this node knows."""
    return [_party(party) for party in Party.objects.filter(kind="office").order_by("id")]


def _party(party: Party) -> dict[str, Any]:
    return {
        "id": party.id,
        "name_en": party.name_en,
        "name_ru": party.name_ru,
        "country": party.country,
        "sort": party.sort,
        "parent": party.parent,
        "closed": party.closed,
    }


@router.post("/offices", response={201: dict})
def open_office(request: HttpRequest, body: given.OfficeIn) -> Any:
    """Open an office on this node, with keys of its own."""
    fields = body.model_dump()
    names = {"en": fields.pop("name_en"), "ru": fields.pop("name_ru")}
    feed = actions.create_office(request.reader, names=names, **fields)
    return Status(201, {"id": feed.office, "device": feed.device})


@router.post("/offices/{office}/close", response={201: dict})
def close_office(request: HttpRequest, body: given.CloseIn, office: str = OfficeId) -> Any:
    """Close an office for good; heirs act for it."""
    confirm(request, body.password)
    heirs = [actions.Heir(each.office, tuple(each.schemata), each.received) for each in body.heirs]
    entry = actions.close_office(request.reader, heirs=heirs, office=office)
    return Status(201, {"contribution": entry.id})


# Officers and their seats


@router.get("/officers")
def officers(request: HttpRequest) -> Any:
    """Seats of your office; of all offices for the administrator."""
    require(request.reader, Does.MANAGE)
    seats = Seat.objects.current().select_related("officer").order_by("office", "officer__username")
    if not request.reader.may(Does.OPERATE):
        seats = seats.filter(office=request.reader.office)
    return [_seat(seat) for seat in seats]


def _seat(seat: Seat) -> dict[str, Any]:
    officer = seat.officer
    return {
        "id": seat.pk,
        "officer": officer.username,
        "name": officer.name,
        "office": seat.office,
        "roles": seat.roles,
    }


@router.post("/officers", response={201: dict})
def enrol(request: HttpRequest, body: given.OfficerIn) -> Any:
    """A new account with its first seat."""
    return Status(201, _seat(actions.enrol_officer(request.reader, **body.model_dump())))


@router.post("/seats", response={201: dict})
def add_seat(request: HttpRequest, body: given.SeatIn) -> Any:
    """A further seat for an officer who has an account; by the administrator."""
    require(request.reader, Does.OPERATE)
    officer = Officer.objects.filter(username=body.username.lower(), is_active=True).first()
    if officer is None:
        raise ValidationError(_("No officer has this user name."))
    seat = actions.add_seat(request.reader, officer=officer, office=body.office, roles=body.roles)
    return Status(201, _seat(seat))


@router.put("/seats/{number}/roles")
def change_roles(request: HttpRequest, number: int, body: given.RolesIn) -> Any:
    return _seat(actions.change_roles(request.reader, seat=_within_reach(request, number), roles=body.roles))


@router.delete("/seats/{number}")
def end_seat(request: HttpRequest, number: int) -> Any:
    """From now on the officer does not act in that office; its tokens end too."""
    return _seat(actions.end_seat(request.reader, seat=_within_reach(request, number)))


def _within_reach(request: HttpRequest, number: int) -> Seat:
    require(request.reader, Does.MANAGE)
    seats = Seat.objects.current().select_related("officer")
    if not request.reader.may(Does.OPERATE):
        seats = seats.filter(office=request.reader.office)
    seat = seats.filter(pk=number).first() if 0 < number < 2**63 else None
    if seat is None:
        raise Http404
    return seat


# Groups


@router.get("/groups")
def groups(request: HttpRequest) -> Any:
    """Groups that your office is in, or answers for."""
    known = Party.objects.filter(kind="group").order_by("id")
    shown = [party for party in known if _knows(request, party.id)]
    return [{**_party(party), "members": list(members_known(request.reader, party.id))} for party in shown]


def _knows(request: HttpRequest, group: str) -> bool:
    return group in request.reader.groups or group.partition("/")[0] == request.reader.office


@router.post("/groups", response={201: dict})
def found_group(request: HttpRequest, body: given.GroupIn) -> Any:
    """Found a group that your office answers for."""
    names = {"en": body.name_en, "ru": body.name_ru}
    group = actions.found_group(request.reader, name=body.name, names=names, members=body.members)
    return Status(201, {"id": group})


@router.post("/groups/{office}/{name}/members", response={201: dict})
def join(request: HttpRequest, body: given.MembersIn, office: str = OfficeId, name: str = GroupName) -> Any:
    """Admit offices: they see from now on what was ever released to the group."""
    entry = actions.join(request.reader, group=f"{office}/{name}", members=body.members)
    return Status(201, {"contribution": entry.id})


@router.delete("/groups/{office}/{name}/members/{member}", response={201: dict})
def leave(request: HttpRequest, office: str = OfficeId, name: str = GroupName, member: str = OfficeId) -> Any:
    """Take an office out: it sees nothing released to the group any more."""
    entry = actions.leave(request.reader, group=f"{office}/{name}", member=member)
    return Status(201, {"contribution": entry.id})


# The audit


@router.get("/audit")
def lines(
    request: HttpRequest,
    officer: given.Line = "",
    act: given.Line = "",
    what: given.Line = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: int = Query(2**62, ge=1, le=2**62, description="Lines older than this number"),
    limit: int = Query(100, ge=1, le=1000),
) -> Any:
    """Lines of your own office, newest first, with the hashes that let another program check the chain. For its
    auditor only."""
    rows = audit.rows(request.reader, officer=officer, act=act, what=what, since=since, until=until)
    audit.record(request.reader, "read-audit", text=asked(request))
    return [_line(row) for row in rows.filter(n__lt=before)[:limit]]


def _line(row: Any) -> dict[str, Any]:
    fields = ("n", "officer", "office", "purpose", "act", "what", "digest", "prev", "hash")
    text = getattr(row, "text", None)
    line = {name: getattr(row, name) for name in fields}
    return {**line, "at": row.at.isoformat(), "text": text.text if text else ""}
