"""What the monitor keeps for its readers themselves. Local to the node, never facts."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from sarhad.access.models import drawn


class Every(models.TextChoices):
    DAY = "day"
    WEEK = "week"


class WarningMark(models.Model):
    """An officer in one office has seen a warning; it then stands below those not seen yet."""

    id = models.BigIntegerField(primary_key=True, default=drawn)
    officer = models.TextField()
    office = models.TextField()
    key = models.TextField()  # of `warning.records.Alarm`
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "office", "key"], name="one_warning_mark")]

    def __str__(self) -> str:
        return f"{self.officer} ({self.office}) {self.key}"


class Subscription(models.Model):
    """What an officer in one office wants to hear by e-mail.

    `told` are the keys of what it has been told, as far as it would be told again otherwise; they change only once
    a mail has been handed to the mail server, so that nothing is lost if that fails.
    """

    id = models.BigIntegerField(primary_key=True, default=drawn)
    officer = models.TextField()
    office = models.TextField()
    address = models.EmailField(max_length=254)
    language = models.TextField(default="en")
    every = models.TextField(choices=Every.choices, default=Every.DAY)
    news = models.BooleanField(default=True)
    warnings = models.BooleanField(default=True)
    country = models.TextField(default="", blank=True)
    substance = models.TextField(default="", blank=True)  # code of a substance or group
    nudge = models.BooleanField(default=False)  # say that there is something that is not public, and nothing of it
    begun = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True)
    told = models.JSONField(default=list)
    looked = models.DateTimeField(null=True)  # when it was last found what there is to say, even if nothing
    sent = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)  # failed ones since the last that went well
    fault = models.TextField(default="", blank=True)  # of the last try

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "office"], condition=models.Q(ended__isnull=True), name="one_open_subscription"
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer} ({self.office}) {self.every}"
