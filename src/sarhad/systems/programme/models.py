"""An annual report while it is made. Local to the node, never facts: what is published is signed apart."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from sarhad.access.models import drawn

SILENT = timedelta(seconds=45)
"""Without a sign of life for so long, its work counts as cut off. No part takes as long."""


class State(models.TextChoices):
    RUNNING = "running"
    STOPPED = "stopped"  # by a person
    FAILED = "failed"
    DONE = "done"


class AnnualPaper(models.Model):
    """The parts of one office's report of one year, each kept as soon as it is there."""

    id = models.BigIntegerField(primary_key=True, default=drawn)
    office = models.TextField()
    year = models.IntegerField()
    officer = models.TextField()
    made = models.DateTimeField(default=timezone.now)
    state = models.TextField(choices=State.choices, default=State.RUNNING)
    run = models.TextField(default="")  # the work that may go on writing; another one has taken its place
    beat = models.DateTimeField(default=timezone.now)
    texts = models.JSONField(default=dict)  # what the office writes into it, by name and language
    parts = models.JSONField(default=dict)  # by name and language: blocks
    said = models.TextField(default="")  # why it failed
    parties = models.JSONField(default=list)  # as whom its office read what is in it: its groups

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="one_annual_paper")]

    def __str__(self) -> str:
        return f"{self.office} {self.year} {self.state}"

    @property
    def decided(self) -> bool:
        """Whether a purge may delete it: it can be made again."""
        return True

    @property
    def cut_off(self) -> bool:
        """Whether its work has died with its process."""
        return self.state == State.RUNNING and timezone.now() - self.beat > SILENT

    @property
    def is_running(self) -> bool:
        return self.state == State.RUNNING and not self.cut_off


class AnnualText(models.Model):
    """The text of the annual report as an office has changed it; without one, the shipped text holds."""

    office = models.TextField()
    lang = models.TextField()
    text = models.TextField()
    officer = models.TextField()
    changed = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "lang"], name="one_annual_text")]

    def __str__(self) -> str:
        return f"{self.office} {self.lang}"
