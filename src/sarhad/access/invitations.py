"""One-time links: an officer chooses password and second factor alone. For a first sign-in and for a lost phone.

The link goes from the head to the officer by a way on which the head knows the officer; the node sends nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit, factors, sessions
from sarhad.access.actions import open_seat
from sarhad.access.guards import must_have_password, must_manage, require
from sarhad.access.models import Invitation, Officer, Seat
from sarhad.access.reader import Reader
from sarhad.access.roles import Does, checked

LIFE = timedelta(days=7)


def invite(
    reader: Reader, *, username: str, name: str, language: str, office: str, roles: Iterable[str]
) -> tuple[Seat, str]:
    """A new officer with a first seat and no password; returns the seat and the text of the link."""
    must_have_password(reader)
    officer = Officer(username=username.strip().lower(), name=name.strip(), language=language)
    seat = Seat(officer=officer, office=office, roles=checked(roles))
    must_manage(reader, seat, seat.roles)
    with transaction.atomic():
        officer.set_unusable_password()
        officer.full_clean(exclude=["password"])
        officer.save()
        return open_seat(reader, seat), _link(reader, officer, [office], "invite")


def let_back_in(reader: Reader, officer: Officer) -> str:
    """For one who has lost phone or password: ends what there is, and returns the text of a link to choose anew.

    By whoever manages all of the officer's seats. Until the link is used nobody signs in with this account.
    """
    must_have_password(reader)
    seats = list(Seat.objects.current().filter(officer=officer))
    if not seats:
        require(reader, Does.OPERATE)
    for seat in seats:
        must_manage(reader, seat, seat.roles)
    with transaction.atomic():
        officer.set_unusable_password()
        officer.save(update_fields=["password"])
        factors.remove_all(officer)
        sessions.end_all(officer)
        return _link(reader, officer, sorted({seat.office for seat in seats}) or [reader.office], "let-back-in")


def _link(reader: Reader, officer: Officer, offices: list[str], act: str) -> str:
    text = secrets.token_urlsafe(32)
    given = {"digest": _digest(text), "by": reader.officer, "office": offices[0], "expires": timezone.now() + LIFE}
    Invitation.objects.update_or_create(officer=officer, defaults=given)
    for office in offices:
        audit.record_in(reader, office, act, officer.username)
    return text


def open_one(text: str) -> Invitation | None:
    """What this link stands for; None when it is unknown, used, too old, or its officer has left."""
    found = Invitation.objects.filter(digest=_digest(text), expires__gt=timezone.now()).select_related("officer")
    invitation = found.first()
    seats = Seat.objects.current().filter(officer=invitation.officer) if invitation else Seat.objects.none()
    return invitation if seats.exists() else None


def accept(text: str, password: str) -> Officer:
    """Set the password that the officer has chosen; the link is used up. Raises ValidationError."""
    with transaction.atomic():
        invitation = open_one(text)
        if invitation is None or not Invitation.objects.filter(pk=invitation.pk, digest=_digest(text)).delete()[0]:
            raise PermissionDenied(_("This link was used or has ended."))
        officer = invitation.officer
        validate_password(password, officer)
        officer.set_password(password)
        officer.save(update_fields=["password"])
        sessions.end_all(officer)
        factors.note(officer, "accept-invitation")
    return officer


def withdraw(officer: Officer) -> None:
    """The link is nothing any more."""
    Invitation.objects.filter(officer=officer).delete()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
