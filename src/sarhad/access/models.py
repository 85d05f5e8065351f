"""Officers and the seats from which they act, their API tokens, and the audit (in a store of its own).

None of these are facts about the world: they are local to the node and never leave it.
"""

from __future__ import annotations

import secrets

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from sarhad.ledger.fields import HexField


def drawn() -> int:
    """A number for an address, drawn at random: one that counts would tell how many others there are."""
    return secrets.randbits(47)  # every JSON reader holds 53


class Officer(AbstractUser):
    """A person who signs in. The user name is the officer's id in entries and in the audit: never change it."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=200)  # as colleagues read it
    language = models.CharField(_("language"), max_length=2, choices=[("en", "English"), ("ru", "Русский")])
    stamp = models.TextField(default="", blank=True)  # drawn anew to end all sessions of the officer at once

    def get_session_auth_hash(self) -> str:
        """What each session holds a copy of: it ends with the password and with the stamp."""
        salt = "sarhad.access.models.Officer.session"
        return salted_hmac(salt, f"{self.password} {self.stamp}", algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()


class SeatQuerySet(models.QuerySet["Seat"]):
    def current(self) -> SeatQuerySet:
        now = timezone.now()
        open_ended = Q(until__isnull=True) | Q(until__gt=now)
        return self.filter(open_ended, since__lte=now, officer__is_active=True)


class Seat(models.Model):
    """An officer in one office with roles. Nobody ever acts from two seats at once."""

    id = models.BigIntegerField(primary_key=True, default=drawn)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="seats")
    office = models.TextField()
    roles = models.JSONField(default=list)  # of roles.Role
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "office"], condition=Q(until__isnull=True), name="one_open_seat_per_office"
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer.username} ({self.office})"


class Token(models.Model):
    """Lets a program read as one officer in one office for one purpose. Only its hash is kept."""

    id = models.BigIntegerField(primary_key=True, default=drawn)
    digest = HexField(unique=True)  # SHA-256 of the token, which has 256 random bits of its own
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="tokens")
    purpose = models.TextField()
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.seat}: {self.purpose}"


class Terminal(models.Model):
    """A post's shared phone or computer. Its cookie is one of the two factors there, the other a PIN."""

    id = models.BigIntegerField(primary_key=True, default=drawn)
    office = models.TextField()
    label = models.TextField()
    digest = HexField(unique=True)  # SHA-256 of the cookie, which has 256 random bits of its own
    enrolled = models.DateTimeField(default=timezone.now)
    by = models.TextField()  # user name of the head who made the code
    last_seen = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.label} ({self.office})"


class EnrolmentCode(models.Model):
    """Eight digits that make one device a terminal of one office, once. Only a keyed digest of it is kept."""

    id = models.BigIntegerField(primary_key=True, default=drawn)
    office = models.TextField()
    digest = HexField()
    by = models.TextField()
    expires = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)  # tries for this office while it was open

    def __str__(self) -> str:
        return f"{self.office}, until {self.expires}"


class Pin(models.Model):
    """What an officer types at an enrolled terminal in place of the password; one for each seat."""

    seat = models.OneToOneField(Seat, models.CASCADE, primary_key=True)
    hash = models.TextField()  # as a password's, of the digits under the node's secret
    stamp = models.TextField()  # random; a session that was opened with an earlier PIN does not hold it
    since = models.DateTimeField(default=timezone.now)
    wrong = models.PositiveSmallIntegerField(default=0)  # tries since the last right one

    def __str__(self) -> str:
        return str(self.seat)


class Invitation(models.Model):
    """A one-time link by which an officer chooses password and second factor. Only its hash is kept."""

    officer = models.OneToOneField(Officer, models.CASCADE, primary_key=True)
    digest = HexField(unique=True)  # SHA-256 of the text in the link, which has 256 random bits of its own
    by = models.TextField()  # user name of whoever made it
    office = models.TextField()  # in whose audit it stands
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.officer}, until {self.expires}"


class AppPassword(models.Model):
    """Lets a phone's form program send and fetch as one officer in one office. No way to any record.

    HTTP Digest needs the digests below, from which anybody could answer a challenge of this node: they are as good
    as the password itself, here and nowhere else, since the password is random and used for nothing else.
    """

    id = models.BigIntegerField(primary_key=True, default=drawn)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="app_passwords")
    device = models.TextField()  # as the officer calls the phone
    md5 = HexField()  # H(user name:realm:password), RFC 7616's H(A1), by each algorithm
    sha256 = HexField()
    created = models.DateTimeField(default=timezone.now)
    last_used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.seat}: {self.device}"


class AuditEntry(models.Model):
    """One line of an office's audit, chained to its line before. Holds ids and digests, no text of a query.

    Each office has a chain of its own: its auditor can verify it alone, and its numbers tell nothing of how
    much others read.
    """

    id = models.BigAutoField(primary_key=True)  # order of arrival on this node; shown to nobody
    n = models.BigIntegerField()  # 1, 2, 3 within the office, without gaps
    at = models.DateTimeField()
    officer = models.TextField()
    office = models.TextField()
    purpose = models.TextField()
    act = models.TextField()
    what = models.TextField()  # ids of what was read or done
    digest = HexField()  # SHA-256 over salt and text of the AuditText; empty when there was none
    prev = HexField()  # hash of the office's line n - 1
    hash = HexField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "n"], name="audit_line")]

    def __str__(self) -> str:
        return f"{self.n} {self.officer} {self.act}"


class AuditText(models.Model):
    """What was typed, such as the words of a search. Erasable: without salt the digest tells nothing."""

    entry = models.OneToOneField(
        AuditEntry, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="text"
    )
    salt = models.BinaryField()
    text = models.TextField()

    def __str__(self) -> str:
        return self.text
