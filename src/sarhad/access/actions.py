"""Everything that changes who may do or see what. Each act checks the role, writes, and stands in the audit.

All raise PermissionDenied where the role does not allow the act, ValidationError where its arguments do not fit.
The web asks for the password again before releases, closing and keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit, sessions, tokens
from sarhad.access.app_passwords import issue_app_password, revoke_app_password
from sarhad.access.guards import must_be_open, must_have_password, must_manage, require
from sarhad.access.models import Invitation, Officer, Pin, Seat, Token
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.access.roles import checked as checked_roles
from sarhad.access.sharing import accept, found_group, grant, join, leave, recall
from sarhad.kernel.claim import Act, Kind
from sarhad.kernel.keys import KeyFault
from sarhad.ledger.actions import OPEN, act, append, feed_of, open_office
from sarhad.ledger.models import Entry, Feed
from sarhad.ledger.node import keystore

__all__ = [
    "Heir",
    "accept",
    "add_seat",
    "change_roles",
    "close_office",
    "create_office",
    "end_seat",
    "end_sessions",
    "enrol_officer",
    "found_group",
    "grant",
    "issue_app_password",
    "issue_token",
    "join",
    "leave",
    "recall",
    "reset_password",
    "revoke_app_password",
    "revoke_token",
]

TOKEN_LIFE = timedelta(days=366)


# Offices, officers, tokens


def create_office(
    reader: Reader,
    *,
    id: str,
    names: Mapping[str, str],
    country: str,
    sort: str,
    parent: str = "",
    device: str = "node",
    passphrase: str,
) -> Feed:
    """Open an office on this node, with keys of its own. See `ledger.actions.open_office`."""
    require(reader, Does.OPERATE)
    with transaction.atomic():
        feed = open_office(
            id=id,
            names=names,
            country=country,
            sort=sort,
            parent=parent,
            device=device,
            passphrase=passphrase,
        )
        audit.record_in(reader, id, "create-office", id)
    return feed


def enrol_officer(
    reader: Reader,
    *,
    username: str,
    name: str,
    language: str,
    password: str,
    office: str,
    roles: Iterable[str],
) -> Seat:
    """Make an account with a first seat."""
    officer = Officer(username=username.strip().lower(), name=name.strip(), language=language)
    seat = Seat(officer=officer, office=office, roles=checked_roles(roles))
    must_manage(reader, seat, seat.roles)
    with transaction.atomic():
        validate_password(password, officer)
        officer.set_password(password)
        officer.full_clean()
        officer.save()
        return open_seat(reader, seat)


def add_seat(reader: Reader, *, officer: Officer, office: str, roles: Iterable[str]) -> Seat:
    """Let an officer act in a further office too; by the administrator, who knows the accounts of all offices."""
    require(reader, Does.OPERATE)
    seat = Seat(officer=officer, office=office, roles=checked_roles(roles))
    must_manage(reader, seat, seat.roles)
    with transaction.atomic():
        return open_seat(reader, seat)


def open_seat(reader: Reader, seat: Seat) -> Seat:
    """Of an officer whom the caller may give it."""
    must_be_open([seat.office])
    if Seat.objects.filter(officer=seat.officer, office=seat.office, until=None).exists():
        raise ValidationError(_("%(officer)s has a seat there already.") % {"officer": seat.officer.username})
    seat.officer_id = seat.officer.pk
    seat.save()
    audit.record_in(reader, seat.office, "add-seat", f"{seat.officer.username} {','.join(seat.roles)}")
    return seat


def reset_password(reader: Reader, *, officer: Officer, password: str) -> None:
    """A new password for an officer who cannot sign in, by whoever manages all of the officer's seats."""
    seats = list(Seat.objects.current().filter(officer=officer))
    if not seats:
        require(reader, Does.OPERATE)
    for seat in seats:
        must_manage(reader, seat, seat.roles)
    validate_password(password, officer)
    with transaction.atomic():
        officer.set_password(password)
        officer.save(update_fields=["password"])
        Invitation.objects.filter(officer=officer).delete()
        for office in {seat.office for seat in seats} or {reader.office}:
            audit.record_in(reader, office, "reset-password", officer.username)


def change_roles(reader: Reader, *, seat: Seat, roles: Iterable[str]) -> Seat:
    checked = checked_roles(roles)
    must_manage(reader, seat, [*seat.roles, *checked])
    with transaction.atomic():
        seat.roles = checked
        seat.save(update_fields=["roles"])
        audit.record_in(reader, seat.office, "change-roles", f"{seat.officer.username} {','.join(checked)}")
    return seat


def end_seat(reader: Reader, *, seat: Seat) -> Seat:
    """From this moment on the officer does not act in that office: sessions, tokens, phones and PIN end with it."""
    must_manage(reader, seat, seat.roles)
    now = timezone.now()
    with transaction.atomic():
        seat.until = now
        seat.save(update_fields=["until"])
        seat.tokens.filter(expires__gt=now).update(expires=now)
        seat.app_passwords.filter(revoked=None).update(revoked=now)
        Pin.objects.filter(seat=seat).delete()
        sessions.end_all(seat.officer)  # one in another office's seat too: its officer signs in again
        if not Seat.objects.current().filter(officer=seat.officer).exists():
            Invitation.objects.filter(officer=seat.officer).delete()
        audit.record_in(reader, seat.office, "end-seat", seat.officer.username)
    return seat


def end_sessions(reader: Reader, *, seat: Seat) -> None:
    """Wherever its officer is signed in, that ends now: a laptop is lost."""
    must_have_password(reader)
    must_manage(reader, seat, seat.roles)
    with transaction.atomic():
        sessions.end_all(seat.officer)
        audit.record_in(reader, seat.office, "end-sessions", seat.officer.username)


def issue_token(reader: Reader, *, purpose: str, expires: datetime) -> tuple[Token, str]:
    """A token that reads as this reader does. The text is shown once and kept nowhere."""
    must_have_password(reader)
    if not purpose.strip():
        raise ValidationError(_("State the purpose."))
    if not timezone.now() < expires <= timezone.now() + TOKEN_LIFE:
        raise ValidationError(_("A token lasts at most a year."))
    seat = Seat.objects.current().filter(officer__username=reader.officer, office=reader.office).first()
    if seat is None:
        raise PermissionDenied(_("Take a seat in an office first."))
    text, digest = tokens.new_token()
    with transaction.atomic():
        token = Token.objects.create(digest=digest, seat=seat, purpose=purpose.strip(), expires=expires)
        audit.record(reader, "issue-token", str(token.pk))
    return token, text


def revoke_token(reader: Reader, *, token: Token) -> None:
    """By its officer, or by whoever manages the officer's seat."""
    own = (token.seat.officer.username, token.seat.office) == (reader.officer, reader.office)
    if not own:
        must_manage(reader, token.seat, token.seat.roles)
    with transaction.atomic():
        token.expires = timezone.now()
        token.save(update_fields=["expires"])
        audit.record_in(reader, token.seat.office, "revoke-token", str(token.pk))


# Succession


class Heir(NamedTuple):
    """Who takes over from an office that closes."""

    office: str
    schemata: tuple[str, ...] = ()  # records of these; empty: all that no other heir is named for
    received: bool = True  # and what had been released to the closed office


def close_office(reader: Reader, *, heirs: Sequence[Heir], office: str = "") -> Entry:
    """Close an office and pass its records, what it had received and its id key to heirs. Ends all its seats.

    Done by the head of that office, or by the administrator for any.
    """
    office = office or reader.office
    if not reader.may(Does.OPERATE) and not (reader.may(Does.RELEASE) and reader.office == office):
        raise PermissionDenied(_("Your role does not include this."))
    if not heirs or office in {heir.office for heir in heirs}:
        raise ValidationError(_("Name at least one other office as heir."))
    must_be_open([heir.office for heir in heirs])
    items = [
        act(
            Act.HEIR,
            {
                "office": office,
                "heir": heir.office,
                "schemata": list(heir.schemata),
                "received": "true" if heir.received else "",
            },
        )
        for heir in heirs
    ]
    with transaction.atomic():
        entry = append(feed_of(office), kind=Kind.SUCCESSION, items=items, scope=OPEN, officer=reader.officer)
        Seat.objects.filter(office=office, until=None).update(until=timezone.now())
        for party in (office, *dict.fromkeys(heir.office for heir in heirs)):
            audit.record_in(reader, party, "close-office", office)
        _pass_id_key(office, heirs)
    return entry


def _pass_id_key(office: str, heirs: Sequence[Heir]) -> None:
    try:
        for heir in dict.fromkeys(heir.office for heir in heirs):
            keystore().inherit_id_key(office, heir)
    except KeyFault as fault:
        raise ValidationError(str(fault)) from fault
