"""What a session of a signed-in officer holds, and for how long it may go on without anybody.

Password sessions lock when nobody works and go on, where they were, once the password or a code is given again.
Sessions that a PIN opened end instead: the next person at a shared terminal is somebody else.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone

from sarhad.access.models import Officer

SEAT, PURPOSE = "seat", "purpose"
"""What the session holds: the number of the seat that was taken, and the purpose stated for this session."""
PIN, ACTIVE = "pin", "active"
"""What it holds if a PIN opened it: the PIN's stamp; and in every session when somebody last worked there."""
LOCKED, BEGAN = "locked", "began"
WATCH = "watch"  # in the address of a page that loads itself again: nobody's doing
NOTED_EVERY = 30  # seconds; less would be a write for each page
RECENT = 300  # seconds for which a password or a code that was given counts for what is hard to undo


def begin(request: HttpRequest, **_about: Any) -> None:
    """When somebody has signed in."""
    request.session[ACTIVE] = request.session[BEGAN] = int(time.time())


def is_over(request: HttpRequest) -> bool:
    """Whether it is a working day old, however busy it is: each use puts the end that Django knows further off."""
    if not request.user.is_authenticated:
        return False
    return bool(time.time() - request.session.get(BEGAN, 0) >= settings.SESSION_COOKIE_AGE)


def note_activity(request: HttpRequest) -> None:
    request.session[ACTIVE] = int(time.time())
    found = UserSession.objects.filter(session_key=request.session.session_key)
    found.update(last_seen_at=timezone.now())


def has_locked(request: HttpRequest) -> bool:
    """Whether this session waits for its officer; locks it when nobody has worked there for long enough.

    A session that does not know when somebody last worked there is locked too.
    """
    if not settings.IDLE or not request.user.is_authenticated or PIN in request.session:
        return False
    if LOCKED in request.session:
        return True
    idle = time.time() - request.session.get(ACTIVE, 0)
    if idle >= settings.IDLE:
        request.session[LOCKED] = True
    elif idle > NOTED_EVERY and WATCH not in request.GET:
        note_activity(request)
    return LOCKED in request.session


def given_again(request: HttpRequest, method: str, **about: Any) -> None:
    """The officer has just given the password (`password`) or a code (`mfa`): unlocks, and counts as recent."""
    record_authentication(request, request.user, method, reauthenticated=True, **about)
    request.session.pop(LOCKED, None)
    note_activity(request)


def is_recent(request: HttpRequest) -> bool:
    """Whether password or second factor were given within the last five minutes."""
    times = [record.get("at", 0) for record in get_authentication_records(request, request.user)]
    return time.time() - max(times, default=0) < RECENT


def renew(request: HttpRequest) -> None:
    """The same session under another key, whenever it may do more than before: who knew the old key is out."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


# The sessions of an officer


def sessions_of(officer: Officer) -> list[UserSession]:
    """Those that are alive, newest first."""
    found: list[UserSession] = UserSession.objects.purge_and_list(officer)
    return sorted(found, key=lambda each: each.last_seen_at, reverse=True)


def end_all(officer: Officer) -> None:
    """Every session of this officer, listed or not: each holds a hash over the stamp."""
    officer.stamp = secrets.token_hex(8)
    officer.save(update_fields=["stamp"])
    UserSession.objects.filter(user=officer).delete()


def end_others(request: HttpRequest) -> None:
    """All of the own ones but this one."""
    officer = Officer.objects.get(username=request.user.get_username())
    end_all(officer)
    request.session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    request.user = officer
    UserSession.objects.create_from_request(request)
