"""Charts that officers work on. Nobody else's business until one is saved: then it is a signed contribution."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from sarhad.access.models import drawn


class ChartDraft(models.Model):
    """A chart as one officer, in one office, has it on the table."""

    number = models.BigIntegerField(primary_key=True, default=drawn)
    office = models.TextField()
    officer = models.TextField()
    title = models.TextField()
    at = models.IntegerField(default=0)  # number of the step that is shown
    version = models.IntegerField(default=0)  # how often it has changed; undoing is a change too
    saved = models.TextField(default="")  # entity of the Chart that it was saved as, or opened from
    ref = models.TextField(default="")  # the statement of it that this was made from: contribution.index
    changed = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["office", "officer", "-changed"], name="chart_of_officer")]

    def __str__(self) -> str:
        return f"{self.officer}@{self.office} {self.number}"


class ChartStep(models.Model):
    """One state of a draft, so that what was done can be undone and done again."""

    draft = models.ForeignKey(ChartDraft, models.CASCADE, related_name="steps")
    number = models.IntegerField()
    state = models.TextField()  # JSON, see `state.dump`; plain, so that a purge finds a number that stands in it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="one_chart_step")]

    def __str__(self) -> str:
        return f"{self.draft_id} step {self.number}"

    @property
    def decided(self) -> bool:
        """Whether a purge may delete it: what was there before is nobody's work any more."""
        return self.number != self.draft.at
