"""Puts the reader on every request: anonymous until an officer has taken a seat and stated a purpose."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from sarhad.access.models import Officer, Seat
from sarhad.access.reader import Reader, anonymous, reader_for

SEAT, PURPOSE = "seat", "purpose"
"""What the session holds: the number of the seat that was taken, and the purpose stated for this session."""


class ReaderMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.reader = reader_of(request)  # type: ignore[attr-defined]
        use_language_of(request)
        return self.get_response(request)


def reader_of(request: HttpRequest) -> Reader:
    """From the session's seat, which must be this officer's own and still current."""
    if not request.user.is_authenticated:
        return anonymous()
    number, purpose = request.session.get(SEAT, 0), request.session.get(PURPOSE, "")
    seat = Seat.objects.current().select_related("officer").filter(officer=request.user, pk=number).first()
    if seat is None:
        return anonymous()
    try:
        return reader_for(seat, purpose)
    except (PermissionDenied, ValidationError):  # the office was closed, or no purpose yet
        return anonymous()


def use_language_of(request: HttpRequest) -> None:
    if isinstance(request.user, Officer) and request.user.language in dict(settings.LANGUAGES):
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = request.user.language
