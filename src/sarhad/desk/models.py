"""What is nobody else's business: counters of letters, and drafts that wait for a head. Never facts."""

from __future__ import annotations

from django.db import models

from sarhad.access.models import drawn


class Counter(models.Model):
    """The last number given in one sequence. Numbers are never used again, whatever becomes of the letter."""

    pk = models.CompositePrimaryKey("office", "series", "year")
    office = models.TextField()  # that gives the numbers
    series = models.TextField()  # "out/OTHER", "in/OTHER", with "/VIA" where letters pass through an office
    year = models.IntegerField()
    last = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.office} {self.series} {self.year}: {self.last}"


class Proposal(models.Model):
    """A request or an answer as drafted, until a head of the office signs or refuses it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        APPROVED = "approved"
        REFUSED = "refused"

    id = models.BigIntegerField(primary_key=True, default=drawn)
    office = models.TextField()
    kind = models.TextField()  # ask, answer
    letter = models.TextField(default="")  # of an answer: the letter that it answers
    data = models.TextField()  # JSON, see `drafting`
    officer = models.TextField()  # who drafted it
    made_at = models.DateTimeField()
    state = models.TextField(choices=State.choices, default=State.WAITING)
    decided_by = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")  # of a refusal
    became = models.TextField(default="")  # the request or answer that it became

    class Meta:
        indexes = [models.Index(fields=["office", "state"], name="proposal_office")]

    def __str__(self) -> str:
        return f"{self.office} {self.kind} {self.pk} {self.state}"

    @property
    def decided(self) -> bool:
        """Whether a purge may delete it: what was sent stands in the ledger, who decided in the audit."""
        return self.state != self.State.WAITING
