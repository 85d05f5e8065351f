"""Signing in: officers are enrolled by their office, nobody signs up. And taking a seat, once per session."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit, terminals
from sarhad.access.middleware import PIN, PURPOSE, SEAT, note_activity
from sarhad.access.models import Officer, Pin, Seat, Terminal
from sarhad.access.reader import Reader, reader_for


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def seats_of(officer: Officer) -> list[Seat]:
    """The seats that an officer may take now."""
    return list(Seat.objects.current().filter(officer=officer).select_related("officer").order_by("office"))


def take_seat(request: HttpRequest, seat: Seat, purpose: str) -> Reader:
    """Act from this seat until the session ends. Raises PermissionDenied or ValidationError, see `reader_for`."""
    if seat.officer_id != request.user.pk or PIN in request.session:
        raise PermissionDenied(_("This seat is not yours."))
    reader = reader_for(seat, purpose)
    request.session.cycle_key()  # what another seat left behind is not carried on under the old key
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
    note_activity(request)
    Terminal.objects.filter(pk=terminal.pk).update(last_seen=timezone.now())
    audit.record(reader, "take-seat", f"terminal {terminal.pk}")
    return reader
