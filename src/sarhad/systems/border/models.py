"""What the posts' pages keep on this node. Local: no facts, and no text of any."""

from __future__ import annotations

from django.db import models

from sarhad.access.models import drawn


class WeeklyExport(models.Model):
    """One update of an office's link charts: what it was made of, by ids and digests, and its receipt."""

    id = models.BigIntegerField(primary_key=True, default=drawn)
    office = models.TextField()
    target = models.TextField()  # which program or analyst it is for, such as "i2"
    number = models.PositiveIntegerField()  # 1, 2, 3 for the office and target
    officer = models.TextField()  # who made it
    purpose = models.TextField()
    made = models.DateTimeField()
    receipt = models.JSONField()  # counts, period, checksums: see `weekly.Receipt`
    held = models.BinaryField(null=True)  # see `collect.deltas.pack`; None once a later one is confirmed
    confirmed = models.DateTimeField(null=True)
    confirmed_by = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "target", "number"], name="one_weekly_number")]

    def __str__(self) -> str:
        return f"{self.office} {self.target} {self.number}"
