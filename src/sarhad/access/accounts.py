"""Signing in: officers are enrolled by their office, nobody signs up. And taking a seat, once per session."""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit, factors, sessions, terminals
from sarhad.access.models import Officer, Pin, Seat, Terminal
from sarhad.access.reader import Reader, reader_for
from sarhad.access.sessions import PIN, PURPOSE, SEAT, note_activity

LOCK_OUT = 300  # seconds in which five wrong passwords stop an account's signing in, see ACCOUNT_RATE_LIMITS


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            note_lock_out(str(credentials.get("username", "")).lower())
            raise


def note_lock_out(username: str) -> None:
    """Once for each time of waiting. A name that nobody has leaves a line too, so that both take as long."""
    name = hashlib.sha256(username.encode("utf-8", "replace")).hexdigest()
    if not cache.add(f"locked-out.{name}", 1, LOCK_OUT):
        return
    officer = Officer.objects.filter(username=username).first()
    if officer:
        factors.note(officer, "locked-out")
    else:  # what was typed may be a password in the wrong field: it is not written down
        audit.record(Reader("", "", (), frozenset(), ""), "locked-out")


def seats_of(officer: Officer) -> list[Seat]:
    """The seats that an officer may take now."""
    return list(Seat.objects.current().filter(officer=officer).select_related("officer").order_by("office"))


def take_seat(request: HttpRequest, seat: Seat, purpose: str) -> Reader:
    """Act from this seat until the session ends. Raises PermissionDenied or ValidationError, see `reader_for`."""
    if seat.officer_id != request.user.pk or PIN in request.session:
        raise PermissionDenied(_("This seat is not yours."))
    if not factors.lets_in(request, seat):
        raise PermissionDenied(_("Give your second factor first."))
    reader = reader_for(seat, purpose)
    sessions.renew(request)  # what another seat left behind is not carried on under the old key
    request.session[SEAT], request.session[PURPOSE] = seat.pk, reader.purpose
    audit.record(reader, "take-seat")
    return reader


def sign_in_by_pin(request: HttpRequest, terminal: Terminal, pin: Pin, purpose: str) -> Reader:
    """Open a session at a terminal for whoever has just typed this PIN right. Raises as `reader_for` does."""
    reader = terminals.reader_at(terminal, pin.seat, purpose)
    request.session.flush()  # nothing of the colleague before
    login(request, pin.seat.officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SEAT], request.session[PURPOSE] = pin.seat_id, reader.purpose
    request.session[PIN] = pin.stamp
    track(request)
    note_activity(request)
    Terminal.objects.filter(pk=terminal.pk).update(last_seen=timezone.now())
    audit.record(reader, "take-seat", f"terminal {terminal.pk}")
    return reader


def track(request: HttpRequest) -> None:
    """Put the session that was just opened on its officer's list; allauth does so for its own ways in."""
    UserSession.objects.create_from_request(request)
