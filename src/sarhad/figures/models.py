"""What figures need of each statement on a seizure, in one line: made by the follower, dropped by a purge.

Whoever may read a statement, and whether it is current, is not known here: every read joins its fragment through
the door. Local, and made again from the ledger at any time.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sarhad.ledger.fields import HexField

NAME = "figures"
"""Of the follower that makes these."""


class Line(models.Model):
    """One statement on a seizure, an item, a sample or a laboratory result; see `claims.Values`."""

    FOLLOWER = NAME

    fragment = models.BigIntegerField(primary_key=True)
    kind = models.SmallIntegerField()  # place in `claims.COUNTED`
    entity = HexField()
    parent = HexField(null=True)  # type: ignore[misc]
    owner = models.TextField()
    stated = models.TextField(default="")
    grade = models.TextField(default="")
    count = models.IntegerField(default=1)
    date = models.TextField(default="")
    first = models.TextField(default="")
    last = models.TextField(default="")
    day = models.IntegerField(null=True)  # of the calendar, where the date is of one day
    country = models.TextField(default="")
    cause = models.TextField(default="")
    operation = models.TextField(default="")
    detained = models.BigIntegerField(null=True)
    substance = models.TextField(default="")
    family = models.TextField(default="")  # the substance group
    ug = models.BigIntegerField(null=True)
    amount = models.TextField(default="")
    unit = models.TextField(default="")
    # A seizure that one office reports once, with nothing to weigh against it, and its items: the database adds
    # them up. Its items repeat its days, country, cause and operation, and the number of its fragment.
    plain = models.BooleanField(default=False)
    above = models.BigIntegerField(null=True)
    month = models.IntegerField(default=0)  # 12 times the year, and the month from 0; 0 where the date tells none
    key = models.BigIntegerField(
        default=0
    )  # of the row of `Key` with its country, office, cause, operation, substance
    settled = models.BigIntegerField(null=True)  # of the row of `Settled` that is made from it
    mark = models.BigIntegerField(default=0)  # a number by which sets of lines are told apart

    class Meta:
        indexes = [
            models.Index(fields=["entity"], name="figures_entity"),
            models.Index(fields=["parent"], name="figures_parent"),
            models.Index(
                fields=["kind", "first", "last", "month", "key", "fragment", "above", "ug", "count", "detained"],
                name="figures_plain", condition=Q(plain=True),
            ),
            models.Index(
                fields=["settled", "fragment", "mark"], name="figures_of_settled", condition=Q(settled__gt=0)
            ),
            models.Index(
                fields=["kind", "first"], name="figures_weigh", condition=Q(plain=False, settled__isnull=True)
            ),
            models.Index(fields=["kind", "first"], name="figures_vague", condition=Q(day__isnull=True)),
            models.Index(
                fields=["country", "substance", "day"], name="figures_alike",
                condition=Q(kind=1, ug__gt=0, day__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.fragment} {self.entity}"


class Key(models.Model):
    """Under what lines are added up: so that the database need not compare texts."""

    FOLLOWER = NAME

    id = models.BigAutoField(primary_key=True)
    country = models.TextField()
    owner = models.TextField()
    cause = models.TextField()
    operation = models.TextField()
    substance = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "owner", "cause", "operation", "substance"], name="figures_one_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.id}"


class Settled(models.Model):
    """A seizure that had to be weighed, as it counts for whoever sees every line and judgement that it rests on.

    For anybody else it does not exist: whoever sees more, less or other lines has it weighed anew.
    """

    FOLLOWER = NAME

    id = models.BigIntegerField(primary_key=True)  # the fragment of its first line
    lines = models.IntegerField()  # lines and judgements that it rests on
    mark = models.BigIntegerField()  # the sum of their marks
    first = models.TextField()  # the days that any of its lines gives
    last = models.TextField()
    counted = models.TextField()  # JSON, see `counting.pack`

    class Meta:
        indexes = [models.Index(fields=["first", "last"], name="figures_settled_days")]

    def __str__(self) -> str:
        return f"{self.id}"


class Pair(models.Model):
    """Two items of seizures that look alike, whoever sees them: people are to judge."""

    FOLLOWER = NAME

    pk = models.CompositePrimaryKey("a", "b")
    a = models.BigIntegerField()  # fragments of the items, the smaller one first
    b = models.BigIntegerField()
    first = models.TextField()  # the day of the earlier one

    class Meta:
        indexes = [models.Index(fields=["first"], name="figures_pair_first")]
        constraints = [models.CheckConstraint(condition=Q(a__lt=F("b")), name="figures_smaller_first")]

    def __str__(self) -> str:
        return f"{self.a} {self.b}"
