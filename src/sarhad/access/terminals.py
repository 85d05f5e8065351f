"""Shared terminals of posts: a device that the head has enrolled, and a short PIN for each officer.

The two together stand for the password there, and for less: such a session reads and contributes, nothing else.
All acts raise PermissionDenied where the role does not allow them, ValidationError where arguments do not fit.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.guards import must_have_password, must_manage, require
from sarhad.access.models import EnrolmentCode, Pin, Seat, Terminal
from sarhad.access.reader import Reader, reader_for
from sarhad.access.roles import ROLES, Does, Role, acts
from sarhad.ledger.models import Party

CODE_LIFE = timedelta(minutes=30)
WRONG_CODES = 10  # tries for an office that end its open codes: one in a million finds one
TRIES = 5  # wrong PINs in a row that lock a PIN
PIN = re.compile(r"[0-9]{6}")
CUT = frozenset({Role.BORDER_OFFICER})
"""The roles of a session that a PIN opened: READ and CONTRIBUTE, whatever else the seat may do."""


# Terminals


def make_code(reader: Reader) -> str:
    """A one-time code for a device of the own office. The digits are shown once and kept nowhere."""
    _must_head(reader)
    now, code = timezone.now(), f"{secrets.randbelow(10**8):08d}"
    with transaction.atomic():
        EnrolmentCode.objects.filter(office=reader.office, expires__lte=now).delete()
        EnrolmentCode.objects.create(
            office=reader.office,
            digest=_code_digest(reader.office, code),
            by=reader.officer,
            expires=now + CODE_LIFE,
        )
        audit.record(reader, "enrolment-code")
    return code


def enrol(office: str, code: str, label: str) -> str:
    """Make the device that shows this code a terminal of the office; returns the text of its cookie.

    The same words for an unknown office, a wrong code, one that was used, and one that has ended.
    """
    office, now = office.strip().upper(), timezone.now()
    digest = _code_digest(office, re.sub(r"\s", "", code))
    with transaction.atomic():
        open_ones = EnrolmentCode.objects.select_for_update().filter(office=office, expires__gt=now)
        found = [each for each in open_ones.filter(wrong__lt=WRONG_CODES) if each.digest == digest]
        if found and Party.objects.filter(id=office, kind="office", closed="").exists():
            return _enrolled(found[0], label)
        counted = open_ones.filter(wrong__lt=WRONG_CODES).update(wrong=F("wrong") + 1)
    if counted:  # an office's audit grows by no more lines than its codes have tries
        audit.record(Reader("", office, (), frozenset(), "enrolment of a terminal"), "wrong-code")
    raise ValidationError(_("This office and code do not go together, or the code has ended. Ask for a new one."))


def _enrolled(code: EnrolmentCode, label: str) -> str:
    text = secrets.token_urlsafe(32)
    named = label.strip()[:60] or _("Terminal")
    terminal = Terminal.objects.create(office=code.office, label=named, digest=_digest(text), by=code.by)
    code.delete()
    by = Reader(code.by, code.office, (), frozenset(), "enrolment of a terminal")
    audit.record(by, "enrol-terminal", str(terminal.pk))
    return text


def revoke(reader: Reader, terminal: Terminal) -> None:
    """From this moment on nobody signs in there, and who had is out."""
    _must_head(reader)
    if terminal.office != reader.office:
        raise PermissionDenied(_("Your role does not include this."))
    with transaction.atomic():
        Terminal.objects.filter(pk=terminal.pk, revoked=None).update(revoked=timezone.now())
        audit.record(reader, "revoke-terminal", str(terminal.pk))


def terminal_of(cookie: str) -> Terminal | None:
    """The terminal that holds this cookie; None for an unknown or revoked one, or whose office is closed."""
    terminal = Terminal.objects.filter(digest=_digest(cookie), revoked=None).first() if cookie else None
    is_open = terminal and Party.objects.filter(id=terminal.office, kind="office", closed="").exists()
    return terminal if is_open else None


def _must_head(reader: Reader) -> None:
    require(reader, Does.MANAGE)
    if not reader.office:
        raise PermissionDenied(_("Take a seat in an office first."))


# PINs


def set_pin(reader: Reader, pin: str) -> Pin:
    """A PIN for the reader's own seat; the page has asked for the password."""
    require(reader, Does.CONTRIBUTE)
    must_have_password(reader)
    if not PIN.fullmatch(pin):
        raise ValidationError(_("A PIN has six digits."))
    if is_trivial(pin):
        raise ValidationError(_("Others guess this PIN first. Choose digits that neither repeat nor count."))
    seat = Seat.objects.current().get(officer__username=reader.officer, office=reader.office)
    values = {"hash": make_password(_keyed(seat.pk, pin)), "stamp": secrets.token_hex(8), "wrong": 0}
    with transaction.atomic():
        made, _new = Pin.objects.update_or_create(seat=seat, defaults={**values, "since": timezone.now()})
        audit.record(reader, "set-pin")
    return made


def is_trivial(pin: str) -> bool:
    """Two digits or one, a run up or down, a part that repeats, or a date such as 140483."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    is_date = 1 <= int(pin[:2]) <= 31 and 1 <= int(pin[2:4]) <= 12
    repeats = pin[:3] == pin[3:] or pin[:2] * 3 == pin
    return len(set(pin)) < 3 or len(steps) == 1 or repeats or is_date


def unlock(reader: Reader, pin: Pin) -> None:
    """After five wrong tries, by whoever manages the officer's seat."""
    must_manage(reader, pin.seat, pin.seat.roles)
    with transaction.atomic():
        Pin.objects.filter(pk=pin.pk).update(wrong=0)
        audit.record(replace(reader, office=pin.seat.office), "unlock-pin", pin.seat.officer.username)


def end_pin(reader: Reader, pin: Pin) -> None:
    """By its officer, or by whoever manages the officer's seat."""
    if (pin.seat.officer.username, pin.seat.office) != (reader.officer, reader.office):
        must_manage(reader, pin.seat, pin.seat.roles)
    with transaction.atomic():
        Pin.objects.filter(pk=pin.pk).delete()
        audit.record(replace(reader, office=pin.seat.office), "end-pin", pin.seat.officer.username)


def officers_at(terminal: Terminal) -> list[Pin]:
    """Who may sign in there: officers of its office who have a PIN, by name; locked ones too."""
    return sorted(pins_in(terminal.office), key=lambda pin: (pin.seat.officer.name, pin.seat_id))


def pins_in(office: str) -> QuerySet[Pin]:
    seats = Seat.objects.current().filter(office=office)
    return Pin.objects.filter(seat__in=seats).select_related("seat__officer")


def is_locked(pin: Pin) -> bool:
    return pin.wrong >= TRIES


def check(terminal: Terminal, seat: int, pin: str) -> Pin | None:
    """The PIN of this seat if these are its digits; None when wrong, locked, or not of this terminal's office.

    A try is counted before it is looked at, so that many at once are not more than five.
    """
    held, given = pins_in(terminal.office).filter(pk=seat).first(), _keyed(seat, pin)
    if not held or not Pin.objects.filter(pk=seat, wrong__lt=TRIES).update(wrong=F("wrong") + 1):
        make_password(given)  # as long as a real look takes
        return None
    if check_password(given, held.hash):
        Pin.objects.filter(pk=seat).update(wrong=0)
        return held
    by = Reader(held.seat.officer.username, terminal.office, (), frozenset(), "")
    audit.record(by, "wrong-pin", str(terminal.pk))
    return None


def reader_at(terminal: Terminal, seat: Seat, purpose: str) -> Reader:
    """Who acts there. Raises PermissionDenied or ValidationError, see `reader_for`."""
    reader = reader_for(seat, purpose)
    if seat.office != terminal.office or not ROLES[Role.BORDER_OFFICER] <= acts(seat.roles):
        raise PermissionDenied(_("This seat has ended."))
    return replace(reader, roles=CUT, terminal=str(terminal.pk))


def holds(seat: Seat, stamp: str) -> bool:
    """Whether the PIN that opened a session is still the seat's, and not locked since."""
    return Pin.objects.filter(pk=seat.pk, stamp=stamp, wrong__lt=TRIES).exists()


# What is kept of secrets


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "replace")).hexdigest()


def _code_digest(office: str, code: str) -> str:
    """Under the node's secret: whoever reads the table alone cannot try all the codes there are."""
    return salted_hmac("sarhad.access.enrolment", f"{office}:{code}", algorithm="sha256").hexdigest()


def _keyed(seat: int, pin: str) -> str:
    return salted_hmac("sarhad.access.pin", f"{seat}:{pin}", algorithm="sha256").hexdigest()
