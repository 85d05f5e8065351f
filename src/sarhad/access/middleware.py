"""Puts the reader on every request: anonymous until an officer has taken a seat and stated a purpose."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from sarhad.access import factors, sessions, terminals
from sarhad.access.models import Officer, Seat, Terminal
from sarhad.access.reader import Reader, anonymous, reader_for
from sarhad.access.sessions import ACTIVE, NOTED_EVERY, PIN, PURPOSE, SEAT, WATCH, note_activity

__all__ = ["ACTIVE", "COOKIE", "PIN", "PURPOSE", "SEAT", "ReaderMiddleware", "reader_of", "speak", "terminal_at"]

COOKIE = "sarhad_terminal"


class ReaderMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if sessions.is_over(request):
            logout(request)
        request.locked = sessions.has_locked(request)  # type: ignore[attr-defined]
        request.reader = reader_of(request)  # type: ignore[attr-defined]
        use_language_of(request)
        return self.get_response(request)


def reader_of(request: HttpRequest) -> Reader:
    """From the session's seat, which must be this officer's own and still current.

    Nobody acts in a session that is locked, or that lacks the second factor which the seat asks for.
    """
    if not request.user.is_authenticated or sessions.has_locked(request):
        return anonymous()
    number, purpose = request.session.get(SEAT, 0), request.session.get(PURPOSE, "")
    seat = Seat.objects.current().select_related("officer").filter(officer=request.user, pk=number).first()
    if PIN in request.session:
        return _reader_by_pin(request, seat, purpose)
    if seat is None or not factors.lets_in(request, seat):
        return anonymous()
    try:
        return reader_for(seat, purpose)
    except (PermissionDenied, ValidationError):  # the office was closed, or no purpose yet
        return anonymous()


# At a shared terminal


def terminal_at(request: HttpRequest) -> Terminal | None:
    return terminals.terminal_of(request.COOKIES.get(COOKIE, ""))


def _reader_by_pin(request: HttpRequest, seat: Seat | None, purpose: str) -> Reader:
    """Such a session is over for good when it was idle, or terminal, PIN or seat are no more."""
    terminal, idle = terminal_at(request), time.time() - request.session.get(ACTIVE, 0)
    try:
        late = idle >= settings.TERMINAL_IDLE
        if terminal and seat and not late and terminals.holds(seat, request.session[PIN]):
            reader = terminals.reader_at(terminal, seat, purpose)
            if idle > NOTED_EVERY and WATCH not in request.GET:
                note_activity(request)
                Terminal.objects.filter(pk=terminal.pk).update(last_seen=timezone.now())
            return reader
    except (PermissionDenied, ValidationError):  # the office was closed
        pass
    logout(request)
    return anonymous()


def use_language_of(request: HttpRequest) -> None:
    if isinstance(request.user, Officer):
        speak(request, request.user)


def speak(request: HttpRequest, officer: Officer) -> None:
    """In the officer's language from here on, whatever the browser's is."""
    if officer.language in dict(settings.LANGUAGES):
        translation.activate(officer.language)
        request.LANGUAGE_CODE = officer.language
