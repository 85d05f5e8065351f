"""Proposed matches, and what each office has done about them. Local to the node, never facts.

A hit exists by its two fragments alone, whoever sees them: state and scope are asked at the door when an inbox is
read. No reasons are kept, since they hold values: they are made again from two fragments that a reader sees, and
a purge leaves nothing here but numbers.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sarhad.ledger.fields import HexField


class Hit(models.Model):
    """Two fragments that may mean one thing."""

    pk = models.CompositePrimaryKey("left", "right")
    left = models.BigIntegerField()  # local fragment ids, the smaller one first
    right = models.BigIntegerField()
    left_owner = models.TextField()  # who signed them; this never changes
    right_owner = models.TextField()
    score = models.FloatField()  # calibrated probability, 0 to 1
    verdict = models.TextField()  # strong, possible
    model = models.TextField()  # stamp of the scoring that said so

    class Meta:
        indexes = [
            models.Index(fields=["left_owner", "-score", "-right", "-left"], name="hit_left_owner"),
            models.Index(fields=["right_owner", "-score", "-right", "-left"], name="hit_right_owner"),
            models.Index(fields=["right"], name="hit_right"),
        ]
        constraints = [models.CheckConstraint(condition=Q(left__lt=F("right")), name="hit_smaller_first")]

    def __str__(self) -> str:
        return f"{self.left} {self.right} {self.verdict}"


class HitState(models.Model):
    """That an office has dealt with a pair of entities, whichever of their fragments hit each other."""

    pk = models.CompositePrimaryKey("office", "a", "b")
    office = models.TextField()
    a = HexField()  # the smaller id first
    b = HexField()
    handled = models.BooleanField()
    officer = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.office} {self.a} {self.b}"


class Pointer(models.Model):
    """That an office was told “`holder` holds something” on an entity of its own: one line, whatever it is."""

    token = HexField(primary_key=True)  # 16 bytes that tell nothing; a request quotes it
    office = models.TextField()  # who was told
    entity = HexField()  # its own
    holder = models.TextField()
    shown_at = models.DateTimeField()  # for the first time
    told = models.BooleanField(default=False)  # the holder's audit has a line of it, see decision 0015
    handled = models.BooleanField(default=False)
    officer = models.TextField(default="")
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "entity", "holder"], name="one_pointer")]

    def __str__(self) -> str:
        return f"{self.office} {self.entity} {self.holder}"
