"""API tokens: one officer in one office for one purpose. Made and ended in `actions`."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from sarhad.access.models import Token
from sarhad.access.reader import Reader, reader_for

NOTED_EVERY = timedelta(minutes=1)  # `last_used` is no clock: a write for each call would cost more than it says


def new_token() -> tuple[str, str]:
    """A fresh token and its digest; the token itself is kept nowhere."""
    token = secrets.token_urlsafe(32)
    return token, digest_of(token)


def digest_of(token: str) -> str:
    """Plain SHA-256 suffices: a token has 256 random bits, so there is nothing to guess."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def reader_of_token(text: str) -> Reader | None:
    """The reader that a token stands for; None when it is unknown, expired, or its seat has ended."""
    now = timezone.now()
    held = Token.objects.filter(digest=digest_of(text), expires__gt=now).select_related("seat__officer")
    token = held.first()
    if token is None:
        return None
    try:
        reader = reader_for(token.seat, token.purpose)
    except PermissionDenied:
        return None
    if token.last_used is None or token.last_used < now - NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used=now)
    return reader
