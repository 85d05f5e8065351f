"""Digests by e-mail: what is due goes out, what fails stays due. Run it as often as you like."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from smtplib import SMTPException
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.models import Seat
from sarhad.access.reader import Reader, reader_for
from sarhad.systems.monitor.models import Every, Subscription
from sarhad.systems.monitor.news import digest, mails
from sarhad.systems.monitor.news.digest import Due
from sarhad.systems.monitor.news.subscriptions import end_by_link

DAYS = {Every.DAY: 1, Every.WEEK: 7}
FAILS = (SMTPException, OSError)
LONGEST = 300  # of what is kept of a fault


class Outcome(NamedTuple):
    """What became of one subscription."""

    who: str  # officer@office
    state: str  # sent, nothing, failed, ended; due where nothing was to be sent yet
    news: int = 0
    warnings: int = 0
    more: bool = False
    said: str = ""  # why it failed


def is_on() -> bool:
    """Whether the node has a mail server and an address to send from."""
    return bool(settings.MAIL_ON)


def send_due(*, check: bool = False, now: datetime | None = None) -> Iterator[Outcome]:
    """Serve every subscription whose day has come, one after the other.

    A mail is taken for sent once the mail server has it; a crash between that and the note of it sends it twice,
    never not at all.

    Args:
        check: only say what is due.
    """
    if not (check or is_on()):
        raise ValidationError(
            _("No mail server is set: give SARHAD_MAIL_URL and SARHAD_MAIL_FROM. Nothing is sent, nothing is lost.")
        )
    with _alone():
        for row in Subscription.objects.filter(ended__isnull=True).order_by("begun", "id"):
            if _has_come(row, now or timezone.now()):
                yield _serve(row, now or timezone.now(), check=check)


@contextmanager
def _alone() -> Iterator[None]:
    """Two at once would send everything twice."""
    with (Path(settings.HOME) / "digest.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as busy:
            raise ValidationError(_("Digests are being sent at this moment.")) from busy
        yield


def _has_come(row: Subscription, now: datetime) -> bool:
    return row.looked is None or (now.date() - row.looked.date()).days >= DAYS[Every(row.every)]


def _serve(row: Subscription, now: datetime, *, check: bool) -> Outcome:
    who, reader = f"{row.officer}@{row.office}", _reader(row)
    if reader is None:
        if not check:
            end_by_link(row)
        return Outcome(who, "ended")
    found = digest.look(row, reader)
    due = digest.due(row, found)
    told = Outcome(who, "due" if due else "nothing", len(due.news), len(due.warnings), due.more)
    if check:
        return told
    audit.record(reader, "make-digest", f"{row.pk} {len(due.news)} {len(due.warnings)} {int(due.more)}")
    if due and (fault := _send(row, due, now)):
        row.tries, row.fault = row.tries + 1, fault
        row.save()
        return told._replace(state="failed", said=fault)
    row.told, row.looked, row.tries, row.fault = sorted(digest.keys_of(found)), now, 0, ""
    row.sent = now if due else row.sent
    row.save()
    return told._replace(state="sent") if due else told


def _reader(row: Subscription) -> Reader | None:
    """The officer as it stands now; None if its seat has ended."""
    seats = Seat.objects.current().select_related("officer")
    seat = seats.filter(officer__username=row.officer, office=row.office).first()
    try:
        return reader_for(seat, "digest by e-mail") if seat else None
    except PermissionDenied:
        return None


def _send(row: Subscription, due: Due, now: datetime) -> str:
    """ "" once the mail server has it, else what it said."""
    with translation.override(row.language):
        mail = mails.compose(row, due)
        mark = hashlib.sha256(f"{row.pk} {mail.text}".encode()).hexdigest()[:32]  # a second try is the same mail
        message = EmailMultiAlternatives(
            mail.subject, mail.text, settings.MAIL_FROM, [row.address], connection=get_connection(),
            headers={
                "Message-ID": f"<{mark}@{mails.host()}>", "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{mail.end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )  # fmt: skip
        message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except FAILS as fault:
        return f"{type(fault).__name__}: {fault}"[:LONGEST]
    return ""
