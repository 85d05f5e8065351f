"""App passwords: a phone's form program sends for one officer from one office. The phone needs nothing else.

They are drawn at random, never chosen: what is kept for HTTP Digest is as good as the password on this node.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.guards import must_have_password, must_manage, require
from sarhad.access.models import AppPassword, Officer, Seat
from sarhad.access.reader import Reader, reader_for
from sarhad.access.roles import Does

REALM = "Sarhad"
"""Part of every digest that is kept: to change it would end all app passwords."""

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike; all on the first page of a phone's keyboard
GROUPS, EACH = 6, 4  # 24 letters: 118 random bits
LONGEST_NAME = 60  # letters of a device's name
NOTED_EVERY = timedelta(minutes=1)  # `last_used` is no clock


def new_password() -> str:
    """Such as `k7mw-9xq2-…`; the hyphens belong to it."""
    letters = [secrets.choice(LETTERS) for _letter in range(GROUPS * EACH)]
    return "-".join("".join(letters[at : at + EACH]) for at in range(0, len(letters), EACH))


def credentials(username: str, password: str) -> str:
    """What is hashed for H(A1), RFC 7616 section 3.4.2."""
    return f"{username}:{REALM}:{password}"


def digests_of(username: str, password: str) -> dict[str, str]:
    """H(A1) by each algorithm, as the columns of `AppPassword`."""
    text = credentials(username, password).encode("utf-8", "replace")
    return {
        "md5": hashlib.md5(text, usedforsecurity=False).hexdigest(),  # as older clients know nothing better
        "sha256": hashlib.sha256(text).hexdigest(),
    }


def issue_app_password(reader: Reader, device: str) -> tuple[AppPassword, str]:
    """A password for a program on this device, which sends as this reader. The text is shown once.

    Raises:
        PermissionDenied: the reader's roles do not let it contribute, or it has no seat.
        ValidationError: the device has no name, or too long a one.
    """
    require(reader, Does.CONTRIBUTE)
    must_have_password(reader)
    device = " ".join(device.split())
    if not device or len(device) > LONGEST_NAME or not device.isprintable():
        raise ValidationError(_("Name the device, in at most %(n)s letters.") % {"n": LONGEST_NAME})
    seat = Seat.objects.current().filter(officer__username=reader.officer, office=reader.office).first()
    if seat is None:
        raise PermissionDenied(_("Take a seat in an office first."))
    password = new_password()
    with transaction.atomic():
        digests = digests_of(reader.officer, password)
        row = AppPassword.objects.create(seat=seat, device=device, **digests)
        audit.record(reader, "issue-app-password", str(row.pk))
    return row, password


def revoke_app_password(reader: Reader, *, password: AppPassword) -> None:
    """By its officer, or by whoever manages the officer's seat: a phone is lost. Ends at once."""
    seat = password.seat
    if (seat.officer.username, seat.office) != (reader.officer, reader.office):
        must_manage(reader, seat, seat.roles)
    with transaction.atomic():
        if AppPassword.objects.filter(pk=password.pk, revoked=None).update(revoked=timezone.now()):
            audit.record_in(reader, seat.office, "revoke-app-password", str(password.pk))


def live(username: str) -> list[AppPassword]:
    """Those of all seats of an officer; the one that fits decides the seat."""
    rows = AppPassword.objects.filter(seat__officer__username=username, revoked=None)
    return list(rows.select_related("seat__officer").order_by("created"))


def reader_of(password: AppPassword) -> Reader | None:
    """The reader that it stands for; None when its seat, officer or office has ended."""
    try:
        reader = reader_for(password.seat, purpose_of(password))
    except PermissionDenied:
        return None
    now = timezone.now()
    if password.last_used is None or password.last_used < now - NOTED_EVERY:
        AppPassword.objects.filter(pk=password.pk).update(last_used=now)
    return reader


def purpose_of(password: AppPassword) -> str:
    """As the audit has it, in the officer's language whatever the phone's is."""
    officer: Officer = password.seat.officer
    with translation.override(officer.language):
        return _("border reporting (%(device)s)") % {"device": password.device}
